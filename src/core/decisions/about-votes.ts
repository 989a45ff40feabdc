import { settlesOn } from '../follow-ups.ts';
import { words } from '../knowledge/features.ts';
import { anyOf, opener, order } from '../patterns.ts';
import { isQuestion, withoutEnd } from '../said.ts';
import { saysEnd, spanIn } from './ends.ts';
import type { Vote } from './vote.ts';

/** What is said about a vote is short. In characters. */
const longest = 80;

const it = '(?:it|this|that|(?:the|this|our) (?:vote|poll|runoff|voting|deadline|rules|options)|voting|(?:vote|poll)$)';
const theVote = '(?:(?:the|this|our) (?:vote|poll|runoff|voting)|voting|(?:vote|poll)$)';
const own = '(?:votes?|choice|objection)';
const give = '(?:give (?:us|me|them|people|everyone|everybody)|have|get)';
const moreTime = '(?:some |a (?:bit|little) )?more time(?: (?:to vote|for (?:it|this|the vote)))?';
/** Wants a vote to end, or to be held in another way. */
const changesIt = new RegExp(
  `^${opener}${order}${anyOf(
    `(?:close|end|finish|cancel|extend|prolong|change)(?: ${it}\\b.{0,40})?|(?:stop|delete|abort) ${it}\\b.{0,40}|wrap ${it} up`,
    `(?:add|remove|drop) .{1,60} (?:as an option|(?:to|from) (?:the (?:vote|poll|options)|it))`,
    `make ${it} (?:anonymous|secret|named|public|live)|hide the (?:results?|choices|names)(?: until.*)?|show the (?:results?|choices|names) live`,
    `(?:${give} |(?:(?:we|i) )?(?:have|need|want|get) )?${moreTime}`,
  )}(?: please)?$`,
  'i',
);
/** Wants it to end at a moment, or later: "extend it until Friday", "move the deadline to Friday", "give us 2 more days". */
const movesEnd = new RegExp(
  `^${opener}${order}(?<deed>${anyOf(
    `(?:close|end|finish|extend|prolong) ${it}`,
    `(?:move|set|change|postpone|push|delay) (?:${it}|the end)(?: back)?`,
    `(?:keep|leave) ${it} open|(?:let|make) ${it} (?:run|end|close)`,
    /(?:give (?:us|me|them|people|everyone|everybody)|(?:(?:we|i) )?(?:have|need|want))(?=.* (?:more|another|until|till)\b)/,
  )}) (?<ends>\\S.*?)(?: please)?$`,
  'i',
);
/** Moves the end on from where it is, where a span of time follows. */
const movesOn = /^(?:extend|prolong|postpone|push|delay|give|(?:we |i )?(?:have|need|want))\b/i;
/** Wants to go on with a vote, also if it is over by now: nothing else is extended until a moment, or gets some days more. */
const prolongs = new RegExp(
  `^${opener}${order}${anyOf(
    `(?:extend|prolong) ${it}|${give} .*(?:more|another)`,
    `(?:move|set|change|postpone|push|delay) (?:${theVote}|(?:the|our) deadline)|(?:keep|leave) ${theVote} open|let ${theVote} run`,
  )}\\b`,
  'i',
);
/** Asks whether anything was decided: of a vote that runs how it stands, of one that is over how it ended. */
const asksWhetherDecided =
  '(?:what (?:was|is|has been|got) decided|(?:is|was) (?:it|this|that|anything) decided|have we decided|(?:did|do) we have a decision)';
/** Asks whether something won: of a vote, if that is one of its options. */
const asksWhetherWon = new RegExp(`^${opener}(?:did|has) (?<option>.{1,60}) w[io]n$`, 'i');
const hadVoted = '(?:(?:have )?(?:already )?voted(?: already| so far| yet)*)';
/** Asks of a vote that runs, and of one that is over just as well: what came out, who was for or against it, and how it is held. */
const asksOfEither = anyOf(
  /(?:who|what|which(?: (?:one|option))?)(?: has)? won(?: (?:it|this|that|the (?:vote|poll)|then|in the end))*|(?:did|has) any(?:one|body|thing) w[io]n/,
  /(?:(?:what(?:['’]s| is| was| are| were)|show(?: (?:me|us))?) )?(?:the |our |any )?(?:final )?(?:results?|outcome)(?: (?:of (?:it|this|that|the (?:vote|poll))|so far|now|yet|then|in the end))*/,
  /what (?:did|have) we (?:decided?|chosen?|choose|pick(?:ed)?|agreed? on|settled? on|vote(?:d)? for)|what came out(?: of (?:it|that))?/,
  `how did (?:${it} (?:end(?: up)?|go|turn out|come out)|(?:@.{1,40}|the (?:team|others|rest)|(?!${it})\\S+) vote)|was ${it} (?:close|unanimous|a tie)`,
  /(?:who|(?:has|did) any(?:one|body))(?: has)? (?:objected|abstain(?:ed)?|object)(?: to (?:it|this|that))?|(?:(?:what|who) (?:are|were) )?the objections/,
  `how many(?: people| of us)? ${hadVoted}|(?:has|have|did) (?:everyone|everybody|all(?: of (?:us|them))?|we all|they all)(?: already)? voted?`,
  `who (?:started ${it}|(?:opened|created|called) ${theVote})|(?:what|which|why) (?:are|were) we voting(?: on| about)?`,
  `what(?:['’]s| is| was) the (?:quorum|threshold)|what (?:were the (?:options|choices|rules)|was the deadline)|what (?:is|was) ${theVote} (?:about|for|on)`,
  `when (?:did ${it} (?:end|close|finish)|was ${it} (?:over|closed))|(?:is|was) (?:${it} (?:over|still open)|${theVote} (?:still )?(?:open|closed|running|live))`,
  /(?:(?:oops|oh no|sorry|damn|no|wait)[\s,.!]+)*(?:i (?:accidentally )?voted(?: for)? the wrong (?:one|option|thing)|my (?:vote|choice) was (?:a mistake|wrong))(?:[\s,]+sorry)?/,
  `(?:(?:is|are|was|were) (?:${it}|(?:the|our|my) votes?) (?:really |truly |still )?anonymous|(?:is|are|was|were) (?:${theVote}|(?:the|our|my) votes?) (?:really |truly |still )?(?:secret|hidden|public|private))`,
  `(?:can|do|does|did|will|could) (?:you|they|any(?:one|body)|everyone|everybody|others|people) see (?:my|our) ${own}|who (?:can|could|will) see (?:my ${own}|(?:what|how|who) (?:i|we|people) (?:voted?|chose|picked)(?: for)?)`,
  `(?:can|may) i (?:still )?vote(?: again)?|(?:(?:(?:how )?(?:do|can|may) )?i (?:still )?(?:want to |would like to )?)?(?:(?:change|withdraw|undo|retract|revoke|switch|take back) my|take my) ${own}(?: back)?`,
);
/** Asks how a vote stands, or how to take part in it. */
const asksIt = new RegExp(
  `^${opener}${order}${anyOf(
    asksOfEither,
    `when (?:does|will|is) ${it} (?:end|close|over|due|finish(?:ed)?)|is ${it} (?:still )?(?:open|over|closed|running|live)`,
    /how many(?: (?:people|of us|votes?))?(?: have| are there| do we have)?(?: already)?(?: voted| so far| yet)*/,
    /how (?:long|much time)(?: (?:is|does|do|have|it|we|left|open|run|running|still|got|to vote))*/,
    `how(?:['’]s| is| does) ${it} (?:going|look(?:ing)?|stand)(?: so far| now)?`,
    /(?:what|which|why) (?:are|were) we deciding(?: on| about)?/,
    `what(?:['’]s| is) ${it} (?:about|for|on)`,
    /(?:what(?:['’]s| are| is) (?:the )?|the |any )?(?:options?|choices?|question|deadline|standings?|scores?|quorum|threshold|rules)(?: so far| now| yet)?/,
    /(?:who|what|which(?: (?:one|option))?)(?:['’]s| is) (?:winning|ahead|leading|in the lead)(?: so far| now)?/,
    `${asksWhetherDecided}(?: already| yet| so far| now)*`,
    /(?:(?:what(?:['’]s| is) )?(?:the )?(?:status|progress)|where are we(?: at)?|any (?:news|updates?|objections|votes|reasons))(?: already| yet| so far| now)*/,
    /(?:is|are) (?:everyone|everybody|all(?: of (?:us|them))?|we all|they all)(?: already)? (?:done|finished)(?: voting)?/,
    /(?:who|how many)(?:['’]s| is| are)? (?:still )?(?:missing|left|outstanding)|(?:how much )?time (?:is )?left/,
    /(?:show|open)(?: (?:me|us))? the (?:vote|poll)/,
    /(?:(?:oops|oh no|sorry|damn|no|wait)[\s,.!]+)*(?:i (?:accidentally )?(?:clicked|pressed|hit|chose|picked|took)(?: on| for)? the wrong (?:one|button|option|thing)|(?:the )?wrong (?:button|option|choice))(?:[\s,]+sorry)?/,
    /remind (?:everyone|everybody|everyone else|them|people|(?:the )?others?|the rest|those who have(?:n['’]t| not) voted)(?: again| now)?/,
    /(?:how|where) (?:do|can) (?:i|we) vote(?: here)?|(?:(?:(?:how )?(?:do|can|may) )?i (?:still )?(?:want to |would like to )?)?change my mind|i(?:['’]ve| have)? changed my mind/,
    `is ${it} (?:really |truly |still )?(?:secret|hidden|public|private)`,
  )}$`,
  'i',
);
/** Asks about what was decided, or wants it otherwise. */
const onOutcome = new RegExp(
  `^${opener}${order}${anyOf(
    /who (?:decided|voted|made (?:it|this|that|the decision))\b.{0,20}|(?:when|how) (?:was|did we|have we) .{0,20}\bdecided?\b.{0,20}/,
    `${asksWhetherDecided}(?: already| here| then| in the end)*`,
    asksOfEither,
    `${give} ${moreTime}|(?:we |i )?(?:need|want) (?:some |a (?:bit|little) )?more time to vote`,
    `(?:extend|prolong) (?:it|this|that|${theVote}|(?:the|our) deadline)(?: a (?:bit|little))?(?: longer| more)?|(?:(?:start|hold|have|do|run) )?(?:the |a )?run-?off(?: vote)?`,
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
    /\b(?:close|end|stop|cancel|extend|reopen|delete|undo|show|find|change)\b.{0,40}\b(?:the|our|my|this|that) (?:vote|poll)\b/,
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
  /** Only of a vote that had this option, in such words as `choosesIn` reads; null where they may be of any. */
  option: string | null;
  /** The words that may choose one of its options; null where none may. */
  choice: string | null;
};

/** Reads what words may say of the vote that people have in mind; null where they are of something else. */
export function aboutVote(said: string): About | null {
  if (said === '' || said.length > longest) return null;
  const bare = withoutEnd(said.trim());
  const chosen = words((bare.split(reason)[0] ?? '').replace(settlesOn, '')).join(' ');
  const end = endIn(bare);
  const isChange = end !== null || changesIt.test(bare);
  const won = asksWhetherWon.exec(bare)?.groups?.option ?? null;
  const isOfAny = asksIt.test(bare) || asksOfVote.test(bare.toLowerCase());
  const isOfLast = onOutcome.test(bare) || (end !== null && prolongs.test(bare));
  const option = won === null || isOfAny ? null : words(won).join(' ');
  const isAbout = isChange || isOfAny || option !== null;
  const isOnOutcome = isOfLast || option !== null;
  const choice = isQuestion(said) || chosen.split(' ').length > mostWords ? null : chosen;
  return isAbout || isOnOutcome || choice !== null ? { isAbout, isChange, end, isOnOutcome, option, choice } : null;
}

function endIn(said: string): About['end'] {
  const { deed = '', ends: wanted = '' } = movesEnd.exec(said)?.groups ?? {};
  // "By 2 more days", "for another 2 days", "by another day".
  const ends = wanted.replace(/\b(?:(?:more|extra) |another (?=\d|\S+ \S))| more$/gi, '').replace(/\banother\b/i, 'a');
  const isMore = (movesOn.test(deed) || /^by\b/i.test(ends)) && spanIn(ends) !== null && !/^in\b/i.test(ends);
  return saysEnd(ends) ? { ends, isMore } : null;
}

/** What people put around the options that they are for. */
const around = new Set(
  `i id ill im would will am we my vote votes choice goes for to on with go choose pick prefer like take think say 1 me
  and or both either all of them is are fine ok okay good please plus thanks definitely obviously clearly agreed yes
  actually rather instead now then no wait sorry meant changed mind change switch move put down count in want after leaning towards toward it`.split(
    /\s+/,
  ),
);
const abstains = /^(?:i )?(?:abstain|none|neither)(?: of (?:them|these))?$/;
const consents = new RegExp(
  `^${anyOf(
    /(?:i )?(?:consent|agree|agreed|object|stand aside)(?: (?:to|with) (?:it|this|that))?|yes|yep|yeah|no|nope|1|lgtm|works for (?:me|us)/,
    /(?:i ?m |i am |we ?re |we are |it ?s )?(?:fine|ok|okay|good|happy|cool) (?:by|for|with) (?:it|this|that|me|us)|i(?: ?m| am) (?:for|against) (?:it|this|that)/,
    /(?:i have )?(?:no|none|not any)(?: more)?(?: objections?| concerns?)?(?: (?:here|from (?:me|us|my side|our side)|any ?more|now|to (?:it|this|that)))*/,
  )}$`,
);

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
