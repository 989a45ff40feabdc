import { type Kysely, sql } from 'kysely';
import type { Clock, WorkspaceStore } from '../core/ports.ts';
import { type Tables, workspaceTables } from './migrations.ts';
import { prepared, preparedChange } from './prepared.ts';

/** How many rows are read at a time. */
const page = 500;

/** Whose a row is. */
export type Own = { platform: string; workspace: string };
type Place = Own & { key: string };
type Kept = Place & { kind: string };

/** What happens with every event. */
const queries = {
  // One statement: of callers at once, in any number of processes, the database lets one insert or renew the row.
  mark: prepared((db, { platform, workspace, key, expires, now }: Place & { expires: number; now: number }) =>
    db
      .insertInto('marks')
      .values({ platform, workspace, key, expires })
      .onConflict((conflict) =>
        conflict
          .columns(['platform', 'workspace', 'key'])
          .doUpdateSet({ expires: ({ ref }) => ref('excluded.expires') })
          .where('marks.expires', '<=', now),
      )
      .returning('key'),
  ),
  remember: preparedChange((db, { platform, workspace, key, value, expires, person }: Place & Tables['memories']) =>
    db
      .insertInto('memories')
      .values({ platform, workspace, key, value, expires, person })
      .onConflict((conflict) =>
        conflict.columns(['platform', 'workspace', 'key']).doUpdateSet(({ ref, fn }) => ({
          value: ref('excluded.value'),
          expires: ref('excluded.expires'),
          person: fn.coalesce('excluded.person', 'memories.person'),
        })),
      ),
  ),
  recall: prepared((db, { platform, workspace, key, now }: Place & { now: number }) =>
    db
      .selectFrom('memories')
      .select('value')
      .where(({ and }) => and({ platform, workspace, key }))
      .where('expires', '>', now),
  ),
  forget: preparedChange((db, { platform, workspace, key }: Place) =>
    db.deleteFrom('memories').where(({ and }) => and({ platform, workspace, key })),
  ),
  keep: preparedChange((db, { platform, workspace, kind, key, value, person }: Omit<Tables['kept'], 'sequence'>) =>
    db
      .insertInto('kept')
      .values(({ selectFrom }) => ({
        platform,
        workspace,
        kind,
        key,
        value,
        person,
        // Changes at the very same time may get the same number; the key then decides, the same way each time.
        sequence: selectFrom('kept')
          .where(({ and }) => and({ platform, workspace, kind }))
          .select(sql<number>`coalesce(max(sequence), 0) + 1`.as('next')),
      }))
      .onConflict((conflict) =>
        conflict.columns(['platform', 'workspace', 'kind', 'key']).doUpdateSet(({ ref }) => ({
          value: ref('excluded.value'),
          sequence: ref('excluded.sequence'),
          person: ref('excluded.person'),
        })),
      ),
  ),
  kept: prepared((db, { platform, workspace, kind }: Omit<Kept, 'key'>) =>
    db
      .selectFrom('kept')
      .select('value')
      .where(({ and }) => and({ platform, workspace, kind }))
      .orderBy('sequence', 'desc')
      .orderBy('key', 'desc'),
  ),
  find: prepared((db, { platform, workspace, kind, key }: Kept) =>
    db
      .selectFrom('kept')
      .select('value')
      .where(({ and }) => and({ platform, workspace, kind, key })),
  ),
};

/** Told of each write: of a row that expires, or one that lasts. */
type Note = { clock: Clock; wrote(kind: 'expiring' | 'lasting'): Promise<void> };

/** The rows of one workspace, in the transaction that `db` is in, or each change in one of its own. */
export function rowsOf(db: Kysely<Tables>, own: Own, { clock, wrote }: Note): WorkspaceStore {
  return {
    async mark(key, ttl) {
      const now = clock();
      const rows = await queries.mark(db, { ...own, key, expires: now + ttl, now });
      await wrote('expiring');
      return rows.length === 1;
    },
    async remember(key, value, ttl, person) {
      await queries.remember(db, { ...own, key, value: toJson(value), expires: clock() + ttl, person });
      await wrote('expiring');
    },
    async recall(key) {
      return fromJson((await queries.recall(db, { ...own, key, now: clock() }))[0]);
    },
    async forget(key) {
      await queries.forget(db, { ...own, key });
      await wrote('expiring');
    },
    async keep(kind, key, value, person) {
      await queries.keep(db, { ...own, kind, key, value: toJson(value), person });
      await wrote('lasting');
    },
    async kept(kind) {
      return (await queries.kept(db, { ...own, kind })).map(fromJson);
    },
    async find(kind, key) {
      return fromJson((await queries.find(db, { ...own, kind, key }))[0]);
    },
    async findAll(kind, keys) {
      if (keys.length === 0) return [];
      const found = await db
        .selectFrom('kept')
        .select(['key', 'value'])
        .where(({ and }) => and({ ...own, kind }))
        .where('key', 'in', keys)
        .execute();
      const values = new Map(found.map((row) => [row.key, row]));
      return keys.map((key) => fromJson(values.get(key)));
    },
    async drop(kind, key) {
      await db
        .deleteFrom('kept')
        .where(({ and }) => and({ ...own, kind, ...(key === null ? {} : { key }) }))
        .execute();
      await wrote('lasting');
    },
    async *rows() {
      // By key rather than by an open cursor: node:sqlite has none, and a slow reader would keep a Postgres transaction open.
      const kept = inPages((last: { kind: string; key: string } | null) => {
        const from = db
          .selectFrom('kept')
          .select(['kind', 'key', 'value', 'person'])
          .where(({ and }) => and(own));
        const rest =
          last && from.where(({ eb, refTuple, tuple }) => eb(refTuple('kind', 'key'), '>', tuple(last.kind, last.key)));
        return (rest ?? from).orderBy('kind').orderBy('key').limit(page).execute();
      });
      const memories = inPages((last: { key: string } | null) => {
        const from = db
          .selectFrom('memories')
          .select(['key', 'value', 'person', 'expires'])
          .where(({ and }) => and(own));
        return (last ? from.where('key', '>', last.key) : from).orderBy('key').limit(page).execute();
      });
      for await (const { value, person, ...row } of kept) yield { ...row, value: JSON.parse(value), user: person, expires: null };
      for await (const { value, person, ...row } of memories)
        yield { ...row, kind: null, value: JSON.parse(value), user: person };
    },
    async erase(person) {
      const count = await inTransaction(db, async (transaction) => {
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
      });
      await wrote('lasting');
      return count;
    },
  };
}

/** Rows a page at a time: what `read` gives after the last one before, until that is no whole page. */
async function* inPages<Last, Found extends Last>(read: (last: Last | null) => Promise<Found[]>): AsyncGenerator<Found> {
  for (let last: Last | null = null, isMore = true; isMore; ) {
    const found: Found[] = await read(last);
    yield* found;
    last = found.at(-1) ?? last;
    isMore = found.length === page;
  }
}

/** In the transaction that `db` is in, or one of its own. */
const inTransaction = <Result>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> =>
  db.isTransaction ? work(db) : db.transaction().execute(work);

/** JSON has no undefined: it is kept as null, as the memory store does. */
export const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

const fromJson = (row: { value: string } | undefined): unknown => JSON.parse(row?.value ?? 'null');
