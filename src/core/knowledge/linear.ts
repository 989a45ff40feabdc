import type { Vector } from './features.ts';

/** A score for each of `count` labels: bias + weights * vector. The weights of one feature lie together, `count` at a time. */
export type Linear = { count: number; weights: Float32Array; bias: Float64Array };

/** Of none of the labels. */
export const noLabel = -1;

/** A step below this moves nothing that a score would show. */
const leastStep = 0.01;

/**
 * One-vs-rest support vector machines with squared hinge loss and L2 regularisation, all labels trained together by dual coordinate descent
 * (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008): no learning rate, the same result every time. A
 * label's few examples weigh more than the many others, by the square root of how few they are. Steps too small to matter are left out.
 *
 * @param labels the label of each vector, 0 to `count` - 1, or `noLabel`
 * @param strength the weight of the data against the regulariser (liblinear's C)
 */
export function trainLinear(vectors: Vector[], labels: number[], count: number, size: number, strength = 2, epochs = 5): Linear {
  const n = vectors.length;
  const weights = new Float32Array(size * count);
  const bias = new Float64Array(count);
  const dual = new Float32Array(n * count);
  const examples = new Float64Array(count);
  for (const label of labels) if (label !== noLabel) examples[label] = (examples[label] as number) + 1;
  const softness = (share: number): number => 1 / (2 * strength * Math.sqrt(n / (2 * Math.max(1, share))));
  const own = examples.map((mine) => softness(mine));
  const others = examples.map((mine) => softness(n - mine));
  const squares = vectors.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1));
  const scores = new Float64Array(count);
  const moved = { labels: new Int32Array(count), steps: new Float64Array(count), count: 0 };

  const order = Int32Array.from({ length: n }, (_, row) => row);
  const random = createRandom();

  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const row of order) {
      const vector = vectors[row] as Vector;
      scores.set(bias);
      addScores(vector, weights, scores);
      moved.count = 0;
      for (let label = 0; label < count; label += 1) {
        const isOwn = labels[row] === label;
        const y = isOwn ? 1 : -1;
        const soft = (isOwn ? own[label] : others[label]) as number;
        const before = dual[row * count + label] as number;
        const gain = (1 - y * (scores[label] as number) - before * soft) / ((squares[row] as number) + soft);
        const step = Math.max(-before, gain);
        if (Math.abs(step) < leastStep) continue;
        dual[row * count + label] = before + step;
        bias[label] = (bias[label] as number) + y * step;
        moved.labels[moved.count] = label;
        moved.steps[moved.count++] = y * step;
      }
      moveWeights(vector, moved, weights, count);
    }
  }
  return { count, weights, bias };
}

/** Adds weights * vector to the scores of all labels. */
export function addScores({ ids, values }: Vector, weights: Float32Array, scores: Float64Array): void {
  const count = scores.length;
  for (let k = 0; k < ids.length; k += 1) {
    const base = (ids[k] as number) * count;
    const value = values[k] as number;
    for (let label = 0; label < count; label += 1)
      scores[label] = (scores[label] as number) + value * (weights[base + label] as number);
  }
}

/** The first `count` labels to move, and by how much. */
type Moved = { labels: Int32Array; steps: Float64Array; count: number };

/** Moves the weights of some labels along a vector. */
function moveWeights(
  { ids, values }: Vector,
  { labels, steps, count: moving }: Moved,
  weights: Float32Array,
  count: number,
): void {
  for (let k = 0; k < ids.length; k += 1) {
    const base = (ids[k] as number) * count;
    const value = values[k] as number;
    for (let m = 0; m < moving; m += 1) {
      const at = base + (labels[m] as number);
      weights[at] = (weights[at] as number) + value * (steps[m] as number);
    }
  }
}

/** Marsaglia's xorshift generator, from a fixed seed: numbers from 0 to below `limit`, the same every time. */
function createRandom(): (limit: number) => number {
  let state = 2463534242;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Fisher and Yates' shuffle, in place. */
function shuffle(order: Int32Array, random: (limit: number) => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
}
