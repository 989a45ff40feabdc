import type { Context } from '../commands.ts';
import type { StoredRow, WorkspaceStore } from '../ports.ts';
import type { Decision } from './record.ts';
import {
  allDecisions,
  allVotes,
  endedAround,
  findVote,
  kinds,
  lastNumber,
  noDecision,
  noVote,
  openVotes,
  someDecisions,
  voterOf,
} from './rows.ts';
import { awaited, type Vote } from './vote.ts';

/**
 * Who may read a vote or a record: people who started it, voted in it or are asked to, and people who ask in the very place where it was
 * held. If that place is open, so may all members of the workspace, but not guests from other companies. For everybody else it does not exist.
 */

type Asker = { user: string; channel: string | null };
/** Somebody who asks, and in which channel; null if they ask outside the platform, such as on a web page. */
export type Reader = Asker & { isMember(): Promise<boolean> };

export const readerOf = ({ event, platform }: Pick<Context, 'event' | 'platform'>): Reader => ({
  user: event.user,
  channel: event.channel,
  isMember: () => platform.isMember(event),
});

/** A reader of web pages or an export: only members of the workspace get there. */
export const memberAs = (asker: Asker): Reader => ({ ...asker, isMember: async () => true });

type Placed = { isPrivate: boolean; channel: string };

/** Whether it is from a private place other than where they ask, so that others there must not see it. */
export const isFromElsewhere = ({ isPrivate, channel }: Placed, reader: Pick<Asker, 'channel'>): boolean =>
  isPrivate && channel !== reader.channel;

/** Whether they may read it without having had a part in it. */
const isOpenTo = async (placed: Placed, reader: Reader): Promise<boolean> =>
  placed.channel === reader.channel || (!placed.isPrivate && (await reader.isMember()));

async function mayReadVote(rows: WorkspaceStore, vote: Vote, reader: Reader): Promise<boolean> {
  if (vote.starter.id === reader.user || awaited(vote)?.includes(reader.user) || vote.channel === reader.channel) return true;
  return (await voterOf(rows, vote, reader.user)) !== null || isOpenTo(vote, reader);
}

const mayRead = async (record: Decision, reader: Reader): Promise<boolean> =>
  record.readers.includes(reader.user) || (await isOpenTo(record, reader));

/** @throws BotError `no-vote` if the workspace has no vote of that id, or they may not read it */
export async function voteFor(rows: WorkspaceStore, id: string, reader: Reader): Promise<Vote> {
  const vote = await findVote(rows, id);
  if (!(await mayReadVote(rows, vote, reader))) throw noVote();
  return vote;
}

/** The open votes that they may read, those that end soonest first. */
export const openVotesFor = async (rows: WorkspaceStore, reader: Reader): Promise<Vote[]> =>
  readableVotes(rows, await openVotes(rows), reader);

/** The votes that ended where somebody speaks and that they may read, as far as `endedAround` finds them. */
export const endedFor = async (rows: WorkspaceStore, spot: Pick<Vote, 'channel' | 'thread'>, reader: Reader): Promise<Vote[]> =>
  readableVotes(rows, await endedAround(rows, spot), reader);

async function readableVotes(rows: WorkspaceStore, votes: Vote[], reader: Reader): Promise<Vote[]> {
  const found: Vote[] = [];
  for (const vote of votes) if (await mayReadVote(rows, vote, reader)) found.push(vote);
  return found;
}

/** How many records are read at a time. */
const glance = 50;

/** Which records are wanted: only those numbered below `below`, at most `most`, and only those that `isMeant` accepts. */
type Wanted = { below?: number | null; most: number; isMeant?: (record: Decision) => boolean };

/** The newest of the wanted records that they may read, and whether there are older ones. Reads no more records than it needs. */
export async function decisionsFor(
  rows: WorkspaceStore,
  reader: Reader,
  { below = null, most, isMeant = () => true }: Wanted,
): Promise<{ records: Decision[]; isMore: boolean }> {
  const records: Decision[] = [];
  const last = await lastNumber(rows);
  for (let next = Math.min(last, (below ?? Infinity) - 1); next > 0 && records.length <= most; next -= glance) {
    const numbers = Array.from({ length: Math.min(glance, next) }, (_, index) => next - index);
    const found = await readable(rows, await someDecisions(rows, numbers), reader);
    records.push(...found.filter(isMeant));
  }
  return { records: records.slice(0, most), isMore: records.length > most };
}

/** Those of some records that somebody may read, without the titles that they may not. */
async function readable(rows: WorkspaceStore, some: Decision[], reader: Reader): Promise<Decision[]> {
  const seen = (await theirs(some, reader)).may;
  const newer = seen.flatMap(({ status }) => (status.kind === 'superseded' ? [status.by] : []));
  const hidden = (await theirs(await someDecisions(rows, newer), reader)).mayNot;
  return seen.map((record) => withoutNamesOf(new Set(hidden.map(({ number }) => number)), record));
}

/** Parts records into those that somebody may read and the others. */
async function theirs(some: Decision[], reader: Reader): Promise<Record<'may' | 'mayNot', Decision[]>> {
  const are = await Promise.all(some.map((record) => mayRead(record, reader)));
  return { may: some.filter((_, at) => are[at]), mayNot: some.filter((_, at) => !are[at]) };
}

/** A superseded record without the file name of its successor, which holds a title, if the successor is hidden. */
const withoutNamesOf = (hidden: Set<number>, record: Decision): Decision =>
  record.status.kind === 'superseded' && hidden.has(record.status.by)
    ? { ...record, status: { ...record.status, file: null } }
    : record;

/** Null if the workspace has no record of that number, or they may not read it. */
export const findDecisionFor = async (rows: WorkspaceStore, number: number, reader: Reader): Promise<Decision | null> =>
  (await readable(rows, await someDecisions(rows, [number]), reader))[0] ?? null;

/** The same, but @throws BotError `no-decision` instead of returning null. */
export async function decisionFor(rows: WorkspaceStore, number: number, reader: Reader): Promise<Decision> {
  const record = await findDecisionFor(rows, number, reader);
  if (!record) throw noDecision();
  return record;
}

/** Gives a function that returns a row of a workspace as their export may show it, or null if it may not. */
export async function rowsFor(rows: WorkspaceStore, reader: Reader): Promise<(row: StoredRow) => StoredRow | null> {
  const hidden = new Set<string>();
  for (const vote of await allVotes(rows)) if (!(await mayReadVote(rows, vote, reader))) hidden.add(vote.id);
  const all = await readable(rows, await allDecisions(rows), reader);
  const records = new Map(all.map((record) => [String(record.number), record]));
  return (row) => {
    if (row.kind === kinds.decision) return records.has(row.key) ? { ...row, value: records.get(row.key) } : null;
    const { kind, key, value } = row;
    const isOfVote = [kinds.vote, kinds.running, kinds.board].some((each) => each === kind);
    const leadsToVote = [kinds.undecided, kinds.below].some((each) => each === kind);
    const ofVoter = kind?.startsWith(kinds.voter('')) ? kind.slice(kinds.voter('').length) : null;
    const vote = isOfVote ? key : leadsToVote ? String(value) : ofVoter;
    return vote !== null && hidden.has(vote) ? null : row;
  };
}
