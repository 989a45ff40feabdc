import { sumOf } from './model.ts';

/**
 * The smallest change of one weight, the others unchanged, at which options `i` and `j` are level (Triantaphyllou and Sanchez 1997):
 * d = (Pj - Pi) / (ajk - aik), w* = w - d. Returns what to add to the weight; null if no weight of 0 or more makes them level.
 * @param weights one for each criterion
 * @param rows for each option, its values by criterion
 */
export function weightFlip(weights: number[], rows: number[][], i: number, j: number, criterion: number): number | null {
  const [a, b] = [rows[i] as number[], rows[j] as number[]];
  const weight = weights[criterion] as number;
  const ahead = sumOf(weights.map((each, at) => each * ((b[at] as number) - (a[at] as number))));
  const apart = (b[criterion] as number) - (a[criterion] as number);
  if (apart === 0 || weight === 0) return null;
  const d = ahead / apart;
  return d > weight ? null : -d;
}

/**
 * Between which shares of the whole weight a criterion can be so that the first of the `rows` stays ahead of all others, if the other weights keep
 * their proportions. 0 and 1 if it always does.
 */
export function stability(weights: number[], rows: number[][], criterion: number): { low: number; high: number } {
  const [best = [], ...others] = rows;
  const besides = weights.with(criterion, 0);
  const rest = sumOf(besides);
  let [low, high] = [0, 1];
  for (const other of others) {
    const ahead = best.map((value, at) => value - (other[at] as number));
    const here = ahead[criterion] as number;
    const elsewhere = rest === 0 ? 0 : sumOf(ahead.map((each, at) => (besides[at] as number) * each)) / rest;
    // The lead at share t is a straight line: t * here + (1 - t) * elsewhere.
    if (here === elsewhere) continue;
    const level = elsewhere / (elsewhere - here);
    if (here < elsewhere) high = Math.min(high, Math.max(0, level));
    else low = Math.max(low, Math.min(1, level));
  }
  return { low, high };
}

/** The part of the standard normal distribution below z (Abramowitz and Stegun 26.2.17, error below 1e-7). */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    0.3989422804014327 *
    Math.exp((-z * z) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
