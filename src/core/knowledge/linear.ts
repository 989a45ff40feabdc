import type { Vector } from './features.ts';

/** A score for each of `count` labels: bias + weights * vector. The weights of one feature lie together, `count` at a time. */
export type Linear = { count: number; weights: Float32Array; bias: Float64Array };

/** Stands for none of the labels. */
export const noLabel = -1;

/** The weight of the data against the regulariser (liblinear's C). */
const strength = 2;
/** How often the rows are looked at, at most. */
const epochs = 20;
/** A step below this moves nothing that a score would show. */
const leastStep = 0.003;

/**
 * One-vs-rest support vector machines with squared hinge loss and L2 regularisation, each trained by dual coordinate descent with shrinking
 * (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008): no learning rate, the same result every time. A
 * label's few examples weigh more than the many others, by the square root of how few they are. Steps too small to matter are left out.
 *
 * @param labels the label of each vector, 0 to `count` - 1, or `noLabel`
 */
export function trainLinear(vectors: Vector[], labels: number[], count: number, size: number): Linear {
  const rows = toRows(vectors, labels);
  const n = vectors.length;
  const byLabel = new Float32Array(size * count);
  const bias = new Float64Array(count);
  const examples = new Int32Array(count);
  for (const label of labels) if (label !== noLabel) examples[label] = (examples[label] as number) + 1;
  const softness = (share: number): number => 1 / (2 * strength * Math.sqrt(n / (2 * Math.max(1, share))));
  const random = new Uint32Array([seed]);
  const order = new Int32Array(n);
  for (let label = 0; label < count; label += 1) {
    const mine = examples[label] as number;
    const machine: Machine = {
      label,
      softness: { own: softness(mine), other: softness(n - mine) },
      dual: new Float32Array(n),
      weights: byLabel.subarray(label * size, (label + 1) * size),
      bias: 0,
    };
    for (let row = 0; row < n; row += 1) order[row] = row;
    let active = n;
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      shuffle(order, active, random);
      active = look(rows, machine, order, active, epoch === 0); // what an epoch after the first does not move is not looked at again
    }
    bias[label] = machine.bias;
  }
  return { count, weights: count === 1 ? byLabel : transpose(byLabel, count, size), bias };
}

/** Turns a table of `rows` by `columns` on its side, in pieces that fit into the processor's cache. */
function transpose(table: Float32Array, rows: number, columns: number): Float32Array {
  const piece = 32;
  const turned = new Float32Array(table.length);
  for (let left = 0; left < columns; left += piece)
    for (let row = 0; row < rows; row += 1)
      turn(table, row * columns + left, Math.min(piece, columns - left), turned, left * rows + row, rows);
  return turned;
}

/** Copies `length` numbers that begin at `from` into another table, where they begin at `to` and are `apart` places from each other. */
function turn(numbers: Float32Array, from: number, length: number, into: Float32Array, to: number, apart: number): void {
  for (let at = 0; at < length; at += 1) into[to + at * apart] = numbers[from + at] as number;
}

/** Sparse vectors one after the other, with their labels. Row r stands from starts[r] to before starts[r + 1]; squares[r] is its squared length, with the 1 of the bias. */
type Rows = { labels: Int32Array; starts: Int32Array; ids: Int32Array; values: Float32Array; squares: Float64Array };

function toRows(vectors: Vector[], labels: number[]): Rows {
  const starts = new Int32Array(vectors.length + 1);
  for (const [row, { ids }] of vectors.entries()) starts[row + 1] = (starts[row] as number) + ids.length;
  const length = starts[vectors.length] as number;
  const rows = {
    labels: Int32Array.from(labels),
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

/** A machine while it is trained. */
type Machine = {
  /** The label of its own rows. */
  label: number;
  /** How soft the margin is for its own rows and for the others. */
  softness: { own: number; other: number };
  /** How much each row counts. */
  dual: Float32Array;
  weights: Float32Array;
  bias: number;
};

/**
 * Looks at the first `active` rows of `order`, one after the other, and moves the machine for each that it does not yet tell well enough.
 * Afterwards the rows to look at again stand first in `order`: those for which it moved, or with `atAll` all of them.
 * @returns how many these are
 */
function look(rows: Rows, machine: Machine, order: Int32Array, active: number, atAll: boolean): number {
  const { labels, squares } = rows;
  const { label, softness, dual, weights } = machine;
  let kept = 0;
  for (let at = 0; at < active; at += 1) {
    const row = order[at] as number;
    const isOwn = labels[row] === label;
    const y = isOwn ? 1 : -1;
    const soft = isOwn ? softness.own : softness.other;
    const before = dual[row] as number;
    const missing = 1 - y * (machine.bias + product(rows, row, weights)) - before * soft;
    const step = Math.max(-before, missing / ((squares[row] as number) + soft));
    const isMoved = Math.abs(step) >= leastStep;
    if (isMoved || atAll) order[kept++] = row;
    if (!isMoved) continue;
    dual[row] = before + step;
    machine.bias += y * step;
    add(rows, row, y * step, weights);
  }
  return kept;
}

// Short functions, called often: Node compiles these well from the start, and loops within loops only after a while.

/** weights * row. */
function product({ starts, ids, values }: Rows, row: number, weights: Float32Array): number {
  const to = starts[row + 1] as number;
  let sum = 0;
  let second = 0; // two sums at a time: neither waits for the other
  let k = starts[row] as number;
  for (; k + 1 < to; k += 2) {
    sum += (values[k] as number) * (weights[ids[k] as number] as number);
    second += (values[k + 1] as number) * (weights[ids[k + 1] as number] as number);
  }
  if (k < to) sum += (values[k] as number) * (weights[ids[k] as number] as number);
  return sum + second;
}

/** weights + row * factor, in place. */
function add({ starts, ids, values }: Rows, row: number, factor: number, weights: Float32Array): void {
  const to = starts[row + 1] as number;
  for (let k = starts[row] as number; k < to; k += 1) {
    const id = ids[k] as number;
    weights[id] = (weights[id] as number) + (values[k] as number) * factor;
  }
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

/** The seed of Marsaglia's xorshift generator: the same for every training, so that each comes to the same result. */
const seed = 2463534242;

/** Fisher and Yates' shuffle of the first `length`, in place. `random` holds the generator's state. */
function shuffle(order: Int32Array, length: number, random: Uint32Array): void {
  let state = random[0] as number;
  for (let at = length - 1; at > 0; at -= 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (at + 1);
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
  random[0] = state;
}
