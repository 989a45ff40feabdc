import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../../test/support/free-port.ts';

export const secret = 'only-for-the-bench';
const main = join(import.meta.dirname, '../../src/main.ts');

/** A process that serves: ours with the given store, or any other script. `kill` is kill -9; `stop` is SIGTERM. */
export const startProcess = async (env: Record<string, string>, script = [main, 'serve', '--only', 'slack'], port?: number) =>
  spawnProcess(env, script, port ?? (await freePort())).isUp();

/** A process of ours that is loaded ahead; `start` makes it serve. */
export function prepareProcess(env: Record<string, string>, port: number) {
  const { child, isUp } = spawnProcess(env, [join(import.meta.dirname, 'standby.ts')], port);
  return {
    start() {
      child.send('go');
      return isUp();
    },
    kill: (): void => void child.kill('SIGKILL'),
  };
}

function spawnProcess(env: Record<string, string>, script: string[], port: number) {
  const child = spawn(process.execPath, ['--max-semi-space-size=16', ...script], {
    env: {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: secret,
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const gone = (): void => void child.kill('SIGKILL');
  process.once('exit', gone); // a bench that fails leaves nobody behind
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      process.off('exit', gone);
      resolve();
    }),
  );
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const isUp = async () => {
    const started = performance.now();
    while ((await send(port, '', {}).catch(() => 0)) === 0) {
      if (child.exitCode !== null || performance.now() - started > 60_000) throw new Error(`a process did not start: ${said}`);
      await wait(10);
    }
    return {
      port,
      pid: child.pid as number,
      said: () => said,
      hasEnded: () => child.exitCode !== null,
      kill: end('SIGKILL'),
      stop: end('SIGTERM'),
    };
  };
  return { child, isUp };
}
export type Process = Awaited<ReturnType<typeof startProcess>>;

const agent = new Agent({ keepAlive: true });

/** Posts a body to a process's endpoint; gives the status. Rejects where nobody answers. */
export const send = (port: number, body: string | Buffer, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const sending = request(
      { agent, host: '127.0.0.1', port, path: '/slack/events', method: 'POST', headers: { ...headers, ...length } },
      (response) => {
        response.on('error', reject).on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      },
    );
    // An idle connection may be closed just when it is used again: https://nodejs.org/api/http.html#requestreusedsocket
    const isStale = (error: NodeJS.ErrnoException): boolean => sending.reusedSocket && error.code === 'ECONNRESET';
    sending.on('error', (error) => (isStale(error) ? resolve(send(port, body, headers)) : reject(error))).end(body);
  });

/** Headers as Slack signs them. */
export function signedHeaders(body: string | Buffer, type = 'application/json'): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest('hex');
  return { 'content-type': type, 'x-slack-request-timestamp': time, 'x-slack-signature': `v0=${digest}` };
}

const common = { team_id: 'T1', api_app_id: 'A1', authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }] };

/** A mention, the start of a thread of its own. */
export const mentionBody = (id: string, ts: string, words = 'is flask faster than django?'): string =>
  JSON.stringify({
    ...common,
    type: 'event_callback',
    event_id: id,
    event_time: 1,
    event: { type: 'app_mention', user: 'U1', channel: 'C1', ts, text: `<@UBOT> ${words}` },
  });

/** `/tiebreak ask`, as a form. */
export const commandBody = (id: string, responseUrl: string, words = 'is flask faster than django?'): string =>
  new URLSearchParams({
    team_id: 'T1',
    channel_id: 'C1',
    user_id: `U${id.split('.').at(-1)}`,
    command: '/tiebreak',
    text: `ask ${words}`,
    response_url: responseUrl,
    trigger_id: id,
  }).toString();

/** A click on "Helpful" under the answer to an event. */
export const clickBody = (id: string, user: string, of: string, responseUrl: string): string =>
  new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      trigger_id: id,
      team: { id: 'T1' },
      user: { id: user, team_id: 'T1' },
      channel: { id: 'C1', name: 'general' },
      container: { type: 'message', message_ts: '1.1', thread_ts: '1.0', is_ephemeral: false },
      actions: [{ value: `rate?vote=helpful&of=${of}` }],
      response_url: responseUrl,
    }),
  }).toString();

export const form = 'application/x-www-form-urlencoded';
export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
