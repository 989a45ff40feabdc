import { words } from '../knowledge/features.ts';
import type { Names } from '../knowledge/names.ts';
import { anyOf } from '../patterns.ts';
import { isQuestion } from '../said.ts';
import { sentenceList } from '../sentences.ts';
import type { CriterionQuestion } from './criteria.ts';
import type { Scope } from './scope.ts';

/** A longer message is a description of its own, or about something else. In characters. */
const longest = 160;
/** Fewer words than this are a search ("admin panel"), unless they say what there is or is not ("no admin"). */
const fewestWords = 3;

/** Begins words that try out something: "what if", "suppose". */
const tries =
  /^\W*(?:(?:and|but|so|ok(?:ay)?|hm+|well)\b\W+)*(?:(?:what|how about) if|suppos(?:e|ing)|imagin(?:e|ing)|assum(?:e|ing)|let['’]?s (?:say|assume)|(?<=\b(?:and|but|so)\W+)if)\b\W*(?:that )?/i;
/** Leaves something out. In a description these words may mean something else. */
const drops = /\b(?:drop|remove|skip|scrap|ditch|cut|forget(?: about)?|leave out|do without)\b/gi;
/** Begins words that say what there is or is not, as short as they may be. */
const has =
  /^\W*(?:(?:and|but|so|ok(?:ay)?|also|please|let['’]?s)\b\W+)*(?:\+|(?:with|without|plus|add|no(?! (?:idea|clue|thanks|problem|one)\b))\b)/i;
/** Words that say something of a project, rather than of an option. */
const ofOurs = new RegExp(
  String.raw`\b${anyOf(
    /we|i|us|our|my|nobody|no one|everybody|everyone|there(?:['’]s| is| are| will be)|(?:make|say) it|let['’]?s/,
    /it(?:['’]s| is| was| will| must| should| has to| needs?)|(?:need(?:ed)?|required|must|should|will)/,
  )}\b`,
  'i',
);
const asksToBeTold =
  /\b(?:know|learn|ask|hear|understand|explain|tell|show|read|wonder\w*|curious)(?: (?:me|us|you))? (?:about|how|if|whether|what|why|which|more)\b/i;
/** Words that add to a project, or change it. More than one thing that is said without them may be another project. */
const amends = /\b(?:also|too|as well|instead|actually|rather|after all|in addition|and|but|make it|not|no|without)\b/i;

/**
 * Reads what words change about a project that is scored: "make it three people", "no admin needed", "what if it were a prototype?". Only what they
 * say plainly, once they are about the project: not questions, nor what somebody thinks of an option.
 *
 * @returns answers by criterion, as a sheet has them; empty if the words change none
 */
export function readAnswers(said: string, { scope, names }: { scope: Scope; names: Names }): Record<string, string> {
  if (said.length > longest) return {};
  const isTried = isTrial(said);
  const told = said.replace(tries, '').replace(drops, 'without');
  if (isTried || has.test(told)) {
    if (names.read(told).options.length > 0) return {};
  } else {
    const isOfOption = /^\W*§/.test(names.read(told).marked); // "X handles security for us"
    const isAbout = words(told).length >= fewestWords && ofOurs.test(told) && !isOfOption;
    if (!isAbout || isQuestion(told) || asksToBeTold.test(told)) return {};
  }
  const understood = scope(told);
  const isPlain = understood.every(({ certainty }) => certainty === 1);
  if (!isPlain || (understood.length > 1 && !isTried && !amends.test(told))) return {};
  return Object.fromEntries(understood.map(({ criterion, answer }) => [criterion, answer]));
}

/** Whether words only try out what they say. */
export const isTrial = (said: string): boolean => tries.test(said);

/** Answers in words, with the names of what they answer: `Team is now "Two or three people"`. */
const inWords = (answers: Record<string, string>, criteria: CriterionQuestion[], is: string): string[] =>
  criteria.flatMap(({ id, name, answers: all }) =>
    all.filter((each) => each.id === answers[id]).map(({ label }) => `${name} ${is} "${label}"`),
  );

/** Says how answers have changed: `Team is now "Two or three people".` */
export const amendedSentence = (answers: Record<string, string>, criteria: CriterionQuestion[]): string =>
  inWords(answers, criteria, 'is now')
    .map((each) => `${each}.`)
    .join(' ');

/** Begins a sentence that says what other answers would lead to: `If Team were "Two or three people":` */
export const ifAmended = (answers: Record<string, string>, criteria: CriterionQuestion[]): string =>
  `If ${sentenceList(inWords(answers, criteria, 'were'))}:`;
