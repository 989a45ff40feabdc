import type { Clock, Installations, Row, Store } from '../core/ports.ts';

/** How many rows that expire are kept; beyond it the oldest are forgotten first, so that a long run stays in constant memory. */
const capacity = 50_000;

/** A store that forgets when the process ends: for tests, the terminal and a first try. */
export function createMemoryStore(clock: Clock): Store {
  const rows = new Map<string, Value & { expiry: number }>();
  const lasting = new Map<string, Value>();
  const installed = new Map<string, Installations>();
  const find = (key: string): string | null => {
    const row = rows.get(key);
    return row && row.expiry > clock() ? row.json : null;
  };
  const put = (key: string, value: Value, ttl: number): void => {
    rows.delete(key); // so that it counts as the newest
    rows.set(key, { ...value, expiry: clock() + ttl });
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
          put(own('mark', key), { json: 'true', user: null }, ttl);
          return true;
        },
        async remember(key, value, ttl, user) {
          const before = rows.get(own('memory', key));
          put(own('memory', key), { json: toJson(value), user: user ?? before?.user ?? null }, ttl);
        },
        async recall(key) {
          return JSON.parse(find(own('memory', key)) ?? 'null');
        },
        async keep(kind, key, value, user) {
          lasting.delete(own(kind, key)); // so that it counts as the newest
          lasting.set(own(kind, key), { json: toJson(value), user });
        },
        async kept(kind) {
          const mine = own(kind, '').slice(0, -'""]'.length);
          return [...lasting]
            .filter(([key]) => key.startsWith(mine))
            .map(([, { json }]) => JSON.parse(json))
            .reverse();
        },
        async *rows() {
          for (const [at, { json, user }] of lasting) {
            const [kind, key] = keyIn(at, platform, workspace);
            if (kind !== null) yield { kind, key, value: JSON.parse(json), user, expires: null };
          }
          for (const [at, { json, user, expiry }] of rows) {
            const [kind, key] = keyIn(at, platform, workspace);
            if (kind === 'memory') yield { kind: null, key, value: JSON.parse(json), user, expires: expiry };
          }
        },
        async erase(user) {
          let count = 0;
          for (const table of [rows, lasting]) {
            for (const [at, value] of table) {
              if (keyIn(at, platform, workspace)[0] === null || (user !== null && value.user !== user)) continue;
              table.delete(at);
              count += 1;
            }
          }
          return count;
        },
      };
    },
    installations(platform) {
      const found = installed.get(platform) ?? createInstallations(clock);
      installed.set(platform, found);
      return found;
    },
    reseal: async () => 0,
    async checkKeys() {},
    async ping() {},
    async close() {
      rows.clear();
      lasting.clear();
      installed.clear();
    },
  };
}

type Value = { json: string; user: Row['user'] };

/** JSON has no undefined: it is kept as null. */
const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** The kind and the key of a row of a workspace; null for the rows of others. */
function keyIn(at: string, platform: string, workspace: string): [kind: string | null, key: string] {
  const [ownPlatform, ownWorkspace, kind, key] = JSON.parse(at) as [string, string, string, string];
  return ownPlatform === platform && ownWorkspace === workspace ? [kind, key] : [null, ''];
}

/** Not encrypted: they never leave the process. */
function createInstallations(clock: Clock): Installations {
  const all = new Map<string, { json: string; installed: number }>();
  const changes = new Map<string, Promise<unknown>>();
  const find = async (workspace: string): Promise<unknown> => JSON.parse(all.get(workspace)?.json ?? 'null');
  return {
    find,
    async save(workspace, installation) {
      all.set(workspace, { json: toJson(installation), installed: clock() });
    },
    update(workspace, change) {
      const changing = (changes.get(workspace) ?? Promise.resolve()).then(async () => {
        const before = all.get(workspace);
        if (!before) return null;
        const json = toJson(await change(JSON.parse(before.json)));
        if (all.get(workspace) === before) all.set(workspace, { ...before, json });
        return find(workspace);
      });
      changes.set(
        workspace,
        changing.catch(() => {}),
      );
      return changing;
    },
    async erase(workspace, until) {
      if ((all.get(workspace)?.installed ?? Infinity) <= until) all.delete(workspace);
    },
  };
}
