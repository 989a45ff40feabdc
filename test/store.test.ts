import { EventEmitter, on } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Clock, Log, Store } from '../src/core/ports.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { migratePostgres, openPostgresStore } from '../src/store/postgres.ts';
import { createSqliteDialect, migrateSqlite, openSqliteStore } from '../src/store/sqlite.ts';
import { describeSharedStore, describeStore } from './contracts/store.ts';
import { startPostgres } from './support/postgres.ts';
import { startStoreProcess } from './support/store-process.ts';

const silent: Log = { info() {}, warn() {}, error() {} };
const folder = mkdtempSync(join(tmpdir(), 'tiebreak-store-'));
const postgres = await startPostgres().catch((error: Error) => {
  if (process.env.CI) throw error; // there, a skip would look like a pass
  process.stderr.write(`Skipped: everything on Postgres. ${error.message}\n`);
  return null;
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A store that is closed when the test is over. */
async function closing(opened: Promise<Store>): Promise<Store> {
  const store = await opened;
  onTestFinished(() => store.close());
  return store;
}

/** Each kind of database: an empty one's place, a store on it, its migrations, and a look into it past the store. */
const databases = {
  sqlite: {
    create: async () => join(mkdtempSync(join(folder, 'x')), 'data', 'tiebreak.db'),
    open: (place: string, clock: Clock) => closing(openSqliteStore({ file: place, clock })),
    migrate: (place: string) => migrateSqlite({ file: place }),
    async query(place: string, text: string): Promise<Record<string, unknown>[]> {
      const database = new DatabaseSync(place);
      const rows = database.prepare(text).all();
      database.close();
      return rows;
    },
  },
  postgres: {
    create: async () => (await postgres?.createDatabase()) ?? '',
    open: (place: string, clock: Clock) => closing(openPostgresStore({ url: place, clock, log: silent })),
    migrate: (place: string) => migratePostgres({ url: place, log: silent }),
    async query(place: string, text: string): Promise<Record<string, unknown>[]> {
      const client = new Client({ connectionString: place });
      await client.connect();
      const { rows } = await client.query(text);
      await client.end();
      return rows;
    },
  },
};

describeStore('memory', async (clock) => createMemoryStore(clock));

it('memory stays constant in size: the oldest marks go first', async () => {
  const rows = createMemoryStore(() => 0).workspace('p', 'w');
  for (let index = 0; index < 50_001; index += 1) await rows.mark(String(index), 10);
  expect(await rows.mark('1', 10)).toBe(false);
  expect(await rows.mark('0', 10)).toBe(true);
});

describe.each(Object.entries(databases))('%s', (name, { create, open, migrate, query }) => {
  if (name === 'postgres' && !postgres) return void it.skip('did not start, see above');
  describeStore(name, async (clock) => open(await create(), clock));

  describeSharedStore(name, async () => {
    const place = await create();
    return (clock) => open(place, clock);
  });

  describe(`the database of ${name}`, () => {
    it('is migrated once, and a mark won once, by three processes at once', async () => {
      const place = await create();
      const children = await Promise.all(['a', 'b', 'c'].map((child) => startStoreProcess(place, 'race', child)));
      for (const child of children) child.go();
      const said = (await Promise.all(children.map(({ ended }) => ended))).map(([line = '{}']) => JSON.parse(line));
      expect(said.flatMap(({ migrated }) => migrated)).toEqual(['0001-marks-memories-kept']);
      expect(said.flatMap(({ won }) => won).sort()).toEqual(Array.from({ length: 50 }, (_, key) => String(key)).sort());
      expect(await migrate(place)).toEqual([]);
    });

    it('is refused when a newer program has migrated it, and left as it is', async () => {
      const place = await create();
      await migrate(place);
      await query(place, "insert into kysely_migration (name, timestamp) values ('9999-later', '2999-01-01T00:00:00.000Z')");
      for (const refused of [() => open(place, Date.now), () => migrate(place)])
        await expect(refused()).rejects.toMatchObject({
          name: 'BotError',
          code: 'store-newer',
          message: expect.stringMatching(
            /^The .+ \(its newest migration is 9999-later, .+\): start the newer version, or restore .+\.$/,
          ),
        });
      expect(await query(place, 'select name from kysely_migration order by name')).toMatchObject([
        { name: '0001-marks-memories-kept' },
        { name: '9999-later' },
      ]);
    });

    it('is pruned of what has expired, and of nothing else', async () => {
      const place = await create();
      let now = 0;
      const rows = (await open(place, () => now)).workspace('p', 'w');
      await rows.mark('lasting', 1_000);
      await rows.remember('lasting', 1, 1_000, null);
      for (let index = 0; index < 130; index += 1) {
        await rows.mark(`old ${index}`, 10);
        await rows.remember(`old ${index}`, index, 10, null);
      }
      now = 10;
      for (let index = 0; index < 50; index += 1) {
        await rows.mark(`new ${index}`, 10);
        await rows.remember(`new ${index}`, index, 10, null);
      }
      for (const table of ['marks', 'memories']) {
        expect(await query(place, `select key from ${table} where key like 'old%'`)).toEqual([]);
        expect(await query(place, `select key from ${table}`)).toHaveLength(51);
      }
    });

    it('holds every acknowledged write, once and whole, after 20 kill -9 of two processes', async () => {
      const place = await create();
      const acknowledged: string[] = [];
      for (let round = 0; round < 10; round += 1) {
        const pair = await Promise.all(['a', 'b'].map((name) => startStoreProcess(place, 'write', `${name}${round}`)));
        for (const { go } of pair) go();
        for (const { says, kill, ended } of pair) {
          await says(round % 5 === 0 ? 0 : Math.floor(Math.random() * 100)); // none said: it is killed while it opens
          kill();
          acknowledged.push(...(await ended));
        }
      }
      const found = (await (await open(place, Date.now)).workspace('p', 'w').kept('write')) as { key: string; text: string }[];
      const keys = new Set(found.map(({ key }) => key));
      expect(acknowledged.length).toBeGreaterThan(20);
      expect(acknowledged.filter((key) => !keys.has(key))).toEqual([]);
      expect(keys.size).toBe(found.length);
      expect(found.every(({ text }) => text === 'é'.repeat(300))).toBe(true);
    });
  });
});

describe('the sqlite file', () => {
  it('is in WAL mode, and sound, with every write flushed', async () => {
    const file = await databases.sqlite.create();
    const db = new Kysely({ dialect: createSqliteDialect(file) });
    onTestFinished(() => db.destroy());
    for (const [pragma, value] of Object.entries({ journal_mode: 'wal', synchronous: 2, foreign_keys: 1, integrity_check: 'ok' }))
      expect((await sql`pragma ${sql.raw(pragma)}`.execute(db)).rows).toMatchObject([{ [pragma]: value }]);
  });

  it('waits for the write of another process without holding up this one', async () => {
    const file = await databases.sqlite.create();
    const rows = (await databases.sqlite.open(file, () => 0)).workspace('p', 'w');
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('begin immediate');
    let isSettled = false;
    const marking = rows.mark('k', 10).finally(() => {
      isSettled = true;
    });
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    other.exec('commit');
    expect(await marking).toBe(true);
  });

  it('keeps one caller out of the transaction of another, in one process', async () => {
    const file = await databases.sqlite.create();
    const db = new Kysely<{ notes: { note: string } }>({ dialect: createSqliteDialect(file) });
    onTestFinished(() => db.destroy());
    await db.schema.createTable('notes').addColumn('note', 'text').execute();
    const undone = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('notes').values({ note: 'undone' }).execute();
      await new Promise(setImmediate);
      throw new Error('no');
    });
    const done = db.transaction().execute((transaction) => transaction.insertInto('notes').values({ note: 'done' }).execute());
    const alone = db.insertInto('notes').values({ note: 'alone' }).execute();
    await expect(undone).rejects.toThrow('no');
    await Promise.all([done, alone]);
    expect(await db.selectFrom('notes').selectAll().execute()).toMatchObject([{ note: 'done' }, { note: 'alone' }]);
  });

  it.skipIf(process.platform === 'win32')(
    'on a full disk acknowledges nothing that it has not stored, and goes on when there is room',
    async () => {
      const file = await databases.sqlite.create();
      const child = await startStoreProcess(file, 'write', 'full', 500);
      child.go();
      const said = await child.ended;
      const rows = (await databases.sqlite.open(file, Date.now)).workspace('p', 'w');
      const acknowledged = said.filter((line) => !line.startsWith('failed '));
      expect(said.length).toBeGreaterThan(acknowledged.length);
      expect(acknowledged.length).toBeGreaterThan(4);
      const found = new Set((await rows.kept('write')).map((row) => (row as { key: string }).key));
      expect(found).toEqual(new Set(acknowledged));
      expect(await rows.mark('k', 10)).toBe(true);
    },
  );

  it('says in a sentence that it cannot be opened', async () => {
    const file = join(folder, 'not-a-database');
    writeFileSync(file, 'This is a letter, not a database. '.repeat(100));
    await expect(openSqliteStore({ file, clock: Date.now })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining(`The database ${file} cannot be used (file is not a database). Check`),
    });
  });
});

describe.skipIf(!postgres)('the postgres server', () => {
  it('may break every connection: that is logged, and the next call gets a new one', async () => {
    const { create, query } = databases.postgres;
    const url = await create();
    const warnings = new EventEmitter();
    const store = await closing(
      openPostgresStore({ url, clock: () => 0, log: { ...silent, warn: (fields) => void warnings.emit('warning', fields) } }),
    );
    const rows = store.workspace('p', 'w');
    const keys = Array.from({ length: 5 }, (_, key) => String(key));
    await Promise.all(keys.map((key) => rows.mark(key, 10))); // several connections
    const warned = on(warnings, 'warning');
    const ended = await query(
      url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    for (let count = 0; count < ended.length; ) if ((await warned.next()).value?.[0].code === '57P01') count += 1;
    expect(ended.length).toBeGreaterThan(1);
    expect(await Promise.all(keys.map((key) => rows.mark(key, 10)))).not.toContain(true);
    expect(await rows.mark('after', 10)).toBe(true);
  });

  it('says in a sentence, without the password, that it cannot be used', async () => {
    const url = new URL(await databases.postgres.create());
    url.pathname = '/missing';
    const error = await openPostgresStore({ url: url.href, clock: Date.now, log: silent }).catch((error) => error);
    expect(error).toMatchObject({ name: 'BotError', code: 'store-unavailable' });
    expect(error.message).toBe(
      `The Postgres database at ${url.host}/missing cannot be used (database "missing" does not exist). Check DATABASE_URL, and that the database runs and lets this machine in.`,
    );
  });

  it('says so too where nobody listens', async () => {
    const error = await openPostgresStore({ url: 'postgres://a:b@localhost:1/x', clock: Date.now, log: silent }).catch(
      (error) => error,
    );
    expect(error.message).toMatch(/^The Postgres database at localhost:1\/x cannot be used \(.*ECONNREFUSED.*\)\. Check/);
  });
});
