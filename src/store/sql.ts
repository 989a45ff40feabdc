import { type Kysely, sql } from 'kysely';
import type { Clock, Job, Jobs, Row, Store, WorkspaceStore } from '../core/ports.ts';
import { createInstallations } from './installations.ts';
import { type Tables, workspaceTables } from './migrations.ts';
import type { Vault } from './vault.ts';

/** After a process's first write that expires, and after every hundredth from there, up to a thousand rows whose time is over are deleted. */
const pruning = { every: 100, rows: 1_000 };

/** Rows are read so many at a time. */
const page = 500;

/** What differs between databases besides SQL. */
export type Engine = {
  jobs: Jobs;
  /** Asks for a job within a transaction of `db`. */
  enqueue(db: Kysely<Tables>, job: Job): Promise<void>;
  /** Holds a name until the transaction of `db` is over. */
  lock(db: Kysely<Tables>, name: string): Promise<void>;
  /** Before a transaction of `db` is committed: nothing it did need outlast a power cut. */
  relax(db: Kysely<Tables>): Promise<void>;
  /** After a transaction was committed, and must be on the disk; `hasJobs` where it asked for some. */
  settle(hasJobs: boolean): Promise<void>;
};

type Options = { clock: Clock; vault: Vault | null; engine: Engine };

/** The store over a database that has the newest schema; both SQL stores are this one. `vault` is null where no key is set. */
export function createSqlStore(db: Kysely<Tables>, { clock, vault, engine }: Options): Store {
  const { installations, reseal, checkKeys } = createInstallations(db, clock, vault);
  let writes = 0;

  /** Deletes ten times as many rows as are written, a bounded number at once; asks for the expiry again in case a row was just renewed. */
  async function prune(table: 'marks' | 'memories'): Promise<void> {
    const now = clock();
    await db
      .deleteFrom(table)
      .where('expires', '<=', now)
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('platform', 'workspace', 'key'),
          'in',
          selectFrom(table)
            .select(['platform', 'workspace', 'key'])
            .where('expires', '<=', now)
            .limit(pruning.rows)
            .$asTuple('platform', 'workspace', 'key'),
        ),
      )
      .execute();
  }

  /** A prune that fails changes nothing for the caller, whose row is written: the next one finds the same rows. */
  async function wrote(count = 1): Promise<void> {
    const before = Math.ceil(writes / pruning.every);
    writes += count;
    if (Math.ceil(writes / pruning.every) > before) await Promise.allSettled([prune('marks'), prune('memories')]);
  }

  return {
    workspace(platform, workspace) {
      const rows = rowsOf(db, { platform, workspace }, { clock, wrote });
      const erase: WorkspaceStore['erase'] = async (user) => {
        const count = await rows.erase(user);
        await engine.settle(false);
        return count;
      };
      return { ...rows, erase };
    },
    async transaction(work) {
      let expiring = 0;
      let lasting = 0;
      let jobs = 0;
      const note = {
        clock,
        async wrote() {
          expiring += 1;
        },
        kept() {
          lasting += 1;
        },
      };
      const result = await db.transaction().execute(async (inside) => {
        const done = await work({
          workspace: (platform, workspace) => rowsOf(inside, { platform, workspace }, note),
          lock: (name) => engine.lock(inside, name),
          async enqueue(job) {
            jobs += 1;
            await engine.enqueue(inside, job);
          },
        });
        if (lasting + jobs === 0) await engine.relax(inside);
        return done;
      });
      if (lasting + jobs > 0) await engine.settle(jobs > 0);
      if (expiring > 0) await wrote(expiring);
      return result;
    },
    jobs: engine.jobs,
    installations,
    reseal,
    checkKeys,
    ping: async () => void (await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  };
}

/** What whoever hands out rows wants to know of their changes: one that expires was written, or one that lasts. */
type Note = { clock: Clock; wrote(): Promise<void>; kept?(): void };

function rowsOf(db: Kysely<Tables>, own: { platform: string; workspace: string }, { clock, wrote, kept }: Note): WorkspaceStore {
  return {
    async mark(key, ttl) {
      const now = clock();
      // One statement: of callers at once, in any number of processes, the database lets one insert or renew the row.
      const won = await db
        .insertInto('marks')
        .values({ ...own, key, expires: now + ttl })
        .onConflict((conflict) =>
          conflict
            .columns(['platform', 'workspace', 'key'])
            .doUpdateSet({ expires: ({ ref }) => ref('excluded.expires') })
            .where('marks.expires', '<=', now),
        )
        .returning('key')
        .execute();
      await wrote();
      return won.length === 1;
    },
    async remember(key, value, ttl, person) {
      await db
        .insertInto('memories')
        .values({ ...own, key, value: toJson(value), expires: clock() + ttl, person })
        .onConflict((conflict) =>
          conflict.columns(['platform', 'workspace', 'key']).doUpdateSet(({ ref, fn }) => ({
            value: ref('excluded.value'),
            expires: ref('excluded.expires'),
            person: fn.coalesce('excluded.person', 'memories.person'),
          })),
        )
        .execute();
      await wrote();
    },
    async recall(key) {
      const row = await db
        .selectFrom('memories')
        .select('value')
        .where(({ and }) => and({ ...own, key }))
        .where('expires', '>', clock())
        .executeTakeFirst();
      return JSON.parse(row?.value ?? 'null');
    },
    async keep(kind, key, value, person) {
      kept?.();
      await db
        .insertInto('kept')
        .values(({ selectFrom }) => ({
          ...own,
          kind,
          key,
          value: toJson(value),
          person,
          // Changes at the very same time may get the same number; the key then decides, the same way each time.
          sequence: selectFrom('kept')
            .where(({ and }) => and({ ...own, kind }))
            .select(sql<number>`coalesce(max(sequence), 0) + 1`.as('next')),
        }))
        .onConflict((conflict) =>
          conflict.columns(['platform', 'workspace', 'kind', 'key']).doUpdateSet(({ ref }) => ({
            value: ref('excluded.value'),
            sequence: ref('excluded.sequence'),
            person: ref('excluded.person'),
          })),
        )
        .execute();
    },
    async kept(kind) {
      const rows = await db
        .selectFrom('kept')
        .select('value')
        .where(({ and }) => and({ ...own, kind }))
        .orderBy('sequence', 'desc')
        .orderBy('key', 'desc')
        .execute();
      return rows.map(({ value }) => JSON.parse(value));
    },
    async *rows() {
      // By key rather than by an open cursor: node:sqlite has none, and a slow reader would keep a Postgres transaction open.
      for (let last: { kind: string; key: string } | null = null, isMore = true; isMore; ) {
        const { kind = '', key = '' }: { kind?: string; key?: string } = last ?? {};
        const found = await db
          .selectFrom('kept')
          .select(['kind', 'key', 'value', 'person'])
          .where(({ and }) => and(own))
          .$if(last !== null, (rest) =>
            rest.where(({ eb, refTuple, tuple }) => eb(refTuple('kind', 'key'), '>', tuple(kind, key))),
          )
          .orderBy('kind')
          .orderBy('key')
          .limit(page)
          .execute();
        yield* found.map(({ value, person, ...row }): Row => ({ ...row, value: JSON.parse(value), user: person, expires: null }));
        last = found.at(-1) ?? last;
        isMore = found.length === page;
      }
      for (let last: string | null = null, isMore = true; isMore; ) {
        const after: string = last ?? '';
        const found = await db
          .selectFrom('memories')
          .select(['key', 'value', 'person', 'expires'])
          .where(({ and }) => and(own))
          .$if(last !== null, (rest) => rest.where('key', '>', after))
          .orderBy('key')
          .limit(page)
          .execute();
        yield* found.map(({ value, person, ...row }): Row => ({ ...row, kind: null, value: JSON.parse(value), user: person }));
        last = found.at(-1)?.key ?? last;
        isMore = found.length === page;
      }
    },
    erase: (person) =>
      inTransaction(db, async (transaction) => {
        kept?.();
        let count = 0;
        for (const table of workspaceTables) {
          if (person !== null && table === 'marks') continue; // a mark says only that something happened
          const deleted = await transaction
            .deleteFrom(table)
            .where(({ and }) => and(person === null ? own : { ...own, person }))
            .executeTakeFirst();
          count += Number(deleted.numDeletedRows);
        }
        return count;
      }),
  };
}

/** In the transaction that `db` is in, or one of its own. */
const inTransaction = <Result>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> =>
  db.isTransaction ? work(db) : db.transaction().execute(work);

/** JSON has no undefined: it is kept as null, as the memory store does. */
const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';
