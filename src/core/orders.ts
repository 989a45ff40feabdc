import { wondersHowWeKnow, wondersWhoWeAre } from './about-us.ts';
import { howIn, readOrder, untilBehind } from './decisions/until.ts';
import type { Input } from './event.ts';
import { wordsToVote } from './follow-ups.ts';
import { decodeIntent, type Intent } from './intent.ts';
import { anyOf, order } from './patterns.ts';
import { isQuestion, straight, withoutEnd } from './said.ts';

/** What words need so that they can be read as a command: the verbs, and what the pack makes of a text. */
export type Grammar = {
  verbs: { name: string; argument: string | null }[];
  /** Which options it names. */
  optionsIn(text: string): string[];
  /** Whether it is the name of one option, and nothing else. */
  isOption(text: string): boolean;
  /** Whether there is something to say to it as a question: an answer, readings, or what a verb does. */
  hasAnswer(text: string): boolean;
  /** Whether it says anything that a project is scored on. */
  canScore(text: string): boolean;
};

/** What an event's input asks for; null for a button or form we no longer understand. What was filled in never replaces what the form carries. */
export function intentOf(input: Input, grammar: Grammar): Intent | null {
  if (input.type === 'action') return decodeIntent(input.action);
  if (input.type === 'form') {
    const intent = decodeIntent(input.action);
    return intent && { ...intent, args: { ...input.values, ...intent.args } };
  }
  return input.type === 'command' ? { verb: input.verb, args: input.args } : readIntent(input.text, grammar);
}

/** A verb of the table that stands alone, so that it is nothing else: `sources`, `help!`. Bare words ask for help. */
export function bareVerb(text: string, { verbs }: Grammar): string | null {
  const said = withoutEnd(text.trim())
    .toLowerCase()
    .replace(/^\/?tiebreak\b/, '')
    .trim();
  return said === '' ? 'help' : (verbs.find(({ name }) => name === said)?.name ?? null);
}

/** Reads typed words: as what they order, or ask for by name, else as a question. Nothing at all asks for help. */
function readIntent(text: string, grammar: Grammar): Intent {
  if (wondersWhoWeAre.test(straight(text))) return { verb: 'help', args: {} };
  if (wondersHowWeKnow.test(straight(text))) return { verb: 'sources', args: {} };
  const said = text
    .trim()
    .replace(/^(?:hey|hi|hello|please|ok(?:ay)?)\b[ ,!]*(?=\S)/i, '')
    .replace(/^[/@]?tiebreak\b[\s,:]*/i, '');
  const bare = bareVerb(said, grammar);
  if (bare) return { verb: bare, args: {} };
  return (
    readVerb(said, grammar) ??
    readOrderToScore(said, grammar) ??
    readOrderToVote(said) ??
    readProposal(said, grammar) ??
    readLookUp(said) ??
    readComparison(said, grammar) ?? { verb: 'ask', args: { question: said } }
  );
}

/** A verb and its argument: `compare security`; "compare them" has none. One that takes no argument counts only when it stands alone ("help me decide" is a question). */
function readVerb(said: string, { verbs }: Grammar): Intent | null {
  const [, first = '', rest = ''] = /^([\p{L}-]+)(?:[:,]+|\s+[:,]+(?=\s))?\s*([\s\S]*)$/u.exec(said) ?? [];
  const verb = verbs.find(({ name }) => name === first.toLowerCase());
  return verb?.argument ? { verb: verb.name, args: pointsBack.test(withoutEnd(rest)) ? {} : { [verb.argument]: rest } } : null;
}

/** "Score our app: four people, ..." scores what stands behind the colon, if there is something in it to score, and it is no question. */
function readOrderToScore(said: string, { canScore }: Grammar): Intent | null {
  const description = toScore.exec(said)?.[1];
  const isOrder = description && !isQuestion(description) && canScore(description);
  return isOrder ? { verb: 'recommend', args: { description } } : null;
}

function readOrderToVote(said: string): Intent | null {
  const polite = said.replace(politely, '');
  const { words, how } = readOrder(polite);
  const question = putsToVote.exec(words)?.[1];
  if (question) return { verb: 'decide', args: { question, ...how } };
  const [whole = '', what] = putToVote.exec(polite) ?? [];
  return what ? { verb: 'decide', args: { question: what, ...howIn(polite.slice(whole.length)) } } : null;
}

/** "Any objections to moving the stand-up?" asks for consent. Where everybody is asked, it may as well be a question to us. */
function readProposal(said: string, { isOption, hasAnswer }: Grammar): Intent | null {
  const { words, how } = untilBehind(said);
  if (asksBesides.test(words)) return null;
  const proposed = asksForConsent.exec(withoutEnd(words))?.[1];
  const asked = asksEverybody.exec(withoutEnd(words))?.[1] ?? '';
  const isProposal = isOption(asked) || (isToDo.test(asked) && !hasAnswer(words));
  const proposal = proposed ?? (isProposal ? asked.replace(/^if\s+we\s+/i, '') : null);
  return proposal ? { verb: 'decide', args: { proposal, ...how } } : null;
}

/** Words that want to see what was decided, or what is being voted on. */
function readLookUp(said: string): Intent | null {
  const ended = withoutEnd(said);
  const [, way = '', number, day = ''] = namesRecord.exec(ended) ?? reviewsRecord.exec(ended) ?? [];
  if (number) return { verb: 'decisions', args: { search: `${way} ${number} ${day}`.trim() } };
  if (votesInWords.test(said)) return { verb: 'decisions', args: { said } };
  const search = recalls.exec(ended)?.[1]?.trim().replace(asides, '');
  return search && !pointsBack.test(search) ? { verb: 'decisions', args: { search } } : null;
}

/** "This or that on security", "how do they compare on security and speed?" sets options side by side. */
function readComparison(said: string, { optionsIn }: Grammar): Intent | null {
  const { one, several } = setsSideBySide.exec(withoutEnd(said))?.groups ?? {};
  const named = optionsIn(said).length;
  const criterion = named === 1 ? undefined : (several ?? (named > 1 ? one : undefined)); // one alone is asked about beside something else
  return criterion ? { verb: 'compare', args: { criterion, about: said } } : null;
}

const onWhat = String.raw`\s+(?:on|by|in terms of|regarding|with (?:respect|regard) to)\s+`;
/** A comparison on one thing can be answered as a question; on several, an answer would be about one of them. */
const setsSideBySide = new RegExp(
  String.raw`\b${anyOf(
    String.raw`(?:vs\.?|versus)\s+\S+${onWhat}(?<one>[\s\S]+)`,
    String.raw`compar(?:e|ison)\b(?:\s+[^\s.?!]+){0,6}?${onWhat}(?<several>[^.?!]+(?:,|\band\b|&)[^.?!]+)`,
  )}$`,
  'i',
);

/** What may stand before an order; "would you vote for this or that?" is none. */
const leading = String.raw`(?!would\b)${order}(?:we\s+(?=(?:vote|need)\b)|put\s+(?:it|this)\s+(?:up\s+)?(?:to|for)\s+an?\s+(?=vote\s*:))?`;

const project = String.raw`(?:(?:this|the|our|my)\s+)?(?:\p{L}+\s+)?(?:project|app|idea|case|service)`;
const toScore = new RegExp(
  String.raw`^${leading}${anyOf(`score(?:\\s+(?:this|it|us|${project}))?`, `(?:rate|evaluate|assess)\\s+${project}`)}\s*:\s*(\S[\s\S]*)`,
  'iu',
);

/** Behind an order, part of no option; "yes please" is one. */
const politely = /(?<![\s,]|\byes)(?:[\s,]+please|\s*,\s*thanks)[\s.!]*$/i;

/**
 * An order to put something to the vote, "let's vote on this or that", "poll: this or that?"; what stands behind it is, unless that only points
 * at what was said before, or asks what "is" so. Whoever only speaks of a vote is answered: a question may have a passage.
 */
const putsToVote = new RegExp(
  String.raw`^${leading}${anyOf(wordsToVote, /(?<=let['’]?s\s+|let us\s+)decide/)}${anyOf(
    /(?:\s+(?:on|about)(?:\s+(?:it|this|that|these|those))?(?!\s*:\s*\n))?\s*:/,
    /\s+(?:on|about)\s+(?!\s|(?:it|this|that|them|these|those)(?:\s+(?:later|now|please|then|today|tomorrow))?[^\p{L}\p{N}]*$)/u,
    /\s+(?=(?:whether|which|what|who|when|where|how)\s+(?!\s|is\b|are\b))/,
    /\s+(?:for\s+(?:(?:us|me)\W+)?|between\s+)?(?!\s|(?:early|later|now|soon|today|tomorrow)\b)(?=[^.\n]{1,200}\s(?:or|vs)\b)/,
  )}\s*(\S[\s\S]*)`,
  'iu',
);
/** The same, said the other way round: "put this or that to the vote". */
const putToVote = new RegExp(
  String.raw`^${leading}put\s+(?!(?:it|this|that|them|these|those)\s)(\S.{0,300}?)\s+(?:up\s+)?(?:to|for)\s+(?:a\s+|the\s+)?vote\b`,
  'iu',
);

/** What was said before, asks something, or is a choice. */
const notProposed = String.raw`(?!(?:it|this|that|them|these|those|the\s+proposal|your|what|who|why|how)\b|.*\s(?:or|vs)\s)`;
/** A question behind a sentence: "Proposal: we adopt it. What do you think?" */
const asksBesides = /[.!?]\s+[^.!?\s][^.!?]*\?\W*$/;
/** What asks everybody to agree to one thing, up to as much as a question holds. A question in it is another one. */
const asksForConsent = new RegExp(
  String.raw`^${anyOf(/i\s+propose\s+that(?:\s+we)?/, /proposal\s*:/, /(?:are\s+there\s+)?any\s+objections?\s+to/)}\s+(?=\S)${notProposed}([^?]{1,200})$`,
  'i',
);
/** The same as people ask it of much else: "is everyone ok with moving it?", "does anyone object to this one?" */
const asksEverybody = new RegExp(
  String.raw`^${anyOf(
    /(?:(?:does|would)\s+any(?:one|body)\s+(?:object|have\s+any\s+objections?)|is\s+any(?:one|body)\s+opposed)\s+to/,
    /(?:(?:(?:is|would)\s+)?every(?:one|body)\s+(?:be\s+)?|are\s+(?:we|you)\s+all\s+)(?:ok(?:ay)?|fine)(?:\s+with|(?=\s+if\s+we\s))/,
  )}\s+(?=\S)${notProposed}([^?]{1,200})$`,
  'i',
);
/** Something to do: "moving it to 10", "if we move it". Whoever also asks why, asks us. */
const isToDo =
  /^(?:if\s+we\s|(?:not\s+)?(?!(?:any|every|no|some)thing\b)\p{L}{2,}ing\s)(?!.*\band\s+(?:how|since|what|when|where|which|who|why)\b)/iu;

/** A record by what it is called, "ADR-0001", "show me decision 1", to be taken along too; or one that is given the day of its review. */
const namesRecord =
  /^(?:(?:(?:show|open|see|read|find|get)(?:\s+me)?|(download|review))\s+)?(?:the\s+)?(?:adr|decision|record)[\s#-]*(\d+)$/i;
const reviewsRecord = /^(review)\s+(?:the\s+)?(?:adr|decision|record)[\s#-]*(\d+)\s+(\S.*)$/i;

/** Somebody's vote in words: votes are counted where they are clicked. "I vote we drop it" and "I object to that, because ..." are opinions. */
const votesInWords =
  /^(?!.*\?)(?:i(?:['’](?:d|ll)|\s+(?:would|will))?\s+(?:vote\b(?!\s+(?:that\s+)?we\b)|abstain\b|object\b(?!\s+to\s+(?!(?:it|this|that|the|option|all)\b)))|my\s+vote(?:\s*:|\s+(?:is|goes)\b))/i;

/** "What did we decide about billing?", "why did we choose this?": what stands behind that is looked for. */
const recalls = new RegExp(
  String.raw`^${anyOf(
    /(?:what|when|how|why)\s+(?:did|have|has)\s+(?:we|the team|they|you)\s+decided?\s+(?:about|on|for)/,
    /(?:what|when|how|why)\s+(?:did|have|has)\s+(?:we|the team)\s+(?:choose|chosen|pick(?:ed)?|go(?:ne)? with|settled? (?:on|for)|agreed? (?:on|to)|vote(?:d)? (?:on|for))/,
    /who\s+decided\s+(?:on|for|to\s+(?:use|take|go\s+with))/,
  )}\s+([^\s,][\s\S]*)`,
  'i',
);
/** What people put behind that, and look for nothing by. Not any number: of a text full of these, each would be read to the end. */
const asides =
  /(?<![\s,])(?:[\s,]+(?:again|already|before|by the way|btw|earlier|exactly|in the end|last (?:week|month|year|time)|please|recently|so far|then|today|yesterday|yet)){1,4}$/i;
const pointsBack = /^(?:it|this|that|them|these|those|again)(?: again| now| please)*$/i;
