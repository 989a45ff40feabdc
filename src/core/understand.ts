import { type Conversation, unbegun } from './conversation.ts';
import type { Input } from './event.ts';
import {
  accepts,
  aside,
  asksMore,
  asksSource,
  asksUsMore,
  asksUsSource,
  asksUsToCompare,
  asksVerdict,
  asksWhatChanges,
  comparesThat,
  everyOne,
  leadIn,
  leadOut,
  others,
  putsItToVote,
  savesIt,
  settlesOn,
  turnsTo,
} from './follow-ups.ts';
import { bareVerb, decodeIntent, type Grammar, type Intent, intentOf } from './intent.ts';
import { ask } from './knowledge/ask.ts';
import { contentOf, saidBy } from './knowledge/content.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Named } from './knowledge/names.ts';
import { type Entry, nameOf } from './knowledge/pack.ts';
import { isQuestion, withoutEnd } from './said.ts';
import { readAmendment } from './scoring/amend.ts';
import { toCard } from './scoring/show.ts';
import { readFactors } from './scoring/weights.ts';

/** Follow-ups are short; a longer text says itself what it is about. */
const longestFollowUp = 300;

/**
 * What an input asks for. Words may lean on the conversation before them. A verb that stands alone leans on nothing in it but what was proposed
 * with that verb. Words that are said to us (`isCalled`) may lean on nothing and still mean something.
 * @returns the intent, null for a button we no longer understand; `isBare` where the words mean nothing outside the conversation
 */
export function understand(
  input: Input,
  before: Conversation | null,
  grammar: Grammar,
  knowledge: Knowledge,
  isCalled: boolean,
): { intent: Intent | null; isBare: boolean } {
  const plain = intentOf(input, grammar);
  const said = wordsIn(input, plain);
  const state = before ?? unbegun;
  const verb = bareVerb(said, grammar);
  const proposed = decodeIntent(state.proposed ?? '');
  if (isCalled && verb !== null && verb === proposed?.verb) return { intent: proposed, isBare: true };
  const isShort = said.length <= longestFollowUp && verb === null;
  const follows = isShort ? followUp(state, said, knowledge, isCalled) : null;
  return { intent: follows ?? plain, isBare: follows !== null && follows.args.question === undefined };
}

/** The words of an input that may lean on others: a question without the verb before it; empty for what nobody typed. */
const wordsIn = (input: Input, plain: Intent | null): string => {
  if (input.type !== 'text' && input.type !== 'command') return '';
  return (plain?.verb === 'ask' ? plain.args.question : input.type === 'text' ? input.text : '') ?? '';
};

/**
 * What typed words mean in a conversation: a bare "why?", "source?", "and the other one?", "what about X?", "compare them on that" or "let's vote
 * on it". Pure.
 * @returns the intent to run, or null where the words stand on their own. `isCalled`: as for `understand`
 */
export function followUp(state: Conversation, said: string, knowledge: Knowledge, isCalled: boolean): Intent | null {
  const picked = pickedOf(state, said);
  if (picked !== undefined) return decodeIntent(picked);
  const words = leaningIn(said, knowledge);
  const { rest, named, subject } = words;
  const last = knowledge.entry(state.entry ?? '');
  const asked = state.question || last?.title || ''; // what somebody else asked is told by what answered it
  if (isCalled && putsItToVote.test(rest)) return toVoteOn(state, asked, /\b(?:anonymous|secret)/i.test(rest));
  const settled = isCalled && !isQuestion(said) ? settledOn(rest, knowledge) : null;
  if (settled) return { verb: 'decide', args: { proposal: settled, ...(state.scorecard ? { card: state.scorecard } : {}) } };
  const onCard = state.scorecard === null ? null : onScorecard(state.scorecard, state, said, words, knowledge, isCalled);
  if (onCard) return onCard;
  if (named.options.length > 0 && aside.test(subject)) {
    if (asked !== '') return aboutOptions(asked, state.entry, named.options, knowledge);
    return isCalled ? { verb: 'ask', args: { question: rest } } : null;
  }
  const meant = optionsMeant(rest, state.options, knowledge);
  if (meant.length > 0 && asked !== '') return aboutOptions(asked, state.entry, meant, knowledge);
  if (!last) return isCalled ? onNothing(rest) : null;
  const onIt = onAnswer(last, state, words, knowledge, isCalled);
  return onIt ?? (isCalled ? withReferent(said, asked, last, knowledge) : null);
}

/** What words mean of the scorecard of a conversation: a change of it, its verdict, what would change that, its name, or its reasons; null where they mean none of that. */
function onScorecard(
  id: string,
  state: Conversation,
  said: string,
  { rest, named, subject, isLedIn }: Leaning,
  knowledge: Knowledge,
  isCalled: boolean,
): Intent | null {
  const isLast = state.entry === null; // it is what was talked about last
  if (changesWeights(state, said, knowledge) || (isCalled && isLast && readAmendment(said, knowledge)))
    return toCard({ id }, { say: said });
  if (isCalled && asksVerdict.test(rest)) return toCard({ id });
  const isOnOption = named.options.length > 0;
  if (asksWhatChanges.test(rest)) return toCard({ id }, { show: 'changes' });
  const [towards, ...more] = turnsTo.test(subject) ? named.options : [];
  if (towards && more.length === 0) return toCard({ id }, { show: 'changes', of: towards });
  const saves = isCalled ? savesIt.exec(rest) : null;
  if (saves) return toCard({ id }, saves.groups?.name ? { name: saves.groups.name } : { show: 'name' });
  const asksWhy = isOnOption && (/^why(?: not)?$/i.test(subject) || (aside.test(subject) && (isLedIn || isQuestion(said))));
  const wonders = [asksSource, asksMore, ...(isCalled ? [asksUsSource, asksUsMore] : [])].some((asks) => asks.test(rest));
  const isOfCard = isLast && state.question === '' && (asksWhy || wonders);
  return isOfCard ? toCard({ id }, { show: 'why', of: named.options[0] ?? '' }) : null;
}

/** What a vote on it is about: the scorecard of this conversation, or what was asked; null where there is neither. */
function toVoteOn({ scorecard }: Conversation, asked: string, isAnonymous: boolean): Intent | null {
  const rules = isAnonymous ? { anonymous: 'yes' } : {};
  if (scorecard) return { verb: 'decide', args: { card: scorecard, ...rules } };
  return asked === '' ? null : { verb: 'decide', args: { question: asked, ...rules } };
}

/** The one option that people say they have settled on; null where they say more, or nothing of the kind. */
function settledOn(rest: string, { names }: Knowledge): string | null {
  const [before = null] = settlesOn.exec(rest) ?? [];
  if (before === null) return null;
  const { options, outside, rest: besides } = names.read(rest.slice(before.length));
  const [only = null, ...more] = options;
  return more.length + outside.length === 0 && !/[\p{L}\p{N}]/u.test(besides) ? only : null;
}

/** Words less what leads them in and out (`isLedIn` where something does), what they name, and what they say besides, without punctuation. */
type Leaning = { rest: string; isLedIn: boolean; named: Named; subject: string };

/** Leads on to another subject also where nothing is asked: "hm, and security", not "hm, never mind". */
const leadsOn = /\b(?:and|but|about)\b/i;

function leaningIn(said: string, { names }: Knowledge): Leaning {
  const bare = withoutEnd(said.trim());
  const lead = leadIn.exec(bare)?.[0] ?? '';
  const rest = bare.slice(lead.length).replace(leadOut, '');
  const named = names.read(rest);
  const subject = named.rest.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return { rest, isLedIn: leadsOn.test(lead) || (lead !== '' && isQuestion(said)), named, subject };
}

/** What words mean that lean on the last answer: where it comes from, the options side by side, more of it, or another subject. */
function onAnswer(last: Entry, state: Conversation, words: Leaning, knowledge: Knowledge, isCalled: boolean): Intent | null {
  const { pack } = knowledge;
  const { rest, isLedIn, named, subject } = words;
  const toSource: Intent = { verb: 'ask', args: { entry: state.answered.join(',') || last.id, only: 'source' } };
  if (asksSource.test(rest) || (isCalled && asksUsSource.test(rest))) return toSource;
  if (comparesThat.test(rest) || (isCalled && asksUsToCompare.test(rest))) return { verb: 'compare', args: { entry: last.id } };
  if (asksMore.test(rest) || (isCalled && asksUsMore.test(rest))) {
    const next = last.related.find((id) => !state.seen.includes(id));
    return next ? { verb: 'ask', args: { entry: next } } : toSource;
  }
  if (!isLedIn || subject === '') return null;
  const [only, ...more] = state.options;
  const isOfOne = only !== undefined && more.length === 0 && named.options.length === 0 && named.outside.length === 0;
  const ofOne = isOfOne ? `${rest} ${nameOf(pack, only)}?` : null;
  const isKnown = (question: string): boolean => ask(knowledge, question).outcome === 'answer';
  return { verb: 'ask', args: { question: ofOne && (isKnown(ofOne) || !isKnown(rest)) ? ofOne : `${rest}?` } };
}

const pronoun = /\b(?:it|them|they|that|this|these|those)\b/i;

/**
 * A question that says too little, with what "it" stands for in its place: what was asked about last, where that or a neighbour answers it and speaks of
 * all that the question does.
 */
function withReferent(said: string, asked: string, last: Entry, knowledge: Knowledge): Intent | null {
  if (!isQuestion(said) || !pronoun.test(said) || ask(knowledge, said).outcome === 'answer') return null;
  const { rest, options } = knowledge.names.read(asked);
  const what = contentOf(rest).join(' ') || options.map((id) => nameOf(knowledge.pack, id)).join(' and ');
  const question = said.replace(pronoun, () => what);
  const { outcome, entry } = ask(knowledge, question);
  const found = [last.id, ...last.related].find((id) => id === entry && outcome === 'answer');
  const meant = knowledge.entry(found ?? '');
  return meant && contentOf(knowledge.names.read(said).rest).every(saidBy(meant)) ? { verb: 'ask', args: { question } } : null;
}

/** What words said to us mean that lean on an answer where there was none: all we know. */
function onNothing(rest: string): Intent | null {
  if (asksSource.test(rest) || asksUsSource.test(rest)) return { verb: 'sources', args: {} };
  if (asksMore.test(rest) || asksUsMore.test(rest)) return { verb: 'ask', args: { question: '' } };
  return comparesThat.test(rest) ? { verb: 'compare', args: {} } : null;
}

/** The options that "the others" or "both" stand for, where the last question was about some; none where the words say something else. */
function optionsMeant(rest: string, asked: string[], { pack }: Knowledge): string[] {
  if (asked.length === 0) return [];
  const all = pack.options.map(({ id }) => id);
  if (everyOne.test(rest)) return asked.length === 1 ? all : [];
  return others.test(rest) ? all.filter((id) => !asked.includes(id)) : [];
}

/** Which of our last choices words pick: one by its number, what was proposed by a "yes". */
function pickedOf({ offered, proposed }: Conversation, said: string): string | undefined {
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(said)?.[1];
  if (number) return offered[Number(number) - 1];
  return proposed !== null && accepts.test(withoutEnd(said.trim())) ? proposed : undefined;
}

/** Whether words answer what we said last: they pick one of what we offered, or change the weights of the scorecard we showed. */
export const answersUs = (state: Conversation, said: string, knowledge: Knowledge): boolean =>
  changesWeights(state, said, knowledge) || (state.isOurTurn && pickedOf(state, said) !== undefined);

/** Whether words in a thread that shows a scorecard change its weights: "security matters twice as much". */
const changesWeights = ({ scorecard }: Conversation, said: string, { pack }: Knowledge): boolean =>
  scorecard !== null && Object.keys(readFactors(said, pack.criteria)).length > 0;

/** How much better another entry must answer the last question, asked of other options, than the entry that answered it. */
const clearlyBetter = 2;

/**
 * The last question asked of other options: the pack's own answer to that where there clearly is one, else what the same entry says of them. Several
 * names in a question sound like the choice between them.
 */
function aboutOptions(asked: string, last: string | null, options: string[], knowledge: Knowledge): Intent {
  const names = options.map((id) => nameOf(knowledge.pack, id)).join(' ');
  const { marked, options: before } = knowledge.names.read(asked);
  const question = (before.length === 1 ? marked.replace(/§[\w-]+/g, names) : `${asked} ${names}`).replace(/\s+/g, ' ').trim();
  const { outcome, entry, confidence } = ask(knowledge, question);
  const same = knowledge.match(question).find(({ label }) => label === last)?.score ?? 0;
  const isOwn = options.length === 1 && outcome === 'answer' && entry !== last && confidence > clearlyBetter * same;
  return { verb: 'ask', args: isOwn || !last ? { question } : { entry: last, about: options.join(',') } };
}
