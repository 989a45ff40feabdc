/**
 * The weighted sum (SMART): pure functions over plain numbers. Values are on a fixed scale of 0 to 100 that means the same for every option,
 * so another option does not change the scores of the others. `docs/scoring.md` works through an example.
 */

/** The value that speaks for no option: it does the job with ordinary work. A question that nobody answered counts as this. */
export const neutral = 50;

/**
 * One criterion: its weight (on any positive scale), its values now (`point`), and its values under each answer that is still possible
 * (`cases`; just one if the answer is known). Values are from 0 to 100, in the order of the options.
 */
export type Criterion = { weight: number; point: number[]; cases: number[][] };

/** A number, and how low and high it can still become. */
export type Interval = { point: number; low: number; high: number };

/** The sum of numbers, in their order; 0 of none. */
export const sumOf = (numbers: number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** The values of an answer that counts only in part (a plan, a "maybe"), between neutral and full. `certainty` is from 0 to 1. */
export const tempered = (values: number[], certainty: number): number[] =>
  values.map((value) => neutral + certainty * (value - neutral));

/** Weights as shares of their sum; all zero if the sum is. */
export function sharesOf(weights: number[]): number[] {
  const total = sumOf(weights);
  return weights.map((weight) => (total === 0 ? 0 : weight / total));
}

/** One score for each option: the sum of weight times value. Each of `rows` holds an option's values by criterion. */
export const weightedSum = (weights: number[], rows: number[][]): number[] =>
  rows.map((row) => row.reduce((sum, value, at) => sum + (weights[at] ?? 0) * value, 0));

/** Weights for criteria that are only ranked, most important first: rank order centroids (Barron and Barrett 1996). They add up to 1. */
export const rankOrderCentroid = (count: number): number[] =>
  Array.from({ length: count }, (_, rank) => {
    let sum = 0;
    for (let place = rank + 1; place <= count; place += 1) sum += 1 / place;
    return sum / count;
  });

/** Every option's score, 0 to 100: what it is now, and the lowest and highest that the open answers could make it. */
export function scoresOf(criteria: Criterion[], options: number): Interval[] {
  const shares = sharesOf(criteria.map(({ weight }) => weight));
  const scores = (pick: (criterion: Criterion, option: number) => number): number[] =>
    weightedSum(
      shares,
      Array.from({ length: options }, (_, option) => criteria.map((criterion) => pick(criterion, option))),
    );
  const all = ({ cases }: Criterion, option: number): number[] => cases.map((values) => values[option] as number);
  const low = scores((criterion, option) => Math.min(...all(criterion, option)));
  const high = scores((criterion, option) => Math.max(...all(criterion, option)));
  return scores(({ point }, option) => point[option] as number).map((point, option) => ({
    point,
    low: low[option] as number,
    high: high[option] as number,
  }));
}

/**
 * What each criterion adds to one option's lead over another: its share of the weight times the difference of the values, in points of the
 * score. Negative ones speak against the option. `leadOf` adds them up.
 */
export function contributions(criteria: Criterion[], option: number, other: number): Interval[] {
  const shares = sharesOf(criteria.map(({ weight }) => weight));
  return criteria.map(({ point, cases }, at) => {
    const add = (values: number[]): number => (shares[at] as number) * ((values[option] as number) - (values[other] as number));
    const all = cases.map(add);
    return { point: add(point), low: Math.min(...all), high: Math.max(...all) };
  });
}

/** The lead that contributions add up to, and how far the open answers could move it. */
export const leadOf = (parts: Interval[]): Interval => {
  const total = (key: keyof Interval): number => sumOf(parts.map((part) => part[key]));
  return { point: total('point'), low: total('low'), high: total('high') };
};

/** Below this lead, in points of the score, neither option is ahead: the values are whole numbers that people estimated. */
const hairbreadth = 0.5;

/**
 * Whether contributions leave two options level: what speaks for either of them cancels out, except for a small part of the total (`balance`,
 * 0 to 1; 0 means an exact tie).
 */
export const isLevel = (points: number[], balance: number): boolean => Math.abs(sumOf(points)) <= tieline(points, balance);

/** The lead up to which contributions count as level, in points of the score. */
export const tieline = (points: number[], balance: number): number =>
  balance === 0 ? 1e-9 : Math.max(hairbreadth, balance * points.reduce((sum, each) => sum + Math.abs(each), 0));

/** Which of the options (given by index) are the best: the one ahead and those level with it. A tie is declared, never broken. */
export function leadersOf(criteria: Criterion[], options: number[], balance: number): number[] {
  const rows = options.map((option) => criteria.map(({ point }) => point[option] as number));
  const scores = weightedSum(sharesOf(criteria.map(({ weight }) => weight)), rows);
  const best = options[scores.indexOf(Math.max(...scores))] as number;
  const pointsOver = (other: number): number[] => contributions(criteria, best, other).map(({ point }) => point);
  return options.filter((other) => other === best || isLevel(pointsOver(other), balance));
}

/**
 * Numbers rounded to `decimals` so that what is shown still adds up to the rounded sum: the largest remainders are rounded up (Hamilton).
 */
export function roundedToSum(parts: number[], sum: number, decimals: number): number[] {
  const unit = 10 ** decimals;
  const floors = parts.map((part) => Math.floor(part * unit));
  const missing = Math.max(0, Math.round(sum * unit) - sumOf(floors));
  const remainder = (at: number): number => (parts[at] as number) * unit - (floors[at] as number);
  const byRemainder = [...parts.keys()].sort((a, b) => remainder(b) - remainder(a));
  const up = new Set(byRemainder.slice(0, missing));
  return floors.map((each, at) => (each + (up.has(at) ? 1 : 0)) / unit);
}
