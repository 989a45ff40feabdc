import { type Address, erasePerson, exportLines } from './core/data.ts';
import type { Clock, Log, Store } from './core/ports.ts';
import { type Database, migrateStore, openStore } from './store/open.ts';

/** What is done to a database from the command line, also while processes serve from it. */
export function createUpkeep(database: Database, { clock, log }: { clock: Clock; log: Log }) {
  const withStore = async <Result>(work: (store: Store) => Promise<Result>): Promise<Result> => {
    const store = await openStore(database, { clock, log });
    return work(store).finally(() => store.close());
  };
  return {
    /** Gives the names of the migrations that were applied. */
    migrate: () => migrateStore(database, { log }),
    /** Gives how many installations were encrypted with an older key. */
    rekey: () => withStore((store) => store.reseal()),
    /** Hands on an export line by line. */
    export: (address: Address, write: (line: string) => Promise<void>) =>
      withStore(async (store) => {
        for await (const line of exportLines(address, store.workspace(address.platform, address.workspace), clock()))
          await write(line);
      }),
    /** Everything of a workspace, its installation too, or everything of one person; gives the number of rows. */
    erase: ({ platform, workspace, user }: Address) =>
      withStore(async (store) => {
        const rows = store.workspace(platform, workspace);
        if (user !== null) return erasePerson(rows, user);
        await store.installations(platform).erase(workspace, clock());
        return rows.erase(null);
      }),
  };
}
