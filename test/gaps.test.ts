import { describe, expect, it } from 'vitest';
import type { Gap } from '../src/core/feedback.ts';
import { gapsByDay, groupGaps } from '../src/core/gaps.ts';

const day = 86_400_000;
const noon = 20_000 * day + day / 2;
const gap = (question: string, daysAgo = 0): Gap => ({
  of: '',
  question,
  entries: [],
  reason: 'declined',
  comment: '',
  user: 'ana',
  asker: 'ana',
  pack: 'p 1.0.0',
  at: noon - daysAgo * day,
});

describe('gaps', () => {
  it('are grouped by what they ask, the newest first', () => {
    const groups = groupGaps([
      gap('how do I deploy it to kubernetes?', 1),
      gap('which has better mobile support?', 2),
      gap('deploy to kubernetes, how?', 3),
      gap('is there better support for mobile', 4),
      gap('how much is a licence?', 5),
    ]);
    expect(groups.map(({ gaps }) => gaps.map(({ question }) => question))).toEqual([
      ['how do I deploy it to kubernetes?', 'deploy to kubernetes, how?'],
      ['which has better mobile support?', 'is there better support for mobile'],
      ['how much is a licence?'],
    ]);
  });

  it('lose none and count each once', () => {
    const many = Array.from({ length: 300 }, (_, index) => gap(`question ${index % 40} about thing ${index % 7}`, index));
    const grouped = groupGaps(many).flatMap(({ gaps }) => gaps);
    expect(grouped).toHaveLength(300);
    expect(new Set(grouped).size).toBe(300);
    expect(groupGaps([])).toEqual([]);
  });

  it('are counted by day, days without any among them, today the last', () => {
    const counts = gapsByDay([gap('a'), gap('b'), gap('c', 2), gap('d', 40)], noon, 30);
    expect(counts).toHaveLength(30);
    expect(counts.slice(-3).map(({ count }) => count)).toEqual([1, 0, 2]);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(counts.at(-1)?.from).toBe(20_000 * day);
  });
});
