import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { platform } from '../src/adapters/terminal/index.ts';
import { createBot } from '../src/core/bot.ts';
import { BotError } from '../src/core/errors.ts';
import type { Store } from '../src/core/ports.ts';
import { about, createLog, type FullLog } from '../src/log.ts';
import { observe, observeJobs } from '../src/observe.ts';
import { createMeter } from '../src/server/metrics.ts';
import { attempt } from '../src/store/attempt.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { buttonCreate, ids, mentionCreate, slashCreate } from './support/discord-payloads.ts';
import { startDiscord } from './support/discord-server.ts';
import { knowledge } from './support/knowledge.ts';
import { type SlackApp, signingSecret, startSlack } from './support/slack-app.ts';
import { app, createBrowser, createOAuth } from './support/slack-oauth.ts';
import * as payloads from './support/slack-payloads.ts';

/** The log as it is written, at its most talkative. */
function keepLog(level = 'trace') {
  const lines: string[] = [];
  const counted: string[] = [];
  const log = createLog(level, (each) => void counted.push(each), { write: (line) => void lines.push(line) });
  return { log, counted, lines, said: () => lines.join(''), last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('the log', () => {
  it('writes a line of JSON with its level, and counts it', () => {
    const { log, counted, last } = keepLog('info');
    log.debug({}, 'too quiet');
    log.warn({ code: 'a', list: [1, null, true] }, 'a sentence');
    expect(last()).toMatchObject({ level: 'warn', code: 'a', list: [1, null, true], msg: 'a sentence' });
    expect(counted).toEqual(['warn']);
  });

  it.each([
    { botToken: 'hunter2' },
    { config: { slack: { access: { clientSecret: 'hunter2' } } } },
    { headers: { authorization: 'hunter2', cookie: 'hunter2' } },
    { event: 'Ev1', input: { type: 'text', text: 'hunter2' } },
    { gap: { question: 'hunter2' } },
    { blocks: [{ type: 'text', text: 'hunter2' }] },
    { args: ['hunter2'], values: { comment: 'hunter2' } },
    { response_url: 'hunter2' },
    { said: 'got xoxb-hunter2-abc from Slack' },
    { said: 'xoxe.xoxb-1-hunter2' },
    { said: 'xapp-1-hunter2' },
    { said: 'postgres://user:hunter2@host/db' },
    { path: '/webhooks/123/hunter2' },
    { said: 'https://hooks.slack.com/actions/T1/2/hunter2' },
    { said: `${'M'.repeat(24)}.hunter.2${'x'.repeat(30)}`.replace('hunter.2', 'aaaaaa.hunter2') },
    { deep: { a: { b: { c: { d: { e: 'hunter2' } } } } } },
    { err: new Error('somebody said hunter2', { cause: new SyntaxError('Unexpected token h, "hunter2" is not valid JSON') }) },
    {
      err: Object.assign(new Error('Request failed'), {
        config: { data: 'hunter2' },
        request: { body: 'hunter2' },
        detail: 'hunter2',
      }),
    },
    { err: new TypeError('no postgres://user:hunter2@host/db') },
    { err: 'somebody said hunter2' },
    { err: { reason: 'somebody said hunter2' } },
    { err: new Error('x', { cause: 'somebody said hunter2' }) },
    { err: new Error('x', { cause: { reason: 'somebody said hunter2' } }) },
  ])('leaves out what is secret or what somebody wrote: %j', (fields) => {
    const { log, said } = keepLog();
    log.error(fields, 'a sentence');
    expect(said()).not.toMatch(/hunter2/);
    expect(said()).toContain('a sentence');
  });

  it('keeps what helps to find a fault: the kind, the codes, the place, our own sentences', () => {
    const { log, last } = keepLog();
    const cause = Object.assign(new Error('duplicate key: hunter2'), { code: '23505' });
    log.error({ err: new BotError('store-unavailable', 'The database cannot be used.', { cause }) }, 'a sentence');
    expect(last().err).toMatchObject({
      type: 'BotError',
      code: 'store-unavailable',
      message: 'The database cannot be used.',
      cause: { type: 'Error', code: '23505' },
    });
    expect(last().err.stack[0]).toMatch(/^at .+log\.test\.ts:\d+/);
    log.error({ err: Object.assign(new Error('hunter2'), { errcode: 13, errstr: 'database or disk is full' }) }, 'a sentence');
    expect(last().err).toMatchObject({ errcode: 13, errstr: 'database or disk is full' });
    log.error({ err: new TypeError("Cannot read properties of undefined (reading 'x')") }, 'a sentence');
    expect(last().err.message).toContain("reading 'x'");
  });

  /** A process that writes lines to the log, and then does as told. */
  const write = (lines: number, then: string) => {
    const script = `import { createLog } from ${JSON.stringify(new URL('../src/log.ts', import.meta.url).href)};
      const log = createLog('info');
      for (let line = 0; line < ${lines}; line += 1) log.info({ line }, 'x'.repeat(1_000));
      ${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  it('keeps no process from ending, where nobody reads what it says', async () => {
    const child = write(5_000, 'setTimeout(() => process.exit(0), 1_500);');
    expect(await once(child, 'exit', { signal: AbortSignal.timeout(8_000) })).toEqual([0, null]);
  }, 10_000);

  it.each([
    ['at once', 'process.exit(1);'],
    [
      'after work that let nobody read',
      'const end = Date.now() + 1_200; while (Date.now() < end); log.error({}, "the last"); process.exit(1);',
    ],
  ])(
    'loses no line of a process that ends %s',
    async (_when, then) => {
      const child = write(800, then);
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      expect(await once(child, 'close', { signal: AbortSignal.timeout(8_000) })).toEqual([1, null]);
      const lines = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.filter(({ line }) => line !== undefined).map(({ line }) => line)).toEqual(
        Array.from({ length: 800 }, (_, line) => line),
      );
      if (then.includes('the last')) expect(lines.at(-1).msg).toBe('the last');
    },
    10_000,
  );

  it('says how many lines were lost, to a reader that is back', async () => {
    const child = write(2_000, 'setTimeout(() => log.info({}, "later"), 1_500);');
    let said = '';
    setTimeout(
      () =>
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        }),
      700,
    );
    await once(child, 'close', { signal: AbortSignal.timeout(8_000) });
    expect(said).toMatch(/"msg":"\d+ lines of this log were lost: nobody read them"/);
    expect(said).toMatch(/"later"/);
  }, 10_000);

  it('names a job, and what it is about, on every line of its work', async () => {
    const { log, last } = keepLog('info');
    const { post, odd } = observeJobs({
      post: async () => {
        await new Promise(setImmediate);
        about({ event: 'Ev1' }, () => log.info({}, 'inside'));
        return null;
      },
      odd: async () => {
        log.info({}, 'inside');
        return null;
      },
    });
    await post?.({ platform: 'slack', workspace: 'T1', id: 'Ev1', words: 'hunter2' }, 0);
    expect(last()).toMatchObject({ job: 'post', of: 'Ev1', platform: 'slack', workspace: 'T1', event: 'Ev1' });
    expect(JSON.stringify(last())).not.toContain('hunter2');
    await odd?.(null, 0);
    expect(last()).toMatchObject({ job: 'odd', msg: 'inside' });
  });

  it('names the job that failed, and what it was about', async () => {
    const { log, last } = keepLog('warn');
    const job = {
      name: 'post',
      payload: { words: 'hunter2' },
      key: '["post","slack","T1","Ev1"]',
      queue: 'q',
      at: null,
      tries: 0,
    };
    const fail = async (): Promise<never> => Promise.reject(Object.assign(new Error('hunter2'), { code: 'ECONNRESET' }));
    await attempt(job, { post: fail }, { now: () => 0, log });
    expect(last()).toMatchObject({ job: 'post', of: job.key, err: { code: 'ECONNRESET' } });
    expect(JSON.stringify(last())).not.toContain('hunter2');
  });

  it('names on every line of some work what it is about, and on no other', async () => {
    const { log, lines } = keepLog();
    await Promise.all(
      ['Ev1', 'Ev2'].map((event) =>
        about({ event }, async () => {
          await new Promise(setImmediate);
          log.info({ of: event }, 'inside');
        }),
      ),
    );
    log.info({}, 'outside');
    const parsed = lines.map((line) => JSON.parse(line));
    expect(parsed.map(({ event, of }) => [event, of])).toEqual([
      ['Ev1', 'Ev1'],
      ['Ev2', 'Ev2'],
      [undefined, undefined],
    ]);
  });
});

/** What people say here, and no code does. */
const words = /zucchini|wombat/i;
const secrets = /xox[a-z]|xapp|not-a-token|client-secret-of-ours|MTE4|dEaDbEeF|hooks\.slack|code-[0-9a-f]{8}/;

/** The whole of it, except that its log is kept. `store` may fail. */
function openBot(log: FullLog, store: Store = createMemoryStore(Date.now)) {
  const bot = createBot({ knowledge: () => knowledge, store, platformOf: () => platform, clock: Date.now, log });
  return { ...observe(bot, createMeter(), log), store };
}

/** A store where an answer cannot be remembered, only that it is on its way; its database quotes what it was given. */
function failing(): Store {
  const memory = createMemoryStore(Date.now);
  const full = (value: unknown) =>
    Promise.reject(Object.assign(new Error(`disk full: ${JSON.stringify(value)}`), { code: 'ENOSPC' }));
  return {
    ...memory,
    transaction: (work) =>
      memory.transaction((inside) =>
        work({
          ...inside,
          workspace: (...ids) => ({
            ...inside.workspace(...ids),
            remember: (key, value, ttl, user) =>
              /^(?:posted|waiting):/.test(key) ? inside.workspace(...ids).remember(key, value, ttl, user) : full(value),
          }),
        }),
      ),
  };
}

describe('a run at the most talkative level', () => {
  let slack: SlackApp | undefined;
  afterEach(() => slack?.stop());

  it('on Slack: no secret and no word of anybody stands in the log, and the event on every line about it', async () => {
    const { log, lines, said } = keepLog();
    slack = await startSlack({ bot: openBot(log), log, access: app });
    const oauth = createOAuth();
    oauth.listen();
    const browser = createBrowser(slack.address);
    await browser.install();
    await browser.finish('forged');
    await slack.post(payloads.slashCommand('is the zucchini faster than the wombat?'));
    await slack.post(payloads.appMention('which zucchini is faster?', {}, { event_id: 'EvRefused' }));
    await vi.waitFor(() => expect(slack?.sent).toHaveLength(2));
    slack.refuse('chat.postMessage', 'channel_is_archived');
    slack.refuse('chat.postEphemeral', 'channel_is_archived');
    await slack.post(payloads.appMention('which wombat is faster, Django or Flask?', {}, { event_id: 'EvArchived' }));
    slack.refuse('response_url', 'invalid_blocks');
    await slack.post(payloads.slashCommand('compare zucchini', { trigger_id: 'another' }));
    await slack.post({ type: 'event_callback', event: { type: 'app_mention', text: 'zucchini', channel: {} } });
    await slack.postRaw('{"zucchini":', { 'content-type': 'application/json', 'x-slack-signature': 'v0=wombat' });
    await slack.post(
      payloads.eventCallback({ type: 'app_uninstalled' }, { authorizations: undefined, event_time: 4_000_000_000 }),
    );
    await slack.post(payloads.appMention('zucchini again', {}, { event_id: 'EvLater' }));
    await vi.waitFor(() => expect(said()).toContain('the tokens are erased'));
    await slack.stop();
    expect(lines.length).toBeGreaterThan(8);
    expect(said()).not.toMatch(words);
    expect(said()).not.toMatch(secrets);
    expect(said()).not.toContain(signingSecret);
    const archived = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'EvArchived');
    expect(archived.map(({ msg }) => msg)).toEqual(['handled', 'Slack did not take an answer']);
  });

  it('on Discord: the same', async () => {
    const { log, lines, said } = keepLog();
    const discord = await startDiscord({ bot: openBot(log), log });
    onTestFinished(discord.stop);
    discord.dispatch(slashCreate('ask', { question: 'is the zucchini faster than the wombat?' }));
    await discord.next(/callback$/);
    discord.server.refuse(/\/channels\//, { status: 403, code: 50013, message: 'no zucchini here' });
    const asked = mentionCreate(`<@${ids.bot}> which zucchini is faster, Django or Flask?`);
    discord.dispatch(asked);
    await discord.next(/\/channels\//);
    discord.dispatch(buttonCreate('3:gone?zucchini=1', 64));
    await discord.next(/callback$/);
    discord.dispatch({ t: 'MESSAGE_CREATE', d: { content: 'zucchini', author: 'wombat' } });
    discord.dispatch('{"zucchini":');
    await vi.waitFor(() => expect(said()).toContain('a Discord payload was ignored'));
    expect(said()).not.toMatch(words);
    expect(said()).not.toMatch(secrets);
    expect(said()).not.toContain(discord.server.token);
    const tokens = discord.requests.flatMap(({ path }) => /\/interactions\/\d+\/([^/]+)/.exec(path)?.[1] ?? []);
    expect(tokens.length).toBeGreaterThan(1);
    for (const token of tokens) expect(said()).not.toContain(token);
    const { id } = asked.d as { id: string };
    const about = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === id);
    expect(about.map(({ msg }) => msg)).toEqual(['handled', expect.stringContaining('Discord did not take an answer')]);
  });

  it('where the database fails: the event and the code, not what was to be stored', async () => {
    const { log, lines, said } = keepLog();
    slack = await startSlack({ bot: openBot(log, failing()), log });
    await slack.post(payloads.appMention('is the zucchini faster than the wombat, Django or Flask?', {}, { event_id: 'EvFull' }));
    await vi.waitFor(() => expect(slack?.sent).toHaveLength(1));
    expect(said()).not.toMatch(words);
    const about = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'EvFull');
    const failed = { workspace: payloads.team, err: { code: 'ENOSPC' } };
    expect(about).toMatchObject([{ level: 'warn', ...failed }, { level: 'error', ...failed }, { msg: 'handled' }]);
  });
});
