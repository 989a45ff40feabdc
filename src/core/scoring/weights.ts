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

/** Of a clause that holds several, the first one counts. `factor` is null where the words name it. */
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
  { words: /\b(?:as before|as usual|normal(?:ly)?|reset)\b/i, factor: 1 },
  {
    // Said of the criterion, not of what else it is about: "security matters for the critical path".
    words:
      /\b(?:most important|matters? most|counts? most|(?:critical|crucial|essential|paramount|vital)(?! (?!(?:for|to|in|here|now|too|as|because|since|when|if)\b)[a-z])|most weight)\b/i,
    factor: 3,
  },
  {
    words:
      /\b(?:matters?|counts?|cares?|is|are|weighs?)\b.{0,12}\b(?:more|a lot|very important|(?<!\bas )much)\b|\bmore important\b|\b(?:more|higher) weight\b|\bweigh(?:ted|s)? (?:more|higher)\b/i,
    factor: 2,
  },
  {
    words:
      /\b(?:matters?|counts?|cares?|is|are|weighs?)\b.{0,12}\bless\b|\bless important\b|\b(?:less|lower) weight\b|\bweigh(?:ted|s)? (?:less|lower)\b/i,
    factor: 0.5,
  },
];

/** What turns the saying after it into something that we cannot put into a number: "do not ignore", "is not that much of an issue". */
const denial = /\b(?:not|cannot|never|nor|no|hardly|without)\b|n['’]t\b|\b(?:do|does|did|is|are|ca|wo|should|must|need)nt\b/;

/** Who is named after this is what others are measured by: "more than the team". */
const measure = /\b(?:than|instead of|compared|(?<=\bas \p{L}+ )as)\b/u;

/** "People care a lot about security" is about security. */
const cared = /\bcares?\b.{0,20}?\babout\b(.*)/s;

/** "Ignore all but the team" is about everything that it does not name. */
const allBut = /\b(?:except|apart from|other than|(?:all|anything|everything|nothing) but)\b/;

/** Words beside names that say nothing of their own, so that what is said before or after holds for those names: "security and the team". */
const fillers =
  /\b(?:the|an?|our|my|your|their|its|both|also|too|please|as|well|make|let|set|have|give|count|i|we|want|think|to|of|in)\b|[\s:"'’()*_-]/g;

/** "Reset the weights", "weights back to normal", and nothing more: what follows would say which. */
const resetsAll =
  /^(?:(?:reset|restore)(?: all)?(?: (?:the|my|our))? weights?(?: to (?:normal|(?:the )?defaults?))?|(?:(?:all|the|my|our) )*weights? (?:back )?(?:to|as) (?:normal|usual|before|(?:the )?defaults?))(?:,? please)?[\s.!]*$/i;

const asks = /\?|^\s*(?:is|are|does|how|why|which)\b/i;

/** A longer message is about something else. */
const longest = 160;

/**
 * What words change of the weights: "security matters twice as much", "ignore the team and the deadline", "security first, then team, then
 * time" (ranked criteria share their weights by rank order centroids). Empty where they change none. Each clause is read alone; "more than
 * the team" leaves the team as it is, and so does what is denied.
 */
export function readFactors(said: string, criteria: CriterionQuestion[]): Factors {
  if (said.length > longest || asks.test(said)) return {};
  if (resetsAll.test(said.trim())) return Object.fromEntries(criteria.map(({ id }) => [id, 1]));
  const { marked, named } = markNames(said, criteria);
  if (allBut.test(marked)) return {};
  if (isRanking(marked)) return ranked([...new Set(named(marked))]);
  const sentences = marked.split(/[.;!](?=\s|$)|\n|\b(?:but|while|whereas|although)\b/);
  return Object.assign({}, ...sentences.map((sentence) => factorsIn(sentence, named)));
}

/** What one sentence says of those it names. A list of names shares what stands beside its last or its first one. */
function factorsIn(sentence: string, named: (part: string) => CriterionQuestion[]): Factors {
  const factors: Factors = {};
  let waiting: CriterionQuestion[] = [];
  let last: number | null = null;
  for (const clause of sentence.split(/,(?!\d)|&|\b(?:and|plus)\b/)) {
    const [head = '', ...measures] = clause.split(measure);
    const caredFor = named(cared.exec(head)?.[1] ?? '');
    const own = caredFor.length > 0 ? caredFor : named(head);
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

/** The first saying of a clause by place, and whether it is denied; null where there is none. */
function sayingIn(clause: string): { factor: number; isDenied: boolean } | null {
  const found = sayings.flatMap(({ words, factor }) => {
    const match = words.exec(clause);
    const named = Math.min(most, Number(match?.[1]?.replace(',', '.')));
    return match ? [{ at: match.index, factor: factor ?? named, said: match[0] }] : [];
  });
  const [first] = found.toSorted((a, b) => a.at - b.at);
  if (!first) return null;
  // "Does not matter" denies nothing but itself.
  const isDenied = denial.test(clause.slice(0, first.at)) || (first.factor !== 0 && denial.test(first.said));
  return { factor: first.factor, isDenied };
}

const isRanking = (said: string): boolean =>
  (/\bfirst\b.*\bthen\b/.test(said) || />/.test(said) || /\brank/.test(said)) && !sayingIn(said) && !denial.test(said);

/** What became of weights, in a sentence: "Security now counts twice as much." */
export const weighedSentence = (factors: Factors, criteria: CriterionQuestion[]): string =>
  criteria.every(({ id }) => factors[id] === 1) ? 'All questions now count as before.' : sentenceOf(factors, criteria, 'now ');

/** The weights that are not the pack's, in a sentence: "Security counts twice as much." Null where all are. */
export function weightsSentence(factors: Factors, criteria: CriterionQuestion[]): string | null {
  const changed = criteria.filter(({ id }) => rounded(factors[id] ?? 1) !== 1);
  return changed.length > 0 ? sentenceOf(factors, changed, '') : null;
}

/** To a tenth; what counts at all does not become nothing. */
const rounded = (factor: number): number => (factor === 0 ? 0 : Math.max(0.1, Number(factor.toFixed(1))));

function sentenceOf(factors: Factors, criteria: CriterionQuestion[], when: string): string {
  const count = (factor: number): string =>
    ({ 0: 'does not count', 0.5: 'counts half as much', 1: 'counts as before', 2: 'counts twice as much' })[rounded(factor)] ??
    `counts ${rounded(factor)} times as much`;
  const said = criteria.flatMap(({ id, name }) => (factors[id] === undefined ? [] : [`${name} ${when}${count(factors[id])}`]));
  return `${said.join('; ')}.`;
}

/** Factors that give ranked criteria, the first the most important, the weights that a ranking supports. */
function ranked(criteria: CriterionQuestion[]): Factors {
  const whole = criteria.reduce((sum, { weight }) => sum + weight, 0);
  const shares = rankOrderCentroid(criteria.length);
  return Object.fromEntries(criteria.map(({ id, weight }, at) => [id, ((shares[at] as number) * whole) / weight]));
}

/** One character for a name, from those that Unicode leaves to whoever wants them. */
const firstMark = 0xe000;

/** A text in small letters with one character for each name of a criterion (longer names first), and which criteria a part of it names. */
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
