import { AsyncLocalStorage } from 'node:async_hooks';
import pino from 'pino';
import { BotError } from './core/errors.ts';
import type { Log } from './core/ports.ts';
import { createOutput } from './stderr.ts';

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
    ...(error.cause && depth < 3 ? { cause: error.cause instanceof Error ? describe(error.cause, depth + 1) : removed } : {}),
  };
}
