import { describe, expect, it } from 'vitest';
import { explain } from '../src/core/knowledge/explain.ts';
import { knowledge } from './support/knowledge.ts';

/** The words of a question that speak for its best reading, the one that says most first. */
const deciding = (question: string): string[] =>
  explain(knowledge, question)
    .pieces.filter(({ weight }) => weight > 0.05)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ text }) => text);

describe('why a question was read as it was', () => {
  it('names the words that decided, the subject before the rest', () => {
    expect(deciding('so, is flask really faster for us?')[0]).toBe('faster');
    expect(deciding('does it come with an admin panel')).toContain('admin');
  });

  it('gives the question back in pieces, whatever it holds', () => {
    for (const question of [
      'is flask faster?',
      "  what's <b>Django's</b> ORM like?\n",
      '???',
      '',
      'x'.repeat(3_000),
      'ab '.repeat(300),
    ])
      expect(
        explain(knowledge, question)
          .pieces.map(({ text }) => text)
          .join(''),
      ).toBe(question);
  });

  it('ranks the readings the way the answer did, and knows a reviewed phrasing', () => {
    const phrasing = knowledge.entry('faq:faster')?.asked[0] ?? '';
    const { readings, isVerbatim } = explain(knowledge, phrasing);
    expect(readings[0]).toMatchObject({ entry: 'faq:faster', title: 'Is Flask faster than Django?' });
    expect(readings.map(({ score }) => score)).toEqual(readings.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(isVerbatim).toBe(true);
    expect(explain(knowledge, 'so, is flask really faster for us?').isVerbatim).toBe(false);
  });

  it('says that a word speaks against the reading where it does', () => {
    const { pieces, readings } = explain(knowledge, 'is flask faster, or is django safer?');
    const other = readings[0]?.entry === 'faq:faster' ? 'safer' : 'faster';
    expect(pieces.find(({ text }) => text === other)?.weight).toBeLessThan(0);
  });
});
