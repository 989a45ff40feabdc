import { type Conversation, unbegun } from './conversation.ts';
import { readOrder } from './decisions/until.ts';
import type { Input } from './event.ts';
import {
  accepts,
  aside,
  asksAgain,
  asksAge,
  asksMore,
  asksShort,
  asksSource,
  asksToCompare,
  asksWhetherSure,
  everyOne,
  isTheResult,
  leavesOut,
  others,
  putsItToVote,
  setsAgainst,
  settlesOn,
  wasNoHelp,
  wasNotMeant,
  wishes,
} from './follow-ups.ts';
import { decodeIntent, type Intent } from './intent.ts';
import { choiceOf } from './knowledge/answer.ts';
import { ask } from './knowledge/ask.ts';
import { contentOf, saidBy } from './knowledge/content.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { type Entry, nameOf } from './knowledge/pack.ts';
import { bareVerb, type Grammar, intentOf } from './orders.ts';
import { isQuestion, withoutEnd } from './said.ts';
import { answerAsked, changesWeights, onScorecard } from './scoring/words.ts';
import { type Utterance, utteranceOf } from './utterance.ts';

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

/** The words of an input that may lean on others: a question without the verb before it; empty for what nobody typed, and for a project that is described by order. */
const wordsIn = (input: Input, plain: Intent | null): string => {
  if (input.type !== 'text' && input.type !== 'command') return '';
  if (plain?.verb === 'ask') return plain.args.question ?? '';
  return input.type === 'text' && plain?.args.description === undefined ? input.text : '';
};

/**
 * What typed words mean in a conversation: a bare "why?", "source?", "and the other one?", "what about X?", "compare them on that" or "let's vote
 * on it". Pure.
 * @returns the intent to run, or null where the words stand on their own. `isCalled`: as for `understand`
 */
export function followUp(state: Conversation, said: string, knowledge: Knowledge, isCalled: boolean): Intent | null {
  const picked = pickedOf(state, said, isCalled);
  if (picked !== undefined) return decodeIntent(picked);
  const words = utteranceOf(said, isCalled, knowledge);
  const last = knowledge.entry(state.entry ?? '');
  const asked = state.question || last?.title || ''; // what somebody else asked is told by what answered it
  const card =
    state.scorecard === null
      ? null
      : { id: state.scorecard, shown: state.scored, isLast: state.entry === null, isUnasked: state.question === '' };
  const answer = isCalled ? answerOf(state, said, knowledge) : null;
  return (
    (answer && { ...answer, args: { ...answer.args, say: said } }) ??
    toRating(state, words) ??
    toVote(state, words, knowledge) ??
    (card ? onScorecard(card, words, knowledge) : null) ??
    onOptions(state, asked, words, knowledge) ??
    (last ? (onAnswer(last, state, words, knowledge) ?? withReferent(words, asked, last, knowledge)) : onNothing(words))
  );
}

/** Words to us that say of the last answer what its buttons ask: that it was to something else, or no help. */
function toRating({ answerTo }: Conversation, { isCalled, rest }: Utterance): Intent | null {
  if (!isCalled || answerTo === null) return null;
  const vote = wasNotMeant.test(rest) ? 'meant' : wasNoHelp.test(rest) ? 'unhelpful' : null;
  return vote && { verb: 'rate', args: { said: vote, of: answerTo } };
}

/** Words to us that put to the vote what is talked about, the scorecard or what was asked, or say on what people have settled. */
function toVote(
  { scorecard, question, entry }: Conversation,
  { said, isCalled, rest }: Utterance,
  knowledge: Knowledge,
): Intent | null {
  if (!isCalled) return null;
  const card = scorecard ? { card: scorecard } : {};
  const { words, how } = readOrder(rest);
  if (putsItToVote.test(words)) {
    if (scorecard) return { verb: 'decide', args: { ...card, ...how } };
    if (question === '' && entry === null) return null;
    return { verb: 'decide', args: { question: question || choiceOf(knowledge.pack), ...how } };
  }
  if (isQuestion(said)) return null;
  if (scorecard && settlesOn.test(rest) && isTheResult.test(rest.replace(settlesOn, ''))) return { verb: 'decide', args: card };
  const settled = settledOn(rest, knowledge);
  return settled === null ? null : { verb: 'decide', args: { proposal: settled, ...card } };
}

/** The one option that people say they have settled on; null where they say more, or nothing of the kind. */
function settledOn(rest: string, { names }: Knowledge): string | null {
  const [before = null] = settlesOn.exec(rest) ?? [];
  if (before === null) return null;
  const { options, outside, rest: besides } = names.read(rest.slice(before.length));
  const [only = null, ...more] = options;
  return more.length + outside.length === 0 && !/[\p{L}\p{N}]/u.test(besides) ? only : null;
}

/** What words mean that only name other options than the last question did, or stand for them. */
function onOptions(state: Conversation, asked: string, words: Utterance, knowledge: Knowledge): Intent | null {
  const { rest, isCalled, named, subject } = words;
  if (state.entry && named.options.length === 1 && setsAgainst.test(subject))
    return { verb: 'compare', args: { entry: state.entry } };
  const byName = optionsNamed(words, knowledge);
  const meant = byName.length > 0 ? byName : optionsMeant(rest, state.options, knowledge);
  if (meant.length > 0 && asked !== '') return aboutOptions(asked, state.entry, meant, knowledge);
  return byName.length > 0 && isCalled ? { verb: 'ask', args: { question: rest } } : null;
}

/** The options that words name and say no more of, or those beside the ones that they leave out; none where they say more, or leave but one. */
function optionsNamed({ named: { options }, subject }: Utterance, { pack }: Knowledge): string[] {
  const left = pack.options.flatMap(({ id }) => (options.includes(id) ? [] : id));
  if (options.length > 0 && left.length > 1 && leavesOut.test(subject)) return left;
  const areSome = options.length > 1 && left.length > 0; // all of them together are the choice itself
  return aside.test(areSome ? subject.replace(/\band\b ?/gi, '').trim() : subject) ? options : [];
}

/** The options that "the others" or "both" stand for, where the last question was about some; none where the words say something else. */
function optionsMeant(rest: string, asked: string[], { pack }: Knowledge): string[] {
  if (asked.length === 0) return [];
  const all = pack.options.map(({ id }) => id);
  if (everyOne.test(rest)) return asked.length === 1 ? all : [];
  return others.test(rest) ? all.filter((id) => !asked.includes(id)) : [];
}

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

const asksOfSource = ({ said, rest, isCalled }: Utterance): boolean =>
  [asksAge, asksSource].some((wish) => wishes(rest, wish, isCalled)) || (isQuestion(said) && asksWhetherSure.test(rest));

/** What words mean that lean on the last answer: where it comes from, the options side by side, more of it, or another subject. */
function onAnswer(last: Entry, state: Conversation, words: Utterance, knowledge: Knowledge): Intent | null {
  const { rest, isCalled, isLedIn, named, subject } = words;
  const again = { entry: state.answered.join(',') || last.id };
  const toSource: Intent = { verb: 'ask', args: { ...again, only: 'source' } };
  if (asksOfSource(words)) return toSource;
  if (isCalled && asksShort.test(rest)) return { verb: 'ask', args: { ...again, only: 'answer' } };
  if (isCalled && asksAgain.test(rest)) return { verb: 'ask', args: again };
  if (wishes(rest, asksToCompare, isCalled)) return { verb: 'compare', args: { entry: last.id } };
  if (wishes(rest, asksMore, isCalled)) {
    const unseen = last.related.filter((id) => !state.seen.includes(id));
    const isOn = (id: string): boolean => isOnlyOn(knowledge, id, state.options);
    const next = (isOn(last.id) ? undefined : unseen.find(isOn)) ?? unseen[0]; // of what is about several options, what we were asked of one
    return next ? { verb: 'ask', args: { entry: next } } : toSource;
  }
  if (!isLedIn || subject === '') return null;
  const [only, ...more] = state.options;
  const isOfOne = only !== undefined && more.length === 0 && named.options.length === 0 && named.outside.length === 0;
  const ofOne = isOfOne ? `${rest} ${nameOf(knowledge.pack, only)}?` : null;
  const isKnown = (question: string): boolean => ask(knowledge, question).outcome === 'answer';
  return { verb: 'ask', args: { question: ofOne && (isKnown(ofOne) || !isKnown(rest)) ? ofOne : `${rest}?` } };
}

/** Whether the title of an entry names some of these options, and no other. */
function isOnlyOn(knowledge: Knowledge, id: string, options: string[]): boolean {
  const named = knowledge.names.read(knowledge.entry(id)?.title ?? '').options;
  return named.length > 0 && named.every((option) => options.includes(option));
}

const pronoun = /\b(?:it|them|they|that|this|these|those)\b/i;

/**
 * A question to us that says too little, with what "it" stands for in its place: what was asked about last, where that or a neighbour answers it and speaks of
 * all that the question does.
 */
function withReferent({ said, isCalled }: Utterance, asked: string, last: Entry, knowledge: Knowledge): Intent | null {
  if (!isCalled || !isQuestion(said) || !pronoun.test(said) || ask(knowledge, said).outcome === 'answer') return null;
  const { rest, options } = knowledge.names.read(asked);
  const what = contentOf(rest).join(' ') || options.map((id) => nameOf(knowledge.pack, id)).join(' and ');
  const question = said.replace(pronoun, () => what);
  const { outcome, entry } = ask(knowledge, question);
  const found = [last.id, ...last.related].find((id) => id === entry && outcome === 'answer');
  const meant = knowledge.entry(found ?? '');
  return meant && contentOf(knowledge.names.read(said).rest).every(saidBy(meant)) ? { verb: 'ask', args: { question } } : null;
}

/** What words to us mean that lean on an answer where there was none: all we know. */
function onNothing(words: Utterance): Intent | null {
  const { rest, isCalled } = words;
  if (!isCalled) return null;
  if (asksOfSource(words)) return { verb: 'sources', args: {} };
  if (wishes(rest, asksMore, isCalled)) return { verb: 'ask', args: { question: '' } };
  return asksToCompare.always.test(rest) ? { verb: 'compare', args: {} } : null;
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];
const picksPlace = new RegExp(
  `^(?:(?:ok|yes|no|i meant?|show me)[\\s,]+)*(?:the )?(${[...ordinals, 'last'].join('|')})(?: (?:one|option|question))?(?: please)?$`,
  'i',
);

/** Which of our last choices words pick: one by its number, or its place where they are said to us; what was proposed by a "yes". */
function pickedOf({ offered, proposed }: Conversation, said: string, isCalled: boolean): string | undefined {
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(said)?.[1];
  if (number) return offered[Number(number) - 1];
  const bare = withoutEnd(said.trim());
  const place = isCalled ? picksPlace.exec(bare)?.[1]?.toLowerCase() : undefined;
  if (place) return offered.at(place === 'last' ? -1 : ordinals.indexOf(place));
  return proposed !== null && accepts.test(bare) ? proposed : undefined;
}

/** What words answer of the question that a scorecard asked with our last choices; null where it asked none, or they say something else. */
const answerOf = ({ scorecard, offered }: Conversation, said: string, knowledge: Knowledge): Intent | null =>
  scorecard === null
    ? null
    : answerAsked(
        offered.flatMap((each) => decodeIntent(each) ?? []),
        said,
        knowledge,
      );

/**
 * Whether words answer what we said last: they pick one of what we offered, change the weights of the scorecard we showed, or (if they are said to us)
 * answer its question.
 */
export const answersUs = (state: Conversation, said: string, knowledge: Knowledge, isCalled: boolean): boolean =>
  (isCalled && answerOf(state, said, knowledge) !== null) ||
  (state.scorecard !== null && changesWeights(said, knowledge)) ||
  (state.isOurTurn && pickedOf(state, said, false) !== undefined);
