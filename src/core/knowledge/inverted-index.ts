import { addHolders, type Vector } from './features.ts';

/** An inverted index of `count` sparse vectors: feature f is held by `rows[starts[f]]` to before `rows[starts[f + 1]]`, with those weights. */
export type Index = { count: number; starts: Int32Array; rows: Int32Array; weights: Float32Array };

/** For each feature the vectors that have it, so that what is not shared costs nothing. */
export function toIndex(vectors: Vector[], size: number): Index {
  const starts = new Int32Array(size + 1);
  for (const { ids } of vectors) addHolders(ids, starts.subarray(1));
  for (let id = 0; id < size; id += 1) starts[id + 1] = (starts[id + 1] as number) + (starts[id] as number);
  const next = starts.slice();
  const rows = new Int32Array(starts[size] as number);
  const weights = new Float32Array(rows.length);
  vectors.forEach(({ ids, values }, row) => {
    for (let k = 0; k < ids.length; k += 1) {
      const at = next[ids[k] as number] as number;
      next[ids[k] as number] = at + 1;
      rows[at] = row;
      weights[at] = values[k] as number;
    }
  });
  return { count: vectors.length, starts, rows, weights };
}

/** Gives the products of one vector with all those of an index, in the index's order; overwritten by the next call. */
export function createProducts({ count, starts, rows, weights }: Index): (vector: Vector) => Float32Array {
  const products = new Float32Array(count);
  return ({ ids, values }) => {
    products.fill(0);
    for (let k = 0; k < ids.length; k += 1) {
      const value = values[k] as number;
      const end = starts[(ids[k] as number) + 1] as number;
      for (let at = starts[ids[k] as number] as number; at < end; at += 1) {
        const row = rows[at] as number;
        products[row] = (products[row] as number) + value * (weights[at] as number);
      }
    }
    return products;
  };
}

/** The mean direction of each label's vectors, of length 1. */
export function centroidsOf(vectors: Vector[], targets: number[], count: number, size: number): Vector[] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  targets.forEach((label, row) => void (rows[label] as number[]).push(row));
  const sum = new Float32Array(size); // zeros again after each label
  return rows.map((mine) => {
    const held = new Set<number>();
    for (const row of mine) {
      const { ids, values } = vectors[row] as Vector;
      for (let k = 0; k < ids.length; k += 1) {
        const id = ids[k] as number;
        sum[id] = (sum[id] as number) + (values[k] as number);
        held.add(id);
      }
    }
    const ids = Int32Array.from(held);
    const values = Float32Array.from(ids, (id) => sum[id] as number);
    for (const id of ids) sum[id] = 0;
    const length = Math.sqrt(values.reduce((square, value) => square + value * value, 0)) || 1;
    return { ids, values: values.map((value) => value / length) };
  });
}
