import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { erasePerson, eraseWorkspace, exportLines, type Owner } from './core/data.ts';
import { fileOf, toMarkdown } from './core/decisions/record.ts';
import { allDecisions } from './core/decisions/rows.ts';
import { BotError } from './core/errors.ts';
import type { Clock, Log, Store } from './core/ports.ts';
import { atDesk } from './core/transaction.ts';
import { type Database, migrateStore, openStore } from './store/open.ts';

/** What the command line does to a database, even while other processes serve from it. */
export function createUpkeep(database: Database, { clock, log }: { clock: Clock; log: Log }) {
  const withStore = async <Result>(work: (store: Store) => Promise<Result>): Promise<Result> => {
    const store = await openStore(database, { clock, log });
    return work(store).finally(() => store.close());
  };
  return {
    /** Gives the names of the migrations that were applied. */
    migrate: () => migrateStore(database, { log }),
    /** Encrypts with the newest key; gives the number of installations that had an older one. */
    rekey: () => withStore((store) => store.reseal()),
    /** Forgets the installations whose key is lost; gives their number. */
    forgetLost: () => withStore((store) => store.forgetLost()),
    /** Writes an export, line by line; gives the number of rows in it. */
    export: (owner: Owner, write: (line: string) => Promise<void>) =>
      withStore(async (store) => {
        let lines = 0;
        for await (const line of exportLines(owner, store.workspace(owner.platform, owner.workspace), clock())) {
          await write(line);
          lines += 1;
        }
        return lines - 2; // its head and its foot
      }),
    /** Writes every decision to `docs/decisions/NNNN-title.md` below a folder; gives the paths, by number. @throws BotError if they cannot be written */
    exportDecisions: ({ platform, workspace }: Owner, folder: string) =>
      withStore(async (store) => {
        const into = join(folder, 'docs', 'decisions');
        const records = await allDecisions(store.workspace(platform, workspace));
        const write = async (): Promise<string[]> => {
          await mkdir(into, { recursive: true });
          return Promise.all(
            records.map(async (record) => {
              const path = join(into, fileOf(record));
              await writeFile(path, toMarkdown(record));
              return path;
            }),
          );
        };
        return write().catch((error) => {
          throw new BotError('not-written', `${into} cannot be written (${error.code}).`, { cause: error });
        });
      }),
    /** Everything of a workspace, its installation too, or everything of one person; gives the number of rows, and whether there was an installation. */
    erase: ({ platform, workspace, user }: Owner) =>
      withStore(async (store) => {
        const wasInstalled = user === null && (await store.installations(platform).erase(workspace, clock()));
        const rows = await atDesk(store, { platform, workspace }, (desk) =>
          user === null ? eraseWorkspace(desk, null) : erasePerson(desk, user, clock()),
        );
        return { rows, wasInstalled };
      }),
  };
}
