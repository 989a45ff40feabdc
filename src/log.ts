import pino from 'pino';
import type { Log } from './core/ports.ts';

/** JSON lines on the standard error, so that they never mix with answers. Tokens are removed wherever they stand one level deep. */
export const createLog = (level: string): Log =>
  pino({ level, redact: ['*.token', '*.botToken', '*.appToken', '*.signingSecret', '*.authorization'] }, pino.destination(2));
