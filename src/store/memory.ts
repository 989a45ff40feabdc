import type { Clock, Store } from '../core/ports.ts';

/** How many rows that expire are kept; beyond it the oldest are forgotten first, so that a long run stays in constant memory. */
const capacity = 50_000;

/** A store that forgets when the process ends: for tests, the terminal and a first try. */
export function createMemoryStore(clock: Clock): Store {
  const rows = new Map<string, { json: string; expiry: number }>();
  const lasting = new Map<string, string>();
  const find = (key: string): string | null => {
    const row = rows.get(key);
    return row && row.expiry > clock() ? row.json : null;
  };
  const put = (key: string, json: string, ttl: number): void => {
    rows.delete(key); // so that it counts as the newest
    rows.set(key, { json, expiry: clock() + ttl });
    for (const oldest of rows.keys()) {
      if (rows.size <= capacity) break;
      rows.delete(oldest);
    }
  };
  return {
    workspace(platform, workspace) {
      const own = (kind: string, key: string): string => JSON.stringify([platform, workspace, kind, key]);
      return {
        async mark(key, ttl) {
          if (find(own('mark', key)) !== null) return false;
          put(own('mark', key), 'true', ttl);
          return true;
        },
        async remember(key, value, ttl) {
          put(own('memory', key), JSON.stringify(value), ttl);
        },
        async recall(key) {
          return JSON.parse(find(own('memory', key)) ?? 'null');
        },
        async keep(kind, key, value) {
          lasting.delete(own(kind, key)); // so that it counts as the newest
          lasting.set(own(kind, key), JSON.stringify(value));
        },
        async kept(kind) {
          const mine = own(kind, '').slice(0, -'""]'.length);
          return [...lasting]
            .filter(([key]) => key.startsWith(mine))
            .map(([, json]) => JSON.parse(json))
            .reverse();
        },
      };
    },
    async close() {
      rows.clear();
      lasting.clear();
    },
  };
}
