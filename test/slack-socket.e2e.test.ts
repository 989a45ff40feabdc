import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bot } from '../src/core/ports.ts';
import { text } from '../src/core/reply.ts';
import { type SlackApp, startSlack } from './support/slack-app.ts';
import * as payloads from './support/slack-payloads.ts';
import { type SlackSocket, startSocket } from './support/slack-socket.ts';

const appToken = 'xapp-not-a-token';
const bot: Bot = {
  handle: async ({ reach }) => [
    { audience: reach === 'command' ? 'asker' : 'thread', blocks: [text('hello')], answer: null, replaces: false, data: null },
  ],
  suggest: () => [],
};

const crashes: unknown[] = [];
const note = (error: unknown) => crashes.push(error);
let slack: SlackApp | undefined;
let socket: SlackSocket;

beforeEach(() => process.on('unhandledRejection', note));
afterEach(async () => {
  await slack?.stop();
  slack = undefined;
  await socket.stop();
  process.off('unhandledRejection', note);
  expect(crashes.splice(0)).toEqual([]);
});

test('events, commands and clicks come over the socket, acknowledged and answered', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.deliver('one', payloads.appMention('hi'));
  socket.deliver('two', payloads.slashCommand('help'));
  socket.deliver('three', payloads.blockActions('help'));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(3));
  expect(socket.acknowledged.toSorted()).toEqual(['one', 'three', 'two']);
  expect(slack.sent.map(({ to }) => to).toSorted()).toEqual(['chat.postMessage', 'chat.postMessage', 'response_url']);
});

test('a malformed envelope is survived', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.deliver('one', { type: 'event_callback', event: { type: 'app_mention', text: 'secret', channel: {} } });
  socket.deliver('two', payloads.appMention('hi'));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  expect(slack.logged.join()).not.toContain('secret');
});

test('a connection that Slack refreshes or that breaks is opened again, also where Slack is down at first', async () => {
  socket = await startSocket(null, null, 500, { ok: false, error: 'internal_error' }, null);
  slack = await startSlack({ bot, appToken });
  socket.refresh();
  await vi.waitFor(() => expect(socket.opened).toBe(2));
  socket.drop();
  await vi.waitFor(() => expect(socket.opened).toBe(3), 10_000);
  socket.deliver('one', payloads.appMention('hi'));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  expect(slack.logged.filter((line) => line.includes('trying again'))).toHaveLength(2);
});

test('a token that Slack refuses is said at the start', async () => {
  socket = await startSocket({ ok: false, error: 'invalid_auth' });
  await expect(startSlack({ bot, appToken })).rejects.toMatchObject({
    code: 'slack-refused',
    message: expect.stringContaining('invalid_auth'),
  });
});
