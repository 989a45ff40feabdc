import { longestText, stem, words } from './features.ts';
import { basis, createFinder, createIds, hashOf, mix, type Slots, unknown } from './hashing.ts';

/**
 * How much each run of words speaks for a text that somebody answers, by the run's id: the log of how much more often it stands in such a text
 * than in a foreign one. `usual` is what the runs of such a text usually say together. Plain data.
 */
export type Leaning = { runs: Slots; weights: Float64Array; usual: number };

/** How long a run is at most, in words; the edges of a text count as words. */
const longestRun = 3;
/** What is added to every count, so that a run met on one side alone is no proof. */
const doubt = 0.1;

/**
 * Learns by which words a text that somebody answers differs from one that nobody does, whatever it is about: naive Bayes on the presence of
 * stems and of runs of them (Wang and Manning, "Baselines and Bigrams", 2012). It knows no subjects, so it also holds for a subject that it never
 * met in these words. The machines of linear.ts, which tell subjects apart, go by the subject alone there.
 */
export function learnLeaning(answered: readonly string[], foreign: readonly string[]): Leaning {
  const characters = [...answered, ...foreign].reduce((sum, text) => sum + Math.min(text.length, longestText), 0);
  const { learn, table } = createIds(4 * characters);
  const hashes = new Map<string, number>(); // words come again and again
  const lookUp = (word: string): number => {
    const hash = hashes.get(word) ?? hashOfWord(word);
    hashes.set(word, hash);
    return hash;
  };
  const read = (text: string): number[] => runsOf(text, lookUp, learn);
  const [ours, theirs] = [answered.map(read), foreign.map(read)];
  const runs = table();
  const [inOurs, inTheirs] = [count(ours, runs.slots.length), count(theirs, runs.slots.length)];
  const share = (times: number, of: number): number => (times + doubt) / (of + 2 * doubt);
  const weigh = (mine: number, others: number): number => Math.log(share(mine, ours.length) / share(others, theirs.length));
  const weights = Float64Array.from(inOurs, (mine, run) => weigh(mine, inTheirs[run] as number));
  // Each text is judged by the others alone: what was learned from it would make it look too good.
  const without = Float64Array.from(inOurs, (mine, run) =>
    mine > 1 || inTheirs[run] ? weigh(mine - 1, inTheirs[run] as number) : Number.NaN,
  );
  const unseen = Float64Array.from(ours, (own) => together(own, without));
  return { runs, weights, usual: unseen.sort()[unseen.length >> 1] ?? 0 };
}

/** Gives a function that says how much more than usual a text looks like one that somebody answers; 0 if it looks as they usually do. */
export function createLean({ runs, weights, usual }: Leaning): (text: string) => number {
  const find = createFinder(runs);
  return (text) => together(runsOf(text, hashOfWord, find), weights) - usual;
}

/** What several runs say together: they share words, so it is less than their sum. Those without a weight say nothing. */
function together(runs: number[], weights: Float64Array): number {
  let sum = 0;
  let known = 0;
  for (let k = 0; k < runs.length; k += 1) {
    const weight = weights[runs[k] as number] as number;
    if (Number.isNaN(weight)) continue;
    sum += weight;
    known += 1;
  }
  return sum / Math.sqrt(Math.max(1, known));
}

/** In how many texts each run stands, by its id. */
function count(texts: number[][], size: number): Int32Array {
  const times = new Int32Array(size);
  for (const runs of texts) for (const run of runs) times[run] = (times[run] as number) + 1;
  return times;
}

/** What stands at a text's edges. */
const edges = { first: 1, last: 2 };

/** A word's stem as a number; names are all the same name. */
const hashOfWord = (word: string): number => hashOf(word.startsWith('§') ? '§' : stem(word));

/** The known runs of stems in a text, each once. */
function runsOf(text: string, hashOfWord: (word: string) => number, idOf: (hash: number) => number): number[] {
  const stems = [edges.first, ...words(text.slice(0, longestText)).map(hashOfWord), edges.last];
  const found: number[] = [];
  for (let from = 0; from < stems.length; from += 1) {
    let run = basis;
    for (let length = 1; length <= longestRun && from + length <= stems.length; length += 1) {
      const last = stems[from + length - 1] as number;
      run = mix(run, last);
      if (length === 1 && (last === edges.first || last === edges.last)) continue;
      const id = idOf(run);
      if (id !== unknown) found.push(id);
    }
  }
  return [...new Set(found)];
}
