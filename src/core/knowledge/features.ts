/** A sparse vector: feature ids and their weights. */
export type Vector = { ids: Int32Array; values: Float64Array };

export type Vectorizer = {
  /** The vectors of the training texts, in their order. */
  training: Vector[];
  vector(text: string): Vector;
  /** How many features there are; ids are below it. */
  size: number;
  /** The share of the text's words that the training texts contain, each word weighing its idf, 0 to 1. */
  coverage(text: string): number;
};

/** Lower case, without accents, words and numbers only; apostrophes join (`what's` -> `whats`). */
export function words(text: string): string[] {
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '');
  return folded.match(/[\p{L}\p{N}]+(?:[+#]+)?|§\w*/gu) ?? [];
}

/** Word 1- and 2-grams, and character 2- to 5-grams within words (a space marks a word's edge), each list apart. */
function grams(text: string): [string[], string[]] {
  const tokens = words(text);
  const byWord = tokens.map((token) => `w ${token}`);
  for (let i = 1; i < tokens.length; i += 1) byWord.push(`w ${tokens[i - 1]} ${tokens[i]}`);
  const byCharacter: string[] = [];
  for (const token of tokens) {
    const padded = ` ${token} `;
    for (let size = 2; size <= 5; size += 1) {
      for (let at = 0; at + size <= padded.length; at += 1) byCharacter.push(`c${padded.slice(at, at + size)}`);
    }
  }
  return [byWord, byCharacter];
}

/**
 * Learns the features of the training texts: tf-idf with sublinear term frequency, (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), word and
 * character features each scaled to the same length, so that neither kind drowns the other.
 */
export function createVectorizer(texts: string[]): Vectorizer {
  const ids = new Map<string, number>();
  const frequency: number[] = [];
  const learn = (gram: string): number => {
    const id = ids.get(gram) ?? ids.size;
    if (id === ids.size) ids.set(gram, id);
    return id;
  };
  const counted = texts.map((text) => grams(text).map((list) => count(list, learn)));
  for (const counts of counted.flat()) for (const id of counts.keys()) frequency[id] = (frequency[id] ?? 0) + 1;
  const idf = Float64Array.from(frequency, (holders) => 1 + Math.log((1 + texts.length) / (1 + holders)));
  const unseen = 1 + Math.log(1 + texts.length);

  return {
    training: counted.map((counts) => toVector(counts, idf)),
    size: ids.size,
    vector: (text) =>
      toVector(
        grams(text).map((list) => count(list, (gram) => ids.get(gram))),
        idf,
      ),
    coverage(text) {
      let seen = 0;
      let all = 0;
      for (const word of words(text)) {
        const id = ids.get(`w ${word}`);
        const weight = id === undefined ? unseen : (idf[id] as number);
        all += weight;
        if (id !== undefined) seen += weight;
      }
      return all === 0 ? 0 : seen / all;
    },
  };
}

/** How often each known feature stands in a list of grams. */
function count(list: string[], idOf: (gram: string) => number | undefined): Map<number, number> {
  const counts = new Map<number, number>();
  for (const gram of list) {
    const id = idOf(gram);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Counts by kind of feature as one vector; each kind has the length 1/sqrt(2), the whole at most 1. */
function toVector(kinds: Map<number, number>[], idf: Float64Array): Vector {
  const length = kinds.reduce((sum, counts) => sum + counts.size, 0);
  const vector = { ids: new Int32Array(length), values: new Float64Array(length) };
  let at = 0;
  for (const counts of kinds) {
    const start = at;
    let square = 0;
    for (const [id, times] of counts) {
      const value = (1 + Math.log(times)) * (idf[id] as number);
      square += value * value;
      vector.ids[at] = id;
      vector.values[at] = value;
      at += 1;
    }
    const scale = 1 / Math.sqrt(kinds.length * square);
    for (let k = start; k < at; k += 1) vector.values[k] = (vector.values[k] as number) * scale;
  }
  return vector;
}
