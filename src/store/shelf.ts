import { type Kysely, sql } from 'kysely';
import type { Job } from '../core/ports.ts';
import type { Waiting } from './attempt.ts';
import type { Tables } from './migrations.ts';
import { prepared, preparedChange } from './prepared.ts';
import { toJson } from './rows.ts';
import type { Shelf } from './runner.ts';

/** How many jobs whose time has come are looked through for some whose queues are free. */
const glance = 200;

type Found = Omit<Tables['jobs'], 'id' | 'is_taken'> & { id: number };
/** Lists are handed over as JSON: so the text of a query is the same for any number. */
type Lists = { names: string; busy: string };
const isFree = ({ names, busy }: Lists) => sql`is_taken = 0 and name in (select value from json_each(${names}))
  and queue not in (select value from json_each(${busy}))`;

/** What happens with every job. */
const queries = {
  replace: preparedChange((_, { key }: { key: string }) => sql`delete from jobs where key = ${key} and is_taken = 0`),
  add: preparedChange((db, job: Omit<Found, 'id'>) => {
    const { name, key, queue, payload, at, tries } = job;
    return db.insertInto('jobs').values({ name, key, queue, payload, at, tries, is_taken: 0 });
  }),
  due: prepared(
    (_, values: Lists & { now: number }) => sql<Found>`select id, name, key, queue, payload, at, tries from jobs
      where ${isFree(values)} and at <= ${values.now} order by at, id limit ${glance}`,
  ),
  take: preparedChange(
    (_, { ids }: { ids: string }) => sql`update jobs set is_taken = 1 where id in (select value from json_each(${ids}))`,
  ),
  next: prepared((_, lists: Lists) => sql<{ at: number | null }>`select min(at) as at from jobs where ${isFree(lists)}`),
  end: preparedChange((_, { id }: { id: number }) => sql`delete from jobs where id = ${id}`),
};

/** Puts a job where `createSqlShelf` finds it, in place of one with its key that waits. */
export async function shelve(db: Kysely<Tables>, { payload, at, ...job }: Job & { tries?: number }, now: number): Promise<void> {
  await queries.replace(db, job);
  await queries.add(db, { tries: 0, ...job, payload: toJson(payload), at: at ?? now });
}

/** Jobs in the table `jobs` of a database that one process does jobs from. */
export const createSqlShelf = (db: Kysely<Tables>): Shelf => ({
  async take(names, now, busy, most) {
    const found = await queries.due(db, { names: JSON.stringify(names), busy: JSON.stringify(busy), now });
    const first = [...new Map(found.toReversed().map((job) => [job.queue, job])).values()].reverse().slice(0, most);
    if (first.length === 0) return [];
    await queries.take(db, { ids: JSON.stringify(first.map(({ id }) => id)) });
    return first.map(({ payload, ...job }) => ({ ...job, payload: JSON.parse(payload) }));
  },
  async next(names, busy) {
    const [row] = await queries.next(db, { names: JSON.stringify(names), busy: JSON.stringify(busy) });
    return row?.at ?? null;
  },
  async put(id, again) {
    if (!again) return queries.end(db, { id });
    await db.transaction().execute(async (transaction) => {
      await queries.end(transaction, { id });
      if (!(await isReplaced(transaction, again))) await shelve(transaction, again, 0);
    });
  },
  async recover() {
    await db
      .updateTable('jobs')
      .set(({ eb }) => ({ is_taken: 0, tries: eb('tries', '+', 1) }))
      .where('is_taken', '=', 1)
      .execute();
    // That a job was taken is not waited for to be on the disk: after a power cut, any of them may have been begun.
    await db.updateTable('jobs').set({ tries: 1 }).where('tries', '=', 0).execute();
  },
  async count(names, now) {
    const groups = await db
      .selectFrom('jobs')
      .select(({ fn, eb }) => ['is_taken', eb('at', '<=', now).as('is_due'), fn.countAll().as('count'), fn.min('at').as('first')])
      .$if(names !== null, (rest) => rest.where('name', 'in', names ?? []))
      .groupBy(['is_taken', 'is_due'])
      .execute();
    const sum = (of: typeof groups): number => of.reduce((all, { count }) => all + Number(count), 0);
    const waiting = groups.filter(({ is_taken }) => is_taken === 0);
    const due = waiting.filter(({ is_due }) => Boolean(is_due));
    const first = Math.min(now, ...due.map((each) => each.first));
    return { later: sum(waiting) - sum(due), due: sum(due), busy: sum(groups) - sum(waiting), late: now - first };
  },
});

/** Whether a job with the same key was put on the shelf while this one was being done: then that is the one that counts. */
async function isReplaced(db: Kysely<Tables>, { key }: Waiting): Promise<boolean> {
  return (
    (await db.selectFrom('jobs').select('id').where('key', '=', key).where('is_taken', '=', 0).executeTakeFirst()) !== undefined
  );
}
