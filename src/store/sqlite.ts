import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
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
import type { Clock, Jobs, Log, Store } from '../core/ports.ts';
import { createBatches } from './batch.ts';
import { createDisk } from './disk.ts';
import { createLease, isBusy } from './lease.ts';
import { migrate, type Place, type Tables, unavailable } from './migrations.ts';
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
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(file, 'normal') });
  const runner = createRunner(createSqlShelf(db), { clock, log });
  const lease = createLease(file);
  const jobs: Jobs = {
    ...runner,
    claim: lease.take,
    async start(handlers) {
      await lease.take();
      await runner.start(handlers).catch(unavailable(placeOf(file)));
    },
    stop: (patience) => runner.stop(patience).finally(lease.release),
  };
  const disk = createDisk(file, log);
  const store = createSqlStore(db, {
    clock,
    vault,
    engine: {
      jobs,
      transact: createBatches(db, disk.committed),
      enqueue: (inside, job) => shelve(inside, job, clock()),
      lock: async () => {}, // a transaction has the whole file
      relax: async () => {},
      async settle(hasJobs) {
        await disk.flush();
        if (hasJobs) runner.wake();
      },
    },
  });
  return { ...store, close: () => disk.close().finally(store.close).finally(lease.release) };
}

/** Only brings the file to the newest schema; gives the names of the migrations that were applied. */
export const migrateSqlite = ({ file }: { file: string }): Promise<string[]> => migrate(createSqliteDialect(file), placeOf(file));

const placeOf = (file: string): Place => ({
  name: `The database ${file}`,
  help: 'Check that it is a SQLite file of Tiebreak, that it and its folder can be written, and that the disk is not full.',
});

/**
 * Kysely's SQLite dialect over node:sqlite. Kysely hands its one connection to one caller at a time, for a whole transaction.
 * Transactions take the write lock when they begin ("immediate", https://sqlite.org/lang_transaction.html), so that none fails halfway
 * because another process wrote, and so that a migration, done in one transaction, is done by one process. `synchronous`: whether each
 * change is brought to the disk ("full"), or whoever makes it sees to that.
 */
export const createSqliteDialect = (file: string, synchronous: 'full' | 'normal' = 'full'): Dialect => ({
  createAdapter: () => new TransactionalAdapter(),
  createDriver: () => createDriver(file, synchronous),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** From this length on, in pages of 4 KB, the log is brought into the file by whoever writes, who then waits for the disk. disk.ts does it before that. */
const checkpoint = 100_000;

/** How many statements are kept ready: the same few come again and again. */
const mostStatements = 200;

function createDriver(file: string, synchronous: string): Driver {
  let database: DatabaseSync;
  const statements = new Map<string, { statement: StatementSync; givesRows: boolean }>();
  const prepare = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    const made = { statement, givesRows: statement.columns().length > 0 };
    if (statements.size >= mostStatements) statements.clear();
    statements.set(sql, made);
    return made;
  };
  const connection: DatabaseConnection = {
    async executeQuery({ sql, parameters }) {
      const deadline = performance.now() + patience.whole;
      for (;;) {
        try {
          const { statement, givesRows } = prepare(sql);
          const values = parameters as SQLInputValue[];
          if (givesRows) return { rows: statement.all(...values) as never[] };
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
      closeSync(openSync(file, 'a', 0o600)); // what people wrote is for nobody else on this machine; SQLite's files beside it get the same rights
      database = new DatabaseSync(file, { timeout: patience.held });
      await run('pragma journal_mode = wal');
      await run(`pragma synchronous = ${synchronous}`);
      await run(`pragma wal_autocheckpoint = ${checkpoint}`);
      await run('pragma foreign_keys = on');
      await run('pragma secure_delete = on'); // else what was erased can still be read in the file
    },
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    async rollbackTransaction() {
      // After some failures, such as a full disk, SQLite has already rolled back.
      if (database.isTransaction) await run('rollback');
    },
    destroy: async () => database.close(),
  };
}
