import type { Vector } from './features.ts';
import { centroidsOf, createProducts, type Index, toIndex } from './inverted-index.ts';
import { addScores, type Linear, noLabel, trainLinear } from './linear.ts';

/** The log odds that each label is what a vector asks for; overwritten by the next call. */
type Scorer = (vector: Vector) => Float64Array;

/**
 * What speaks for a label, in log odds. Fitted by logistic regression (Platt, "Probabilistic Outputs for Support Vector Machines", 1999) on
 * held-out questions of many small sets with foreign ones among them, of 5 to 150 labels, so that a score means the same for every pack:
 * docs/matching.md. `margin` weighs the label's support vector machine, `foreign` that of the background, and `labels` the logarithm of how
 * many labels there are: the more a label stands out from, the more that says.
 */
const odds = { bias: -1.52, margin: 4.4, foreign: -1.36, labels: 0.45 };
/** The same where labels are so many that each is known only by its mean phrasing. Both weights are of cosines. */
const oddsOfMany = { bias: -3.5, centroid: 13.6, foreign: -2.7 };
/** No larger table of all features by all labels is kept (in cells of 4 bytes). */
const largestTable = 20_000_000;
/** A background line with a phrasing closer than this (cosine) is no background here: somebody answers it. */
const tooClose = 0.5;
/** A margin of the background below this counts as this: the text is certainly not of the background. */
const farFromForeign = -0.5;

/** What was learned to tell labels from each other, and from the background: one against all others, or each by its mean. */
export type Scoring = { kind: 'each'; labels: Linear; outside: Linear } | { kind: 'many'; labels: Index; foreign: Index };

/**
 * Learns to tell labels from each other, and from the background.
 *
 * @param own the phrasings, and `targets` the label of each, 0 to `count` - 1
 * @param size how many features there are
 */
export function learnScoring(own: Vector[], targets: number[], count: number, background: Vector[], size: number): Scoring {
  const foreign = apart(background, own, size);
  if (size * count > largestTable) {
    const centroids = centroidsOf(own, targets, count, size);
    return { kind: 'many', labels: toIndex(centroids, size), foreign: toIndex(foreign, size) };
  }
  const isForeign = [...own.map(() => noLabel), ...foreign.map(() => 0)];
  return {
    kind: 'each',
    labels: trainLinear(own, targets, count, size),
    outside: trainLinear([...own, ...foreign], isForeign, 1, size),
  };
}

export const createScorer = (scoring: Scoring): Scorer =>
  scoring.kind === 'each' ? createScorerOfEach(scoring) : createScorerOfMany(scoring);

/** One against all others, by support vector machines. */
function createScorerOfEach({ labels, outside }: Scoring & { kind: 'each' }): Scorer {
  const { count } = labels;
  const scores = new Float64Array(count);
  const likeness = new Float64Array(1);
  return (vector) => {
    scores.set(labels.bias);
    addScores(vector, labels.weights, scores);
    likeness.set(outside.bias);
    addScores(vector, outside.weights, likeness);
    const start = odds.bias + odds.labels * Math.log(count) + odds.foreign * Math.max(farFromForeign, likeness[0] as number);
    for (let label = 0; label < count; label += 1) scores[label] = start + odds.margin * (scores[label] as number);
    return scores;
  };
}

/** Nearest centroid (Rocchio): what it learns grows with the phrasings, not with labels times features. */
function createScorerOfMany({ labels, foreign }: Scoring & { kind: 'many' }): Scorer {
  const [toLabels, toForeign] = [createProducts(labels), createProducts(foreign)];
  return (vector) => {
    const start = oddsOfMany.bias + oddsOfMany.foreign * most(toForeign(vector));
    return Float64Array.from(toLabels(vector), (cosine) => start + oddsOfMany.centroid * cosine);
  };
}

/** The lines of the background that are like none of the phrasings. */
function apart(background: Vector[], own: Vector[], size: number): Vector[] {
  const cosines = createProducts(toIndex(own, size));
  return background.filter((line) => most(cosines(line)) < tooClose);
}

const most = (values: Float32Array): number => values.reduce((best, value) => Math.max(best, value), 0);
