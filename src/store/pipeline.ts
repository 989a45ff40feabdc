import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { PreparedQuery } from './prepared.ts';

/**
 * Kysely's Postgres dialect over a pool of clients that pipeline (https://node-postgres.com/features/pipelining): within a transaction, what
 * gives nothing is sent and not waited for, since going to the server and back takes longer than most statements. The server does them in order;
 * after one that failed it refuses the others, and the commit.
 */
export const createPipelinedDialect = (pool: Pool): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => createDriver(pool),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});

type Connection = DatabaseConnection & {
  begin(): void;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
};

function connect(client: PoolClient): Connection {
  const { stream } = client.connection;
  let isGathering = false;
  /** What was sent in this transaction and not waited for; null outside one. */
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
      const sent = send(query.sql, query.name, [...query.parameters]);
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
