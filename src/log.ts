import { AsyncLocalStorage } from 'node:async_hooks';
import pino from 'pino';
import { BotError } from './core/errors.ts';
import type { Log } from './core/ports.ts';
import { createOutput } from './stderr.ts';

/** The port's levels, and `debug` for what only somebody who looks for a fault wants to see. */
export type FullLog = Log & Record<'debug', Log['info']>;

const trace = new AsyncLocalStorage<object>();

/** Runs work whose log lines all carry these fields, in addition to those of the work that it is part of. */
export const about = <Result>(fields: object, work: () => Result): Result => trace.run({ ...trace.getStore(), ...fields }, work);

/**
 * JSON lines on the standard error, so that they never mix with answers. No level logs secrets, or what people wrote.
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

/** Fields whose name says that they hold a secret, or what somebody wrote. */
const hidden =
  /token|secret|password|authorization|cookie|^key$|api_?key|^text$|question|content|message|comment|^blocks$|components|^body$|payload|^value$|values|args|url$|^input$/i;

/** Slack's tokens, Discord's (three parts), and addresses with a password or a response's secret path in them. */
const secrets =
  /\bx(?:ox[a-z]|app)-[\w-]+|\b[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}|\/\/[^/\s:@]+:[^/\s@]+@|https?:\/\/hooks\.\S+|\/(?:webhooks|interactions)\/\d+\/[^/\s]+/g;

const removed = '[removed]';

/** A copy that is fit for a log, whatever is in it. Deep values are cut off. */
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

/** Errors of the language itself, whose messages name code and not data. A SyntaxError does not count, because JSON.parse quotes what it read. */
const plain = new Set(['TypeError', 'RangeError', 'ReferenceError']);

/** What may be logged of an error: its codes (`errstr` is SQLite's, in words) and where it happened. Its message only if it is ours or the language's. */
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
