import type { Clock, Log, Store } from '../core/ports.ts';
import { createVault, type Vault } from './vault.ts';

/** Where rows are kept: in a Postgres database, or else in a file for SQLite. */
export type Database = {
  /** The address of the Postgres database; null for SQLite. */
  url: string | null;
  /** The most connections that this process holds to it. */
  connections?: number | undefined;
  /** The file for SQLite. */
  file: string;
  /** Encrypts installations, with 32 bytes; null if none is set. */
  key: Buffer | null;
  /** The key before that one: opens what it encrypted. */
  oldKey: Buffer | null;
};

/** Opens the store and brings it to the newest schema; loads only the driver it needs. Throws BotError where it cannot be opened. */
export async function openStore(
  { url, connections, file, key, oldKey }: Database,
  { clock, log }: { clock: Clock; log: Log },
): Promise<Store> {
  const vault: Vault | null = key && createVault(key, oldKey ? [oldKey] : []);
  if (url) return (await import('./postgres.ts')).openPostgresStore({ url, connections, clock, log, vault });
  return (await import('./sqlite.ts')).openSqliteStore({ file, clock, log, vault });
}

/** Only brings the store to the newest schema; gives the names of the migrations that were applied. Throws BotError where it cannot. */
export async function migrateStore({ url, file }: Pick<Database, 'url' | 'file'>, { log }: { log: Log }): Promise<string[]> {
  if (url) return (await import('./postgres.ts')).migratePostgres({ url, log });
  return (await import('./sqlite.ts')).migrateSqlite({ file });
}
