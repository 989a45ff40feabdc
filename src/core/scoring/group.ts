/** Several people's numbers as one, without hiding how far apart they are. Pure. */

/** The middle value; of an even number, half way between the two in the middle. NaN of none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The median, and from where to where the values go. */
export type Spread = { median: number; low: number; high: number };

export const spreadOf = (values: number[]): Spread => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/**
 * How much people agree, 0 to 100: 100 where all say the same, 0 where half of them stand at either end of what could be said (`range`, in
 * the unit of the values). Twice the mean distance from the median over the range: polarisation counts, which a mean would hide.
 */
export function consensus(values: number[], range: number): number {
  if (values.length === 0 || range <= 0) return 100;
  const middle = median(values);
  const distance = values.reduce((sum, value) => sum + Math.abs(value - middle), 0) / values.length;
  return Math.max(0, 100 * (1 - (2 * distance) / range));
}

/** What a consensus is called: below 65 low, 65 to 75 moderate, above 75 high. */
export const bandOf = (percent: number): 'low' | 'moderate' | 'high' =>
  percent < 65 ? 'low' : percent <= 75 ? 'moderate' : 'high';

/**
 * Judgements of ratio ("twice as important") of people who act as one, as one: the geometric mean, the only one that keeps reciprocity
 * (Forman and Peniwati 1998): 3 and 1/3 make 1. A zero among them makes zero.
 */
export const geometricMean = (ratios: number[]): number =>
  ratios.length === 0 ? 1 : Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
