import { stem, words } from './features.ts';

/**
 * How much each run of words, by its hash, speaks for a text that somebody answers: the log of how much oftener it stands in one than in a foreign text.
 * `usual` is what they say together of such a text. Plain data.
 */
export type Leaning = { runs: Map<number, number>; usual: number };

/** Runs have at most this many words, a text's edges among them. */
const longestRun = 3;
/** The rest of a text is not read, in characters: as features are. */
const longest = 5000;
/** What is added to every count, so that a run met on one side alone is no proof. */
const doubt = 0.1;

/**
 * Learns by which words a text that somebody answers differs from one that nobody does, whatever it is about: naive Bayes on the presence of
 * stems and of runs of them (Wang and Manning, "Baselines and Bigrams", 2012). It knows no subjects, so it holds for words in new company,
 * where machines that were trained to tell subjects apart go by the subject alone.
 */
export function learnLeaning(answered: readonly string[], foreign: readonly string[]): Leaning {
  const hashes = new Map<string, number>(); // words come again and again
  const lookUp = (word: string): number => {
    const hash = hashes.get(word) ?? hashOf(word);
    hashes.set(word, hash);
    return hash;
  };
  const ours = answered.map((text) => runsOf(text, lookUp));
  const [inOurs, inTheirs] = [count(ours), count(foreign.map((text) => runsOf(text, lookUp)))];
  const share = (times: number, of: number): number => (times + doubt) / (of + 2 * doubt);
  const weigh = (mine: number, others: number): number => Math.log(share(mine, answered.length) / share(others, foreign.length));
  const runs = new Map<number, number>();
  for (const run of inTheirs.keys()) runs.set(run, weigh(0, inTheirs.get(run) ?? 0));
  for (const [run, times] of inOurs) runs.set(run, weigh(times, inTheirs.get(run) ?? 0));
  // each as it would look had it not been learned from
  const unseen = ours.map((own) =>
    together(
      own
        .filter((run) => inOurs.get(run) !== 1 || inTheirs.has(run))
        .map((run) => weigh((inOurs.get(run) ?? 1) - 1, inTheirs.get(run) ?? 0)),
    ),
  );
  return { runs, usual: unseen.sort((a, b) => a - b)[unseen.length >> 1] ?? 0 };
}

/** How much more a text looks like one that somebody answers than those usually do: 0 where it looks as they do. */
export const lean = ({ runs, usual }: Leaning, text: string): number =>
  together(runsOf(text).flatMap((run) => runs.get(run) ?? [])) - usual;

/** What several runs say together: they share words, so it is less than their sum. */
const together = (weights: number[]): number =>
  weights.reduce((sum, each) => sum + each, 0) / Math.sqrt(Math.max(1, weights.length));

function count(texts: number[][]): Map<number, number> {
  const times = new Map<number, number>();
  for (const runs of texts) for (const run of runs) times.set(run, (times.get(run) ?? 0) + 1);
  return times;
}

/** FNV-1a (Fowler, Noll and Vo), one character or hash at a time. */
const mix = (hash: number, value: number): number => Math.imul(hash ^ value, 16777619);
const seed = 0x811c9dc5;
/** What stands at a text's edges. */
const edges = { first: 1, last: 2 };

/** A word's stem as a number; names are all the same name. */
function hashOf(word: string): number {
  const read = word.startsWith('§') ? '§' : stem(word);
  let hash = seed;
  for (let at = 0; at < read.length; at += 1) hash = mix(hash, read.charCodeAt(at));
  return hash;
}

/** The runs of stems in a text, each once. */
function runsOf(text: string, hash = hashOf): number[] {
  const stems = [edges.first, ...words(text.slice(0, longest)).map((word) => hash(word)), edges.last];
  const found = new Set<number>();
  for (let from = 0; from < stems.length; from += 1) {
    let run = seed;
    for (let length = 1; length <= longestRun && from + length <= stems.length; length += 1) {
      const last = stems[from + length - 1] as number;
      run = mix(run, last);
      if (length > 1 || (last !== edges.first && last !== edges.last)) found.add(run);
    }
  }
  return [...found];
}
