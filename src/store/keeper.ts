import { setTimeout as wait } from 'node:timers/promises';
import type { RunnerOptions } from 'graphile-worker';
import type { Log } from '../core/ports.ts';
import { createComplaint } from './complaint.ts';

export type Pool = NonNullable<RunnerOptions['pgPool']>;

/** Tells our advisory locks from others. */
export const lockClass = 7_613;

/** `held` settles when others can see that we live. */
export type Keeper = { held: Promise<void>; release(): Promise<void> };

/** How often it is seen whether the connection that shows that a process lives does so, and how long an answer may take; in ms. */
const beat = { every: 1_000, patience: 4_000 };

/**
 * Holds a lock in a connection of its own, so that others see that this process lives; a connection that breaks or falls silent is replaced. The
 * lock is shared: the server may not know yet that the connection before is gone.
 */
export function createKeeper(pool: Pool, id: string, log: Log): Keeper {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = createComplaint((error) =>
    log.warn({ err: error }, 'the sign that this process lives was lost; setting it anew'),
  );
  let isWanted = true;
  const pause = (ms: number): Promise<void> => Promise.race([released.promise, wait(ms, undefined, { ref: false })]);

  /** Until it is not wanted any more. Rejects where it cannot be held, or is lost. */
  const hold = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      await client.query(`select pg_advisory_lock_shared(${lockClass}, hashtext($1))`, [id]);
      held.resolve();
      holding.worked();
      while (isWanted) {
        await Promise.race([ended, pause(beat.every)]);
        const answer = isWanted ? client.query('select').then(() => true) : true;
        if (!(await Promise.race([answer, wait(beat.patience, false, { ref: false })]))) throw new Error('no answer');
      }
    } finally {
      client.release(true);
    }
  };
  const keep = async (): Promise<void> => {
    while (isWanted) {
      await hold().catch((error) => {
        if (isWanted) holding.failed(error);
      });
      await pause(200);
    }
    held.resolve();
  };
  void keep();
  return {
    held: held.promise,
    async release() {
      isWanted = false;
      released.resolve();
    },
  };
}
