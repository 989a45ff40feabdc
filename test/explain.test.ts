import { describe, expect, it } from 'vitest';
import { rank } from '../src/core/knowledge/ask.ts';
import { explain } from '../src/core/knowledge/explain.ts';
import { knowledge } from './support/knowledge.ts';

/** The words of a question that speak for its best reading, the one that says most first. */
const deciding = (question: string): string[] =>
  explain(knowledge, question)
    .pieces.filter(({ weight }) => weight > 0.05)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ text }) => text);

const scoreOf = (entry: string | undefined, text: string): number =>
  rank(knowledge, text).find(({ label }) => label === entry)?.score ?? 0;
const odds = (score: number): number => {
  const kept = Math.min(1 - 1e-9, Math.max(1e-9, score));
  return Math.log(kept / (1 - kept));
};

describe('why a question was read as it was', () => {
  it('names the words that decided, the subject before the rest', () => {
    expect(deciding('so, is flask really faster for us?')[0]).toBe('faster');
    expect(deciding('does it come with an admin panel')).toContain('admin');
  });

  it('lets two words that say the same share what they add, where leaving out either would cost little', () => {
    const question = 'does flask give faster, quicker responses?';
    const { pieces, readings } = explain(knowledge, question);
    const whole = pieces.reduce((sum, { weight }) => sum + weight, 0);
    const share = (word: string): number => (pieces.find(({ text }) => text === word)?.weight ?? 0) / whole;
    const without = (word: string): number => scoreOf(readings[0]?.entry, question.replace(word, ' '));
    // Either alone would do: no single word seems to matter.
    expect(Math.min(without('faster'), without('quicker'))).toBeGreaterThan(0.5);
    expect(share('faster')).toBeGreaterThan(0.15);
    expect(share('quicker')).toBeGreaterThan(0.15);
  });

  it('weighs a word that is said twice the same both times, and shares out the whole lead', () => {
    for (const question of ['security, security', 'is flask faster?', 'scaling scaling', 'admin']) {
      const { pieces } = explain(knowledge, question);
      const labels = rank(knowledge, question)
        .slice(0, 5)
        .map(({ label }) => label);
      const lead = (text: string): number => {
        const [best = 0, ...others] = labels.map((label) => odds(scoreOf(label, text)));
        return best - others.reduce((sum, each) => sum + each, 0) / others.length;
      };
      const nothing = question.replace(/[\p{L}']+/gu, ' ');
      const sum = pieces.reduce((all, { weight }) => all + weight, 0);
      expect(sum).toBeCloseTo(lead(question) - lead(nothing), 6);
      const [one, other] = pieces.filter(({ text }) => /^(security|scaling)$/.test(text));
      if (one) expect(other?.weight).toBeCloseTo(one.weight, 6);
    }
  });

  it('says the same every time, and takes long questions in its stride', () => {
    const long = 'we want to know which framework is quicker to learn and better documented for a team of four '.repeat(8);
    expect(explain(knowledge, long)).toEqual(explain(knowledge, long));
    const { pieces } = explain(knowledge, long);
    expect(pieces.filter(({ weight }) => weight !== 0).length).toBeGreaterThan(20);
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
