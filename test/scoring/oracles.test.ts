import { describe, expect, it } from 'vitest';
import { bandOf, consensus, geometricMean, spreadOf } from '../../src/core/scoring/group.ts';
import {
  type Criterion,
  contributions,
  leadersOf,
  leadOf,
  rankOrderCentroid,
  roundedToSum,
  scoresOf,
  weightedSum,
} from '../../src/core/scoring/model.ts';
import { normalShare, stability, weightFlip } from '../../src/core/scoring/sensitivity.ts';

const rounded = (values: number[], decimals: number): number[] => values.map((value) => Number(value.toFixed(decimals)));

/** Criteria as the model takes them, all answers known. */
const known = (weights: number[], rows: number[][]): Criterion[] =>
  weights.map((weight, at) => {
    const point = rows.map((row) => row[at] as number);
    return { weight, point, cases: [point] };
  });

describe('the weighted sum, on a published example', () => {
  const weights = [0.2, 0.15, 0.4, 0.25];
  const rows = [
    [25, 20, 15, 30],
    [10, 30, 20, 30],
    [30, 10, 30, 10],
  ];

  it('gives 21.5, 22 and 22', () => {
    expect(rounded(weightedSum(weights, rows), 9)).toEqual([21.5, 22, 22]);
    expect(
      rounded(
        scoresOf(known(weights, rows), 3).map(({ point }) => point),
        9,
      ),
    ).toEqual([21.5, 22, 22]);
  });

  it('declares the tie', () => expect(leadersOf(known(weights, rows), [0, 1, 2], 0)).toEqual([1, 2]));
});

describe('sensitivity, on the example of Triantaphyllou and Sanchez (1997)', () => {
  const weights = [0.3277, 0.3058, 0.2876, 0.079];
  const rows = [
    [0.3088, 0.2897, 0.3867, 0.1922],
    [0.2163, 0.3458, 0.1755, 0.6288],
    [0.4509, 0.2473, 0.1194, 0.0575],
    [0.024, 0.1172, 0.3184, 0.1215],
  ];

  it('gives the priorities', () => expect(rounded(weightedSum(weights, rows), 4)).toEqual([0.3162, 0.2768, 0.2623, 0.1449]));

  it('gives the smallest change of a weight that flips a pair', () => {
    expect(weightFlip(weights, rows, 0, 1, 2)).toBeCloseTo(-0.1866, 3);
    expect(weightFlip(weights, rows, 1, 2, 0)).toBeCloseTo(0.0618, 3);
  });

  it('says where no weight of 0 or more flips a pair', () => expect(weightFlip(weights, rows, 0, 3, 0)).toBeNull());

  it('gives how far each weight may go with the first still first', () => {
    const of = (criterion: number) => stability(weights, rows, criterion);
    expect(of(0).high).toBeCloseTo(0.5126, 3);
    expect(of(1).high).toBeCloseTo(0.5922, 3);
    expect(of(2).low).toBeCloseTo(0.1242, 3);
    expect(of(3).high).toBeCloseTo(0.1552, 3);
    expect([of(0).low, of(1).low, of(2).high, of(3).low]).toEqual([0, 0, 1, 0]);
  });
});

describe('weights, groups and rounding', () => {
  it('turns a ranking of four into weights', () =>
    expect(rounded(rankOrderCentroid(4), 4)).toEqual([0.5208, 0.2708, 0.1458, 0.0625]));

  it('keeps reciprocity: 3 and 1/3 make 1', () => expect(geometricMean([3, 1 / 3])).toBeCloseTo(1, 12));

  it('names a consensus by its band', () =>
    expect([64.9, 65, 75, 75.1].map(bandOf)).toEqual(['low', 'moderate', 'moderate', 'high']));

  it('sees polarisation where the mean does not', () => {
    expect(consensus([-100, 100, -100, 100])).toBe(0);
    expect(consensus([50, 50, 50, 50])).toBe(100);
    expect(spreadOf([0, 100, 0, 100])).toEqual({ median: 50, low: 0, high: 100 });
    expect(spreadOf([7, 1, 4])).toEqual({ median: 4, low: 1, high: 7 });
  });

  it('rounds parts so that they still add up', () => {
    const parts = [3.333, 3.333, 3.334, -1.25];
    const shown = roundedToSum(parts, 8.75, 1);
    expect(Number(shown.reduce((sum, each) => sum + each, 0).toFixed(1))).toBe(8.8);
    expect(shown.every((each, at) => Math.abs(each - (parts[at] as number)) < 0.1)).toBe(true);
  });

  it('knows the normal distribution', () => {
    expect(normalShare(0)).toBeCloseTo(0.5, 6);
    expect(normalShare(1.96)).toBeCloseTo(0.975, 4);
    expect(normalShare(-1.96)).toBeCloseTo(0.025, 4);
  });
});

describe('one answer', () => {
  const criteria = known(
    [60, 40],
    [
      [80, 50],
      [50, 60],
    ],
  );

  it('adds its part to the lead, to the last digit', () => {
    const parts = contributions(criteria, 0, 1);
    expect(parts.map(({ point }) => point)).toEqual([18, -4]);
    expect(leadOf(parts).point).toBe(14);
  });
});

/** A second method, to check the first by: distance to the ideal and to the worst (Hwang and Yoon 1981), vectors normalised. */
function topsis(weights: number[], rows: number[][]): number[] {
  const lengths = weights.map((_, at) => Math.hypot(...rows.map((row) => row[at] as number)));
  const scaled = rows.map((row) => row.map((value, at) => ((weights[at] as number) * value) / (lengths[at] as number)));
  const column = (at: number): number[] => scaled.map((row) => row[at] as number);
  const distance = (row: number[], to: number[]): number => Math.hypot(...row.map((value, at) => value - (to[at] as number)));
  const best = weights.map((_, at) => Math.max(...column(at)));
  const worst = weights.map((_, at) => Math.min(...column(at)));
  return scaled.map((row) => distance(row, worst) / (distance(row, worst) + distance(row, best)));
}

describe('TOPSIS as a cross-check', () => {
  const weights = [0.3, 0.4, 0.3];
  const rows = [
    [5, 8, 4],
    [7, 6, 8],
    [8, 8, 6],
    [7, 4, 6],
  ];

  it('gives the published closeness', () => expect(rounded(topsis(weights, rows), 4)).toEqual([0.5037, 0.6581, 0.7482, 0.334]));

  it('agrees with the weighted sum on the first, and on the whole order', () => {
    const order = (scores: number[]): number[] =>
      scores.map((_, at) => at).sort((a, b) => (scores[b] as number) - (scores[a] as number));
    expect(order(weightedSum(weights, rows))).toEqual(order(topsis(weights, rows)));
  });
});
