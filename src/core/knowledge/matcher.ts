import { background } from './background.ts';
import { createVectorizer, type Features, learnFeatures, words } from './features.ts';
import { type Leaning, lean, learnLeaning } from './leaning.ts';
import { createScorer, learnScoring, type Scoring } from './scorer.ts';

export type Example = { text: string; label: string };
/** `score` is 0 to 1: about the chance that the label is what the text asks for. */
export type Match = { label: string; score: number };
export type Matcher = { match(text: string): Match[] };

/** How sure the matcher must be to answer outright, to offer a reading alone, and to offer one among several; the same for every pack. */
export const thresholds = { answer: 0.35, alone: 0.1, offer: 0.06 };

/** No more labels than this are ranked. */
const ranked = 100;
/** What a label's log odds lose for each that the most likely kind of foreign question has above `unlikely`. */
const pull = 1.25;
const unlikely = -2.25;
/** What it adds to every label's log odds how much a text leans to what is answered, and the most that it adds. */
const leans = { weight: 0.6, most: 1 };
/** What it adds to a label's log odds that the text is one of its phrasings, word for word: a person has reviewed that. */
const verbatim = 6;

/** What was learned from labelled phrasings: plain data, which can be kept and read again. */
export type Learned = {
  labels: string[];
  features: Features;
  scoring: Scoring;
  /** By which words a text differs from the foreign ones; null where there are none. */
  leaning: Leaning | null;
  /** Which labels, and kinds of foreign questions after them, have a text as a phrasing, word for word. */
  holders: Map<string, number[]>;
};

/**
 * Learns from labelled phrasings which label a text asks for. Deterministic; the order of the examples hardly matters.
 *
 * @param foreign what people ask near the labels' subject that asks for none of them; each array holds those of one kind
 */
export function learn(examples: readonly Example[], foreign: readonly (readonly string[])[] = []): Learned {
  const labels = [...new Set(examples.map((example) => example.label))].sort();
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const phrasings = [
    ...examples.map(({ text, label }) => ({ text, target: indexOf.get(label) as number })),
    ...foreign.flatMap((kind, index) => kind.map((text) => ({ text, target: labels.length + index }))),
  ];
  const { features, vectors } = learnFeatures([...phrasings.map(({ text }) => text), ...background]);
  const own = vectors.slice(0, phrasings.length);
  const targets = phrasings.map(({ target }) => target);
  const count = labels.length + foreign.length;
  const scoring = learnScoring(own, targets, count, vectors.slice(phrasings.length), features.size);
  const isWary = foreign.length > 0;
  const leaning = isWary
    ? learnLeaning(
        examples.map(({ text }) => text),
        [...foreign.flat(), ...background],
      )
    : null;
  const holders = new Map<string, number[]>();
  for (const { text, target } of phrasings) {
    const held = holders.get(plain(text)) ?? [];
    if (!held.includes(target)) holders.set(plain(text), [...held, target]);
  }
  return { labels, features, scoring, leaning, holders };
}

/** Matches by what was learned. `match(text)` gives the labels with their scores, best first, 100 at most. */
export function createMatcher({ labels, features, scoring, leaning, holders }: Learned): Matcher {
  const vector = createVectorizer(features);
  const score = createScorer(scoring);
  return {
    match(text) {
      const all = score(vector(text));
      for (const target of holders.get(plain(text)) ?? []) all[target] = (all[target] as number) + verbatim;
      const lost = pull * Math.max(0, Math.max(...all.subarray(labels.length)) - unlikely);
      const gained = leaning ? Math.min(leans.most, leans.weight * lean(leaning, text)) : 0;
      const odds = all.subarray(0, labels.length).map((each) => each - lost + gained);
      return best(odds).map((index) => ({ label: labels[index] as string, score: 1 / (1 + Math.exp(-(odds[index] as number))) }));
    },
  };
}

const plain = (text: string): string => words(text).join(' ');

/** The indices of the highest values, best first; of equals the first. */
function best(values: Float64Array): number[] {
  const inOrder = (a: number, b: number): number => (values[b] as number) - (values[a] as number) || a - b;
  const least = values.length > ranked ? (values.toSorted()[values.length - ranked] as number) : -Infinity;
  const indices: number[] = [];
  for (let index = 0; index < values.length; index += 1) if ((values[index] as number) >= least) indices.push(index);
  return indices.sort(inOrder).slice(0, ranked);
}
