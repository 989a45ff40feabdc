import { type ColumnDefinitionBuilder, type Dialect, type Generated, Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { BotError } from '../core/errors.ts';

type Own = { platform: string; workspace: string; key: string };

/** The newest schema. `value` is JSON; `expires` is in ms since 1970; of two rows the newer change has the higher `sequence`. */
export type Tables = {
  marks: Own & { expires: number };
  memories: Own & { value: string; expires: number; person: string | null };
  kept: Own & { kind: string; value: string; sequence: number; person: string | null };
  installations: Omit<Own, 'key'> & {
    /** Encrypted by the key whose id is `key_id`. */
    sealed: string;
    key_id: string;
    installed: number;
    /** Who is changing it, and until when nobody else may. */
    lease: string | null;
    lease_expires: number | null;
  };
  /** Jobs that wait, or (`is_taken` is 1) that a process does. Postgres has an engine of its own for them, and there nothing is in here. */
  jobs: {
    id: Generated<number>;
    name: string;
    key: string;
    queue: string;
    payload: string;
    at: number;
    tries: number;
    is_taken: number;
  };
};

/** The tables that hold what happened in a workspace; each row belongs to one. */
export const workspaceTables = ['marks', 'memories', 'kept'] as const;

const text = ['text', (column: ColumnDefinitionBuilder) => column.notNull()] as const;

/**
 * Every change to the schema, oldest first by name, for both databases. One that was released is never edited: add another.
 * `double precision` holds milliseconds exactly, and both drivers give it back as a number (pg gives a bigint as a string).
 */
const migrations: Record<string, Migration> = {
  '0001-marks-memories-kept': {
    async up(db) {
      const start = (table: string) =>
        db.schema
          .createTable(table)
          .addColumn('platform', ...text)
          .addColumn('workspace', ...text)
          .addColumn('key', ...text);
      await start('marks')
        .addColumn('expires', 'double precision', (column) => column.notNull())
        .addPrimaryKeyConstraint('marks_own', ['platform', 'workspace', 'key'])
        .execute();
      await start('memories')
        .addColumn('value', ...text)
        .addColumn('expires', 'double precision', (column) => column.notNull())
        .addPrimaryKeyConstraint('memories_own', ['platform', 'workspace', 'key'])
        .execute();
      await start('kept')
        .addColumn('kind', ...text)
        .addColumn('value', ...text)
        .addColumn('sequence', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('kept_own', ['platform', 'workspace', 'kind', 'key'])
        .execute();
      await db.schema.createIndex('marks_expires').on('marks').column('expires').execute();
      await db.schema.createIndex('memories_expires').on('memories').column('expires').execute();
      await db.schema.createIndex('kept_sequence').on('kept').columns(['platform', 'workspace', 'kind', 'sequence']).execute();
    },
  },
  '0003-persons-installations': {
    async up(db: Kysely<Tables>) {
      await db.schema.alterTable('memories').addColumn('person', 'text').execute(); // rows from before expire within 30 days
      await db.schema.alterTable('kept').addColumn('person', 'text').execute();
      for (const { value, ...own } of await db
        .selectFrom('kept')
        .select(['platform', 'workspace', 'kind', 'key', 'value'])
        .execute()) {
        const person: unknown = JSON.parse(value)?.user;
        if (typeof person === 'string')
          await db
            .updateTable('kept')
            .set({ person })
            .where(({ and }) => and(own))
            .execute();
      }
      await db.schema
        .createTable('installations')
        .addColumn('platform', ...text)
        .addColumn('workspace', ...text)
        .addColumn('sealed', ...text)
        .addColumn('key_id', ...text)
        .addColumn('installed', 'double precision', (column) => column.notNull())
        .addColumn('lease', 'text')
        .addColumn('lease_expires', 'double precision')
        .addPrimaryKeyConstraint('installations_own', ['platform', 'workspace'])
        .execute();
    },
  },
  '0004-jobs': {
    async up(db) {
      await db.schema
        .createTable('jobs')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('name', ...text)
        .addColumn('key', ...text)
        .addColumn('queue', ...text)
        .addColumn('payload', ...text)
        .addColumn('at', 'double precision', (column) => column.notNull())
        .addColumn('tries', 'integer', (column) => column.notNull())
        .addColumn('is_taken', 'integer', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('jobs_waiting').on('jobs').columns(['is_taken', 'at', 'id']).execute();
      await db.schema.createIndex('jobs_key').on('jobs').column('key').execute();
    },
  },
  '0005-running-votes': {
    async up(db: Kysely<Tables>) {
      for (const { value, key, ...own } of await db.selectFrom('kept').selectAll().where('kind', '=', 'vote').execute())
        if (JSON.parse(value)?.state === 'open')
          await db
            .insertInto('kept')
            .values({ ...own, kind: 'running-vote', key, value: JSON.stringify(key) })
            .execute();
    },
  },
};

/** A database as an operator names it, and what to look at when it does not open. */
export type Place = { name: string; help: string };

/**
 * Brings a database to the newest schema; several processes may do so at once.
 * @returns the names of the migrations that this call applied, oldest first
 * @throws BotError `store-newer` if a newer program has migrated it, `store-unavailable` if it cannot be opened or migrated
 */
export async function migrate(dialect: Dialect, place: Place): Promise<string[]> {
  const db = new Kysely<{ kysely_migration: { name: string } }>({ dialect });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error === undefined) return results.map(({ migrationName }) => migrationName);
    // Kysely looks at the migrations it does not know under its lock, before it applies any; only its message is not for people.
    const rows = await db
      .selectFrom('kysely_migration')
      .select('name')
      .execute()
      .catch(() => []);
    const newest = rows
      .map(({ name }) => name)
      .sort()
      .at(-1);
    if (newest !== undefined && !Object.hasOwn(migrations, newest)) throw newer(place, newest);
    return unavailable(place)(error);
  } finally {
    await db.destroy();
  }
}

const newer = (place: Place, newest: string): BotError =>
  new BotError(
    'store-newer',
    `${place.name} belongs to a newer Tiebreak (its newest migration is ${newest}, this one ends at ${Object.keys(migrations).sort().at(-1)}): start the newer version, or restore the backup from before the upgrade.`,
  );

/** Says what keeps a database from being used. A refused connection has no message of its own, only a code. */
export const unavailable =
  (place: Place) =>
  (cause: unknown): never => {
    const { message, code } = cause as { message?: string; code?: string };
    throw new BotError('store-unavailable', `${place.name} cannot be used (${message || code}). ${place.help}`, { cause });
  };
