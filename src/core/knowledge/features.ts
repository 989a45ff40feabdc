/** A sparse vector: feature ids, each once, and their weights. */
export type Vector = { ids: Int32Array; values: Float32Array };

export type Vectorizer = {
  /** The vectors of the texts it learned from, in their order. */
  training: Vector[];
  vector(text: string): Vector;
  /** How many features there are; ids are below it. */
  size: number;
};

/** Past this a text is a document, not a question: the rest is not read. In characters. */
const longest = 5000;
/** What each kind of feature weighs: words with their neighbours, pairs of words near each other, and pieces of words. */
const kinds = [1, 0.6, 1.2];
const total = kinds.reduce((sum, kind) => sum + kind * kind, 0);
/** Word pieces have this many characters, a word's edge among them; pairs lie at most this many words apart. */
const pieces = { least: 2, most: 4 };
const reach = 3;
/** How much an unknown feature takes from the length of the known ones, against a known one. */
const unknownShare = 0.3;

/** Lower case, without accents, words and numbers only; apostrophes join (`what's` -> `whats`). */
export function words(text: string): string[] {
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '');
  return folded.match(/[\p{L}\p{N}]+(?:[+#]+)?|§\w*/gu) ?? [];
}

/** A word without its English endings, cut lightly (after Harman's "s-stemmer", 1991, with -ing, -ed, -ly and a final e). */
export function stem(word: string): string {
  if (word.length < 4) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/sses$/, 'ss')
    .replace(/([^s])s$/, '$1')
    .replace(/(?<=...)(?:ing|ed)$/, '')
    .replace(/ly$/, '')
    .replace(/e$/, '')
    .replace(/(.)\1$/, '$1');
}

/**
 * Learns the features of texts: tf-idf with sublinear term frequency, (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), each kind of feature
 * scaled to its own length, so that none drowns the others. A name (`§id`) counts as itself and as any name, and has no pieces.
 */
export function createVectorizer(texts: readonly string[]): Vectorizer {
  const ids = new Map<string, number>();
  const learn = (gram: string): number => {
    const known = ids.get(gram);
    if (known !== undefined) return known;
    ids.set(gram, ids.size);
    return ids.size - 1;
  };
  const learned = new Map<string, Word>(); // words come again and again
  const lookUp = (token: string): Word => {
    const word = learned.get(token) ?? toWord(token, learn);
    learned.set(token, word);
    return word;
  };
  const counted = texts.map((text) => read(text, learn, lookUp));
  const frequency = new Float64Array(ids.size);
  for (const counts of counted)
    for (const { ids: held } of counts) for (const id of held) frequency[id] = (frequency[id] as number) + 1;
  const idf = frequency.map((holders) => 1 + Math.log((1 + texts.length) / (1 + holders)));
  const unseen = unknownShare * (1 + Math.log(1 + texts.length)) ** 2;
  const idOf = (gram: string): number => ids.get(gram) ?? unknown;
  return {
    training: counted.map((counts) => toVector(counts, idf, unseen)),
    size: ids.size,
    vector: (text) =>
      toVector(
        read(text, idOf, (token) => toWord(token, idOf)),
        idf,
        unseen,
      ),
  };
}

const unknown = -1;
const isName = (word: string): boolean => word.startsWith('§');

/** A word's stem and the features of its pieces: none for a name, edges included for others. */
type Word = { stem: string; pieces: number[] };

function toWord(token: string, idOf: (gram: string) => number): Word {
  const found: number[] = [];
  if (isName(token)) return { stem: token, pieces: found };
  const padded = `.${token}.`;
  for (let size = pieces.least; size <= pieces.most; size += 1)
    for (let from = 0; from + size <= padded.length; from += 1) found.push(idOf(`*${padded.slice(from, from + size)}`));
  return { stem: stem(token), pieces: found };
}

/** The known features of one kind in a text, each once, how often they stand there, and how many unknown ones do. */
type Counts = { ids: Int32Array; times: Uint16Array; unknown: number };

/** Counts a text's features, one count a kind. */
function read(text: string, idOf: (gram: string) => number, lookUp: (token: string) => Word): Counts[] {
  const tokens = words(text.slice(0, longest)).map(lookUp);
  const ofWords: number[] = [];
  const ofPairs: number[] = [];
  tokens.forEach(({ stem }, at) => {
    ofWords.push(idOf(stem));
    if (isName(stem)) ofWords.push(idOf('§'));
    const before = tokens[at - 1]?.stem;
    if (before !== undefined) {
      ofWords.push(idOf(`${before} ${stem}`));
      if (isName(stem) || isName(before)) ofWords.push(idOf(`${anyName(before)} ${anyName(stem)}`));
    }
    for (let next = at + 1; next < tokens.length && next <= at + reach; next += 1) {
      const other = (tokens[next] as Word).stem;
      ofPairs.push(idOf(stem < other ? `${stem}&${other}` : `${other}&${stem}`));
    }
  });
  return [ofWords, ofPairs, tokens.flatMap((token) => token.pieces)].map(count);
}

const anyName = (word: string): string => (isName(word) ? '§' : word);

function count(found: number[]): Counts {
  const sorted = Int32Array.from(found).sort();
  const times = new Uint16Array(sorted.length);
  let length = 0;
  let missing = 0;
  for (const id of sorted) {
    if (id === unknown) missing += 1;
    else {
      if (length === 0 || sorted[length - 1] !== id) sorted[length++] = id;
      times[length - 1] = (times[length - 1] as number) + 1;
    }
  }
  return { ids: sorted.slice(0, length), times: times.slice(0, length), unknown: missing };
}

/** Counts by kind of feature as one vector of length 1 at most; what is unknown makes the rest shorter. */
function toVector(byKind: Counts[], idf: Float64Array, unseen: number): Vector {
  const length = byKind.reduce((sum, { ids }) => sum + ids.length, 0);
  const vector = { ids: new Int32Array(length), values: new Float32Array(length) };
  let at = 0;
  byKind.forEach(({ ids, times, unknown }, kind) => {
    vector.ids.set(ids, at);
    const values = vector.values.subarray(at, at + ids.length);
    let square = unknown * unseen;
    for (let k = 0; k < ids.length; k += 1) {
      const value = (1 + Math.log(times[k] as number)) * (idf[ids[k] as number] as number);
      square += value * value;
      values[k] = value;
    }
    const scale = (kinds[kind] as number) / Math.sqrt(total * square);
    for (let k = 0; k < values.length; k += 1) values[k] = (values[k] as number) * scale;
    at += ids.length;
  });
  return vector;
}
