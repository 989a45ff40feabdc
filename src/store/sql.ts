import type { Kysely } from 'kysely';
import type { Clock, Job, Jobs, Store } from '../core/ports.ts';
import { minute } from '../core/time.ts';
import { createInstallations } from './installations.ts';
import type { Tables } from './migrations.ts';
import { preparedChange } from './prepared.ts';
import { rowsOf } from './rows.ts';
import type { Vault } from './vault.ts';

/** Which writes of what expires are followed by a pruning (the first, and then every hundredth), and how many expired rows one deletes at most. */
const pruning = { every: 100, rows: 1_000 };

/** Deletes expired rows, up to ten for each that is written. Asks for the expiry again, in case a row was just renewed. */
const prunes = (['marks', 'memories'] as const).map((table) =>
  preparedChange((db, { now }: { now: number }) =>
    db
      .deleteFrom(table)
      .where('expires', '<=', now)
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('platform', 'workspace', 'key'),
          'in',
          selectFrom(table)
            .select(['platform', 'workspace', 'key'])
            .where('expires', '<=', now)
            .limit(pruning.rows)
            .$asTuple('platform', 'workspace', 'key'),
        ),
      ),
  ),
);

/** What differs between databases besides SQL. */
type Engine = {
  jobs: Jobs;
  /** Runs work whose changes are all made or none. */
  transact<Result>(work: (inside: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** Asks for a job within a transaction of `db`. */
  enqueue(db: Kysely<Tables>, job: Job): Promise<void>;
  /** Holds a name until the transaction of `db` is over. */
  lock(db: Kysely<Tables>, name: string): Promise<void>;
  /** To be called before a commit if nothing in the transaction has to outlast a power cut. */
  relax(db: Kysely<Tables>): Promise<void>;
  /** To be called after a commit that must be on the disk. `hasJobs`: whether the transaction asked for jobs. */
  settle(hasJobs: boolean): Promise<void>;
};

type Options = { clock: Clock; vault: Vault | null; engine: Engine };

/** The store over a database that has the newest schema; both SQL stores are this one. `vault` is null where no key is set. */
export function createSqlStore(db: Kysely<Tables>, { clock, vault, engine }: Options): Store {
  const { installations, ...sealed } = createInstallations(db, { clock, vault, settle: () => engine.settle(false) });
  let written = 0;

  /** A prune that fails changes nothing for the caller, whose row is written: the next one finds the same rows. */
  async function wrote(count = 1): Promise<void> {
    const before = Math.ceil(written / pruning.every);
    written += count;
    if (Math.ceil(written / pruning.every) > before) await Promise.allSettled(prunes.map((prune) => prune(db, { now: clock() })));
  }

  const open: Store['workspace'] = (platform, workspace) =>
    rowsOf(
      db,
      { platform, workspace },
      {
        clock,
        async wrote(kind) {
          await engine.settle(false);
          if (kind === 'expiring') await wrote();
        },
      },
    );

  return {
    workspace: open,
    async transaction(work) {
      const writes = { expiring: 0, lasting: 0 };
      let jobs = 0;
      const note = {
        clock,
        async wrote(kind: keyof typeof writes) {
          writes[kind] += 1;
        },
      };
      const result = await engine.transact(async (inside) => {
        const done = await work({
          workspace: (platform, workspace) => rowsOf(inside, { platform, workspace }, note),
          lock: (name) => engine.lock(inside, name),
          async enqueue(job) {
            jobs += 1;
            await engine.enqueue(inside, job);
          },
        });
        if (writes.lasting + jobs === 0) await engine.relax(inside);
        return done;
      });
      if (writes.lasting + jobs > 0) await engine.settle(jobs > 0);
      if (writes.expiring > 0) await wrote(writes.expiring);
      return result;
    },
    jobs: engine.jobs,
    installations,
    ...sealed,
    ping: () => open('tiebreak', 'itself').remember('ping', true, minute, null),
    close: () => db.destroy(),
  };
}
