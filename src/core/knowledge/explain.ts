import { rank } from './ask.ts';
import { words } from './features.ts';
import type { Knowledge } from './knowledge.ts';

/** Why a question was read the way it was. */
export type Explanation = {
  /**
   * The question in pieces that together give it again. `weight` says by how much less the best reading leads over the others (on average, in
   * log odds) without that word: above 0 it speaks for the best reading, below 0 against it. 0 for what stands between words.
   */
  pieces: { text: string; weight: number }[];
  /** The readings considered, best first; scores 0 to 1. */
  readings: { entry: string; title: string; score: number }[];
  /** Whether the best reading has the question, word for word, among the ways it is asked. */
  isVerbatim: boolean;
};

/** No more words than this are tried one by one, and no more readings given. */
const most = { words: 60, readings: 5 };

/**
 * Explains a match by leaving out one word at a time and looking at what is left of the lead (occlusion: Zeiler and Fergus, "Visualizing and
 * Understanding Convolutional Networks", 2014; on words: Li et al., "Understanding Neural Networks through Representation Erasure", 2016).
 * It asks nothing of the matcher but its scores, so it holds for whatever makes them. Pure.
 */
export function explain(knowledge: Knowledge, question: string): Explanation {
  const ranked = rank(knowledge, question);
  const [best, ...others] = ranked.slice(0, most.readings).map(({ label }) => label);
  const lead = (text: string): number => {
    const scores = new Map(rank(knowledge, text).map(({ label, score }) => [label, score]));
    const odds = (label: string): number => logOdds(scores.get(label) ?? 0);
    return odds(best ?? '') - others.reduce((sum, label) => sum + odds(label) / others.length, 0);
  };
  const whole = lead(question);
  const parts = question.split(/([\p{L}\p{N}][\p{L}\p{N}'’+#]*)/u); // every second one is a word
  const without = (at: number): string => parts.with(at, ' ').join('');
  return {
    pieces: parts
      .map((text, at) => ({ text, weight: best && at % 2 === 1 && at < 2 * most.words ? whole - lead(without(at)) : 0 }))
      .filter(({ text }) => text !== ''),
    readings: ranked
      .slice(0, most.readings)
      .map(({ label, score }) => ({ entry: label, title: knowledge.entry(label)?.title ?? label, score })),
    isVerbatim: knowledge.entry(best ?? '')?.asked.some((asked) => plain(asked) === plain(question)) ?? false,
  };
}

const plain = (text: string): string => words(text).join(' ');

/** Kept from the ends, where a score says only that it is very sure. */
const logOdds = (score: number): number => {
  const kept = Math.min(1 - 1e-9, Math.max(1e-9, score));
  return Math.log(kept / (1 - kept));
};
