import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, type PoolConfig } from 'pg';
import type { Clock, Log, Store } from '../core/ports.ts';
import { migrate, type Tables, unavailable } from './migrations.ts';
import { createPipelinedDialect } from './pipeline.ts';
import { addJob, createPostgresJobs, migrateJobs } from './postgres-jobs.ts';
import { preparedChange, withConnection } from './prepared.ts';
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
  return createSqlStore(db, {
    clock,
    vault,
    engine: {
      transact: (work) => db.transaction().execute((inside) => withConnection(inside, () => work(inside))),
      jobs: createPostgresJobs({ pool, log, concurrency: Math.floor((connections * 2) / 3) }),
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

/** Only brings the database to the newest schema, and the job engine's; gives the names of the migrations that were applied. */
export async function migratePostgres({ url, log }: Options): Promise<string[]> {
  const { host = '', pathname = '' } = URL.parse(url) ?? {}; // never the whole: it holds the password
  // No limit on a statement: a migration may take long, and another process waits for it in one.
  const pool = createPool({ url, log }, { connectionTimeoutMillis: timeouts.connectionTimeoutMillis, max: 1 });
  const place = {
    name: `The Postgres database at ${host}${pathname}`,
    help: 'Check DATABASE_URL, and that the database runs and lets this machine in.',
  };
  const applied = await migrate(new PostgresDialect({ pool }), place);
  const again = createPool({ url, log }, { connectionTimeoutMillis: timeouts.connectionTimeoutMillis, max: 1 });
  await migrateJobs(again)
    .catch((cause) => {
      throw unavailable(place, cause);
    })
    .finally(() => again.end());
  return applied;
}

/** A connection that breaks, idle or in use, is logged and replaced; without a listener it would end the process. */
function createPool({ url, log }: Options, config: PoolConfig): Pool {
  const pool = new Pool({ connectionString: url, application_name: 'tiebreak', keepAlive: true, ...config });
  pool.on('error', () => {}); // the same errors as below, of idle connections only
  pool.on('connect', (client) =>
    client.on('error', (error: Error & { code?: string }) =>
      log.warn({ code: error.code ?? error.name }, 'a database connection broke; another takes its place'),
    ),
  );
  return pool;
}
