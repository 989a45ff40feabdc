import { folded } from '../knowledge/names.ts';
import type { Pack } from '../knowledge/pack.ts';
import { remembering } from '../memo.ts';
import type { AnswerOption, CriterionQuestion } from './criteria.ts';
import { keysOf, type Phrase, readPhrase } from './phrases.ts';
import type { Answered } from './recommend.ts';
import { createStance, type Stance, type Stretch } from './stance.ts';

/** Reads what a description says about each criterion: at most one answer for each, and only from its own words. */
export type Scope = (description: string) => Answered[];

/** How much of a description is read, in characters: longer ones are pasted, and what matters comes first. */
export const mostRead = 8_000;

/** The certainty of a plan, a wish or a "maybe", and of an answer that the text itself contradicts. */
const inPart = 0.5;

type Learned = { criterion: CriterionQuestion; answer: AnswerOption; phrase: Phrase };
type Occurrence = Learned & Stretch;
/** What a phrase in the text speaks for. */
type Evidence = Stretch & {
  /** Where its words begin, without what denies them. */
  own: number;
  criterion: string;
  answer: string;
  /** The option that the answer speaks for. */
  side: string | null;
  certainty: number;
  /** Whether it rules an option out, and is said plainly. */
  isMust: boolean;
};

/** Prepares a pack's phrases. */
export function createScope({ options, criteria }: Pick<Pack, 'options' | 'criteria'>): Scope {
  const byAnchor = new Map<string, Learned[]>();
  const stanceIn = createStance(options);
  for (const criterion of criteria) {
    for (const answer of criterion.answers) {
      for (const written of answer.phrases) {
        const phrase = readPhrase(written, options);
        const learned = { criterion, answer, phrase };
        for (const anchor of new Set(phrase.anchors)) byAnchor.set(anchor, [...(byAnchor.get(anchor) ?? []), learned]);
      }
    }
  }
  const look = createLook(byAnchor);
  return (description) => {
    const text = description.slice(0, mostRead);
    const occurrences = occurrencesIn(text, look);
    if (occurrences.length === 0) return []; // most questions
    const sentences = sentencesOf(text);
    const stanceOn = stanceIn(text);
    const evidence = occurrences.flatMap((found) => weigh(found, text, sentences, stanceOn));
    return criteria.flatMap(
      ({ id }) =>
        settle(
          evidence.filter(({ criterion }) => criterion === id),
          text,
        ) ?? [],
    );
  };
}

/** Gives the keys under which phrases may look a word up, and the phrases that may begin with it. */
type Look = (word: string) => { keys: string[]; begins: Learned[] };

/** How many words are remembered: people use the same ones, and finding a word's keys takes most of the time. */
const mostWords = 2_000;

function createLook(byAnchor: Map<string, Learned[]>): Look {
  const anchors = new Set([...byAnchor.values()].flat().flatMap(({ phrase }) => [...phrase.anchors, ...phrase.needs.flat()]));
  return remembering(mostWords, (word) => {
    const keys = keysOf(word).filter((key) => anchors.has(key));
    return { keys, begins: keys.flatMap((key) => byAnchor.get(key) ?? []) };
  });
}

/** How many phrases are looked for: a description that has more repeats itself. */
const mostFound = 400;

/** Every phrase in the text, with its place. A phrase is only tried at a word that it may begin with. */
function occurrencesIn(text: string, look: Look): Occurrence[] {
  const found: Occurrence[] = [];
  // Letter by letter, so that no place in the text moves.
  const lower = folded(text).replace(/\p{Lu}/gu, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  );
  const words = [...lower.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index: start }) => ({ ...look(word), start }));
  const all = new Set(words.flatMap(({ keys }) => keys));
  const isPossible = ({ phrase }: Learned): boolean => phrase.needs.every((any) => any.some((anchor) => all.has(anchor)));
  for (const { start, begins } of words) {
    if (found.length >= mostFound) break;
    for (const learned of begins) {
      const end = isPossible(learned) ? learned.phrase.endAt(lower, start) : null;
      if (end !== null) found.push({ ...learned, start, end });
    }
  }
  return found;
}

/** Where each sentence begins and ends. A point inside a name or a number does not end one. */
export function sentencesOf(text: string): Stretch[] {
  const sentences: Stretch[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/(?<![.!?;])[.!?;]+(?=\s|$)|\n+/g)) {
    sentences.push({ start, end: index });
    start = index;
  }
  return [...sentences, { start, end: text.length }];
}

/** What a phrase is worth in its sentence: all, a part, the opposite, or nothing. */
function weigh(
  { criterion, answer, start, end }: Occurrence,
  text: string,
  sentences: Stretch[],
  stanceOn: (words: Stretch, sentence: Stretch) => Stance,
): Evidence[] {
  const sentence = sentences.find((each) => start < each.end) ?? { start: 0, end: text.length };
  const stance = stanceOn({ start, end }, sentence);
  const { isDenied, isDoubted, isGeneral, against, praised } = stance;
  if (isGeneral || (isDenied && !answer.denied)) return [];
  const isMust = !isDenied && !isDoubted && Object.keys(answer.rulesOut).length > 0;
  const id = (isDenied && answer.denied) || (isDoubted && answer.doubted) || answer.id;
  const meant = criterion.answers.find((each) => each.id === id) ?? answer;
  const side = favouriteOf(meant);
  if (side !== null && (side === against || (praised !== null && side !== praised))) return [];
  const certainty = isDoubted ? inPart : 1;
  return [{ criterion: criterion.id, answer: meant.id, side, certainty, isMust, start: stance.start, own: start, end }];
}

/** The option that serves an answer better than any other; null if there is none. */
function favouriteOf({ fits }: AnswerOption): string | null {
  const [first, second] = Object.entries(fits).sort((a, b) => b[1] - a[1]);
  return first && first[1] > (second?.[1] ?? 0) ? first[0] : null;
}

/**
 * The answer that most of the evidence speaks for; null if there is no evidence. A must comes before anything else. Answers that speak for the
 * same option are counted together. Words inside longer ones that say something else do not count.
 */
function settle(evidence: Evidence[], text: string): Answered | null {
  // The word that denies a phrase may be part of a longer phrase that already says so.
  const beginOf = (a: Evidence, b: Evidence): number => (b.own === b.start ? a.own : a.start);
  const isInside = (a: Evidence, b: Evidence): boolean =>
    a !== b && beginOf(a, b) >= b.start && a.end <= b.end && a.end - beginOf(a, b) < b.end - b.start;
  const musts = evidence.filter(({ isMust }) => isMust);
  const weighed = musts.length > 0 ? musts : evidence;
  const own = weighed.filter((each) => !weighed.some((other) => isInside(each, other)));
  const once = new Map(own.map((each) => [`${each.answer} ${text.slice(each.start, each.end).toLowerCase()}`, each]));
  const sumBy = <Key>(keyOf: (each: Evidence) => Key, some: Evidence[]): [Key, number][] => {
    const sums = new Map<Key, number>();
    for (const each of some) sums.set(keyOf(each), (sums.get(keyOf(each)) ?? 0) + each.certainty);
    return [...sums].sort((a, b) => b[1] - a[1]);
  };
  const [best, next] = sumBy(({ side }) => side, [...once.values()]);
  if (!best) return null;
  const [side, sum] = best;
  const [first] = sumBy(
    ({ answer }) => answer,
    [...once.values()].filter((each) => each.side === side),
  );
  const answer = first?.[0] as string;
  const mine = own.filter((each) => each.answer === answer).sort((a, b) => a.start - b.start);
  const isContradicted = next !== undefined && next[1] >= sum / 2;
  const certainty = Math.max(...mine.map((each) => each.certainty)) * (isContradicted ? inPart : 1);
  const words = [...new Set(joined(mine).map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' ')))]
    .slice(0, 3)
    .join(' … ');
  return { criterion: mine[0]?.criterion as string, answer, certainty, words };
}

/** Stretches in their order, those that overlap as one. */
function joined(stretches: Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const { start, end } of stretches) {
    const last = whole.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else whole.push({ start, end });
  }
  return whole;
}
