import { announce, announcementMemory, firstOf } from '../announce.ts';
import { BotError, NotYet } from '../errors.ts';
import { handlersOn, JobRef } from '../jobs.ts';
import type { Address, Announcer, Clock, Handler, Place, Shown, Store, WorkspaceStore } from '../ports.ts';
import { type Block, buttons, heading, link, list, strong, text } from '../reply.ts';
import { atDesk, type Desk } from '../transaction.ts';
import { closeIfDue, notePresent } from './desk.ts';
import { labelOf, titleOf } from './outcome.ts';
import type { Decision } from './record.ts';
import { toReview } from './review.ts';
import { aroundOf, findDecision, findVote, keepVoteMessage, voteJobs, voteLink, voteMessage, votersOf } from './rows.ts';
import { endedBlocks, reopenedBlocks, timeInline, toRecord, voteBlocks } from './show.ts';
import { awaited, mostPresent, type Vote } from './vote.ts';

type Parts = {
  store: Store;
  clock: Clock;
  /** What posts and edits messages, by platform. */
  announcers: Record<string, Announcer>;
};

/** A job at work: the vote or record it is about, the rows and transactions of its workspace, and what posts messages there. */
type Task = {
  ref: JobRef;
  rows: WorkspaceStore;
  announcer: Announcer;
  clock: Clock;
  transact<Result>(work: (desk: Desk) => Promise<Result>): Promise<Result>;
};

/**
 * The handlers of the jobs of votes: close them in time, keep their messages up to date, announce how they ended, remind people, and bring
 * decisions back for review.
 */
export function createVoteHandlers({ store, clock, announcers }: Parts): Record<string, Handler> {
  const doing =
    (work: (task: Task) => Promise<unknown>) =>
    (announcer: Announcer): Handler =>
    async (payload) => {
      const ref = JobRef.parse(payload);
      const rows = store.workspace(ref.platform, ref.workspace);
      await work({ ref, rows, announcer, clock, transact: (change) => atDesk(store, ref, change) });
      return null;
    };
  const deadline: Handler = (payload) => {
    const ref = JobRef.parse(payload);
    return atDesk(store, ref, (desk) => closeIfDue(desk, ref.id, clock()));
  };
  const handlers = {
    [voteJobs.deadline]: deadline,
    ...handlersOn(announcers, {
      [voteJobs.board]: doing(showVote),
      [voteJobs.people]: doing(lookAround),
      [voteJobs.reminder]: doing(remind),
      [voteJobs.review]: doing(bringBack),
    }),
  };
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, unlessErased(handler)]));
}

/** The place of a vote or a record. */
const placeOf = ({ ref }: Task, { channel, thread }: Pick<Vote, 'channel' | 'thread'>): Place => ({ ...ref, channel, thread });

/** Shows a vote as it is when the job runs, so many ballots at once become one edit. */
async function showVote(task: Task): Promise<void> {
  const { ref, rows, announcer, clock, transact } = task;
  const vote = await findVote(rows, ref.id);
  const blocks = voteBlocks(vote, await aroundOf(rows, vote));
  const to = placeOf(task, vote);
  const before = await voteMessage(rows, ref.id);
  const keep = (shown: Shown) => transact((desk) => keepVoteMessage(desk, ref.id, shown, clock()));
  const edited = before && (await announcer.edit(to, before.message, blocks, (message) => keep({ ...before, message })));
  const isThere = edited !== null;
  const name = `vote:${ref.workspace}:${ref.id}:${before ? firstOf(before.message) : ''}`;
  const shown = isThere ? { message: edited, link: before?.link ?? null } : await announce(rows, announcer, { to, name }, blocks);
  if (shown === null) {
    // The message is gone: no link may lead to it.
    if (before) await keep({ ...before, link: null });
    return tell(task, { ...ref, user: vote.starter.id }, `unshown:${ref.id}`, unshownBlocks(vote, announcer));
  }
  await keep(shown);
  // Nobody is notified of an edit.
  if (isThere && vote.state === 'open' && vote.reopened !== null)
    await tell(task, to, `reopened:${ref.id}:${vote.reopened}`, reopenedBlocks(vote));
  if (isThere && vote.ended !== null) await tell(task, to, `ended:${ref.id}:${vote.ended.at}`, endedBlocks(vote));
}

/** Posts something once, however often the job is retried. */
async function tell({ ref, rows, announcer }: Task, to: Address, key: string, blocks: Block[]): Promise<void> {
  if ((await rows.recall(`told:${key}`)) !== null) return;
  await announce(rows, announcer, { to, name: `${key}:${ref.workspace}` }, blocks);
  await rows.remember(`told:${key}`, true, announcementMemory, null);
}

/** Notes who is in the channel of a vote for that channel. Returns the vote. */
async function lookAround(task: Task): Promise<Vote> {
  const { ref, rows, announcer, clock, transact } = task;
  const vote = await findVote(rows, ref.id);
  if (vote.state !== 'open' || vote.voters !== null) return vote;
  const people = await announcer.peopleIn(placeOf(task, vote), mostPresent);
  return transact((desk) => notePresent(desk, ref.id, people === 'many' ? null : people, clock()));
}

/** Reminds people one by one in private; if it is unknown who is in the channel, or they are many, once in the channel. */
async function remind(task: Task): Promise<void> {
  const { ref, rows, announcer, clock } = task;
  const vote = await lookAround(task);
  if (vote.state !== 'open' || clock() >= vote.deadline) return;
  const voted = new Set((await votersOf(rows, vote)).map(({ id }) => id));
  const address = await voteLink(rows, ref.id);
  const remindOnce = async (user: string | null, to: Address, blocks: Block[]): Promise<void> => {
    const key = `reminder:${ref.workspace}:${ref.id}:${user ?? 'all'}:${vote.deadline}`;
    if ((await rows.recall(key)) !== null) return;
    // Noted before it is sent: better no reminder than two.
    await rows.remember(key, true, vote.deadline - clock() + 1, user);
    await announcer.post(to, blocks, { key, isUnsure: false }).catch(async (error) => {
      if (error instanceof NotYet) await rows.forget(key);
      throw error;
    });
  };
  const everybody = awaited(vote);
  if (everybody === null) return remindOnce(null, placeOf(task, vote), reminderForAll(vote, voted.size));
  for (const user of everybody.filter((each) => !voted.has(each)))
    await remindOnce(user, { ...ref, user }, reminderBlocks(vote, address, announcer));
}

/** Brings a decision back to its channel for review, unless the review was postponed or called off since the job was made. */
async function bringBack(task: Task): Promise<void> {
  const { ref, rows, announcer, clock } = task;
  const record = await findDecision(rows, Number(ref.id));
  if (record.status.kind === 'superseded' || record.review === null || (record.review ?? 0) > clock()) return;
  const name = `review:${ref.workspace}:${ref.id}:${record.review ?? ''}`;
  await announce(rows, announcer, { to: placeOf(task, record), name }, reviewBlocks(record));
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

const reviewBlocks = (record: Decision): Block[] => [
  heading(`Time to look again at ${labelOf(record.number)}`),
  text(record.title, ...(record.chosen ? ['  ', strong(record.chosen)] : [])),
  buttons(
    { label: 'Show the record', intent: toRecord(record.number) },
    { label: 'Later', intent: toReview(record) },
    { label: 'Decide again', intent: { verb: 'decide', args: { supersedes: String(record.number) } } },
  ),
];
