import type { Handler, Job, Log } from '../core/ports.ts';

/** A job as it waits: how often it was begun before is part of it. */
export type Waiting = Job & { tries: number };

/** How long after a failure a job is tried again, twice as long each time; in ms. After so many tries, some two hours, it is given up. */
const backoff = { first: 1_000, longest: 600_000, tries: 20 };

/**
 * Begins a job once, for every kind of store.
 * @returns the job as it has to be done again; null where it is done, or given up
 */
export async function attempt(
  job: Waiting,
  handlers: Record<string, Handler>,
  { now, log }: { now: () => number; log: Log },
): Promise<Waiting | null> {
  const { name, key, tries } = job;
  try {
    const handler = handlers[name];
    if (!handler) throw new Error(`Nobody does jobs named ${name}.`);
    const then = await handler(job.payload, tries);
    return then === null ? null : { ...job, at: then };
  } catch (error) {
    if (tries + 1 >= backoff.tries) {
      log.error({ err: error, job: name, of: key, tries }, 'a job failed for the last time; it is given up');
      return null;
    }
    const wait = Math.min(backoff.first * 2 ** tries, backoff.longest) * (1 + Math.random() / 4);
    log.warn({ err: error, job: name, of: key, tries, wait }, 'a job failed; it is tried again');
    return { ...job, at: now() + wait, tries: tries + 1 };
  }
}
