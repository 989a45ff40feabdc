import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { erasePerson, eraseWorkspace, exportLines, readOwner } from '../src/core/data.ts';
import { changeVote } from '../src/core/decisions/desk.ts';
import { createVoteHandlers } from '../src/core/decisions/jobs.ts';
import { ballotsOf, votersOf } from '../src/core/decisions/rows.ts';
import type { Vote } from '../src/core/decisions/vote.ts';
import { gaps } from '../src/core/feedback.ts';
import type { Job } from '../src/core/ports.ts';
import { atDesk } from '../src/core/transaction.ts';
import { addExportRoute } from '../src/server/export.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, talk } from './support/bot.ts';
import { beginVote, castVote } from './support/votes.ts';

const admin = { isAdmin: true, user: 'eve' };

function open(pagesAt: string | null = null) {
  let now = 1_000;
  const store = createMemoryStore(() => now);
  const bot = createTestBot({ store, clock: () => now, pagesAt });
  const kept = async () => {
    const rows = await Array.fromAsync(store.workspace('test', 'w').rows());
    return rows.filter(({ key, user }) => user !== null && !key.startsWith('ticket:')).map(({ user }) => user);
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  return { store, talk: talk(bot), kept, clock: () => now, pass };
}

describe('erase me', () => {
  it('asks once more, privately, and then takes what is mine and nothing else', async () => {
    const { talk, kept } = open();
    await talk
      .says('is flask faster?')
      .says('is flask faster?', { user: 'ben', thread: 'other' })
      .picks('Not helpful', { user: 'ben' })
      .commands('erase')
      .picks('What is mine')
      .shownTo('asker')
      .getsReply(/^That deletes what you asked me here, your ratings of answers and what I remember of our conversations\. /)
      .getsReply(/Records of decisions stay as they are\. It cannot be undone\./);
    expect(new Set(await kept())).toEqual(new Set(['ana', 'ben']));
    await talk
      .picks('Erase what is mine')
      .shownTo('asker')
      .getsReply(/^Erased: 2 entries\./);
    expect(new Set(await kept())).toEqual(new Set(['ben']));
    await talk.clicks({ verb: 'erase', args: { what: 'me', sure: 'yes' } }).getsReply(/^There was nothing to erase\./);
  });

  it.each(['ana', 'ben'])('takes from a thread that %s shares with somebody exactly what is theirs; it goes on', async (who) => {
    const { store, talk } = open();
    await talk
      .says('is flask faster than django, asks ana?')
      .says('is django more secure than flask, asks ben?', { user: 'ben' });
    await talk.clicks({ verb: 'erase', args: { what: 'me', sure: 'yes' } }, { user: who, isPrivate: true });
    const left = JSON.stringify(await Array.fromAsync(store.workspace('test', 'w').rows()));
    expect([left.includes('asks ana'), left.includes('asks ben')]).toEqual([who === 'ben', who === 'ana']);
    expect(left.includes(`"${who}"`)).toBe(false);
    await talk.says('source?', { user: 'cyd' }).getsReply(/Django vs Flask/);
  });

  it('takes my words out of what others rated, and leaves their vote', async () => {
    const { store, talk } = open();
    await talk.says('is flask faster?').picks('Not helpful', { user: 'ben' });
    const rows = store.workspace('test', 'w');
    expect(await gaps(rows)).toHaveLength(1);
    await talk.clicks({ verb: 'erase', args: { what: 'me', sure: 'yes' } });
    expect(JSON.stringify(await Array.fromAsync(rows.rows()))).not.toMatch(/faster\?|ana/);
    expect(await rows.kept('rating')).toMatchObject([{ reason: 'unhelpful', user: 'ben', entries: ['faq:faster'] }]);
    expect(await gaps(rows)).toEqual([]);
  });

  it('takes a question along also where somebody else has gone on from it', async () => {
    const { store, talk } = open();
    const ben = { user: 'ben', thread: null, reach: 'reply' } as const;
    await talk
      .says('is flask faster than django, asks ana?')
      .says('source?', { user: 'ben' })
      .says('and the other one?', { user: 'ben' })
      .says('is django secure, asks ana?', { thread: null })
      .says('source?', { ...ben, follows: 'event-4' })
      .says('and the other one?', { ...ben, follows: 'event-5' })
      .commands('ask', { question: 'is django secure, asks ana?' })
      .says('source?', { thread: null })
      .says('and the other one?', { ...ben, follows: 'event-8' })
      .picks('Not helpful', { user: 'ben' });
    await talk.clicks({ verb: 'erase', args: { what: 'me', sure: 'yes' } });
    const rows = await Array.fromAsync(store.workspace('test', 'w').rows());
    expect(JSON.stringify(rows)).toContain('topic:flask-security');
    expect(JSON.stringify(rows)).not.toContain('asks ana');
  });

  it('is for whoever clicks, and typed words alone erase nothing', async () => {
    const { talk, kept } = open();
    await talk.says('is flask faster?').commands('erase', { what: 'me', sure: 'no, this is typed' }, { user: 'ben' });
    await talk.says('erase me sure=yes').getsReply(/What shall I delete\?/);
    await talk.clicks({ verb: 'erase', args: { what: 'me', sure: 'yes' } }, { user: 'ben' });
    expect(new Set(await kept())).toEqual(new Set(['ana']));
  });
});

describe('what is lost besides', () => {
  const at = { platform: 'test', workspace: 'w' };

  async function busy() {
    const opened = open();
    const { store, talk } = opened;
    const begin = (change: Partial<Vote> = {}) => beginVote(store, at, change);
    const [running, other, secret, done] = [
      await begin(),
      await begin(),
      await begin({ secrecy: 'anonymous' }),
      await begin({ reviewDays: 0 }),
    ];
    for (const { id } of [running, secret, done]) await castVote(store, at, id, 'ben', 'o1', 1_000);
    await castVote(store, at, secret.id, 'ana', 'o2', 1_000);
    await atDesk(store, at, (desk) => changeVote(desk, done.id, { do: 'close', by: null }, 1_000));
    for (const name of ['Shop', 'Intranet'])
      await talk
        .clicks({ verb: 'recommend', args: { description: `${name}: four people, a small API.` } }, { user: 'ben', id: name })
        .clicks({ verb: 'recommend', args: { card: name, name } }, { user: 'ben', id: `${name} saved` });
    return { ...opened, running, other, secret };
  }

  it('are the answers of others on a scorecard, which nobody can reach without it', async () => {
    const { store, talk } = await busy();
    const rows = store.workspace('test', 'w');
    await talk.clicks(
      { verb: 'recommend', args: { card: 'Shop', say: 'security matters twice as much' } },
      { user: 'cy', id: 's' },
    );
    expect(await rows.kept('sheet:Shop')).toHaveLength(1);
    await atDesk(store, at, (desk) => erasePerson(desk, 'ben', 9_000));
    expect(await rows.kept('sheet:Shop')).toEqual([]);
  });

  it('is said with its number before somebody erases what is theirs', async () => {
    const { talk } = await busy();
    await talk
      .commands('erase', { what: 'me' }, { user: 'ben', id: 'e' })
      .getsReply(/, 2 saved scorecards and your choices in 2 votes that are running\. Records/);
  });

  it('is said with its number before an admin erases everything, with how to keep it', async () => {
    const { talk } = await busy();
    await talk
      .commands('erase', { what: 'everything' }, { ...admin, id: 'e' })
      .getsReply(/: 1 record of a decision, 4 votes \(3 are running\), 2 saved scorecards, what people asked,/)
      .getsReply(/export gives you a copy first\./);
  });

  it('takes choices back while nobody changes their vote, counts them no more, and has its message brought up to date', async () => {
    const { store, running, other, secret } = await busy();
    const [held, asked]: [string[], string[]] = [[], []];
    await atDesk(store, at, (desk) => {
      const lock = async (name: string) => void held.push(name);
      const enqueue = async ({ key }: Job) => void asked.push(key);
      return erasePerson({ ...desk, lock, enqueue }, 'ben', 9_000);
    });
    const keys = (name: string, ...votes: Vote[]) => votes.map(({ id }) => JSON.stringify([name, 'test', 'w', id])).toSorted();
    expect(held).toEqual(keys('vote', running, other, secret));
    expect(asked.toSorted()).toEqual(keys('vote-board', running, secret));
    const rows = store.workspace('test', 'w');
    const left = async ({ id }: Vote) => [(await ballotsOf(rows, { id })).length, (await votersOf(rows, { id })).length];
    expect([await left(running), await left(secret)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await rows.kept('scorecard')).toEqual([]);
  });

  it('takes back a choice in a vote that an older version began, and leaves those of one that it closed', async () => {
    const { store, running, secret } = await busy();
    // That version does not keep which votes run.
    await atDesk(store, at, async ({ rows }) => {
      await rows.drop('running-vote', running.id);
      await rows.keep('vote', secret.id, { ...secret, state: 'closed' }, null);
    });
    const held: string[] = [];
    const lock = async (name: string) => void held.push(name);
    await atDesk(store, at, (desk) => eraseWorkspace({ ...desk, lock, rows: { ...desk.rows, erase: async () => 0 } }, null));
    expect(held).toContain(JSON.stringify(['vote', 'test', 'w', running.id]));
    await atDesk(store, at, (desk) => erasePerson(desk, 'ben', 9_000));
    const rows = store.workspace('test', 'w');
    expect([(await ballotsOf(rows, running)).length, (await ballotsOf(rows, secret)).length]).toEqual([0, 2]);
  });

  it('is all gone when everything is erased, held from who votes at that moment', async () => {
    const { store, running, other, secret, kept } = await busy();
    const held: string[] = [];
    await atDesk(store, at, (desk) => eraseWorkspace({ ...desk, lock: async (name) => void held.push(name) }, null));
    expect(held).toEqual([running, other, secret].map(({ id }) => JSON.stringify(['vote', 'test', 'w', id])).toSorted());
    expect(await kept()).toEqual([]);
    expect(await Array.fromAsync(store.workspace('test', 'w').rows())).toEqual([]);
    // What was asked for before is done with: nothing is left to try again.
    const announcer = { post: vi.fn(), edit: vi.fn(), peopleIn: vi.fn(), privateClicks: true };
    const handlers = createVoteHandlers({ store, clock: () => 9e12, announcers: { test: announcer } });
    for (const name of [
      'vote-deadline',
      ...['vote-people', 'vote-board', 'vote-reminder', 'decision-review'].map((each) => `${each}:test`),
    ])
      for (const id of [running.id, '1']) expect([name, await handlers[name]?.({ ...at, id }, 0)]).toEqual([name, null]);
    expect(announcer.post).not.toHaveBeenCalled();
  });
});

describe('erase for admins', () => {
  it('takes what other people said, named in a form', async () => {
    const { talk, kept } = open();
    await talk
      .says('is flask faster?')
      .says('is flask faster?', { user: 'ben', thread: 'other' })
      .says('is flask faster?', { user: 'cyd', thread: 'third' })
      .commands('erase', { what: 'person' }, admin)
      .fills({ people: 'ana,ben' }, admin)
      .shownTo('asker')
      .getsReply(/^Erased: 4 entries\./);
    expect(new Set(await kept())).toEqual(new Set(['cyd']));
  });

  it('takes everything of the workspace, after asking once more', async () => {
    const { talk, kept } = open();
    await talk.says('is flask faster?').says('what is the airspeed of a swallow?');
    await talk
      .commands('erase', { what: 'everything' }, admin)
      .getsReply(
        /^That deletes everything I keep about this workspace: what people asked, their ratings of answers and the settings\. It cannot be undone\./,
      );
    expect(await kept()).not.toEqual([]);
    await talk.picks('Erase everything', admin).getsReply(/^Erased: \d+ entries\./);
    expect(await kept()).toEqual([]);
  });

  it('erases once, also where the click is delivered again', async () => {
    const { talk, kept } = open();
    const click = { verb: 'erase', args: { what: 'everything', sure: 'yes' } };
    await talk
      .says('is flask faster?')
      .clicks(click, { ...admin, id: 'click' })
      .getsReply(/^Erased: \d+ entries\./);
    await talk.says('what is the airspeed of a swallow?', { id: 'since' });
    const since = await kept();
    expect(since).not.toEqual([]);
    await talk.clicks(click, { ...admin, id: 'click' }).getsSilence();
    expect(await kept()).toEqual(since);
  });

  it('leaves the buttons of votes that are erased without effect, whatever is voted on next', async () => {
    const { store, talk } = open();
    const begin = () => beginVote(store, { platform: 'test', workspace: 'w' });
    const old = await begin();
    await talk.clicks({ verb: 'erase', args: { what: 'everything', sure: 'yes' } }, admin);
    const next = await begin();
    const cast = ({ id }: Pick<Vote, 'id'>) => ({ verb: 'vote', args: { id, do: 'cast', on: 'o1' } });
    await talk
      .clicks(cast(old))
      .getsReply(/^I know no such vote here\.$/)
      .clicks(cast(next))
      .getsReply(/^Stored: Tea/);
  });

  it.each([{ what: 'everything', sure: 'yes' }, { what: 'everything' }, { what: 'person', people: 'ana' }, { what: 'person' }])(
    'is refused to everybody else, also with a forged click: %j',
    async (args) => {
      const { talk, kept } = open();
      await talk.says('is flask faster?');
      const before = await kept();
      await talk.clicks({ verb: 'erase', args }, { user: 'mallory', isAdmin: false }).getsReply(/^Only an admin may/);
      await talk.clicks({ verb: 'erase', args }, { user: 'mallory', isAdmin: null }).getsReply(/^Only an admin may/);
      expect(await kept()).toEqual(before);
    },
  );
});

describe('export', () => {
  it('is refused to others, and tells an admin whom to ask where there are no pages', async () => {
    await open()
      .talk.commands('export')
      .getsReply(/^Only an admin may/);
    await open()
      .talk.commands('export', {}, admin)
      .shownTo('asker')
      .getsReply(/npm run -s tiebreak -- export --workspace test:w/);
  });

  it('gives an admin an address that is good once, for ten minutes, for that workspace', async () => {
    const { store, talk, clock, pass } = open('https://tiebreak.example');
    const app = express();
    addExportRoute(app, store, clock);
    const server = createServer(app).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const load = (address: string, method = 'POST') =>
      fetch(address.replace('https://tiebreak.example', `http://127.0.0.1:${(server.address() as AddressInfo).port}`), {
        method,
      });
    const ask = async (): Promise<string> => {
      let address = '';
      await talk
        .commands('export', {}, admin)
        .getsReply(/Download everything: https:\/\/tiebreak\.example\/export\/test\/w\/[0-9a-f-]{36}/);
      await talk.sees((reply) => {
        address = /https:\S+/.exec(reply)?.[0] ?? '';
      });
      return address;
    };
    await talk.says('is flask faster?');
    const address = await ask();
    for (const wrong of [address.replace('/w/', '/x/'), `${address.slice(0, -1)}_`, address.replace(/[^/]+$/, 'ticket')])
      for (const method of ['GET', 'POST']) expect((await load(wrong, method)).status).toBe(404);
    // Programs that look at links spend nothing.
    await load(address, 'HEAD');
    const page = await load(address, 'GET');
    expect(page.headers.get('content-type')).toMatch(/html/);
    expect(await page.text()).toMatch(/<form method="post"><button>Download everything<\/button><\/form>/);
    const given = await load(address);
    expect(given.headers.get('content-disposition')).toBe('attachment; filename="tiebreak-export.jsonl"');
    const lines = (await given.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { format: 'tiebreak-export/1', platform: 'test', workspace: 'w' },
      { kind: 'memory', user: null },
      { kind: 'memory', user: 'ana', value: { question: 'is flask faster?' } },
      { kind: 'memory', user: 'ana' },
      { rows: 3 },
    ]);
    expect((await load(address)).status).toBe(404);

    const late = await ask();
    pass(600_000);
    expect((await load(late)).status).toBe(404);
  });

  it('reads and names addresses', () => {
    expect(readOwner('slack:T1', false)).toEqual({ platform: 'slack', workspace: 'T1', user: null });
    expect(readOwner('discord:dm:7', false)).toEqual({ platform: 'discord', workspace: 'dm:7', user: null });
    expect(readOwner('discord:dm:7:7', true)).toEqual({ platform: 'discord', workspace: 'dm:7', user: '7' });
    for (const [said, isPerson] of [
      ['slack', false],
      ['slack:', false],
      [':T1', false],
      ['slack:T1', true],
      ['slack:T1:', true],
    ] as const)
      expect(() => readOwner(said, isPerson), said).toThrow(/names nobody/);
  });

  it('streams any number of rows, leaves out what is over, and has a foot', async () => {
    let now = 0;
    const rows = createMemoryStore(() => now).workspace('p', 'w');
    for (let index = 0; index < 1_200; index += 1) await rows.keep('kind', String(index), { index }, 'ana');
    await rows.remember('over', 1, 10, null);
    await rows.remember('still there', 1, 20, null);
    now = 10;
    const lines = await Array.fromAsync(exportLines({ platform: 'p', workspace: 'w', user: null }, rows, now));
    expect(lines).toHaveLength(1_203);
    expect(lines.every((line) => line.endsWith('}\n') && !line.slice(0, -1).includes('\n'))).toBe(true);
    expect(lines.join('')).not.toContain('over');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ rows: 1_201 });
  });
});
