import { mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Clock, Log, Store } from '../core/ports.ts';
import { migrate, type Tables } from './migrations.ts';
import { createRunner } from './runner.ts';
import { createSqlShelf, shelve } from './shelf.ts';
import { createSqlStore } from './sql.ts';
import type { Vault } from './vault.ts';

/**
 * How long a statement waits for another process's write, in ms. `held` of it in SQLite itself, which holds up everything else in this
 * process; then it asks again every `pause`, and the rest of the process goes on.
 */
const patience = { held: 20, pause: 10, whole: 10_000 };

/** Opens the store in a file, made if it is not there, and brings it to the newest schema. Throws as `migrate` does. */
export async function openSqliteStore({
  file,
  clock,
  log,
  vault = null,
}: {
  file: string;
  clock: Clock;
  log: Log;
  vault?: Vault | null;
}): Promise<Store> {
  await migrateSqlite({ file });
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(file) });
  const jobs = createRunner(createSqlShelf(db), { clock, log });
  const flush = createFlush(`${file}-wal`);
  const store = createSqlStore(db, {
    clock,
    vault,
    engine: {
      jobs,
      enqueue: (inside, job) => shelve(inside, job, clock()),
      lock: async () => {}, // a transaction has the whole file
      relax: async () => {},
      async settle(hasJobs) {
        await flush.now();
        if (hasJobs) jobs.wake();
      },
    },
  });
  return { ...store, close: () => store.close().finally(flush.close) };
}

/**
 * Brings what was committed to the disk. Transactions do not wait for the disk one by one while they have the file (synchronous is NORMAL
 * in them: https://sqlite.org/pragma.html#pragma_synchronous); those that end at the same time wait together, and nothing else waits.
 */
function createFlush(wal: string) {
  let opened: Promise<FileHandle> | null = null;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const sync = async (): Promise<void> => {
    next = null; // what is committed from here on needs another one
    opened ??= open(wal, 'r+');
    await (await opened).datasync();
  };
  return {
    now: (): Promise<void> => {
      next ??= running.then(sync, sync);
      running = next;
      return next;
    },
    close: async (): Promise<void> => {
      await running.catch(() => {});
      await (await opened)?.close();
      opened = null;
    },
  };
}

/** Only brings the file to the newest schema; gives the names of the migrations that were applied. */
export const migrateSqlite = ({ file }: { file: string }): Promise<string[]> =>
  migrate(createSqliteDialect(file), {
    name: `The database ${file}`,
    help: 'Check that it is a SQLite file of Tiebreak, that its folder can be written, and that the disk is not full.',
  });

/**
 * Kysely's SQLite dialect over node:sqlite. Kysely hands its one connection to one caller at a time, for a whole transaction.
 * Transactions take the write lock when they begin ("immediate", https://sqlite.org/lang_transaction.html), so that none fails halfway
 * because another process wrote, and so that a migration, done in one transaction, is done by one process.
 */
export const createSqliteDialect = (file: string): Dialect => ({
  createAdapter: () => new TransactionalAdapter(),
  createDriver: () => createDriver(file),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function createDriver(file: string): Driver {
  let database: DatabaseSync;
  const connection: DatabaseConnection = {
    async executeQuery({ sql, parameters }) {
      const deadline = performance.now() + patience.whole;
      for (;;) {
        try {
          const statement = database.prepare(sql);
          const values = parameters as SQLInputValue[];
          if (statement.columns().length > 0) return { rows: statement.all(...values) as never[] };
          return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
        } catch (error) {
          // A statement that found the database busy has done nothing: https://sqlite.org/rescode.html#busy
          if (!isBusy(error) || performance.now() > deadline) throw error;
          await wait(patience.pause * (1 + Math.random()));
        }
      }
    },
    async *streamQuery() {
      yield* [];
      throw new Error('Rows are not streamed from SQLite: select them.');
    },
  };
  const run = async (sql: string): Promise<void> => void (await connection.executeQuery(CompiledQuery.raw(sql)));
  return {
    async init() {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      database = new DatabaseSync(file, { timeout: patience.held });
      await run('pragma journal_mode = wal');
      await run('pragma synchronous = full');
      await run('pragma foreign_keys = on');
    },
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    async beginTransaction() {
      await run('pragma synchronous = normal');
      await run('begin immediate').catch(async (error) => {
        await run('pragma synchronous = full');
        throw error;
      });
    },
    async commitTransaction() {
      await run('commit');
      await run('pragma synchronous = full');
    },
    async rollbackTransaction() {
      // After some failures, such as a full disk, SQLite has already rolled back.
      if (database.isTransaction) await run('rollback');
      await run('pragma synchronous = full');
    },
    destroy: async () => database.close(),
  };
}

/** SQLITE_BUSY in any of its extended forms: the low byte is the primary code. */
const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
