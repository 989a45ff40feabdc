import { z } from 'zod';
import { BotError } from '../errors.ts';
import type { Shown, WorkspaceStore } from '../ports.ts';
import { allParsed, parsed } from '../shapes.ts';
import type { Desk } from '../transaction.ts';
import { sealed } from './anonymity.ts';
import { Decision } from './record.ts';
import { Ballot, Person, tellApart, Vote } from './vote.ts';

/**
 * Where the votes and records of a workspace are kept. A choice is a row of its own, so that clicks at once do not overwrite each other;
 * whatever changes a vote or counts its choices holds the vote's lock, so that each happens before or after it.
 */

/** The kinds of rows. */
export const kinds = {
  vote: 'vote',
  /** The ids of those that run, so that they are found without all others. */
  running: 'running-vote',
  voter: (id: string) => `voter:${id}`,
  ballot: (id: string) => `${sealed}ballot:${id}`,
  key: `${sealed}key`,
  board: 'vote-message',
  decision: 'decision',
};

/** What is asked of a vote later; but for the deadline it takes a process that serves the vote's platform. */
export const voteJobs = {
  deadline: 'vote-deadline',
  reminder: 'vote-reminder',
  people: 'vote-people',
  board: 'vote-board',
  review: 'decision-review',
} as const;

export const noVote = (): BotError => new BotError('no-vote', 'I know no such vote here.');

/** For whoever may read it: readers.ts. @throws BotError `no-vote` where the workspace has none by that id */
export async function findVote(rows: WorkspaceStore, id: string): Promise<Vote> {
  const vote = parsed(Vote, await rows.find(kinds.vote, id));
  if (!vote) throw noVote();
  return vote;
}

/** Every vote of a workspace, whatever became of it. */
export const allVotes = async (rows: WorkspaceStore): Promise<Vote[]> => allParsed(Vote, await rows.kept(kinds.vote));

const isOpen = ({ state }: Vote): boolean => state === 'open';

/** The votes that run, those that end first before others; but for what a process of an older version began, which does not note that they run. */
export async function openVotes(rows: WorkspaceStore): Promise<Vote[]> {
  const found = await rows.findAll(kinds.vote, (await rows.kept(kinds.running)).map(String));
  // Nor does such a process note that they are over.
  return allParsed(Vote, found)
    .filter(isOpen)
    .sort((a, b) => a.deadline - b.deadline);
}

/** Keeps a vote in place of what had its id. */
export async function keepVote(rows: WorkspaceStore, vote: Vote): Promise<void> {
  await rows.keep(kinds.vote, vote.id, vote, null);
  await (vote.state === 'open' ? rows.keep(kinds.running, vote.id, vote.id, null) : rows.drop(kinds.running, vote.id));
}

/** A vote that nobody else changes meanwhile. */
export async function holdVote(desk: Desk, id: string): Promise<Vote> {
  await desk.lock(JSON.stringify(['vote', desk.platform, desk.workspace, id]));
  return findVote(desk.rows, id);
}

/** Holds votes, in the same order as everybody; gives those that run still. */
export async function holdVotes(desk: Desk, votes: Vote[]): Promise<Vote[]> {
  const held: Vote[] = [];
  for (const id of votes.map(({ id }) => id).sort()) held.push(await holdVote(desk, id));
  return held.filter(isOpen);
}

/** Holds every vote that runs, by whatever version it was begun: for erasing, which may miss none. */
export const holdAllOpenVotes = async (desk: Desk): Promise<Vote[]> =>
  holdVotes(desk, (await allVotes(desk.rows)).filter(isOpen));

/** The votes that run and in which somebody has voted, by whatever version they were begun. */
export async function openVotesOf(rows: WorkspaceStore, user: string): Promise<Vote[]> {
  const found: Vote[] = [];
  for (const vote of (await allVotes(rows)).filter(isOpen))
    if ((await rows.find(kinds.voter(vote.id), user)) !== null) found.push(vote);
  return found;
}

/** Those who have voted, told apart, in the order of the alphabet, which says nothing of when. */
export const votersOf = async (rows: WorkspaceStore, { id }: Pick<Vote, 'id'>): Promise<Person[]> =>
  tellApart(allParsed(Person, await rows.kept(kinds.voter(id)))).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Somebody who has voted, null where they have not. */
export const voterOf = async (rows: WorkspaceStore, { id }: Pick<Vote, 'id'>, user: string): Promise<Person | null> =>
  parsed(Person, await rows.find(kinds.voter(id), user));

/** Every choice of a vote as it stands. For counting: nobody is shown them before the close but where the vote is live. */
export async function ballotsOf(rows: WorkspaceStore, { id }: Pick<Vote, 'id'>): Promise<Ballot[]> {
  const names = new Map((await votersOf(rows, { id })).map((each) => [each.id, each.name]));
  return allParsed(Ballot, await rows.kept(kinds.ballot(id))).map((ballot) => ({
    ...ballot,
    name: names.get(ballot.user ?? '') ?? ballot.name,
  }));
}

/** What a vote's message shows besides the vote: who has voted, and the choices where people see them before the close. */
export type Around = { voters: Person[]; ballots: Ballot[] };

export const aroundOf = async (rows: WorkspaceStore, vote: Vote): Promise<Around> => ({
  voters: await votersOf(rows, vote),
  ballots: vote.secrecy === 'live' ? await ballotsOf(rows, vote) : [],
});

/** Whoever gives a record its number, or changes a record, holds all of them until the transaction is over. */
export const holdDecisions = ({ platform, workspace, lock }: Desk): Promise<void> =>
  lock(JSON.stringify(['number', platform, workspace, kinds.decision]));

/** The last number that a record was given, 0 where none was. */
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

/** Where a vote's message stands, null where it was never shown. */
export const shownAt = async (rows: WorkspaceStore, id: string) => parsed(Board, await rows.find(kinds.board, id));

/** Keeps where it stands, and when it was changed last. */
export const noteShown = ({ rows }: Desk, id: string, { message, link }: Shown, at: number): Promise<void> =>
  rows.keep(kinds.board, id, { message, link, at } satisfies z.infer<typeof Board>, null);

/** Keeps a record in place of what had its number. */
export const keepDecision = (rows: WorkspaceStore, record: Decision): Promise<void> =>
  rows.keep(kinds.decision, String(record.number), record, null);

export const noDecision = (): BotError =>
  new BotError('no-decision', 'There is no decision of that number here. "decisions" lists them.');

/** For whoever may read it: readers.ts. @throws BotError `no-decision` where the workspace has no record of that number */
export async function findDecision(rows: WorkspaceStore, number: number): Promise<Decision> {
  const found = parsed(Decision, await rows.find(kinds.decision, String(number)));
  if (!found) throw noDecision();
  return found;
}

/** The records of these numbers, as far as there are such, in their order. */
export const someDecisions = async (rows: WorkspaceStore, numbers: number[]): Promise<Decision[]> =>
  allParsed(Decision, await rows.findAll(kinds.decision, numbers.map(String)));

/** Every record of a workspace, by number. */
export const allDecisions = async (rows: WorkspaceStore): Promise<Decision[]> =>
  allParsed(Decision, await rows.kept(kinds.decision)).sort((a, b) => a.number - b.number);
