import { words } from '../knowledge/features.ts';
import type { Names } from '../knowledge/names.ts';
import { withoutRequest } from '../knowledge/request.ts';
import type { Answered } from './recommend.ts';
import { type Scope, sentencesOf } from './scope.ts';
import type { Stretch } from './stance.ts';

/** How many criteria a message must speak of to count as the description of a project. */
const fewest = 2;
/** Words of a project, rather than of what an option has. */
const ofProject = /\b(?:we|us|our|i|my|for (?:an?|the|this))\b/i;

/** Whether words tell of a project, whatever else they ask: they speak of two or more criteria, and of something of one's own. */
export const tellsOfProject = (said: string, { scope }: { scope: Scope }): boolean =>
  ofProject.test(said) && scope(said).length >= fewest;

/** A message of fewer words is a search: "cms", "payments". */
const fewestWords = 3;
/** Sentences that ask which one to take, and nothing else: a description may end so. */
const asksChoice =
  /\b(?:should (?:we|i)|which|what(?: would| do| should)? (?:you|we|i|fits?|is (?:better|best))|recommend|suggest|advice|pick|choose|go (?:with|for)|better|or|vs|versus)\b/i;

/** How a message of one sentence begins that asks and leaves out the mark; the second of an option only: "can you recommend" describes. */
const beginsAsking =
  /^\W*(?:who|what|which|why|how|should|(?:is|are|was|were|does|did|has)\b(?! (?:there|it possible|any(?:one|body)))|(?:tell|show|give) (?:me|us))\b/i;
const beginsAskingOfOption = /^\W*(?:is|are|do|can|could|would|will|have)\b/i;
const setsAgainst = /^\W*\S+\s+(?:vs\.?|versus)\s/i;
const asksWhether = /\b(?:ask(?:s|ed|ing)?|know|wonder(?:s|ed|ing)?|sure|out)(?: me| us)? (?:if|whether)\b/i;

/**
 * Whether a message describes a project instead of asking about facts: it speaks of two or more criteria, and asks nothing but which option
 * to take. Gives what was understood, empty where it does not.
 */
export function describesProject(said: string, { scope, names }: { scope: Scope; names: Names }): Answered[] {
  const sentences = sentencesOf(said).filter(({ start, end }) => /\p{L}/u.test(said.slice(start, end)));
  const asksWithoutMark = (): boolean => {
    const asked = withoutRequest(said);
    const isOfOption =
      names.read(said).options.length > 0 &&
      (beginsAskingOfOption.test(asked) || setsAgainst.test(asked) || asksWhether.test(said));
    return isOfOption || beginsAsking.test(asked);
  };
  const isAsked = ({ end }: Stretch): boolean => said[end] === '?' || (sentences.length === 1 && asksWithoutMark());
  const questions = sentences.filter(isAsked).map(({ start, end }) => said.slice(start, end));
  if (words(said).length < fewestWords || !questions.every((question) => asksChoice.test(question))) return [];
  const understood = scope(said);
  return understood.length >= (questions.length > 0 ? fewest + 1 : fewest) ? understood : [];
}
