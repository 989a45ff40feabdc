import { describe, expect, it } from 'vitest';
import type { Event } from '../src/core/event.ts';
import { may, Settings } from '../src/core/settings.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, quietPlatform, talk, testEvent } from './support/bot.ts';

const admin = { isAdmin: true, user: 'ada' };
/** The form as it stands for a team that never opened it, sent in. */
const untouched = {
  unprompted: 'off',
  configure: 'admins',
  curate: 'admins',
  'close-votes': 'admins',
  trusted: '',
};

const open = (parts: Parameters<typeof createTestBot>[0] = {}) => {
  const clock = parts.clock ?? (() => 0);
  const store = createMemoryStore(clock);
  return { rows: store.workspace('test', 'w'), store, bot: createTestBot({ store, clock, ...parts }) };
};

describe('settings', () => {
  it('say how things stand, in words', () =>
    talk()
      .says('settings')
      .getsReply(
        /Answers in this channel: Only when somebody calls me/,
        /Who may change these settings: Admins\n.*Who may curate answers: Admins\n.*Who may close somebody else's vote: Admins\n.*Trusted people: none/,
        /\n\nChange the settings\n/,
      ));

  it('are changed in a form by an admin, and stay changed', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .commands('settings', {}, admin)
      .shownTo('asker')
      .getsReply(/• Answers in this channel .*: Only when somebody calls me\n/)
      .fills({ ...untouched, unprompted: 'on', curate: 'trusted', trusted: 'ben,cleo' }, admin)
      .shownTo('asker')
      .getsReply(/^Saved\./, /Also a question I am sure of, in its thread/, /Trusted people: ben, cleo$/m)
      .says('settings')
      .getsReply(/curate answers: Admins and the trusted people/);
    expect(await rows.kept('settings')).toEqual([
      { configure: 'admins', curate: 'trusted', closeVotes: 'admins', trusted: ['ben', 'cleo'], zone: '', saved: 1 },
    ]);
  });

  it('name who is trusted as the platform does, so many that it need not be asked for long', async () => {
    const { bot } = open({ platform: { namesOf: async (_event, people) => people.map((id) => id.toUpperCase()) } });
    const many = Array.from({ length: 12 }, (_, index) => `p${index}`);
    await talk(bot)
      .commands('settings', {}, admin)
      .fills({ ...untouched, curate: 'trusted', trusted: many.join(',') }, admin)
      .getsReply(/Trusted people: P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, 2 more/);
  });

  it('are not changed by others, who are told whom to ask', () =>
    talk()
      .commands('settings')
      .getsReply(/Trusted people: none[\s\S]+You are not allowed to change the settings here\. An admin can/)
      .getsNo(/Save|\nChange the settings/)
      .clicks({ verb: 'settings', args: {} }, { isAdmin: false })
      .getsReply(/You are not allowed to/)
      .clicks({ verb: 'settings', args: { save: 'yes', ...untouched } })
      .getsReply(/^You are not allowed to change the settings here\./));

  it('ask the platform who is an admin, and only where it matters', async () => {
    const asked: Event[] = [];
    const platform = {
      async isAdmin(event: Event) {
        asked.push(event);
        return event.user === 'ada';
      },
    };
    const { bot } = open({ platform });
    await talk(bot).says('settings').says('is flask faster?').says('help');
    expect(asked).toEqual([]);
    await talk(bot)
      .commands('settings', {}, { user: 'ada', id: '1' })
      .fills(untouched, { user: 'ada', id: '2' })
      .getsReply(/^Saved/);
    await talk(bot)
      .commands('settings', {}, { user: 'ben', id: '3' })
      .getsReply(/You are not allowed to/);
    expect(asked.map(({ user }) => user)).toEqual(['ada', 'ada', 'ben']);
  });

  it('are for those whom they name, and never lock admins out', async () => {
    const { bot, rows } = open();
    const platform = { ...quietPlatform, announces: true, isMember: async ({ user }: Event) => user !== 'a guest' };
    await talk(bot)
      .commands('settings', {}, admin)
      .fills({ ...untouched, configure: 'trusted', 'close-votes': 'everyone', trusted: 'ben' }, admin);
    const asks = (where: Parameters<typeof testEvent>[1]) => ({
      rows,
      platform,
      event: testEvent({ type: 'text', text: '' }, where),
    });
    const rights = async (where: Parameters<typeof testEvent>[1]) =>
      Promise.all((['configure', 'curate', 'closeVotes'] as const).map((each) => may(each, asks(where))));
    expect(await rights({ user: 'ben' })).toEqual([true, false, true]);
    expect(await rights({ user: 'cleo' })).toEqual([false, false, true]);
    expect(await rights({ user: 'a guest' })).toEqual([false, false, false]);
    expect(await rights(admin)).toEqual([true, true, true]);
  });

  it('say what is wrong with what was filled in, by its field', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .commands('settings', {}, admin)
      .fills({ ...untouched, curate: 'trusted' }, admin)
      .getsReply(/^Name at least one person/);
    const [reply] = await bot.handle(
      testEvent(
        { type: 'form', action: 'settings?save=yes', values: { ...untouched, curate: 'trusted' } },
        { ...admin, reach: 'button', id: 'x' },
      ),
    );
    expect(reply?.blocks).toMatchObject([{ type: 'text', field: 'trusted' }, { type: 'form' }]);
    for (const [index, wrong] of [{}, { ...untouched, unprompted: 'maybe' }, { ...untouched, configure: 'nobody' }].entries()) {
      await talk(bot)
        .clicks({ verb: 'settings', args: { save: 'yes', ...wrong } }, { ...admin, id: `wrong${index}` })
        .getsReply(/ask for "settings" again/);
    }
    expect(await rows.kept('settings')).toEqual([]);
  });

  it('are not saved over what somebody else saved meanwhile, who may look at it and go on', async () => {
    const { bot, rows } = open();
    const ada = talk(bot).commands('settings', {}, { ...admin, id: 'ada opens' });
    const ben = talk(bot).commands('settings', {}, { isAdmin: true, user: 'ben', id: 'ben opens' });
    await Promise.all([ada, ben]);
    await ada.fills({ ...untouched, curate: 'everyone' }, { ...admin, id: 'ada saves' }).getsReply(/^Saved/);
    await ben
      .fills({ ...untouched, unprompted: 'on' }, { isAdmin: true, user: 'ben', id: 'ben saves' })
      .shownTo('asker')
      .getsReply(/^Somebody else saved/, /channel: Only when somebody calls me/, /curate answers: Everyone\n/)
      .fills({ ...untouched, curate: 'everyone', unprompted: 'on' }, { isAdmin: true, user: 'ben', id: 'ben saves again' })
      .getsReply(/^Saved\./, /Also a question/, /curate answers: Everyone/);
    expect(await rows.kept('settings')).toMatchObject([{ curate: 'everyone', saved: 2 }]);
  });

  it('hold a time zone by the name that everybody knows it by', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .commands('settings', {}, admin)
      .fills({ ...untouched, zone: 'Berlin' }, admin)
      .getsReply(/^I know no time zone of that name: Europe\/Berlin and UTC/, /Time zone .*: Berlin$/)
      .fills({ ...untouched, zone: ' europe/berlin ' }, admin)
      .getsReply(/^Saved\./, /Time zone: Europe\/Berlin$/)
      .commands('settings', {}, admin)
      .fills({ ...untouched, zone: '' }, admin)
      .getsReply(/^Saved\./, /Time zone: none$/);
    expect(await rows.kept('settings')).toMatchObject([{ zone: '', saved: 2 }]);
  });

  it('stay as they are where a platform asks for them in two steps, and the second was left out', async () => {
    const { bot } = open();
    const { trusted, ...first } = untouched;
    await talk(bot)
      .commands('settings', {}, admin)
      // Those whom this needs are asked next.
      .fills({ ...first, curate: 'trusted', more: 'yes' }, admin)
      .getsReply(/^Not yet: here is the rest\./, /Trusted people/, /Time zone/)
      .getsNo(/Answers in this channel/)
      .fills({ trusted: 'ben', zone: 'Asia/Tokyo' }, admin)
      .getsReply(/^Saved\./, /curate answers: Admins and the trusted people/, /Trusted people: ben\n/, /Time zone: Asia\/Tokyo/)
      .commands('settings', {}, admin)
      .fills({ ...first, configure: 'trusted', more: 'no' }, admin)
      .getsReply(/^Saved\./, /change these settings: Admins and the trusted people/, /Trusted people: ben\n/, /Asia\/Tokyo/);
  });

  it('belong to one workspace, and what is said of a channel to that channel', async () => {
    const { bot, store } = open();
    await talk(bot)
      .commands('settings', {}, admin)
      .fills({ ...untouched, unprompted: 'on', configure: 'everyone' }, admin)
      .says('settings', { id: 'a' })
      .getsReply(/Also a question/, /change these settings: Everyone/)
      .says('settings', { id: 'b', channel: 'another' })
      .getsReply(/Only when somebody calls me/, /change these settings: Everyone/)
      .says('settings', { id: 'c', workspace: 'another' })
      .getsReply(/Only when somebody calls me/, /change these settings: Admins/);
    expect(await store.workspace('test', 'another').kept('settings')).toEqual([]);
  });

  it('say plainly where a channel cannot be heard', () =>
    talk(open({ platform: { hearsChannels: false } }).bot)
      .commands('settings', {}, admin)
      .getsReply(
        /Only when somebody calls me\. I cannot hear this channel/,
        /• Answers in this channel I cannot hear this channel: /,
      ));

  it('read what an older or newer version kept', () => {
    const defaults = { configure: 'admins', curate: 'admins', closeVotes: 'admins', trusted: [], zone: '', saved: 0 };
    expect(Settings.parse({})).toEqual(defaults);
    expect(Settings.parse({ configure: 'moderators', curate: 'everyone', trusted: 'ben' })).toMatchObject({
      configure: 'admins',
      curate: 'everyone',
      trusted: [],
    });
  });
});

describe('a channel', () => {
  const question = 'is Flask faster than Django?';
  let heard = 0;
  /** Said in a channel to nobody in particular, as a message that could begin a thread. */
  const aloud = (more: object = {}) => {
    heard += 1;
    return { reach: 'ambient', id: `aloud${heard}`, thread: `t${heard}`, ...more } as const;
  };
  const optIn = async (parts: Parameters<typeof open>[0] = {}) => {
    const opened = open(parts);
    await talk(opened.bot)
      .commands('settings', {}, { ...admin, id: 'open' })
      .fills({ ...untouched, unprompted: 'on' }, { ...admin, id: 'save' })
      .getsReply(/^Saved/);
    return opened;
  };

  it('that opted in gets an answer it did not ask us for, in its thread, and may go on there', async () => {
    const { bot } = await optIn();
    const said = aloud();
    await talk(bot)
      .says(question, said)
      .shownTo('thread')
      .getsReply(/^Flask, slightly/, /Source: /, /Helpful/)
      .says('which one is more secure?', { reach: 'overheard', thread: said.thread, id: 'on1' })
      .getsReply(/^Django, out of the box/)
      .says('which one is more secure?', aloud())
      .getsSilence();
  });

  it.each([
    'Is Flask easier to learn?',
    'which is more secure, Django or Flask?',
    'what is the difference between Django and Flask?',
    'Is Django good for APIs?',
    'does Flask support async?',
  ])('that opted in is answered on %j', async (said) => {
    const { bot } = await optIn();
    await talk(bot)
      .says(said, aloud())
      .shownTo('thread')
      .getsReply(/Source: /);
  });

  it('gets it once a day', async () => {
    let now = 0;
    const { bot } = await optIn({ clock: () => now });
    await talk(bot)
      .says(question, aloud())
      .getsReply(/Flask/)
      .says('hey all, is Flask faster than Django?', aloud())
      .getsSilence()
      .says('which is more secure, Django or Flask?', aloud())
      .getsReply(/^Django/);
    now = 25 * 3_600_000;
    await talk(bot)
      .says(question, aloud())
      .getsReply(/^Flask, slightly/);
  });

  it('that did not opt in gets none, nor does another channel or workspace', async () => {
    await talk().says(question, aloud()).getsSilence();
    const { bot } = await optIn();
    await talk(bot)
      .says(question, aloud({ channel: 'another' }))
      .getsSilence()
      .says(question, aloud({ workspace: 'another' }))
      .getsSilence();
  });

  it('that opted out again gets none', async () => {
    const { bot } = await optIn();
    await talk(bot)
      .commands('settings', {}, { ...admin, id: 'open again' })
      .fills(untouched, { ...admin, id: 'save again' })
      .says(question, aloud())
      .getsSilence();
  });

  it.each([
    ['small talk', 'who is up for lunch?'],
    ['thanks', 'thanks, everybody!'],
    ['a remark', 'Flask is faster than Django, I told you so'],
    ['a question of work', 'why is the flask container down?'],
    ['another question of work', 'did somebody run the Django migrations?'],
    ['a question of an account', 'what is the Django admin password?'],
    ['a question of a server', 'is the Flask service secure?'],
    ['a question of a tool', 'can we use Flask for the internal tool?'],
    ['a question for a name', 'who maintains the Flask microservice?'],
    ['a question of a place', 'is Django ORM slow here?'],
    ['a question of their demo', 'is the startup demo on Flask?'],
    ['a question of what they have', 'is the billing service Django or Flask?'],
    ['a question of theirs on both', 'do Django and Flask share the database?'],
    ['what it is not sure of', 'is django or flask nicer for pianists?'],
    ['what several answers would do for', 'does django tests pass for you?'],
    ['a question that names none of its options', 'which one is more secure?'],
    ['an outsider', 'is Rails faster than Django?'],
    ['a verb', 'help'],
    ['another verb', 'compare security?'],
    ['sources', 'sources'],
    ['settings', 'settings'],
    ['a quote', '> is Flask faster than Django?\nso they say'],
    ['code', 'is Flask faster than Django?\n```\npip install flask\n```'],
    ['a long story', `${'We have been at it for weeks now. '.repeat(10)}So, is Flask faster than Django?`],
    ['what nobody knows', 'zxqv blorp Django wvut?'],
    ['nothing', ''],
  ])('that opted in hears nothing to %s, and nothing is kept of it', async (_name, said) => {
    const { bot, rows } = await optIn();
    await talk(bot).says(said, aloud()).getsSilence();
    expect([await rows.kept('declined'), await rows.kept('rating')]).toEqual([[], []]);
  });

  it('hears nothing of a fault of ours', async () => {
    const broken = createTestBot({
      store: {
        ...createMemoryStore(() => 0),
        workspace: () => {
          throw new Error('the database is away');
        },
      },
    });
    await talk(broken).says(question, aloud()).getsSilence();
  });

  it('is looked up only for what might get an answer', async () => {
    const store = createMemoryStore(() => 0);
    let reads = 0;
    const counting = {
      ...store,
      workspace(platform: string, workspace: string) {
        const rows = store.workspace(platform, workspace);
        const counted = Object.entries(rows).map(([name, run]) => [
          name,
          (...args: never[]) => {
            reads += 1;
            return (run as (...all: never[]) => unknown)(...args);
          },
        ]);
        return Object.fromEntries(counted) as typeof rows;
      },
    };
    const bot = createTestBot({ store: counting });
    await talk(bot).says('who is up for lunch?', aloud()).says('I like Django', aloud()).getsSilence();
    expect(reads).toBe(0);
    await talk(bot).says(question, aloud()).getsSilence();
    expect(reads).toBe(1);
  });
});
