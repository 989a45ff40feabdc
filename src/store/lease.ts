import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { BotError } from '../core/errors.ts';

/** How long a process that is just ending is waited for, and how often it is asked again; in ms. */
const patience = { whole: 2_000, pause: 50 };

/**
 * Lets one process at a time do the jobs of a SQLite file. It is an exclusive transaction on an empty file beside it, which the operating
 * system ends with the process, however that ends (https://sqlite.org/lockingv3.html); so commands beside a serving process go on.
 */
export function createLease(file: string) {
  let held: DatabaseSync | null = null;
  return {
    /** @throws BotError `jobs-taken` while another process has it; what the system says where the file beside cannot be written */
    async take(): Promise<void> {
      if (held) return;
      closeSync(openSync(`${file}-jobs`, 'a', 0o600)); // on a file that it may only read SQLite says that it has a lock, and has none
      const database = new DatabaseSync(`${file}-jobs`);
      for (const deadline = performance.now() + patience.whole; ; await wait(patience.pause)) {
        try {
          database.exec('begin exclusive');
          held = database;
          return;
        } catch (error) {
          if (isBusy(error) && performance.now() < deadline) continue;
          database.close();
          throw isBusy(error) ? taken(file) : error;
        }
      }
    },
    release(): void {
      held?.close();
      held = null;
    },
  };
}

const taken = (file: string): BotError =>
  new BotError(
    'jobs-taken',
    `Another process already serves from ${file}, and only one can: serve everything in one (\`npm start\`), or set DATABASE_URL to a Postgres for several.`,
  );

/** SQLITE_BUSY in any of its extended forms: the low byte is the primary code. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
