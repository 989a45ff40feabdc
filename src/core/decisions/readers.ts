import type { Context } from '../commands.ts';
import type { Row, WorkspaceStore } from '../ports.ts';
import type { Decision } from './record.ts';
import {
  allDecisions,
  allVotes,
  findVote,
  kinds,
  lastNumber,
  noDecision,
  noVote,
  openVotes,
  someDecisions,
  votersOf,
} from './rows.ts';
import { awaited, type Vote } from './vote.ts';

/**
 * Who may read what was decided in a private place: whoever asks from that same place, whoever voted in it, and whoever started it. To
 * everybody else it does not exist. What was decided in the open, the workspace's own people may read; whoever else speaks with us there, what
 * was decided where they ask.
 */

type Asker = { user: string; channel: string | null };
/** Somebody who asks, and where they do; null where that is no place of the platform, such as a page. */
export type Reader = Asker & { isMember(): Promise<boolean> };

export const readerOf = ({ event, platform }: Pick<Context, 'event' | 'platform'>): Reader => ({
  user: event.user,
  channel: event.channel,
  isMember: () => platform.isMember(event),
});

/** Whoever has come to pages or an export is one of the workspace's own. */
export const memberAs = (asker: Asker): Reader => ({ ...asker, isMember: async () => true });

type Placed = { isPrivate: boolean; channel: string };

/** Whether what they read is not for everybody where they ask. */
export const isFromElsewhere = ({ isPrivate, channel }: Placed, reader: Pick<Asker, 'channel'>): boolean =>
  isPrivate && channel !== reader.channel;

/** Whether everybody like them may read it where they ask. */
const isOpenTo = async (placed: Placed, reader: Reader): Promise<boolean> =>
  placed.channel === reader.channel || (!placed.isPrivate && (await reader.isMember()));

async function mayReadVote(rows: WorkspaceStore, vote: Vote, reader: Reader): Promise<boolean> {
  if (vote.starter.id === reader.user || awaited(vote)?.includes(reader.user) || (await isOpenTo(vote, reader))) return true;
  return (await votersOf(rows, vote)).some(({ id }) => id === reader.user);
}

const mayRead = async (record: Decision, reader: Reader): Promise<boolean> =>
  record.readers.includes(reader.user) || (await isOpenTo(record, reader));

/** @throws BotError `no-vote` where the workspace has none by that id, or none for them */
export async function voteFor(rows: WorkspaceStore, id: string, reader: Reader): Promise<Vote> {
  const vote = await findVote(rows, id);
  if (!(await mayReadVote(rows, vote, reader))) throw noVote();
  return vote;
}

/** The votes that run and that they may read, those that end first before others. */
export async function openVotesFor(rows: WorkspaceStore, reader: Reader): Promise<Vote[]> {
  const found: Vote[] = [];
  for (const vote of await openVotes(rows)) if (await mayReadVote(rows, vote, reader)) found.push(vote);
  return found;
}

/** So many records are looked through at a time. */
const glance = 50;

/** Which records are wanted: of numbers below one, so many at most, those of some kind. */
type Wanted = { below?: number | null; most: number; isMeant?: (record: Decision) => boolean };

/** The newest of the records that they may read and that are meant, and whether there are older ones. Reads no more of them than that takes. */
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

/** Of some records those that somebody may read, as they may. */
async function readable(rows: WorkspaceStore, some: Decision[], reader: Reader): Promise<Decision[]> {
  const seen = (await theirs(some, reader)).may;
  const newer = seen.flatMap(({ status }) => (status.kind === 'superseded' ? [status.by] : []));
  const hidden = (await theirs(await someDecisions(rows, newer), reader)).mayNot;
  return seen.map((record) => withoutNamesOf(new Set(hidden.map(({ number }) => number)), record));
}

/** Those of some records that somebody may read, and the others. */
async function theirs(some: Decision[], reader: Reader): Promise<Record<'may' | 'mayNot', Decision[]>> {
  const are = await Promise.all(some.map((record) => mayRead(record, reader)));
  return { may: some.filter((_, at) => are[at]), mayNot: some.filter((_, at) => !are[at]) };
}

/** The title of what took a record's place stands in its file's name. */
const withoutNamesOf = (hidden: Set<number>, record: Decision): Decision =>
  record.status.kind === 'superseded' && hidden.has(record.status.by)
    ? { ...record, status: { ...record.status, file: null } }
    : record;

/** Null where the workspace has no record of that number, or none for them. */
export const findDecisionFor = async (rows: WorkspaceStore, number: number, reader: Reader): Promise<Decision | null> =>
  (await readable(rows, await someDecisions(rows, [number]), reader))[0] ?? null;

/** The same. @throws BotError `no-decision` instead */
export async function decisionFor(rows: WorkspaceStore, number: number, reader: Reader): Promise<Decision> {
  const record = await findDecisionFor(rows, number, reader);
  if (!record) throw noDecision();
  return record;
}

/** A row of a workspace as an export for them may show it; null where it may not. */
export async function rowsFor(rows: WorkspaceStore, reader: Reader): Promise<(row: Row) => Row | null> {
  const hidden = new Set<string>();
  for (const vote of await allVotes(rows)) if (!(await mayReadVote(rows, vote, reader))) hidden.add(vote.id);
  const all = await readable(rows, await allDecisions(rows), reader);
  const records = new Map(all.map((record) => [String(record.number), record]));
  return (row) => {
    if (row.kind === kinds.decision) return records.has(row.key) ? { ...row, value: records.get(row.key) } : null;
    const isOfVote = row.kind === kinds.vote || row.kind === kinds.running || row.kind === kinds.board;
    const vote = isOfVote ? row.key : row.kind?.startsWith(kinds.voter('')) ? row.kind.slice(kinds.voter('').length) : null;
    return vote !== null && hidden.has(vote) ? null : row;
  };
}
