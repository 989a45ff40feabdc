import { BotError, FieldError } from '../errors.ts';
import { jobFor, platformJobFor } from '../jobs.ts';
import type { Store } from '../ports.ts';
import { parsed } from '../shapes.ts';
import { day } from '../time.ts';
import { atDesk, type Desk } from '../transaction.ts';
import { createKey, pseudonym } from './anonymity.ts';
import { askForReview, stillStanding, writeRecord } from './archive.ts';
import { countLines, headline } from './outcome.ts';
import { isDecision } from './record.ts';
import {
  ballotsOf,
  findVote,
  holdAllOpenVotes,
  holdVote,
  holdVotes,
  keepVote,
  kinds,
  openVotes,
  openVotesOf,
  voteJobs,
  voteMessage,
  votersOf,
} from './rows.ts';
import { isObjection } from './tally.ts';
import {
  type Action,
  act,
  Ballot,
  type Choice,
  fitRules,
  isComplete,
  longestReason,
  mustBeVoter,
  newVote,
  type Person,
  readChoice,
  runoffOf,
  type Vote,
} from './vote.ts';

/** The reminder comes when this part of the vote's time is left, but at most a day before the deadline. */
const reminderPart = 0.25;
/** The shortest time between two changes of a vote's message, in ms: a channel takes about one message a second, and may hold several votes. */
export const editEvery = 3_000;

/** Opens a vote; it runs once this transaction is committed. Ids are never reused, so the buttons of an erased vote have no effect. */
export async function startVote(desk: Desk, terms: Terms): Promise<Vote> {
  const id = crypto.randomUUID();
  return saveVote(desk, fitRules<Vote>({ ...terms, ...newVote, id }), terms.started);
}

/** A vote without what comes of it. */
type Terms = Omit<Vote, 'id' | keyof typeof newVote>;

/**
 * Opens the runoff between the options that a closed vote left. There is only one: whoever asks again gets the same, unless it was cancelled.
 * @throws BotError `no-runoff` if the vote left nothing to decide
 */
export async function startRunoff(
  desk: Desk,
  id: string,
  starter: Person,
  now: number,
): Promise<{ runoff: Vote; isNew: boolean }> {
  const vote = await holdVote(desk, id);
  const options = runoffOf(vote);
  if (options.length < 2) throw new BotError('no-runoff', 'There is nothing to decide between.');
  const before = vote.runoff === null ? null : await findVote(desk.rows, vote.runoff);
  if (before && before.state !== 'cancelled') return { runoff: before, isNew: false };
  const deadline = now + Math.max(day, vote.deadline - vote.started);
  const supersedes = vote.record ?? vote.supersedes;
  const round = { at: vote.ended?.at ?? now, options: vote.options, said: headline(vote), standing: countLines(vote) };
  const rounds = [...vote.rounds, round];
  const anew = { rounds, options, method: 'single' as const, starter, started: now, deadline, supersedes, present: null };
  const runoff = await startVote(desk, { ...vote, ...anew });
  await saveVote(desk, { ...vote, runoff: runoff.id }, now); // its message says so
  return { runoff, isNew: true };
}

/** Stores a vote, and schedules what follows from its state. Returns the vote. */
async function saveVote(desk: Desk, vote: Vote, now: number): Promise<Vote> {
  const { rows } = desk;
  const { id, state, secrecy, deadline } = vote;
  await keepVote(rows, vote);
  const isKeyed = state === 'open' && secrecy === 'anonymous';
  if (!isKeyed) await rows.drop(kinds.key, id);
  else if ((await rows.find(kinds.key, id)) === null) await rows.keep(kinds.key, id, createKey(), null);
  if (state === 'open') {
    // Closing needs no platform.
    await desk.enqueue(jobFor(desk, voteJobs.deadline, id, deadline));
    const lead = Math.min(day, (deadline - now) * reminderPart);
    await desk.enqueue(platformJobFor(desk, voteJobs.reminder, id, deadline - lead, `reminder ${id}`));
    if (vote.voters === null && vote.present === null)
      await desk.enqueue(platformJobFor(desk, voteJobs.people, id, null, `reminder ${id}`));
  }
  await showSoon(desk, vote, now);
  return vote;
}

/** Schedules the update of a vote's message: at once, or as soon as it may be changed again. */
export async function showSoon(desk: Desk, { id, channel }: Vote, now: number): Promise<void> {
  const shown = (await voteMessage(desk.rows, id))?.at ?? 0;
  const at = shown + editEvery > now ? shown + editEvery : null;
  await desk.enqueue(platformJobFor(desk, voteJobs.board, id, at, `board ${channel}`));
}

type Voter = { user: string; name: string; channel: string };

/**
 * Stores somebody's choice, replacing any earlier one; a `choice` or `reason` of null leaves that part as it was.
 * @returns the vote afterwards, closed if this was the last ballot it waited for, and the ballot as stored
 * @throws BotError if the vote is over, they may not vote in it, or the choice makes no sense; nothing is stored then
 */
export async function castBallot(
  desk: Desk,
  id: string,
  voter: Voter,
  { choice, reason }: { choice: Choice | null; reason: string | null },
  now: number,
): Promise<{ vote: Vote; ballot: Ballot }> {
  const held = await holdVote(desk, id);
  mustBeVoter(held, voter, now);
  const vote = await withPresent(desk, held, held.present && [...held.present, voter.user]);
  const key = await ballotKey(desk, vote, voter.user);
  const before = parsed(Ballot, await desk.rows.find(kinds.ballot(id), key));
  if (!choice && !before) throw new BotError('no-choice', 'Vote first, then say why.');
  // The reason of an objection says nothing about what they choose instead.
  const isWithdrawn = before && choice && isObjection(before) && !isObjection({ choice });
  const isAnonymous = vote.secrecy === 'anonymous';
  const ballot: Ballot = {
    user: isAnonymous ? null : voter.user,
    name: isAnonymous ? null : voter.name,
    choice: choice ? readChoice(vote, choice) : (before?.choice ?? {}),
    reason: (reason ?? (isWithdrawn ? '' : before?.reason) ?? '').trim().slice(0, longestReason),
  };
  if (ballot.reason === '' && isObjection(ballot))
    throw new FieldError('reason', 'An objection needs a reason: what should change?');
  await desk.rows.keep(kinds.ballot(id), key, ballot, isAnonymous ? null : voter.user);
  if (!before)
    await desk.rows.keep(kinds.voter(id), voter.user, { id: voter.user, name: voter.name } satisfies Person, voter.user);
  const voted = before ? [] : await idsOfVoters(desk, vote);
  if (isComplete(vote, voted)) return { vote: await finish(desk, vote, null, now), ballot };
  await showSoon(desk, vote, now);
  return { vote, ballot };
}

const idsOfVoters = async ({ rows }: Desk, vote: Vote): Promise<string[]> => (await votersOf(rows, vote)).map(({ id }) => id);

/** Stores who is in the channel of a vote whose lock is held. Returns the vote with them. */
async function withPresent({ rows }: Desk, vote: Vote, people: string[] | null): Promise<Vote> {
  const present = people && [...new Set(people)].sort();
  if (JSON.stringify(present) === JSON.stringify(vote.present)) return vote;
  const after = { ...vote, present };
  await keepVote(rows, after);
  return after;
}

/** Stores who is in the channel (null: unknown) of a vote for the whole channel. Returns the vote, closed if all of them have voted. */
export async function notePresent(desk: Desk, id: string, people: string[] | null, now: number): Promise<Vote> {
  const before = await holdVote(desk, id);
  if (before.state !== 'open' || before.voters !== null) return before;
  const voted = await idsOfVoters(desk, before);
  const vote = await withPresent(desk, before, people && [...people, ...voted]);
  if (vote === before) return vote;
  if (isComplete(vote, voted)) return finish(desk, vote, null, now);
  await showSoon(desk, vote, now);
  return vote;
}

/** What somebody has chosen so far; null if nothing, and always null once an anonymous vote is over. */
export async function ballotOf(desk: Desk, vote: Vote, user: string): Promise<Ballot | null> {
  if (vote.secrecy === 'anonymous' && vote.state !== 'open') return null;
  return parsed(Ballot, await desk.rows.find(kinds.ballot(vote.id), await ballotKey(desk, vote, user)));
}

async function ballotKey({ rows }: Desk, { id, secrecy }: Vote, user: string): Promise<string> {
  return secrecy === 'anonymous' ? pseudonym(String(await rows.find(kinds.key, id)), user) : user;
}

/** What can be done to a vote besides voting. The caller checks that the person may do it. */
export type Change =
  | Exclude<Action, { do: 'close' | 'rules' }>
  | { do: 'close'; by: Person | null }
  | { do: 'rules'; rules: Partial<Vote> };

/** @throws BotError if the vote's state forbids it; nothing has changed then */
export async function changeVote(desk: Desk, id: string, change: Change, now: number): Promise<Vote> {
  const vote = await holdVote(desk, id);
  if (change.do === 'close') return finish(desk, vote, change.by, now);
  const voted = (await votersOf(desk.rows, vote)).length;
  const after = act(vote, change.do === 'rules' ? { ...change, voted } : change, now);
  if (after.state !== 'cancelled') return saveVote(desk, after, now);
  await forget(desk, after);
  return saveVote(desk, { ...after, stands: await stillStanding(desk, after) }, now);
}

/** Closes a vote whose time is over. Returns when to look again if it is not over yet, null if there is nothing left to do. */
export async function closeIfDue(desk: Desk, id: string, now: number): Promise<number | null> {
  const vote = await holdVote(desk, id);
  if (vote.state !== 'open') return null;
  if (now < vote.deadline) return vote.deadline;
  await finish(desk, vote, null, now);
  return null;
}

/** The most votes that one call of `closeDue` closes. */
const atOnce = 20;

/** Closes the votes whose time is over. As everywhere, it locks all the votes before it numbers any record, so that there can be no deadlock. */
export async function closeDue(desk: Desk, now: number): Promise<void> {
  const isDue = ({ deadline }: Vote): boolean => now >= deadline;
  const due = (await openVotes(desk.rows)).filter(isDue).slice(0, atOnce);
  for (const vote of (await holdVotes(desk, due)).filter(isDue)) await finish(desk, vote, null, now);
}

/** Schedules the messages of a channel's open votes: they may not have been posted yet, or somebody deleted them. */
export async function showWaiting(desk: Desk, channel: string, now: number): Promise<void> {
  for (const vote of await openVotes(desk.rows)) if (vote.channel === channel) await showSoon(desk, vote, now);
}

/** Schedules the messages that were posted for the open votes of workspaces: while we were away, somebody may have deleted them. */
export async function showOpen(store: Store, platform: string, workspaces: string[], now: number): Promise<void> {
  for (const workspace of workspaces) {
    for (const vote of await openVotes(store.workspace(platform, workspace)))
      await atDesk(store, { platform, workspace }, async (desk) => {
        if ((await voteMessage(desk.rows, vote.id)) !== null) await showSoon(desk, vote, now);
      });
  }
}

/** Counts and closes a vote whose lock is held, writes the record, and deletes the ballots of an anonymous vote. */
async function finish(desk: Desk, vote: Vote, by: Person | null, now: number): Promise<Vote> {
  const [ballots, voters] = [await ballotsOf(desk.rows, vote), await votersOf(desk.rows, vote)];
  const closed = act(vote, { do: 'close', by, ballots, names: voters.map(({ name }) => name) }, now);
  const voted = voters.map(({ id }) => id);
  const record = isDecision(closed) ? await writeRecord(desk, closed, voted) : null;
  const done = { ...closed, record, stands: record === null ? await stillStanding(desk, closed) : null };
  await forget(desk, done);
  await saveVote(desk, done, now);
  if (record && done.reviewDays > 0) await askForReview(desk, record, now + done.reviewDays * day);
  return done;
}

/**
 * Deletes somebody's ballots in open votes, anonymous ones too, and the note that they voted; the votes' messages are updated.
 * Returns how many rows were deleted.
 */
export async function withdraw(desk: Desk, user: string, now: number): Promise<number> {
  const { rows } = desk;
  await holdAllOpenVotes(desk); // all of them: the person may be voting at this moment
  const voted = await openVotesOf(rows, user);
  for (const vote of voted) {
    await rows.drop(kinds.ballot(vote.id), await ballotKey(desk, vote, user));
    await rows.drop(kinds.voter(vote.id), user);
    await showSoon(desk, vote, now);
  }
  return 2 * voted.length;
}

/** Deletes the ballots of an anonymous vote that is over, and who voted: the order of those rows could match people with choices. */
async function forget({ rows }: Desk, { id, secrecy }: Vote): Promise<void> {
  if (secrecy !== 'anonymous') return;
  await rows.drop(kinds.ballot(id), null);
  await rows.drop(kinds.voter(id), null);
}
