import { announce, announcementMemory, firstOf } from '../announce.ts';
import { BotError, NotYet } from '../errors.ts';
import { handlersOn, JobRef } from '../jobs.ts';
import type { Address, Announcer, Clock, Handler, Shown, Store } from '../ports.ts';
import { type Block, buttons, heading, link, list, strong, text } from '../reply.ts';
import { atDesk, type Desk } from '../transaction.ts';
import { closeIfDue, notePresent } from './desk.ts';
import { labelOf, titleOf } from './outcome.ts';
import { toReview } from './review.ts';
import { aroundOf, findDecision, findVote, noteShown, shownAt, voteJobs, votersOf } from './rows.ts';
import { endedBlocks, reopenedBlocks, timeInline, toRecord, voteBlocks } from './show.ts';
import { awaited, mostPresent, type Vote } from './vote.ts';

/**
 * The handlers of the jobs of votes: close them in time, keep their messages up to date, announce how they ended, remind people, and bring
 * decisions back for review.
 * @param announcers by platform: what posts and edits messages there
 */
export function createVoteHandlers({
  store,
  clock,
  announcers,
}: {
  store: Store;
  clock: Clock;
  announcers: Record<string, Announcer>;
}): Record<string, Handler> {
  type On = { ref: JobRef; announcer: Announcer };
  const on =
    (work: (asked: On) => Promise<void>) =>
    (announcer: Announcer): Handler =>
    async (payload) => {
      await work({ ref: JobRef.parse(payload), announcer });
      return null;
    };
  const read = <Result>(ref: JobRef, work: (rows: Desk['rows']) => Promise<Result>): Promise<Result> =>
    work(store.workspace(ref.platform, ref.workspace));
  const post = ({ ref, announcer }: On, to: Address, name: string, blocks: Block[]): Promise<Shown | null> =>
    read(ref, (rows) => announce(rows, announcer, { to, name }, blocks));
  /** Posts something once, however often the job is retried. */
  const tell = async (asked: On, to: Address, key: string, blocks: Block[]): Promise<void> => {
    const { ref } = asked;
    if ((await read(ref, (rows) => rows.recall(`told:${key}`))) !== null) return;
    await post(asked, to, `${key}:${ref.workspace}`, blocks);
    await read(ref, (rows) => rows.remember(`told:${key}`, true, announcementMemory, null));
  };
  /** Notes who is in the channel of a vote for that channel. Returns the vote. */
  const lookAround = async ({ ref, announcer }: On): Promise<Vote> => {
    const vote = await read(ref, (rows) => findVote(rows, ref.id));
    if (vote.state !== 'open' || vote.voters !== null) return vote;
    const people = await announcer.peopleIn({ ...ref, channel: vote.channel, thread: vote.thread }, mostPresent);
    return atDesk(store, ref, (desk) => notePresent(desk, ref.id, people === 'many' ? null : people, clock()));
  };
  const deadline: Handler = (payload) => {
    const ref = JobRef.parse(payload);
    return atDesk(store, ref, (desk) => closeIfDue(desk, ref.id, clock()));
  };
  const onPlatforms = handlersOn(announcers, {
    /** Shows the vote as it is when the job runs, so many ballots at once become one edit. */
    [voteJobs.board]: on(async (asked) => {
      const { ref, announcer } = asked;
      const vote = await read(ref, (rows) => findVote(rows, ref.id));
      const blocks = voteBlocks(vote, await read(ref, (rows) => aroundOf(rows, vote)));
      const to = { ...ref, channel: vote.channel, thread: vote.thread };
      const before = await read(ref, (rows) => shownAt(rows, ref.id));
      const keep = (shown: Shown) => atDesk(store, ref, (desk) => noteShown(desk, ref.id, shown, clock()));
      const edited = before && (await announcer.edit(to, before.message, blocks, (message) => keep({ ...before, message })));
      const isThere = edited !== null;
      const key = `vote:${ref.workspace}:${ref.id}:${before ? firstOf(before.message) : ''}`;
      const shown = isThere ? { message: edited, link: before?.link ?? null } : await post(asked, to, key, blocks);
      if (shown === null) {
        // The message is gone: no link may lead to it.
        if (before) await keep({ ...before, link: null });
        return tell(asked, { ...ref, user: vote.starter.id }, `unshown:${ref.id}`, unshownBlocks(vote, announcer));
      }
      await keep(shown);
      // Nobody is notified of an edit.
      if (isThere && vote.state === 'open' && vote.reopened !== null)
        await tell(asked, to, `reopened:${ref.id}:${vote.reopened}`, reopenedBlocks(vote));
      if (isThere && vote.ended !== null) await tell(asked, to, `ended:${ref.id}:${vote.ended.at}`, endedBlocks(vote));
    }),

    [voteJobs.people]: on(async (asked) => void (await lookAround(asked))),

    /** Reminds people one by one in private; if it is unknown who is in the channel, or they are many, once in the channel. */
    [voteJobs.reminder]: on(async (asked) => {
      const { ref, announcer } = asked;
      const vote = await lookAround(asked);
      if (vote.state !== 'open' || clock() >= vote.deadline) return;
      const voted = new Set((await read(ref, (rows) => votersOf(rows, vote))).map(({ id }) => id));
      const shown = await read(ref, (rows) => shownAt(rows, ref.id));
      const remind = async (user: string | null, to: Address, blocks: Block[]): Promise<void> => {
        const key = `reminder:${ref.workspace}:${ref.id}:${user ?? 'all'}:${vote.deadline}`;
        if ((await read(ref, (rows) => rows.recall(key))) !== null) return;
        // Noted before it is sent: better no reminder than two.
        await read(ref, (rows) => rows.remember(key, true, vote.deadline - clock() + 1, user));
        await announcer.post(to, blocks, { key, isUnsure: false }).catch(async (error) => {
          if (error instanceof NotYet) await read(ref, (rows) => rows.forget(key));
          throw error;
        });
      };
      const everybody = awaited(vote);
      if (everybody === null)
        return remind(null, { ...ref, channel: vote.channel, thread: vote.thread }, reminderForAll(vote, voted.size));
      for (const user of everybody.filter((each) => !voted.has(each)))
        await remind(user, { ...ref, user }, reminderBlocks(vote, shown?.link ?? null, announcer));
    }),

    [voteJobs.review]: on(async (asked) => {
      const { ref } = asked;
      const record = await read(ref, (rows) => findDecision(rows, Number(ref.id)));
      // It may have been postponed or called off since the job was made.
      if (record.status.kind === 'superseded' || record.review === null || (record.review ?? 0) > clock()) return;
      const blocks = [
        heading(`Time to look again at ${labelOf(record.number)}`),
        text(record.title, ...(record.chosen ? ['  ', strong(record.chosen)] : [])),
        buttons(
          { label: 'Show the record', intent: toRecord(record.number) },
          { label: 'Later', intent: toReview(record) },
          { label: 'Decide again', intent: { verb: 'decide', args: { supersedes: ref.id } } },
        ),
      ];
      const to = { ...ref, channel: record.channel, thread: record.thread };
      await post(asked, to, `review:${ref.workspace}:${ref.id}:${record.review ?? ''}`, blocks);
    }),
  });
  return Object.fromEntries(
    Object.entries({ [voteJobs.deadline]: deadline, ...onPlatforms }).map(([name, handler]) => [name, unlessErased(handler)]),
  );
}

/** The same handler, but done if the vote or the record has been erased: there is nothing left to do. */
const unlessErased =
  (handler: Handler): Handler =>
  async (...asked) => {
    try {
      return await handler(...asked);
    } catch (error) {
      if (error instanceof BotError && ['no-vote', 'no-decision'].includes(error.code)) return null;
      throw error;
    }
  };

/** A vote's buttons without the rest of its message. A proposal is shown too: no button names it, and nobody should consent to what they cannot see. */
const buttonsOf = (vote: Vote): Block[] => [
  ...(vote.method === 'consent' ? [list(vote.options.map(({ name }) => [strong(name)]))] : []),
  ...voteBlocks(vote, { voters: [], ballots: [] }).filter(({ type }) => type === 'buttons'),
];

const reminderBlocks = (vote: Vote, address: string | null, { privateClicks }: Announcer): Block[] => [
  text('You have not voted yet: ', strong(titleOf(vote))),
  text('It is open until ', timeInline(vote.deadline), '.'),
  ...(privateClicks ? buttonsOf(vote) : []),
  ...(address === null ? [] : [link('Go to the vote', address)]),
];

/** Does not name those who have not voted. */
const reminderForAll = (vote: Vote, voted: number): Block[] => [
  text('Still open until ', timeInline(vote.deadline), ': ', strong(titleOf(vote))),
  text(voted === 0 ? 'Nobody has voted yet.' : `${voted} voted so far.`),
  ...buttonsOf(vote),
];

const unshownBlocks = (vote: Vote, { privateClicks }: Announcer): Block[] => [
  text(
    'The vote "',
    strong(titleOf(vote)),
    '" is running, but its message was refused where you started it. Make sure that I am invited there and allowed to write: it appears then, or with the next vote.',
  ),
  ...(privateClicks ? buttonsOf(vote) : []),
];
