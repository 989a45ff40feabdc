/** Statistics that put the numbers of several people together without hiding how far apart they are. Pure. */

/** The middle value; of an even number of values, half way between the two in the middle. NaN if there are none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The median, the lowest and the highest value. */
export type Spread = { median: number; low: number; high: number };

export const spreadOf = (values: number[]): Spread => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/**
 * How much people agree, from 0 to 100: 100 if all say the same, 0 if half of them are at either end of `range`, which is how far apart two
 * values can be. It is 100% less twice the mean distance from the median as a part of the range, and so shows polarisation.
 */
export function consensus(values: number[], range: number): number {
  if (values.length === 0 || range <= 0) return 100;
  const middle = median(values);
  const distance = values.reduce((sum, value) => sum + Math.abs(value - middle), 0) / values.length;
  return Math.max(0, 100 * (1 - (2 * distance) / range));
}

/** The word for a consensus: below 65 low, from 65 to 75 moderate, above 75 high. */
export const bandOf = (percent: number): 'low' | 'moderate' | 'high' =>
  percent < 65 ? 'low' : percent <= 75 ? 'moderate' : 'high';

/**
 * One judgement for a group from its members' ratios ("twice as important"): the geometric mean, the only mean that keeps reciprocity (Forman
 * and Peniwati 1998), so that 3 and 1/3 make 1. A zero among them makes zero.
 */
export const geometricMean = (ratios: number[]): number =>
  ratios.length === 0 ? 1 : Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
