import type { CriterionQuestion } from './criteria.ts';
import { geometricMean, median } from './group.ts';
import { rankOrderCentroid } from './model.ts';

/** What weights are multiplied by, by criterion. */
export type Factors = Record<string, number>;

/** The factors that buttons offer, and how they read. */
export const offered = {
  '3': 'Three times as much',
  '2': 'Twice as much',
  '1': 'As before',
  '0.5': 'Half as much',
  '0': 'Does not matter',
} as const;

/** More than this much more is one criterion alone. */
const most = 10;

const sayings: { words: RegExp; factor: (match: RegExpExecArray) => number }[] = [
  {
    words:
      /\b(?:does ?n['’]?t|do ?n['’]?t|does not|do not|no longer) (?:really )?(?:matter|count|care|apply)|\bignore|\birrelevant|\bleave out|\bnot important|\bunimportant/i,
    factor: () => 0,
  },
  { words: /\bhalf\b/i, factor: () => 0.5 },
  { words: /\btwice|\bdouble|\b2 ?x\b/i, factor: () => 2 },
  { words: /\bthree times|\btriple|\bthrice/i, factor: () => 3 },
  { words: /\b(\d{1,2}(?:\.\d)?) ?(?:x\b|times)/i, factor: (match) => Math.min(most, Number(match[1])) },
  { words: /\b(?:as before|as usual|normal(?:ly)?|reset)\b/i, factor: () => 1 },
  { words: /\b(?:most important|matters? most|counts? most|crucial|essential|paramount)\b/i, factor: () => 3 },
  { words: /\b(?:matters?|counts?|is|are|weighs?)\b.{0,12}\b(?:more|a lot|very important|much)\b/i, factor: () => 2 },
  { words: /\b(?:matters?|counts?|is|are|weighs?)\b.{0,12}\bless\b/i, factor: () => 0.5 },
];

/** A longer message is about something else. */
const longest = 160;

/**
 * What words change of the weights: "security matters twice as much", "ignore the team", "security first, then team, then time" (ranked
 * criteria share their weights by rank order centroids). Empty where they change none.
 */
export function readFactors(said: string, criteria: CriterionQuestion[]): Factors {
  if (said.length > longest || said.includes('?')) return {};
  const named = namedIn(said, criteria);
  if (named.length === 0) return {};
  const isRanked = named.length > 1 && (/\bfirst\b.*\bthen\b/i.test(said) || />/.test(said) || /\brank/i.test(said));
  if (isRanked) return ranked(named);
  for (const { words, factor } of sayings) {
    const match = words.exec(said);
    if (match) return Object.fromEntries(named.map(({ id }) => [id, factor(match)]));
  }
  return {};
}

/** What became of weights, in a sentence: "Security now counts twice as much." */
export function weighedSentence(factors: Factors, criteria: CriterionQuestion[]): string {
  const count = (factor: number): string =>
    ({ 0: 'does not count', 0.5: 'counts half as much', 1: 'counts as before', 2: 'counts twice as much' })[factor] ??
    `counts ${Number(factor.toFixed(1))} times as much`;
  const said = criteria.flatMap(({ id, name }) => (factors[id] === undefined ? [] : [`${name} now ${count(factors[id])}`]));
  return `${said.join('; ')}.`;
}

/** Factors that give ranked criteria, the first the most important, the weights that a ranking supports. */
export function ranked(criteria: CriterionQuestion[]): Factors {
  const whole = criteria.reduce((sum, { weight }) => sum + weight, 0);
  const shares = rankOrderCentroid(criteria.length);
  return Object.fromEntries(criteria.map(({ id, weight }, at) => [id, ((shares[at] as number) * whole) / weight]));
}

/** Criteria that a text names, in the order it does. Longer names first, so that a word inside one names nothing else. */
function namedIn(said: string, criteria: CriterionQuestion[]): CriterionQuestion[] {
  const names = criteria.flatMap((criterion) =>
    [criterion.id, criterion.name, ...criterion.called].map((name) => ({ criterion, name: name.toLowerCase() })),
  );
  let rest = said.toLowerCase();
  const found = new Map<CriterionQuestion, number>();
  for (const { criterion, name } of names.toSorted((a, b) => b.name.length - a.name.length)) {
    const match = new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(name)}(?![\\p{L}\\p{N}])`, 'u').exec(rest);
    if (!match) continue;
    rest = rest.replace(match[0], ' '.repeat(match[0].length));
    found.set(criterion, Math.min(match.index, found.get(criterion) ?? Infinity));
  }
  return [...found].sort((a, b) => a[1] - b[1]).map(([criterion]) => criterion);
}

/** Several people's factors as those of one: the geometric mean; where somebody leaves a criterion out altogether, the median. */
export function groupFactors(all: Factors[]): Factors {
  const ids = new Set(all.flatMap((factors) => Object.keys(factors)));
  return Object.fromEntries(
    [...ids].map((id) => {
      const ratios = all.map((factors) => factors[id] ?? 1);
      return [id, ratios.includes(0) ? median(ratios) : geometricMean(ratios)];
    }),
  );
}
