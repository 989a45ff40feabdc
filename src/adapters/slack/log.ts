import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './errors.ts';

/**
 * Bolt's logger, onto ours. What Bolt calls an error is mostly the network, which is tried again; what is lost by it we say ourselves. Bolt puts what it was given (a body, a token, an address) behind a colon, a bracket or a quote, or into a
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
    error: say('warn'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}

const headOf = (message: string): string => message.split(/[:("'`{[]/, 1)[0]?.trim() || 'Bolt said something';
