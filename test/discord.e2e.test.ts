import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDiscordAdapter } from '../src/adapters/discord/index.ts';
import { limits } from '../src/adapters/discord/limits.ts';
import { commands } from '../src/core/commands.ts';
import { keepVote, kinds } from '../src/core/decisions/rows.ts';
import { Unreachable } from '../src/core/errors.ts';
import type { Event } from '../src/core/event.ts';
import { pictureOf } from '../src/core/picture.ts';
import type { Store } from '../src/core/ports.ts';
import { type Audience, type Block, bars, buttons, file, form, heading, plainReply, text } from '../src/core/reply.ts';
import { draw } from '../src/draw.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import { createTestBot, createTestLog } from './support/bot.ts';
import type { FakeBot } from './support/delivering.ts';
import { active, visible } from './support/discord-harness.ts';
import { modalCreate } from './support/discord-modal.ts';
import {
  autocompleteCreate,
  buttonCreate,
  commandData,
  directCreate,
  directInteraction,
  ids,
  mentionCreate,
  messageCommandCreate,
  messageCreate,
  messageObject,
  slashCreate,
  user,
} from './support/discord-payloads.ts';
import { createDiscordServer, startDiscord } from './support/discord-server.ts';
import { day, voteOf } from './support/votes.ts';

const ephemeral = 64;
const isComponentsV2 = 1 << 15;

/** Answers every event with these blocks, and remembers it. */
function fakeBot(blocks: Block[] = [text('It depends.')], audience: Audience = 'thread') {
  const heard: Event[] = [];
  const bot: FakeBot = {
    async handle(event) {
      heard.push(event);
      const seen = event.reach === 'command' ? 'asker' : audience;
      return blocks.length === 0 ? [] : [plainReply(seen, ...blocks)];
    },
    suggest: (verb, argument, typed, count) =>
      argument === 'criterion'
        ? ['security', 'speed', `${verb} ${'x'.repeat(100)}`].filter((each) => each.startsWith(typed)).slice(0, count)
        : [],
  };
  return { bot, heard };
}

/** A bot that says what it has to say once it may. */
const slow = (...saying: Parameters<typeof fakeBot>) => {
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  const { bot } = fakeBot(...saying);
  return { bot: { ...bot, handle: (event: Event) => promise.then(() => bot.handle(event)) }, finish };
};

/** What the core is told of Discord where a test brings the bot. */
const discordSays = {
  cannotWhisper: ['mention', 'reply', 'overheard', 'ambient'],
  isAdmin: async () => null,
  carries: limits.carries,
} as const;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function online(
  bot: Parameters<typeof startDiscord>[0]['bot'],
  more: Omit<Parameters<typeof startDiscord>[0], 'bot'> = {},
) {
  const discord = await startDiscord({ bot, ...more });
  stops.push(discord.stop);
  return discord;
}

async function localServer() {
  const server = await createDiscordServer();
  stops.push(server.stop);
  return server;
}

const callback = /^\/interactions\/\d+\/[^/]+\/callback$/;
const channel = /^\/channels\/\d+\/messages$/;
const followUp = /^\/webhooks\//;

describe('a form on Discord', () => {
  const asking = [
    text('It needs a few words.'),
    form(
      {
        title: 'A few words',
        submit: { verb: 'settings', args: { of: '7' } },
        submitLabel: 'Send',
        fields: [
          { name: 'words', label: 'What?', hint: '', required: true, value: '', kind: 'text', isMultiline: false, longest: 9 },
        ],
      },
      { verb: 'settings', args: {} },
    ),
  ];

  it('opens as the first response to a command; what was filled in is answered to the asker', async () => {
    const { bot, heard } = fakeBot(asking, 'asker');
    const discord = await online(bot);
    discord.dispatch(slashCreate('settings', {}));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({
      type: 9,
      data: {
        custom_id: 'settings?of=7',
        title: 'A few words',
        components: [{ type: 18, label: 'What?', component: { type: 4, custom_id: 'words', style: 1, max_length: 9 } }],
      },
    });
    expect(await discord.isSilent()).toBe(true);
    discord.dispatch(modalCreate(body.data, { words: '@everyone' }));
    expect((await discord.next(callback)).body).toMatchObject({ type: 4, data: { flags: ephemeral | isComponentsV2 } });
    expect(heard[1]).toMatchObject({
      reach: 'button',
      isPrivate: true,
      channel: ids.channel,
      input: { type: 'form', action: 'settings?of=7', values: { words: '@everyone' } },
    });
  });

  it('opens from a button, and knows whether that stood in public', async () => {
    const { bot, heard } = fakeBot(asking);
    const discord = await online(bot);
    for (const flags of [0, ephemeral]) {
      discord.dispatch(buttonCreate('0:settings', flags));
      const { body } = await discord.next(callback);
      expect(body.type).toBe(9);
      discord.dispatch(modalCreate(body.data, { words: 'yes' }, flags));
      await discord.next(callback);
    }
    const forms = heard.filter(({ input }) => input.type === 'form');
    expect(forms.map(({ isPrivate }) => isPrivate)).toEqual([false, true]);
  });

  it('is a button where words asked for it, after another form, and where Discord does not open it', async () => {
    const discord = await online(fakeBot(asking).bot);
    const button = { type: 1, components: [{ type: 2, label: 'A few words', custom_id: '0:settings' }] };
    discord.dispatch(mentionCreate(`<@${ids.bot}> settings`));
    expect((await discord.next(channel)).body).toMatchObject({ components: [{ type: 10 }, button] });
    discord.dispatch(slashCreate('settings', {}));
    const { data } = (await discord.next(callback)).body;
    discord.dispatch(modalCreate(data, { words: 'yes' }));
    expect((await discord.next(callback)).body).toMatchObject({ type: 4, data: { components: [{ type: 10 }, button] } });
    discord.server.refuse(callback, { status: 400, code: 50035 });
    discord.dispatch(slashCreate('settings', {}));
    await discord.next(callback);
    expect((await discord.next(callback)).body).toMatchObject({ type: 4, data: { components: [{ type: 10 }, button] } });
  });
});

it('a form that does not count yet is not lost with what was typed: a button opens it again, filled in, or the rest of it', async () => {
  const discord = await online(createTestBot());
  const typed = 'We argue every morning. '.repeat(80).trim();
  const valuesIn = ({ components }: { components: { component: { custom_id: string; value?: string } }[] }) =>
    Object.fromEntries(components.map(({ component: { custom_id, value } }) => [custom_id, value]));
  /** Sends in a form, is told something, and opens the form of the button below that. */
  const goOn = async (modal: unknown, filled: Record<string, string>, said: RegExp) => {
    discord.dispatch(modalCreate(modal, filled));
    const told = (await discord.next(callback)).body;
    expect(told).toMatchObject({
      type: 4,
      data: { flags: ephemeral | isComponentsV2, components: [{ content: expect.stringMatching(said) }, { type: 1 }] },
    });
    const [button] = told.data.components[1].components;
    discord.dispatch(buttonCreate(button.custom_id, ephemeral));
    const opened = (await discord.next(callback)).body;
    expect(opened.type).toBe(9);
    return opened.data;
  };
  discord.dispatch(slashCreate('decide', {}));
  const { data: first } = (await discord.next(callback)).body;
  expect(Object.keys(valuesIn(first))).toEqual(['question', 'options', 'method', 'ends', 'more']);
  const again = await goOn(first, { question: 'Which drink?', options: 'Tea', more: 'yes' }, /^At least two/);
  expect(valuesIn(again)).toMatchObject({ question: 'Which drink?', options: 'Tea', ends: 'in 2 days' });
  const second = await goOn(again, { options: 'Tea\nMilk' }, /^Not yet: here is the rest\./); // as was said at first
  expect(Object.keys(valuesIn(second))).toEqual(['context', 'secrecy', 'voters', 'people', 'more']);
  const third = await goOn(second, { context: typed, secrecy: 'anonymous', more: 'yes' }, /^Not yet/);
  const wrong = await goOn(third, { quorum: 'many' }, /^A number of people/);
  expect(valuesIn(wrong)).toMatchObject({ quorum: 'many' });
  discord.dispatch(modalCreate(wrong, { quorum: '4' }));
  const [question, context, , rules] = (await discord.next(callback)).body.data.components;
  expect([question.content, context.content]).toEqual(['### Which drink?', typed]);
  expect(rules.content).toMatch(/anonymous for good\. At least 4 must vote\./);
});

it('Discord tells nobody\'s time zone: "until next Friday 5pm" needs one in the words or in the settings', async () => {
  const bot = createTestBot();
  const discord = await online(bot);
  const question = 'Tea or milk? until next Friday 5pm';
  expect(await discord.adapter.zoneOf({ workspace: ids.guild } as Event)).toBeNull();
  discord.dispatch(slashCreate('decide', { question }));
  const [, , , ends] = (await discord.next(callback)).body.data.components;
  expect(ends.description).toBe(
    'I do not know your time zone: name it, as in Friday 17:00 Europe/Berlin, or set one in "settings".',
  );
  expect(ends.component.value).toBe('next Friday 5pm');
  const endsIn = async (said: string) => {
    discord.dispatch(slashCreate('decide', { question: said }));
    const { data } = (await discord.next(callback)).body;
    return [data, data.components[3].component.value];
  };
  expect((await endsIn(`${question} Asia/Tokyo`))[1]).toMatch(/^Fri .+ 17:00 Asia\/Tokyo$/);
  await bot.store.workspace('discord', ids.guild).keep('settings', 'workspace', { zone: 'Europe/Berlin' }, null);
  const [modal, value] = await endsIn(question);
  expect(value).toMatch(/^Fri .+ 17:00 Europe\/Berlin$/);
  discord.dispatch(modalCreate(modal, {}));
  const [, seconds] = /Open until <t:(\d+):f>/.exec(JSON.stringify((await discord.next(callback)).body)) ?? [];
  const there = { timeZone: 'Europe/Berlin', weekday: 'long', hour: 'numeric' } as const;
  expect(new Date(Number(seconds) * 1_000).toLocaleString('en-US', there)).toMatch(/^Friday.* 5.PM$/);
});

describe('on Discord', () => {
  it.each([
    ['our answer', ({ answer }: { answer: string }) => answer],
    ['the question', ({ question }: { question: string }) => question],
  ])('a thread that somebody begins with %s goes on from it, and knows nothing of others', async (_, startOf) => {
    const discord = await online(createTestBot());
    const question = mentionCreate(`<@${ids.bot}> is django secure?`);
    discord.dispatch(question);
    await discord.next(channel);
    await discord.delivering.quiet();
    const [answer] = discord.server.posted;
    const id = startOf({ answer: answer?.id ?? '', question: (question.d as { id: string }).id });
    discord.dispatch(mentionCreate(`<@${ids.bot}> and flask?`, { channel_id: id, position: 1, author: user(ids.colleague) }));
    expect(JSON.stringify((await discord.next(channel)).body)).toContain('In Flask most protections are yours');
    discord.dispatch(mentionCreate(`<@${ids.bot}> and flask?`, { channel_id: ids.thread, position: 1 }));
    expect(JSON.stringify((await discord.next(channel)).body)).not.toContain('most protections are yours');
  });
  it('a thread that somebody begins with an answer that was shared goes on from it', async () => {
    const discord = await online(createTestBot());
    discord.dispatch(slashCreate('ask', { question: 'is django secure?' }));
    await discord.next(callback);
    discord.dispatch(buttonCreate('0:share/ask?entry=faq%3Amore-secure', ephemeral));
    await discord.next(callback);
    await discord.delivering.quiet();
    const id = discord.server.responded.at(-1) ?? '';
    discord.dispatch(mentionCreate(`<@${ids.bot}> why?`, { channel_id: id, position: 1, author: user(ids.colleague) }));
    expect(JSON.stringify((await discord.next(channel)).body)).toContain('Source: ');
  });

  it('answers a slash command to the asker alone', async () => {
    const { bot, heard } = fakeBot();
    const discord = await online(bot);
    const asked = slashCreate('ask', { question: 'Is it fast?' });
    discord.dispatch(asked);
    const { path, body } = await discord.next(callback);
    expect(path).toContain((asked.d as { token: string }).token);
    expect(body).toMatchObject({
      type: 4,
      data: { flags: ephemeral | isComponentsV2, components: [{ type: 10, content: 'It depends.' }] },
    });
    expect(heard).toMatchObject([
      { reach: 'command', workspace: ids.guild, input: { verb: 'ask', args: { question: 'Is it fast?' } } },
    ]);
  });

  it('asks for no privileged intent', async () => {
    const { server } = await online(fakeBot().bot);
    const guildMembers = 1 << 1;
    const presences = 1 << 8;
    const messageContent = 1 << 15;
    expect(server.identified).toHaveLength(1);
    expect((server.identified[0]?.intents ?? 0) & (guildMembers | presences | messageContent)).toBe(0);
  });

  it('reads what people say to nobody in particular only where it was told to', async () => {
    const { bot, heard } = fakeBot();
    const discord = await online(bot, { readsMessages: true });
    expect((discord.server.identified[0]?.intents ?? 0) & (1 << 15)).toBe(1 << 15);
    expect(discord.adapter.hearsChannels).toBe(true);
    discord.dispatch(messageCreate('Is it fast?'));
    const { body } = await discord.next(channel);
    expect(body.message_reference.message_id).toBe(heard[0]?.id);
    expect(heard).toMatchObject([{ reach: 'ambient' }]);
    const deaf = await online(fakeBot().bot);
    expect(deaf.adapter.hearsChannels).toBe(false);
  });

  it('lets who may manage the server change the settings, and says that it does not hear the channel', async () => {
    const discord = await online(createTestBot({ platform: { hearsChannels: false } }));
    discord.dispatch(slashCreate('settings', {}));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({
      type: 9,
      data: {
        components: [{ label: 'Answers in this channel', description: expect.stringMatching(/cannot hear/) }, {}, {}, {}, {}],
      },
    });
    discord.dispatch(modalCreate(body.data, { curate: 'trusted', more: 'yes' }));
    const told = (await discord.next(callback)).body.data;
    expect(visible(told)).toMatch(/^Not yet: here is the rest\./);
    discord.dispatch(buttonCreate(told.components[1].components[0].custom_id, ephemeral));
    const rest = (await discord.next(callback)).body.data;
    discord.dispatch(modalCreate(rest, { trusted: ids.colleague, zone: 'Europe/Berlin' }));
    expect(visible((await discord.next(callback)).body.data)).toMatch(
      /^Saved\.[\s\S]+Trusted people: \d+[\s\S]+Time zone: Europe\/Berlin$/,
    );
    const nobody = { user: user(ids.colleague), permissions: '442368' };
    discord.dispatch(modalCreate(body.data, { configure: 'everyone' }, null, { member: nobody }));
    expect(visible((await discord.next(callback)).body.data)).toMatch(/^You are not allowed to change the settings/);
  });

  it('gives what only its asker may see to who presses a button for it, where it was asked for by mention', async () => {
    const discord = await online(createTestBot({ pagesAt: 'https://tiebreak.example', platform: discordSays }));
    for (const [said, given] of [
      ['web', /tiebreak\.example\/sign-in\//],
      ['export', /tiebreak\.example\/export\//],
      ['erase everything', /deletes everything/],
    ] as const) {
      discord.dispatch(mentionCreate(`<@${ids.bot}> ${said}`));
      const { body } = await discord.next(channel);
      expect(visible(body)).toMatch(/between you and me[\s\S]+Show it to me/);
      const [{ custom_id }] = body.components.at(-1).components;
      discord.dispatch(buttonCreate(custom_id));
      const { data } = (await discord.next(callback)).body;
      expect([JSON.stringify(data), data.flags & ephemeral]).toEqual([expect.stringMatching(given), ephemeral]);
      const nobody = { member: { user: user(ids.colleague), permissions: '0' } };
      discord.dispatch(buttonCreate(custom_id, 0, nobody));
      const other = (await discord.next(callback)).body.data;
      expect(other.flags & ephemeral).toBe(ephemeral);
      if (said !== 'web') expect(visible(other)).toMatch(/Only an admin may/);
    }
    expect(discord.server.shown.filter(({ by, body }) => by === 'place' && !/between you/.test(visible(body)))).toEqual([]);
  });

  it('gives it however long that is which was asked: also to others as theirs, after a restart, and until it is forgotten', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tiebreak-'));
    stops.push(async () => rmSync(folder, { recursive: true }));
    let now = Date.now();
    const clock = () => now;
    /** A process that serves a file, until it ends. */
    const running = async () => {
      const store = await openStore(
        { url: null, file: join(folder, 'tiebreak.db'), key: null, oldKey: null },
        { clock, log: createTestLog() },
      );
      const discord = await startDiscord({ bot: createTestBot({ store, clock, platform: discordSays }), store, clock });
      const end = async () => {
        await discord.stop();
        await store.close();
      };
      return { ...discord, end };
    };
    const colleague = { member: { user: user(ids.colleague), permissions: '0' } };
    let discord = await running();
    const asked = mentionCreate(
      `<@${ids.bot}> recommend four people, six weeks, an internal dashboard over our Postgres with SSO`,
    );
    discord.dispatch(asked);
    expect(visible((await discord.next(channel)).body)).toMatch(/fits better/);
    const ours = { message_reference: { type: 0, message_id: (asked.d as { id: string }).id } };
    const says = async (content: string) => {
      discord.dispatch(
        messageCreate(content, {
          author: user(ids.colleague),
          type: 19,
          referenced_message: messageObject('', { author: user(ids.bot), ...ours }),
        }),
      );
      const { body } = await discord.next(channel);
      expect(visible(body)).toMatch(/between you and me[\s\S]+Show it to me/);
      return body.components.at(-1).components[0].custom_id as string;
    };
    const press = async (custom_id: string, more: object = {}) => {
      discord.dispatch(buttonCreate(custom_id, 0, { ...more }));
      const { data } = (await discord.next(callback)).body;
      expect(data.flags & ephemeral).toBe(more === colleague ? ephemeral : 0); // a scorecard is open where its owner looks at it
      return visible(data);
    };
    await says('we are one person');
    const tried = 'what if security mattered twice as much, and it had to be done in three weeks at the very latest, please?';
    const button = await says(tried);
    expect(button.length).toBeLessThanOrEqual(100);
    const seen = await press(button, colleague);
    expect(seen).toMatch(/^If Security counts twice as much: .+ As it is: /);
    expect(await press(button)).not.toBe(seen);
    await discord.end();
    discord = await running();
    expect(await press(button, colleague)).toBe(seen);
    now += 30 * day;
    expect(await press(button, colleague)).toBe('I do not remember any more what that was about. Please ask again.');
    await discord.end();
  });

  it('completes an argument while it is typed', async () => {
    const { bot, heard } = fakeBot();
    const discord = await online(bot);
    discord.dispatch(autocompleteCreate('compare', 'criterion', 's'));
    expect((await discord.next(callback)).body).toEqual({
      type: 8,
      data: { choices: ['security', 'speed'].map((value) => ({ name: value, value })) },
    });
    discord.dispatch(autocompleteCreate('compare', 'criterion', 'zzz'));
    expect((await discord.next(callback)).body).toEqual({ type: 8, data: { choices: [] } });
    expect(heard).toEqual([]);
  });

  it('answers a mention as a reply that pings nobody', async () => {
    const discord = await online(fakeBot().bot);
    const asked = mentionCreate(`<@${ids.bot}> is it fast?`, { channel_id: ids.thread });
    discord.dispatch(asked);
    const { path, body } = await discord.next(channel);
    expect(path).toBe(`/channels/${ids.thread}/messages`);
    expect(body).toMatchObject({
      flags: isComponentsV2,
      message_reference: { message_id: (asked.d as { id: string }).id, fail_if_not_exists: false },
      allowed_mentions: { parse: [], replied_user: false },
      enforce_nonce: true,
    });
  });

  it('answers a direct message, and is silent to what is not for it', async () => {
    const discord = await online(fakeBot().bot);
    discord.dispatch(messageCreate('@everyone lunch?', { mention_everyone: true }));
    discord.dispatch(messageCreate(''));
    expect(await discord.isSilent()).toBe(true);
    discord.dispatch(directCreate('Is it fast?'));
    expect((await discord.next(channel)).path).toBe(`/channels/${ids.dm}/messages`);
  });

  it('knows the role that carries its name, and looks it up once', async () => {
    const { bot, heard } = fakeBot();
    const discord = await online(bot);
    const mentions = (role: string) => messageCreate(`<@&${role}> is it fast?`, { mention_roles: [role] });
    discord.dispatch(mentions(ids.otherRole));
    await discord.next(/roles$/);
    discord.dispatch(mentions(ids.botRole));
    await discord.next(channel);
    expect(heard).toMatchObject([{ reach: 'mention', input: { text: 'is it fast?' } }]);
    expect(discord.requests.filter(({ path }) => path.endsWith('/roles'))).toHaveLength(1);
  });

  it('knows its role again an hour after it was thrown out and let in again', async () => {
    let now = Date.now();
    const { bot, heard } = fakeBot();
    const discord = await online(bot, { clock: () => now });
    const another = '41771983423143999';
    const mention = (role: string) => messageCreate(`<@&${role}> is it fast?`, { mention_roles: [role] });
    discord.dispatch(mention(ids.botRole));
    await discord.next(channel);
    discord.server.renewRole(another);
    now += 3_600_001;
    discord.dispatch(mention(another));
    await discord.next(channel);
    expect(heard).toHaveLength(2);
  });

  it('shares an answer with the channel', async () => {
    const { bot, heard } = fakeBot([text('It is fast.')], 'channel');
    const discord = await online(bot);
    discord.dispatch(buttonCreate('4:share/ask?entry=faq%3Afaster', ephemeral));
    expect((await discord.next(callback)).body).toMatchObject({ type: 4, data: { flags: isComponentsV2 } });
    expect(heard).toMatchObject([
      { reach: 'button', isPrivate: true, input: { type: 'action', action: 'share/ask?entry=faq%3Afaster' } },
    ]);
  });

  it('keeps an answer private where the core says so', async () => {
    const discord = await online(fakeBot([text('Just you.')], 'asker').bot);
    discord.dispatch(buttonCreate('0:help', ephemeral));
    expect((await discord.next(callback)).body.data.flags).toBe(ephemeral | isComponentsV2);
  });

  it('changes the message that was clicked where the reply replaces it, and nothing that a command brought', async () => {
    const { bot } = fakeBot([text('66 to 50.')]);
    const replacing: FakeBot = {
      ...bot,
      handle: async (event) => (await bot.handle(event)).map((each) => ({ ...each, replaces: true })),
    };
    const discord = await online(replacing);
    discord.dispatch(buttonCreate('0:recommend?card=1'));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({ type: 7, data: { flags: isComponentsV2, components: [{ type: 10, content: '66 to 50.' }] } });
    discord.dispatch(slashCreate('recommend', {}));
    expect((await discord.next(callback)).body.type).toBe(4);
  });

  it('shows bars as a picture with its description, and in words where it cannot be drawn', async () => {
    const drawing = pictureOf('points', bars('Points', 10, [{ label: 'A & <b>', value: 4, shown: '+4.0' }]));
    const discord = await online(fakeBot([drawing]).bot);
    discord.dispatch(buttonCreate('0:recommend?card=1&show=picture'));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({
      type: 4,
      data: {
        components: [{ type: 12, items: [{ media: { url: 'attachment://points.png' }, description: 'Points\nA & <b>: +4.0' }] }],
      },
    });
    expect(body.files['points.png']).toBeGreaterThan(500);
    const broken = await online(fakeBot([{ ...drawing, svg: 'no drawing' }]).bot);
    broken.dispatch(mentionCreate(`<@${ids.bot}> hi`));
    expect((await broken.next(channel)).body.components).toMatchObject([{ type: 10, content: expect.stringContaining('+4.0') }]);
    expect(JSON.stringify(broken.lines)).toContain('a picture could not be drawn');
  });

  it('gives a file as an attachment, in private where it was asked for in private', async () => {
    const discord = await online(fakeBot([text('Here:'), file('0001-ein-tee\u00e4.md', 'text/markdown', '# Tea\n')]).bot);
    discord.dispatch(slashCreate('decisions', { search: 'download 1' }));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({
      type: 4,
      data: { components: [{ type: 10 }, { type: 13, file: { url: 'attachment://0001-ein-tee_.md' } }] },
      files: { '0001-ein-tee_.md': 6 },
    });
  });

  it('finds the roles that people gave each other, and who has one; and says what to do where it may not', async () => {
    const discord = await online(fakeBot([]).bot);
    const event = { workspace: ids.guild } as Event;
    expect(await discord.adapter.groupsOf(event)).toEqual({ all: [{ id: ids.otherRole, name: 'devs' }], lacks: null });
    expect(await discord.adapter.groupsOf({ workspace: `dm:${ids.asker}` } as Event)).toEqual({ all: [], lacks: null });
    expect(await discord.adapter.membersOf(event, ids.otherRole)).toEqual([ids.asker]);
    const { global_name, username } = user(ids.colleague) as { global_name?: string; username: string };
    expect(await discord.adapter.namesOf(event, [ids.colleague, '424242'])).toEqual([global_name ?? username, '424242']);
    expect(`Who, @${ids.colleague} or @42, 2026?`.match(discord.adapter.writtenId ?? '')).toEqual([ids.colleague]);
    const said = `#${ids.channel} of @&${ids.otherRole}, #${ids.thread}, #${ids.dm} of @&424242424242424242, #42`;
    const written = said.match(discord.adapter.writtenId ?? '') ?? [];
    Object.assign(discord.server.places, {
      [ids.channel]: { type: 0, guild_id: ids.guild, name: 'general' },
      [ids.thread]: { type: 11, guild_id: '42', name: "another server's" },
    });
    expect(await discord.adapter.namesOf(event, written)).toEqual(['#general', '@devs', '#channel', '#channel', '@role']);
    const hidden = [{ id: ids.guild, type: 0, allow: '0', deny: '1024' }];
    Object.assign(discord.server.places, {
      [ids.channel]: { type: 0, guild_id: ids.guild, name: 'layoffs', permission_overwrites: hidden },
      [ids.thread]: { type: 12, guild_id: ids.guild, name: 'layoffs in March', parent_id: '2' },
    });
    expect(await discord.adapter.namesOf(event, [`#${ids.channel}`, `#${ids.thread}`])).toEqual(['#channel', '#channel']);
    discord.server.refuse(/\/members$/, { status: 403, code: 50001 });
    await expect(discord.adapter.membersOf(event, ids.otherRole)).rejects.toThrow(/turn on Server Members Intent/);
    discord.server.refuse(/\/roles$/, { status: 500, code: 0 });
    expect((await discord.adapter.groupsOf(event)).lacks).toMatch(/does not name the roles/);
  });

  it.each([
    ['limits us', { status: 429, code: 0, headers: { 'retry-after': '60' } }],
    ['fails', { status: 500, code: 0 }],
  ])('where Discord %s, says of roles to try again in a minute, and nothing of permissions', async (_, fault) => {
    const discord = await online(fakeBot([]).bot);
    const event = { workspace: ids.guild } as Event;
    discord.server.refuse(/\/members$/, fault);
    await expect(discord.adapter.membersOf(event, ids.otherRole)).rejects.toMatchObject({
      code: 'no-members',
      message: 'Discord does not say who has a role at the moment. Try again in a minute, or name the people.',
    });
    discord.server.refuse(/\/roles$/, fault);
    expect((await discord.adapter.groupsOf(event)).lacks).toMatch(/Try again in a minute\.$/);
    expect(JSON.stringify(discord.lines)).not.toContain('Server Members Intent');
  });

  it('finds the people who can see a channel, and those in a thread; null where Discord does not say', async () => {
    const discord = await online(fakeBot([]).bot);
    const over = (id: string, change: object) => ({ id, type: 0, allow: '0', deny: '0', ...change });
    const [see, no] = [{ allow: '1024' }, { deny: '1024' }];
    const connect = String(1 << 20);
    Object.assign(discord.server.places, {
      '1': { type: 0, permission_overwrites: [over(ids.guild, no), over(ids.otherRole, see)] },
      '2': { type: 0, permission_overwrites: [over(ids.otherRole, no), over(ids.asker, { ...see, type: 1 })] },
      '3': { type: 0, permission_overwrites: [over(ids.guild, no), over(ids.colleague, { ...see, type: 1 })] },
      '4': {
        type: 2,
        permission_overwrites: [over(ids.guild, { deny: connect }), over(ids.colleague, { allow: connect, type: 1 })],
      },
    });
    const place = (id: string, thread: string | null = null) => ({
      platform: 'discord',
      workspace: ids.guild,
      channel: id,
      thread,
    });
    const of = (id: string, most = 50) => discord.adapter.peopleIn(place(id), most);
    const [asker, colleague] = [ids.asker, ids.colleague];
    expect(await Promise.all([ids.channel, '1', '2', '3', '4'].map((id) => of(id)))).toEqual([
      [asker, colleague],
      [asker],
      [asker, colleague],
      [colleague],
      [colleague],
    ]);
    expect(await of(ids.channel, 1)).toBe('many');
    expect(await discord.adapter.peopleIn(place(ids.thread, ids.thread), 50)).toEqual([asker, colleague]);
    expect(await discord.adapter.peopleIn({ ...place('9'), workspace: `dm:${asker}` }, 50)).toEqual([asker]);
    discord.server.refuse(/\/members$/, { status: 500, code: 0 });
    await expect(of('1')).rejects.toThrow();
    expect(await of('9')).toBeNull();
    expect(discord.lines.at(-1)?.message).toMatch(/View Channel/);
    expect(JSON.stringify(discord.lines)).not.toContain('Server Members Intent');
    discord.server.refuse(/\/members$/, { status: 403, code: 50001 });
    expect(await of('1')).toBeNull();
    expect(discord.lines.at(-1)?.message).toMatch(/turn on Server Members Intent/);
  });

  it('knows a private place by what @everyone may see there, and takes what it cannot see for one', async () => {
    const discord = await online(fakeBot([]).bot);
    const everyone = (change: object) => [{ id: ids.guild, type: 0, allow: '0', deny: '0', ...change }];
    Object.assign(discord.server.places, {
      '1': { type: 0, permission_overwrites: everyone({ deny: '1024' }) },
      '2': { type: 0, permission_overwrites: everyone({ allow: '1024' }) },
      '3': { type: 11, parent_id: '1', permission_overwrites: [] },
      '4': { type: 11, parent_id: '2', permission_overwrites: [] },
      '5': { type: 12, parent_id: '2', permission_overwrites: [] },
      // What is written in a voice channel is read by who may connect.
      '7': { type: 2, permission_overwrites: everyone({ deny: String(1 << 20) }) },
      '8': { type: 2, permission_overwrites: [] },
    });
    const isPrivate = (channel: string, workspace = ids.guild) => discord.adapter.isPrivatePlace({ workspace, channel } as Event);
    expect(await isPrivate(ids.channel)).toBe(false);
    expect(await Promise.all(['1', '2', '3', '4', '5', '6', '7', '8'].map((channel) => isPrivate(channel)))).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(await isPrivate(ids.dm, `dm:${ids.asker}`)).toBe(true);
  });

  it('acknowledges a click that it has nothing to say to', async () => {
    const discord = await online(fakeBot([]).bot);
    discord.dispatch(buttonCreate('0:help'));
    expect((await discord.next(callback)).body).toEqual({ type: 6 });
    discord.dispatch(mentionCreate(`<@${ids.bot}> thanks`));
    expect(await discord.isSilent()).toBe(true);
  });

  it('answers "Ask Tiebreak" on a message in public', async () => {
    const { bot, heard } = fakeBot();
    const discord = await online(bot);
    discord.dispatch(messageCommandCreate(messageObject('Should we use it?')));
    expect((await discord.next(callback)).body).toMatchObject({ type: 4, data: { flags: isComponentsV2 } });
    expect(heard).toMatchObject([{ reach: 'shortcut', input: { text: 'Should we use it?' } }]);
  });

  it('says a long answer in several messages: a response and follow-ups, all as private as the first', async () => {
    const discord = await online(
      fakeBot([
        heading('Long'),
        text('Word by word. '.repeat(500)),
        buttons({ label: 'More', intent: { verb: 'help', args: {} } }),
      ]).bot,
    );
    discord.dispatch(slashCreate('ask', { question: 'x' }));
    const first = await discord.next(callback);
    const second = await discord.next(followUp);
    const third = await discord.next(followUp);
    expect([first.body.data, second.body, third.body].map(({ flags }) => flags)).toEqual(
      Array(3).fill(ephemeral | isComponentsV2),
    );
    expect(visible(third.body)).toContain('More');
    expect(discord.lines.filter(({ level }) => level === 'error')).toEqual([]);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    const posts = [await discord.next(channel), await discord.next(channel), await discord.next(channel)];
    expect(new Set(posts.map(({ body }) => body.nonce)).size).toBe(3);
  });

  it.each([
    ['by a person who brought it along', { '1': ids.asker }, 5],
    ['in a server it was added to', { '0': ids.guild, '1': ids.asker }, 8],
  ])('says as many messages as Discord takes %s, and where there are more, that there are', async (_how, owners, count) => {
    const discord = await online(fakeBot(Array.from({ length: 8 }, (_, index) => text(`Part ${index}. `.repeat(380)))).bot);
    const packet = slashCreate('ask', { question: 'x' });
    discord.dispatch({ ...packet, d: { ...packet.d, authorizing_integration_owners: owners } });
    await discord.next(callback);
    const rest: string[] = [];
    while (rest.length < count - 1) rest.push(visible((await discord.next(followUp)).body));
    await discord.delivering.quiet();
    expect(discord.requests.filter(({ path }) => followUp.test(path))).toHaveLength(count - 1);
    expect(rest.at(-1)).toMatch(count === 5 ? /There is more than Discord lets me show here/ : /Part 7/);
  });

  it('shows hostile text as it stands', async () => {
    const said = '@everyone <@1> <t:1> [a](https://b.example) ||x|| :tada:\n# b\n1. c';
    const discord = await online(fakeBot([text(`You asked: ${said}`)]).bot);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    const { body } = await discord.next(channel);
    expect(visible(body)).toBe(`You asked: ${said}`);
    expect(active(body)).toEqual([]);
  });
});

describe('commands', () => {
  it('are registered once, and not again by the next start', async () => {
    const server = await localServer();
    const puts = () => server.requests.filter(({ method }) => method === 'PUT');
    const first = await startDiscord({ bot: fakeBot().bot, server });
    expect(puts()).toHaveLength(1);
    expect(puts()[0]?.body).toMatchObject([
      { name: 'tiebreak', contexts: [0, 1, 2], integration_types: [0, 1], options: commands.map(({ name }) => ({ name })) },
      { name: 'Ask Tiebreak', type: 3 },
    ]);
    expect(first.lines.at(-1)).toMatchObject({ fields: { commands: 'registered' } });
    await first.stop();
    const second = await startDiscord({ bot: fakeBot().bot, server });
    expect(puts()).toHaveLength(1);
    expect(second.lines.at(-1)).toMatchObject({ fields: { commands: 'unchanged' } });
    await second.stop();
    const [put] = puts() as { body: [slash: { options: object[] }, message: object] }[];
    const [slash, message] = put?.body ?? [{ options: [] }, {}];
    await fetch(`${server.apiUrl}/v10/applications/${ids.app}/commands`, {
      method: 'PUT',
      headers: { authorization: `Bot ${server.token}` },
      body: JSON.stringify([{ ...slash, options: slash.options.slice(1) }, message]), // an older version of us
    });
    const third = await startDiscord({ bot: fakeBot().bot, server });
    expect(puts()).toHaveLength(3);
    expect(third.lines.at(-1)).toMatchObject({ fields: { commands: 'registered' } });
    await third.stop();
  });

  it('that Discord refuses leave the rest of the bot alive', async () => {
    const server = await localServer();
    server.refuse(/\/commands$/, { status: 403, code: 50001 });
    const discord = await online(fakeBot().bot, { server });
    expect(discord.lines).toMatchObject([{ level: 'error', fields: { code: 50001 } }]);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await discord.next(channel);
  });
});

describe('what goes wrong', () => {
  it('an interaction that is over: a public answer is posted, a private one is not shown to all', async () => {
    const discord = await online(fakeBot().bot);
    const over = { status: 404, code: 10062, message: 'Unknown interaction' };
    discord.server.refuse(callback, over);
    discord.dispatch(messageCommandCreate(messageObject('Is it fast?')));
    expect((await discord.next(channel)).body).toMatchObject({ components: [{ content: 'It depends.' }] });
    discord.server.refuse(callback, over);
    discord.dispatch(slashCreate('ask', { question: 'Is it fast?' }));
    await discord.next(callback);
    expect(await discord.isSilent()).toBe(true);
    expect(discord.lines.at(-1)).toMatchObject({ level: 'error', fields: { code: 10062 } });
    discord.server.refuse(callback, over);
    discord.dispatch(directInteraction({ data: commandData('ask', { question: 'Is it fast?' }) }));
    expect((await discord.next(channel)).path).toBe(`/channels/${ids.dm}/messages`);
  });

  it.each([
    [403, 160002],
    [404, 10008],
  ])(
    'a message we may not reply to, or that is gone (%i, %i): the answer is posted without the reference',
    async (status, code) => {
      const discord = await online(fakeBot().bot);
      discord.server.refuse(channel, { status, code });
      discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
      expect((await discord.next(channel)).body.message_reference).toBeDefined();
      expect((await discord.next(channel)).body.message_reference).toBeUndefined();
    },
  );

  it.each([
    [50013, 'Send Messages', /^I may not write where you called me.* Send Messages in Threads\./],
    [50001, 'View Channel', /^I may not write where you called me/],
    [
      160005,
      'unlock it',
      /^The thread that you called me in is locked\. Whoever runs that server can unlock it, or give me Manage Threads\./,
    ],
  ])(
    'a channel we may not write in (%i): who called us is told in private, the log what to do, without words or tokens',
    async (code, advice, said) => {
      const discord = await online(fakeBot().bot);
      discord.server.refuse(channel, { status: 403, code });
      const asked = mentionCreate(`<@${ids.bot}> a secret`);
      discord.dispatch(asked);
      await discord.next(channel);
      expect((await discord.next(/^\/users\/@me\/channels$/)).body).toEqual({ recipient_id: ids.asker });
      const { path, body } = await discord.next(channel);
      expect(path).toBe(`/channels/${ids.dm}/messages`);
      expect(visible(body)).toMatch(said);
      const { id } = asked.d as { id: string };
      expect(JSON.stringify(body)).toContain(`https://discord.com/channels/${ids.guild}/${ids.channel}/${id}`);
      expect(discord.lines.at(-1)).toMatchObject({
        level: 'error',
        fields: { code },
        message: expect.stringContaining(advice),
      });
      expect(JSON.stringify(discord.lines)).not.toMatch(/secret|test\.token|aW50ZXJh/);
    },
  );

  it('an answer of several parts of which none may be written: who called us is told so once', async () => {
    const discord = await online(fakeBot([text('It depends. '.repeat(1_000))]).bot);
    for (const _ of [1, 2])
      discord.server.refuse(new RegExp(`^/channels/${ids.channel}/messages$`), { status: 403, code: 50013 });
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => discord.lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(1);
    expect(discord.requests.filter(({ path }) => path === '/users/@me/channels')).toHaveLength(1);
  });

  it('a channel we may not write in, called by somebody who takes no direct messages, and by nobody: silence', async () => {
    const discord = await online(fakeBot().bot, { readsMessages: true });
    for (const _ of [1, 2]) discord.server.refuse(channel, { status: 403, code: 50013 });
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    for (const _ of [1, 2]) await discord.next(channel);
    discord.dispatch(messageCreate('Is it fast?'));
    expect(await discord.isSilent()).toBe(true);
  });

  it('a channel where we may not attach files: what is in them goes out, and other answers as before', async () => {
    const discord = await online(fakeBot([text('Here:'), file('0001-tea.md', 'text/markdown', '# Tea')]).bot);
    discord.server.refuse(channel, { status: 403, code: 50013 });
    for (const count of [2, 3]) {
      discord.dispatch(mentionCreate(`<@${ids.bot}> decisions download 1`));
      await expect.poll(() => discord.requests.filter(({ path }) => channel.test(path)).length).toBe(count);
      const { body } = discord.requests.at(-1) ?? { body: {} };
      expect(visible(body)).toMatch(
        /^Here:\s+I may not attach files here[^.]+\. This is what is in it\.\s+0001-tea\.md\s+# Tea$/,
      );
    }
    const words = discord.requests.filter(({ path }) => channel.test(path)).map(({ body }) => Object.keys(body.files ?? {}));
    expect(words).toEqual([['0001-tea.md'], [], []]);
    expect(discord.lines.filter(({ level }) => level !== 'info')).toMatchObject([
      { level: 'warn', fields: { code: 50013 }, message: expect.stringContaining('Attach Files') },
      { level: 'warn' },
    ]);
  });

  it('components that Discord refuses: the words go out', async () => {
    const discord = await online(fakeBot([heading('Fast?'), text('It *depends*. '.repeat(200))]).bot);
    discord.server.refuse(callback, { status: 400, code: 50035, message: 'Invalid Form Body' });
    discord.dispatch(slashCreate('ask', { question: 'x' }));
    await discord.next(callback);
    const { body } = await discord.next(callback);
    expect(visible(body.data)).toContain('Fast?\n\nIt *depends*.');
    expect(body.data.flags).toBe(ephemeral);
    expect((await discord.next(followUp)).body.content).toContain('depends');
  });

  it('a bot that fails, and payloads of any shape', async () => {
    const { bot, heard } = fakeBot();
    let isFailing = true;
    const failing: FakeBot = {
      ...bot,
      handle: (event) => (isFailing ? Promise.reject(new Error('a secret')) : bot.handle(event)),
    };
    const discord = await online(failing);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    expect(await discord.isSilent()).toBe(true);
    isFailing = false;
    for (const t of ['MESSAGE_CREATE', 'INTERACTION_CREATE', 'GUILD_CREATE', 'CHANNEL_UPDATE', 'NEVER_HEARD_OF', '__proto__'])
      for (const d of [
        null,
        {},
        [],
        'x',
        1,
        { id: null },
        { author: {} },
        { type: 2, data: null },
        { guild_id: ids.guild, channel_id: {} },
      ])
        discord.dispatch({ t, d });
    discord.dispatch(slashCreate('ask', {}, { data: { type: 2, name: 'x', id: '1', target_id: '1' } }));
    discord.dispatch(mentionCreate(`<@${ids.bot}> still here?`));
    await discord.next(channel);
    expect(heard).toHaveLength(1);
    expect(JSON.stringify(discord.lines)).not.toContain('secret');
  });
});

describe('delivery', () => {
  it('a slow command: deferred within 3 s, as private as the answer, which then takes that place', async () => {
    const { bot, finish } = slow();
    const discord = await online(bot);
    const began = performance.now();
    discord.dispatch(slashCreate('ask', { question: 'x' }));
    await expect.poll(() => discord.requests.filter(({ path }) => callback.test(path)).length, { timeout: 3_000 }).toBe(1);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect((await discord.next(callback)).body).toEqual({ type: 5, data: { flags: ephemeral } });
    finish();
    expect((await discord.next(callback)).body.type).toBe(4); // refused: it was answered by the deferral
    const { method, body } = await discord.next(/^\/webhooks\/\d+\/[^/]+\/messages\/@original$/);
    expect([method, body.flags]).toEqual(['PATCH', isComponentsV2]);
    expect(visible(body)).toContain('It depends.');
  });

  it('a slow "Ask Tiebreak": only who used it sees that we are at it, everybody sees the answer', async () => {
    const { bot, finish } = slow();
    const discord = await online(bot);
    discord.dispatch(messageCommandCreate(messageObject('Is it fast?')));
    await expect.poll(() => discord.requests.filter(({ path }) => callback.test(path)).length, { timeout: 3_000 }).toBe(1);
    finish();
    await expect
      .poll(() => discord.server.shown.map(({ by, body }) => [by, visible(body)]))
      .toEqual([
        ['asker', 'Everybody here can read the answer: it follows.'],
        ['place', 'It depends.'],
      ]);
  });

  it('a slow command that brings nothing: its asker is told so, and does not wait on', async () => {
    const { bot, finish } = slow([]);
    const discord = await online(bot);
    discord.dispatch(slashCreate('ask', { question: 'x' }));
    discord.dispatch(buttonCreate('0:help'));
    await expect.poll(() => discord.requests.filter(({ path }) => callback.test(path)).length, { timeout: 3_000 }).toBe(2);
    finish();
    await expect
      .poll(() => discord.server.shown.map(({ by, body }) => [by, visible(body)]))
      .toEqual([['asker', 'I have nothing to add to that.']]);
    await discord.delivering.quiet();
    expect(discord.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('a slow click whose answer arrived though we did not hear so: it is not said again', async () => {
    const discord = await online(fakeBot([text('It is fast.')]).bot);
    const click = buttonCreate('0:help');
    discord.dispatch(click);
    await discord.next(callback);
    await discord.delivering.quiet();
    const address = { event: { id: 'x', channel: ids.channel, workspace: ids.guild }, interaction: click.d };
    const replies = [plainReply('thread', text('It is fast.'))];
    await discord.adapter.send({ replies, address, done: 0, isUnsure: true, oneDone: async () => {} });
    expect(discord.requests.slice(-1)).toMatchObject([{ method: 'PATCH', path: expect.stringMatching(/@original$/) }]);
  });

  it.each([
    ['what all there see', {}, true],
    ['what one person sees', { audience: 'asker' }, false],
    ['what is said where we are not installed', { where: { authorizing_integration_owners: { '1': ids.asker } } }, false],
    ['what is said where we may not post, nor change what stands there', { where: { app_permissions: '0' } }, false],
  ] as const)(
    'tells by which message it shows what may be changed later, and no other: %s',
    async (_, { audience = 'thread', where = {} }: { audience?: Audience; where?: Record<string, unknown> }, isGiven) => {
      const { bot, heard } = fakeBot([text('Fast.')], audience);
      const discord = await online(bot);
      const click = buttonCreate('0:help', 0, where);
      discord.dispatch(click);
      await discord.next(callback);
      await discord.delivering.quiet();
      const address = { event: { ...heard[0], id: 'x' }, interaction: click.d };
      const said = plainReply(audience, text('Fast.'));
      const shown: (string | null)[] = [];
      const oneDone = async (_outcome: string, id: string | null) => void shown.push(id);
      // A first response that had arrived, and a follow-up.
      await discord.adapter.send({ replies: [said, said], address, done: 0, isUnsure: true, oneDone });
      expect(shown.map((id) => id !== null)).toEqual([isGiven, isGiven]);
    },
  );

  it('after 15 minutes a public answer is posted', async () => {
    const discord = await online(fakeBot().bot);
    discord.server.refuse(callback, { status: 404, code: 10015, message: 'Unknown Webhook' });
    discord.dispatch(messageCommandCreate(messageObject('Is it fast?')));
    expect(visible((await discord.next(channel)).body)).toContain('It depends.');
  });

  it('an event that is delivered again, as after a resumed connection, is answered once', async () => {
    const discord = await online(fakeBot().bot);
    const asked = mentionCreate(`<@${ids.bot}> x`);
    discord.dispatch(asked);
    await discord.next(channel);
    discord.server.close(4000);
    await discord.isSilent(900);
    discord.dispatch(asked);
    expect(await discord.isSilent(300)).toBe(true);
  });

  const postsIn = (discord: Awaited<ReturnType<typeof online>>) =>
    discord.requests.filter(({ method, path }) => method === 'POST' && channel.test(path));

  it('a post that failed with a 500 is tried again under the same nonce', async () => {
    const discord = await online(fakeBot().bot);
    discord.server.refuse(channel, { status: 500, code: 0 });
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => postsIn(discord).length, { timeout: 5_000 }).toBe(2);
    const [first, second] = postsIn(discord);
    expect(second?.body.nonce).toBe(first?.body.nonce);
  });

  it('a post whose answer was lost is found again, however late: each message once', async () => {
    const pages = ['One. ', 'Two. ', 'Three. '].map((each) => text(each.repeat(700)));
    const discord = await online(
      fakeBot([...pages, buttons({ label: 'Why?', intent: { verb: 'ask', args: { entry: 'faq:faster' } } })]).bot,
    );
    discord.server.lose(channel);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => postsIn(discord).length, { timeout: 5_000 }).toBeGreaterThan(2);
    await discord.delivering.quiet();
    const said = postsIn(discord).map(({ body }) => visible(body));
    expect(said.toSorted()).toEqual([...new Set(said)].toSorted());
    expect(said.join('')).toContain('Three.');
  });

  it('the same answer to another message is not taken for the one that may have got lost', async () => {
    const discord = await online(fakeBot().bot);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await discord.next(channel);
    discord.server.refuse(channel, { status: 500, code: 0 });
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => postsIn(discord).length, { timeout: 5_000 }).toBe(3);
  });

  it('the same plain words to another message are not taken for those that may have got lost, those to this one are', async () => {
    const discord = await online(fakeBot().bot);
    const refused = { status: 400, code: 50035, message: 'Invalid Form Body' };
    discord.server.refuse(channel, refused);
    const asked = mentionCreate(`<@${ids.bot}> x`);
    discord.dispatch(asked);
    await expect.poll(() => discord.server.posted.length).toBe(1);
    const [inWords] = discord.server.posted;
    const again = async (id: string) => {
      // The look for what has components, then the post of it.
      for (let time = 0; time < 2; time += 1) discord.server.refuse(channel, refused);
      const address = { event: { id, channel: ids.channel, workspace: ids.guild }, interaction: null };
      const replies = [plainReply('thread', text('It depends.'))];
      await discord.adapter.send({ replies, address, done: 0, isUnsure: true, oneDone: async () => {} });
      return discord.server.posted.length;
    };
    expect(inWords?.body).toMatchObject({ content: 'It depends.' });
    expect([await again((asked.d as { id: string }).id), await again('1'), await again('1')]).toEqual([1, 2, 2]);
  });

  it('a channel that refuses us is left alone for a while, each time longer; others are answered, and so is it once it lets us', async () => {
    let now = Date.now();
    const discord = await online(fakeBot().bot, { clock: () => now });
    const ask = async (channel_id = ids.channel) => {
      const { length } = discord.server.shown;
      discord.dispatch(mentionCreate(`<@${ids.bot}> x`, { channel_id }));
      // There, or why not in private.
      await expect.poll(() => discord.server.shown).toHaveLength(length + 1);
      return discord.requests.filter(({ path }) => path === `/channels/${channel_id}/messages`).length;
    };
    for (const [count, pause] of [15_000, 30_000].entries()) {
      discord.server.refuse(channel, { status: 403, code: 50013 });
      expect(await ask()).toBe(count + 1);
      now += pause - 1;
      expect(await ask()).toBe(count + 1);
      now += 1;
    }
    expect([await ask(ids.thread), await ask()]).toEqual([1, 3]);
  });

  const limited = (retryAfter: string | undefined, more = {}) => ({
    status: 429,
    code: 0,
    headers: { ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }), ...more },
  });

  it('429 with Retry-After: waits so long, and posts once', async () => {
    const discord = await online(fakeBot().bot);
    discord.server.refuse(channel, limited('1', { 'x-ratelimit-scope': 'user' }));
    const began = performance.now();
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => discord.server.shown.length, { timeout: 5_000 }).toBe(1);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
    expect(postsIn(discord)).toHaveLength(2);
  });

  it.each([undefined, 'abc', '86400'])(
    '429 with Retry-After %s: a bounded wait, in which nothing is asked and nothing held up, and the post',
    async (said) => {
      let now = Date.now();
      const clock = () => now;
      const discord = await online(fakeBot().bot, { clock, store: createMemoryStore(clock) });
      discord.server.refuse(channel, limited(said));
      discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
      await expect.poll(() => discord.metrics.counted).toEqual(['discord retried']);
      await discord.delivering.quiet();
      expect(postsIn(discord)).toHaveLength(1);
      now += 601_000;
      discord.dispatch(mentionCreate(`<@${ids.bot}> y`, { author: user(ids.colleague) })); // wakes the jobs, whose clock a test has moved
      await expect.poll(() => discord.server.shown.length, { timeout: 5_000 }).toBe(2);
      expect(postsIn(discord)).toHaveLength(3);
    },
  );

  it('a message of our own, and who is in a channel: where Discord limits us, asked again when it says', async () => {
    const discord = await online(fakeBot().bot, { clock: () => 1_000 });
    const to = { platform: 'discord', workspace: ids.guild, channel: ids.channel, thread: null };
    discord.server.refuse(channel, limited('60'));
    const posting = discord.adapter.post(to, [text('Hello.')], { key: 'one', isUnsure: false });
    await expect(posting).rejects.toMatchObject({ until: 61_050 });
    discord.server.refuse(/\/members$/, limited('60'));
    await expect(discord.adapter.peopleIn(to, 9)).rejects.toMatchObject({ until: 61_050 });
  });

  it('hundreds of refusals of any kind silence us nowhere else; a thousand in ten minutes silence us everywhere, for ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    stops.push(async () => void vi.useRealTimers());
    const discord = await online(fakeBot().bot);
    const to = { platform: 'discord', workspace: ids.guild, channel: ids.channel, thread: null };
    for (let at = 0; at < 400; at += 1)
      discord.server.refuse(/^\/channels\/9\d+$/, at % 2 ? limited('99') : { status: 403, code: 50001 });
    let next = 900;
    /** Asks of so many channels who is there. */
    const beRefused = async (times: number) => {
      for (const _ of Array(times / 50)) {
        vi.setSystemTime(Date.now() + 1_100); // 50 requests a second
        const places = Array.from({ length: 50 }, () => ({ ...to, channel: String(next++) }));
        await Promise.allSettled(places.map((place) => discord.adapter.peopleIn(place, 9)));
      }
    };
    await beRefused(950);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => postsIn(discord).length).toBe(1);
    await beRefused(50);
    const post = () => discord.adapter.post(to, [text('Hello.')], { key: 'k', isUnsure: false });
    await expect(post()).rejects.toMatchObject({ until: Date.now() + 600_000 });
    expect(discord.adapter.isReady()).toBe(true);
    vi.setSystemTime(Date.now() + 600_001);
    expect(await post()).not.toBeNull();
  });

  it('a token that is refused while running: said once, not ready, and nothing more is asked', async () => {
    const discord = await online(fakeBot().bot);
    discord.server.refuse(channel, { status: 401, code: 0 });
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await discord.next(channel);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`, { channel_id: ids.thread }));
    expect(await discord.isSilent(300)).toBe(true);
    expect(discord.adapter.isReady()).toBe(false);
    expect(discord.lines.filter(({ message }) => message.includes('DISCORD_TOKEN'))).toHaveLength(1);
  });

  it('an event that cannot be stored at first is stored when the database is back', async () => {
    const memory = createMemoryStore(Date.now);
    let failures = 2;
    const store: Store = {
      ...memory,
      transaction: (work) => {
        failures -= 1;
        return failures < 0 ? memory.transaction(work) : Promise.reject(new Error('the database is away'));
      },
    };
    const discord = await online(fakeBot().bot, { store });
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await expect.poll(() => discord.requests.some(({ path }) => channel.test(path)), { timeout: 5_000 }).toBe(true);
  });

  it('an event that cannot be stored for ten seconds is lost: who waits for an answer is told so, and nobody else', async () => {
    let now = Date.now();
    const memory = createMemoryStore(Date.now);
    const transaction = () => {
      now += 6_000;
      return Promise.reject(new Error('the database is away'));
    };
    const discord = await online(fakeBot().bot, { store: { ...memory, transaction }, clock: () => now, readsMessages: true });
    discord.dispatch(messageCreate('Is it fast?'));
    discord.dispatch(slashCreate('ask', { question: 'Is it fast?' }));
    expect((await discord.next(callback)).body).toMatchObject({ type: 4, data: { flags: ephemeral | isComponentsV2 } });
    discord.dispatch(mentionCreate(`<@${ids.bot}> is it fast?`));
    expect(visible((await discord.next(channel)).body)).toMatch(/^Something went wrong on my side\. Please try again/);
    expect(await discord.isSilent()).toBe(true);
    const lost = discord.lines.filter(({ level, message }) => level === 'error' && message.includes('it is lost'));
    expect(lost).toHaveLength(3);
  });
});

describe('the connection', () => {
  const adapterAt = (
    server: Awaited<ReturnType<typeof createDiscordServer>>,
    token = server.token,
    more: Partial<Parameters<typeof createDiscordAdapter>[0]> = {},
  ) =>
    createDiscordAdapter({
      bot: createTestBot(),
      delivery: { accept: async () => {}, answer: async () => [], show: async () => {} },
      draw,
      log: createTestLog(),
      clock: Date.now,
      missed: async () => {},
      config: { token, apiUrl: server.apiUrl, readsMessages: false, shards: null },
      ...more,
    });

  it('does not start with a token that Discord refuses', async () => {
    await expect(adapterAt(await localServer(), 'a.b.c').start()).rejects.toMatchObject({
      code: 'discord-token',
      message: expect.stringContaining('DISCORD_TOKEN'),
    });
  });

  it.each([
    [4004, 'discord-token'],
    [4013, 'discord-intents'],
    [4014, 'discord-intents'],
  ])('does not start, and does not try again, after close code %i', async (closeCode, code) => {
    const server = await localServer();
    server.closeOnIdentify(closeCode);
    await expect(adapterAt(server).start()).rejects.toMatchObject({ code });
    expect(server.identified).toHaveLength(1);
  });

  it('is made for the shards of a process alone, and only one process registers the commands', async () => {
    const server = await localServer();
    for (const id of [1, 0]) {
      const adapter = adapterAt(server, server.token, {
        config: { token: server.token, apiUrl: server.apiUrl, readsMessages: false, shards: { ids: [id], count: 3 } },
      });
      stops.push(() => adapter.stop());
      await adapter.start();
      expect(adapter.isReady()).toBe(true);
      expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(id === 0 ? 1 : 0);
    }
    expect(server.identified.map(({ shard }) => shard)).toEqual([
      [1, 3],
      [0, 3],
    ]);
  });

  it.each([4010, 4011])('says what to do about DISCORD_SHARDS after close code %i', async (closeCode) => {
    const server = await localServer();
    server.closeOnIdentify(closeCode);
    await expect(adapterAt(server).start()).rejects.toMatchObject({
      code: 'discord-shards',
      message: expect.stringContaining('DISCORD_SHARDS'),
    });
  });

  it('is made although Discord makes us wait a moment first', async () => {
    const server = await localServer();
    server.refuse(/^\/gateway\/bot$/, { status: 429, code: 0, headers: { 'retry-after': '1' } });
    const adapter = adapterAt(server);
    stops.push(() => adapter.stop());
    await adapter.start();
    expect(adapter.isReady()).toBe(true);
  });

  it('is made by a later start where Discord could not be reached, and ends when we stop', async () => {
    const server = await localServer();
    const adapter = adapterAt(server);
    const fault = { status: 503, code: 0 };
    server.refuse(/^\/gateway\/bot$/, fault);
    await expect(adapter.start()).rejects.toBeInstanceOf(Unreachable);
    // Now what discord.js asks itself, after us.
    server.starts({ total: 1_000, remaining: 2, reset_after: 1_000 });
    const second = adapter.start();
    await expect.poll(() => server.requests.filter(({ path }) => path === '/gateway/bot')).toHaveLength(2);
    server.refuse(/^\/gateway\/bot$/, fault);
    await expect(second).rejects.toBeInstanceOf(Unreachable);
    expect(server.identified).toHaveLength(0);
    server.starts({ total: 1_000, remaining: 999, reset_after: 1_000 });
    await adapter.start();
    expect([adapter.isReady(), server.identified.length]).toEqual([true, 1]);
    await adapter.stop();
    await expect.poll(() => server.connections()).toBe(0);
  });

  it('is waited for before anything is sent: our own messages are not known before', async () => {
    const server = await localServer();
    const adapter = adapterAt(server, server.token, { clock: () => 1_000 });
    const to = { platform: 'discord', workspace: ids.guild, channel: ids.channel, thread: null };
    const event = { id: '1', channel: ids.channel };
    const replies = [plainReply('thread', text('Hi.'))];
    const post = { replies, address: { event, interaction: null }, done: 0, isUnsure: true, oneDone: async () => {} };
    expect(await adapter.send(post)).toBe(6_000);
    await expect(adapter.post(to, [text('Hi.')], { key: 'k', isUnsure: true })).rejects.toMatchObject({ until: 6_000 });
    expect(server.requests).toEqual([]);
  });

  it('says so once when Discord ends it for good', async () => {
    const discord = await online(fakeBot().bot);
    discord.server.close(4014);
    expect(await discord.isSilent()).toBe(true);
    expect(discord.adapter.isReady()).toBe(false);
    expect(discord.lines.filter(({ level }) => level === 'error')).toMatchObject([{ fields: { code: 4014 } }]);
    expect(discord.server.identified).toHaveLength(1);
  });

  it('goes on after a connection that broke', async () => {
    const discord = await online(fakeBot().bot);
    expect(discord.adapter.isReady()).toBe(true);
    discord.server.close(4000);
    await vi.waitFor(() => expect(discord.adapter.isReady()).toBe(false), { interval: 1 });
    await vi.waitFor(() => expect(discord.adapter.isReady()).toBe(true), 10_000);
    discord.dispatch(mentionCreate(`<@${ids.bot}> still here?`));
    await discord.next(channel);
    expect(discord.server.identified).toHaveLength(1);
    expect(discord.lines.filter(({ fields }) => 'shard' in fields)).toMatchObject([
      { level: 'warn', message: 'the connection to Discord ended; connecting again' },
      { level: 'info', message: 'Discord is connected again' },
    ]);
    expect(discord.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('says once that Discord is away, however often it tries', async () => {
    const discord = await online(fakeBot().bot);
    await discord.server.stop();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(discord.lines.filter(({ level }) => level === 'warn')).toMatchObject([{ fields: { shard: 0 } }]);
  });

  it('resumes after a heartbeat that nobody acknowledged; what is then delivered again is answered once', async () => {
    const server = await localServer();
    server.beat(150);
    const discord = await online(fakeBot().bot, { server });
    const said = mentionCreate(`<@${ids.bot}> x`);
    discord.dispatch(said);
    await discord.next(channel);
    server.deafen();
    await expect.poll(server.resumed, { timeout: 10_000 }).toBe(1);
    discord.dispatch(said);
    discord.dispatch(mentionCreate(`<@${ids.bot}> y`));
    await discord.next(channel);
    await discord.delivering.quiet();
    expect(discord.requests.filter(({ path }) => channel.test(path))).toHaveLength(2);
    expect(server.identified).toHaveLength(1);
  });

  it('identifies again where the session cannot be resumed, and shows open votes as they are now', async () => {
    const store = createMemoryStore(Date.now);
    const vote = voteOf({ channel: ids.channel, thread: null, started: Date.now(), deadline: Date.now() + day });
    const closed = { ...vote, id: '2', state: 'closed' as const };
    const rows = store.workspace('discord', ids.guild);
    for (const each of [vote, closed]) {
      await keepVote(rows, each);
      await rows.keep(kinds.board, each.id, { message: `77${each.id}`, link: null, at: 0 }, null);
    }
    const discord = await online(createTestBot({ store }), { store });
    discord.server.forget();
    discord.server.close(4000);
    const edit = /^\/channels\/\d+\/messages\/77\d$/;
    await expect.poll(() => discord.requests.some(({ path }) => edit.test(path)), { timeout: 15_000 }).toBe(true);
    await discord.delivering.quiet();
    const edits = discord.requests.filter(({ path }) => edit.test(path));
    expect(edits.map(({ method, path }) => [method, path])).toEqual([['PATCH', `/channels/${ids.channel}/messages/771`]]);
    expect(visible(edits[0]?.body)).toContain(vote.question);
    expect(discord.server.identified).toHaveLength(2);
  });

  it('waits before it identifies once half of the starts of a day are used up, so that the others last', async () => {
    const server = await localServer();
    const log = createTestLog();
    const start = () => {
      const adapter = adapterAt(server, server.token, { log });
      stops.push(() => adapter.stop());
      return adapter.start();
    };
    server.starts({ total: 1_000, remaining: 500, reset_after: 50_000_000 });
    await start();
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    server.starts({ total: 1_000, remaining: 499, reset_after: 49_900_000 });
    start().catch(() => {});
    await expect.poll(() => log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { remaining: 499, pause: 100_000 } });
    expect(server.identified).toHaveLength(1);
    server.starts({ total: 1_000, remaining: 2, reset_after: 400 });
    const began = Date.now();
    await start();
    expect(Date.now() - began).toBeGreaterThanOrEqual(200);
    expect(server.identified).toHaveLength(2);
  });

  it('does not start where there is no Discord', async () => {
    const server = await createDiscordServer();
    await server.stop();
    await expect(adapterAt(server).start()).rejects.toMatchObject({ code: 'discord-unreachable' });
  });

  it('finishes what is in flight before it stops, and what still comes meanwhile', async () => {
    const { bot, finish } = slow();
    const discord = await online(bot);
    discord.dispatch(mentionCreate(`<@${ids.bot}> x`));
    await discord.isSilent(50);
    const stopped = discord.adapter.stop();
    discord.dispatch(mentionCreate(`<@${ids.bot}> y`));
    await discord.isSilent(50);
    finish();
    await stopped;
    await discord.delivering.quiet();
    expect(discord.requests.filter(({ path }) => channel.test(path))).toHaveLength(2);
  });

  describe('a message that no event asks for', () => {
    const to = { platform: 'discord', workspace: ids.guild, channel: ids.channel, thread: null };
    const once = { key: 'review:1', isUnsure: false };

    it('goes out in words, all of them, where its components are refused', async () => {
      const discord = await online(fakeBot().bot);
      discord.server.refuse(channel, { status: 400, code: 50035, message: 'Invalid Form Body' });
      const blocks = [text('Time to look again.'), text('x'.repeat(3_000))];
      const posted = await discord.adapter.post(to, blocks, once);
      const [refused, ...pieces] = discord.requests.filter(({ path }) => channel.test(path));
      expect(refused?.body.components).toHaveLength(2);
      const words = pieces.map(({ body }) => body.content).join('');
      expect(words).toContain('Time to look again.');
      expect(words.replace(/[^x]/g, '')).toHaveLength(3_000);
      expect(posted?.message.split(',')).toHaveLength(pieces.length);
    });

    it('leaves nothing of itself behind where it gets shorter, and goes on below where it gets longer', async () => {
      const discord = await online(fakeBot().bot);
      const deleted = () =>
        discord.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path.split('/').at(-1));
      const { edit } = drawing(discord);
      expect(await edit([text('Short.')], '1,2,3')).toBe('1');
      expect(deleted()).toEqual(['2', '3']);
      expect(await edit(longer('x'))).toMatch(/^1,\d+,\d+$/);
      discord.server.remove('4');
      expect(await edit([text('Short.')], '4')).toBeNull();
      expect(deleted().at(-1)).toBe('4');
    });

    /** Draws what was kept last, with what a vote that is over has below it. */
    const drawing = (discord: Awaited<ReturnType<typeof online>>) => {
      let kept = '';
      return {
        async edit(blocks: Block[], message = kept) {
          kept = message;
          const drawn = await discord.adapter.edit(to, message, blocks, async (more) => {
            kept = more;
          });
          kept = drawn ?? message;
          return drawn;
        },
        standing: () => discord.server.posted.map(({ body }) => visible(body)),
      };
    };
    const runoff = buttons({ label: 'Runoff', intent: { verb: 'vote', args: { id: '1', do: 'runoff' } } });
    const longer = (letter: string) => [text(letter.repeat(9_000)), runoff];

    it.each([
      { locked: false, edits: ['PATCH', 'PATCH', 'PATCH'], shown: 'It is over.' },
      { locked: true, edits: ['PATCH', 'PATCH'], shown: 'Open.' },
    ])('opens the thread again that it is changed in, archived since nobody talked there; locked: $locked', async (thread) => {
      const discord = await online(fakeBot().bot);
      const there = { ...to, channel: ids.thread, thread: ids.thread };
      discord.server.places[ids.thread] = { type: 11, thread_metadata: { archived: false, locked: thread.locked } };
      const first = (await discord.adapter.post(there, [text('Open.')], once))?.message ?? '';
      discord.server.places[ids.thread] = { type: 11, thread_metadata: { archived: true, locked: thread.locked } };
      expect(await discord.adapter.edit(there, first, [text('It is over.')], expect.unreachable)).toBe(first);
      expect(discord.server.posted.map(({ body }) => visible(body))).toEqual([thread.shown]);
      expect(discord.requests.slice(-thread.edits.length).map(({ method }) => method)).toEqual(thread.edits);
      expect(discord.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual(
        thread.locked ? [expect.stringContaining('Manage Threads')] : [],
      );
    });

    it('takes no other message for a part of its own, whatever buttons that has', async () => {
      const discord = await online(fakeBot().bot);
      const { edit, standing } = drawing(discord);
      const first = (await discord.adapter.post(to, [text('Open.'), runoff], once))?.message;
      expect((await edit(longer('x'), first))?.split(',')).toHaveLength(3);
      const ended = await discord.adapter.post(to, [text('It is over.'), runoff], { ...once, key: 'ended' });
      expect(await edit([text('Short.'), runoff])).toBe(first);
      expect((await edit(longer('y')))?.split(',')).not.toContain(ended?.message);
      expect(await edit([text('Short.'), runoff])).toBe(first);
      expect(standing()).toEqual([expect.stringContaining('Short.'), expect.stringContaining('It is over.')]);
    });

    it.each(['y', 'x'])('what an earlier try left below it becomes its part: of %s', async (letter) => {
      const discord = await online(fakeBot().bot);
      const { edit, standing } = drawing(discord);
      const first = (await discord.adapter.post(to, [text('Open.')], once))?.message;
      discord.server.lose(channel);
      await expect(edit([text('x'.repeat(9_000))], first)).rejects.toThrow();
      await expect(edit([text('x'.repeat(9_000))])).resolves.toMatch(/^\d+,\d+,\d+$/);
      expect(await edit([text(letter.repeat(9_000))])).toMatch(/^\d+,\d+,\d+$/);
      expect(standing().join('').replace(/\s/g, '')).toBe(letter.repeat(9_000));
    });

    it('goes out in words where we may not attach what it shows', async () => {
      const discord = await online(fakeBot().bot);
      discord.server.refuse(channel, { status: 403, code: 50013 });
      const drawing = pictureOf('counts', bars('Counts', 3, [{ label: 'A', value: 2, shown: '2' }]));
      expect(await discord.adapter.post(to, [drawing], once)).not.toBeNull();
      expect(visible(discord.requests.at(-1)?.body)).toContain('A: 2');
      expect(await discord.adapter.post(to, [text('Hello.')], { ...once, key: 'another' })).not.toBeNull();
    });

    it('is looked for where it may stand there, and changed to what is true now', async () => {
      const discord = await online(fakeBot().bot);
      const again = { key: 'one', isUnsure: true };
      const vote = (said: string) => [
        text(said),
        buttons({ label: 'Django', intent: { verb: 'vote', args: { id: '1', do: 'choose', of: 'a' } } }),
      ];
      const first = await discord.adapter.post(to, vote('Nobody has voted yet.'), { key: 'one', isUnsure: false });
      expect(await discord.adapter.post(to, vote('1 person has voted.'), again)).toEqual(first);
      expect(visible(discord.server.posted[0]?.body)).toContain('1 person has voted.');
      expect(await discord.adapter.post(to, vote('2 people have voted.'), again)).toEqual(first);
      const words = await discord.adapter.post(to, [text('It is  over.')], { key: 'two', isUnsure: false });
      expect(await discord.adapter.post(to, [text('It is over.')], { key: 'two', isUnsure: true })).toEqual(words);
      expect(
        await discord.adapter.post({ ...to, channel: ids.thread }, [text('It is over.')], { ...again, key: 'four' }),
      ).not.toEqual(words);
      discord.server.refuse(channel, { status: 403, code: 50001 });
      expect(await discord.adapter.post(to, [text('It is over.')], { key: 'three', isUnsure: true })).not.toBeNull();
      const posts = discord.requests.filter(({ method, path }) => method === 'POST' && channel.test(path));
      expect(posts).toHaveLength(4);
      expect(discord.lines.map(({ message }) => message).join()).toContain('does not let us look');
    });

    it('is null for somebody who takes no direct messages, which is no fault of whoever runs the bot', async () => {
      const discord = await online(fakeBot().bot);
      discord.server.refuse(channel, { status: 403, code: 50007, message: 'Cannot send messages to this user' });
      expect(await discord.adapter.post({ ...to, user: ids.asker }, [text('You have not voted yet.')], once)).toBeNull();
      expect(discord.lines.map(({ level }) => level)).toEqual(['info', 'info']);
    });

    it('is null where we may not post, and not there to edit once somebody deleted it', async () => {
      const discord = await online(fakeBot().bot);
      discord.server.refuse(channel, { status: 403, code: 50001, message: 'Missing Access' });
      expect(await discord.adapter.post(to, [text('Hello.')], once)).toBeNull();
      const other = { ...to, channel: '645027906669510668' };
      discord.server.refuse(/\/messages\/1$/, { status: 404, code: 10008, message: 'Unknown Message' });
      expect(await discord.adapter.edit(other, '1', [text('Hello.')], expect.unreachable)).toBeNull();
    });
  });
});
