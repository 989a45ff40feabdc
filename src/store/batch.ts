import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './migrations.ts';
import { preparedChange, withConnection } from './prepared.ts';

/** The most that is done in one transaction of the database: whoever is first waits for the last. */
const most = 50;

const begin = preparedChange(() => sql`savepoint work`);
const undo = preparedChange(() => sql`rollback to work`);
const end = preparedChange(() => sql`release work`);

type Work = {
  /** Rejects only where the whole transaction has failed, as it has where work that `isAlone` in it fails. */
  run(inside: Kysely<Tables>, isAlone: boolean): Promise<void>;
  /** The whole transaction is over, well (null) or not. */
  over(error: unknown): void;
};

/**
 * Transactions of a database that does one at a time: those that come meanwhile are then done together, each with all its changes or none.
 * To begin and to commit is most of what a small one costs. `committed` is called after each commit.
 */
export function createBatches(db: Kysely<Tables>, committed: () => void) {
  const waiting: Work[] = [];
  let isRunning = false;

  const runSome = async (): Promise<void> => {
    const begun: Work[] = [];
    const isAlone = waiting.length === 1;
    try {
      await db.transaction().execute((inside) =>
        withConnection(inside, async () => {
          for (let work = waiting.shift(); work; work = begun.length < most && !isAlone ? waiting.shift() : undefined) {
            begun.push(work);
            await work.run(inside, isAlone);
          }
        }),
      );
      committed();
      for (const work of begun) work.over(null);
    } catch (error) {
      for (const work of begun.length > 0 ? begun : waiting.splice(0)) work.over(error);
    }
  };
  const runAll = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (waiting.length > 0) {
      await turn(); // what came in the same turn of the event loop comes along
      await runSome();
    }
    isRunning = false;
  };

  return <Result>(work: (inside: Kysely<Tables>) => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      // What is begun by whoever came first still belongs to whoever asked: log lines say whose event they are about.
      const asAsked = AsyncLocalStorage.snapshot();
      let finish = (): void => {};
      waiting.push({
        async run(inside, isAlone) {
          if (isAlone) {
            const result = await asAsked(work, inside);
            finish = () => resolve(result);
            return;
          }
          await begin(inside, {});
          try {
            const result = await asAsked(work, inside);
            finish = () => resolve(result);
          } catch (error) {
            // After some failures, such as a full disk, SQLite has undone everything.
            await undo(inside, {}).catch(() => Promise.reject(error));
            finish = () => reject(error);
          }
          await end(inside, {});
        },
        over: (error) => (error === null ? finish() : reject(error)),
      });
      void runAll();
    });
}
