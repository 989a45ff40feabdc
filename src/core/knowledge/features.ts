import { createFinder, createIds, hashOf, mix, type Slots, unknown } from './hashing.ts';

/** A sparse vector: feature ids, each once, and their weights. */
export type Vector = { ids: Int32Array; values: Float32Array };

/** The features of some texts, as plain data: what a text is turned into a vector by. Ids are 0 to below `size`. */
export type Features = { size: number; table: Slots; idf: Float64Array; unseen: number };

/** Past this a text is a document, not a question: the rest is not read. In characters. */
export const longestText = 5000;
/** What each kind of feature weighs: words with their neighbours, pairs of words near each other, and pieces of words. */
const kinds = [1, 0.6, 1.2];
const total = kinds.reduce((sum, kind) => sum + kind * kind, 0);
/** How many characters a piece of a word has; the edge of a word counts as one. */
const pieces = { least: 2, most: 3 };
/** How far apart the words of a pair are at most, in words. */
const reach = 3;
/** How much an unknown feature adds to the length of a text's features, as a part of what the rarest known one adds. */
const unknownShare = 0.3;

/** Lower case, without accents, words and numbers only; apostrophes join (`what's` -> `whats`). */
export function words(text: string): string[] {
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '');
  return folded.match(/[\p{L}\p{N}]+(?:[+#]+)?|§\w*/gu) ?? [];
}

/** A text as its words alone: of two that are the same word for word, these are equal. */
export const plainWords = (text: string): string => words(text).join(' ');

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
 *
 * @returns the vectors of the texts too, in their order
 */
export function learnFeatures(texts: readonly string[]): { features: Features; vectors: Vector[] } {
  const { learn, table } = createIds(8 * texts.reduce((sum, text) => sum + Math.min(text.length, longestText), 0));
  const learned = new Map<string, Word>(); // words come again and again
  const lookUp = (token: string): Word => {
    const word = learned.get(token) ?? toWord(token, learn);
    learned.set(token, word);
    return word;
  };
  const counted = texts.map(createReader(learn, lookUp));
  const known = table();
  const size = known.slots.length;
  const holders = new Int32Array(size);
  for (const counts of counted) for (const { ids } of counts) addHolders(ids, holders);
  const idf = Float64Array.from(holders, (held) => 1 + Math.log((1 + texts.length) / (1 + held)));
  const unseen = unknownShare * (1 + Math.log(1 + texts.length)) ** 2;
  return {
    features: { size, table: known, idf, unseen },
    vectors: counted.map((counts) => toVector(counts, idf, unseen)),
  };
}

/** Turns a text into a vector of features that were learned. */
export function createVectorizer({ table, idf, unseen }: Features): (text: string) => Vector {
  const find = createFinder(table);
  const read = createReader(find, (token) => toWord(token, find));
  return (text) => toVector(read(text), idf, unseen);
}

/** Counts one more holder for each of these features. */
export function addHolders(ids: Int32Array, holders: Int32Array): void {
  for (let k = 0; k < ids.length; k += 1) holders[ids[k] as number] = (holders[ids[k] as number] as number) + 1;
}

/** A word: the hash and the id of its stem, and the ids of its pieces, none for a name. `any` is its hash too, but the same one for all names. */
type Word = { stem: number; any: number; id: number; pieces: number[]; isName: boolean };

/** Where the hashes of each kind of feature begin, so that no two kinds share one. Words are hashed by their stems. */
const seeds = { neighbours: 0x2c1b3c6d, pair: 0x297a2d39, piece: 0x6c62272e };

const anyName = hashOf('§');

function toWord(token: string, idOf: (hash: number) => number): Word {
  const isName = token.startsWith('§');
  const hash = hashOf(isName ? token : stem(token));
  const found: number[] = [];
  const padded = isName ? '' : `.${token}.`;
  for (let from = 0; from < padded.length; from += 1) {
    let piece = seeds.piece;
    for (let to = from; to < padded.length && to < from + pieces.most; to += 1) {
      piece = mix(piece, padded.charCodeAt(to));
      if (to + 1 >= from + pieces.least) found.push(idOf(piece));
    }
  }
  return { stem: hash, any: isName ? anyName : hash, id: idOf(hash), pieces: found, isName };
}

/** The known features of one kind in a text, each once, how often they stand there, and how many unknown ones do. */
type Counts = { ids: Int32Array; times: Uint16Array; unknown: number };

/** Gives a function that counts a text's features, kind by kind. */
function createReader(idOf: (hash: number) => number, lookUp: (token: string) => Word): (text: string) => Counts[] {
  const count = createCounter();
  return (text) => featuresOf(words(text.slice(0, longestText)).map(lookUp), idOf).map(count);
}

/** The ids of a text's features, kind by kind, in the order of the text. */
function featuresOf(tokens: Word[], idOf: (hash: number) => number): number[][] {
  const ofWords: number[] = [];
  const ofPairs: number[] = [];
  const ofPieces: number[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Word;
    const before = tokens[at - 1];
    ofWords.push(token.id);
    if (token.isName) ofWords.push(idOf(anyName));
    if (before) {
      ofWords.push(idOf(mix(mix(seeds.neighbours, before.stem), token.stem)));
      if (token.isName || before.isName) ofWords.push(idOf(mix(mix(seeds.neighbours, before.any), token.any)));
    }
    for (let next = at + 1; next < tokens.length && next <= at + reach; next += 1) {
      const other = (tokens[next] as Word).stem;
      ofPairs.push(idOf(mix(mix(seeds.pair, Math.min(token.stem, other)), Math.max(token.stem, other))));
    }
    for (let k = 0; k < token.pieces.length; k += 1) ofPieces.push(token.pieces[k] as number);
  }
  return [ofWords, ofPairs, ofPieces];
}

/** Gives a function that counts features. Each stands where it occurred first. */
function createCounter(): (found: number[]) => Counts {
  let times = new Uint16Array(2 ** 16); // by id; all zero between two texts
  let held = new Int32Array(2 ** 10);
  return (found) => {
    if (found.length > held.length) held = new Int32Array(2 * found.length);
    let length = 0;
    let missing = 0;
    for (let k = 0; k < found.length; k += 1) {
      const id = found[k] as number;
      if (id >= times.length) times = enlarged(times, id);
      if (id === unknown) missing += 1;
      else {
        const before = times[id] as number;
        if (before === 0) held[length++] = id;
        times[id] = before + 1;
      }
    }
    const ids = held.slice(0, length);
    const counts = new Uint16Array(length);
    for (let k = 0; k < length; k += 1) {
      counts[k] = times[ids[k] as number] as number;
      times[ids[k] as number] = 0;
    }
    return { ids, times: counts, unknown: missing };
  };
}

function enlarged(numbers: Uint16Array<ArrayBuffer>, id: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(2 * id);
  larger.set(numbers);
  return larger;
}

/** Puts the counts of all kinds into one vector. Its length is 1 if every feature is known; unknown ones make it shorter. */
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
