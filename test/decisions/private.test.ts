import { describe, expect, it } from 'vitest';
import { exportLines } from '../../src/core/data.ts';
import { memberAs, rowsFor } from '../../src/core/decisions/readers.ts';
import { allVotes, keepVoteMessage } from '../../src/core/decisions/rows.ts';
import { toRecord } from '../../src/core/decisions/show.ts';
import { links } from '../../src/core/pages.ts';
import type { Platform } from '../../src/core/ports.ts';
import { atDesk } from '../../src/core/transaction.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createTestBot, talk } from '../support/bot.ts';
import { beginVote, castVote, noon, on } from '../support/votes.ts';
import { openWebApp } from '../support/web-app.ts';

/** What was decided in a private place, as people elsewhere find it. In #secret, ana starts votes and ben votes; eve is not there. */
const form = {
  question: 'Whom do we let go?',
  options: 'Nobody\nSomebody',
  context: 'The *payroll*.',
  method: 'single',
  ends: '1 day',
};
const secret = { channel: 'secret', thread: 'secret' };
const ana = { user: 'ana', name: 'Ana' };
const ben = { user: 'ben', name: 'Ben' };
const eve = { user: 'eve', name: 'Eve' };

function team(store = createMemoryStore(() => noon), clock = () => noon, more: Partial<Platform> = {}) {
  const platform = { isPrivatePlace: async ({ channel }: { channel: string }) => channel === 'secret', ...more };
  const bot = createTestBot({ store, clock, platform, pagesAt: 'https://tiebreak.example' });
  let turn = 0;
  /** A conversation whose events differ from those of all others. */
  const say = (where: object) => {
    const transcript = talk(bot);
    const each = (more: object) => {
      turn += 1;
      return { ...where, ...more, id: `e${turn}` };
    };
    return {
      says: (words: string, more: object = {}) => transcript.says(words, each(more)),
      clicks: (intent: Parameters<typeof transcript.clicks>[0], more: object = {}) => transcript.clicks(intent, each(more)),
      commands: (verb: string, args: Record<string, string>, more: object = {}) => transcript.commands(verb, args, each(more)),
      async decides(where: object = secret) {
        await transcript.says('decide it', each({ ...where, ...ana })).fills(form, each({ ...where, ...ana }));
        return transcript;
      },
    };
  };
  const decided = async () => {
    await say({}).decides();
    await say({ ...secret, ...ben }).clicks(on(1, 'cast', { on: 'a' }));
    await say({ ...secret, ...ana }).clicks(on(1, 'close'));
  };
  return { store, say, decided };
}

describe('a record of a private place, asked for where others read', () => {
  const cannotWhisper = ['mention'] as const;

  it('waits behind a button where the platform cannot show it to one person, and whoever else presses it learns nothing', async () => {
    const { say, decided } = team(undefined, undefined, { cannotWhisper });
    await decided();
    for (const words of ['decisions 1', 'decisions', 'decisions download 1'])
      await say(ben)
        .says(words)
        .shownTo('thread')
        .getsReply(/between you and me/)
        .getsNo(/let go|payroll/);
    await say(ben)
      .says('decisions 1')
      .picks('Show it to me', { ...ben, id: 'ben' })
      .shownTo('asker')
      .getsReply(/Whom do we let go/);
    await say(ben)
      .says('decisions 1')
      .picks('Show it to me', { ...eve, id: 'eve' })
      .shownTo('asker')
      .getsReply(/no decision of that number/);
  });

  it('is not named in the form that would decide it anew, but to who asked', async () => {
    const { say, decided } = team();
    await decided();
    await say(ben)
      .clicks({ verb: 'decide', args: { supersedes: '1' } })
      .shownTo('asker')
      .getsReply(/Whom do we let go/);
    await say({ ...secret, ...ben })
      .clicks({ verb: 'decide', args: { supersedes: '1' } })
      .shownTo('thread');
  });

  it('is not shared by a button that was made up', async () => {
    const { say, decided } = team();
    await decided();
    const args = { number: '1', as: 'file' };
    await say(ben).clicks({ verb: 'decisions', args, share: true }).shownTo('asker');
    await say({ ...secret, ...ben })
      .clicks({ verb: 'decisions', args, share: true })
      .shownTo('channel');
    await say(ben)
      .clicks({ verb: 'erase', args: { what: 'me' }, share: true })
      .shownTo('asker');
  });
});

describe('a running vote of a private place', () => {
  it('does not exist for whoever guesses its number elsewhere, by any button', async () => {
    const { say } = team();
    await say({}).decides();
    for (const deed of 'all cast ballot until pick reason say object manage rules close reopen runoff'.split(' '))
      await say(eve)
        .clicks(on(1, deed, { on: 'a' }))
        .getsReply(/^I know no such vote here\.$/);
    await say(eve)
      .clicks(on(2, 'cast', { on: 'a' }))
      .getsReply(/^I know no such vote here\.$/);
  });

  it('is there for who asks from its place, who started it, and who may vote or has', async () => {
    const { say } = team();
    await say({}).decides();
    await say({ ...secret, ...eve })
      .clicks(on(1, 'reason'))
      .getsReply(/Vote first/);
    await say(ana)
      .clicks(on(1, 'manage'))
      .getsReply(/What should happen/);
    await say(ana)
      .clicks(on(1, 'cast', { on: 'a' }))
      .getsReply(/Stored: Nobody/);
    await say(ben)
      .clicks(on(1, 'reason'))
      .getsReply(/no such vote/);
    await say({ ...secret, ...ben }).clicks(on(1, 'cast', { on: 'a' }));
    await say(ben)
      .clicks(on(1, 'reason'))
      .getsReply(/^This vote is for the channel where it runs\. .*vote there\.$/i);
  });
});

describe('a record of a private place', () => {
  it('is not listed, searched, shown, downloaded or decided anew elsewhere, nor is its number told apart from none', async () => {
    const { say, decided } = team();
    await decided();
    await say(eve)
      .says('decisions')
      .getsReply(/Nothing has been decided here yet/);
    for (const asked of ['1', 'download 1', '7'])
      await say(eve)
        .says(`decisions ${asked}`)
        .getsReply(/^There is no decision of that number here/);
    await say(eve)
      .clicks({ verb: 'decide', args: { supersedes: '1' } })
      .getsReply(/no decision of that number/);
    await say({}).decides({ channel: 'open', thread: 'open' });
    await say({ channel: 'open', ...ben }).clicks(on(2, 'cast', { on: 'a' }));
    await say({ channel: 'open', ...ana }).clicks(on(2, 'close'));
    await say(eve)
      .says('decisions payroll')
      .getsReply(/ADR-0002/)
      .getsNo(/ADR-0001/);
  });

  it('is there in its place; and for who voted, elsewhere in private only, and not to be shared', async () => {
    const { say, decided } = team();
    await decided();
    await say({ ...secret, ...eve })
      .says('decisions')
      .getsReply(/ADR-0001 Whom do we let go/)
      .shownTo('thread');
    for (const asked of ['', ' 1', ' download 1'])
      await say(ben)
        .says(`decisions${asked}`)
        .getsReply(/Whom do we let go/)
        .getsNo(/Share to channel/)
        .shownTo('asker');
    await say({ ...secret, ...eve })
      .commands('decisions', { search: 'download 1' })
      .getsReply(/Share to channel/);
  });

  it('does not give its title away where it takes the place of an open one', async () => {
    const { say } = team();
    await say({}).decides({ channel: 'open', thread: 'open' });
    await say({ channel: 'open', ...ben }).clicks(on(1, 'cast', { on: 'a' }));
    await say({ channel: 'open', ...ana }).clicks(on(1, 'close'));
    const anew = { verb: 'decide', args: { supersedes: '1', start: 'yes', ...form, question: 'A secret title' } };
    await say({ ...secret, ...ana }).clicks(anew);
    await say({ ...secret, ...ben }).clicks(on(2, 'cast', { on: 'b' }));
    await say({ ...secret, ...ana }).clicks(on(2, 'close'));
    for (const asked of ['1', 'download 1'])
      await say(eve)
        .says(`decisions ${asked}`)
        .getsReply(/superseded by ADR-0002/)
        .getsNo(/secret-title/);
    await say({ ...secret, ...eve })
      .says('decisions download 1')
      .getsReply(/superseded by \[ADR-0002\]\(0002-a-secret-title\.md\)/);
  });

  it('is not said to stand where a vote on it in the open is called off', async () => {
    const { say, decided } = team();
    await decided();
    const anew = { verb: 'decide', args: { supersedes: '1', start: 'yes', ...form, question: 'Once more' } };
    await say({ channel: 'open', ...ben }).clicks(anew);
    await say({ channel: 'open', ...ben })
      .clicks(on(2, 'cancel'))
      .getsReply(/Cancelled: nothing was decided/)
      .getsNo(/ADR-0001/);
  });

  it('is left out of the export that an admin asks for in a chat, and is in that of the command line', async () => {
    const { store, say, decided } = team();
    await decided();
    await say({}).decides();
    const rows = store.workspace('test', 'w');
    const exported = async (channel: string | null) => {
      const shown = channel === null ? undefined : await rowsFor(rows, memberAs({ user: 'eve', channel }));
      const lines = await Array.fromAsync(exportLines({ platform: 'test', workspace: 'w', user: null }, rows, noon, shown));
      return lines.filter((line) => /"kind":"(vote|voter:|decision)/.test(line)).join('');
    };
    expect(await exported('open')).toBe('');
    for (const whole of [await exported('secret'), await exported(null)]) {
      expect(whole).toMatch(/"kind":"decision"[\s\S]*payroll/);
      expect(whole.match(/"kind":"vote"/g)).toHaveLength(2);
      expect(whole).toMatch(/"kind":"voter:/);
    }
    await say({ channel: 'open', user: 'eve', isAdmin: true })
      .commands('export', {})
      .getsReply(/leaves out votes and records of private places/);
  });

  it('is left out with all that leads to it, also if nothing was decided', async () => {
    const { store, say } = team();
    await say({}).decides();
    await say({ ...secret, ...ana }).clicks(on(1, 'cancel'));
    const rows = store.workspace('test', 'w');
    const [vote] = await allVotes(rows);
    const id = String(vote?.id);
    await atDesk(store, { platform: 'test', workspace: 'w' }, (desk) =>
      keepVoteMessage(desk, id, { message: 'shown', link: null }, noon),
    );
    const exported = async (channel: string) => {
      const given = await rowsFor(rows, memberAs({ user: 'eve', channel }));
      const lines = await Array.fromAsync(exportLines({ platform: 'test', workspace: 'w', user: null }, rows, noon, given));
      return lines.filter((line) => !line.includes('"kind":"memory"') && line.includes(id));
    };
    expect(await exported('open')).toEqual([]);
    expect(await exported('secret')).toHaveLength(4); // the vote, its message, the thread below that, and the place
  });

  it('counts what was stored before places were asked about as private', async () => {
    const { store, say, decided } = team();
    await decided();
    const rows = store.workspace('test', 'w');
    const { isPrivate: _, readers: __, ...old } = (await rows.find('decision', '1')) as Record<string, unknown>;
    await rows.keep('decision', '1', old, null);
    await say(eve)
      .says('decisions 1')
      .getsReply(/no decision of that number/);
    await say({ ...secret, ...eve })
      .says('decisions 1')
      .getsReply(/Whom do we let go/);
  });
});

it('is closed by whoever looks at the page of decisions after its deadline', async () => {
  const app = await openWebApp();
  try {
    await app.store.jobs.stop(1_000);
    const at = { platform: 'web', workspace: 'playground' };
    const past = Date.now() - 10_000;
    const { id } = await beginVote(app.store, at, { started: past, deadline: past + 5_000 });
    await castVote(app.store, at, id, 'ana', 'o1', past);
    const page = await (await fetch(`${app.origin}/decisions`)).text();
    expect(page).toMatch(/No vote is running[\s\S]+ADR-0001/);
    expect(await (await fetch(`${app.origin}/decisions/1.md`)).text()).toMatch(/Chosen option: "Tea"/);
  } finally {
    await app.close();
  }
});

describe('what was decided in the open, for a guest or somebody of another company', () => {
  const shared = { channel: 'shared', thread: 'shared' };
  const open = { channel: 'open', thread: 'open' };
  /** Eve sees #shared alone. There and in #open one vote is over, and one runs. */
  const held = async () => {
    const world = team(undefined, undefined, { isMember: async ({ user }: { user: string }) => user !== 'eve' });
    for (const [number, where] of [open, shared].entries()) {
      await world.say({}).decides(where);
      await world.say({ ...where, ...ben }).clicks(on(number + 1, 'cast', { on: 'a' }));
      await world.say({ ...where, ...ana }).clicks(on(number + 1, 'close'));
    }
    await world.say({}).decides(open);
    return world;
  };

  it('is what was decided where they ask, and no more', async () => {
    const { say } = await held();
    await say({ ...shared, ...ben })
      .says('decisions')
      .getsReply(/ADR-0001/, /ADR-0002/, /A vote is running/);
    await say({ ...shared, ...eve })
      .says('decisions')
      .getsReply(/ADR-0002/)
      .getsNo(/ADR-0001/, /A vote is running/);
    for (const words of ['decisions 1', 'decisions download 1'])
      await say({ ...shared, ...eve })
        .says(words)
        .getsReply(/no decision of that number/);
    await say({ ...shared, ...eve })
      .clicks(on(3, 'show'))
      .getsReply(/no such vote/);
  });

  it('is shown to who asks alone where another company reads too, but for what was decided there', async () => {
    const { say } = await held();
    for (const words of ['decisions', 'decisions 1', 'decisions download 1'])
      await say({ ...shared, ...ben, isShared: true })
        .says(words)
        .shownTo('asker')
        .getsReply(/Whom do we let go/);
    await say({ ...shared, ...ben, isShared: true })
      .clicks(toRecord(1))
      .shownTo('asker')
      .getsReply(/Whom do we let go/)
      .getsNo(/Share to channel/);
    await say({ ...shared, ...ben, isShared: true })
      .says('decisions 2')
      .shownTo('thread')
      .clicks(toRecord(2))
      .getsReply(/Share to channel/);
    await say({ ...shared, ...ben })
      .says('decisions')
      .shownTo('thread');
  });

  it('is what they voted in: they are asked for it where they can vote', async () => {
    const { say } = await held();
    await say({ ...open, ...eve })
      .clicks(on(3, 'cast', { on: 'a' }))
      .getsReply(/Stored/);
    await say({ ...shared, ...eve })
      .clicks(on(3, 'show'))
      .getsReply(/Whom do we let go/);
  });

  it('is not on pages for them', async () => {
    const { say } = await held();
    await say({ ...shared, ...eve })
      .says('web')
      .getsReply(/for the people of this workspace/);
    await say({ ...shared, ...ben })
      .says('web')
      .getsReply(/works once/);
  });
});

it('is on the pages only for who voted in it or started it', async () => {
  const app = await openWebApp({ isOpen: false, hasChat: false, isSecure: false });
  try {
    const { say, decided } = team(app.store, Date.now);
    await decided();
    await say({}).decides();
    const as = async (user: string) => {
      const link = `/sign-in/test/w/${await links.issue(app.store.workspace('test', 'w'), { user, isAdmin: false })}`;
      const entered = await fetch(`${app.origin}${link}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: app.origin },
      });
      const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
      return async (path: string) => {
        const found = await fetch(`${app.origin}${path}`, { headers: { cookie } });
        return { status: found.status, text: found.status === 200 && !path.endsWith('/live') ? await found.text() : '' };
      };
    };
    const [eves, bens] = [await as('eve'), await as('ben')];
    expect((await eves('/decisions')).text).not.toMatch(/let go|payroll/);
    expect([(await eves('/decisions/1')).status, (await eves('/decisions/1.md')).status]).toEqual([404, 404]);
    expect((await bens('/decisions')).text).toMatch(/Whom do we let go/);
    expect((await bens('/decisions/1.md')).text).toMatch(/payroll/);
    expect((await (await as('ana'))('/decisions')).text).toMatch(/Whom do we let go[\s\S]*0 of 4 voted/);
  } finally {
    await app.close();
  }
});
