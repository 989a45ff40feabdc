import { afterEach, expect, test, vi } from 'vitest';
import type { Event } from '../src/core/event.ts';
import type { Bot } from '../src/core/ports.ts';
import {
  type Audience,
  buttons,
  choices,
  heading,
  list,
  plainText,
  type Reply,
  sources,
  strong,
  table,
  text,
} from '../src/core/reply.ts';
import { type SlackApp, signingSecret, startSlack } from './support/slack-app.ts';
import { active, violations, visible } from './support/slack-message.ts';
import * as payloads from './support/slack-payloads.ts';
import { signed } from './support/slack-request.ts';

const { botUser, channel, person } = payloads;
const thread = '1515449400.000009';

let slack: SlackApp;
afterEach(() => slack.stop());

const reply = (audience: Audience, ...blocks: Reply['blocks']): Reply => ({ audience, blocks, answer: null });

/** A bot that says the same to everything, and remembers what it heard. */
const saying = (...replies: Reply[]): Bot & { heard: Event[] } => {
  const heard: Event[] = [];
  return {
    heard,
    handle: async (event) => {
      heard.push(event);
      return replies;
    },
    suggest: () => [],
  };
};

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
    { type: 'header', text: { type: 'plain_text', text: 'Performance', emoji: false } },
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
      elements: [{ type: 'plain_text', text: 'Source: An article (Ada, 2026): FAQ 3', emoji: false }],
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          text: { type: 'plain_text', text: 'Is A faster?', emoji: false },
          action_id: '5.0',
          value: 'ask?question=Is+A+faster%3F',
        },
      ],
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          text: { type: 'plain_text', text: 'Share to channel', emoji: false },
          action_id: '6.0',
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
  await slack.post(payloads.directMessage('hi', { thread_ts: thread }));
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
  expect(sent).toMatchObject([{ to: 'response_url', body: { response_type: 'in_channel', delete_original: true } }]);
  expect(sent[0]?.body).not.toHaveProperty('thread_ts');
});

test('sharing from a private message in a thread goes to the thread', async () => {
  slack = await startSlack({ bot: saying(reply('channel', text('hello'))) });
  await slack.post(payloads.ephemeralBlockActions('share/help', { thread_ts: thread }));
  const sent = await slack.stop();
  expect(sent).toMatchObject([
    { to: 'response_url', body: { response_type: 'in_channel', delete_original: true, thread_ts: thread } },
  ]);
});

test('a click on a private message is answered privately and leaves it', async () => {
  slack = await startSlack({ bot: saying(reply('asker', text('hello'))) });
  await slack.post(payloads.ephemeralBlockActions('help'));
  const sent = await slack.stop();
  expect(sent).toMatchObject([{ to: 'response_url', body: { response_type: 'ephemeral', replace_original: false } }]);
});

test('a click on a message in the channel is answered in its thread', async () => {
  slack = await startSlack({ bot: saying(reply('thread', text('hello'))) });
  await slack.post(payloads.blockActions('help'));
  expect(await slack.stop()).toMatchObject([{ to: 'chat.postMessage', body: { channel, thread_ts: '1548261231.000200' } }]);
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

test.each(['invalid_blocks', 'msg_blocks_too_long', 'invalid_blocks_format', 'invalid_attachments'])(
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
  slack.refuse('response_url', 'invalid_blocks');
  await slack.post(payloads.ephemeralBlockActions('share/help'));
  const [, sent] = await slack.stop();
  expect(sent?.body).not.toHaveProperty('blocks');
  expect(sent?.body).toMatchObject({ response_type: 'in_channel', delete_original: true });
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
  await slack.post(payloads.appMention('hi'));
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
  await slack.post(payloads.appMention('hi'));
  await vi.waitFor(() => expect(slack.logged.join()).toContain('is_archived'));
  slack.refuse('response_url', 'expired_url');
  await slack.post(payloads.ephemeralBlockActions('share/help'));
  await slack.post(payloads.appMention('hi again'));
  expect(await slack.stop()).toHaveLength(3);
  expect(slack.logged.join()).not.toMatch(/secret|xoxb|hooks\.slack/);
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
