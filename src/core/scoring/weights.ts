import { triedIn } from '../said.ts';
import { sentenceList } from '../sentences.ts';
import type { CriterionQuestion } from './criteria.ts';
import { geometricMean, median } from './group.ts';
import { rankOrderCentroid, sumOf } from './model.ts';

/** What the weight of each criterion is multiplied by. */
export type Factors = Record<string, number>;

/** The factors that buttons offer, with their labels. */
export const offeredFactors = {
  '3': 'Three times as much',
  '2': 'Twice as much',
  '1': 'As before',
  '0.5': 'Half as much',
  '0': 'Does not matter',
} as const;

/** The highest factor that words can give: with more, one criterion would decide alone. */
const most = 10;

/** The first saying in a clause counts. `factor` is null if the words contain the number. */
const sayings: { words: RegExp; factor: number | null }[] = [
  {
    words:
      /(?:\b(?:does ?n['’]?t|do ?n['’]?t|does not|do not|no longer) (?:really )?(?:matter|count|care|apply)(?! (?:(?:as|so|that|too|very|all|quite) )*(?:much|more|less|most|a lot|twice|half|double|triple|three|\d))|\bignore|\birrelevant|\bleave out|(?:\bnot|n['’]?t) important|\bunimportant|\bno weight\b)/i,
    factor: 0,
  },
  { words: /\bhalf\b/i, factor: 0.5 },
  { words: /\btwice|\bdouble/i, factor: 2 },
  { words: /\bthree times|\btriple|\bthrice/i, factor: 3 },
  { words: /\bfour times/i, factor: 4 },
  { words: /\bfive times/i, factor: 5 },
  { words: /(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?) ?(?:x\b|times)/i, factor: null },
  { words: /\bx ?(\d{1,2}(?:[.,]\d{1,2})?)(?![\d.,]*\d)/i, factor: null },
  { words: /\b(?:as before|as usual|normal(?:ly)?|reset|restore(?=.{0,12} weights?\b))\b/i, factor: 1 },
  {
    // A critical path or a critical bug says nothing about a criterion.
    words:
      /\b(?:most important|matters? most|counts? most|critical(?! (?:paths?|bugs?|sections?|mass)\b)|crucial|essential|paramount|vital|most weight)\b/i,
    factor: 3,
  },
  {
    words:
      /\b(?:matters?|counts?|cares?|weighs?)\b.{0,12}\b(?:more|a lot|(?<!\bas )much)\b|(?:\b(?:is|are|be|was|were)\b|['’]s\b|:)\s+(?:(?:always|also|really|still|now)\s+)?very important(?=\W*$|[.,;:!]|\s+(?:to|for|that|here|and|because|since|too)\b)|\bmore important\b|\b(?:more|higher) weight\b|\bweigh(?:ted|s)? (?:more|higher)\b/i,
    factor: 2,
  },
  {
    words:
      /\b(?:matters?|counts?|cares?|weighs?)\b.{0,12}\bless\b|\bless important\b|\b(?:less|lower) weight\b|\bweigh(?:ted|s)? (?:less|lower)\b/i,
    factor: 0.5,
  },
];

/** Denies the saying after it, which then has no number: "do not ignore", "is not that much of an issue". */
const denial = /\b(?:not|cannot|never|nor|no|hardly|without)\b|n['’]t\b|\b(?:do|does|did|is|are|ca|wo|should|must|need)nt\b/;

/** The criterion named after this is only what others are compared with: "more than the team". */
const measure = /\b(?:than|instead of|compared|(?<=\bas \p{L}+ )as)\b/u;

/** "People care a lot about security" is about security. */
const cared = /\bcares?\b.{0,20}?\babout\b(.*)/s;

/** "Ignore all but the team" is about the criteria that it does not name. */
const allBut = /\b(?:except|apart from|other than|(?:all|anything|everything|nothing) but)\b/;

/** Words that add nothing to a name, so that it shares what is said about the names beside it: "security and the team". */
const fillers =
  /\b(?:the|an?|our|my|your|their|its|both|also|too|please|as|well|make|let|set|have|give|count|i|we|want|think|to|of|in)\b|[\s:"'’()*_-]/g;

/** A clause that means all weights, unless it names a criterion: "reset the weights", "weights back to normal". */
const resetsAll =
  /^\s*(?:please )?(?:(?:reset|restore)(?: all)?(?: (?:the|my|our))? weights?\b(?! (?:of|on|from|for(?! (?:me|us)\b))\b)|(?:(?:all|the|my|our) )*weights? (?:back )?(?:to|as) (?:normal|usual|before|(?:the )?defaults?)\b)/;

const asks = /\?|^\s*(?:is|are|does(?! not\b)|how|why|which)\b/i;

/** A longer message is about something else. */
const longest = 160;

/**
 * Reads changes of weights: "security matters twice as much", "ignore the team and the deadline", "security first, then team, then time" (ranked
 * criteria share their weights by rank order centroids). Empty if the words change none. Each clause is read alone; "more than the team" leaves
 * the team's weight as it is, and so does a denial.
 */
export function readFactors(said: string, criteria: CriterionQuestion[]): Factors {
  if (said.length > longest || asks.test(said) || triedIn(said) !== null) return {};
  const { marked, named } = markNames(said, criteria);
  if (allBut.test(marked)) return {};
  if (isRanking(marked)) return ranked([...new Set(named(marked))]);
  const sentences = marked.split(/[.;!](?=\s|$)|\n|\b(?:but|while|whereas|although)\b/);
  return Object.assign({}, ...sentences.map((sentence) => factorsIn(sentence, criteria, named)));
}

/** What one sentence says about the criteria it names. A list of names shares what is said about its first or last one. */
function factorsIn(sentence: string, criteria: CriterionQuestion[], named: (part: string) => CriterionQuestion[]): Factors {
  const factors: Factors = {};
  let waiting: CriterionQuestion[] = [];
  let last: number | null = null;
  for (const clause of sentence.split(/,(?!\d)|&|\b(?:and|plus)\b/)) {
    const [head = '', ...measures] = clause.split(measure);
    const caredFor = named(cared.exec(head)?.[1] ?? '');
    const isOfAll = named(clause).length === 0 && resetsAll.test(clause);
    const own = isOfAll ? criteria : caredFor.length > 0 ? caredFor : named(head);
    const saying = sayingIn(clause);
    if (saying) {
      last = saying.isDenied ? null : saying.factor;
      for (const { id } of [...waiting, ...own]) if (last !== null) factors[id] = last;
      waiting = [];
      if (measures.length > 0) last = null;
      continue;
    }
    const isBare = measures.length === 0 && own.length > 0 && head.replace(fillers, '').length === own.length;
    if (!isBare) [waiting, last] = [[], null];
    else if (last === null) waiting.push(...own);
    else for (const { id } of own) factors[id] = last;
  }
  return factors;
}

/** The first saying in a clause, and whether it is denied; null if there is none. */
function sayingIn(clause: string): { factor: number; isDenied: boolean } | null {
  const found = sayings.flatMap(({ words, factor }) => {
    const match = words.exec(clause);
    const named = Math.min(most, Number(match?.[1]?.replace(',', '.')));
    return match ? [{ at: match.index, factor: factor ?? named, said: match[0] }] : [];
  });
  const [first] = found.toSorted((a, b) => a.at - b.at);
  if (!first) return null;
  // The "not" in "does not matter" is part of the saying.
  const isDenied = denial.test(clause.slice(0, first.at)) || (first.factor !== 0 && denial.test(first.said));
  return { factor: first.factor, isDenied };
}

const isRanking = (said: string): boolean =>
  (/\bfirst\b.*\bthen\b/.test(said) || />/.test(said) || /\brank/.test(said)) && !sayingIn(said) && !denial.test(said);

/** Says in a sentence how weights have changed: "Security now counts twice as much." */
export const weighedSentence = (factors: Factors, criteria: CriterionQuestion[]): string =>
  criteria.every(({ id }) => factors[id] === 1) ? 'All questions now count as before.' : sentenceOf(factors, criteria, 'now ');

/** Says in a sentence which weights differ from the pack's: "Security counts twice as much." Null if none do. */
export function weightsSentence(factors: Factors, criteria: CriterionQuestion[]): string | null {
  const changed = criteria.filter(({ id }) => rounded(factors[id] ?? 1) !== 1);
  return changed.length > 0 ? sentenceOf(factors, changed, '') : null;
}

/** A factor to one decimal; only 0 becomes 0. */
const rounded = (factor: number): number => (factor === 0 ? 0 : Math.max(0.1, Number(factor.toFixed(1))));

const sentenceOf = (factors: Factors, criteria: CriterionQuestion[], when: string): string =>
  `${countings(factors, criteria, when).join('; ')}.`;

/** Weights in the middle of a sentence: "Security counts twice as much and Team does not count". */
export const weightsIn = (factors: Factors, criteria: CriterionQuestion[]): string =>
  sentenceList(countings(factors, criteria, ''));

function countings(factors: Factors, criteria: CriterionQuestion[], when: string): string[] {
  const count = (factor: number): string =>
    ({ 0: 'does not count', 0.5: 'counts half as much', 1: 'counts as before', 2: 'counts twice as much' })[rounded(factor)] ??
    `counts ${rounded(factor)} times as much`;
  return criteria.flatMap(({ id, name }) => (factors[id] === undefined ? [] : [`${name} ${when}${count(factors[id])}`]));
}

/** Factors that turn a ranking, most important first, into weights. */
function ranked(criteria: CriterionQuestion[]): Factors {
  const whole = sumOf(criteria.map(({ weight }) => weight));
  const shares = rankOrderCentroid(criteria.length);
  return Object.fromEntries(criteria.map(({ id, weight }, at) => [id, ((shares[at] as number) * whole) / weight]));
}

/** The first of the characters that stand for criteria, from Unicode's private use area. */
const firstMark = 0xe000;

/** Puts one character in place of each name of a criterion in a text, which is lower-cased. `named` lists the criteria in a part of that text. */
function markNames(said: string, criteria: CriterionQuestion[]) {
  const names = criteria.flatMap(({ id, name, called }, at) =>
    [id, name, ...called].map((each) => ({ at, name: each.toLowerCase() })),
  );
  const marked = names
    .toSorted((a, b) => b.name.length - a.name.length)
    .reduce(
      (text, { at, name }) =>
        text.replace(
          new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(name)}(?![\\p{L}\\p{N}])`, 'gu'),
          String.fromCharCode(firstMark + at),
        ),
      said.toLowerCase().replace(/\p{Co}/gu, ' '),
    );
  const named = (part: string): CriterionQuestion[] =>
    [...part].flatMap((char) => criteria[char.charCodeAt(0) - firstMark] ?? []);
  return { marked, named };
}

/** The factors of a group: the geometric mean of its members', or the median if somebody leaves a criterion out altogether. */
export function groupFactors(all: Factors[]): Factors {
  const ids = new Set(all.flatMap((factors) => Object.keys(factors)));
  return Object.fromEntries(
    [...ids].map((id) => {
      const ratios = all.map((factors) => factors[id] ?? 1);
      return [id, ratios.includes(0) ? median(ratios) : geometricMean(ratios)];
    }),
  );
}
