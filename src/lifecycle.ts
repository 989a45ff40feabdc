import { BotError, Unreachable } from './core/errors.ts';
import type { Adapter, Handler, Log, Store } from './core/ports.ts';
import type { Health } from './server/health.ts';
import type { WebServer } from './server/index.ts';

/** How long we wait for what is under way when we stop, in ms: whoever stops a process kills it after 10 s. Jobs that take longer go to others. */
const deadline = 9_000;
const jobPatience = 5_000;
/**
 * How long we wait for platforms to start, in ms; then the rest is served without them. A call ends within 10 s and a start takes two, but Discord
 * may make us wait for hours.
 */
const patience = 30_000;
/** Once a platform fails to start, how long the others get to say what is wrong with them; in ms. */
const moment = 2_000;

/** How long we wait before we try an unreachable platform again, twice as long each time; in ms. */
const again = { first: 5_000, longest: 600_000 };

export type Parts = {
  adapters: Adapter[];
  /** Null if nothing is served. `isNeeded`: events or people come this way, so we cannot do without it. */
  web: { server: WebServer; isNeeded: boolean } | null;
  health: Health;
  /** The pack in service; its files are followed from start to stop. */
  library: { watch(): void; close(): void };
  store: Store;
  /** Do the jobs of the store. */
  handlers: Record<string, Handler>;
  /** Is told, in a sentence, of a platform that was not waited for and will never start, however often it is tried. */
  failed(sentence: string): void;
  log: Log;
};

/**
 * Starts every platform, then the jobs, then the web server, so that no request comes too soon. Starts nothing if another process does the jobs.
 * A platform that cannot be reached is tried again while the rest is served. Gives a sentence for each part that cannot start.
 */
export async function startAll({ adapters, web, health, library, store, handlers, failed, log }: Parts): Promise<string[]> {
  const failures = (results: PromiseSettledResult<void>[]): string[] =>
    results.flatMap((each) => (each.status === 'rejected' ? [sentenceOf(each.reason)] : []));
  const refused = failures(await Promise.allSettled([store.jobs.claim()]));
  if (refused.length > 0) return refused;
  const missing: string[] = [];
  let isWaitedFor = true;
  const start = async (adapter: Adapter): Promise<void> => {
    try {
      await adapter.start();
    } catch (error) {
      if (!isWaitedFor || error instanceof Unreachable) return void startLater(adapter, error);
      missing.push(sentenceOf(error));
      throw error;
    }
  };
  /** Nobody waits for this: the rest is served meanwhile. */
  const startLater = async (adapter: Adapter, first: unknown): Promise<void> => {
    let error = first;
    for (let pause = again.first; !health.isLeaving(); pause = Math.min(2 * pause, again.longest)) {
      if (error instanceof BotError && !(error instanceof Unreachable)) return failed(error.message);
      const fault = error instanceof BotError ? {} : { err: error }; // a sentence of ours says it all
      log.warn({ ...fault, part: adapter.name, pause }, sentenceOf(error));
      await wait(pause);
      if (health.isLeaving()) return;
      try {
        return await adapter.start();
      } catch (again) {
        error = again;
      }
    }
  };
  const starts = adapters.map(start);
  const within = (ms: number, work: Promise<unknown>): Promise<unknown> => Promise.race([work, wait(ms)]);
  await within(patience, Promise.all(starts)).catch(() => within(moment, Promise.allSettled(starts)));
  isWaitedFor = false;
  if (missing.length > 0) return missing;
  library.watch();
  const unbegun = failures(await Promise.allSettled([store.jobs.start(handlers)]));
  if (!web || unbegun.length > 0) return unbegun;
  const unserved = failures(await Promise.allSettled([web.server.start()]));
  if (web.isNeeded) return unserved;
  for (const sentence of unserved) log.warn({}, `No pages for health and metrics: ${sentence}`);
  return [];
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const sentenceOf = (error: unknown): string => String((error as Error | null)?.message ?? error);

/**
 * Stops everything in an order in which nothing gets lost: first what sends us more, then what is under way, then the store.
 * @returns whether all of it ended in time
 */
export async function stopAll({ adapters, web, health, library, store, log }: Parts): Promise<boolean> {
  health.leave();
  library.close(); // no further edit takes over, and nothing is checked any more
  const unfinished = new Set(['web', ...adapters.map(({ name }) => name), 'jobs', 'store']);
  const end = async (name: string, work: Promise<void> | undefined): Promise<void> => {
    await work?.catch((error) => log.error({ err: error, part: name }, 'a part did not stop as it should'));
    unfinished.delete(name);
  };
  const drain = async (): Promise<boolean> => {
    await end('web', web?.server.stop()); // what came that way is with its adapter by now
    await Promise.all(adapters.map((adapter) => end(adapter.name, adapter.stop())));
    await end('jobs', store.jobs.stop(jobPatience));
    await end('store', store.close());
    return true;
  };
  const isLate = new Promise<boolean>((resolve) => setTimeout(resolve, deadline, false).unref());
  const isDone = await Promise.race([drain(), isLate]);
  if (!isDone) log.error({ unfinished: [...unfinished] }, 'did not stop in time');
  return isDone;
}
