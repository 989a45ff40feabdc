import type { Vector } from './features.ts';

/** A score for each of `count` labels: bias + weights * vector. The weights of one feature lie together, `count` at a time. */
export type Linear = { count: number; weights: Float32Array; bias: Float64Array };

/** Of none of the labels. */
export const noLabel = -1;

/** A step below this moves nothing that a score would show. */
const leastStep = 0.003;

/**
 * One-vs-rest support vector machines with squared hinge loss and L2 regularisation, each trained by dual coordinate descent with shrinking
 * (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008): no learning rate, the same result every time. A
 * label's few examples weigh more than the many others, by the square root of how few they are. Steps too small to matter are left out.
 *
 * @param labels the label of each vector, 0 to `count` - 1, or `noLabel`
 * @param strength the weight of the data against the regulariser (liblinear's C)
 */
export function trainLinear(vectors: Vector[], labels: number[], count: number, size: number, strength = 2, epochs = 20): Linear {
  const rows = toRows(vectors);
  const n = vectors.length;
  const byLabel = new Float32Array(size * count);
  const bias = new Float64Array(count);
  const examples = new Int32Array(count);
  for (const label of labels) if (label !== noLabel) examples[label] = (examples[label] as number) + 1;
  const softness = (share: number): number => 1 / (2 * strength * Math.sqrt(n / (2 * Math.max(1, share))));
  const random = createRandom();
  const isOwn = new Uint8Array(n);
  for (let label = 0; label < count; label += 1) {
    for (let row = 0; row < n; row += 1) isOwn[row] = labels[row] === label ? 1 : 0;
    const mine = examples[label] as number;
    const weights = byLabel.subarray(label * size, (label + 1) * size);
    bias[label] = trainOne(rows, isOwn, { own: softness(mine), other: softness(n - mine) }, weights, epochs, random);
  }
  return { count, weights: count === 1 ? byLabel : transpose(byLabel, count, size), bias };
}

/** A table of `rows` by `columns` on its side, a piece at a time that the cache can hold. */
function transpose(table: Float32Array, rows: number, columns: number): Float32Array {
  const piece = 32;
  const turned = new Float32Array(table.length);
  for (let left = 0; left < columns; left += piece)
    for (let row = 0; row < rows; row += 1)
      for (let column = left; column < Math.min(left + piece, columns); column += 1)
        turned[column * rows + row] = table[row * columns + column] as number;
  return turned;
}

/** Sparse vectors one after the other: row r stands from starts[r] to starts[r + 1]. `squares` are their lengths squared, the bias's 1 included. */
type Rows = { starts: Int32Array; ids: Int32Array; values: Float32Array; squares: Float64Array };

function toRows(vectors: Vector[]): Rows {
  const starts = new Int32Array(vectors.length + 1);
  for (const [row, { ids }] of vectors.entries()) starts[row + 1] = (starts[row] as number) + ids.length;
  const length = starts[vectors.length] as number;
  const rows = {
    starts,
    ids: new Int32Array(length),
    values: new Float32Array(length),
    squares: new Float64Array(vectors.length),
  };
  for (const [row, { ids, values }] of vectors.entries()) {
    rows.ids.set(ids, starts[row]);
    rows.values.set(values, starts[row]);
    let square = 1;
    for (let k = 0; k < values.length; k += 1) square += (values[k] as number) ** 2;
    rows.squares[row] = square;
  }
  return rows;
}

/** One machine, for the rows that are its own against all others: fills in `weights`, gives the bias. What an epoch
 * after the first does not move is not looked at again. */
function trainOne(
  { starts, ids, values, squares }: Rows,
  isOwn: Uint8Array,
  softness: { own: number; other: number },
  weights: Float32Array,
  epochs: number,
  random: (limit: number) => number,
): number {
  const dual = new Float32Array(isOwn.length);
  const order = Int32Array.from(isOwn, (_, row) => row);
  let active = order.length;
  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, active, random);
    let kept = 0;
    for (let at = 0; at < active; at += 1) {
      const row = order[at] as number;
      const from = starts[row] as number;
      const to = starts[row + 1] as number;
      let score = bias;
      let second = 0; // two sums at a time: neither waits for the other
      let k = from;
      for (; k + 1 < to; k += 2) {
        score += (values[k] as number) * (weights[ids[k] as number] as number);
        second += (values[k + 1] as number) * (weights[ids[k + 1] as number] as number);
      }
      if (k < to) score += (values[k] as number) * (weights[ids[k] as number] as number);
      score += second;
      const y = isOwn[row] ? 1 : -1;
      const soft = isOwn[row] ? softness.own : softness.other;
      const before = dual[row] as number;
      const missing = 1 - y * score - before * soft;
      const step = Math.max(-before, missing / ((squares[row] as number) + soft));
      const isMoved = Math.abs(step) >= leastStep;
      if (isMoved || epoch === 0) order[kept++] = row;
      if (!isMoved) continue;
      dual[row] = before + step;
      const move = y * step;
      bias += move;
      for (let k = from; k < to; k += 1) {
        const id = ids[k] as number;
        weights[id] = (weights[id] as number) + (values[k] as number) * move;
      }
    }
    active = kept;
  }
  return bias;
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

/** Fisher and Yates' shuffle of the first `length`, in place. */
function shuffle(order: Int32Array, length: number, random: (limit: number) => number): void {
  for (let at = length - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
}
