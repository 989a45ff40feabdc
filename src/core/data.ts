import { z } from 'zod';
import { sealedPrefix } from './decisions/anonymity.ts';
import { withdraw } from './decisions/desk.ts';
import { holdAllOpenVotes } from './decisions/rows.ts';
import { BotError } from './errors.ts';
import { forgetQuestionsOf } from './feedback.ts';
import type { StoredRow, WorkspaceStore } from './ports.ts';
import { dropSheetsOn } from './scoring/scorecard.ts';
import { createTickets, ticketPrefix } from './tickets.ts';
import { hour, minute } from './time.ts';
import type { Desk } from './transaction.ts';

/** A workspace of a platform, or one person in it. */
export type Owner = { platform: string; workspace: string; user: string | null };

/**
 * Reads `platform:workspace`, or `platform:workspace:user` where a person is meant. A workspace's id may itself hold colons.
 * @throws BotError if it is neither
 */
export function readOwner(said: string, isPerson: boolean): Owner {
  const [platform = '', ...ids] = said.trim().split(':');
  const user = isPerson ? (ids.pop() ?? '') : null;
  const workspace = ids.join(':');
  if (platform && workspace && user !== '') return { platform, workspace, user };
  const form = isPerson
    ? 'PLATFORM:WORKSPACE:USER, with the ids the platform uses'
    : 'PLATFORM:WORKSPACE, with the id the platform uses';
  throw new BotError('bad-address', `"${said}" names nobody: write ${form}.`);
}

/** Deletes everything that is one person's, and their words in what is somebody else's. Gives the number of rows deleted. */
export async function erasePerson(desk: Desk, user: string, now: number): Promise<number> {
  await dropSheetsOn(desk.rows, user);
  const count = (await withdraw(desk, user, now)) + (await desk.rows.erase(user));
  await forgetQuestionsOf(desk.rows, user);
  return count;
}

/** How long events are remembered, in ms: a platform may deliver one again for 24 h, and a post is not tried for longer. */
export const eventMemory = 26 * hour;

/** Notes that an event was seen; false where it had been. */
export const isFirstSeen = (rows: WorkspaceStore, event: string): Promise<boolean> => rows.mark(`event:${event}`, eventMemory);

/**
 * Deletes everything of a workspace, while nobody can change its votes. Gives the number of rows deleted.
 * @param event the event that asked for it: if it is delivered again, it does not erase again
 */
export async function eraseWorkspace(desk: Desk, event: string | null): Promise<number> {
  await holdAllOpenVotes(desk);
  const count = await desk.rows.erase(null);
  if (event !== null) await isFirstSeen(desk.rows, event);
  return count;
}

/** Names the shape of the lines that follow. Count it up with every change that readers have to know about. */
const format = 'tiebreak-export/1';

/**
 * Everything a workspace has, as lines of JSON (docs/operations.md shows the shape): a head, a line for each row, and a foot with their
 * number, by which a file that was cut short can be told. `now`: ms since 1970. Leaves out what has expired, and what `shownAs` gives null for.
 */
export async function* exportLines(
  { platform, workspace }: Owner,
  rows: Pick<WorkspaceStore, 'rows'>,
  now: number,
  shownAs: (row: StoredRow) => StoredRow | null = (row) => row,
): AsyncGenerator<string> {
  let count = 0;
  yield toLine({ format, platform, workspace, at: timeOf(now) });
  for await (const row of rows.rows()) {
    if ((row.expires !== null && row.expires <= now) || row.key.startsWith(ticketPrefix) || row.kind?.startsWith(sealedPrefix))
      continue;
    const given = shownAs(row);
    if (!given) continue;
    count += 1;
    yield toLine(shown(given));
  }
  yield toLine({ rows: count });
}

const shown = ({ kind, key, user, value, expires }: StoredRow): object => ({
  kind: kind ?? 'memory',
  key,
  user,
  ...(expires === null ? {} : { expires: timeOf(expires) }),
  value: isUntold(kind, key, value) ? null : value,
});

/** The keys of events and answers that are being delivered begin with this. */
export const waitingPrefix = 'waiting:';

/** The keys of forms that are not complete yet begin with this. */
export const unsentPrefix = 'unsent:';

/** The kinds of rows that hold what was said in our own playground begin with this; `to` is the only person who sees it. */
export const saidPrefix = 'said:';
const Said = z.object({ to: z.string() });

/**
 * Whether an export leaves out the value of a row: what somebody has just clicked, or is told in private, may be their choice in a vote.
 */
const isUntold = (kind: string | null, key: string, value: unknown): boolean =>
  kind === null
    ? key.startsWith(waitingPrefix) || key.startsWith(unsentPrefix)
    : kind.startsWith(saidPrefix) && Said.safeParse(value).success;

/** Whom an export is for, and where they asked for it. */
const Asked = z.object({ user: z.string(), channel: z.string() });

/** Whoever has one of these can fetch the export of a workspace, once. */
export const exportTickets = createTickets('export', Asked, 10 * minute);

const timeOf = (time: number): string => new Date(time).toISOString();
const toLine = (value: object): string => `${JSON.stringify(value)}\n`;
