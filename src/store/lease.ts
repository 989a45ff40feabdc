import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { BotError } from '../core/errors.ts';
import { type Place, unavailable } from './migrations.ts';

/** How long a process that is just ending is waited for, and how often it is asked again; in ms. */
const patience = { whole: 2_000, pause: 50 };

/**
 * Lets one process at a time do the jobs of a SQLite file. It is an exclusive transaction on an empty file beside it, which the operating
 * system ends with the process, however that ends (https://sqlite.org/lockingv3.html); so commands beside a serving process go on.
 */
export function createLease(file: string) {
  const beside = `${file}-jobs`;
  let held: DatabaseSync | null = null;
  return {
    /** @throws BotError `jobs-taken` while another process has it; `store-unavailable` where the file beside cannot be used */
    async take(): Promise<void> {
      if (held) return;
      let database: DatabaseSync | null = null;
      try {
        closeSync(openSync(beside, 'a', 0o600)); // on a file that it may only read SQLite says that it has a lock, and has none
        database = new DatabaseSync(beside);
        await lock(database);
        held = database;
      } catch (error) {
        database?.close();
        throw isBusy(error) ? taken(file) : unavailable(placeOf(beside))(error);
      }
    },
    release(): void {
      held?.close();
      held = null;
    },
  };
}

async function lock(database: DatabaseSync): Promise<void> {
  for (const deadline = performance.now() + patience.whole; ; await wait(patience.pause)) {
    try {
      return database.exec('begin exclusive');
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
  }
}

const placeOf = (beside: string): Place => ({
  name: `The file ${beside}`,
  help: 'It holds nothing but a lock: see that it and its folder can be written, or delete it while nothing is served.',
});

const taken = (file: string): BotError =>
  new BotError(
    'jobs-taken',
    `Another process already serves from ${file}, and only one can: serve everything in one (\`npm start\`), or set DATABASE_URL to a Postgres for several.`,
  );

/** SQLITE_BUSY in any of its extended forms: the low byte is the primary code. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
