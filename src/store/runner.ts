import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Backlog, Clock, Handler, Jobs, Log } from '../core/ports.ts';
import { attempt, type Waiting } from './attempt.ts';
import { createComplaint } from './complaint.ts';

/** Where jobs of a single process wait. A job that is taken is no longer given, nor replaced by another with its key. */
export type Shelf = {
  /** Takes up to `most` jobs of some names whose time has come, the earliest first, none from queues that are busy and one at most from each other. */
  take(names: string[], now: number, busy: string[], most: number): Promise<(Waiting & { id: number })[]>;
  /** The time of the earliest job of these names that is not taken; null where there is none. */
  next(names: string[], busy: string[]): Promise<number | null>;
  /** Ends a taken job, or lets it wait again. */
  put(id: number, again: Waiting | null): Promise<void>;
  /** Puts back what a process that has ended had taken, as begun once more. */
  recover(): Promise<void>;
  /** Counts the jobs of some names; null for all. */
  count(names: string[] | null, now: number): Promise<Backlog>;
};

const most = 50;
/** How long to wait after the shelf could not be read or written, in ms. */
const pause = 1_000;
/** How often the shelf is looked at, in ms, even if nobody wakes us: another process may have put a job there. */
const pollInterval = 30_000;

/** Does the jobs of one process. `wake` is to be called when a job was put on the shelf. */
export function createRunner(shelf: Shelf, { clock, log }: { clock: Clock; log: Log }): Jobs & { wake(): void } {
  /** The jobs that are being done, by queue. One that `isAbandoned` did not end before we stopped, and is no longer ours when it ends. */
  const busy = new Map<string, { isAbandoned: boolean; done: Promise<void> }>();
  let handlers: Record<string, Handler> | null = null;
  /** Jobs are begun outside of the work of whoever wakes us: what they log is not about that work. */
  const outside = AsyncLocalStorage.snapshot();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let mustLookAgain = false;
  const storing = createComplaint((error) => log.error({ err: error }, 'the end of a job cannot be stored; trying again'));
  const reading = createComplaint((error) => log.error({ err: error }, 'the jobs that wait cannot be read; trying again'));

  const sleep = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(wake, Math.min(Math.max(ms, 0), pollInterval)).unref();
  };

  const begin = async (
    { id, ...job }: Waiting & { id: number },
    known: Record<string, Handler>,
    isAbandoned: () => boolean,
  ): Promise<void> => {
    const again = await attempt(job, known, { now: clock, log });
    while (!isAbandoned()) {
      try {
        await shelf.put(id, again);
        return storing.worked();
      } catch (error) {
        storing.failed(error);
        await wait(pause, undefined, { ref: false });
      }
    }
  };

  const look = async (): Promise<void> => {
    if (!handlers || busy.size >= most) return;
    const names = Object.keys(handlers);
    for (const job of await shelf.take(names, clock(), [...busy.keys()], most - busy.size)) {
      const run = { isAbandoned: false, done: Promise.resolve() };
      run.done = outside(begin, job, handlers, () => run.isAbandoned).finally(() => {
        if (busy.get(job.queue) === run) busy.delete(job.queue);
        wake();
      });
      busy.set(job.queue, run);
    }
    const next = busy.size < most ? await shelf.next(names, [...busy.keys()]) : null;
    sleep((next ?? Infinity) - clock());
  };

  function wake(): void {
    mustLookAgain = true;
    if (isLooking || !handlers) return;
    isLooking = true;
    clearTimeout(timer);
    void (async () => {
      try {
        while (mustLookAgain) {
          mustLookAgain = false;
          await look();
          reading.worked();
        }
      } catch (error) {
        reading.failed(error);
        sleep(pause);
      } finally {
        isLooking = false;
      }
    })();
  }

  return {
    wake,
    async claim() {},
    backlog: () => shelf.count(handlers && Object.keys(handlers), clock()),
    async start(given) {
      await shelf.recover();
      handlers = given;
      wake();
    },
    async stop(patience) {
      if (!handlers) return;
      let isLate = false;
      const given = wait(patience, undefined, { ref: false }).then(() => {
        isLate = true;
      });
      const drain = async (): Promise<void> => {
        for (let isMore = true; isMore && !isLate; isMore = busy.size > 0) {
          await look().catch((error) => log.error({ err: error }, 'the jobs that wait could not be read'));
          if (busy.size === 0) return;
          await Promise.race([given, ...[...busy.values()].map(({ done }) => done)]);
        }
      };
      await Promise.race([drain(), given]);
      handlers = null;
      clearTimeout(timer);
      for (const run of busy.values()) run.isAbandoned = true;
      busy.clear();
    },
  };
}
