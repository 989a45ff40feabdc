import { sumOf } from './model.ts';

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
 * How much people agree on values from -100 to 100, from 0 to 100: 100 if all say the same, 0 if half of them are at either end. It is 100 less the
 * mean distance from the median, and so shows polarisation.
 */
export function consensus(values: number[]): number {
  const middle = median(values);
  return Math.max(0, 100 - sumOf(values.map((value) => Math.abs(value - middle))) / values.length);
}

/** The word for a consensus: below 65 low, from 65 to 75 moderate, above 75 high. */
export const bandOf = (percent: number): 'low' | 'moderate' | 'high' =>
  percent < 65 ? 'low' : percent <= 75 ? 'moderate' : 'high';

/**
 * One judgement for a group from its members' ratios ("twice as important"): the geometric mean, the only mean that keeps reciprocity (Forman
 * and Peniwati 1998), so that 3 and 1/3 make 1. A zero among them makes zero.
 */
export const geometricMean = (ratios: number[]): number => Math.exp(sumOf(ratios.map(Math.log)) / ratios.length);
