import type { Clock, Store } from '../core/ports.ts';

/** How many marks are kept; beyond it the oldest are forgotten first, so that a long run stays in constant memory. */
const capacity = 50_000;

/** A store that forgets when the process ends: for tests, the terminal and a first try. */
export function createMemoryStore(clock: Clock): Store {
  const expiries = new Map<string, number>();
  const isSet = (key: string): boolean => (expiries.get(key) ?? 0) > clock();
  return {
    workspace(platform, workspace) {
      const own = (key: string): string => JSON.stringify([platform, workspace, key]);
      return {
        async mark(key, ttl) {
          if (isSet(own(key))) return false;
          expiries.delete(own(key));
          expiries.set(own(key), clock() + ttl);
          for (const oldest of expiries.keys()) {
            if (expiries.size <= capacity) break;
            expiries.delete(oldest);
          }
          return true;
        },
        async isMarked(key) {
          return isSet(own(key));
        },
      };
    },
    async close() {
      expiries.clear();
    },
  };
}
