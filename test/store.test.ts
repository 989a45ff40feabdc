import { randomBytes } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { keepVote, openVotes } from '../src/core/decisions/rows.ts';
import type { Clock, Log, Store } from '../src/core/ports.ts';
import { createDisk } from '../src/store/disk.ts';
import { createLease } from '../src/store/lease.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { migratePostgres, openPostgresStore } from '../src/store/postgres.ts';
import { createRunner } from '../src/store/runner.ts';
import { createSqliteDialect, migrateSqlite, openSqliteStore } from '../src/store/sqlite.ts';
import { createVault } from '../src/store/vault.ts';
import { describeInstallations, describeSharedInstallations } from './contracts/installations.ts';
import { describeJobs } from './contracts/jobs.ts';
import { describeSharedStore, describeStore } from './contracts/store.ts';
import { startPostgres } from './support/postgres.ts';
import { startSilentProxy } from './support/silent-proxy.ts';
import { startStoreProcess } from './support/store-process.ts';
import { voteOf } from './support/votes.ts';

const nothing = { later: 0, due: 0, busy: 0, late: 0 };
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

/** A store that is closed when the test is over; one beside others says itself when that is. */
async function closing(opened: Promise<Store>, whenOver = onTestFinished): Promise<Store> {
  const store = await opened;
  whenOver(() => store.close());
  return store;
}

/** A Postgres database of the newest schema: to copy it takes less time than to migrate another. */
const original = await postgres?.createDatabase();
if (original) await migratePostgres({ url: original, log: silent });

const vault = createVault(randomBytes(32), []);

const emptyFile = async () => join(mkdtempSync(join(folder, 'x')), 'data', 'tiebreak.db');

/** Each kind of database: the place of one that holds nothing, or not even tables; a store on it, its migrations, and a look into it past the store. */
const databases = {
  sqlite: {
    create: emptyFile,
    createBare: emptyFile,
    open: (place: string, clock: Clock, keys = vault, whenOver = onTestFinished) =>
      closing(openSqliteStore({ file: place, clock, log: silent, vault: keys }), whenOver),
    migrate: (place: string) => migrateSqlite({ file: place }),
    freeze: (_place: string) => "create trigger full before insert on memories begin select raise(fail, 'disk full'); end",
    async query(place: string, text: string): Promise<Record<string, unknown>[]> {
      const database = new DatabaseSync(place);
      const rows = database.prepare(text).all();
      database.close();
      return rows;
    },
  },
  postgres: {
    create: async () => (await postgres?.createDatabase(original)) ?? '',
    createBare: async () => (await postgres?.createDatabase()) ?? '',
    open: (place: string, clock: Clock, keys = vault, whenOver = onTestFinished) =>
      closing(openPostgresStore({ url: place, clock, log: silent, vault: keys }), whenOver),
    migrate: (place: string) => migratePostgres({ url: place, log: silent }),
    freeze: (place: string) => `alter database ${new URL(place).pathname.slice(1)} set default_transaction_read_only = on`,
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
describeJobs('memory', async () => createMemoryStore(Date.now));
describeInstallations('memory', async (clock) => createMemoryStore(clock));

it.each([
  ['memory', async (clock: Clock) => createMemoryStore(clock)],
  ['sqlite', async (clock: Clock) => databases.sqlite.open(await databases.sqlite.create(), clock)],
])('%s does not look again and again for jobs that nobody here does', async (_, open) => {
  let looks = 0;
  const store = await open(() => {
    looks += 1;
    return Date.now();
  });
  await store.jobs.start({ here: async () => null });
  onTestFinished(() => store.jobs.stop(1_000));
  const there = { name: 'there', payload: null, key: 'k', queue: 'q', at: null };
  await store.transaction(({ enqueue }) => enqueue(there));
  await wait(300);
  expect(looks).toBeLessThan(20);
});

it('memory stays constant in size: the oldest marks go first', async () => {
  const rows = createMemoryStore(() => 0).workspace('p', 'w');
  for (let index = 0; index < 50_001; index += 1) await rows.mark(String(index), 10);
  expect(await rows.mark('1', 10)).toBe(false);
  expect(await rows.mark('0', 10)).toBe(true);
});

describe.each(Object.entries(databases))('%s', (name, { create, createBare, open, migrate, query, freeze }) => {
  if (name === 'postgres' && !postgres) return void it.skip('did not start, see above');
  describeStore(name, async (clock) => open(await create(), clock));

  describeJobs(name, async () => open(await create(), Date.now));

  describeSharedStore(name, async () => {
    const place = await create();
    return (clock) => open(place, clock);
  });

  describeInstallations(name, async (clock) => open(await create(), clock));

  describeSharedInstallations(name, async () => {
    const place = await create();
    return (clock) => open(place, clock);
  });

  describe(`the database of ${name}`, () => {
    it('is migrated once, and a mark won once, by three processes at once', async () => {
      const place = await createBare();
      const children = await Promise.all(['a', 'b', 'c'].map((child) => startStoreProcess(place, 'race', child)));
      for (const child of children) child.go();
      const said = (await Promise.all(children.map(({ ended }) => ended))).map(([line = '{}']) => JSON.parse(line));
      const names = await query(place, 'select name from kysely_migration order by name');
      expect(said.flatMap(({ migrated }) => migrated)).toEqual(names.map((row) => row.name));
      expect(names[0]?.name).toBe('0001-marks-memories-kept');
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
      expect((await query(place, 'select name from kysely_migration order by name desc'))[0]?.name).toBe('9999-later');
    });

    it('holds no token in the clear, and each sealed for its workspace alone', async () => {
      const place = await create();
      const all = (await open(place, Date.now)).installations('p');
      await all.save('w', { token: 'xoxb-not-a-token' });
      await all.save('x', { token: 'xoxb-not-a-token' });
      const rows = await query(place, 'select * from installations order by workspace');
      expect(JSON.stringify(rows)).not.toMatch(/xoxb|token/);
      expect(rows[0]?.key_id).toBe(vault.keyId);
      expect(rows[0]?.sealed).not.toBe(rows[1]?.sealed);
      await query(
        place,
        "update installations set sealed = (select sealed from installations where workspace = 'x') where workspace = 'w'",
      );
      await expect(all.find('w')).rejects.toThrow();
      expect(await all.find('x')).toEqual({ token: 'xoxb-not-a-token' });
    });

    it('is read with the old key and written with the new one, until every row is sealed anew', async () => {
      const place = await create();
      const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
      const before = (await open(place, Date.now, createVault(oldKey, []))).installations('p');
      for (const workspace of ['u', 'v', 'w']) await before.save(workspace, workspace);
      const rotating = await open(place, Date.now, createVault(newKey, [oldKey]));
      const all = rotating.installations('p');
      await all.save('u', 'u again');
      await all.update('v', async (value) => `${value} renewed`);
      const after = await open(place, Date.now, createVault(newKey, []));
      await expect(after.installations('p').find('w')).rejects.toMatchObject({ name: 'BotError', code: 'key-missing' });
      await expect(after.installations('p').update('w', async () => 'lost')).rejects.toMatchObject({ code: 'key-missing' });
      await expect(after.reseal()).rejects.toMatchObject({ code: 'key-missing' });
      await expect(after.checkKeys()).rejects.toMatchObject({ code: 'key-missing' });
      await rotating.checkKeys();
      expect(await all.find('w')).toBe('w');
      expect([await rotating.reseal(), await rotating.reseal()]).toEqual([1, 0]);
      const found = await Promise.all(['u', 'v', 'w'].map((workspace) => after.installations('p').find(workspace)));
      expect(found).toEqual(['u again', 'v renewed', 'w']);
      await after.checkKeys();
    });

    it('forgets what a lost key has sealed, when it is told to, and nothing else', async () => {
      const place = await create();
      const [lost, oldKey, newKey] = [randomBytes(32), randomBytes(32), randomBytes(32)];
      for (const [workspace, key] of [
        ['u', lost],
        ['v', oldKey],
        ['w', newKey],
      ] as const)
        await (await open(place, Date.now, createVault(key, []))).installations('p').save(workspace, workspace);
      const store = await open(place, Date.now, createVault(newKey, [oldKey]));
      await expect(store.checkKeys()).rejects.toMatchObject({
        code: 'key-missing',
        message: expect.stringContaining('npm run -s tiebreak -- rekey --lost'),
      });
      expect([await store.forgetLost(), await store.forgetLost(), await store.reseal()]).toEqual([1, 0, 1]);
      await store.checkKeys();
      const all = store.installations('p');
      expect(await Promise.all(['u', 'v', 'w'].map((workspace) => all.find(workspace)))).toEqual([null, 'v', 'w']);
    });

    it('keeps nothing of a workspace that was erased, in any table', async () => {
      const place = await create();
      const store = await open(place, Date.now);
      const rows = store.workspace('p', 'erased');
      await rows.mark('k', 1_000);
      await rows.remember('k', 1, 1_000, 'ana');
      await rows.keep('kind', 'k', 1, 'ana');
      await store.installations('p').save('erased', 1);
      await rows.erase(null);
      await store.installations('p').erase('erased', Date.now());
      const tables = await query(
        place,
        name === 'sqlite'
          ? "select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'workspace' where m.type = 'table'"
          : "select table_name as name from information_schema.columns where column_name = 'workspace' and table_schema = 'public'",
      );
      expect(tables.length).toBeGreaterThanOrEqual(4);
      for (const { name: table } of tables)
        expect(await query(place, `select workspace from ${table} where workspace = 'erased'`), String(table)).toEqual([]);
    });

    it('knows whose a rating is that was kept before persons had a column', async () => {
      const place = await create();
      await migrate(place);
      for (const undone of [
        'alter table kept drop column person',
        'alter table memories drop column person',
        'drop table installations',
        'drop table jobs',
        "delete from kysely_migration where name >= '0003'",
        `insert into kept values ('p', 'w', 'a', 'rating', '{"user":"ana"}', 1), ('p', 'w', 'b', 'rating', '"plain"', 2)`,
      ])
        await query(place, undone);
      const rows = (await open(place, Date.now)).workspace('p', 'w');
      expect(await rows.erase('ana')).toBe(1);
      expect(await rows.kept('rating')).toEqual(['plain']);
    });

    it('knows which votes run that were kept before those had rows of their own', async () => {
      const place = await create();
      const before = (await open(place, Date.now)).workspace('p', 'w');
      const votes = [voteOf({ id: 'a' }), voteOf({ id: 'b', state: 'closed' })];
      for (const vote of votes) await keepVote(before, vote);
      for (const undone of ["delete from kept where kind = 'running-vote'", "delete from kysely_migration where name >= '0005'"])
        await query(place, undone);
      expect(await openVotes(before)).toEqual([]);
      expect(await openVotes((await open(place, Date.now)).workspace('p', 'w'))).toEqual([votes[0]]);
      await before.keep('vote', 'a', voteOf({ id: 'a', state: 'closed' }), null); // by a process of the version before
      expect(await openVotes(before)).toEqual([]);
    });

    it('answers no ping where it takes no changes', async () => {
      const place = await create();
      await migrate(place);
      await query(place, freeze(place));
      await expect((await open(place, Date.now)).ping()).rejects.toThrow(/disk full|read-only transaction/);
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
      const place = await createBare();
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
    }, 120_000);
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

  it.skipIf(process.platform === 'win32')('is for whoever runs us alone, wherever it is made', async () => {
    const file = join(mkdtempSync(join(folder, 'x')), 'tiebreak.db');
    chmodSync(dirname(file), 0o755);
    const { workspace } = await databases.sqlite.open(file, Date.now);
    await workspace('p', 'w').keep('kind', 'k', 'what people wrote', null);
    for (const end of ['', '-wal', '-shm']) expect(statSync(`${file}${end}`).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('has its jobs done by nobody who may not write the file beside it', async () => {
    const place = mkdtempSync(join(folder, 'x'));
    const file = join(place, 'tiebreak.db');
    for (const each of [folder, place]) chmodSync(each, 0o755);
    writeFileSync(`${file}-jobs`, '', { mode: 0o444 });
    const isRoot = process.getuid?.() === 0; // who may write everything
    if (isRoot) process.seteuid?.(65_534);
    const taken = createLease(file).take();
    if (isRoot) process.seteuid?.(0);
    await expect(taken).rejects.toMatchObject({
      code: 'store-unavailable',
      message: `The file ${file}-jobs cannot be used (EACCES: permission denied, open '${file}-jobs'). It holds nothing but a lock: see that it and its folder can be written, or delete it while nothing is served.`,
    });
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

  it('is brought what its log holds in the background, so that the log stays short', async () => {
    const file = await databases.sqlite.create();
    const rows = (await databases.sqlite.open(file, Date.now)).workspace('p', 'w');
    const store = await databases.sqlite.open(file, Date.now);
    for (let index = 0; statSync(file).size < 4e6; index += 1) {
      await store.transaction((inside) => inside.workspace('p', 'w').remember(`k${index}`, 'x'.repeat(100_000), 60_000, null));
      await wait(20);
      expect(index).toBeLessThan(400);
    }
    expect(await rows.recall('k0')).toHaveLength(100_000);
  });

  it('makes nobody wait for a log that has been long once, and is short', async () => {
    const file = join(mkdtempSync(join(folder, 'x')), 'tiebreak.db');
    const [writer, reader] = [new DatabaseSync(file, { timeout: 5_000 }), new DatabaseSync(file)];
    writer.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table t (x)');
    const disk = createDisk(file, silent, { every: 50, due: 100_000, long: 1_000_000 });
    onTestFinished(() => disk.close());
    const write = async (bytes: number): Promise<number> => {
      const began = performance.now();
      writer.prepare('insert into t values (zeroblob(?))').run(bytes);
      const taken = performance.now() - began;
      disk.committed();
      await wait(30);
      return taken;
    };
    for (let count = 0; statSync(file).size < 2e6; count += 1) {
      await write(count < 3 ? 1e6 : 10);
      expect(count).toBeLessThan(200);
    }
    for (let count = 0; count < 5; count += 1) await write(10); // it begins anew
    // Whoever reads keeps the log from beginning anew: what waits for that would keep writers waiting as well.
    reader.exec('begin; select count(*) from t');
    const taken: number[] = [];
    for (let count = 0; count < 40; count += 1) taken.push(await write(10));
    expect(Math.max(...taken)).toBeLessThan(500);
    reader.close();
    writer.close();
  });

  it('holds next to nothing any more of what was erased or forgotten', async () => {
    const file = await databases.sqlite.create();
    const store = await openSqliteStore({ file, clock: Date.now, log: silent });
    const rows = store.workspace('p', 'w');
    for (let count = 0; count < 200; count += 1) {
      await rows.keep(
        'rating',
        `k${count}`,
        { question: `is the wombat number ${count} faster?` },
        count % 3 === 0 ? 'ben' : 'ana',
      );
      await rows.remember('last', `a zebra, number ${count}`, 60_000, 'ben');
    }
    await rows.erase('ana');
    await rows.forget('last');
    await store.close();
    const left = readFileSync(file, 'latin1');
    const numbers = [...left.matchAll(/wombat number (\d+)/g)].map(([, number]) => Number(number));
    // What was moved from one page to another may leave a trace; of what is not overwritten more than half can be read.
    expect(numbers.filter((number) => number % 3 !== 0).length).toBeLessThan(5);
    expect(new Set(numbers.filter((number) => number % 3 === 0)).size).toBe(67);
    expect(left.split('zebra').length).toBeLessThan(5);
  });

  it('goes on bringing its log into it once that is possible again', async () => {
    const file = join(mkdtempSync(join(folder, 'x')), 'tiebreak.db');
    mkdirSync(file); // no database to open
    writeFileSync(`${file}-wal`, Buffer.alloc(200_000));
    const warnings: string[] = [];
    const log = { ...silent, warn: (_fields: object, message: string) => void warnings.push(message) };
    const disk = createDisk(file, log, { every: 0, due: 100_000, long: 1_000_000 });
    onTestFinished(() => disk.close());
    disk.committed();
    await expect.poll(() => warnings).toEqual([expect.stringContaining('trying again')]);
    rmSync(file, { recursive: true });
    rmSync(`${file}-wal`);
    const writer = new DatabaseSync(file);
    onTestFinished(() => writer.close());
    writer.exec(
      'pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table t (x); insert into t values (zeroblob(500000))',
    );
    disk.committed();
    await expect.poll(() => statSync(file).size).toBeGreaterThan(500_000);
    expect(warnings).toHaveLength(1);
  });

  it('goes on once its log can be opened again', async () => {
    const file = join(mkdtempSync(join(folder, 'x')), 'tiebreak.db');
    const disk = createDisk(file, silent);
    await expect(disk.flush()).rejects.toMatchObject({ code: 'ENOENT' });
    writeFileSync(`${file}-wal`, '');
    await disk.flush();
    await disk.close();
  });

  it('says in a sentence that it cannot be opened', async () => {
    const file = join(folder, 'not-a-database');
    writeFileSync(file, 'This is a letter, not a database. '.repeat(100));
    await expect(openSqliteStore({ file, clock: Date.now, log: silent })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining(`The database ${file} cannot be used (file is not a database). Check`),
    });
  });

  it('says so too where it cannot be used any more once jobs begin', async () => {
    const { create, open, query } = databases.sqlite;
    const file = await create();
    const { jobs } = await open(file, Date.now);
    await query(file, 'drop table jobs');
    await expect(jobs.start({})).rejects.toThrow(`The database ${file} cannot be used (no such table: jobs). Check`);
  });

  it('has its jobs done by one process, until that one ends, however it ends; others may read and write meanwhile', async () => {
    const file = await databases.sqlite.create();
    const serving = await startStoreProcess(file, 'serve', 'a');
    serving.go();
    await serving.says(1);
    const store = await databases.sqlite.open(file, Date.now);
    await store.workspace('p', 'w').keep('kind', 'k', 1, null);
    for (const refused of [() => store.jobs.claim(), () => store.jobs.start({})])
      await expect(refused()).rejects.toMatchObject({
        code: 'jobs-taken',
        message: `Another process already serves from ${file}, and only one can: serve everything in one (\`npm start\`), or set DATABASE_URL to a Postgres for several.`,
      });
    serving.kill();
    const killed = performance.now();
    await store.jobs.start({});
    expect(performance.now() - killed).toBeLessThan(1_000);
    const next = await databases.sqlite.open(file, Date.now);
    await expect(next.jobs.claim()).rejects.toMatchObject({ code: 'jobs-taken' });
    await store.jobs.stop(1_000);
    await next.jobs.claim();
  });
});

describe.skipIf(!postgres)('the postgres server', () => {
  it('says in a sentence that it went away before the first job', async () => {
    const { create, open, query } = databases.postgres;
    const url = await create();
    const { jobs } = await open(url, Date.now);
    const { host, pathname } = new URL(url);
    const elsewhere = new URL('/postgres', url).href;
    await query(elsewhere, `alter database ${pathname.slice(1)} allow_connections false`);
    await query(elsewhere, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${pathname.slice(1)}'`);
    await expect(jobs.start({})).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining(`The Postgres database at ${host}${pathname} cannot be used (`),
    });
  });

  it('gives each of two processes what only it can do, without a wait for the other', async () => {
    const { create, open } = databases.postgres;
    const url = await create();
    const took: { by: string; name: string; ms: number }[] = [];
    const stores = await Promise.all(
      ['one', 'other'].map(async (by) => {
        const store = await open(url, Date.now);
        const done = (name: string) => async (asked: unknown) => {
          took.push({ by, name, ms: Date.now() - Number(asked) });
          return null;
        };
        await store.jobs.start({ both: done('both'), [by]: done(by) });
        onTestFinished(() => store.jobs.stop(1_000));
        return store;
      }),
    );
    await wait(500);
    const names = Array.from({ length: 30 }, (_, index) => ['one', 'other', 'both'][index % 3] as string);
    for (const [index, name] of names.entries()) {
      const job = { name, payload: Date.now(), key: `k${index}`, queue: `q${index}`, at: null };
      await stores[index % 2]?.transaction(({ enqueue }) => enqueue(job));
      await wait(50);
    }
    await expect.poll(() => took.length, { timeout: 5_000 }).toBe(30);
    expect(took.filter(({ by, name }) => name !== 'both' && name !== by)).toEqual([]);
    expect(took.map(({ ms }) => ms).toSorted((a, b) => a - b)[15]).toBeLessThan(300);
  });

  it('has no more connections from a process than it may have, jobs included', async () => {
    const { create, query } = databases.postgres;
    const url = await create();
    const store = await closing(openPostgresStore({ url, connections: 5, clock: Date.now, log: silent }));
    let done = 0;
    await store.jobs.start({
      note: async () => {
        await store.transaction(({ workspace }) => workspace('p', 'w').remember('k', 1, 1_000, null));
        done += 1;
        return null;
      },
    });
    onTestFinished(() => store.jobs.stop(1_000));
    const names = Array.from({ length: 40 }, (_, index) => `${index}`);
    await store.transaction(async ({ enqueue }) => {
      for (const key of names) await enqueue({ name: 'note', payload: null, key, queue: key, at: null });
    });
    await Promise.all(names.map((name) => store.transaction(({ lock }) => lock(name))));
    const held = "select pid from pg_stat_activity where application_name = 'tiebreak' and datname = current_database()";
    expect((await query(url, held)).length).toBeLessThanOrEqual(5);
    await expect.poll(() => done, { timeout: 10_000 }).toBe(40);
  });

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

  it('says what was wrong with a change that nobody waited for, undoes all of it, and goes on', async () => {
    const store = await databases.postgres.open(await databases.postgres.create(), Date.now);
    const rows = store.workspace('p', 'w');
    for (const goOn of ['commit', 'recall', 'mark'] as const) {
      const failing = store.transaction(async (inside) => {
        const own = inside.workspace('p', 'w');
        await own.remember('before it', 1, 60_000, null);
        await own.remember(`no key of Postgres: ${randomBytes(9_000).toString('hex')}`, 1, 60_000, null);
        if (goOn !== 'commit') await own[goOn]('before it', 60_000);
      });
      await expect(failing).rejects.toMatchObject({ code: '54000' });
    }
    expect(await rows.recall('before it')).toBeNull();
    await store.transaction((inside) => inside.workspace('p', 'w').remember('after all', 1, 60_000, null));
    expect(await rows.recall('after all')).toBe(1);
  });

  it('answers no ping while it lets nobody in, and does again afterwards', async () => {
    const { create, query } = databases.postgres;
    const url = await create();
    const store = await closing(openPostgresStore({ url, clock: () => 0, log: silent }));
    const elsewhere = new URL(url);
    elsewhere.pathname = '/postgres';
    const name = new URL(url).pathname.slice(1);
    await store.ping();
    await query(elsewhere.href, `alter database ${name} allow_connections false`);
    await query(elsewhere.href, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await expect(store.ping()).rejects.toThrow();
    await expect(store.ping()).rejects.toThrow();
    await query(elsewhere.href, `alter database ${name} allow_connections true`);
    await store.ping();
  });

  it('says in a sentence, without the password, that it cannot be used', async () => {
    const url = new URL(await databases.postgres.create());
    url.pathname = '/missing';
    const error = await openPostgresStore({ url: url.href, clock: Date.now, log: silent }).catch((error) => error);
    expect(error).toMatchObject({ name: 'BotError', code: 'store-unavailable' });
    expect(error.message).toBe(
      `The Postgres database at ${url.host}/missing cannot be used (database "missing" does not exist). Check DATABASE_URL, and that the database runs, lets this machine in, and belongs to the user in the address.`,
    );
  });

  it('says so too where nobody listens', async () => {
    const error = await openPostgresStore({ url: 'postgres://a:b@localhost:1/x', clock: Date.now, log: silent }).catch(
      (error) => error,
    );
    expect(error.message).toMatch(/^The Postgres database at localhost:1\/x cannot be used \(.*ECONNREFUSED.*\)\. Check/);
  });

  it('may be away when a job ends: that one is asked again and told so, and what waits behind it is done', async () => {
    const { create, open, query } = databases.postgres;
    const url = await create();
    const store = await open(url, Date.now);
    const began: [said: unknown, tries: number][] = [];
    const held = Promise.withResolvers<void>();
    const rejected: unknown[] = []; // the engine lets a failure to store an end go unhandled
    const note = (error: unknown) => void rejected.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    await store.jobs.start({
      note: async (said, tries) => {
        began.push([said, tries]);
        if (said === 'first' && tries === 0) await held.promise;
        return null;
      },
    });
    onTestFinished(() => store.jobs.stop(1_000));
    const ask = (said: string) =>
      store.transaction(({ enqueue }) => enqueue({ name: 'note', payload: said, key: said, queue: 'one lane', at: null }));
    await ask('first');
    await expect.poll(() => began).toEqual([['first', 0]]);
    const elsewhere = new URL(url);
    elsewhere.pathname = '/postgres';
    const name = new URL(url).pathname.slice(1);
    await query(elsewhere.href, `alter database ${name} allow_connections false`);
    await query(elsewhere.href, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    held.resolve();
    await expect.poll(() => rejected.length, { timeout: 5_000 }).toBe(1);
    await query(elsewhere.href, `alter database ${name} allow_connections true`);
    await expect.poll(() => ask('second'), { timeout: 5_000 }).toBeUndefined();
    await expect
      .poll(() => began, { timeout: 20_000 })
      .toEqual([
        ['first', 0],
        ['first', 1],
        ['second', 0],
      ]);
    await wait(5_000); // two sweeps, which leave alone what is over
    expect(began).toHaveLength(3);
    expect((await store.jobs.backlog()).busy).toBe(0);
  }, 60_000);
});

describe.concurrent('what takes its time', () => {
  it('a sqlite file may be away for long: the log says once that it is, not at every try', async ({ expect, onTestFinished }) => {
    let isAway = true;
    const tries = { failed: 0, worked: 0 };
    const said: string[] = [];
    const log = { ...silent, error: (_: object, message: string) => void said.push(message) };
    const take = async () => {
      tries[isAway ? 'failed' : 'worked'] += 1;
      if (isAway) throw new Error('disk I/O error');
      return [];
    };
    const runner = createRunner(
      { take, next: async () => null, put: async () => {}, recover: async () => {}, count: async () => nothing },
      { clock: Date.now, log },
    );
    await runner.start({ note: async () => null });
    onTestFinished(() => runner.stop(1_000));
    await expect.poll(() => tries.failed).toBeGreaterThan(2);
    expect(said).toEqual(['the jobs that wait cannot be read; trying again']);
    isAway = false;
    await expect.poll(() => tries.worked).toBeGreaterThan(0);
    isAway = true;
    runner.wake();
    await expect.poll(() => said).toHaveLength(2);
    isAway = false;
  });

  describe.skipIf(!postgres)('the postgres server', () => {
    it('may fall silent where a process shows that it lives: it shows it anew, over one connection', async ({
      expect,
      onTestFinished,
    }) => {
      const { create, open, query } = databases.postgres;
      const url = await create();
      const proxy = await startSilentProxy(url);
      onTestFinished(proxy.stop);
      const store = await open(proxy.url, Date.now, vault, onTestFinished);
      await store.jobs.start({ note: async () => null });
      onTestFinished(() => store.jobs.stop(1_000));
      const held = `from pg_locks where locktype = 'advisory' and classid = 7613 and granted
      and database = (select oid from pg_database where datname = current_database())`;
      const signs = async () => (await query(url, `select pid ${held}`)).length;
      expect(await signs()).toBe(1);
      const [{ pid } = {}] = await query(url, `select pid ${held}`);
      proxy.silence('advisory_lock_shared');
      await expect.poll(signs, { timeout: 15_000 }).toBe(2); // the server has not noticed that the first one is gone
      await query(url, `select pg_terminate_backend(${pid})`);
      await wait(4_000);
      expect([await signs(), proxy.count('advisory_lock_shared')]).toEqual([1, 2]);
    }, 40_000);

    it('may be away for a night: the log says once that it is, not at every try', async ({ expect, onTestFinished }) => {
      const proxy = await startSilentProxy(await databases.postgres.create());
      const said: string[] = [];
      const log = { ...silent, warn: (_: object, message: string) => void said.push(message) };
      const store = await closing(openPostgresStore({ url: proxy.url, clock: Date.now, log }), onTestFinished);
      await store.jobs.start({ note: async () => null });
      onTestFinished(() => store.jobs.stop(1_000).catch(() => {}));
      proxy.stop();
      await wait(7_000);
      const tries = said.filter((message) => message.endsWith('anew') || message.endsWith('trying again'));
      expect(tries.toSorted()).toEqual([
        'abandoned jobs cannot be looked for; trying again',
        'the sign that this process lives was lost; setting it anew',
      ]);
    }, 40_000);

    it('gives the jobs of a process that is no more to others, and of none that lives', async ({ expect, onTestFinished }) => {
      const { create, open, query } = databases.postgres;
      const url = await create();
      const store = await open(url, Date.now, vault, onTestFinished);
      for (const said of ['dead', 'live'])
        await store.transaction(({ enqueue }) => enqueue({ name: 'note', payload: said, key: said, queue: said, at: null }));
      const taken = "locked_at = now() - interval '1 minute', locked_by = 'pool-' || ";
      await query(url, `update graphile_worker._private_jobs set attempts = 1, ${taken} key`);
      await query(
        url,
        `update graphile_worker._private_job_queues as lanes set ${taken} jobs.key from graphile_worker._private_jobs as jobs where jobs.job_queue_id = lanes.id`,
      );
      const other = new Client({ connectionString: url });
      await other.connect();
      await other.query("select pg_advisory_lock_shared(7613, hashtext('pool-live'))");
      const began: unknown[] = [];
      await store.jobs.start({
        note: async (said, tries) => {
          began.push([said, tries]);
          return null;
        },
      });
      onTestFinished(() => store.jobs.stop(1_000));
      await expect.poll(() => began, { timeout: 15_000 }).toEqual([['dead', 1]]);
      await wait(4_500);
      expect(began).toHaveLength(1);
      await other.end();
      await expect
        .poll(() => began, { timeout: 15_000 })
        .toEqual([
          ['dead', 1],
          ['live', 1],
        ]);
    }, 60_000);
  });
});
