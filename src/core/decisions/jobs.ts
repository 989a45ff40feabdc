import { z } from 'zod';
import type { Clock, Handler, Store } from '../ports.ts';
import { type Block, buttons, heading, text } from '../reply.ts';
import { aroundOf } from './command.ts';
import {
  atDesk,
  closeIfDue,
  type Desk,
  findDecision,
  findVote,
  noteShown,
  type Shown,
  shownAt,
  voteJobs,
  votersOf,
} from './desk.ts';
import { labelOf } from './record.ts';
import { timeInline, voteBlocks } from './show.ts';

/** Where a message goes that nobody's event asks for: a place, or one person in private. */
export type Address = { platform: string; workspace: string } & ({ channel: string; thread: string | null } | { user: string });

/**
 * Messages of our own accord. `key` is the same each time one message is tried again, so that a platform that lost its answer posts it once.
 * Both reject where it should be tried again.
 */
export type Outgoing = {
  /** Gives the message's id, and the address where people find it (null where there is none). */
  post(to: Address, blocks: Block[], key: string): Promise<Shown>;
  /** False where the message is gone. */
  edit(to: Address, message: string, blocks: Block[]): Promise<boolean>;
};

const Ref = z.object({ platform: z.string(), workspace: z.string(), id: z.string() });

/** What is done for votes later, by job: close them in time, keep their message true, remind, and bring decisions back. */
export function createVoteHandlers({
  store,
  clock,
  outgoing,
}: {
  store: Store;
  clock: Clock;
  outgoing: Outgoing;
}): Record<string, Handler> {
  const on =
    (work: (desk: z.infer<typeof Ref>) => Promise<number | null>): Handler =>
    (payload) =>
      work(Ref.parse(payload));
  const read = <Result>(ref: z.infer<typeof Ref>, work: (rows: Desk['rows']) => Promise<Result>): Promise<Result> =>
    work(store.workspace(ref.platform, ref.workspace));
  return {
    [voteJobs.deadline]: on((ref) => atDesk(store, ref, (desk) => closeIfDue(desk, ref.id, clock()))),

    /** Reads what is true now, whatever was when it was asked for: many votes at once become one edit. */
    [voteJobs.board]: on(async (ref) => {
      const vote = await read(ref, (rows) => findVote(rows, ref.id));
      const blocks = voteBlocks(vote, await read(ref, (rows) => aroundOf(rows, vote)));
      const to = { ...ref, channel: vote.channel, thread: vote.thread };
      const before = await read(ref, (rows) => shownAt(rows, ref.id));
      const isThere = before !== null && (await outgoing.edit(to, before.message, blocks));
      const shown = isThere
        ? before
        : await outgoing.post(to, blocks, `vote:${ref.workspace}:${ref.id}:${before?.message ?? ''}`);
      await atDesk(store, ref, (desk) => noteShown(desk, ref.id, shown, clock()));
      return null;
    }),

    [voteJobs.reminder]: on(async (ref) => {
      const vote = await read(ref, (rows) => findVote(rows, ref.id));
      if (vote.state !== 'open' || vote.voters === null || clock() >= vote.deadline) return null;
      const voted = new Set((await read(ref, (rows) => votersOf(rows, vote))).map(({ id }) => id));
      for (const user of vote.voters.filter((each) => !voted.has(each))) {
        // Before it is sent: rather no reminder than two.
        if (!(await read(ref, (rows) => rows.mark(`reminded:${ref.id}:${user}`, vote.deadline - clock() + 1)))) continue;
        await outgoing.post({ ...ref, user }, reminderBlocks(vote), `reminder:${ref.workspace}:${ref.id}:${user}`);
      }
      return null;
    }),

    [voteJobs.review]: on(async (ref) => {
      const record = await read(ref, (rows) => findDecision(rows, Number(ref.id)));
      if (record.status.kind === 'superseded') return null;
      const blocks = [
        heading(`Time to look again at ${labelOf(record.number)}`),
        text(record.title),
        buttons(
          { label: 'Show the record', intent: { verb: 'decisions', args: { number: ref.id } } },
          { label: 'Decide it anew', intent: { verb: 'decide', args: { supersedes: ref.id } } },
        ),
      ];
      await outgoing.post(
        { ...ref, channel: record.channel, thread: record.thread },
        blocks,
        `review:${ref.workspace}:${ref.id}`,
      );
      return null;
    }),
  };
}

const reminderBlocks = (vote: Parameters<typeof voteBlocks>[0]): Block[] => [
  text(
    'You have not voted yet: ',
    { text: vote.question, mark: 'strong' },
    '. It is open until ',
    timeInline(vote.deadline),
    '.',
  ),
  ...voteBlocks({ ...vote, context: '' }, { voters: [], ballots: [] }).filter(({ type }) => type === 'buttons'),
];
