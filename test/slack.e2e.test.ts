import { afterEach, expect, test, vi } from 'vitest';
import { answerAtOnce, responseOf } from '../src/adapters/slack/accept.ts';
import { scopes } from '../src/adapters/slack/commands.ts';
import type { Found } from '../src/adapters/slack/parse.ts';
import { createProven } from '../src/adapters/slack/proven.ts';
import { allVotes } from '../src/core/decisions/rows.ts';
import type { Event } from '../src/core/event.ts';
import type { Platform } from '../src/core/ports.ts';
import {
  type Audience,
  buttons,
  choices,
  file,
  form,
  heading,
  list,
  picture,
  plainText,
  plainReply as reply,
  sources,
  strong,
  table,
  text,
} from '../src/core/reply.ts';
import { createTestBot } from './support/bot.ts';
import { type FakeBot, saying } from './support/delivering.ts';
import { type SlackApp, signingSecret, startSlack } from './support/slack-app.ts';
import { active, violations, visible } from './support/slack-message.ts';
import * as payloads from './support/slack-payloads.ts';
import { signed } from './support/slack-request.ts';
import { viewSubmission, viewViolations } from './support/slack-view.ts';

const { botUser, channel, person } = payloads;
const thread = '1515449400.000009';

let slack: SlackApp;
afterEach(() => slack?.stop());

const full = (audience: Audience) =>
  reply(
    audience,
    heading('Performance'),
    text('It depends on the ', strong('queries'), '.'),
    list([['one'], ['two']]),
    table('Side by side', ['Criterion', 'A', 'B'], [['Size', 'big', '']]),
    sources([{ title: 'An article', section: 'FAQ 3', author: 'Ada', year: 2026 }]),
    choices({ label: 'Is A faster?', intent: { verb: 'ask', args: { question: 'Is A faster?' } } }),
    buttons({ label: 'Share to channel', intent: { verb: 'ask', args: { entry: 'faster' }, share: true } }),
  );

test('a mention in a thread is answered in the thread', async () => {
  const bot = saying(full('thread'));
  slack = await startSlack({ bot });
  const response = await slack.post(payloads.appMention(`<@${botUser}> is A faster?`, { thread_ts: thread }));
  expect(response.status).toBe(200);
  const [sent, ...others] = await slack.stop();
  expect(others).toEqual([]);
  expect(bot.heard).toMatchObject([{ reach: 'mention', thread, input: { text: 'is A faster?' } }]);
  expect(sent).toMatchObject({ to: 'chat.postMessage', body: { channel, thread_ts: thread, parse: 'none' } });
  expect(sent?.body.text).toBe(plainText(full('thread')));
  expect(sent && [violations(sent.body), active(sent.body)]).toEqual([[], []]);
  expect(sent?.body.blocks).toEqual([
    { type: 'header', text: { type: 'plain_text', text: 'Performance', emoji: true } },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'It depends on the ' },
            { type: 'text', text: 'queries', style: { bold: true } },
            { type: 'text', text: '.' },
          ],
        },
      ],
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: ['one', 'two'].map((item) => ({ type: 'rich_text_section', elements: [{ type: 'text', text: item }] })),
        },
      ],
    },
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Side by side', style: { bold: true } }] }],
    },
    {
      type: 'table',
      rows: [
        ['Criterion', 'A', 'B'],
        ['Size', 'big', ' '],
      ].map((row) => row.map((cell) => ({ type: 'raw_text', text: cell }))),
      column_settings: [{ is_wrapped: true }, { is_wrapped: true }, { is_wrapped: true }],
    },
    {
      type: 'context',
      elements: [{ type: 'plain_text', text: 'Source: An article (Ada, 2026): FAQ 3', emoji: true }],
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          text: { type: 'plain_text', text: 'Is A faster?', emoji: true },
          action_id: 'T123ABC456.5.0',
          value: 'ask?question=Is+A+faster%3F',
        },
      ],
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          text: { type: 'plain_text', text: 'Share to channel', emoji: true },
          action_id: 'T123ABC456.6.0',
          value: 'share/ask?entry=faster',
        },
      ],
    },
  ]);
});

test('a mention and its message event get one answer', async () => {
  const bot = saying(reply('thread', text('hello')));
  slack = await startSlack({ bot });
  await Promise.all([
    slack.post(payloads.appMention(`<@${botUser}> hi`, { thread_ts: thread })),
    slack.post(payloads.message(`<@${botUser}> hi`, { thread_ts: thread })),
  ]);
  expect(await slack.stop()).toHaveLength(1);
});

test('a direct message is answered beside it, in its thread if it has one', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  await slack.post(payloads.directMessage('hi'));
  await vi.waitFor(() => expect(slack.sent).toHaveLength(1));
  await slack.post(payloads.anew(payloads.directMessage('hi', { thread_ts: thread })));
  const [first, second] = await slack.stop();
  expect(first?.body).toMatchObject({ channel: 'D024BE91L' });
  expect(first?.body).not.toHaveProperty('thread_ts');
  expect(second?.body).toMatchObject({ channel: 'D024BE91L', thread_ts: thread });
});

test('the slash command is answered to the asker alone', async () => {
  slack = await startSlack({ bot: saying(reply('asker', text('hello'))) });
  expect((await slack.post(payloads.slashCommand('ask is A faster?'))).status).toBe(200);
  const sent = await slack.stop();
  expect(sent).toMatchObject([
    { to: 'response_url', body: { response_type: 'ephemeral', replace_original: false, text: 'hello', mrkdwn: false } },
  ]);
});

test('the slash command is answered to the channel where the bot says so', async () => {
  slack = await startSlack({ bot: saying(reply('channel', text('hello'))) });
  await slack.post(payloads.slashCommand('help'));
  const sent = await slack.stop();
  expect(sent).toMatchObject([{ to: 'response_url', body: { response_type: 'in_channel' } }]);
  expect(sent[0]?.body).not.toHaveProperty('delete_original');
});

test('sharing puts the answer in the channel in place of the private one', async () => {
  slack = await startSlack({ bot: saying(reply('channel', text('hello'))) });
  await slack.post(payloads.ephemeralBlockActions('share/help'));
  const sent = await slack.stop();
  expect(sent).toMatchObject([
    { to: 'chat.postMessage', body: { channel, text: 'hello' } },
    { to: 'response_url', body: { delete_original: true } },
  ]);
  expect(sent[0]?.body).not.toHaveProperty('thread_ts');
});

test.each(['not_in_channel', 'channel_not_found', 'restricted_action'])(
  'where we may not post (%s), what is shared goes the way of the click',
  async (code) => {
    slack = await startSlack({ bot: saying(reply('channel', text('hello'))) });
    slack.refuse('chat.postMessage', code);
    await slack.post(payloads.ephemeralBlockActions('share/help'));
    expect((await slack.stop())[1]).toMatchObject({
      to: 'response_url',
      body: { response_type: 'in_channel', delete_original: true, text: 'hello' },
    });
  },
);

test('sharing from a private message in a thread goes to the thread', async () => {
  slack = await startSlack({ bot: saying(reply('channel', text('hello'))) });
  await slack.post(payloads.ephemeralBlockActions('share/help', { thread_ts: thread }));
  const sent = await slack.stop();
  expect(sent).toMatchObject([
    { to: 'chat.postMessage', body: { channel, thread_ts: thread } },
    { to: 'response_url', body: { delete_original: true } },
  ]);
});

test('a click on a private message is answered privately and leaves it', async () => {
  slack = await startSlack({ bot: saying(reply('asker', text('hello'))) });
  await slack.post(payloads.ephemeralBlockActions('help'));
  const sent = await slack.stop();
  expect(sent).toMatchObject([{ to: 'response_url', body: { response_type: 'ephemeral', replace_original: false } }]);
});

test('a reply that replaces takes the place of the message that was clicked; what is too long for it goes on below', async () => {
  const long = text('word '.repeat(1_000));
  slack = await startSlack({ bot: saying({ ...reply('thread', long), replaces: true }) });
  await slack.post(payloads.blockActions('recommend?card=1&show=why', { container: { thread_ts: thread } }));
  await slack.post(payloads.anew(payloads.ephemeralBlockActions('recommend?card=1&show=why')));
  const sent = await slack.stop();
  expect(sent).toHaveLength(4);
  expect(sent.slice(0, 2)).toMatchObject([
    { to: 'response_url', body: { replace_original: true } },
    { to: 'response_url', body: { replace_original: false, response_type: 'in_channel', thread_ts: thread } },
  ]);
  expect(sent.slice(2)).toMatchObject([
    { to: 'response_url', body: { replace_original: true } },
    { to: 'response_url', body: { replace_original: false, response_type: 'ephemeral' } },
  ]);
  expect(sent.flatMap(({ body }) => [...violations(body), ...active(body)])).toEqual([]);
});

test('a click on a message in the channel is answered in its thread', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  await slack.post(payloads.blockActions('help'));
  expect(await slack.stop()).toMatchObject([{ to: 'chat.postMessage', body: { channel, thread_ts: '1548261231.000200' } }]);
});

const said = (user: string, text: string) => ({ type: 'message', user, text, ts: thread });
const asked = said('U777', 'is *A* faster than B?');

test.each([
  ['its only message', '', [asked], 'is A faster than B?'],
  ['its only message, in words', 'can you answer this?', [asked], 'is A faster than B?'],
  ['the last one that somebody else said', 'is that true?', [asked, said('U888', 'B is slow'), said(person, 'hm')], 'B is slow'],
  ['the last one before it', 'thoughts?', [said(person, 'is B any good?')], 'is B any good?'],
])('a mention in a thread that only points there is about %s', async (_what, words, messages, expected) => {
  const bot = saying(reply('thread', text('hello')));
  const mention = `<@${botUser}> ${words}`;
  slack = await startSlack({ bot, threads: { [thread]: [...messages, said(person, mention)] } });
  await slack.post(payloads.appMention(mention, { thread_ts: thread, parent_user_id: 'U777' }));
  expect(await slack.stop()).toHaveLength(1);
  expect(bot.heard).toMatchObject([{ reach: 'mention', thread, input: { type: 'quoted', text: expected } }]);
});

test.each([
  ['asks something itself', 'is B faster?', [asked], null],
  ['goes on from what we said there', 'is that true?', [asked, said(botUser, 'Yes.')], null],
  ['is in a thread that Slack does not show us', 'thoughts?', [asked], 'missing_scope'],
])('a mention in a thread that %s is heard as it is', async (_what, words, messages, code) => {
  const bot = saying(reply('thread', text('hello')));
  slack = await startSlack({ bot, threads: { [thread]: messages } });
  if (code) slack.refuse('conversations.replies', code);
  await slack.post(payloads.appMention(`<@${botUser}> ${words}`, { thread_ts: thread, parent_user_id: 'U777' }));
  await slack.stop();
  expect(bot.heard).toMatchObject([{ input: { type: 'text', text: words } }]);
});

test('the shortcut on a message in a thread is answered in the thread', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  await slack.post(payloads.messageAction('is A faster?', { message: { thread_ts: thread } }));
  expect(await slack.stop()).toMatchObject([{ to: 'chat.postMessage', body: { channel, thread_ts: thread, text: 'hello' } }]);
});

test.each(['not_in_channel', 'channel_not_found'])(
  'the shortcut where we get %s is answered privately, with how to invite us',
  async (code) => {
    slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
    slack.refuse('chat.postMessage', code);
    await slack.post(payloads.messageAction('is A faster?', { message: { thread_ts: thread } }));
    const [refused, sent, ...others] = await slack.stop();
    expect(others).toEqual([]);
    expect(refused?.to).toBe('chat.postMessage');
    expect(sent).toMatchObject({ to: 'response_url', body: { response_type: 'ephemeral', thread_ts: thread } });
    expect(sent?.body.text).toMatch(/^hello\n\n.*\/invite @tiebreak$/);
  },
);

test('the shortcut in a direct message of two people is answered privately, and asks for no invitation', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  slack.refuse('chat.postMessage', 'channel_not_found');
  await slack.post(payloads.messageAction('is A faster?', { fields: { channel: { id: 'D1AMONGTHEM', name: 'directmessage' } } }));
  expect((await slack.stop())[1]?.body.text).toMatch(/because I am not in this conversation\.$/);
});

test.each([
  ['the shortcut', payloads.messageAction('is A faster?'), 'response_url'],
  ['a click', payloads.blockActions('help'), 'response_url'],
  ['a mention', payloads.appMention(`<@${botUser}> is A faster?`), 'chat.postEphemeral'],
])('%s where we may not post is answered privately, and says why', async (_what, payload, to) => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  slack.refuse('chat.postMessage', 'restricted_action_read_only_channel');
  await slack.post(payload);
  const [, sent, ...others] = await slack.stop();
  expect([sent?.to, others]).toEqual([to, []]);
  expect(sent?.body.text).toMatch(
    /^hello\n\nOnly you can see this.+does not let me post here\. Whoever manages this channel can allow it\.$/,
  );
  expect(slack.logged.join()).toContain('restricted_action_read_only_channel');
});

test.each([
  ['the shortcut', 'is_archived', payloads.messageAction('is A faster?')],
  ['a click', 'cannot_reply_to_message', payloads.blockActions('help')],
  ['a mention', 'is_archived', payloads.appMention(`<@${botUser}> is A faster?`)],
])('%s on which Slack answers %s is answered privately, and blames nobody', async (_what, code, payload) => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  slack.refuse('chat.postMessage', code);
  await slack.post(payload);
  expect((await slack.stop())[1]?.body.text).toBe('hello\n\nOnly you can see this: Slack did not let me post it for everybody.');
});

test('a private answer goes to the channel where the thread has no replies yet, or nobody would see it', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  slack.refuse('chat.postMessage', 'not_in_channel');
  await slack.post(payloads.messageAction('is A faster?'));
  const [refused, sent] = await slack.stop();
  expect(refused?.body).toHaveProperty('thread_ts', '1515449500.000001');
  expect(sent?.body).not.toHaveProperty('thread_ts');
});

test('a click in a direct message is answered beside it', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  await slack.post(payloads.blockActions('help', { fields: { channel: { id: 'D024BE91L', name: 'directmessage' } } }));
  const [sent] = await slack.stop();
  expect(sent).toMatchObject({ to: 'chat.postMessage', body: { channel: 'D024BE91L' } });
  expect(sent?.body).not.toHaveProperty('thread_ts');
});

test('a private reply without a response URL is still private', async () => {
  slack = await startSlack({ bot: saying(reply('asker', text('hello'))) });
  await slack.post(payloads.appMention('hi'));
  expect(await slack.stop()).toMatchObject([{ to: 'chat.postEphemeral', body: { channel, user: person } }]);
});

test.each(['invalid_blocks', 'msg_blocks_too_long', 'invalid_blocks_format', 'invalid_attachments', 'invalid_arguments'])(
  'the plain text is posted where Slack answers %s',
  async (code) => {
    slack = await startSlack({ bot: saying(full('thread')) });
    slack.refuse('chat.postMessage', code);
    await slack.post(payloads.appMention('hi', { thread_ts: thread }));
    const [refused, sent] = await slack.stop();
    expect(refused?.body).toHaveProperty('blocks');
    expect(sent?.body).not.toHaveProperty('blocks');
    expect(sent?.body).toMatchObject({ channel, thread_ts: thread, text: plainText(full('thread')), mrkdwn: false });
  },
);

test('the plain text takes the place of a shared answer that Slack refuses', async () => {
  slack = await startSlack({ bot: saying(full('channel')) });
  slack.refuse('chat.postMessage', 'invalid_blocks');
  await slack.post(payloads.ephemeralBlockActions('share/help'));
  const [, sent, gone] = await slack.stop();
  expect(sent?.body).not.toHaveProperty('blocks');
  expect(sent).toMatchObject({ to: 'chat.postMessage', body: { channel } });
  expect(gone?.body).toEqual({ delete_original: true });
});

test('a long answer loses nothing, as blocks or as text', async () => {
  const items = Array.from({ length: 400 }, (_, index) => `Item ${index} <&> of a long list`);
  slack = await startSlack({ bot: saying(reply('thread', list(items.map((item) => [item])))) });
  slack.refuse('chat.postMessage', 'invalid_blocks');
  await slack.post(payloads.appMention('hi'));
  const [refused, ...sent] = await slack.stop();
  expect(sent.length).toBeGreaterThan(2);
  expect(sent.flatMap(({ body }) => violations(body))).toEqual([]);
  expect(sent[0]?.body.text).toBe(refused?.body.text);
  const shown = sent.map(({ body }) => visible(body)).join('\n');
  expect(items.filter((item) => !shown.includes(item))).toEqual([]);
});

test('hostile text comes out literal, as blocks and as text', async () => {
  const hostile = '<!channel> <@U1> <https://evil.example|text> & &amp; *b* _i_ `c` :tada: @here #general https://evil.example';
  const answer = reply(
    'thread',
    heading(hostile),
    text(hostile, strong(hostile)),
    list([[hostile]]),
    table(hostile, [hostile, hostile], [[hostile, hostile]]),
    buttons({ label: '<!channel> :tada: *b*', intent: { verb: 'ask', args: { question: hostile } } }),
    sources([{ title: hostile, section: hostile, author: hostile, year: 2026 }]),
  );
  slack = await startSlack({ bot: saying(answer) });
  await slack.post(payloads.appMention('hi'));
  await vi.waitFor(() => expect(slack.sent).toHaveLength(1));
  slack.refuse('chat.postMessage', 'invalid_blocks');
  await slack.post(payloads.anew(payloads.appMention('hi')));
  const [rich, , plain] = await slack.stop();
  for (const body of [rich?.body, plain?.body]) {
    expect(violations(body)).toEqual([]);
    expect(active(body)).toEqual([]);
    expect(visible(body).split(hostile).length).toBeGreaterThanOrEqual(10);
  }
});

test('what Slack does not take is logged by its code, and the next one is answered', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('a secret thought'))) });
  slack.refuse('chat.postMessage', 'is_archived');
  await slack.post(payloads.directMessage('hi'));
  await vi.waitFor(() => expect(slack.logged.join()).toContain('is_archived'));
  slack.refuse('response_url', 'expired_url');
  await slack.post(payloads.ephemeralBlockActions('share/help'));
  await slack.post(payloads.anew(payloads.appMention('hi again')));
  expect(await slack.stop()).toHaveLength(3);
  expect(slack.logged.join()).not.toMatch(/secret|xoxb|hooks\.slack/);
});

test('the log says at the start which scopes the token lacks', async () => {
  slack = await startSlack({
    bot: saying(),
    granted: scopes.filter((each) => each !== 'files:write' && each !== 'im:read'),
  });
  expect(slack.logged.filter((line) => line.includes('install the app again'))).toEqual([
    expect.stringContaining('{"lacks":["files:write","im:read"]}'),
  ]);
  await slack.stop();
  slack = await startSlack({ bot: saying() });
  expect(slack.logged.join()).not.toContain('scopes');
});

test('a bad signature, an old one and none get 401', async () => {
  const bot = saying(reply('thread', text('hello')));
  slack = await startSlack({ bot });
  const body = JSON.stringify(payloads.appMention('hi'));
  const json = { 'content-type': 'application/json' };
  const tenMinutesAgo = Math.floor(Date.now() / 1000) - 600;
  const responses = await Promise.all([
    slack.postRaw(body, { ...json, ...signed('another secret', body) }),
    slack.postRaw(`${body} `, { ...json, ...signed(signingSecret, body) }),
    slack.postRaw(body, { ...json, ...signed(signingSecret, body, tenMinutesAgo) }),
    slack.postRaw(body, json),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect(bot.heard).toEqual([]);
});

test('the address check of the Events API is answered', async () => {
  slack = await startSlack({ bot: saying() });
  const response = await slack.post({
    token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl',
    challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY',
    type: 'url_verification',
  });
  expect(await response.json()).toEqual({ challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY' });
});

test('malformed signed bodies never crash, and say nothing in the log', async () => {
  const crashes: unknown[] = [];
  const note = (error: unknown) => crashes.push(error);
  process.on('unhandledRejection', note);
  const bot = saying(reply('thread', text('hello')));
  slack = await startSlack({ bot });
  const mention = payloads.appMention('secret');
  const bodies = [
    '',
    'null',
    '42',
    '"secret"',
    '[]',
    '{}',
    '{"secret',
    '{"type":"event_callback"}',
    '{"type":"event_callback","event":null}',
    '{"type":"event_callback","event":"secret"}',
    '{"type":"block_actions","actions":null}',
    '{"type":"message_action"}',
    JSON.stringify({ ...mention, event: { ...mention.event, channel: null } }),
    JSON.stringify({ ...mention, event: { ...mention.event, user: { id: 'secret' } } }),
    JSON.stringify({ ...mention, event_id: undefined }),
    JSON.stringify({ ...mention, authorizations: [null] }),
    JSON.stringify({ ...payloads.blockActions('x'), actions: [] }),
    JSON.stringify({ ...payloads.messageAction('secret'), message: 'secret' }),
    JSON.stringify({ ...payloads.slashCommand('secret'), response_url: 'secret' }),
  ];
  await Promise.all(
    bodies.flatMap((body) => [
      slack.postRaw(body, { 'content-type': 'application/json', ...signed(signingSecret, body) }),
      slack.postRaw(body, { 'content-type': 'application/x-www-form-urlencoded', ...signed(signingSecret, body) }),
    ]),
  );
  expect(bot.heard).toEqual([]);
  await slack.post(mention);
  expect(await slack.stop()).toHaveLength(1);
  process.off('unhandledRejection', note);
  expect(crashes).toEqual([]);
  expect(slack.logged.join('\n')).not.toContain('secret');
});

test('a private answer longer than Slack takes says so in its fifth message', async () => {
  const items = Array.from({ length: 900 }, (_, index) => [`item ${index} of a list that goes on and on`]);
  slack = await startSlack({ bot: saying(reply('asker', list(items))) });
  await slack.post(payloads.slashCommand('ask x'));
  const sent = await slack.stop();
  expect(sent.map(({ to }) => to)).toEqual(Array(5).fill('response_url'));
  expect(visible(sent.at(-1)?.body)).toMatch(/more than Slack lets me show here/);
});

const open = { verb: 'settings', args: {} };
const asking = reply(
  'asker',
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
    open,
  ),
);

/** A bot that asks for words, and takes any but "no". */
const asker = (): FakeBot & { heard: Event[] } => {
  const heard: Event[] = [];
  return {
    heard,
    async handle(event) {
      heard.push(event);
      if (event.input.type !== 'form') return [asking];
      const isWrong = event.input.values.words === 'no';
      return [reply('asker', isWrong ? { ...text('Not that word, please.'), field: 'words' } : text('Thank you.'))];
    },
    suggest: () => [],
  };
};

/** The modal that was opened. */
const opened = async (): Promise<unknown> => {
  await vi.waitFor(() => expect(slack.sent.at(-1)?.to).toBe('views.open'));
  return slack.sent.at(-1)?.body.view;
};

test('a slash command opens a form instead of a message, and its answer comes back to the asker', async () => {
  const bot = asker();
  slack = await startSlack({ bot });
  const command = payloads.slashCommand('settings');
  await slack.post(command);
  const view = await opened();
  expect(slack.sent[0]?.body).toMatchObject({ trigger_id: command.trigger_id });
  const response = await slack.post(viewSubmission(view, { words: '<!here>' }));
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(await slack.stop()).toMatchObject([
    { to: 'views.open' },
    { to: 'response_url', body: { response_type: 'ephemeral', replace_original: false, text: 'Thank you.' } },
  ]);
  expect(bot.heard[1]).toMatchObject({
    channel,
    user: person,
    thread: null,
    reach: 'button',
    isPrivate: true,
    input: { type: 'form', action: 'settings?of=7', values: { words: '<!here>' } },
  });
});

test('a click in a thread opens a form there; where words asked for it, it is a button', async () => {
  const bot = asker();
  slack = await startSlack({ bot });
  await slack.post(payloads.appMention(`<@${botUser}> settings`, { thread_ts: thread }));
  await vi.waitFor(() => expect(slack.sent).toHaveLength(1));
  expect(slack.sent[0]).toMatchObject({
    to: 'chat.postEphemeral',
    body: { text: 'It needs a few words.\n\n→ A few words', blocks: [{}, { elements: [{ value: 'settings' }] }] },
  });
  await slack.post(payloads.blockActions('settings', { container: { thread_ts: thread } }));
  await slack.post(viewSubmission(await opened(), { words: 'yes' }));
  await slack.stop();
  expect(bot.heard[2]).toMatchObject({ channel, thread, isPrivate: false, input: { type: 'form', values: { words: 'yes' } } });
});

test('a form that somebody of another company fills in, in a shared channel, is answered in the workspace that opened it', async () => {
  const bot = asker();
  slack = await startSlack({ bot });
  await slack.post(payloads.slashCommand('settings'));
  const theirs = {
    team: { id: 'TTHEIRS', domain: 'theirs' },
    user: { id: 'UTHEIRS', username: 'tea', name: 'tea', team_id: 'TTHEIRS' },
  };
  await slack.post(viewSubmission(await opened(), { words: 'yes' }, theirs));
  await slack.stop();
  expect(bot.heard[1]).toMatchObject({
    workspace: bot.heard[0]?.workspace,
    user: 'UTHEIRS',
    input: { values: { words: 'yes' } },
  });
});

test('what is wrong with a field is said under it, and the form stays', async () => {
  slack = await startSlack({ bot: asker() });
  await slack.post(payloads.ephemeralBlockActions('settings'));
  const response = await slack.post(viewSubmission(await opened(), { words: 'no' }));
  expect(await response.json()).toEqual({ response_action: 'errors', errors: { words: 'Not that word, please.' } });
  expect(await slack.stop()).toHaveLength(1);
});

test('a form that Slack does not open is a button', async () => {
  slack = await startSlack({ bot: asker() });
  slack.refuse('views.open', 'expired_trigger_id');
  await slack.post(payloads.slashCommand('settings'));
  expect(await slack.stop()).toMatchObject([
    { to: 'views.open' },
    { to: 'response_url', body: { text: expect.stringContaining('→ A few words') } },
  ]);
  expect(slack.logged.join('\n')).toContain('expired_trigger_id');
});

test('a form that was filled in for more than half an hour is answered all the same', async () => {
  slack = await startSlack({ bot: asker() });
  await slack.post(payloads.slashCommand('settings'));
  const view = await opened();
  slack.refuse('response_url', 'expired_url');
  await slack.post(viewSubmission(view, { words: 'yes' }));
  expect((await slack.stop()).at(-1)).toMatchObject({ to: 'chat.postEphemeral', body: { channel, user: person } });
});

test('a form that is not ours, or was tampered with, closes and does nothing', async () => {
  const bot = asker();
  slack = await startSlack({ bot });
  await slack.post(payloads.slashCommand('settings'));
  const view = await opened();
  for (const private_metadata of ['', '{', 'null', '{"action":"x"}', 5, undefined]) {
    const response = await slack.post(viewSubmission({ ...(view as object), private_metadata }, { words: 'yes' }));
    expect([response.status, await response.text()]).toEqual([400, '']);
  }
  expect(await slack.stop()).toHaveLength(1);
  expect(bot.heard).toHaveLength(1);
});

test('a form is written down and taken in time where the answer is slow; what is wrong is then said in a message', async () => {
  const accepted: unknown[] = [];
  const answered = Promise.withResolvers<void>();
  const wrong = [reply('asker', { ...text('Not that.'), field: 'words' })];
  let isTaken: boolean | null = null;
  const found = { event: { input: { type: 'form', values: { words: 'no' } } } } as unknown as Found;
  const acknowledged = answerAtOnce(
    found,
    {
      accept: async (event) => void accepted.push(event),
      answer: async (_event, _address, isShown) => {
        await answered.promise;
        isTaken = isShown(wrong);
        return wrong;
      },
      show: async () => {},
    },
    () => 0,
    (replies) => responseOf(replies, found.event, createProven()),
    0,
  );
  expect(await acknowledged).toMatchObject({ said: null });
  expect(accepted).toEqual([found.event]);
  answered.resolve();
  await vi.waitFor(() => expect(isTaken).toBe(false));
});

const command = async (id: string): Promise<unknown> => {
  const response = await slack.post(payloads.slashCommand('ask x', { trigger_id: id }));
  const said = await response.text();
  return said === '' ? null : JSON.parse(said);
};

test('a private answer goes out with the acknowledgement of the command, once Slack has taken blocks of its kinds', async () => {
  slack = await startSlack({ bot: saying(full('asker')) });
  expect(await command('1.1')).toBeNull();
  await vi.waitFor(() => expect(slack.sent).toHaveLength(1));
  const said = (await command('1.2')) as (typeof slack.sent)[number]['body'];
  expect({ ...said, replace_original: false }).toEqual(slack.sent[0]?.body);
  expect([violations(said), active(said)]).toEqual([[], []]);
  expect(await slack.metric('tiebreak_posts_total{platform="slack",outcome="sent"}')).toBe(2);
  expect(await slack.stop()).toHaveLength(1);
});

test('of kinds that Slack refuses no acknowledgement is made', async () => {
  slack = await startSlack({ bot: saying(full('asker')) });
  await command('1.1');
  await vi.waitFor(() => expect(slack.sent).toHaveLength(1));
  slack.refuse('chat.postMessage', 'invalid_blocks');
  await slack.post(payloads.directMessage('x'));
  await vi.waitFor(() => expect(slack.sent).toHaveLength(3));
  expect(await command('1.2')).toBeNull();
  expect((await slack.stop()).map(({ to, body }) => [to, body.blocks !== undefined])).toEqual([
    ['response_url', true],
    ['chat.postMessage', true],
    ['chat.postMessage', false],
    ['response_url', true],
  ]);
});

const help = { verb: 'help', args: {} };
const word = {
  kind: 'text',
  name: 'w',
  label: 'W',
  hint: '',
  required: false,
  value: '',
  isMultiline: false,
  longest: 9,
} as const;
test.each([
  ['for the channel', () => [reply('channel', text('hello'))]],
  ['of several messages', () => [reply('asker', ...Array.from({ length: 60 }, () => text('hello')))]],
  ['of several parts', () => [reply('asker', text('hello')), reply('asker', text('hello'))]],
  [
    'with a form',
    () => [reply('asker', text('hello'), form({ title: 'T', submit: help, submitLabel: 'S', fields: [word] }, help))],
  ],
])('an answer %s is not made in the acknowledgement', async (_what, replies) => {
  const answers = [[reply('asker', text('hello'))], replies()];
  slack = await startSlack({ bot: { handle: async () => answers.shift() ?? [], suggest: () => [] } });
  await command('1.1');
  await vi.waitFor(() => expect(slack.sent).toHaveLength(1));
  expect(await command('1.2')).toBeNull();
  await vi.waitFor(() => expect(slack.sent.length).toBeGreaterThan(1));
});

/** The whole bot, asking the real adapter who is an admin. */
const whole = (platform: Platform) => createTestBot({ platform });

const changed = async (filled: Record<string, string>): Promise<void> => {
  const before = slack.sent.length;
  await slack.post(payloads.slashCommand('settings', { trigger_id: `settings${before}` }));
  await vi.waitFor(() => expect(slack.sent.length).toBeGreaterThan(before));
  const { to, body } = slack.sent[before] as (typeof slack.sent)[number];
  if (to !== 'views.open') return;
  await slack.post(viewSubmission(body.view, filled));
  await vi.waitFor(() => expect(slack.sent.length).toBe(before + 2));
};

test('an admin lets a channel have answers without a mention: in the thread of the question, once', async () => {
  slack = await startSlack({ bot: whole, people: { [person]: { is_admin: true } } });
  const aloud = (ts: string, text = 'is Flask faster than Django?') =>
    slack.post(payloads.eventCallback({ ...payloads.message(text).event, ts }, { event_id: `Ev${ts}` }));
  await aloud('1.1');
  await changed({ unprompted: 'on' });
  expect(slack.sent.map(({ to, body }) => [to, String(body.text).slice(0, 6)])).toEqual([
    ['views.open', 'undefi'],
    ['response_url', 'Saved.'],
  ]);
  await aloud('1.2');
  await vi.waitFor(() => expect(slack.sent).toHaveLength(3));
  expect(slack.sent[2]).toMatchObject({ to: 'chat.postMessage', body: { channel, thread_ts: '1.2' } });
  await aloud('1.3', 'who is up for lunch?');
  await aloud('1.4', '<@U777> is Django more secure than Flask?');
  await slack.post(payloads.message('is Django harder to learn than Flask?', { bot_id: 'BAH5CA16Z' }));
  expect(await slack.stop()).toHaveLength(3);
});

test.each([
  ['somebody who is none', { is_admin: false }],
  ['an admin of another company in a shared channel', { is_admin: true, team_id: 'TOTHER' }],
  ['somebody who left', { is_owner: true, deleted: true }],
  ['somebody of whom Slack says nothing', undefined],
])('%s may not change the settings, and is told whom to ask', async (_name, user) => {
  slack = await startSlack({ bot: whole, people: user ? { [person]: user } : {} });
  await changed({ unprompted: 'on' });
  expect(await slack.stop()).toMatchObject([
    { to: 'response_url', body: { text: expect.stringMatching(/You are not allowed.+An admin can/) } },
  ]);
  expect(slack.logged.join('\n').includes('users:read')).toBe(user === undefined);
});

test.each([
  ['an owner', { is_owner: true }],
  ['an admin of the organisation’s workspace', { is_admin: true, team_id: 'TORG', enterprise_user: { teams: [payloads.team] } }],
])('%s may change the settings', async (_name, user) => {
  const kim = { name: 'kim', profile: { display_name: '', real_name: 'Kim <@U1> Lee' } };
  slack = await startSlack({ bot: whole, people: { [person]: user, U777: kim } });
  await changed({ curate: 'trusted', trusted: 'U777,U888' });
  expect((await slack.stop()).at(-1)?.body.text).toMatch(/^Saved\.[\s\S]+Trusted people: Kim &lt;@U1&gt; Lee, U888\n/);
});

test('a field of the settings that makes no sense is said under it', async () => {
  slack = await startSlack({ bot: whole, people: { [person]: { is_admin: true } } });
  await slack.post(payloads.slashCommand('settings'));
  const response = await slack.post(viewSubmission(await opened(), { curate: 'trusted' }));
  expect(await response.json()).toMatchObject({ response_action: 'errors', errors: { trusted: expect.any(String) } });
});

const record = file('0001-which-drink.md', 'text/markdown', '---\nstatus: "accepted"\n---\n\n# Which <drink>?\n');
const drawing = picture(
  'points',
  'Tea: +4',
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);

test('a file is uploaded where it was asked for, in its thread, after the words before it', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('Here:'), record, text('That was it.'))) });
  await slack.post(payloads.appMention(`<@${botUser}> decisions download 1`, { thread_ts: thread }));
  const sent = await slack.stop();
  expect(sent.map(({ to }) => to)).toEqual([
    'chat.postMessage',
    'files.getUploadURLExternal',
    'files.completeUploadExternal',
    'chat.postMessage',
  ]);
  expect(sent[1]?.body).toMatchObject({ filename: record.name, length: String(record.content.length) });
  expect(sent[2]?.body).toEqual({ files: [{ id: 'F1', title: record.name }], channel_id: channel, thread_ts: thread });
  expect(slack.uploads).toEqual([{ name: record.name, content: Buffer.from(record.content) }]);
});

test('a file for one person is text in place: Slack cannot upload it for them alone; shared, it is uploaded', async () => {
  slack = await startSlack({ bot: saying(reply('asker', record)) });
  await slack.post(payloads.slashCommand('decisions download 1'));
  const [sent, ...others] = await slack.stop();
  expect([sent?.to, others, slack.uploads]).toEqual(['response_url', [], []]);
  expect(visible(sent?.body)).toMatch(/to everybody here or to nobody[\s\S]+0001-which-drink\.md[\s\S]+# Which <drink>\?/);
  slack = await startSlack({ bot: saying(reply('channel', record)) });
  await slack.post(payloads.ephemeralBlockActions('share/decisions?number=1&as=file'));
  expect((await slack.stop()).map(({ to }) => to)).toEqual(['files.getUploadURLExternal', 'files.completeUploadExternal']);
});

test('a direct message gets the file', async () => {
  slack = await startSlack({ bot: saying(reply('asker', record)) });
  await slack.post(payloads.directMessage('decisions download 1'));
  expect((await slack.stop()).at(-1)?.body).toEqual({ files: [{ id: 'F1', title: record.name }], channel_id: 'D024BE91L' });
});

test.each([
  ['files.getUploadURLExternal', 'missing_scope', /the scope files:write\. This is what is in it\./],
  ['files.completeUploadExternal', 'not_in_channel', /where I was invited\. This is what is in it\./],
  ['files.completeUploadExternal', 'file_uploads_disabled', /did not take the file\. This is what is in it\./],
])('a file that Slack refuses (%s: %s) is text in place, and says what to do', async (to, code, said) => {
  slack = await startSlack({ bot: saying(reply('thread', record)) });
  slack.refuse(to, code);
  await slack.post(payloads.appMention(`<@${botUser}> decisions download 1`, { thread_ts: thread }));
  const last = (await slack.stop()).at(-1);
  expect(last).toMatchObject({ to: 'chat.postMessage', body: { channel, thread_ts: thread } });
  expect(visible(last?.body)).toMatch(said);
  expect(visible(last?.body)).toContain('# Which <drink>?');
  expect(slack.logged.join()).toContain(code);
});

test('a picture is uploaded with its description; without the scope it is the description', async () => {
  slack = await startSlack({ bot: saying(reply('thread', drawing)) });
  await slack.post(payloads.appMention(`<@${botUser}> picture`, { thread_ts: thread }));
  expect((await slack.stop())[0]?.body).toMatchObject({ filename: 'points.png', alt_txt: 'Tea: +4' });
  expect(slack.uploads[0]?.content.subarray(1, 4).toString()).toBe('PNG');
  slack = await startSlack({ bot: saying(reply('thread', drawing)) });
  slack.refuse('files.getUploadURLExternal', 'missing_scope');
  await slack.post(payloads.appMention(`<@${botUser}> picture`, { thread_ts: thread }));
  expect(visible((await slack.stop()).at(-1)?.body)).toBe('Tea: +4');
  slack = await startSlack({ bot: saying(reply('thread', { ...drawing, svg: 'no drawing' })) });
  await slack.post(payloads.appMention(`<@${botUser}> picture`, { thread_ts: thread }));
  expect((await slack.stop()).map(({ body }) => visible(body))).toEqual(['Tea: +4']);
});

test('user groups are named, and who is in one; and what to do where the scope is missing', async () => {
  slack = await startSlack({ bot: saying(), groups: { backend: ['U1', 'U2'] } });
  const event = { workspace: payloads.team, id: 'Ev1' } as Event;
  expect(await slack.adapter.groupsOf(event)).toEqual({ all: [{ id: 'Sbackend', name: '@backend' }], lacks: null });
  expect(await slack.adapter.membersOf(event, 'Sbackend')).toEqual(['U1', 'U2']);
  slack.refuse('usergroups.list', 'missing_scope');
  slack.refuse('usergroups.list', 'plan_upgrade_required');
  expect((await slack.adapter.groupsOf(event)).lacks).toMatch(/the scope usergroups:read/);
  expect(await slack.adapter.groupsOf(event)).toEqual({ all: [], lacks: null });
  slack.refuse('usergroups.users.list', 'missing_scope');
  await expect(slack.adapter.membersOf(event, 'Sbackend')).rejects.toThrow(/the scope usergroups:read/);
});

test('a vote is started with all its rules by one form; what is wrong in it is said under its field', async () => {
  let asked: ReturnType<typeof whole> | null = null;
  const bot = (platform: Platform) => {
    asked = whole(platform);
    return asked;
  };
  const ada = { name: 'ada', profile: { display_name: 'Ada Lovelace' } };
  slack = await startSlack({ bot, groups: { backend: ['U1', 'U2', person] }, people: { [person]: ada } });
  await slack.post(payloads.slashCommand('decide Which drink?'));
  const view = (await opened()) as { blocks: { block_id: string; element: { type: string } }[] };
  expect(viewViolations(view)).toEqual([]);
  expect(view.blocks.map(({ block_id, element }) => `${block_id} ${element.type}`)).toEqual([
    'question plain_text_input',
    'options plain_text_input',
    'method static_select',
    'ends plain_text_input',
    'context plain_text_input',
    'secrecy static_select',
    'voters static_select',
    'people multi_users_select',
    'quorum plain_text_input',
    'threshold plain_text_input',
    'ending static_select',
    'review static_select',
  ]);
  const rules = { options: 'Tea\nMilk', voters: 'group-Sbackend', secrecy: 'anonymous', ending: 'everyone', ends: '90 minutes' };
  const wrong = await slack.post(viewSubmission(view, { ...rules, quorum: 'many' }));
  expect(await wrong.json()).toEqual({ response_action: 'errors', errors: { quorum: expect.stringMatching(/^A number/) } });
  const taken = await slack.post(viewSubmission(view, { ...rules, quorum: '60%' }));
  expect(await taken.text()).toBe('');
  await slack.stop();
  const { store } = asked as unknown as ReturnType<typeof whole>;
  expect(await allVotes(store.workspace('slack', payloads.team))).toMatchObject([
    {
      question: 'Which drink?',
      secrecy: 'anonymous',
      quorum: 2,
      ending: 'everyone',
      voters: ['U1', 'U2', person],
      called: 'the user group @backend',
      starter: { id: person, name: 'Ada Lovelace' },
    },
  ]);
});

test('people who are put to the vote by mention stand there by name, as far as Slack names them', async () => {
  const ada = { name: 'ada', profile: { display_name: 'Ada Lovelace' } };
  slack = await startSlack({ bot: whole, people: { [person]: ada } });
  await slack.post(payloads.appMention(`<@${botUser}> decide Who hosts: <@${person}> or <@U0NEVER00>?`));
  await slack.quiet();
  const [, button = ''] = /"value":"(decide[^"]+)"/.exec(JSON.stringify(slack.sent.at(-1)?.body)) ?? [];
  await slack.post(payloads.blockActions(button));
  const view = (await opened()) as { blocks: { element: { initial_value?: string } }[] };
  expect(view.blocks.slice(0, 2).map(({ element }) => element.initial_value)).toEqual([
    'Who hosts: @Ada Lovelace or @U0NEVER00?',
    '@Ada Lovelace\n@U0NEVER00',
  ]);
});

test('the people in a channel are found over all pages, without bots and those who left; null where Slack does not say', async () => {
  const ids = (count: number, letter: string) => Array.from({ length: count }, (_, at) => `${letter}${at}`);
  const every = (all: string[], what: object) => Object.fromEntries(all.map((id) => [id, what]));
  const people = {
    ...every(ids(80, 'U'), { is_bot: false }),
    ...every(ids(3, 'B'), { is_bot: true }),
    ...every(ids(2, 'L'), { deleted: true }),
    USLACKBOT: { is_bot: false },
  };
  const members = {
    C1: [...ids(12, 'U'), ...ids(3, 'B'), ...ids(2, 'L'), 'USLACKBOT'],
    C2: ids(51, 'U'),
    C3: ids(80, 'U'),
    C4: ['U-whom-nobody-knows'],
  };
  slack = await startSlack({ bot: saying(), people, members });
  const of = (place: string) =>
    slack.adapter.peopleIn({ platform: 'slack', workspace: payloads.team, channel: place, thread: null }, 50);
  expect(await of('C1')).toEqual(ids(12, 'U'));
  expect([await of('C2'), await of('C3')]).toEqual(['many', 'many']);
  expect(await of('C4')).toBeNull();
  slack.refuse('conversations.members', 'missing_scope');
  expect(await of('C1')).toBeNull();
  expect(slack.logged.join()).toMatch(/does the app have channels:read/);
  slack.refuse('conversations.members', 'ratelimited');
  await expect(of('C1')).rejects.toThrow();
});

test('a guest, and somebody of another company in a shared channel, is known as none of the workspace’s own', async () => {
  const people = {
    U1: {},
    U2: { is_restricted: true },
    U3: { is_restricted: true, is_ultra_restricted: true },
    U4: { team_id: 'TOTHER' },
    U5: { team_id: 'TORG', enterprise_user: { teams: [payloads.team] } },
    U6: { is_admin: true, enterprise_user: { enterprise_id: 'E1', teams: [] } },
  };
  slack = await startSlack({ bot: saying(), people });
  const isMember = (user: string) => slack.adapter.isMember({ workspace: payloads.team, user, id: 'Ev1' } as Event);
  expect(await Promise.all(['U1', 'U2', 'U3', 'U4', 'U5'].map(isMember))).toEqual([true, false, false, false, true]);
  const organisation = { workspace: 'E1', user: 'U6', id: 'Ev1' } as Event; // all that Slack may name for a shortcut
  expect(await slack.adapter.isMember(organisation)).toBe(true);
  expect(await slack.adapter.isAdmin(organisation)).toBe(false); // of one of its workspaces
  expect(await isMember('of-whom-we-may-not-ask')).toBe(true);
  expect(slack.logged.join()).toContain('users:read');
  slack.refuse('users.info', 'user_not_visible');
  expect(await isMember('U1')).toBe(false);
  slack.refuse('users.info', 'internal_error');
  await expect(isMember('U1')).rejects.toThrow('Slack does not tell me just now who you are. Please try again in a minute.');
});

test('"until next Friday 5pm" is meant in the time zone of whoever says it, whoever opens the form', async () => {
  let asked: ReturnType<typeof whole> | null = null;
  const bot = (platform: Platform) => {
    asked = whole(platform);
    return asked;
  };
  const people = { [person]: { name: 'ada', tz: 'America/New_York' }, U2: { name: 'ben', tz: 'Asia/Tokyo' }, U3: { name: 'cy' } };
  slack = await startSlack({ bot, people });
  await slack.post(payloads.appMention(`<@${botUser}> decide Tea or Milk? until next Friday 5pm`));
  await slack.quiet();
  const [, button = ''] = /"value":"(decide[^"]+)"/.exec(JSON.stringify(slack.sent.at(-1)?.body)) ?? [];
  await slack.post(payloads.blockActions(button, { fields: { user: { id: 'U2', team_id: payloads.team } } }));
  const view = (await opened()) as { blocks: { element: { initial_value?: string } }[] };
  const [question, options, , ends] = view.blocks.map(({ element }) => element.initial_value);
  expect([question, options]).toEqual(['Tea or Milk?', 'Tea\nMilk']);
  expect(ends).toMatch(/^Fri 20\d\d-\d\d-\d\d 17:00 America\/New_York$/);
  await slack.post(viewSubmission(view, {}, { user: { id: 'U2', team_id: payloads.team } }));
  const { store } = asked as unknown as ReturnType<typeof whole>;
  const [vote] = await allVotes(store.workspace('slack', payloads.team));
  const there = new Date(vote?.deadline ?? 0).toLocaleString('en-US', {
    timeZone: 'America/New_York',
    weekday: 'long',
    hour: 'numeric',
  });
  expect(there).toMatch(/^Friday.* 5.PM$/);
  const zoneOf = (user: string) => slack.adapter.zoneOf({ workspace: payloads.team, user, id: 'Ev1' } as Event);
  expect(await Promise.all(['U2', 'U3', 'U-whom-nobody-knows'].map(zoneOf))).toEqual(['Asia/Tokyo', null, null]);
  expect(slack.logged.join()).toContain('users:read');
});

test('a button that has more to carry than Slack lets it finds it again', async () => {
  slack = await startSlack({ bot: whole });
  const question = 'ö'.repeat(1_500);
  await slack.post(payloads.appMention(`<@${botUser}> decide ${question}?`));
  await slack.quiet();
  const message = slack.sent.at(-1)?.body;
  expect(violations(message)).toEqual([]);
  const [, button = ''] = /"value":"(kept[^"]+)"/.exec(JSON.stringify(message)) ?? [];
  await slack.post(payloads.blockActions(button));
  const view = (await opened()) as { blocks: { element: { initial_value?: string } }[] };
  expect(view.blocks[0]?.element.initial_value).toMatch(/^ö{199}/);
});

test('a private place is known as one, and so is any of which Slack says nothing', async () => {
  slack = await startSlack({ bot: saying(), privateChannels: ['C2'] });
  const isPrivate = (place: string) =>
    slack.adapter.isPrivatePlace({ workspace: payloads.team, channel: place, id: 'Ev1' } as Event);
  expect(await Promise.all(['C1', 'C2', 'D1', 'G1'].map(isPrivate))).toEqual([false, true, true, true]);
  slack.refuse('conversations.info', 'missing_scope');
  expect(await isPrivate('C1')).toBe(true);
  expect(slack.logged.join()).toContain('channels:read');
});

test('a direct message of two others is the one place that we cannot join; Slack is asked of nothing else', async () => {
  slack = await startSlack({ bot: saying() });
  const canJoin = (place: string) => slack.adapter.canJoin({ workspace: payloads.team, channel: place, id: 'Ev1' } as Event);
  expect(await canJoin('D1')).toBe(true);
  slack.refuse('conversations.info', 'channel_not_found');
  expect(await canJoin('C1')).toBe(true);
  expect(await canJoin('D2')).toBe(false);
  slack.refuse('conversations.info', 'missing_scope');
  expect(await canJoin('D1')).toBe(true);
});

test('a message of our own leaves nothing behind where it gets shorter, or where it is gone', async () => {
  slack = await startSlack({ bot: saying() });
  const to = { platform: 'slack', workspace: payloads.team, channel, thread: null };
  expect(await slack.adapter.edit(to, '1.1,1.2', [text('Short.')], expect.unreachable)).toBe('1.1');
  slack.refuse('chat.update', 'message_not_found');
  slack.refuse('chat.delete', 'message_not_found');
  expect(await slack.adapter.edit(to, '1.4', [text('Short.')], expect.unreachable)).toBeNull();
  expect((await slack.stop()).map((each) => [each.to, each.body.ts])).toEqual([
    ['chat.update', '1.1'],
    ['chat.delete', '1.2'],
    ['chat.update', '1.4'],
    ['chat.delete', '1.4'],
  ]);
});
