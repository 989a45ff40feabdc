import { type Kysely, sql } from 'kysely';
import type { Clock, Store } from '../core/ports.ts';
import type { Tables } from './migrations.ts';

/** After a process's first write that expires, and after every hundredth from there, up to a thousand rows whose time is over are deleted. */
const pruning = { every: 100, rows: 1_000 };

/** The store over a database that has the newest schema; both SQL stores are this one. */
export function createSqlStore(db: Kysely<Tables>, clock: Clock): Store {
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
  async function pruneNowAndThen(): Promise<void> {
    writes += 1;
    if (writes % pruning.every === 1) await Promise.allSettled([prune('marks'), prune('memories')]);
  }

  return {
    workspace(platform, workspace) {
      const own = { platform, workspace };
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
          await pruneNowAndThen();
          return won.length === 1;
        },
        async remember(key, value, ttl) {
          await db
            .insertInto('memories')
            .values({ ...own, key, value: toJson(value), expires: clock() + ttl })
            .onConflict((conflict) =>
              conflict.columns(['platform', 'workspace', 'key']).doUpdateSet(({ ref }) => ({
                value: ref('excluded.value'),
                expires: ref('excluded.expires'),
              })),
            )
            .execute();
          await pruneNowAndThen();
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
        async keep(kind, key, value) {
          await db
            .insertInto('kept')
            .values(({ selectFrom }) => ({
              ...own,
              kind,
              key,
              value: toJson(value),
              // Changes at the very same time may get the same number; the key then decides, the same way each time.
              sequence: selectFrom('kept')
                .where(({ and }) => and({ ...own, kind }))
                .select(sql<number>`coalesce(max(sequence), 0) + 1`.as('next')),
            }))
            .onConflict((conflict) =>
              conflict.columns(['platform', 'workspace', 'kind', 'key']).doUpdateSet(({ ref }) => ({
                value: ref('excluded.value'),
                sequence: ref('excluded.sequence'),
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
      };
    },
    close: () => db.destroy(),
  };
}

/** JSON has no undefined: it is kept as null, as the memory store does. */
const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';
