import { AsyncLocalStorage } from 'node:async_hooks';
import { write, writeSync } from 'node:fs';
import pino from 'pino';
import { BotError } from './core/errors.ts';
import type { Log } from './core/ports.ts';

/** Besides the port's: `debug` for what only somebody looking for a fault wants. */
export type FullLog = Log & Record<'debug', Log['info']>;

const trace = new AsyncLocalStorage<object>();

/** Runs work whose every log line carries these fields: what it is about, besides what it is part of. */
export const about = <Result>(fields: object, work: () => Result): Result => trace.run({ ...trace.getStore(), ...fields }, work);

/**
 * JSON lines on the standard error, so that they never mix with answers. At every level without secrets and without what people wrote.
 * @param count is told the level of each line
 */
export const createLog = (
  level: string,
  count: (level: string) => void = () => {},
  output: pino.DestinationStream = createOutput(),
): FullLog =>
  pino(
    {
      level,
      mixin: () => ({ ...trace.getStore() }),
      serializers: { err: (described) => described },
      formatters: { level: (label) => ({ level: label }), log: (fields) => clean(fields) as Record<string, unknown> },
      hooks: {
        logMethod(args, method, number) {
          count(pino.levels.labels[number] ?? String(number));
          method.apply(this, args);
        },
      },
    },
    output,
  );

/** So much may wait to be written, in characters; what takes longer than `patience` to be taken is not waited for when the process ends; in ms. */
const most = 1_000_000;
const patience = 1_000;
/** A reader that does not keep up is given so long before the next try; in ms. */
const pause = 100;

/**
 * The standard error, written beside the rest of the process. What cannot be written is lost: a full disk, or a reader that stands still, must
 * not stop the bot. (Pino's own destination ends the process there, and then tries for good to write what is left: sonic-boom 4.2, `flushSync`.)
 */
function createOutput(): pino.DestinationStream {
  let waiting = '';
  let began: number | null = null;
  const put = (chunk: Buffer): void => {
    began ??= performance.now();
    write(2, chunk, (error, count = 0) => {
      const isFull = error?.code === 'EAGAIN';
      const rest = chunk.subarray(count);
      if (isFull) return void setTimeout(put, pause, rest).unref();
      if (!error && rest.length > 0) return put(rest);
      began = null;
      take();
    });
  };
  const take = (): void => {
    if (began !== null || waiting === '') return;
    const chunk = Buffer.from(waiting);
    waiting = '';
    put(chunk);
  };
  process.once('exit', () => {
    // A write that is under way would be waited for.
    if (began !== null && performance.now() - began > patience) return void process.kill(process.pid, 'SIGKILL');
    try {
      writeSync(2, waiting);
    } catch {} // nobody is left to be told
  });
  return {
    write(line) {
      if (waiting.length + line.length > most) return;
      waiting += line;
      take();
    },
  };
}

/** Fields whose name says that a secret, or what somebody wrote, is in them. */
const hidden =
  /token|secret|password|authorization|cookie|^key$|api_?key|^text$|question|content|message|comment|^blocks$|components|^body$|payload|^value$|values|args|url$|^input$/i;

/** Slack's tokens, Discord's (three parts), and addresses with a password or a response's secret path in them. */
const secrets =
  /\bx(?:ox[a-z]|app)-[\w-]+|\b[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}|\/\/[^/\s:@]+:[^/\s@]+@|https?:\/\/hooks\.\S+|\/(?:webhooks|interactions)\/\d+\/[^/\s]+/g;

const removed = '[removed]';

/** A copy fit for a log, whatever stands in it. Deep values are cut: nothing that deep is for a log. */
function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(secrets, removed);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describe(value, depth);
  if (depth > 4) return removed;
  if (Array.isArray(value)) return value.map((each) => clean(each, depth + 1));
  const isHidden = (name: string, each: unknown): boolean => hidden.test(name) || (name === 'err' && !(each instanceof Error)); // whatever it is that was thrown
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isHidden(name, each) && each !== null ? removed : clean(each, depth + 1)]),
  );
}

/** Errors that the language makes: they name code and not data. A SyntaxError does not count: JSON.parse quotes what it read. */
const plain = new Set(['TypeError', 'RangeError', 'ReferenceError']);

/** What may be logged of an error: its codes (`errstr` is SQLite's, in words) and where it happened. Its message only where it is our own sentence or the language's. */
function describe(error: Error, depth: number): object {
  const { code, errcode, errstr, status } = error as Partial<Record<'code' | 'errcode' | 'errstr' | 'status', unknown>>;
  const isOurs = error instanceof BotError;
  return {
    type: error.name,
    ...Object.fromEntries(
      Object.entries({ code, errcode, errstr, status }).filter(
        ([, each]) => typeof each === 'string' || typeof each === 'number',
      ),
    ),
    ...(isOurs || plain.has(error.name) ? { message: clean(error.message) } : {}),
    stack: (error.stack ?? '').split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : [])),
    ...(error.cause && depth < 3 ? { cause: clean(error.cause, depth + 1) } : {}),
  };
}
