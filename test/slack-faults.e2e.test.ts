import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf as discordFault } from '../src/adapters/discord/errors.ts';
import { codeOf as slackCode } from '../src/adapters/slack/errors.ts';
import { createSlackAdapter } from '../src/adapters/slack/index.ts';
import { limits } from '../src/adapters/slack/limits.ts';
import { BotError, NotYet, Unreachable } from '../src/core/errors.ts';
import { fit as fitTo } from '../src/core/fit.ts';
import type { Store } from '../src/core/ports.ts';
import { file, list, text } from '../src/core/reply.ts';
import { draw } from '../src/draw.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestLog, createTestMetrics } from './support/bot.ts';
import { type FakeBot, saying } from './support/delivering.ts';
import { reply } from './support/replies.ts';
import { type SlackApp, signingSecret, startSlack } from './support/slack-app.ts';
import * as payloads from './support/slack-payloads.ts';
import { signed } from './support/slack-request.ts';

/** Rows of the tables Delivery and Forgery: the fault, then what must happen. */

const json = { 'content-type': 'application/json' };

const hello = () => saying(reply(text('hello')));

type Posted = {
  channel: string;
  thread_ts?: string;
  text: string;
  metadata?: unknown;
  files?: object[];
  token: string;
  at: number;
};
type Fault = 'lost' | 'reset' | { status: number; headers?: Record<string, string>; body?: object | string };

/** A Web API on the local network, which keeps what it accepted and can be told to fail at its next calls of a method. */
async function startApi() {
  const posted: Posted[] = [];
  const calls: string[] = [];
  const faults: { method: string; fault: Fault }[] = [];
  const server: Server = createServer(async (incoming, outgoing) => {
    const method = (incoming.url ?? '').split('/').at(-1) ?? '';
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(incoming)));
    const token = incoming.headers.authorization ?? '';
    calls.push(method);
    const index = faults.findIndex((each) => each.method === method);
    const [found] = index < 0 ? [] : faults.splice(index, 1);
    const say = (body: object | string, status = 200, headers = {}) =>
      outgoing.writeHead(status, { ...json, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
    if (typeof found?.fault === 'object') return say(found.fault.body ?? {}, found.fault.status, found.fault.headers);
    if (method === 'chat.postMessage')
      posted.push({
        ...(form as unknown as Posted),
        metadata: JSON.parse(form.metadata ?? 'null'),
        token,
        at: Date.now(),
      });
    // Whether Slack keeps the metadata of a message whose change brings none is not relied on.
    const changed = method === 'chat.update' && posted.find(({ at }) => (at / 1_000).toFixed(6) === form.ts);
    if (changed) changed.metadata = JSON.parse(form.metadata ?? 'null');
    if (method === 'files.completeUploadExternal')
      posted.push({
        ...(form as unknown as Posted),
        channel: form.channel_id ?? '',
        files: JSON.parse(form.files ?? '[]'),
        token,
        at: Date.now(),
      });
    if (found) return void incoming.socket.destroy();
    if (method === 'files.getUploadURLExternal')
      return say({ ok: true, file_id: 'F1', upload_url: `http://${incoming.headers.host}/upload/F1` });
    if (method === 'auth.test') return say({ ok: true, user_id: payloads.botUser, bot_id: 'B1', user: 'tiebreak' });
    return say({ ok: true, ts: '1.1', ...pageOf(posted, method, form) });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    posted,
    calls,
    fail: (method: string, ...all: Fault[]) => void faults.push(...all.map((fault) => ({ method, fault }))),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    stop: () => new Promise((resolve) => server.closeAllConnections() ?? server.close(resolve)),
  };
}

/**
 * The messages that Slack shows. A thread begins with its first, a history with its newest; but where only `oldest` is given, with the oldest
 * after that (https://github.com/slackhq/slack-api-docs/issues/4).
 */
function pageOf(posted: Posted[], method: string, { channel, ts, oldest = '0', latest, limit = '100', cursor = '0' }: Form) {
  const isThread = method === 'conversations.replies';
  const tsOf = ({ at }: Posted): number => at / 1_000;
  const there = posted
    .filter((each) => each.channel === channel && (!isThread || each.thread_ts === ts))
    .filter((each) => tsOf(each) > Number(oldest) && tsOf(each) <= Number(latest ?? Infinity))
    .sort((a, b) => (isThread || (oldest !== '0' && !latest) ? a.at - b.at : b.at - a.at));
  const end = Number(cursor) + Number(limit);
  const messages = there.slice(Number(cursor), end);
  return {
    messages: messages.map((each) => ({ type: 'message', ts: tsOf(each).toFixed(6), bot_id: 'B1', ...each })),
    response_metadata: { next_cursor: end < there.length ? String(end) : '' },
  };
}
type Form = Record<string, string | undefined>;

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

let api: Awaited<ReturnType<typeof startApi>>;
let slack: SlackApp;
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  await slack?.stop();
  await api.stop();
});
const start = async (bot: FakeBot, more: Partial<Parameters<typeof startSlack>[0]> = {}) => {
  slack = await startSlack({ bot, apiUrl: api.url, ...more });
};
const mention = (id: string, more: Record<string, unknown> = {}) =>
  payloads.appMention(`<@${payloads.botUser}> hi`, more, { event_id: id });
const arrived = (count: number, timeout = 10_000) => expect.poll(() => api.posted.length, { timeout }).toBe(count);

describe('delivery', () => {
  it('before Slack has said who we are nothing is sent, dropped or taken for gone: it is tried again in 5 s', async () => {
    const log = createTestLog();
    const adapter = createSlackAdapter({
      delivery: { accept: async () => {}, answer: async () => [], show: async () => {} },
      log,
      metrics: createTestMetrics(),
      draw,
      clock: () => 1_000,
      config: { access: { botToken: 'xoxb-1' }, appToken: null, signingSecret, apiUrl: api.url },
      router: Router(),
      endpoint: () => {},
      installations: createMemoryStore(Date.now).installations('slack'),
      rows: createMemoryStore(Date.now).workspace('slack', 'the app itself'),
    });
    const to = { platform: 'slack', workspace: payloads.team, channel: 'C1', thread: null };
    const address = { event: { id: '1', workspace: payloads.team } };
    const post = { replies: [reply(text('hello'))], address, done: 0, isUnsure: false, oneDone: expect.unreachable };
    expect(await adapter.send(post)).toBe(6_000);
    for (const asked of [
      adapter.post(to, [text('hello')], { key: 'k', isUnsure: false }),
      adapter.edit(to, '1.1', [text('hello')], expect.unreachable),
      adapter.peopleIn(to, 10),
    ])
      await expect(asked).rejects.toEqual(new NotYet(6_000));
    expect([api.calls, log.lines]).toEqual([[], []]);
  });

  it.each<[string, Fault, 'slack-refused' | 'slack-unreachable']>([
    [
      'a token that Slack refuses, which no retry mends',
      { status: 200, body: { ok: false, error: 'invalid_auth' } },
      'slack-refused',
    ],
    ['that Slack fails itself', { status: 200, body: { ok: false, error: 'internal_error' } }, 'slack-unreachable'],
    ['that Slack is down', { status: 503 }, 'slack-unreachable'],
    ['that what answers is not Slack', { status: 200, body: '<h1>Sign in to this network</h1>' }, 'slack-unreachable'],
    ['that Slack limits us', { status: 429, headers: { 'retry-after': '30' } }, 'slack-unreachable'],
    ['that the network breaks', 'reset', 'slack-unreachable'],
  ])('the start tells %s', async (_, fault, code) => {
    api.fail('auth.test', fault);
    const started = start(hello());
    await expect(started).rejects.toMatchObject({ code });
    await expect(started).rejects.toBeInstanceOf(code === 'slack-refused' ? BotError : Unreachable);
    const sentence = {
      'slack-refused': /^Slack does not accept SLACK_BOT_TOKEN \(\w+\): copy it again from/,
      'slack-unreachable': /^Slack cannot be reached \(\w+\): check the network/,
    };
    await expect(started).rejects.toThrow(sentence[code]);
  });

  it('a call that took too long is logged as that, not by the number of its error', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const original: unknown = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(50) }).catch(
      (error) => error,
    );
    mute.closeAllConnections();
    mute.close();
    expect(original).toMatchObject({ code: 23 });
    const wrapped = Object.assign(new Error('A request error occurred'), { code: 'slack_webapi_request_error', original });
    expect(slackCode(wrapped)).toEqual({ code: 'TimeoutError', kind: 'Error' });
    expect(discordFault(original)).toEqual({ code: 'TimeoutError' });
  });

  it('the same event four times, at once and later, also marked as retries: one reply', async () => {
    const store = createMemoryStore(Date.now);
    await start(hello(), { store });
    const body = JSON.stringify(mention('Ev1'));
    const retry = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    const post = (headers = {}) => slack.postRaw(body, { ...json, ...signed(signingSecret, body), ...headers });
    await Promise.all([post(), post(retry)]);
    await arrived(1);
    await post(retry);
    await post(retry);
    await slack.stop();
    expect(api.posted).toHaveLength(1);
  });

  it('a retry of an event that was never stored is answered', async () => {
    const memory = createMemoryStore(Date.now);
    let isDown = true;
    const store: Store = {
      ...memory,
      transaction: (work) => (isDown ? Promise.reject(new Error('the database is away')) : memory.transaction(work)),
    };
    await start(hello(), { store });
    expect((await slack.post(mention('Ev1'))).status).toBe(503);
    isDown = false;
    const body = JSON.stringify(mention('Ev1'));
    const retry = { ...json, ...signed(signingSecret, body), 'x-slack-retry-num': '1' };
    expect((await slack.postRaw(body, retry)).status).toBe(200);
    await arrived(1);
  });

  it('the database is away while we look who we are: 503, and not ready', async () => {
    const memory = createMemoryStore(Date.now);
    const away = () => Promise.reject(new Error('the database is away'));
    const store: Store = {
      ...memory,
      ping: away,
      installations: (platform) => ({ ...memory.installations(platform), find: away }),
    };
    const bot = hello();
    await start(bot, { store, access: { clientId: '1.2', clientSecret: 'secret', url: null }, apiUrl: null });
    expect((await slack.post(mention('Ev1'))).status).toBe(503);
    const ready = await fetch(`${slack.address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, waiting: ['database'] }]);
    expect(bot.heard).toEqual([]);
  });

  it('work that takes long: acknowledged before, the reply follows', async () => {
    const held = Promise.withResolvers<void>();
    const bot = hello();
    await start({ ...bot, handle: (event) => held.promise.then(() => bot.handle(event)) });
    const began = performance.now();
    expect((await slack.post(mention('Ev1'))).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(api.posted).toEqual([]);
    held.resolve();
    await arrived(1);
  });

  it.each([['thread', { thread_ts: '1515449400.000009' }] as const, ['direct message', null] as const])(
    'a post whose response was lost, in a %s: found again, one message',
    async (_where, thread) => {
      await start(hello());
      api.fail('chat.postMessage', 'lost');
      await slack.post(thread ? mention('Ev1', thread) : { ...payloads.directMessage('hi'), event_id: 'Ev1' });
      await expect.poll(() => api.calls.some((call) => call.startsWith('conversations.')), { timeout: 10_000 }).toBe(true);
      await slack.stop();
      expect(api.posted).toHaveLength(1);
      expect(api.posted[0]?.metadata).toEqual({ event_type: 'tiebreak_answer', event_payload: { key: 'Ev1.1' } });
    },
  );

  it.each([
    ['a busy channel', 300, null],
    ['a busy thread', 300, '1515449400.000009'],
  ])('a post whose response was lost, in %s: found again, one message', async (_where, count, thread_ts) => {
    await start(hello());
    const others = { channel: thread_ts ? payloads.channel : 'D024BE91L', text: 'so we talk on', token: '' };
    const earlier = Date.now() - 3_600_000;
    for (let at = 0; at < count; at += 1)
      api.posted.push({ ...others, ...(thread_ts ? { thread_ts } : {}), at: at % 2 === 0 ? earlier + at : Date.now() });
    api.fail('chat.postMessage', 'lost');
    await slack.post(thread_ts ? mention('Ev1', { thread_ts }) : { ...payloads.directMessage('hi'), event_id: 'Ev1' });
    await expect.poll(() => api.calls.some((call) => call.startsWith('conversations.')), { timeout: 10_000 }).toBe(true);
    await slack.stop();
    expect(api.posted.filter(({ text }) => text === 'hello')).toHaveLength(1);
  });

  it('an upload whose response was lost: found again by its title, one file; one that failed: uploaded', async () => {
    await start(saying(reply(file('0001-tea.md', 'text/markdown', '# Tea'))));
    api.fail('files.completeUploadExternal', 'lost');
    await slack.post(mention('Ev1', { thread_ts: '1515449400.000009' }));
    await expect.poll(() => api.calls.some((call) => call.startsWith('conversations.')), { timeout: 10_000 }).toBe(true);
    await slack.stop();
    expect(api.posted).toMatchObject([{ channel: payloads.channel, files: [{ id: 'F1', title: '0001-tea.md' }] }]);
    await start(saying(reply(file('0002-tea.md', 'text/markdown', '# Tea'))));
    api.fail('files.getUploadURLExternal', { status: 500 });
    await slack.post(mention('Ev2', { thread_ts: '1515449400.000009' }));
    await arrived(2);
  });

  it.each([{ ok: false, error: 'internal_error' }, '<h1>Sign in to this network</h1>'])(
    'a post that failed with a 500, and with %j, and is nowhere: posted',
    async (body) => {
      await start(hello());
      api.fail('chat.postMessage', { status: 500 }, { status: 200, body });
      await slack.post(mention('Ev1'));
      await arrived(1);
      expect(slack.logged.join()).not.toContain('<h1>');
    },
  );

  it('a message of our own that got longer goes on below it, once, also where the response was lost', async () => {
    await start(hello());
    const to = { platform: 'slack', workspace: payloads.team, channel: payloads.channel, thread: null };
    let kept = '1.3';
    const edit = async (letter: string, length = 5_000) => {
      kept =
        (await slack.adapter.edit(to, kept, [text(letter.repeat(length))], async (more) => {
          kept = more;
        })) ?? '';
      return kept;
    };
    api.fail('chat.postMessage', 'lost');
    await expect(edit('x')).rejects.toThrow();
    api.fail('chat.postMessage', 'lost');
    await expect(edit('y', 9_000)).rejects.toThrow();
    expect(await edit('z', 9_000)).toMatch(/^1\.3,\d+\.\d+,\d+\.\d+$/);
    expect(api.posted).toHaveLength(2);
    expect(api.calls.filter((each) => each === 'chat.update')).toHaveLength(6); // what was found is changed, too
    expect(api.calls).not.toContain('chat.delete');
  });

  it('where Slack does not let us look, the message is posted again, rather twice than never', async () => {
    await start(hello());
    api.fail('chat.postMessage', { status: 503 });
    api.fail('conversations.replies', { status: 200, body: { ok: false, error: 'missing_scope' } });
    await slack.post(mention('Ev1'));
    await arrived(1);
    expect(slack.logged.join()).toContain('missing_scope');
  });

  it('a long answer whose second message got lost: each message once, in order', async () => {
    const long = reply(list(Array.from({ length: 400 }, (_, index) => [`Item ${index} of a long list`])));
    const count = fitTo(long, limits).length;
    await start(saying(long));
    await slack.post(mention('Ev0'));
    await arrived(count);
    const whole = api.posted.map((each) => each.text);
    api.posted.length = 0;
    api.fail('chat.postMessage', { status: 500 });
    await slack.post(mention('Ev1', { ts: '1515449999.000001' }));
    await arrived(count);
    expect(count).toBeGreaterThan(2);
    expect(api.posted.map((each) => each.text)).toEqual(whole);
  });

  it('429 with Retry-After: waits so long, in that workspace alone; nothing is lost', async () => {
    await start(hello());
    api.fail('chat.postMessage', { status: 429, headers: { 'retry-after': '2' }, body: { ok: false, error: 'ratelimited' } });
    const began = Date.now();
    const other = { team_id: 'TOTHER', authorizations: [{ team_id: 'TOTHER', is_enterprise_install: false }] };
    await slack.post(mention('Ev1'));
    await expect.poll(() => api.calls).toContain('chat.postMessage');
    await slack.post(mention('Ev2', { ts: '1515449999.000001' }));
    await slack.post({ ...mention('Ev3', { channel: 'COTHER' }), ...other });
    await arrived(1);
    expect(api.posted[0]?.channel).toBe('COTHER');
    await arrived(3);
    for (const { at } of api.posted.slice(1)) expect(at - began).toBeGreaterThanOrEqual(2_000);
    expect(api.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(4);
  });

  it.each([undefined, 'abc'])('429 with Retry-After %s: a bounded wait, and the post', async (said) => {
    await start(hello());
    api.fail('chat.postMessage', { status: 429, headers: said ? { 'retry-after': said } : {}, body: {} });
    await slack.post(mention('Ev1'));
    await arrived(1);
  });

  it('429 with a day as Retry-After: asked again within ten minutes', async () => {
    let now = Date.now();
    await start(hello(), { clock: () => now });
    api.fail('chat.postMessage', { status: 429, headers: { 'retry-after': '86400' }, body: {} });
    await slack.post(mention('Ev1'));
    await expect.poll(() => slack.metric('tiebreak_posts_total{platform="slack",outcome="retried"}')).toBe(1);
    now += 601_000;
    await slack.post(mention('Ev2', { ts: '1515449999.000001' })); // wakes the jobs, whose clock a test has moved
    await arrived(2);
  });

  it('an unknown workspace: acknowledged, ignored, counted', async () => {
    const bot = hello();
    await start(bot, { access: { clientId: '1.2', clientSecret: 'secret', url: null }, apiUrl: null });
    expect((await slack.post(mention('Ev1'))).status).toBe(200);
    expect(bot.heard).toEqual([]);
    expect(await slack.metric('tiebreak_unknown_workspaces_total{platform="slack"}')).toBe(1);
  });
});

describe('forgery', () => {
  it('a time 301 s ago or ahead, a tampered body, any other signature, or no UTF-8: 401', async () => {
    const bot = hello();
    await start(bot);
    const body = JSON.stringify(mention('Ev1'));
    const now = Math.floor(Date.now() / 1_000);
    const good = signed(signingSecret, body, now);
    const signature = good['x-slack-signature'] ?? '';
    const bytes = Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from([0xff, 0x7d])]);
    const digest = await import('node:crypto').then(({ createHmac }) =>
      createHmac('sha256', signingSecret).update(`v0:${now}:`).update(bytes).digest('hex'),
    );
    const forged: [body: string | Buffer, headers: Record<string, string>][] = [
      [body, signed(signingSecret, body, now - 301)],
      [body, signed(signingSecret, body, now + 302)],
      [body, signed(signingSecret, body, Number.MAX_SAFE_INTEGER)],
      [`${body} `, good],
      [body.replace('hi', 'ho'), good],
      [body, { ...good, 'x-slack-signature': signature.replace('v0=', 'v1=') }],
      [body, { ...good, 'x-slack-signature': signature.slice(0, -1) }],
      [body, { ...good, 'x-slack-signature': `${signature}0` }],
      [body, { ...good, 'x-slack-signature': 'v0=' }],
      [body, { ...good, 'x-slack-signature': signature.toUpperCase() }],
      [body, { ...good, 'x-slack-request-timestamp': 'NaN' }],
      [body, { ...good, 'x-slack-request-timestamp': ` ${now}.0` }],
      [body, { 'x-slack-request-timestamp': String(now) }],
      [body, { 'x-slack-signature': signature }],
      [body, {}],
      [bytes, { 'x-slack-request-timestamp': String(now), 'x-slack-signature': `v0=${digest}` }],
    ];
    const statuses = await Promise.all(
      forged.map(([sent, headers]) => slack.postRaw(sent as string, { ...json, ...headers }).then(({ status }) => status)),
    );
    expect(statuses).toEqual(forged.map(() => 401));
    expect(bot.heard).toEqual([]);
    expect((await slack.postRaw(body, { ...json, ...signed(signingSecret, body, now - 298) })).status).toBe(200);
    expect(slack.logged.filter((line) => line.includes('SLACK_SIGNING_SECRET'))).toHaveLength(1);
  });

  it('a body of 20 MB, announced or not: 413 (bench delivery measures the memory)', async () => {
    await start(hello());
    const port = Number(new URL(slack.address).port);
    const send = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const sending = request({ port, host: '127.0.0.1', method: 'POST', path: '/slack/events', headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
          sending.destroy();
        });
        sending.on('error', reject);
        const chunk = Buffer.alloc(64 * 1024, 0x20);
        let left = 320;
        const more = (): void => {
          while (left-- > 0) if (!sending.write(chunk)) return void sending.once('drain', more);
          sending.end();
        };
        more();
      });
    expect(await send({ ...json, 'content-length': String(20 * 1024 * 1024) })).toBe(413);
    expect(await send({ ...json, 'transfer-encoding': 'chunked' })).toBe(413);
  });

  it('signed and malformed, of every shape: 4xx, or 200 where it is of no kind we know', async () => {
    const bot = hello();
    await start(bot);
    const good = mention('Ev1');
    const bodies = [
      '',
      'null',
      '42',
      '"x"',
      '[]',
      '{',
      '{"type":1}',
      JSON.stringify({ ...good, event_id: 5 }),
      JSON.stringify({ ...good, event: null }),
    ];
    for (const body of bodies) {
      const { status } = await slack.postRaw(body, { ...json, ...signed(signingSecret, body) });
      expect(status, body).toBe(400);
    }
    expect(bot.heard).toEqual([]);
  });
});
