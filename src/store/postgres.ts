import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import type { Clock, Log, Store } from '../core/ports.ts';
import { migrate, type Place, type Tables, unavailable } from './migrations.ts';
import { addJob, createPostgresJobs, migrateJobs } from './postgres-jobs.ts';
import { type PreparedQuery, preparedChange, withConnection } from './prepared.ts';
import { createSqlStore } from './sql.ts';
import type { Vault } from './vault.ts';

/**
 * In ms, where the name says nothing else. The server ends a statement after 10 s; the client gives up soon after, in case the server
 * cannot be heard; a connection that such a silence made useless is replaced after five minutes at most.
 */
const timeouts = {
  connectionTimeoutMillis: 10_000,
  statement_timeout: 10_000,
  query_timeout: 12_000,
  idle_in_transaction_session_timeout: 10_000,
  maxLifetimeSeconds: 300,
} satisfies PoolConfig;

/** The most connections of a process, where nobody says: what answers events, what does jobs, what listens for them, and one that shows that it lives. */
const usual = 30;

type Options = { url: string; log: Log };

/** Opens the store in a Postgres database and brings it to the newest schema. Throws as `migrate` does. */
export async function openPostgresStore({
  url,
  clock,
  log,
  vault = null,
  connections = usual,
}: Options & { clock: Clock; vault?: Vault | null; connections?: number | undefined }): Promise<Store> {
  await migratePostgres({ url, log });
  const pool = createPool({ url, log }, { ...timeouts, max: connections, pipeline: true });
  const db = new Kysely<Tables>({ dialect: createPipelinedDialect(pool) });
  const jobs = createPostgresJobs({ pool, log, concurrency: Math.floor((connections * 2) / 3) });
  return createSqlStore(db, {
    clock,
    vault,
    engine: {
      transact: (work) => db.transaction().execute((inside) => withConnection(inside, () => work(inside))),
      jobs: { ...jobs, start: (handlers) => jobs.start(handlers).catch(unavailable(placeOf(url))) },
      enqueue: addJob,
      lock: (inside, name) => lock(inside, { name }),
      relax: (inside) => relax(inside, {}),
      settle: async () => {},
    },
  });
}

const lock = preparedChange((_, { name }: { name: string }) => sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
/** https://www.postgresql.org/docs/current/wal-async-commit.html */
const relax = preparedChange(() => sql`set local synchronous_commit = off`);

/** Never the whole address: it holds the password. */
function placeOf(url: string): Place {
  const { host = '', pathname = '' } = URL.parse(url) ?? {};
  return {
    name: `The Postgres database at ${host}${pathname}`,
    help: 'Check DATABASE_URL, and that the database runs, lets this machine in, and belongs to the user in the address.',
  };
}

/** Only brings the database to the newest schema, and the job engine's; gives the names of the migrations that were applied. */
export async function migratePostgres({ url, log }: Options): Promise<string[]> {
  // No limit on a statement: a migration may take long, and another process waits for it in one.
  const pool = createPool({ url, log }, { connectionTimeoutMillis: timeouts.connectionTimeoutMillis, max: 1 });
  const applied = await migrate(new PostgresDialect({ pool }), placeOf(url));
  const again = createPool({ url, log }, { connectionTimeoutMillis: timeouts.connectionTimeoutMillis, max: 1 });
  await migrateJobs(again)
    .catch(unavailable(placeOf(url)))
    .finally(() => again.end());
  return applied;
}

/** A connection that breaks, idle or in use, is logged and replaced; without a listener it would end the process. */
function createPool({ url, log }: Options, config: PoolConfig): Pool {
  const pool = new Pool({ connectionString: url, application_name: 'tiebreak', keepAlive: true, ...config });
  pool.on('error', () => {}); // the same errors as below, of idle connections only
  pool.on('connect', (client) =>
    client.on('error', (error: Error & { code?: string }) =>
      // What the server says has a code; without one it is a fixed sentence of the driver.
      log.warn({ code: error.code ?? error.message }, 'a database connection broke; another takes its place'),
    ),
  );
  return pool;
}

/**
 * Kysely's Postgres dialect over a pool of clients that pipeline (https://node-postgres.com/features/pipelining): within a transaction, what
 * gives nothing is sent and not waited for, since going to the server and back takes longer than most statements. The server does them in order;
 * after one that failed it refuses the others, and the commit.
 */
const createPipelinedDialect = (pool: Pool): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => createDriver(pool),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});

/** Text of Postgres has no place for a NUL, which anybody can put in an address or a cookie: it stands as what half a character does. */
const storable = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value);

type Connection = DatabaseConnection & {
  begin(): void;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
};

function connect(client: PoolClient): Connection {
  const { stream } = client.connection;
  let isGathering = false;
  /** The queries of this transaction that nobody waits for; null outside a transaction. */
  let unseen: Promise<unknown>[] | null = null;
  let isUseless = false;

  const send = (text: string, name?: string, values: unknown[] = []) => {
    if (!isGathering) {
      // All that is sent before somebody has to wait goes out at once: each write wakes the server.
      isGathering = true;
      stream.cork();
      process.nextTick(() => {
        isGathering = false;
        stream.uncork();
      });
    }
    return client.query(name ? { name, text, values } : { text, values });
  };
  const look = (sent: Promise<unknown>): void => {
    sent.catch(() => {}); // told by the next one that is waited for
    unseen?.push(sent);
  };
  /** The first failure of what was not waited for: those that follow say only that there was one. */
  const failure = async (): Promise<{ reason: unknown } | undefined> =>
    (await Promise.allSettled(unseen ?? [])).find((each) => each.status === 'rejected');

  return {
    async executeQuery(query: CompiledQuery & Partial<PreparedQuery>) {
      const sent = send(query.sql, query.name, query.parameters.map(storable));
      if (unseen && query.isBlind) {
        look(sent);
        return { rows: [] };
      }
      try {
        const { rowCount, rows } = await sent;
        return { rows, ...(rowCount === null ? {} : { numAffectedRows: BigInt(rowCount) }) };
      } catch (error) {
        throw ((await failure()) ?? { reason: error }).reason;
      }
    },
    async *streamQuery() {
      yield* [];
      throw new Error('Rows are not streamed: select them.');
    },
    begin() {
      unseen = [];
      look(send('begin'));
    },
    async commit() {
      const { command } = await send('commit');
      const failed = await failure();
      unseen = null;
      if (failed) throw failed.reason;
      if (command === 'ROLLBACK') throw new Error('The database has undone the transaction.');
    },
    async rollback() {
      unseen = null;
      await send('rollback').catch((error) => {
        isUseless = true;
        throw error;
      });
    },
    release: () => client.release(isUseless),
  };
}

function createDriver(pool: Pool): Driver {
  const connections = new WeakMap<PoolClient, Connection>();
  return {
    async init() {},
    async acquireConnection() {
      const client = await pool.connect();
      const connection = connections.get(client) ?? connect(client);
      connections.set(client, connection);
      return connection;
    },
    beginTransaction: async (connection) => (connection as Connection).begin(),
    commitTransaction: (connection) => (connection as Connection).commit(),
    rollbackTransaction: (connection) => (connection as Connection).rollback(),
    releaseConnection: async (connection) => (connection as Connection).release(),
    destroy: () => pool.end(),
  };
}
