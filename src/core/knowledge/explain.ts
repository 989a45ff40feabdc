import { rank } from './ask.ts';
import { plainWords } from './features.ts';
import type { Knowledge } from './knowledge.ts';

/** Why a question was read the way it was. */
export type Explanation = {
  /**
   * The question in pieces that together give it again. `weight` says how much a word adds to the lead of the best reading over the others
   * (the mean difference, in log odds): above 0 it speaks for the best reading, below 0 against it. 0 for what stands between words.
   */
  pieces: { text: string; weight: number }[];
  /** The readings considered, best first; scores 0 to 1. */
  readings: { entry: string; title: string; score: number }[];
  /** Whether the best reading has the question, word for word, among the ways it is asked. */
  isVerbatim: boolean;
};

/** How many words are weighed and how many readings given at most, and about how often the matcher is asked. */
const most = { words: 60, readings: 5, looks: 240 };

/**
 * Explains a match by putting the question together word by word, in several orders, and looking at what each word adds to the lead on
 * average: the Shapley value (Shapley, "A Value for n-Person Games", 1953), estimated over few orders instead of all (Castro, Gomez and
 * Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009). The weights add up to the whole lead, less that of no
 * words at all, exactly. Each order is used backwards too, so that of two words each comes first as often as the other: two that say the
 * same share what they add, where leaving out one at a time would find that neither matters. What is not exact is how three or more
 * words share what only they together say. It asks nothing of the matcher but its scores, so it holds for whatever makes them. Pure.
 */
export function explain(knowledge: Knowledge, question: string): Explanation {
  const ranked = rank(knowledge, question);
  const [best, ...others] = ranked.slice(0, most.readings).map(({ label }) => label);
  const lead = (text: string): number => {
    const scores = new Map(rank(knowledge, text).map(({ label, score }) => [label, score]));
    const odds = (label: string): number => logOdds(scores.get(label) ?? 0);
    return odds(best ?? '') - others.reduce((sum, label) => sum + odds(label) / others.length, 0);
  };
  const parts = question.split(/([\p{L}\p{N}][\p{L}\p{N}'’+#]*)/u); // every second one is a word
  const words = parts.flatMap((_, at) => (at % 2 === 1 ? [at] : [])).slice(0, best === undefined ? 0 : most.words);
  const weights = new Map<number, number>();
  const orders = ordersOf(words);
  const nothing = parts.map((text, at) => (words.includes(at) ? ' ' : text));
  const [first, last] = [lead(nothing.join('')), lead(question)];
  for (const order of orders) {
    const there = [...nothing];
    let before = first;
    for (const [index, at] of order.entries()) {
      there[at] = parts[at] ?? '';
      const after = index === order.length - 1 ? last : lead(there.join(''));
      weights.set(at, (weights.get(at) ?? 0) + (after - before) / orders.length);
      before = after;
    }
  }
  return {
    pieces: parts.map((text, at) => ({ text, weight: weights.get(at) ?? 0 })).filter(({ text }) => text !== ''),
    readings: ranked
      .slice(0, most.readings)
      .map(({ label, score }) => ({ entry: label, title: knowledge.entry(label)?.title ?? label, score })),
    isVerbatim: knowledge.entry(best ?? '')?.asked.some((asked) => plainWords(asked) === plainWords(question)) ?? false,
  };
}

/** Orders in pairs, each with its reverse; spread out, the same every time, and fewer where there are more words. */
function ordersOf(words: number[]): number[][] {
  const count = words.length;
  const pairs = Math.max(1, Math.min(4, Math.floor(most.looks / (2 * Math.max(1, count)))));
  const stride = strideOf(count);
  return Array.from({ length: pairs }, (_, pair) => {
    const from = Math.floor((pair * count) / pairs);
    const step = pair % 2 === 0 ? 1 : stride;
    const order = words.map((_word, index) => words[(from + index * step) % count] as number);
    return [order, order.toReversed()];
  }).flat();
}

/** A step that visits every place of a round of `count` once, and neighbours far apart. */
function strideOf(count: number): number {
  const sharesNone = (one: number, other: number): boolean => (other === 0 ? one === 1 : sharesNone(other, one % other));
  let stride = Math.max(1, Math.round(count * 0.382));
  while (!sharesNone(count, stride) && stride < count) stride += 1;
  return stride;
}

/** Kept from the ends, where a score says only that it is very sure. */
const logOdds = (score: number): number => {
  const kept = Math.min(1 - 1e-9, Math.max(1e-9, score));
  return Math.log(kept / (1 - kept));
};
