import { stem, words } from './features.ts';

/**
 * How much each run of words speaks for a text that somebody answers: the log of how much oftener it stands in one than in a foreign text.
 * `usual` is what they say together of such a text. Plain data.
 */
export type Leaning = { runs: Map<string, number>; usual: number };

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
  const ours = answered.map(runsOf);
  const [inOurs, inTheirs] = [count(ours), count(foreign.map(runsOf))];
  const share = (times: number, of: number): number => (times + doubt) / (of + 2 * doubt);
  const weigh = (mine: number, others: number): number => Math.log(share(mine, answered.length) / share(others, foreign.length));
  const runs = new Map<string, number>();
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

function count(texts: string[][]): Map<string, number> {
  const times = new Map<string, number>();
  for (const runs of texts) for (const run of runs) times.set(run, (times.get(run) ?? 0) + 1);
  return times;
}

/** The runs of stems in a text, each once; names are all the same name. */
function runsOf(text: string): string[] {
  const stems = ['^', ...words(text.slice(0, longest)).map((word) => (word.startsWith('§') ? '§' : stem(word))), '$'];
  const found = new Set<string>(stems.slice(1, -1));
  for (let from = 0; from < stems.length; from += 1)
    for (let length = 2; length <= longestRun && from + length <= stems.length; length += 1)
      found.add(stems.slice(from, from + length).join(' '));
  return [...found];
}
