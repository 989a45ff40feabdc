import { enableCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { Store } from '../../src/core/ports.ts';
import { say } from './say.ts';

/**
 * A process with a store of its own: `node store-child.ts <file or Postgres address> race|write|serve <name>`. It says `ready`, waits for a line, then
 * - race: migrates, sets the marks 0 to 49 at once, and says which migrations it applied and which marks it won;
 * - serve: does jobs, of which there are none, until it is killed;
 * - write: keeps one value after another, four at a time, and says the key of each once it is kept, until one fails: then `failed` and its key.
 */
enableCompileCache();
const [place = '', task, name] = process.argv.slice(2);
const log = { info() {}, warn() {}, error() {} };

/** How to migrate and open; imports only the driver it needs, to be ready sooner. */
async function connect(): Promise<{ migrate(): Promise<string[]>; open(): Promise<Store> }> {
  if (place.startsWith('postgres:')) {
    const { migratePostgres, openPostgresStore } = await import('../../src/store/postgres.ts');
    const options = { url: place, clock: Date.now, log };
    return { migrate: () => migratePostgres(options), open: () => openPostgresStore(options) };
  }
  const { migrateSqlite, openSqliteStore } = await import('../../src/store/sqlite.ts');
  const options = { file: place, clock: Date.now, log };
  return { migrate: () => migrateSqlite(options), open: () => openSqliteStore(options) };
}

const { migrate, open } = await connect();
const lines = createInterface({ input: process.stdin });
const told = new Promise((resolve) => lines.once('line', resolve));
say('ready');
await told;
lines.close();

const migrated = await migrate();
const store = await open();
const rows = store.workspace('p', 'w');

if (task === 'serve') {
  await store.jobs.start({});
  say('serving');
  await new Promise(() => setInterval(() => {}, 60_000));
} else if (task === 'race') {
  const keys = Array.from({ length: 50 }, (_, key) => String(key));
  const won = await Promise.all(keys.map((key) => rows.mark(key, 60_000)));
  say(JSON.stringify({ migrated, won: keys.filter((_, index) => won[index]) }));
} else {
  let isFailed = false;
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; !isFailed; count += 1) {
      const key = `${name}-${writer}-${count}`;
      try {
        await rows.keep('write', key, { key, text: 'é'.repeat(300) }, null);
        say(key);
      } catch {
        isFailed = true;
        say(`failed ${key}`);
      }
    }
  };
  await Promise.all([0, 1, 2, 3].map(write));
}
await store.close();
