import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BotError, Unreachable } from '../src/core/errors.ts';
import type { Adapter, Log } from '../src/core/ports.ts';
import { type Parts, startAll, stopAll } from '../src/lifecycle.ts';
import { about, createLog } from '../src/log.ts';
import { createHealth } from '../src/server/health.ts';
import { createWebServer, type WebServer } from '../src/server/index.ts';
import { createMeter } from '../src/server/metrics.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestLog } from './support/bot.ts';
import { freePort } from './support/free-port.ts';
import * as payloads from './support/slack-payloads.ts';
import { encoded, signed } from './support/slack-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-serve-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the web server', () => {
  let server: WebServer;
  afterEach(() => server.stop());

  /** A server of ours with a store that may be away, and the platforms' connections. */
  async function open({
    ping = async () => {},
    adapters = [] as Pick<Adapter, 'name' | 'isReady'>[],
    log = createTestLog(),
    writing = log as Log,
    backlog = async () => ({ later: 1, due: 2, busy: 3, late: 4_500 }),
  } = {}) {
    const port = await freePort();
    const meter = createMeter();
    meter.watch(adapters, { backlog });
    const health = createHealth({ store: { ping }, adapters, log: writing });
    server = createWebServer({ host: null, port, proxies: 0, health, meter, log: writing, about });
    await server.start();
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, headers: response.headers, body: await response.text() };
    };
    return { port, meter, health, get, log };
  }

  it('is alive, and ready when the database answers and every platform is connected', async () => {
    let isUp = true;
    const { get } = await open({ adapters: [{ name: 'discord', isReady: () => isUp }] });
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"alive":true}' });
    expect(await get('/readyz')).toMatchObject({ status: 200, body: '{"ready":true,"waiting":[]}' });
    expect((await get('/metrics')).body).toContain('tiebreak_gateway_up{platform="discord"} 1');
    isUp = false;
    expect(await get('/readyz')).toMatchObject({ status: 503, body: '{"ready":false,"waiting":["discord"]}' });
    expect((await get('/metrics')).body).toContain('tiebreak_gateway_up{platform="discord"} 0');
    expect((await get('/healthz')).status).toBe(200);
  });

  it('says what there is to do; of a database that is away nothing, and the rest all the same', async () => {
    const { get } = await open();
    const { body } = await get('/metrics');
    expect(body).toContain('tiebreak_jobs{state="later"} 1\ntiebreak_jobs{state="due"} 2\ntiebreak_jobs{state="busy"} 3\n');
    expect(body).toContain('tiebreak_jobs_late_seconds 4.5\n');
    for (const backlog of [() => Promise.reject(new Error('gone')), () => new Promise<never>(() => {})]) {
      await server.stop();
      const away = await open({ backlog });
      const { status, body: rest } = await away.get('/metrics');
      expect(status).toBe(200);
      expect(rest).toContain('tiebreak_jobs{state="due"} Nan\n');
      expect(rest).toContain('process_cpu_user_seconds_total');
    }
  });

  it.each<[string, () => Promise<void>, string]>([
    ['refuses', () => Promise.reject(new Error('gone')), 'gone'],
    ['never answers', () => new Promise(() => {}), 'The database has not answered within 2 s.'],
  ])('is not ready while the database %s, nor once it is told to stop, and the log says why once', async (_, gone, why) => {
    let ping = gone;
    const { get, health, log } = await open({ ping: () => ping() });
    const look = async () => {
      await wait(1_000); // one look serves whoever asks within a second
      return get('/readyz');
    };
    expect(await get('/readyz')).toMatchObject({ status: 503, body: '{"ready":false,"waiting":["database"]}' });
    expect((await look()).status).toBe(503);
    const away = { level: 'error', message: 'the database takes no changes: this process is not ready' };
    expect(log.lines.slice(1)).toMatchObject([{ ...away, fields: { err: { message: why } } }]);
    ping = async () => {};
    expect((await look()).status).toBe(200);
    expect(log.lines.slice(2)).toMatchObject([{ level: 'info', message: 'the database takes changes again' }]);
    health.leave();
    expect(await get('/readyz')).toMatchObject({ status: 503, body: '{"ready":false,"waiting":["shutdown"]}' });
  });

  it('counts and times events, posts and log lines', async () => {
    const { get, meter } = await open();
    meter.answered('slack', 'answer', 0.02);
    meter.posted('slack', 'retried');
    meter.strange('slack');
    meter.logged('error');
    const { body, headers } = await get('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    for (const line of [
      'tiebreak_events_total{platform="slack",outcome="answer"} 1',
      'tiebreak_answer_seconds_bucket{le="0.025",platform="slack"} 1',
      'tiebreak_answer_seconds_bucket{le="0.01",platform="slack"} 0',
      'tiebreak_posts_total{platform="slack",outcome="retried"} 1',
      'tiebreak_unknown_workspaces_total{platform="slack"} 1',
      'tiebreak_log_lines_total{level="error"} 1',
    ])
      expect(body).toContain(`${line}\n`);
    expect(body).toContain('process_resident_memory_bytes');
  });

  it('tells whoever asks nothing of a failure, and itself where it was', async () => {
    const { get, log } = await open();
    server.router.get('/broken', () => {
      throw new Error('secret');
    });
    expect(await get('/broken')).toMatchObject({ status: 500, body: '{"error":"failed"}' });
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'a request failed' }));
    expect(await get('/%E0%A4%A')).toMatchObject({ status: 404, body: '{"error":"not found"}' });
    const { status, headers } = await get('/nowhere');
    expect([status, headers.get('x-powered-by')]).toEqual([404, null]);
  });

  it('names the request on every line about it, and to whoever asked', async () => {
    const lines: string[] = [];
    const log = createLog('info', () => {}, { write: (line) => void lines.push(line) });
    const { get } = await open({ writing: log });
    server.router.get('/broken', async () => {
      await new Promise(setImmediate);
      throw new Error('secret');
    });
    const [one, other] = await Promise.all([get('/broken'), get('/broken')]);
    const ids = [one, other].map(({ headers }) => headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(2);
    const failed = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a request failed');
    expect(failed.map(({ request }) => request).toSorted()).toEqual(ids.toSorted());
  });

  it('waits three seconds for a request that is half sent when it stops', async () => {
    const { port } = await open();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');
    socket.on('error', () => {});
    await vi.waitFor(() => expect(socket.bytesWritten).toBeGreaterThan(50));
    await new Promise(setImmediate);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let isStopped = false;
    const stopped = server.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(2_999);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
  });

  it('takes no request that breaks off, or makes no sense, for a failure of its own', async () => {
    const { port, log } = await open();
    const read = vi.fn(async (request: AsyncIterable<unknown>) => void (await Array.fromAsync(request)));
    server.endpoint('/events', read);
    for (const rest of ['content-length: 10\r\n\r\nhalf', 'transfer-encoding: chunked\r\n\r\nhalf\r\n']) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.write(`POST /events HTTP/1.1\r\nhost: x\r\n${rest}`);
      await vi.waitFor(() => expect(read).toHaveBeenCalled());
      socket.destroy();
      await expect(read.mock.results[0]?.value).rejects.toThrow('aborted');
      read.mockClear();
    }
    expect(log.lines).toEqual([expect.objectContaining({ message: 'the web server listens' })]);
  });

  it('says in a sentence that its port is taken', async () => {
    const { port, health, meter, log } = await open();
    await expect(createWebServer({ host: null, port, proxies: 0, health, meter, log, about }).start()).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} cannot be used (EADDRINUSE). Set PORT to another one.`,
    });
  });

  it.each([
    ['192.0.2.1', 'EADDRNOTAVAIL'],
    ['no-such-host.invalid', 'ENOTFOUND|EAI_AGAIN'],
  ])('says in a sentence that its address %s is not here', async (host, codes) => {
    const { health, meter, log } = await open();
    const there = createWebServer({ host, port: await freePort(), proxies: 0, health, meter, log, about });
    await expect(there.start()).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^This machine has no address ${host} \\((?:${codes})\\)\\. Set HOST to one`)),
    });
  });
});

describe('stopping', () => {
  const order: string[] = [];
  const adapter = (name: string, stop: () => Promise<void>): Adapter =>
    ({ name, isReady: () => true, start: async () => {}, stop }) as Partial<Adapter> as Adapter;
  const parts = (...adapters: Adapter[]): Parts & { log: ReturnType<typeof createTestLog> } => {
    const memory = createMemoryStore(Date.now);
    const jobs = { ...memory.jobs, stop: async () => void order.push('jobs') };
    const store = { ...memory, jobs, close: async () => void order.push('store') };
    const server = { start: async () => {}, stop: async () => void order.push('web') } as Partial<WebServer> as WebServer;
    const health = createHealth({ store, adapters, log: createTestLog() });
    const library = { watch: () => void order.push('watch'), close: () => void order.push('library') };
    const failed = (sentence: string) => void order.push(sentence);
    return { adapters, web: { server, isNeeded: true }, health, library, store, handlers: {}, failed, log: createTestLog() };
  };
  afterEach(() => {
    order.length = 0;
    vi.useRealTimers();
  });

  it('closes the door first and the store last, whatever a part says about it', async () => {
    const all = parts(
      adapter('slack', async () => void order.push('slack')),
      adapter('discord', () => Promise.reject(new Error('no'))),
    );
    expect(await stopAll(all)).toBe(true);
    expect(order).toEqual(['library', 'web', 'slack', 'jobs', 'store']);
    expect(await all.health.waiting()).toEqual(['shutdown']);
    expect(all.log.lines).toMatchObject([{ level: 'error', fields: { part: 'discord' } }]);
  });

  it('waits nine seconds for what does not end, and names it', async () => {
    vi.useFakeTimers();
    const all = parts(
      adapter('slack', async () => {}),
      adapter('discord', () => new Promise(() => {})),
    );
    const stopped = stopAll(all);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(all.log.lines).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await stopped).toBe(false);
    expect(all.log.lines).toMatchObject([{ fields: { unfinished: ['discord', 'jobs', 'store'] } }]);
  });

  it('says at once what does not start, whatever else takes its time', async () => {
    const failing = (name: string, start: () => Promise<void>) => ({ ...adapter(name, async () => {}), start });
    const all = parts(
      failing('slack', () => Promise.reject(new Error('Slack refused'))),
      failing('discord', () => wait(1_000).then(() => Promise.reject(new Error('Discord refused')))),
      failing('web', () => new Promise(() => {})),
    );
    expect(await startAll(all)).toEqual(['Slack refused', 'Discord refused']);
    expect(order).toEqual([]);
  });

  it('serves the rest at once where a platform cannot be reached, and tries that one again until it can be', async () => {
    vi.useFakeTimers();
    const start = vi
      .fn()
      .mockRejectedValueOnce(new Unreachable('slack-unreachable', 'No Slack'))
      .mockResolvedValueOnce(undefined);
    const all = parts(
      { ...adapter('slack', async () => {}), start },
      adapter('discord', async () => {}),
    );
    expect(await startAll(all)).toEqual([]);
    expect(order).toEqual(['watch']);
    expect(all.log.lines).toMatchObject([{ level: 'warn', fields: { part: 'slack', pause: 5_000 }, message: 'No Slack' }]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(start).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([start.mock.calls.length, all.log.lines.length]).toEqual([2, 1]);
  });

  /** Started with an adapter that has not connected yet when the rest is served. */
  async function startLate(start: () => Promise<void>) {
    vi.useFakeTimers();
    const all = parts(
      adapter('slack', async () => {}),
      { ...adapter('discord', async () => {}), start },
    );
    const started = startAll(all);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await started).toEqual([]);
    expect(order).toEqual(['watch']);
    return all;
  }

  it('serves the rest while a platform takes its time, and says what became of that one', async () => {
    const slow = Promise.withResolvers<void>();
    await startLate(() => slow.promise);
    slow.reject(new BotError('discord-token', 'Discord refused'));
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual(['watch', 'Discord refused']);
  });

  it.each([new Unreachable('discord-unreachable', 'No Discord'), new TypeError('No Discord')])(
    'tries a platform again that cannot be reached while the rest is served, after longer each time: %s',
    async (fault) => {
      const slow = Promise.withResolvers<void>();
      const start = vi.fn(() => slow.promise);
      const { log } = await startLate(start);
      slow.reject(fault);
      for (const [index, pause] of [5_000, 10_000, 20_000, 40_000].entries()) {
        await vi.advanceTimersByTimeAsync(0);
        expect(log.lines).toHaveLength(index + 1);
        expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { part: 'discord', pause }, message: 'No Discord' });
        if (pause === 40_000) start.mockResolvedValueOnce();
        await vi.advanceTimersByTimeAsync(pause - 1);
        expect(start).toHaveBeenCalledTimes(index + 1);
        await vi.advanceTimersByTimeAsync(1);
        expect(start).toHaveBeenCalledTimes(index + 2);
      }
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect([start.mock.calls.length, order]).toEqual([5, ['watch']]);
    },
  );

  it('starts nothing any more once it is told to stop', async () => {
    const slow = Promise.withResolvers<void>();
    const start = vi.fn(() => slow.promise);
    const all = await startLate(start);
    slow.reject(new Unreachable('discord-unreachable', 'No Discord'));
    await vi.advanceTimersByTimeAsync(0);
    const stopped = stopAll(all);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await stopped).toBe(true);
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('starts without its pages where nobody needs them, and says why', async () => {
    const all = parts(adapter('slack', async () => {}));
    const server = { start: () => Promise.reject(new Error('Port 3000 cannot be used')) } as Partial<WebServer> as WebServer;
    expect(await startAll({ ...all, web: { server, isNeeded: true } })).toEqual(['Port 3000 cannot be used']);
    expect(await startAll({ ...all, web: { server, isNeeded: false } })).toEqual([]);
    expect(all.log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('Port 3000 cannot be used') }]);
    expect(order).toEqual(['watch', 'watch']);
  });
});

it('says why jobs cannot begin, and serves nothing', async () => {
  const store = createMemoryStore(Date.now);
  const jobs = { ...store.jobs, start: () => Promise.reject(new Error('The database cannot be used.')) };
  const server = { start: () => Promise.reject(new Error('started')) };
  const parts = {
    adapters: [],
    web: { server, isNeeded: true },
    library: { watch() {} },
    store: { ...store, jobs },
    handlers: {},
  };
  expect(await startAll(parts as unknown as Parts)).toEqual(['The database cannot be used.']);
});

it('where another process does the jobs, it says so and connects nothing', async () => {
  let isConnected = false;
  const start = async () => {
    isConnected = true;
  };
  const store = createMemoryStore(Date.now);
  const jobs = { ...store.jobs, claim: () => Promise.reject(new Error('Another process already serves.')) };
  const parts = { adapters: [{ start }], web: null, store: { ...store, jobs }, handlers: {}, log: createTestLog() };
  expect(await startAll(parts as unknown as Parts)).toEqual(['Another process already serves.']);
  expect(isConnected).toBe(false);
});

describe('a process', () => {
  /** Slack's Web API, as slow as it sometimes is. */
  async function createApi() {
    const posts: string[] = [];
    const server = createServer(async (request, response) => {
      request.resume();
      await once(request, 'end');
      if (request.url?.endsWith('chat.postMessage')) {
        await wait(300);
        posts.push(request.url);
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: true, user_id: payloads.botUser, bot_id: 'B1', user: 'tiebreak', ts: '1.1' }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/` };
  }

  async function startProcess(args: string[], env: Record<string, string>, stderr: 'pipe' | number = 'pipe') {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), ...args], {
      cwd: '/',
      env: { PATH: process.env.PATH, TIEBREAK_DATABASE: join(folder, `${crypto.randomUUID()}.db`), ...env },
      stdio: ['ignore', 'pipe', stderr],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    return { child, ended, said: () => said };
  }

  it('told to stop with 50 requests in flight answers every one it took, and ends well', async () => {
    const api = await createApi();
    const PORT = String(await freePort());
    const secret = 'a-signing-secret';
    const { child, ended, said } = await startProcess(['serve', '--only', 'slack'], {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: secret,
      SLACK_API_URL: api.url,
      PORT,
    });
    await vi.waitFor(() => expect(said()).toContain('the web server listens'), 40_000);
    const post = async (index: number): Promise<boolean> => {
      const { body, type } = encoded(
        payloads.appMention('is flask faster?', { ts: `1515449522.${index}` }, { event_id: `Ev${index}` }),
      );
      const headers = { 'content-type': type, ...signed(secret, body) };
      const response = await fetch(`http://127.0.0.1:${PORT}/slack/events`, { method: 'POST', body, headers }).catch(() => null);
      return response?.ok === true;
    };
    const first = post(0);
    await first;
    const others = Array.from({ length: 49 }, (_, index) => post(index + 1));
    await others[0]; // the others are on their way
    child.kill('SIGTERM');
    const taken = (await Promise.all([first, ...others])).filter(Boolean).length;
    expect(await ended).toEqual([0, null]);
    expect(taken).toBeGreaterThan(1);
    expect(api.posts).toHaveLength(taken);
  }, 60_000);

  it('says of a fault that nobody catches where it was, not what it holds, and ends', async () => {
    const thrower = `process.on('SIGUSR2', () => { throw Object.assign(new Error('a secret'), { requestBody: { content: 'a secret' } }) })`;
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(thrower)}`;
    const PORT = String(await freePort());
    const { child, ended, said } = await startProcess(['serve', '--only', 'web'], { PORT, NODE_OPTIONS });
    await vi.waitFor(() => expect(said()).toContain('the web server listens'), 40_000);
    child.kill('SIGUSR2');
    expect(await ended).toEqual([1, null]);
    expect(said()).toMatch(/"level":"error".*"type":"Error".*"stack":\["at /);
    expect(said()).not.toContain('a secret');
  }, 60_000);

  it.skipIf(!existsSync('/dev/full'))(
    'goes on where its log finds the disk full, and ends when it is told to',
    async () => {
      const [port, full] = [await freePort(), openSync('/dev/full', 'w')];
      onTestFinished(() => closeSync(full));
      const { child, ended } = await startProcess(['serve'], { PORT: String(port) }, full);
      await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200), 40_000);
      await wait(300); // what it said is over by then
      expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    },
    60_000,
  );

  it('serves only what it is told to, and refuses what is not set up', async () => {
    const PORT = String(await freePort());
    const { child, ended, said } = await startProcess(['serve', '--only', 'web'], { PORT });
    await vi.waitFor(() => expect(said()).toContain('the web server listens'), 40_000);
    expect((await fetch(`http://127.0.0.1:${PORT}/readyz`)).status).toBe(200);
    expect(said()).toMatch(/"database":"[^"]+\.db","pack":"[^"]+","msg":"Tiebreak starts"/);
    expect(said()).not.toContain('Not connected');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);

    for (const [only, sentence] of [
      ['discord', /^Discord: create an app/],
      ['slack,pigeons', /^--only takes slack, discord, web, .+ not "pigeons"/],
    ] as const) {
      const refused = await startProcess(['serve', '--only', only], {});
      expect(await refused.ended).toEqual([1, null]);
      expect(refused.said()).toMatch(sentence);
    }
  }, 60_000);
});
