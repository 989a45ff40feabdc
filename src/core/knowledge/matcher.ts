import { background } from './background.ts';
import { createVectorizer, type Features, learnFeatures, plainWords } from './features.ts';
import { createLean, type Leaning, learnLeaning } from './leaning.ts';
import { createScorer, learnScoring, type Scoring } from './scorer.ts';
import { createSpelling } from './spelling.ts';

export type Example = { text: string; label: string };
/** `score` is 0 to 1: about the chance that the label is what the text asks for. */
export type Match = { label: string; score: number };
type Matcher = {
  /** Labels with their scores, best first, 100 at most. */
  match(text: string): Match[];
  /** Puts right the unknown words of a text that are one slip away from a known one. */
  spell(text: string): string;
};

/** How sure the matcher must be, by its scores; the same for every pack. */
export const thresholds = {
  /** To answer outright. */
  answer: 0.35,
  /** To offer a single reading. */
  alone: 0.03,
  /** To offer a reading among several. */
  offer: 0.02,
  /** How many times `alone` and `offer` it takes where no option is named. */
  unnamed: 2.5,
};

/** No more labels than this are ranked. */
const ranked = 100;
/** How much the log odds of every label lose for each point by which those of the most likely kind of foreign question exceed `unlikely`. */
const pull = 1.25;
const unlikely = -2.25;
/** How much is added to the log odds of every label for each point by which a text leans to what is answered (leaning.ts), and the most. */
const leans = { weight: 0.6, most: 1 };
/** What is added to a label's log odds, or to 0 if they are below, for a text that is one of its phrasings, word for word: a person has reviewed that. */
const verbatim = 6;
/** The log odds of a label that has not been learned yet. */
const unheard = -2;

/** What is learned from: labelled phrasings, and what people ask near the subject that no label answers. Each array of `foreign` holds one kind. */
export type Lessons = { examples: readonly Example[]; foreign: readonly (readonly string[])[] };

/** What was learned from lessons: plain data, which can be kept and read again. */
export type Learned = {
  labels: string[];
  features: Features;
  scoring: Scoring;
  /** By which words a text differs from the foreign ones; null where there are none. */
  leaning: Leaning | null;
};

/** Learns which label a text asks for. Deterministic; the order of the examples hardly matters. */
export function learn({ examples, foreign }: Lessons): Learned {
  const labels = labelsOf(examples);
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const phrasings = [...examples.map(({ text }) => text), ...foreign.flat()];
  const targets = [
    ...examples.map(({ label }) => indexOf.get(label) as number),
    ...foreign.flatMap((kind, index) => kind.map(() => labels.length + index)),
  ];
  const { features, vectors } = learnFeatures([...phrasings, ...background]);
  const own = vectors.slice(0, phrasings.length);
  const count = labels.length + foreign.length;
  const scoring = learnScoring(own, targets, count, vectors.slice(phrasings.length), features.size);
  const answered = examples.map(({ text }) => text);
  const leaning = foreign.length > 0 ? learnLeaning(answered, [...foreign.flat(), ...background]) : null;
  return { labels, features, scoring, leaning };
}

/**
 * Matches by what was learned, and by the lessons word for word.
 *
 * @param learned from these lessons, or from earlier ones until these are learned; a label that is new since then is found only by its phrasings,
 *   word for word
 */
export function createMatcher({ labels, features, scoring, leaning }: Learned, { examples, foreign }: Lessons): Matcher {
  const vector = createVectorizer(features);
  const score = createScorer(scoring);
  const lean = leaning ? createLean(leaning) : () => 0;
  const wanted = labelsOf(examples);
  const learnedAt = new Map(labels.map((label, index) => [label, index]));
  const learnedAs = wanted.map((label) => learnedAt.get(label) ?? -1);
  const placeOf = new Map(wanted.map((label, place) => [label, place]));
  const said = holdersOf(examples.map(({ text, label }) => ({ text, holder: placeOf.get(label) as number })));
  const foreignSaid = holdersOf(foreign.flatMap((kind, index) => kind.map((text) => ({ text, holder: labels.length + index }))));
  const spell = createSpelling(said.keys(), [...foreignSaid.keys(), ...background.map(plainWords)]);
  return {
    spell,
    match(text) {
      const all = score(vector(text));
      const spoken = plainWords(text);
      for (const kind of foreignSaid.get(spoken) ?? []) if (kind < all.length) all[kind] = (all[kind] as number) + verbatim;
      const lost = pull * Math.max(0, Math.max(...all.subarray(labels.length)) - unlikely);
      const gained = Math.min(leans.most, leans.weight * lean(text)) - lost;
      const odds = new Float64Array(wanted.length);
      for (let at = 0; at < odds.length; at += 1) odds[at] = gained + (all[learnedAs[at] as number] ?? unheard);
      for (const at of said.get(spoken) ?? []) odds[at] = verbatim + Math.max(0, odds[at] as number);
      return best(odds).map((index) => ({ label: wanted[index] as string, score: 1 / (1 + Math.exp(-(odds[index] as number))) }));
    },
  };
}

/** Picks one of two readings of a text: the one whose best label has the higher score, or else the first. */
export const surer = (one: Match[], other: Match[]): Match[] => ((other[0]?.score ?? 0) > (one[0]?.score ?? 0) ? other : one);

const labelsOf = (examples: readonly Example[]): string[] => [...new Set(examples.map(({ label }) => label))].sort();

/** Who holds each text as a phrasing, word for word. */
function holdersOf(phrasings: { text: string; holder: number }[]): Map<string, number[]> {
  const holders = new Map<string, number[]>();
  for (const { text, holder } of phrasings) {
    const spoken = plainWords(text);
    const held = holders.get(spoken);
    if (!held) holders.set(spoken, [holder]);
    else if (!held.includes(holder)) held.push(holder);
  }
  return holders;
}

/** The indices of the highest values, best first; of equals the first. */
function best(values: Float64Array): number[] {
  const inOrder = (a: number, b: number): number => (values[b] as number) - (values[a] as number) || a - b;
  const least = values.length > ranked ? (values.toSorted()[values.length - ranked] as number) : -Infinity;
  const indices: number[] = [];
  for (let index = 0; index < values.length; index += 1) if ((values[index] as number) >= least) indices.push(index);
  return indices.sort(inOrder).slice(0, ranked);
}
