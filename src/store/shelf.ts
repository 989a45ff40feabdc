import type { Kysely } from 'kysely';
import type { Job } from '../core/ports.ts';
import type { Waiting } from './attempt.ts';
import type { Tables } from './migrations.ts';
import type { Shelf } from './runner.ts';

/** How many jobs whose time has come are looked through for some whose queues are free. */
const glance = 200;

/** Puts a job where `createSqlShelf` finds it, in place of one with its key that waits. */
export async function shelve(db: Kysely<Tables>, { payload, at, ...job }: Job & { tries?: number }, now: number): Promise<void> {
  await db.deleteFrom('jobs').where('key', '=', job.key).where('is_taken', '=', 0).execute();
  await db
    .insertInto('jobs')
    .values({ tries: 0, ...job, payload: JSON.stringify(payload) ?? 'null', at: at ?? now, is_taken: 0 })
    .execute();
}

/** Jobs in the table `jobs` of a database that one process does jobs from. */
export const createSqlShelf = (db: Kysely<Tables>): Shelf => ({
  async take(names, now, busy, most) {
    const found = await db
      .selectFrom('jobs')
      .select(['id', 'name', 'key', 'queue', 'payload', 'at', 'tries'])
      .where('is_taken', '=', 0)
      .where('at', '<=', now)
      .where('name', 'in', names)
      .$if(busy.length > 0, (rest) => rest.where('queue', 'not in', busy))
      .orderBy('at')
      .orderBy('id')
      .limit(glance)
      .execute();
    const first = [...new Map(found.toReversed().map((job) => [job.queue, job])).values()].reverse().slice(0, most);
    if (first.length === 0) return [];
    const ids = first.map(({ id }) => id);
    await db.updateTable('jobs').set({ is_taken: 1 }).where('id', 'in', ids).execute();
    return first.map(({ payload, ...job }) => ({ ...job, payload: JSON.parse(payload) }));
  },
  async next(names, busy) {
    const row = await db
      .selectFrom('jobs')
      .select(({ fn }) => fn.min('at').as('at'))
      .where('is_taken', '=', 0)
      .where('name', 'in', names)
      .$if(busy.length > 0, (rest) => rest.where('queue', 'not in', busy))
      .executeTakeFirst();
    return row?.at ?? null;
  },
  put: (id, again) =>
    db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('jobs').where('id', '=', id).execute();
      if (again && !(await isReplaced(transaction, again))) await shelve(transaction, again, 0);
    }),
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
