import { createVectorizer, type Vector } from './features.ts';
import { trainLogistic } from './logistic.ts';

export type Example = { text: string; label: string };
/** `score` is 0 to 1; higher is surer. */
export type Match = { label: string; score: number };
export type Matcher = { match(text: string): Match[] };

/** How sure the matcher must be to answer outright, and to offer a reading; the same for every pack. */
export const thresholds = { answer: 0.27, offer: 0.16 };

/**
 * Learns from labelled phrasings which label a text asks for. The score of a label is the mean of a one-vs-rest logistic regression and
 * the cosine of its nearest phrasing, scaled by how much of the text the training texts cover: a text whose telling words are unknown is
 * not understood, whatever the rest looks like.
 *
 * @returns `match(text)`: every label with its score, best first; deterministic
 */
export function createMatcher(examples: Example[]): Matcher {
  const labels = [...new Set(examples.map((example) => example.label))];
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const targets = examples.map((example) => indexOf.get(example.label) as number);
  const vectorizer = createVectorizer(examples.map((example) => example.text));
  const classify = trainLogistic(vectorizer.training, targets, labels.length, vectorizer.size);
  const nearest = createNearest(vectorizer.training, targets, labels.length, vectorizer.size);

  return {
    match(text) {
      const vector = vectorizer.vector(text);
      const probabilities = classify(vector);
      const cosines = nearest(vector);
      const scale = vectorizer.coverage(text);
      return labels
        .map((label, index) => ({ label, score: scale * 0.5 * ((probabilities[index] as number) + (cosines[index] as number)) }))
        .sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1));
    },
  };
}

/** For each label the cosine of its phrasing nearest to a vector, by an inverted index. */
function createNearest(vectors: Vector[], targets: number[], count: number, size: number): (vector: Vector) => Float64Array {
  const postings: { row: number; value: number }[][] = Array.from({ length: size }, () => []);
  vectors.forEach(({ ids, values }, row) => {
    ids.forEach((id, k) => void postings[id]?.push({ row, value: values[k] as number }));
  });
  const products = new Float64Array(vectors.length);
  return ({ ids, values }) => {
    products.fill(0);
    for (let k = 0; k < ids.length; k += 1) {
      for (const { row, value } of postings[ids[k] as number] ?? [])
        products[row] = (products[row] as number) + value * (values[k] as number);
    }
    const best = new Float64Array(count);
    for (let row = 0; row < products.length; row += 1) {
      const label = targets[row] as number;
      if ((products[row] as number) > (best[label] as number)) best[label] = products[row] as number;
    }
    return best;
  };
}
