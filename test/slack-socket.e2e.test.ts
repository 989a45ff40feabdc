import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { plainReply, text } from '../src/core/reply.ts';
import { createTestBot } from './support/bot.ts';
import type { FakeBot } from './support/delivering.ts';
import { type SlackApp, startSlack } from './support/slack-app.ts';
import * as payloads from './support/slack-payloads.ts';
import { type SlackSocket, startSocket } from './support/slack-socket.ts';
import { viewSubmission } from './support/slack-view.ts';

const appToken = 'xapp-not-a-token';
const bot: FakeBot = {
  handle: async ({ reach }) => [plainReply(reach === 'command' ? 'asker' : 'thread', text('hello'))],
  suggest: () => [],
};

const crashes: unknown[] = [];
const note = (error: unknown) => crashes.push(error);
let slack: SlackApp | undefined;
let socket: SlackSocket;

beforeEach(() => {
  process.on('unhandledRejection', note);
  vi.useFakeTimers({ toFake: ['performance'] }); // by which it is told how long a connection lasted
});
afterEach(async () => {
  await slack?.stop();
  slack = undefined;
  await socket.stop();
  vi.useRealTimers();
  process.off('unhandledRejection', note);
  expect(crashes.splice(0)).toEqual([]);
});

test('events, commands and clicks come over the socket, acknowledged and answered', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.deliver('one', payloads.appMention('hi'));
  socket.deliver('two', payloads.slashCommand('help'));
  socket.deliver('three', payloads.anew(payloads.blockActions('help')));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(3));
  await vi.waitFor(() => expect(socket.acknowledged.toSorted()).toEqual(['one', 'three', 'two'])); // over the network, after the answer
  expect(slack.sent.map(({ to }) => to).toSorted()).toEqual(['chat.postMessage', 'chat.postMessage', 'response_url']);
});

test('what is wrong with a field of a form goes back with its acknowledgement', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot: createTestBot({ platform: { isAdmin: async () => true } }), appToken });
  const settings = (values: Record<string, string>) =>
    viewSubmission(
      {
        type: 'modal',
        private_metadata: JSON.stringify({
          action: 'settings?save=yes',
          channel: payloads.channel,
          thread: null,
          isPrivate: true,
          isThreadOpen: false,
          responseUrl: payloads.responseUrl,
        }),
        blocks: Object.keys(values).map((name) => ({ block_id: name, element: { type: 'plain_text_input', action_id: name } })),
      },
      values,
    );
  const filled = { unprompted: 'off', configure: 'everyone', curate: 'trusted', 'close-votes': 'admins', trusted: '' };
  socket.deliver('form', settings(filled));
  await vi.waitFor(() => expect(socket.responses.has('form')).toBe(true));
  expect(socket.responses.get('form')).toMatchObject({ response_action: 'errors', errors: { trusted: expect.any(String) } });
  socket.deliver('again', settings({ ...filled, trusted: 'U777' }));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  await vi.waitFor(() => expect(socket.responses.has('again')).toBe(true));
  expect(socket.responses.get('again')).not.toHaveProperty('response_action');
});

test('a command is answered in its acknowledgement here too', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.deliver('one', payloads.slashCommand('help', { trigger_id: '1.1' }));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  socket.deliver('two', payloads.slashCommand('help', { trigger_id: '1.2' }));
  await vi.waitFor(() => expect(socket.responses.get('two')).toMatchObject({ response_type: 'ephemeral', text: 'hello' }));
});

test('an answer whose acknowledgement does not get through goes out by the response URL', async () => {
  socket = await startSocket(null, 500, null);
  const heard: string[] = [];
  const held = Promise.withResolvers<void>();
  const slow: FakeBot = {
    ...bot,
    async handle(event) {
      heard.push(event.id);
      if (heard.length > 1) await held.promise;
      return bot.handle(event);
    },
  };
  slack = await startSlack({ bot: slow, appToken });
  socket.deliver('one', payloads.slashCommand('help', { trigger_id: '1.1' }));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  socket.deliver('two', payloads.slashCommand('help', { trigger_id: '1.2' }));
  socket.deliver('three', payloads.appMention('hi'));
  await vi.waitFor(() => expect(heard).toHaveLength(3));
  socket.drop();
  await vi.waitFor(() => expect(slack?.adapter.isReady()).toBe(false), { interval: 1 });
  held.resolve();
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(3));
  expect(
    slack.sent
      .slice(1)
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(['chat.postMessage', 'response_url']);
  expect(slack.sent.find(({ to }) => to === 'response_url')?.body).toMatchObject({ text: 'hello' });
  expect(socket.acknowledged).not.toContain('two');
  const said = slack.logged.filter((line) => line.includes('acknowledgement'));
  expect(said).toHaveLength(2);
  expect(slack.logged.join()).not.toContain('could not be stored');
});

test('a malformed envelope is survived', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.deliver('one', { type: 'event_callback', event: { type: 'app_mention', text: 'secret', channel: {} } });
  socket.deliver('two', payloads.appMention('hi'));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  expect(slack.logged.join()).not.toContain('secret');
});

/** What was logged of each try that failed. */
const failures = (): unknown[] =>
  slack?.logged.flatMap((line) => (line.includes('trying again') ? [JSON.parse(line.slice(line.indexOf('{')))] : [])) ?? [];

/** The connection has been there for more than a minute. */
const lasted = () => vi.advanceTimersByTime(61_000);

test('a connection that Slack refreshes or that breaks is opened again at once where it had lasted, also where Slack is down at first', async () => {
  socket = await startSocket(null, null, 500, { ok: false, error: 'internal_error' }, null);
  slack = await startSlack({ bot, appToken });
  const { adapter, address } = slack;
  expect(adapter.isReady()).toBe(true);
  lasted();
  socket.refresh();
  await vi.waitFor(() => expect(socket.opened).toBe(2), 10_000);
  await vi.waitFor(() => expect(adapter.isReady()).toBe(true));
  lasted();
  socket.drop();
  await vi.waitFor(() => expect(adapter.isReady()).toBe(false));
  expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ ready: false, waiting: ['slack'] });
  await vi.waitFor(() => expect(socket.opened).toBe(3), 10_000); // at once, then 1 s and 2 s later
  await vi.waitFor(() => expect(adapter.isReady()).toBe(true));
  socket.deliver('one', payloads.appMention('hi'));
  await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
  expect(failures()).toMatchObject([{ wait: 1_000 }, { wait: 2_000 }]);
  // Nothing is lost, and whoever reads the log sees when it was over.
  expect(slack.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  expect(slack.logged.filter((line) => line.startsWith('info Slack is connected'))).toHaveLength(2);
});

const isBack = async (opened: number, timeout = 10_000): Promise<void> => {
  const { adapter } = slack as SlackApp;
  await vi.waitFor(() => expect(adapter.isReady()).toBe(false), { timeout, interval: 1 });
  await vi.waitFor(() => expect([socket.opened, adapter.isReady()]).toEqual([opened, true]), { timeout });
  socket.deliver(`back ${opened}`, payloads.appMention('hi', {}, { event_id: `Ev${opened}` }));
  await vi.waitFor(() => expect(socket.acknowledged).toContain(`back ${opened}`));
};

test.each(['warning', 'refresh_requested'])('a connection that Slack ends with %s is opened again once', async (reason) => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  lasted();
  socket.disconnect(reason);
  await isBack(2);
});

test('where there are too many sockets, another try comes later', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.refuseNext();
  lasted();
  socket.disconnect('refresh_requested');
  await isBack(3);
  expect(failures()).toEqual([{ code: 'socket_ended', kind: 'Error', wait: 1_000 }]);
});

test('a connection that ends again and again is opened again after a longer pause each time', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.flap();
  socket.disconnect('warning');
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  expect(socket.opened).toBe(3); // after 1 s, and 2 s after that
});

test('a connection over which nothing comes any more is given up, and another opened', { timeout: 60_000 }, async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.silence();
  await isBack(2, 40_000);
});

test('a connection on which Slack says nothing from the start is given up too', { timeout: 60_000 }, async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.stallNext();
  lasted();
  socket.disconnect('refresh_requested');
  await isBack(3, 20_000);
  expect(failures()).toEqual([{ code: 'ETIMEDOUT', kind: 'Error', wait: 1_000 }]);
  await vi.waitFor(() => expect(socket.open).toBe(1));
});

test('a slow request for a connection takes nothing from the time of the connection', { timeout: 60_000 }, async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.slowNext(6_000);
  lasted();
  socket.disconnect('refresh_requested');
  await isBack(2, 20_000);
  expect(failures()).toEqual([]);
});

test('a connection that was being asked for as the bot stopped does not stay', async () => {
  socket = await startSocket(null);
  slack = await startSlack({ bot, appToken });
  socket.slowNext(200);
  lasted();
  socket.disconnect('refresh_requested');
  await vi.waitFor(() => expect(socket.asked).toBe(2), { interval: 1 });
  await slack.adapter.stop();
  await vi.waitFor(() => expect(socket.opened).toBe(2), 10_000);
  await vi.waitFor(() => expect(socket.open).toBe(0));
});

test('a token that Slack refuses is said at the start', async () => {
  socket = await startSocket({ ok: false, error: 'invalid_auth' });
  await expect(startSlack({ bot, appToken })).rejects.toMatchObject({
    code: 'slack-refused',
    message: expect.stringContaining('invalid_auth'),
  });
});
