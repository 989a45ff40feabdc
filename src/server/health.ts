import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, Store } from '../core/ports.ts';

export type Health = {
  /** What keeps us from taking events, by name; none when ready. */
  waiting(): Promise<string[]>;
  /** From now on not ready, so that a load balancer looks elsewhere. */
  leave(): void;
  /** Whether we are told to stop. */
  isLeaving(): boolean;
};

/** Whoever looks gives up after a few seconds; the database must answer sooner. In ms. */
const patience = 2_000;

/** What the database answers; `late` where that takes too long for a page. */
export async function inTime<Answer, Late>(answer: Promise<Answer>, late: Late): Promise<Answer | Late> {
  const given = new AbortController();
  try {
    return await Promise.race([answer, wait(patience, late, { signal: given.signal })]);
  } finally {
    given.abort();
  }
}

/** Anybody may look, and each look is a change in the database: one serves all within so long; in ms. */
const shared = 1_000;

/** Ready means: the database takes changes, and every platform's events can reach us. */
export function createHealth({
  store,
  adapters,
}: {
  store: Pick<Store, 'ping'>;
  adapters: Pick<Adapter, 'name' | 'isReady'>[];
}): Health {
  let isLeaving = false;
  let last = { at: Number.NEGATIVE_INFINITY, takes: Promise.resolve(false) };
  const takesChanges = (): Promise<boolean> => {
    const at = performance.now();
    const look = () =>
      inTime(
        store.ping().then(() => true),
        false,
      ).catch(() => false);
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
