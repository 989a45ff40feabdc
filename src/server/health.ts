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

/** Ready means: the database answers, and every platform's events can reach us. */
export function createHealth({
  store,
  adapters,
}: {
  store: Pick<Store, 'ping'>;
  adapters: Pick<Adapter, 'name' | 'isReady'>[];
}): Health {
  let isLeaving = false;
  const reaches = (): Promise<boolean> =>
    inTime(
      store.ping().then(() => true),
      false,
    ).catch(() => false);
  return {
    async waiting() {
      if (isLeaving) return ['shutdown'];
      const away = adapters.filter((adapter) => !adapter.isReady()).map(({ name }) => name);
      return [...((await reaches()) ? [] : ['database']), ...away];
    },
    leave() {
      isLeaving = true;
    },
    isLeaving: () => isLeaving,
  };
}
