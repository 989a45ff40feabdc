import { firstOf } from '../announce.ts';
import { behindButton, isUncalled, privately } from '../audience.ts';
import type { Context, Outcome, Verb } from '../commands.ts';
import { FieldError } from '../errors.ts';
import { text } from '../reply.ts';
import { ownWords } from '../said.ts';
import { aboutVote, choosesIn } from './about-votes.ts';
import { mayManage, mayNotManage, voteVerb, wayTo } from './clicks.ts';
import { endHere, spanIn } from './ends.ts';
import { decisionsFor, endedFor, openVotesFor, readerOf, voteFor } from './readers.ts';
import type { Decision } from './record.ts';
import { voteMessage } from './rows.ts';
import { askedBlocks, runningBlocks, toVote } from './show.ts';
import { awaited, type Vote } from './vote.ts';

/**
 * What words mean in the place where a vote runs: "close it", "who has voted?", or an option's name, which counts only where it is clicked. Gives
 * the vote itself, or what can be done with it; where several run, all of them; where none runs any more, how the last one ended ("who won?",
 * "reopen it"). Null where the words mean something else, or only votes that ended before `since` (in ms since 1970).
 */
export async function onVoteHere(said: string, context: Context, since = 0): Promise<Outcome | null> {
  const about = aboutVote(said);
  if (!about) return null; // most questions, without a look at the votes
  const { isAbout, isChange, end, isOnOutcome, option, choice } = about;
  const isMeant = (vote: Vote): boolean => (vote.ended?.at ?? since) >= since && (option === null || choosesIn(vote, option));
  const [vote, ...others] = (await votesHere(context)).filter(isMeant);
  if (!vote && isOnOutcome) return onEndedHere(isMeant, context);
  if (!vote) return null;
  if (others.length > 0) return isAbout ? { blocks: runningBlocks([vote, ...others]) } : null;
  const isChoice = choice !== null && choosesIn(vote, choice);
  if (!isAbout && !isChoice) return null;
  const isTheirs = isChange && (await mayManage(vote, context));
  const { note, ...toDo } = isTheirs && end ? await toMove(vote, end, context) : { do: isTheirs ? 'manage' : 'show', note: '' };
  const found = await onVote(vote, toDo, context);
  const lead = isChoice ? 'A choice counts where it is clicked.' : isChange && !isTheirs ? mayNotManage(vote).message : note;
  return lead === '' ? found : { ...found, blocks: [text(lead), ...found.blocks] };
}

/** The same of what somebody has just said to us. */
export const onVoteSaid = async (context: Context, since = 0): Promise<Outcome | null> => {
  const { input } = context.event;
  return input.type === 'text' && !isUncalled(context.event) ? onVoteHere(ownWords(input.text, true), context, since) : null;
};

/** What is done with a vote that somebody wants to end then, and what is said with it: it can be extended, and closed, but not made to end earlier. */
async function toMove(
  { deadline }: Vote,
  { ends, isMore }: { ends: string; isMore: boolean },
  context: Context,
): Promise<{ do: string; to?: string; note: string }> {
  try {
    const at = isMore ? deadline + (spanIn(ends) ?? 0) : (await endHere(ends, context)).at;
    if (at > deadline) return { do: 'until', to: String(at), note: '' };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return { do: 'until', note: error.message };
  }
  return {
    do: 'manage',
    note: 'A vote is not made to end earlier, since people count on when it ends. It can be closed at once.',
  };
}

/** Words that want no answer by themselves, such as "yes": they may choose an option of the vote here. Nobody types this verb. */
export const hereVerb: Verb = {
  name: 'here',
  run: async ({ said = '' }, context) => (await onVoteHere(said, context)) ?? privately(),
};

/** The vote, or what can be done with it, for who asks; where all read the answer, the way there, or how it ended. */
async function onVote(vote: Vote, args: { do: string; to?: string }, context: Context): Promise<Outcome> {
  const intent = toVote(vote, args);
  if (!context.platform.cannotWhisper.includes(context.event.reach)) return voteVerb.run(intent.args, context);
  if (args.do === 'show' && vote.state !== 'open') return { blocks: askedBlocks(vote), audience: 'thread' };
  const way = args.do === 'show' ? await wayTo(vote, context) : [];
  return way.length > 0 ? { blocks: way } : { blocks: behindButton(intent).blocks, audience: 'thread' };
}

/** How the vote ended that was the last to end in this place, of those that may be meant; null where none was. */
async function onEndedHere(isMeant: (vote: Vote) => boolean, context: Context): Promise<Outcome | null> {
  const { rows, event } = context;
  const reader = readerOf(context);
  const found = (isNear: (record: Decision) => boolean) => decisionsFor(rows, reader, { most: mostLooked, isMeant: isNear });
  // Those of this very channel first: where a thread is a channel of its own, any other may be the one above it.
  const own = await found(({ channel }) => channel === event.channel);
  const { records } = own.records.length > 0 ? own : await found((record) => mayBeHere(record, context));
  const recorded = records.map(({ vote: id, ...place }) => ({ ...place, id }));
  const ended = await endedFor(rows, event, reader);
  const here = await nearest([...recorded, ...ended], (vote) => isHere(vote, context), context);
  const votes = await Promise.all(here.map(({ id }) => voteFor(rows, id, reader)));
  const [last] = votes.filter(isMeant).toSorted((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0));
  return last ? onVote(last, { do: 'show' }, context) : null;
}

/** How many decisions of a channel are looked at for one of a thread: people speak of the newest. */
const mostLooked = 10;

/** The open votes of the place where somebody speaks; in a direct message also those that wait for them. */
async function votesHere(context: Context): Promise<Vote[]> {
  const { rows, event } = context;
  const isAwaited = (vote: Vote): boolean => event.reach === 'direct' && awaited(vote)?.includes(event.user) === true;
  const open = await openVotesFor(rows, readerOf(context));
  return nearest(open, async (vote) => isAwaited(vote) || isHere(vote, context), context);
}

/** The votes that are held here; if there are none, those of the channel that is all around: a mention in it begins a thread of its own. */
async function nearest<Held extends Placed>(
  votes: Held[],
  isHeldHere: (vote: Held) => Promise<boolean>,
  { event }: Context,
): Promise<Held[]> {
  const here: Held[] = [];
  for (const vote of votes) if (await isHeldHere(vote)) here.push(vote);
  return here.length > 0 ? here : votes.filter(({ channel, thread }) => channel === event.channel && thread === null);
}

type Placed = Pick<Vote, 'channel' | 'thread'>;

/** Whether a vote may be held where somebody speaks. Where a thread is a channel of its own, only its name tells that it is below a message. */
const mayBeHere = ({ channel }: Placed, { event }: Context): boolean =>
  channel === event.channel || event.thread === event.channel;

/** Whether a vote is held where somebody speaks: in that thread, or above it with its message. */
async function isHere(vote: Placed & Pick<Vote, 'id'>, context: Context): Promise<boolean> {
  const { rows, event } = context;
  if (!mayBeHere(vote, context)) return false;
  if (vote.channel === event.channel && vote.thread === event.thread) return true;
  return firstOf((await voteMessage(rows, vote.id))?.message ?? '') === event.thread;
}
