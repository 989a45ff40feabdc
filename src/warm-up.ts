import { setImmediate as turn } from 'node:timers/promises';
import type { Knowledge } from './core/knowledge/knowledge.ts';
import { recommend } from './core/scoring/recommend.ts';

/** Does ahead what is loaded or compiled at its first use, one step at a time, so that nobody who asks meanwhile is kept waiting. */
export async function warmUp(steps: (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    await turn();
    await step();
  }
}

/** Tries each phrase of a pack, and recommends by each question: phrases are compiled when they are first tried. */
export const firstRecommendations = ({ pack, scope }: Knowledge): (() => unknown)[] =>
  pack.criteria.flatMap(({ question, answers }) => [
    ...answers.flatMap(({ phrases }) => phrases.map((phrase) => () => scope(phrase))),
    () => recommend(pack, scope(question)),
  ]);
