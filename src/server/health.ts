import { setTimeout as wait } from 'node:timers/promises';
import { BotError } from '../core/errors.ts';
import type { Adapter, Log, Store } from '../core/ports.ts';

export type Health = {
  /** The names of what keeps us from taking events; none when we are ready. */
  waiting(): Promise<string[]>;
  /** From now on we are not ready, so that a load balancer looks elsewhere. */
  leave(): void;
  /** Whether we are told to stop. */
  isLeaving(): boolean;
};

/** How long the database may take to answer, in ms: whoever asks us gives up after a few seconds. */
const patience = 2_000;

/** What the database answers; `late` if that takes too long. */
export async function inTime<Answer, Late>(answer: Promise<Answer>, late: Late): Promise<Answer | Late> {
  const given = new AbortController();
  try {
    return await Promise.race([answer, wait(patience, late, { signal: given.signal })]);
  } finally {
    given.abort();
  }
}

/** For how long one look at the database serves everybody who asks, in ms: each look is a change, and anybody may ask. */
const shared = 1_000;

const late = new BotError('database-late', `The database has not answered within ${patience / 1_000} s.`);

/** Ready means that the database accepts changes, and that the events of every platform can reach us. The log says once why the database does not. */
export function createHealth({
  store,
  adapters,
  log,
}: {
  store: Pick<Store, 'ping'>;
  adapters: Pick<Adapter, 'name' | 'isReady'>[];
  log: Log;
}): Health {
  let isLeaving = false;
  let isAway = false;
  let last = { at: Number.NEGATIVE_INFINITY, takes: Promise.resolve(false) };
  const look = async (): Promise<boolean> => {
    const fault: unknown = await inTime(store.ping(), late).catch((error) => error);
    if (fault && !isAway) log.error({ err: fault }, 'the database takes no changes: this process is not ready');
    if (!fault && isAway) log.info({}, 'the database takes changes again');
    isAway = Boolean(fault);
    return !isAway;
  };
  const takesChanges = (): Promise<boolean> => {
    const at = performance.now();
    if (at - last.at >= shared) last = { at, takes: look() };
    return last.takes;
  };
  return {
    async waiting() {
      if (isLeaving) return ['shutdown'];
      const away = adapters.filter((adapter) => !adapter.isReady()).map(({ name }) => name);
      return [...((await takesChanges()) ? [] : ['database']), ...away];
    },
    leave() {
      isLeaving = true;
    },
    isLeaving: () => isLeaving,
  };
}
