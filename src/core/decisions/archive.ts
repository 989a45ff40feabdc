import { platformJobFor } from '../jobs.ts';
import type { Desk } from '../transaction.ts';
import { isFromElsewhere } from './readers.ts';
import { type Decision, recordOf, reviewedOn, supersededBy } from './record.ts';
import { findDecision, holdDecisions, keepDecision, nextNumber, voteJobs, voteLink } from './rows.ts';
import type { Vote } from './vote.ts';

/** Schedules a record's return to its channel at a time (ms since 1970). */
export const askForReview = (desk: Desk, record: number, at: number): Promise<void> =>
  desk.enqueue(platformJobFor(desk, voteJobs.review, String(record), at, `review ${record}`));

/** Sets when a record comes back to its channel (ms since 1970; null: never), whatever its vote agreed. The caller checks that the person may do it. */
export async function setReview(desk: Desk, number: number, review: number | null, now: number): Promise<Decision> {
  await holdDecisions(desk);
  const record = reviewedOn(await findDecision(desk.rows, number), review, now);
  await keepDecision(desk.rows, record);
  if (review !== null) await askForReview(desk, number, review);
  return record;
}

/** Writes the record of a closed vote whose lock is held, and marks the record that it supersedes. Returns the number of the new record. */
export async function writeRecord(desk: Desk, vote: Vote, voted: string[]): Promise<number> {
  const { rows } = desk;
  const number = await nextNumber(desk);
  const before = vote.supersedes === null ? null : await latestOf(rows, vote.supersedes, vote);
  // A proposal that was turned down leaves the earlier decision as it is, unless that decision came from this very vote.
  const isReplaced = before !== null && (vote.result?.kind === 'decided' || before.vote === vote.id);
  const link = await voteLink(rows, vote.id);
  const record = recordOf(vote, { number, link, before: before && { ...before, isReplaced }, voted }) as Decision;
  await keepDecision(rows, record);
  if (isReplaced) await keepDecision(rows, supersededBy(before, record));
  return number;
}

/** The record that still stands when a vote that was to replace it led to none; null if there is none that people in the vote's place may know of. */
export async function stillStanding({ rows }: Desk, vote: Vote): Promise<number | null> {
  const record = vote.supersedes === null ? null : await latestOf(rows, vote.supersedes, vote);
  return record && !isFromElsewhere(record, vote) ? record.number : null;
}

/** The record that has superseded a record by now, as far as people in the vote's place may know of it. */
async function latestOf(rows: Desk['rows'], number: number, { channel }: Pick<Vote, 'channel'>): Promise<Decision> {
  const record = await findDecision(rows, number);
  if (record.status.kind !== 'superseded') return record;
  const next = await findDecision(rows, record.status.by);
  return isFromElsewhere(next, { channel }) ? record : latestOf(rows, next.number, { channel });
}
