import { z } from 'zod';
import { announce, firstOf } from '../announce.ts';
import type { Event } from '../event.ts';
import { handlersOn, JobRef, platformJobFor } from '../jobs.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Announcer, Handler, Platform, Store, WorkspaceStore } from '../ports.ts';
import { parsed } from '../shapes.ts';
import type { Desk } from '../transaction.ts';
import { recommendTo, scorecardMemory, seekScorecard } from './scorecard.ts';
import { scorecardBlocks } from './show.ts';

/** The public message that shows a scorecard as its owner has it. Words that change the scorecard in that conversation change this message. */
const Board = z.object({ channel: z.string(), thread: z.string().nullable(), message: z.string() });
type Board = z.infer<typeof Board>;

const keyOf = (card: string): string => `scorecard-message:${card}`;

/** Remembers which message shows a scorecard, as long as the scorecard is kept; `user` is its owner. */
export const keepBoard = (
  rows: WorkspaceStore,
  card: string,
  { channel, thread, user }: Omit<Board, 'message'> & { user: string },
  message: string,
): Promise<void> => rows.remember(keyOf(card), { channel, thread, message } satisfies Board, scorecardMemory, user);

/** The message that shows a scorecard; null if none is known. */
export const boardOf = async (rows: WorkspaceStore, card: string): Promise<Board | null> =>
  parsed(Board, await rows.recall(keyOf(card)));

/** Whether that message is where somebody speaks: in that thread, or above it. */
export const isShownHere = ({ message, channel, thread }: Board, event: Pick<Event, 'channel' | 'thread'>): boolean =>
  (channel === event.channel && thread === event.thread) || firstOf(message) === event.thread;

const boardJob = 'scorecard-board';

/** Schedules the update of a scorecard's message for when this transaction is committed. */
export const askToDraw = (desk: Desk, card: string): Promise<void> => desk.enqueue(platformJobFor(desk, boardJob, card, null));

type Parts = {
  store: Store;
  knowledge(): Knowledge;
  /** What posts and edits messages, by platform. */
  announcers: Record<string, Pick<Announcer, 'post' | 'edit'> & Pick<Platform, 'showsPictures'>>;
};

/** The handler of a scorecard's job: its message is updated, or posted again if it was deleted. */
export const createScorecardHandlers = ({ store, knowledge, announcers }: Parts): Record<string, Handler> =>
  handlersOn(announcers, {
    [boardJob]: (announcer) => async (payload) => {
      const ref = JobRef.parse(payload);
      const rows = store.workspace(ref.platform, ref.workspace);
      const board = await boardOf(rows, ref.id);
      const card = await seekScorecard(rows, ref.id);
      if (!board || !card) return null; // forgotten meanwhile
      const to = { ...ref, channel: board.channel, thread: board.thread };
      const { sheet } = card;
      const { user } = sheet;
      const known = knowledge();
      const found = recommendTo(known, card, sheet);
      const blocks = scorecardBlocks(known, { card, sheet, found }, { showsPictures: announcer.showsPictures });
      const name = `scorecard:${ref.workspace}:${ref.id}:${firstOf(board.message)}`;
      const keep = (message: string) => keepBoard(rows, ref.id, { ...board, user }, message);
      const message =
        (await announcer.edit(to, board.message, blocks, keep)) ??
        (await announce(rows, announcer, { to, name, user }, blocks))?.message ??
        board.message;
      if (message !== board.message) await keep(message);
      return null;
    },
  });
