import type { Clock, Installations, Job, Log, Store, StoredRow, WorkspaceStore } from '../core/ports.ts';
import type { Waiting } from './attempt.ts';
import { createRunner, type Shelf } from './runner.ts';

/** How many rows that expire are kept; beyond it the oldest are forgotten first, so that a long run stays in constant memory. */
const capacity = 50_000;

const silent: Log = { info() {}, warn() {}, error() {} };

/** A store that forgets when the process ends: for tests, the terminal and a first try. */
export function createMemoryStore(clock: Clock, log: Log = silent): Store {
  const rows = createTable<Value & { expiry: number }>();
  const lasting = createTable<Value>();
  const installed = new Map<string, Installations>();
  const shelf = createShelf();
  const jobs = createRunner(shelf, { clock, log });
  let last: Promise<unknown> = Promise.resolve();
  const find = (key: string): string | null => {
    const row = rows.get(key);
    return row && row.expiry > clock() ? row.json : null;
  };
  const put = (key: string, value: Value, ttl: number): void => {
    rows.put(key, { ...value, expiry: clock() + ttl });
    for (const oldest of rows.keys()) {
      if (rows.size() <= capacity) break;
      rows.delete(oldest);
    }
  };

  const workspace: Store['workspace'] = (platform, workspace): WorkspaceStore => {
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
      async forget(key) {
        rows.delete(own('memory', key));
      },
      async keep(kind, key, value, user) {
        lasting.put(own(kind, key), { json: toJson(value), user });
      },
      async kept(kind) {
        const mine = own(kind, '').slice(0, -'""]'.length);
        return [...lasting.entries()]
          .filter(([key]) => key.startsWith(mine))
          .map(([, { json }]) => JSON.parse(json))
          .reverse();
      },
      async find(kind, key) {
        return JSON.parse(lasting.get(own(kind, key))?.json ?? 'null');
      },
      async findAll(kind, keys) {
        return keys.map((key) => JSON.parse(lasting.get(own(kind, key))?.json ?? 'null'));
      },
      async drop(kind, key) {
        for (const at of [...lasting.keys()]) {
          const [ofKind, ofKey] = keyIn(at, platform, workspace);
          if (ofKind === kind && (key === null || ofKey === key)) lasting.delete(at);
        }
      },
      async *rows() {
        for (const [at, { json, user }] of lasting.entries()) {
          const [kind, key] = keyIn(at, platform, workspace);
          if (kind !== null) yield { kind, key, value: JSON.parse(json), user, expires: null };
        }
        for (const [at, { json, user, expiry }] of rows.entries()) {
          const [kind, key] = keyIn(at, platform, workspace);
          if (kind === 'memory') yield { kind: null, key, value: JSON.parse(json), user, expires: expiry };
        }
      },
      async erase(user) {
        let count = 0;
        for (const table of [rows, lasting]) {
          for (const [at, value] of table.entries()) {
            if (keyIn(at, platform, workspace)[0] === null || (user !== null && value.user !== user)) continue;
            table.delete(at);
            count += 1;
          }
        }
        return count;
      },
    };
  };

  return {
    workspace,
    /** One at a time; what one has changed is undone when it fails. */
    async transaction(work) {
      const before = last;
      const over = Promise.withResolvers<void>();
      last = over.promise;
      await before;
      const asked: Job[] = [];
      const undo = [rows.watch(), lasting.watch()];
      try {
        return await work({ workspace, lock: async () => {}, enqueue: async (job) => void asked.push(structuredClone(job)) });
      } catch (error) {
        for (const each of undo) each(true);
        asked.length = 0;
        throw error;
      } finally {
        for (const each of undo) each(false);
        for (const job of asked) shelf.add({ ...job, at: job.at ?? clock(), tries: 0 });
        if (asked.length > 0) jobs.wake();
        over.resolve();
      }
    },
    jobs,
    installations(platform) {
      const found = installed.get(platform) ?? createInstallations(clock);
      installed.set(platform, found);
      return found;
    },
    reseal: async () => 0,
    forgetLost: async () => 0,
    async checkKeys() {},
    async ping() {},
    async close() {
      rows.clear();
      lasting.clear();
      installed.clear();
    },
  };
}

type Value = { json: string; user: StoredRow['user'] };

/** Rows by key, the newest change last, and how to undo what changes while it is watched. */
function createTable<Kept>() {
  const rows = new Map<string, Kept>();
  let before: Map<string, Kept | undefined> | null = null;
  const change = (key: string): void => {
    if (before && !before.has(key)) before.set(key, rows.get(key));
    rows.delete(key); // so that it counts as the newest
  };
  return {
    get: (key: string) => rows.get(key),
    keys: () => rows.keys(),
    entries: () => rows.entries(),
    size: () => rows.size,
    put(key: string, row: Kept) {
      change(key);
      rows.set(key, row);
    },
    delete: change,
    clear: () => rows.clear(),
    /** Gives the way to stop watching, and to undo. */
    watch() {
      before = new Map();
      return (isUndone: boolean): void => {
        for (const [key, row] of isUndone ? (before ?? []) : []) {
          rows.delete(key);
          if (row !== undefined) rows.set(key, row);
        }
        before = null;
      };
    },
  };
}

function createShelf(): Shelf & { add(job: Waiting): void } {
  const jobs = new Map<number, Waiting>();
  const taken = new Map<number, Waiting>();
  let ids = 0;
  const waiting = (key: string): number | undefined => [...jobs].find(([, job]) => job.key === key)?.[0];
  const add = (job: Waiting): void => {
    const before = waiting(job.key);
    if (before !== undefined) jobs.delete(before);
    ids += 1;
    jobs.set(ids, job);
  };
  return {
    add,
    async take(names, now, busy, most) {
      const queues = new Set(busy);
      const found: (Waiting & { id: number })[] = [];
      for (const [id, job] of [...jobs].sort(([a, one], [b, other]) => Number(one.at) - Number(other.at) || a - b)) {
        if (Number(job.at) > now || found.length === most) break;
        if (queues.has(job.queue) || !names.includes(job.name)) continue;
        queues.add(job.queue);
        jobs.delete(id);
        taken.set(id, job);
        found.push({ ...job, id });
      }
      return found;
    },
    async next(names, busy) {
      const times = [...jobs.values()]
        .filter(({ name, queue }) => names.includes(name) && !busy.includes(queue))
        .map(({ at }) => Number(at));
      return times.length > 0 ? Math.min(...times) : null;
    },
    async put(id, again) {
      taken.delete(id);
      if (again && waiting(again.key) === undefined) add(again);
    },
    async recover() {
      for (const [id, job] of taken) jobs.set(id, { ...job, tries: job.tries + 1 });
      taken.clear();
    },
    async count(names, now) {
      const ours = (all: typeof jobs) => [...all.values()].filter(({ name }) => names === null || names.includes(name));
      const times = ours(jobs).map(({ at }) => Number(at));
      const due = times.filter((at) => at <= now);
      return { later: times.length - due.length, due: due.length, busy: ours(taken).length, late: now - Math.min(now, ...due) };
    },
  };
}

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
      return (all.get(workspace)?.installed ?? Infinity) <= until && all.delete(workspace);
    },
  };
}
