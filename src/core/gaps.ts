import type { Gap } from './feedback.ts';
import { learnFeatures, type Vector } from './knowledge/features.ts';
import { createProducts, toIndex } from './knowledge/inverted-index.ts';
import { day } from './time.ts';

/** Gaps that ask about the same thing, the newest first. */
type GapGroup = { question: string; gaps: Gap[] };

/** Questions closer than this (cosine) ask about the same thing. */
const alike = 0.4;
/** Older ones than this many are not looked at. */
const newest = 1_000;

/** Groups gaps by what they ask: each joins the newest one that its question resembles. Takes them newest first, and gives groups that way. */
export function groupGaps(gaps: Gap[]): GapGroup[] {
  const looked = gaps.slice(0, newest);
  const { features, vectors } = learnFeatures(looked.map(({ question }) => question));
  const likeness = createProducts(toIndex(vectors, features.size));
  const groups: GapGroup[] = [];
  const isTaken = new Set<number>();
  looked.forEach((gap, at) => {
    if (isTaken.has(at)) return;
    const cosines = likeness(vectors[at] as Vector);
    const members = looked.filter((_, other) => {
      const joins = other === at || (other > at && !isTaken.has(other) && (cosines[other] as number) >= alike);
      if (joins) isTaken.add(other);
      return joins;
    });
    groups.push({ question: gap.question, gaps: members });
  });
  return groups;
}

/** How many gaps each of the last days has, the oldest day first. Days are UTC's; `from` is a day's start in ms since 1970. */
export function gapsByDay(gaps: Gap[], now: number, days: number): { from: number; count: number }[] {
  const today = Math.floor(now / day);
  const counts = Map.groupBy(gaps, ({ at }) => Math.floor(at / day));
  return Array.from({ length: days }, (_, index) => {
    const which = today - days + 1 + index;
    return { from: which * day, count: counts.get(which)?.length ?? 0 };
  });
}
