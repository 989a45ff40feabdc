import { words } from '../knowledge/features.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { anyOf, opener } from '../patterns.ts';
import { isQuestion, triedIn } from '../said.ts';
import { sentenceList } from '../sentences.ts';
import type { CriterionQuestion } from './criteria.ts';
import type { Answered, Recommendation } from './recommend.ts';
import type { Filled } from './scorecard.ts';
import { type Factors, readFactors, weighedSentence, weightsIn } from './weights.ts';

/** A longer message is a description of its own, or about something else. In characters. */
const longest = 160;
/** Fewer words than this are a search ("admin panel"), unless they say what there is or is not ("no admin"). */
const fewestWords = 3;
/** An answer to a question has no more words than this. */
const mostBriefly = 6;

/** Begins words that refuse, before what is so instead: "no, we need one", "no - there is one". */
const refuses = /^\W*no\b[\s,.!–-]*(?=(?:we|i|it|our|my|there)\b)/i;
/** Leaves something out. In a description these words may mean something else. */
const drops = /\b(?:drop|remove|skip|scrap|ditch|cut|forget(?: about)?|leave out|do without)\b/gi;
/** Begins words that say what there is or is not, as short as they may be. */
const has = new RegExp(
  String.raw`^\W*${opener}(?:(?:please|let['’]?s)\b\W+)*(?:\+|(?:with|without|plus|add|no(?! (?:idea|clue|thanks|problem|one)\b))\b)`,
  'i',
);
/** Words that say something of a project, rather than of an option. */
const ofOurs = new RegExp(
  String.raw`\b${anyOf(
    /we|i|us|our|my|nobody|no one|everybody|everyone|there(?:['’]s| is| are| will be)|say it|let['’]?s/,
    /actually|instead|after all|also|as well|make (?:it|that)/,
    /it(?:['’]s| is| was| will| must| should| has to| needs?)|(?:need(?:ed)?|required|must|should|will)/,
  )}\b`,
  'i',
);
const people = /\b(?:we|us|our|my|nobody|no one|everybody|everyone)\b/i;
/** Begins words that say something of a project if they say nothing else. */
const theirs = /^\W*the (?:team|devs|developers|deadline)\b(?! (?:like|love|hate|prefer)s?\b)/i;
/** Words that say nothing of their own around an answer. */
const around = new Set('a all an are around has have im in is it its just of only our some the with'.split(' '));
const asksToBeTold =
  /\b(?:know|learn|ask|hear|understand|explain|tell|show|read|wonder\w*|curious)(?: (?:me|us|you))? (?:about|how|if|whether|what|why|which|more)\b/i;
/** What somebody thinks, or says of something else. */
const remarks = new RegExp(
  String.raw`\b${anyOf(
    /i (?:think|guess|heard|read|like|love|hate|prefer|wonder)|(?:better|worse|faster|slow(?:er)?|easier|harder|good|great|bad|favou?rite)/,
    /too (?:much|heavy|slow|complex|big|small)|vot(?:e|es|ed|ing)|questions?/,
    /no (?:idea|clue)|(?:not|\w+n['’]t) (?:sure|know)|unsure/,
    /let['’]?s (?:talk|discuss|compare|look|see|ask|meet|invite|go|try)/,
  )}\b`,
  'i',
);
/** Words that add to a project, or change it. More than one thing that is said without them may be another project. */
const amends = /\b(?:also|too|as well|instead|actually|rather|after all|in addition|and|but|make it|not|no|without)\b/i;

/** What words change about a project that is scored. `isTried`: they only try it out, so it is to be told, and not kept. */
export type Amendment = Filled & { isTried: boolean };

/**
 * Reads what words change about a project that is scored: "make it three people", "no admin needed", "what if it were a prototype?", "security
 * matters twice as much". A question ("without the admin?") only tries it out.
 *
 * @returns null if the words change nothing
 */
export function readAmendment(said: string, knowledge: Knowledge): Amendment | null {
  const { criteria } = knowledge.pack;
  if (said.length > longest) return null;
  const tried = triedIn(said);
  const factors = readFactors(tried === null ? said : inPresent(tried), criteria);
  const isOfWeights = Object.keys(factors).length > 0;
  const answers = isOfWeights ? {} : answersIn(said, tried, knowledge);
  const isTried = tried !== null || isQuestion(said);
  return isOfWeights || Object.keys(answers).length > 0 ? { answers, factors, isTried } : null;
}

/** What is supposed of a weight, as it is said of one that is so: "security mattered", "it did not matter". */
const inPresent = (tried: string): string =>
  tried.replace(/\b(matter|count|weigh)ed\b/gi, '$1s').replace(/\bdid(?=(?: not|n['’]?t)\b)/gi, 'does');

/** Answers by criterion, as a sheet has them: only what is said plainly, once it is about the project, and not what somebody thinks of an option. */
function answersIn(said: string, tried: string | null, knowledge: Knowledge): Record<string, string> {
  const { scope, names } = knowledge;
  const told = (tried ?? said.replace(refuses, '')).replace(drops, 'without');
  const { options, marked } = names.read(told);
  if (remarks.test(told)) return {};
  if (tried !== null || has.test(told)) {
    if (options.length > 0) return {};
  } else {
    // "X handles security for us", "there is no admin in X"; not "our team knows X"
    const isOfOption = /^\W*§/.test(marked) || (options.length > 0 && !people.test(told));
    const isOurs = (ofOurs.test(told) && !isOfOption) || (theirs.test(told) && onlyAnswerIn(told, knowledge) !== null);
    if (words(told).length < fewestWords || !isOurs || isQuestion(told) || asksToBeTold.test(told)) return {};
  }
  const understood = scope(told);
  const isPlain = understood.every(({ certainty }) => certainty === 1);
  if (!isPlain || (understood.length > 1 && tried === null && !amends.test(told))) return {};
  return Object.fromEntries(understood.map(({ criterion, answer }) => [criterion, answer]));
}

/** The answer that a few words give plainly, where they say nothing besides: "five people", "in two months". Null where they say more. Pure. */
export function onlyAnswerIn(said: string, { scope }: Pick<Knowledge, 'scope'>): Answered | null {
  const told = said.replace(/\s+/g, ' ');
  if (words(told).length > mostBriefly || remarks.test(told)) return null;
  const [only, ...more] = scope(told);
  if (only?.certainty !== 1 || more.length > 0) return null;
  const besides = only.words.split(' … ').reduce((left, each) => left.replace(each, ' '), told);
  return words(besides.replace(theirs, '')).every((word) => around.has(word)) ? only : null;
}

/** Whether all of it is so already, by what is given and the factors of weights now. */
export const isSoAlready = (
  { answers, factors }: Amendment,
  { reasons }: Pick<Recommendation, 'reasons'>,
  now: Factors,
): boolean =>
  reasons.every(
    ({ criterion: { id }, given }) => !(id in answers) || (given?.answer === answers[id] && given?.certainty === 1),
  ) && Object.entries(factors).every(([id, factor]) => (now[id] ?? 1) === factor);

/** Answers in words, with the names of what they answer: `Team is now "Two or three people"`. */
const inWords = (answers: Record<string, string>, criteria: CriterionQuestion[], is: string): string[] =>
  criteria.flatMap(({ id, name, answers: all }) =>
    all.filter((each) => each.id === answers[id]).map(({ label }) => `${name} ${is} "${label}"`),
  );

/** Says what has changed: `Team is now "Two or three people".` */
export function amendedSentence({ answers, factors }: Amendment, criteria: CriterionQuestion[]): string {
  if (Object.keys(factors).length > 0) return weighedSentence(factors, criteria);
  const said = inWords(answers, criteria, 'is now').map((each) => `${each}.`);
  return said.join(' ') || 'Left open.';
}

/** Says that nothing has changed: `Team is "Two or three people" already.` */
export const soAlready = (amendment: Amendment, criteria: CriterionQuestion[]): string =>
  `${clauseOf(amendment, criteria, 'is')} already.`;

/** Begins a sentence that says what a change would lead to: `If Team were "Two or three people":` */
export const ifAmended = (amendment: Amendment, criteria: CriterionQuestion[]): string =>
  `If ${clauseOf(amendment, criteria, 'were')}:`;

const clauseOf = ({ answers, factors }: Amendment, criteria: CriterionQuestion[], is: string): string =>
  Object.keys(factors).length > 0 ? weightsIn(factors, criteria) : sentenceList(inWords(answers, criteria, is));
