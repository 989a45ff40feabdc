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

/** A probe is given up after a few seconds; the database must answer sooner. In ms. */
const patience = 2_000;

/** Ready means: the database answers, and every platform's events can reach us. */
export function createHealth({
  store,
  adapters,
}: {
  store: Pick<Store, 'ping'>;
  adapters: Pick<Adapter, 'name' | 'isReady'>[];
}): Health {
  let isLeaving = false;
  const reaches = async (): Promise<boolean> => {
    const given = new AbortController();
    try {
      const late = wait(patience, false, { signal: given.signal });
      return await Promise.race([store.ping().then(() => true), late]);
    } catch {
      return false;
    } finally {
      given.abort();
    }
  };
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
