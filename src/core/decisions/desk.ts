import { BotError, FieldError } from '../errors.ts';
import { jobFor, platformJobFor } from '../jobs.ts';
import type { Store } from '../ports.ts';
import { parsed } from '../shapes.ts';
import { day } from '../time.ts';
import { atDesk, type Desk } from '../transaction.ts';
import { createKey, pseudonym } from './anonymity.ts';
import { askForReview, stillStanding, writeRecord } from './archive.ts';
import { headline, standingOf } from './outcome.ts';
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
  shownAt,
  voteJobs,
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
  type Person,
  readChoice,
  runoffOf,
  type Vote,
} from './vote.ts';

/** Those who have not voted are reminded this part of the time before the deadline, a day before it at most. */
const reminderPart = 0.25;
/** A vote's message is changed so often at most, in ms: a channel takes about one message a second, and holds more than one vote. */
export const editEvery = 3_000;

/** Opens a vote: it runs, and will end, from when this transaction is over. Its id never comes again: buttons of an erased one stay without effect. */
export async function startVote(desk: Desk, draft: Draft): Promise<Vote> {
  const id = crypto.randomUUID();
  return saveVote(desk, fitRules<Vote>({ ...draft, ...begun, id }), draft.started);
}

/** A vote of which nothing has come yet. */
const begun = { state: 'open', ended: null, result: null, record: null, stands: null, runoff: null, reopened: null } as const;
type Draft = Omit<Vote, 'id' | keyof typeof begun>;

/**
 * Opens the vote between the options that a closed one left, once: whoever asks again is given the same, unless it was cancelled.
 * @throws BotError `no-runoff` where it left none
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
  const round = { at: vote.ended?.at ?? now, options: vote.options, said: headline(vote), standing: standingOf(vote) };
  const rounds = [...vote.rounds, round];
  const anew = { rounds, options, method: 'single' as const, starter, started: now, deadline, supersedes, present: null };
  const runoff = await startVote(desk, { ...vote, ...anew });
  await saveVote(desk, { ...vote, runoff: runoff.id }, now); // its message says so
  return { runoff, isNew: true };
}

/** Keeps a vote, and asks for what follows from its state; gives it back. */
async function saveVote(desk: Desk, vote: Vote, now: number): Promise<Vote> {
  const { rows } = desk;
  const { id, state, secrecy, deadline } = vote;
  await keepVote(rows, vote);
  const isKeyed = state === 'open' && secrecy === 'anonymous';
  if (!isKeyed) await rows.drop(kinds.key, id);
  else if ((await rows.find(kinds.key, id)) === null) await rows.keep(kinds.key, id, createKey(), null);
  if (state === 'open') {
    // Closing takes no platform.
    await desk.enqueue(jobFor(desk, voteJobs.deadline, id, deadline));
    const lead = Math.min(day, (deadline - now) * reminderPart);
    await desk.enqueue(platformJobFor(desk, voteJobs.reminder, id, deadline - lead, `reminder ${id}`));
    if (vote.voters === null && vote.present === null)
      await desk.enqueue(platformJobFor(desk, voteJobs.people, id, null, `reminder ${id}`));
  }
  await showSoon(desk, vote, now);
  return vote;
}

/** Asks for the message to be brought up to date: at once, or as soon as it may be changed again. */
export async function showSoon(desk: Desk, { id, channel }: Vote, now: number): Promise<void> {
  const shown = (await shownAt(desk.rows, id))?.at ?? 0;
  const at = shown + editEvery > now ? shown + editEvery : null;
  await desk.enqueue(platformJobFor(desk, voteJobs.board, id, at, `board ${channel}`));
}

type Voter = { user: string; name: string; channel: string };

/**
 * Stores what somebody chose, in place of what they chose before; `choice` or `reason` null leaves that as it is.
 * @returns the vote as it is then, closed where this was the last voice it waited for, and what is stored
 * @throws BotError where the vote is over, not theirs, or the choice makes no sense; nothing is stored then
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
  const isAnonymous = vote.secrecy === 'anonymous';
  const ballot: Ballot = {
    user: isAnonymous ? null : voter.user,
    name: isAnonymous ? null : voter.name,
    choice: choice ? readChoice(vote, choice) : (before?.choice ?? {}),
    reason: (reason ?? (isWithdrawn(before, choice) ? '' : before?.reason) ?? '').trim().slice(0, longestReason),
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

/** Whether somebody who objected does not any more: what they objected to is no reason for what they choose now. */
const isWithdrawn = (before: Ballot | null, choice: Choice | null): boolean =>
  choice !== null && Object.values(before?.choice ?? {}).includes(-1) && !Object.values(choice).includes(-1);

const idsOfVoters = async ({ rows }: Desk, vote: Vote): Promise<string[]> => (await votersOf(rows, vote)).map(({ id }) => id);

/** A vote whose lock is held, with those who are in its channel. */
async function withPresent({ rows }: Desk, vote: Vote, people: string[] | null): Promise<Vote> {
  const present = people && [...new Set(people)].sort();
  if (JSON.stringify(present) === JSON.stringify(vote.present)) return vote;
  const after = { ...vote, present };
  await keepVote(rows, after);
  return after;
}

/** Keeps who is in the channel of a vote that is for it (null where that is not known); gives the vote, closed where all of them have voted. */
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

/** What somebody has chosen so far; null for nothing, and for good once an anonymous vote is over. */
export async function ballotOf(desk: Desk, vote: Vote, user: string): Promise<Ballot | null> {
  if (vote.secrecy === 'anonymous' && vote.state !== 'open') return null;
  return parsed(Ballot, await desk.rows.find(kinds.ballot(vote.id), await ballotKey(desk, vote, user)));
}

async function ballotKey({ rows }: Desk, { id, secrecy }: Vote, user: string): Promise<string> {
  return secrecy === 'anonymous' ? pseudonym(String(await rows.find(kinds.key, id)), user) : user;
}

/** What may be done to a vote besides voting. Whoever asks has asked whether they may. */
export type Change =
  | Exclude<Action, { do: 'close' | 'rules' }>
  | { do: 'close'; by: Person | null }
  | { do: 'rules'; rules: Partial<Vote> };

/** @throws BotError where the vote's state forbids it; nothing has changed then */
export async function changeVote(desk: Desk, id: string, change: Change, now: number): Promise<Vote> {
  const vote = await holdVote(desk, id);
  if (change.do === 'close') return finish(desk, vote, change.by, now);
  const voted = (await votersOf(desk.rows, vote)).length;
  const after = act(vote, change.do === 'rules' ? { ...change, voted } : change, now);
  const { record, supersedes } = vote;
  const next = change.do === 'reopen' ? { ...after, record: null, supersedes: record ?? supersedes } : after;
  if (next.state !== 'cancelled') return saveVote(desk, next, now);
  await forget(desk, next);
  return saveVote(desk, { ...next, stands: await stillStanding(desk, next) }, now);
}

/** Closes a vote whose time is over, once; gives when to look again where it is not, null where there is nothing left to do. */
export async function closeIfDue(desk: Desk, id: string, now: number): Promise<number | null> {
  const vote = await holdVote(desk, id);
  if (vote.state !== 'open') return null;
  if (now < vote.deadline) return vote.deadline;
  await finish(desk, vote, null, now);
  return null;
}

/** At most so many votes are closed by one look. */
const atOnce = 20;

/** Closes what should have been closed before now. All votes are held before any record is numbered, as everywhere, so that nobody waits in a ring. */
export async function closeDue(desk: Desk, now: number): Promise<void> {
  const isDue = ({ deadline }: Vote): boolean => now >= deadline;
  const due = (await openVotes(desk.rows)).filter(isDue).slice(0, atOnce);
  for (const vote of (await holdVotes(desk, due)).filter(isDue)) await finish(desk, vote, null, now);
}

/** Asks for the messages of the open votes in a place: they may not have been shown yet, or somebody deleted them. */
export async function showWaiting(desk: Desk, channel: string, now: number): Promise<void> {
  for (const vote of await openVotes(desk.rows)) if (vote.channel === channel) await showSoon(desk, vote, now);
}

/** Shows the open votes of workspaces as they are now, where they were shown before: for a while nobody heard what became of that. */
export async function showOpen(store: Store, platform: string, workspaces: string[], now: number): Promise<void> {
  for (const workspace of workspaces) {
    for (const vote of await openVotes(store.workspace(platform, workspace)))
      await atDesk(store, { platform, workspace }, async (desk) => {
        if ((await shownAt(desk.rows, vote.id)) !== null) await showSoon(desk, vote, now);
      });
  }
}

/** Counts and closes a vote whose lock is held, writes the record, and parts people from their choices where it is anonymous. */
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
 * Takes back what somebody chose in votes that run, also where it does not carry their name, and that they voted; what the votes' messages
 * show follows. Gives how many rows that were.
 */
export async function withdraw(desk: Desk, user: string, now: number): Promise<number> {
  const { rows } = desk;
  await holdAllOpenVotes(desk); // all of them: they may be voting just now
  const voted = await openVotesOf(rows, user);
  for (const vote of voted) {
    await rows.drop(kinds.ballot(vote.id), await ballotKey(desk, vote, user));
    await rows.drop(kinds.voter(vote.id), user);
    await showSoon(desk, vote, now);
  }
  return 2 * voted.length;
}

/** An anonymous vote that is over keeps no choices, and nobody's row that one could be matched with by its place. */
async function forget({ rows }: Desk, { id, secrecy }: Vote): Promise<void> {
  if (secrecy !== 'anonymous') return;
  await rows.drop(kinds.ballot(id), null);
  await rows.drop(kinds.voter(id), null);
}
