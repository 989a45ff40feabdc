import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type Runner, run, runMigrations, type Task, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import { type Kysely, sql } from 'kysely';
import type { Backlog, Handler, Job, Jobs, Log } from '../core/ports.ts';
import { attempt } from './attempt.ts';
import { createComplaint } from './complaint.ts';
import { createKeeper, type Keeper, lockClass, type Pool } from './keeper.ts';
import type { Tables } from './migrations.ts';
import { preparedChange } from './prepared.ts';

/** How often the engine looks for jobs whose time has come, in ms; of one that is due at once it is told. */
const pollInterval = 1_000;

/** To how many names those of queues are hashed: the engine keeps a row for each name for good (https://worker.graphile.org/docs/sql-add-job). */
const lanes = 256;

/** How often jobs of processes that are no more are looked for, and how long ago such a job was taken at least; in ms. */
const sweep = { every: 2_000, age: 4_000 };

type Payload = { payload: unknown; queue: string; tries: number };

/** Brings the engine's own tables, in a schema of their own, to its newest. */
export const migrateJobs = (pgPool: Pool): Promise<void> => runMigrations({ pgPool, logger: silent });

/** Asks for a job, within the transaction of `db`; https://worker.graphile.org/docs/sql-add-job */
export const addJob = (db: Kysely<Tables>, { name, payload, key, queue, at }: Job): Promise<void> =>
  add(db, {
    name,
    json: JSON.stringify({ payload, queue, tries: 0 } satisfies Payload),
    lane: laneOf(queue),
    key,
    at: at === null ? null : new Date(at),
  });

type Asked = { name: string; json: string; lane: string; key: string; at: Date | null };
const add = preparedChange(
  (
    _,
    { name, json, lane, key, at }: Asked,
  ) => sql`select from graphile_worker.add_job(${name}, ${json}::json, queue_name := ${lane},
    job_key := ${key}, run_at := ${at}::timestamptz)`,
);

const laneOf = (queue: string): string => `lane-${createHash('md5').update(queue).digest().readUInt16BE() % lanes}`;

/** `concurrency`: how many jobs this process does at once; a connection each. */
type Options = { pool: Pool; log: Log; concurrency: number };

/** Jobs by graphile-worker: any process on the database may do them. */
export function createPostgresJobs({ pool, log, concurrency }: Options): Jobs {
  /** What is being done here, by the engine's ids; also what has just ended, for as long as it takes to store that. */
  const ours = new Set<string>();
  // A database that was restarted has not heard yet that a process lives, and what is being handed to us is not begun.
  const [goneTwice, idleTwice] = [createTwice(), createTwice()];
  let running: { runner: Promise<Runner>; names: string[]; id: string; keeper: Keeper; timer: NodeJS.Timeout } | null = null;

  const doneBy =
    (handlers: Record<string, Handler>): Task =>
    async (given, { job, withPgClient }) => {
      const { payload, queue, tries } = given as Payload;
      const whole = { name: job.task_identifier, payload, key: job.key ?? `${job.id}`, queue, at: null };
      const waiting = { ...whole, tries: tries + job.attempts - 1 };
      // The engine may still begin one that it was looking for when it was told to stop.
      const again = running ? await attempt(waiting, handlers, { now: Date.now, log }) : waiting;
      // The engine's own retries have a pace of their own; a new job of the same key takes the place of this one.
      if (again && job.key) await withPgClient((client) => addAgain(client, again, job.key as string));
    };

  /**
   * Gives back what processes have taken that are no more (each holds a lock as long as it lives), and what we have taken and do not do: the
   * database was away when that began or ended. Otherwise it would take four hours, and what waits behind it as long.
   */
  const sweepUp = async (id: string): Promise<void> => {
    const dead = await pool.query<{ gone: string }>(
      `select gone from (
         select locked_by as gone from graphile_worker._private_jobs where locked_by is not null group by locked_by
         having max(locked_at) < now() - $1 * interval '1 ms'
       ) taken where not exists (
         select from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = ${lockClass}::oid
           and objid = (hashtext(gone)::bigint & 4294967295)::oid and granted
           and database = (select oid from pg_database where datname = current_database())
       )`,
      [sweep.age],
    );
    const gone = goneTwice(dead.rows.map((row) => row.gone));
    if (gone.length > 0) await pool.query('select graphile_worker.force_unlock_workers($1)', [gone]);
    const held = await pool.query<{ id: string }>(
      "select id from graphile_worker._private_jobs where locked_by = $1 and locked_at < now() - $2 * interval '1 ms'",
      [id, sweep.age],
    );
    const idle = idleTwice(held.rows.map((row) => row.id).filter((each) => !ours.has(each)));
    if (idle.length > 0)
      await pool.query(
        `with lost as (
           update graphile_worker._private_jobs set locked_at = null, locked_by = null
           where locked_by = $1 and id = any($2::bigint[]) returning job_queue_id
         ) update graphile_worker._private_job_queues as lanes set locked_at = null, locked_by = null
           from lost where lanes.id = lost.job_queue_id and lanes.locked_by = $1`,
        [id, idle],
      );
    // A job whose key another one took is done by nobody once its process has ended.
    await pool.query(
      'delete from graphile_worker._private_jobs where attempts >= max_attempts and key is null and locked_at is null',
    );
  };

  return {
    async claim() {},
    async start(handlers) {
      const events: WorkerEvents = new EventEmitter();
      const named = new Promise<string>((resolve) => events.once('pool:create', ({ workerPool }) => resolve(workerPool.id)));
      events.on('job:complete', ({ worker }) => void setTimeout(() => running && lookAgain(worker.workerPool), 5).unref());
      events.on('job:start', ({ job }) => void ours.add(job.id));
      events.on('job:complete', ({ job }) => void setTimeout(() => ours.delete(job.id), sweep.age).unref());
      const task = doneBy(handlers);
      const names = Object.keys(handlers);
      const starting = run({
        pgPool: pool,
        taskList: Object.fromEntries(names.map((name) => [name, task])),
        concurrency,
        pollInterval,
        noHandleSignals: true,
        logger: silent,
        events,
      });
      const id = await Promise.race([named, starting.then(() => named)]); // without a database it is never named
      const sweeping = createComplaint((error) => log.warn({ err: error }, 'abandoned jobs cannot be looked for; trying again'));
      const timer = setInterval(() => void sweepUp(id).then(sweeping.worked, sweeping.failed), sweep.every).unref();
      running = { runner: starting, names, id, keeper: createKeeper(pool, id, log), timer };
      void (await starting).promise.catch((error) => log.error({ err: error }, 'the job engine ended'));
      await running?.keeper.held;
    },
    async stop(patience) {
      if (!running) return;
      const { runner, id, keeper, timer } = running;
      running = null;
      clearInterval(timer);
      const given = wait(patience, false, { ref: false });
      const isDone = await Promise.race([runner.then((each) => each.stop()).then(() => true), given]);
      if (!isDone) await pool.query('select graphile_worker.force_unlock_workers($1)', [[id]]);
      await keeper.release();
    },
    async backlog() {
      const { rows } = await pool.query(
        `select count(*) filter (where locked_at is null and run_at > now())::int as later,
           count(*) filter (where locked_at is null and run_at <= now())::int as due,
           count(*) filter (where locked_at is not null)::int as busy,
           coalesce(extract(epoch from now() - min(run_at) filter (where locked_at is null and run_at <= now())) * 1000, 0)::float8 as late
         from graphile_worker.jobs where $1::text[] is null or task_identifier = any($1)`,
        [running?.names ?? null],
      );
      return rows[0] as Backlog;
    },
  };
}

/** Gives of what was found what was found the last time too. */
function createTwice(): (found: string[]) => string[] {
  let before = new Set<string>();
  return (found) => {
    const again = found.filter((each) => before.has(each));
    before = new Set(found);
    return again;
  };
}

type Queryable = { query(text: string, values: unknown[]): Promise<unknown> };

/** Unless another job has taken the key meanwhile: then that is the one that counts. */
const addAgain = (
  client: Queryable,
  { name, payload, queue, tries, at }: Job & { tries: number },
  key: string,
): Promise<unknown> =>
  client.query(
    `select graphile_worker.add_job($1, $2::json, queue_name := $3, job_key := $4, run_at := $5::timestamptz)
     where not exists (select from graphile_worker._private_jobs where key = $4 and locked_at is null)`,
    [name, JSON.stringify({ payload, queue, tries } satisfies Payload), laneOf(queue), key, new Date(at ?? Date.now())],
  );

/** A job of a queue whose last one has just ended is not told of: has an idle worker look once that end is stored. */
function lookAgain(workers: WorkerPool): void {
  try {
    workers.nudge(1);
  } catch {
    // It throws if a worker has ended meanwhile; then nothing is to be done here any more.
  }
}

/** The engine logs what jobs hold; what we say of a job we say ourselves. */
const silent = new Logger(() => () => {});
