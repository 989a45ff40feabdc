import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../core/ports.ts';

/**
 * Bolt's logger, onto ours. Bolt puts what it was given (a body, a token, an address) behind a colon, a bracket or a quote, or into a
 * debug line: none of that is passed on.
 */
export function createLogger(log: Log): Logger {
  const say = (level: keyof Log) => (said: unknown) =>
    log[level](
      { from: 'bolt', ...(said instanceof Error ? codeOf(said) : {}) },
      headOf(said instanceof Error ? said.name : String(said)),
    );
  return {
    debug() {},
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}

const headOf = (message: string): string => message.split(/[:("'`{[]/, 1)[0]?.trim() || 'Bolt said something';

/** The SDK wraps what the network said (`ECONNREFUSED`) twice. */
type Failure = {
  code?: unknown;
  data?: { error?: unknown };
  name?: unknown;
  original?: { code?: unknown; cause?: { code?: unknown } };
};

/** What may be logged of an error: Slack's code (`not_in_channel`), the network's or the SDK's, and its kind. Messages may quote what people wrote. */
export function codeOf(error: unknown): { code: string; kind: string } {
  const { code, data, name, original } = (error ?? {}) as Failure;
  return {
    code: String(data?.error ?? original?.cause?.code ?? original?.code ?? code ?? 'unknown'),
    kind: String(name ?? typeof error),
  };
}
