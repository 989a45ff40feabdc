import type { Vector } from './features.ts';

/** Probabilities, one a label, each judged against all the others (they need not add up to 1). */
export type Classifier = (vector: Vector) => Float64Array;

/**
 * One-vs-rest logistic regression with L2 regularisation and class-balanced weights, all labels trained together by stochastic dual
 * coordinate ascent (Shalev-Shwartz and Zhang 2013): no learning rate, the same result every time.
 *
 * @param labels the label index of each vector, 0 to `count` - 1
 * @param strength the weight of the data against the regulariser (liblinear's C)
 */
export function trainLogistic(
  vectors: Vector[],
  labels: number[],
  count: number,
  size: number,
  strength = 10,
  epochs = 12,
): Classifier {
  const n = vectors.length;
  const weights = new Float32Array(size * count);
  const bias = new Float64Array(count);
  const dual = new Float32Array(n * count);
  const perLabel = new Float64Array(count);
  for (const label of labels) perLabel[label] = (perLabel[label] ?? 0) + 1;
  const positive = perLabel.map((mine) => (strength * n) / (2 * mine));
  const negative = perLabel.map((mine) => (strength * n) / (2 * Math.max(1, n - mine)));
  const scores = new Float64Array(count);
  const change = new Float64Array(count);

  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let step = 0; step < n; step += 1) {
      const row = (step * 7919 + epoch * 31) % n; // a fixed shuffle: neighbours in the pack share a label
      const { ids, values } = vectors[row] as Vector;
      score(ids, values, weights, bias, scores);
      for (let label = 0; label < count; label += 1) {
        const y = labels[row] === label ? 1 : -1;
        const cap = (y > 0 ? positive[label] : negative[label]) as number;
        const at = row * count + label;
        const target = cap / (1 + Math.exp(y * (scores[label] as number)));
        const delta = (target - (dual[at] as number)) / (1 + 0.5 * cap);
        dual[at] = (dual[at] as number) + delta;
        change[label] = y * delta;
        bias[label] = (bias[label] as number) + y * delta;
      }
      for (let k = 0; k < ids.length; k += 1) {
        const base = (ids[k] as number) * count;
        const value = values[k] as number;
        for (let label = 0; label < count; label += 1) {
          weights[base + label] = (weights[base + label] as number) + value * (change[label] as number);
        }
      }
    }
  }
  return ({ ids, values }) => {
    score(ids, values, weights, bias, scores);
    return scores.map((each) => 1 / (1 + Math.exp(-each)));
  };
}

/** Adds up the weights of all labels at once; weights lie together by feature, which keeps the inner loop on one stretch of memory. */
function score(ids: Int32Array, values: Float64Array, weights: Float32Array, bias: Float64Array, into: Float64Array): void {
  const count = into.length;
  into.set(bias);
  for (let k = 0; k < ids.length; k += 1) {
    const base = (ids[k] as number) * count;
    const value = values[k] as number;
    for (let label = 0; label < count; label += 1)
      into[label] = (into[label] as number) + value * (weights[base + label] as number);
  }
}
