import { z } from 'zod';
import { firstOf } from '../announce.ts';
import { BotError } from '../errors.ts';
import type { Place, Shown, WorkspaceStore } from '../ports.ts';
import { allParsed, parsed } from '../shapes.ts';
import type { Desk } from '../transaction.ts';
import { sealedPrefix } from './anonymity.ts';
import { Decision } from './record.ts';
import { Ballot, Person, tellApart, Vote } from './vote.ts';

/**
 * The rows that hold a workspace's votes and records. Each ballot is a row of its own, so that clicks at the same time do not overwrite each
 * other. Whatever changes a vote or counts its ballots holds the vote's lock, so that a ballot comes either before or after it.
 */

/** The kinds of rows. */
export const kinds = {
  vote: 'vote',
  /** The ids of the open votes, so that they are found without reading all others. */
  running: 'running-vote',
  /** By place, the id of the vote that ended last there without a record. */
  undecided: 'undecided-vote',
  /** By message, the id of the vote that it shows, for the thread below it. */
  below: 'vote-below',
  voter: (id: string) => `voter:${id}`,
  ballot: (id: string) => `${sealedPrefix}ballot:${id}`,
  key: `${sealedPrefix}key`,
  board: 'vote-message',
  decision: 'decision',
};

/** The jobs of votes. All but the deadline need a process that serves the vote's platform. */
export const voteJobs = {
  deadline: 'vote-deadline',
  reminder: 'vote-reminder',
  people: 'vote-people',
  board: 'vote-board',
  review: 'decision-review',
} as const;

export const noVote = (): BotError => new BotError('no-vote', 'I know no such vote here.');

/** Does not ask who reads it: `voteFor` in readers.ts does. @throws BotError `no-vote` if the workspace has no vote of that id */
export async function findVote(rows: WorkspaceStore, id: string): Promise<Vote> {
  const vote = parsed(Vote, await rows.find(kinds.vote, id));
  if (!vote) throw noVote();
  return vote;
}

/** Every vote of a workspace, in any state. */
export const allVotes = async (rows: WorkspaceStore): Promise<Vote[]> => allParsed(Vote, await rows.kept(kinds.vote));

const isOpen = ({ state }: Vote): boolean => state === 'open';

/** The open votes, those that end soonest first; except those that an older version of the program started, which kept no list of them. */
export async function openVotes(rows: WorkspaceStore): Promise<Vote[]> {
  const found = await rows.findAll(kinds.vote, (await rows.kept(kinds.running)).map(String));
  // An older version does not take closed votes off the list either.
  return allParsed(Vote, found)
    .filter(isOpen)
    .sort((a, b) => a.deadline - b.deadline);
}

type Spot = Pick<Place, 'channel' | 'thread'>;

const spotOf = ({ channel, thread }: Spot): string => JSON.stringify([channel, thread]);

/**
 * The votes that ended where somebody speaks, which need no record to be found: the last ones of that thread and of the channel around it, and the
 * one whose message the thread is below. Not those that ended in an older version of the program. However many votes there are, reads few.
 */
export async function endedAround(rows: WorkspaceStore, { channel, thread }: Spot): Promise<Vote[]> {
  const spots = [spotOf({ channel, thread }), spotOf({ channel, thread: null })];
  const below = thread === null ? null : await rows.find(kinds.below, thread);
  const ids = [below, ...(await rows.findAll(kinds.undecided, spots))].filter((id) => typeof id === 'string');
  return allParsed(Vote, await rows.findAll(kinds.vote, [...new Set(ids)])).filter((vote) => !isOpen(vote));
}

/** Stores a vote, replacing the one of that id. */
export async function keepVote(rows: WorkspaceStore, vote: Vote): Promise<void> {
  const { id, record } = vote;
  await rows.keep(kinds.vote, id, vote, null);
  await (isOpen(vote) ? rows.keep(kinds.running, id, id, null) : rows.drop(kinds.running, id));
  if (!isOpen(vote) && record === null) await rows.keep(kinds.undecided, spotOf(vote), id, null);
}

/** Locks a vote until the transaction is over, and reads it. */
export async function holdVote(desk: Desk, id: string): Promise<Vote> {
  await desk.lock(JSON.stringify(['vote', desk.platform, desk.workspace, id]));
  return findVote(desk.rows, id);
}

/** Locks votes, always in the same order to avoid deadlock. Returns those that are still open. */
export async function holdVotes(desk: Desk, votes: Vote[]): Promise<Vote[]> {
  const held: Vote[] = [];
  for (const id of votes.map(({ id }) => id).sort()) held.push(await holdVote(desk, id));
  return held.filter(isOpen);
}

/** Locks every open vote, whichever version started it: erasing must not miss any. */
export const holdAllOpenVotes = async (desk: Desk): Promise<Vote[]> =>
  holdVotes(desk, (await allVotes(desk.rows)).filter(isOpen));

/** The open votes in which somebody has voted, whichever version started them. */
export async function openVotesOf(rows: WorkspaceStore, user: string): Promise<Vote[]> {
  const found: Vote[] = [];
  for (const vote of (await allVotes(rows)).filter(isOpen))
    if ((await rows.find(kinds.voter(vote.id), user)) !== null) found.push(vote);
  return found;
}

/** Those who have voted, with distinct names, in alphabetical order, which does not reveal when they voted. */
export const votersOf = async (rows: WorkspaceStore, { id }: Pick<Vote, 'id'>): Promise<Person[]> =>
  tellApart(allParsed(Person, await rows.kept(kinds.voter(id)))).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Somebody who has voted, or null if they have not. */
export const voterOf = async (rows: WorkspaceStore, { id }: Pick<Vote, 'id'>, user: string): Promise<Person | null> =>
  parsed(Person, await rows.find(kinds.voter(id), user));

/** Every ballot of a vote at this moment, for counting: nobody is shown them before the close unless the vote is live. */
export async function ballotsOf(rows: WorkspaceStore, { id }: Pick<Vote, 'id'>): Promise<Ballot[]> {
  const names = new Map((await votersOf(rows, { id })).map((each) => [each.id, each.name]));
  return allParsed(Ballot, await rows.kept(kinds.ballot(id))).map((ballot) => ({
    ...ballot,
    name: names.get(ballot.user ?? '') ?? ballot.name,
  }));
}

/** What a vote's message shows besides the vote: who has voted, and the ballots if the vote is live. */
export type Around = { voters: Person[]; ballots: Ballot[] };

export const aroundOf = async (rows: WorkspaceStore, vote: Vote): Promise<Around> => ({
  voters: await votersOf(rows, vote),
  ballots: vote.secrecy === 'live' ? await ballotsOf(rows, vote) : [],
});

/** Locks all records until the transaction is over. Needed to number a record, or to change one. */
export const holdDecisions = ({ platform, workspace, lock }: Desk): Promise<void> =>
  lock(JSON.stringify(['number', platform, workspace, kinds.decision]));

/** The number of the newest record, 0 if there is none. */
export const lastNumber = async (rows: WorkspaceStore): Promise<number> =>
  Number((await rows.find('counter', kinds.decision)) ?? 0);

/** The next record's number, from 1; no two transactions get the same. */
export async function nextNumber(desk: Desk): Promise<number> {
  await holdDecisions(desk);
  const number = (await lastNumber(desk.rows)) + 1;
  await desk.rows.keep('counter', kinds.decision, number, null);
  return number;
}

/** A vote's message: its id, where people find it, and when it was last changed. */
const Board = z.object({ message: z.string(), link: z.string().nullable(), at: z.number() });

/** A vote's message; null if it was never posted. */
export const voteMessage = async (rows: WorkspaceStore, id: string) => parsed(Board, await rows.find(kinds.board, id));

/** Where people find a vote's message; null where nothing leads to it. */
export const voteLink = async (rows: WorkspaceStore, id: string): Promise<string | null> =>
  (await voteMessage(rows, id))?.link ?? null;

/** Stores where a vote's message is, and when it was last changed. */
export async function keepVoteMessage({ rows }: Desk, id: string, { message, link }: Shown, at: number): Promise<void> {
  await rows.keep(kinds.board, id, { message, link, at } satisfies z.infer<typeof Board>, null);
  await rows.keep(kinds.below, firstOf(message), id, null);
}

/** Stores a record, replacing the one of that number. */
export const keepDecision = (rows: WorkspaceStore, record: Decision): Promise<void> =>
  rows.keep(kinds.decision, String(record.number), record, null);

export const noDecision = (): BotError =>
  new BotError('no-decision', 'There is no decision of that number here. "decisions" lists them.');

/** Does not ask who reads it: `decisionFor` in readers.ts does. @throws BotError `no-decision` if the workspace has no record of that number */
export async function findDecision(rows: WorkspaceStore, number: number): Promise<Decision> {
  const found = parsed(Decision, await rows.find(kinds.decision, String(number)));
  if (!found) throw noDecision();
  return found;
}

/** The records of these numbers, in that order, without those that do not exist. */
export const someDecisions = async (rows: WorkspaceStore, numbers: number[]): Promise<Decision[]> =>
  allParsed(Decision, await rows.findAll(kinds.decision, numbers.map(String)));

/** Every record of a workspace, by number. */
export const allDecisions = async (rows: WorkspaceStore): Promise<Decision[]> =>
  allParsed(Decision, await rows.kept(kinds.decision)).sort((a, b) => a.number - b.number);
