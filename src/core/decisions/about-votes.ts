import { settlesOn } from '../follow-ups.ts';
import { words } from '../knowledge/features.ts';
import { anyOf, opener, order } from '../patterns.ts';
import { isQuestion, withoutEnd } from '../said.ts';
import { saysEnd, spanIn } from './ends.ts';
import type { Vote } from './vote.ts';

/** What is said about a vote is short. In characters. */
const longest = 80;

const it = '(?:it|this|that|(?:the|this|our) (?:vote|poll|voting|deadline|rules|options)|voting)';
/** Wants a vote to end, or to be held in another way. */
const changesIt = new RegExp(
  `^${opener}${order}${anyOf(
    String.raw`(?:close|end|finish|cancel|extend|prolong|change)(?: ${it}\b.{0,40})?|stop ${it}\b.{0,40}`,
    /add .{1,60} (?:as an option|to (?:the (?:vote|poll|options)|it))/,
    `make ${it} (?:anonymous|secret|named|public|live)`,
  )}(?: please)?$`,
  'i',
);
/** Wants it to end at a moment, or later: "extend it until Friday", "extend it by 2 days", "close it on Friday at 5pm". */
const movesEnd = new RegExp(`^${opener}${order}(?<deed>close|end|finish|extend|prolong) ${it} (?<ends>\\S.*?)(?: please)?$`, 'i');
/** Asks whether anything was decided: of a vote that runs how it stands, of one that is over how it ended. */
const asksWhetherDecided =
  '(?:what (?:was|is|has been|got) decided|(?:is|was) (?:it|this|that|anything) decided|have we decided|(?:did|do) we have a decision)';
/** Asks how a vote stands, or how to take part in it. */
const asksIt = new RegExp(
  `^${opener}${order}${anyOf(
    `when (?:does|will|is) ${it} (?:end|close|over|due|finish(?:ed)?)|is ${it} (?:still )?(?:open|over|closed|running|live)`,
    /how many(?: (?:people|of us|votes?))?(?: have| are there| do we have)?(?: already)?(?: voted| so far| yet)*/,
    /how (?:long|much time)(?: (?:is|does|do|have|it|we|left|open|run|running|still|got|to vote))*/,
    `how(?:['’]s| is| does) ${it} (?:going|look(?:ing)?|stand)(?: so far| now)?`,
    /(?:what|which|why) (?:are|were) we (?:voting|deciding)(?: on| about)?/,
    `what(?:['’]s| is) ${it} (?:about|for|on)`,
    /(?:what(?:['’]s| are| is) (?:the )?|the |any )?(?:options?|choices?|question|deadline|standings?|results?)(?: so far| now| yet)?/,
    /(?:who|what|which(?: (?:one|option))?)(?:['’]s| is) (?:winning|ahead|leading|in the lead)(?: so far| now)?/,
    `${asksWhetherDecided}(?: already| yet| so far| now)*`,
    /(?:(?:what(?:['’]s| is) )?(?:the )?(?:status|progress)|where are we(?: at)?|any (?:news|updates?|objections|votes|reasons))(?: already| yet| so far| now)*/,
    /remind (?:everyone|everybody|everyone else|them|people|(?:the )?others?|the rest|those who have(?:n['’]t| not) voted)(?: again| now)?/,
    /(?:how|where) (?:do|can) (?:i|we) vote(?: here)?|(?:can|may) i (?:still )?(?:vote|change my (?:vote|mind|choice))/,
  )}$`,
  'i',
);
/** Asks about what was decided, or wants it otherwise. */
const onOutcome = new RegExp(
  `^${opener}${order}${anyOf(
    /who (?:decided|voted|made (?:it|this|that|the decision))\b.{0,20}|(?:when|how) (?:was|did we|have we) .{0,20}\bdecided?\b.{0,20}/,
    `${asksWhetherDecided}(?: already| here| then| in the end)*`,
    /(?:review|look at) (?:it|this|that|(?:this|the|our) decision)(?: again)?(?: (?:in|next|every|on) .{1,20})?/,
    /(?:show|give|download|get|open|see|export|send)(?: (?:me|us))? the (?:record|decision|result|outcome|adr|file|vote)|download (?:it|that)/,
    /(?:reopen|revisit|reconsider|overturn) (?:it|this|that)|(?:reopen|revisit|reconsider|undo|change|revote|overturn) (?:the|this|our) (?:vote|decision|result|outcome)\b.{0,40}/,
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

/** A choice of more words than this is not typed. */
const mostWords = 10;

/** Begins why somebody chooses an option. */
const reason = /\b(?:because|since|bc)\b/i;

/** What words may say of a vote. */
type About = {
  /** They ask about one that runs, or want it changed (`isChange`). */
  isAbout: boolean;
  isChange: boolean;
  /** When they want it to end: at a moment, or by a span later than now or than it does (`isMore`); null where they do not say. */
  end: { ends: string; isMore: boolean } | null;
  /** They ask about what was decided, or want it otherwise. */
  isOnOutcome: boolean;
  /** The words that may choose one of its options; null where none may. */
  choice: string | null;
};

/** Reads what words may say of the vote that people have in mind; null where they are of something else. */
export function aboutVote(said: string): About | null {
  if (said === '' || said.length > longest) return null;
  const bare = withoutEnd(said.trim());
  const chosen = words((bare.split(reason)[0] ?? '').replace(settlesOn, '')).join(' ');
  const isChange = changesIt.test(bare);
  const isAbout = isChange || asksIt.test(bare) || asksOfVote.test(bare.toLowerCase());
  const isOnOutcome = onOutcome.test(bare);
  const choice = isQuestion(said) || chosen.split(' ').length > mostWords ? null : chosen;
  return isAbout || isOnOutcome || choice !== null ? { isAbout, isChange, end: endIn(bare), isOnOutcome, choice } : null;
}

function endIn(said: string): About['end'] {
  const { deed = '', ends: wanted = '' } = movesEnd.exec(said)?.groups ?? {};
  // "By 2 more days", "for another 2 days", "by another day".
  const ends = wanted.replace(/\b(?:(?:more|extra) |another (?=\d|\S+ \S))/gi, '').replace(/\banother\b/i, 'a');
  const isMore = /^(?:extend|prolong)$/i.test(deed) && spanIn(ends) !== null && !/^in\b/i.test(ends);
  return saysEnd(ends) ? { ends, isMore } : null;
}

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
export function choosesIn({ options, method }: Vote, said: string): boolean {
  const spaced = (text: string): string => ` ${text.replaceAll(' ', '  ')} `; // each word between blanks of its own
  const names = options.map(({ name }) => words(name).join(' ')).filter((name) => name !== '');
  const rest = names
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, name) => text.replaceAll(spaced(name), ' '), spaced(said));
  const isNamed = rest !== spaced(said) && rest.split(' ').every((word) => word === '' || around.has(word));
  return isNamed || abstains.test(said) || (method === 'consent' && consents.test(said));
}
