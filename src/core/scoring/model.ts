/**
 * The weighted sum (SMART): pure functions over plain numbers. Values stand on a fixed scale of 0 to 100 that means the same for every
 * option, so that one more option changes nothing for the others. `docs/scoring.md` works one case through.
 */

/**
 * A value that speaks for nobody: serves it with ordinary work. It is what a question counts as that nobody answered, inside the interval
 * of its answers.
 */
export const neutral = 50;

/**
 * One criterion: its weight (any positive scale), the values it counts with now, and those that each answer still possible would give it.
 * Values are in the order of the options, 0 to 100. One case where the answer is known.
 */
export type Criterion = { weight: number; point: number[]; cases: number[][] };

/** A number and how low and high it may become. */
export type Interval = { point: number; low: number; high: number };

/** What is left of an answer that counts in part (a plan, a "maybe"): between the value and saying nothing. `certainty` 0 to 1. */
export const tempered = (values: number[], certainty: number): number[] =>
  values.map((value) => neutral + certainty * (value - neutral));

/** Weights as shares of their sum. All zero where the sum is. */
export function sharesOf(weights: number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total === 0 ? 0 : weight / total));
}

/** One score an option: the sum of weight times value. `rows` holds an option's values by criterion; weights are taken as they are. */
export const weightedSum = (weights: number[], rows: number[][]): number[] =>
  rows.map((row) => row.reduce((sum, value, at) => sum + (weights[at] ?? 0) * value, 0));

/** Weights for criteria that are only ranked, the first the most important: rank order centroids (Barron and Barrett 1996). Sum 1. */
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
 * What each criterion adds to one option's lead over another: share of weight times difference of values, in points of the score. Added up
 * in order they are the lead exactly (`leadOf`); negative ones speak against. The interval follows the answers, not the options one by one.
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
  const total = (key: keyof Interval): number => parts.reduce((sum, part) => sum + part[key], 0);
  return { point: total('point'), low: total('low'), high: total('high') };
};

/** Below this lead, in points of the score, nobody is ahead: values are whole numbers that people gave. */
const hairbreadth = 0.5;

/**
 * Whether contributions leave two options level: what speaks for one and what speaks for the other cancel but for a small part of both
 * together (`balance`, 0 to 1). 0 asks for an exact tie. More in favour of the one ahead never makes them level.
 */
export function isLevel(points: number[], balance: number): boolean {
  const lead = Math.abs(points.reduce((sum, each) => sum + each, 0));
  return lead <= tieline(points, balance);
}

/** The lead up to which contributions count as level, in points of the score. */
export const tieline = (points: number[], balance: number): number =>
  balance === 0 ? 1e-9 : Math.max(hairbreadth, balance * points.reduce((sum, each) => sum + Math.abs(each), 0));

/**
 * Which of the options (by place, all of them unless told) are the best: the one ahead and those level with it. A tie is declared, never
 * broken.
 */
export function leadersOf(criteria: Criterion[], options: number[], balance: number): number[] {
  const rows = Array.from({ length: Math.max(-1, ...options) + 1 }, (_, option) =>
    criteria.map(({ point }) => point[option] as number),
  );
  const scores = weightedSum(sharesOf(criteria.map(({ weight }) => weight)), rows);
  const best = options.reduce((a, b) => ((scores[b] as number) > (scores[a] as number) ? b : a), options[0] as number);
  return options.filter(
    (other) =>
      other === best ||
      isLevel(
        contributions(criteria, best, other).map(({ point }) => point),
        balance,
      ),
  );
}

/**
 * Numbers rounded to `decimals` so that what is shown still adds up to the rounded sum: the largest remainders are rounded up (Hamilton).
 */
export function roundedToSum(parts: number[], sum: number, decimals: number): number[] {
  const unit = 10 ** decimals;
  const floors = parts.map((part) => Math.floor(part * unit));
  let missing = Math.round(sum * unit) - floors.reduce((total, each) => total + each, 0);
  const byRemainder = parts
    .map((part, at) => ({ at, remainder: part * unit - (floors[at] as number) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder) {
    if (missing <= 0) break;
    floors[at] = (floors[at] as number) + 1;
    missing -= 1;
  }
  return floors.map((each) => each / unit);
}
