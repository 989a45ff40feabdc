import { z } from 'zod';
import type { Address, Announcer, Clock, Handler, Store } from '../ports.ts';
import { type Block, buttons, heading, text } from '../reply.ts';
import { aroundOf } from './command.ts';
import { closeIfDue } from './desk.ts';
import { labelOf } from './record.ts';
import { toReview } from './review.ts';
import { atDesk, type Desk, findDecision, findVote, noteShown, shownAt, voteJobs, votersOf } from './rows.ts';
import { endedBlocks, timeInline, voteBlocks } from './show.ts';
import type { Vote } from './vote.ts';

const Ref = z.object({ platform: z.string(), workspace: z.string(), id: z.string() });

/** Where a process does not have the platform of a vote, another one has to do it; in ms. */
const elsewhere = 1_000;
/** How long it is remembered that something was said; in ms. */
const memory = 7 * 24 * 3_600_000;

/**
 * What is done for votes later, by job: close them in time, keep their message true, say how they ended, remind, and bring decisions back.
 * @param announcerOf what puts messages before people on a platform; undefined where this process does not have it
 */
export function createVoteHandlers({
  store,
  clock,
  announcerOf,
}: {
  store: Store;
  clock: Clock;
  announcerOf(platform: string): Announcer | undefined;
}): Record<string, Handler> {
  type On = { ref: z.infer<typeof Ref>; announcer: Announcer; isUnsure: boolean };
  const on =
    (work: (asked: On) => Promise<void>): Handler =>
    async (payload, tries) => {
      const ref = Ref.parse(payload);
      const announcer = announcerOf(ref.platform);
      if (!announcer) return clock() + elsewhere;
      await work({ ref, announcer, isUnsure: tries > 0 });
      return null;
    };
  const read = <Result>(ref: z.infer<typeof Ref>, work: (rows: Desk['rows']) => Promise<Result>): Promise<Result> =>
    work(store.workspace(ref.platform, ref.workspace));
  /** Says something once, in however many tries. */
  const tell = async ({ ref, announcer, isUnsure }: On, to: Address, key: string, blocks: Block[]): Promise<void> => {
    if ((await read(ref, (rows) => rows.recall(`told:${key}`))) !== null) return;
    await announcer.post(to, blocks, { key: `${key}:${ref.workspace}`, isUnsure });
    await read(ref, (rows) => rows.remember(`told:${key}`, true, memory, null));
  };
  return {
    [voteJobs.deadline]: (payload) => {
      const ref = Ref.parse(payload);
      return atDesk(store, ref, (desk) => closeIfDue(desk, ref.id, clock()));
    },

    /** Reads what is true now, whatever was when it was asked for: many votes at once become one edit. */
    [voteJobs.board]: on(async (asked) => {
      const { ref, announcer, isUnsure } = asked;
      const vote = await read(ref, (rows) => findVote(rows, ref.id));
      const blocks = voteBlocks(vote, await read(ref, (rows) => aroundOf(rows, vote)));
      const to = { ...ref, channel: vote.channel, thread: vote.thread };
      const before = await read(ref, (rows) => shownAt(rows, ref.id));
      const isThere = before !== null && (await announcer.edit(to, before.message, blocks));
      const key = `vote:${ref.workspace}:${ref.id}:${before?.message ?? ''}`;
      const shown = isThere ? before : await announcer.post(to, blocks, { key, isUnsure });
      if (shown === null) return tell(asked, { ...ref, user: vote.starter.id }, `unshown:${ref.id}`, unshownBlocks(vote));
      await atDesk(store, ref, (desk) => noteShown(desk, ref.id, shown, clock()));
      // Nobody is notified of an edit.
      if (isThere && vote.ended !== null) await tell(asked, to, `ended:${ref.id}:${vote.ended.at}`, endedBlocks(vote));
    }),

    [voteJobs.reminder]: on(async ({ ref, announcer }) => {
      const vote = await read(ref, (rows) => findVote(rows, ref.id));
      if (vote.state !== 'open' || vote.voters === null || clock() >= vote.deadline) return;
      const voted = new Set((await read(ref, (rows) => votersOf(rows, vote))).map(({ id }) => id));
      for (const user of vote.voters.filter((each) => !voted.has(each))) {
        // Before it is sent: rather no reminder than two.
        if (!(await read(ref, (rows) => rows.mark(`reminded:${ref.id}:${user}`, vote.deadline - clock() + 1)))) continue;
        const key = `reminder:${ref.workspace}:${ref.id}:${user}`;
        await announcer.post({ ...ref, user }, reminderBlocks(vote), { key, isUnsure: false });
      }
    }),

    [voteJobs.review]: on(async ({ ref, announcer, isUnsure }) => {
      const record = await read(ref, (rows) => findDecision(rows, Number(ref.id)));
      // It may have been put off, or called off, since this was asked for.
      if (record.status.kind === 'superseded' || record.review === null || (record.review ?? 0) > clock()) return;
      const blocks = [
        heading(`Time to look again at ${labelOf(record.number)}`),
        text(record.title),
        buttons(
          { label: 'Show the record', intent: { verb: 'decisions', args: { number: ref.id } } },
          { label: 'Later', intent: toReview(record) },
          { label: 'Decide it anew', intent: { verb: 'decide', args: { supersedes: ref.id } } },
        ),
      ];
      const to = { ...ref, channel: record.channel, thread: record.thread };
      await announcer.post(to, blocks, { key: `review:${ref.workspace}:${ref.id}:${record.review ?? ''}`, isUnsure });
    }),
  };
}

const reminderBlocks = (vote: Vote): Block[] => [
  text(
    'You have not voted yet: ',
    { text: vote.question, mark: 'strong' },
    '. It is open until ',
    timeInline(vote.deadline),
    '.',
  ),
  ...voteBlocks({ ...vote, context: '' }, { voters: [], ballots: [] }).filter(({ type }) => type === 'buttons'),
];

const unshownBlocks = (vote: Vote): Block[] => [
  text(
    'The vote "',
    { text: vote.question, mark: 'strong' },
    '" is running, but I may not write where you started it. Invite me there: its message appears then, or with the next voice.',
  ),
  ...voteBlocks({ ...vote, context: '' }, { voters: [], ballots: [] }).filter(({ type }) => type === 'buttons'),
];
