/** A sparse vector: feature ids, ascending by first use, and their weights. */
export type Vector = { ids: Int32Array; values: Float64Array };

export type Vectorizer = {
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
 * Learns the features of the training texts: tf-idf with sublinear term frequency ((1 + ln tf) * (1 + ln((1 + n) / (1 + df)))), word and
 * character features each scaled to length 1, so that neither kind drowns the other.
 */
export function createVectorizer(texts: string[]): Vectorizer {
  const ids = new Map<string, number>();
  const frequency: number[] = [];
  const known = new Set<string>();
  for (const text of texts) {
    for (const word of words(text)) known.add(word);
    for (const gram of new Set(grams(text).flat())) {
      let id = ids.get(gram);
      if (id === undefined) {
        id = ids.size;
        ids.set(gram, id);
        frequency.push(0);
      }
      frequency[id] = (frequency[id] ?? 0) + 1;
    }
  }
  const idf = Float64Array.from(frequency, (count) => 1 + Math.log((1 + texts.length) / (1 + count)));

  const unseen = 1 + Math.log(1 + texts.length);

  const vector = (text: string): Vector => {
    const allIds: number[] = [];
    const allValues: number[] = [];
    for (const list of grams(text)) {
      const counts = new Map<number, number>();
      for (const gram of list) {
        const id = ids.get(gram);
        if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      let norm = 0;
      const start = allIds.length;
      for (const [id, count] of counts) {
        const value = (1 + Math.log(count)) * (idf[id] ?? 0);
        norm += value * value;
        allIds.push(id);
        allValues.push(value);
      }
      for (let at = start; at < allValues.length; at += 1) allValues[at] = (allValues[at] ?? 0) / Math.sqrt(2 * norm);
    }
    return { ids: Int32Array.from(allIds), values: Float64Array.from(allValues) };
  };

  const coverage = (text: string): number => {
    let seen = 0;
    let all = 0;
    for (const word of words(text)) {
      const id = ids.get(`w ${word}`);
      const weight = id === undefined ? unseen : (idf[id] as number);
      all += weight;
      if (id !== undefined) seen += weight;
    }
    return all === 0 ? 0 : seen / all;
  };

  return { vector, coverage, size: ids.size };
}
