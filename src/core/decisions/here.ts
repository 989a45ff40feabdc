import { firstOf } from '../announce.ts';
import { behindButton, privately } from '../audience.ts';
import type { Context, Outcome, Verb } from '../commands.ts';
import { settlesOn } from '../follow-ups.ts';
import { words } from '../knowledge/features.ts';
import { anyOf } from '../patterns.ts';
import { text } from '../reply.ts';
import { isQuestion, withoutEnd } from '../said.ts';
import { mayManage, mayNotManage, voteVerb, wayTo } from './clicks.ts';
import { decisionsFor, openVotesFor, readerOf, voteFor } from './readers.ts';
import type { Decision } from './record.ts';
import { voteMessage } from './rows.ts';
import { toVote } from './show.ts';
import { awaited, type Vote } from './vote.ts';

/** What is said about a vote is short. In characters. */
const longest = 80;

const it = '(?:it|this|that|(?:the|this|our) (?:vote|poll|voting|deadline|rules|options)|voting)';
const politely = "(?:(?:please|now|ok|so|and|let['’]?s|(?:can|could|would) (?:you|we)) )*";
/** Wants a vote to end, or to be held in another way. */
const changesIt = new RegExp(
  `^${politely}${anyOf(
    new RegExp(`(?:close|end|stop|finish|cancel|extend|prolong|change)(?: ${it}\\b.{0,40})?`),
    new RegExp(
      `add .{1,60} (?:as an option|to (?:the (?:vote|poll|options)|it))|make ${it} (?:anonymous|secret|named|public|live)`,
    ),
  )}(?: please)?$`,
  'i',
);
/** Asks how a vote stands, or how to take part in it. */
const asksIt = new RegExp(
  `^${politely}${anyOf(
    new RegExp(
      `when (?:does|will|is) ${it} (?:end|close|over|due|finish(?:ed)?)|is ${it} (?:still )?(?:open|over|closed|running|live)`,
    ),
    /how many(?: (?:people|of us|votes?))?(?: have| are there| do we have)?(?: already)?(?: voted| so far| yet)*/,
    /how (?:long|much time)(?: (?:is|does|do|have|it|we|left|open|run|running|still|got|to vote))*/,
    new RegExp(`how(?:['’]s| is| does) ${it} (?:going|look(?:ing)?|stand)(?: so far| now)?`),
    /(?:what|which|why) (?:are|were) we (?:voting|deciding)(?: on| about)?/,
    new RegExp(`what(?:['’]s| is) ${it} (?:about|for|on)`),
    /(?:what(?:['’]s| are| is) (?:the )?|the |any )?(?:options?|choices?|question|deadline|standings?|results?)(?: so far| now| yet)?/,
    /(?:who|what|which(?: (?:one|option))?)(?:['’]s| is) (?:winning|ahead|leading|in the lead)(?: so far| now)?/,
    /(?:how|where) (?:do|can) (?:i|we) vote(?: here)?|(?:can|may) i (?:still )?(?:vote|change my (?:vote|mind|choice))/,
  )}$`,
  'i',
);
/** Asks about what was decided, or wants it otherwise. */
const onOutcome = new RegExp(
  `^${politely}${anyOf(
    /who (?:decided|voted|made (?:it|this|that|the decision))\b.{0,20}|(?:when|how) (?:was|did we|have we) .{0,20}\bdecided?\b.{0,20}/,
    /(?:show|give|download|get|open|see)(?: (?:me|us))? (?:it|this|that|the (?:record|decision|result|outcome|adr|file|vote))/,
    /(?:reopen|revisit|reconsider|undo|change|revote|overturn) (?:it|this|that|(?:the|this|our) (?:vote|decision|result|outcome))\b.{0,40}/,
    /(?:decide|vote)(?: on)? (?:it|this|that)? ?again/,
  )}(?: please)?$`,
  'i',
);
/** Asks about an existing vote, wherever it runs, and not for a new one. */
export const asksOfVote = new RegExp(
  anyOf(
    /\b(?:close|end|stop|cancel|extend|reopen|delete|undo|show|find|change)\b.{0,40}\b(?:the|our|my|this|that) vote/,
    /\b(?:results?|status|is|how|when|where)\b.{0,40}(?<!\bto )\b(?:the|our|my|this|that) vote/,
    /\bwho\b[^,.?!]{0,40}(?<!\ba )\bvoted?\b|\b(?:did|have) (?:i|we|they) (?:already )?voted?\b|\bremind\b.{0,40}\bto vote\b/,
    /\b(?:list|show|see|open|running|current)(?: me)?(?: all)? votes\b|\bvotes? (?:status|results?)\b/,
  ),
);

/**
 * What words mean in the place where a vote runs: "close it", "who has voted?", or an option's name, which counts only where it is clicked. Gives
 * the vote itself, or what can be done with it; where none runs any more, how the last one ended ("who decided that?", "reopen it"). Null where the
 * words mean something else, or several votes run there.
 */
export async function onVoteHere(said: string, context: Context): Promise<Outcome | null> {
  if (said === '' || said.length > longest) return null;
  const bare = withoutEnd(said.trim());
  const chosen = words((bare.split(reason)[0] ?? '').replace(settlesOn, '')).join(' ');
  const isChange = changesIt.test(bare);
  const isAbout = isChange || asksIt.test(bare) || asksOfVote.test(bare.toLowerCase());
  const mayChoose = !isQuestion(said) && chosen.split(' ').length <= mostWords;
  const isOnOutcome = onOutcome.test(bare);
  if (!isAbout && !mayChoose && !isOnOutcome) return null; // most questions, without a look at the votes
  const [vote, ...others] = await votesHere(context);
  if (!vote && isOnOutcome) return onEndedHere(context);
  if (!vote || others.length > 0) return null;
  const isChoice = mayChoose && choosesIn(vote, chosen);
  if (!isAbout && !isChoice) return null;
  const isTheirs = isChange && (await mayManage(vote, context));
  const found = await onVote(vote, isTheirs ? 'manage' : 'show', context);
  const note = isChoice ? 'A choice counts where it is clicked.' : isChange && !isTheirs ? mayNotManage(vote).message : null;
  return note === null ? found : { ...found, blocks: [text(note), ...found.blocks] };
}

/** Words that want no answer by themselves, such as "yes": they may choose an option of the vote here. Nobody types this verb. */
export const hereVerb: Verb = {
  name: 'here',
  run: async ({ said = '' }, context) => (await onVoteHere(said, context)) ?? privately(),
};

/** The vote, or what can be done with it, for who asks; where all read the answer, the way there. */
async function onVote(vote: Vote, deed: 'manage' | 'show', context: Context): Promise<Outcome> {
  const intent = toVote(vote, { do: deed });
  if (!context.platform.cannotWhisper.includes(context.event.reach)) return voteVerb.run(intent.args, context);
  const way = deed === 'show' && vote.state === 'open' ? await wayTo(vote, context) : [];
  return way.length > 0 ? { blocks: way } : { blocks: behindButton(intent).blocks, audience: 'thread' };
}

/** How the vote ended that was the last to be decided in this place; null where none was. */
async function onEndedHere(context: Context): Promise<Outcome | null> {
  const { rows } = context;
  const reader = readerOf(context);
  const isMeant = (record: Decision): boolean => mayBeHere(record, context);
  const { records } = await decisionsFor(rows, reader, { most: mostLooked, isMeant });
  const votes = records.map(({ vote: id, ...place }) => ({ ...place, id }));
  const [last] = await nearest(votes, (vote) => isHere(vote, context), context);
  return last ? onVote(await voteFor(rows, last.id, reader), 'show', context) : null;
}

/** How many decisions of a channel are looked at for one of a thread: people speak of the newest. */
const mostLooked = 10;

/** A choice of more words than this is not typed. */
const mostWords = 10;

/** Begins why somebody chooses an option. */
const reason = /\b(?:because|since|bc)\b/i;
/** What people put around the options that they are for. */
const around = new Set(
  `i id ill im would will am we my vote votes choice goes for to on with go choose pick prefer like take think say 1 me
  and or both either all of them is are fine ok okay good please plus thanks definitely obviously clearly agreed yes`.split(
    /\s+/,
  ),
);
const abstains = /^(?:i )?(?:abstain|none|neither)(?: of (?:them|these))?$/;
const consents = /^(?:i )?(?:consent|agree|agreed|object|stand aside)(?: to (?:it|this|that))?$/;

/** Whether words name one option or several of a vote and little more, or say that they choose none, or how they take its proposal. */
function choosesIn({ options, method }: Vote, said: string): boolean {
  const spaced = (text: string): string => ` ${text.replaceAll(' ', '  ')} `; // each word between blanks of its own
  const names = options.map(({ name }) => words(name).join(' ')).filter((name) => name !== '');
  const rest = names
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, name) => text.replaceAll(spaced(name), ' '), spaced(said));
  const isNamed = rest !== spaced(said) && rest.split(' ').every((word) => word === '' || around.has(word));
  return isNamed || abstains.test(said) || (method === 'consent' && consents.test(said));
}

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
