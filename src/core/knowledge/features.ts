/** A sparse vector: feature ids, each once, and their weights. */
export type Vector = { ids: Int32Array; values: Float32Array };

/** The features of some texts, as plain data: what a text is turned into a vector by. Ids are 0 to below `size`. */
export type Features = { size: number; table: Table; idf: Float64Array; unseen: number };

/** Past this a text is a document, not a question: the rest is not read. In characters. */
const longest = 5000;
/** What each kind of feature weighs: words with their neighbours, pairs of words near each other, and pieces of words. */
const kinds = [1, 0.6, 1.2];
const total = kinds.reduce((sum, kind) => sum + kind * kind, 0);
/** Word pieces have this many characters, a word's edge among them; pairs lie at most this many words apart. */
const pieces = { least: 2, most: 3 };
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
 *
 * @returns the vectors of the texts too, in their order
 */
export function learnFeatures(texts: readonly string[]): { features: Features; vectors: Vector[] } {
  const { learn, table } = createIds(texts.reduce((sum, text) => sum + Math.min(text.length, longest), 0));
  const learned = new Map<string, Word>(); // words come again and again
  const lookUp = (token: string): Word => {
    const word = learned.get(token) ?? toWord(token, learn);
    learned.set(token, word);
    return word;
  };
  const counted = texts.map((text) => read(text, learn, lookUp));
  const known = table();
  const size = known.slots.length;
  const holders = new Int32Array(size);
  for (const counts of counted) for (const { ids } of counts) addHolder(ids, holders);
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
  const lookUp = (token: string): Word => toWord(token, find);
  return (text) => toVector(read(text, find, lookUp), idf, unseen);
}

function addHolder(ids: Int32Array, holders: Int32Array): void {
  for (let k = 0; k < ids.length; k += 1) holders[ids[k] as number] = (holders[ids[k] as number] as number) + 1;
}

const unknown = -1;

/** In which of `2 ** bits` slots each feature stands, by id. */
type Table = { bits: number; slots: Int32Array };

const slotOf = (hash: number, bits: number): number => (hash ^ (hash >>> 15)) & (2 ** bits - 1);

/**
 * Tells features apart by hash, since a string for each is what takes longest (Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", 2009). Two share an id where their hashes end alike, about one in thirty: too few to matter.
 *
 * @param characters how much text there is to learn from
 */
function createIds(characters: number): { learn(hash: number): number; table(): Table } {
  const bits = Math.min(24, Math.max(16, Math.ceil(Math.log2(8 * characters))));
  const ids = new Int32Array(2 ** bits); // an id + 1
  const slots: number[] = [];
  return {
    learn(hash) {
      const slot = slotOf(hash, bits);
      if (ids[slot] === 0) ids[slot] = slots.push(slot);
      return (ids[slot] as number) - 1;
    },
    table: () => ({ bits, slots: Int32Array.from(slots) }),
  };
}

/** Gives the id of a feature by its hash, `unknown` where nobody has met it. */
function createFinder({ bits, slots }: Table): (hash: number) => number {
  const ids = new Int32Array(2 ** bits); // an id + 1
  for (let id = 0; id < slots.length; id += 1) ids[slots[id] as number] = id + 1;
  return (hash) => (ids[slotOf(hash, bits)] as number) - 1;
}

/** FNV-1a (Fowler, Noll and Vo), one character or hash at a time. */
const mix = (hash: number, value: number): number => Math.imul(hash ^ value, 16777619);
/** Where the hashes of each kind of feature begin. */
const seeds = { word: 0x811c9dc5, neighbours: 0x2c1b3c6d, pair: 0x297a2d39, piece: 0x6c62272e };

function hashOf(text: string): number {
  let hash = seeds.word;
  for (let at = 0; at < text.length; at += 1) hash = mix(hash, text.charCodeAt(at));
  return hash;
}

/** A word's stem by its hash and id, and the ids of its pieces: edges included, none for a name. `any` is what any name counts as. */
type Word = { stem: number; any: number; id: number; pieces: number[]; isName: boolean };

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

/** Counts a text's features, one count a kind. */
function read(text: string, idOf: (hash: number) => number, lookUp: (token: string) => Word): Counts[] {
  const tokens = words(text.slice(0, longest)).map(lookUp);
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
  return [count(ofWords), count(ofPairs), count(ofPieces)];
}

function count(found: number[]): Counts {
  const sorted = new Int32Array(found).sort();
  const times = new Uint16Array(sorted.length);
  let length = 0;
  let missing = 0;
  for (let k = 0; k < sorted.length; k += 1) {
    const id = sorted[k] as number;
    if (id === unknown) missing += 1;
    else {
      if (length === 0 || sorted[length - 1] !== id) sorted[length++] = id;
      times[length - 1] = (times[length - 1] as number) + 1;
    }
  }
  return { ids: sorted.subarray(0, length), times: times.subarray(0, length), unknown: missing };
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
