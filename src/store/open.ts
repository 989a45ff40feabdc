import type { Clock, Log, Store } from '../core/ports.ts';

/** Where rows are kept: a Postgres address, else a file for SQLite. */
export type Database = { url: string | null; file: string };

/** Opens the store and brings it to the newest schema; loads only the driver it needs. Throws BotError where it cannot be opened. */
export async function openStore({ url, file }: Database, { clock, log }: { clock: Clock; log: Log }): Promise<Store> {
  if (url) return (await import('./postgres.ts')).openPostgresStore({ url, clock, log });
  return (await import('./sqlite.ts')).openSqliteStore({ file, clock });
}

/** Only brings the store to the newest schema; gives the names of the migrations that were applied. Throws BotError where it cannot. */
export async function migrateStore({ url, file }: Database, { log }: { log: Log }): Promise<string[]> {
  if (url) return (await import('./postgres.ts')).migratePostgres({ url, log });
  return (await import('./sqlite.ts')).migrateSqlite({ file });
}
