import { describe, expect, it } from 'vitest';
import { background } from '../src/core/knowledge/background.ts';
import { stem, words } from '../src/core/knowledge/features.ts';
import { examplesOf } from '../src/core/knowledge/knowledge.ts';
import { createMatcher, type Example, learn, thresholds } from '../src/core/knowledge/matcher.ts';
import { createSpelling } from '../src/core/knowledge/spelling.ts';
import { breakfastPack, knowledge, openKnowledge } from './support/knowledge.ts';

const phrasings = {
  bikes: ['how do I patch a bicycle tube', 'the chain of my bike squeaks', 'which pump fits this valve', 'bike brakes are loose'],
  bread: ['why did my sourdough not rise', 'how warm should the oven be for a loaf', 'crust too hard', 'how long to knead'],
  chess: ['how does the knight move', 'when may I castle', 'is en passant allowed', 'best first move as white'],
};
const examples: Example[] = Object.entries(phrasings).flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
const trained = (examples: Example[], foreign: string[][] = []) =>
  createMatcher(learn({ examples, foreign }), { examples, foreign });
const matcher = trained(examples);
const best = (text: string) => matcher.match(text)[0] as { label: string; score: number };

describe('spelling', () => {
  const spell = createSpelling(
    ['which framework is secure', 'which is secure', 'is it secured', 'which tests §tea has', 'secure it'],
    ['my lunch'],
  );

  it.each([
    ['whihc is seure', 'which is secure'],
    ['wich framwork is secuure', 'which framework is secure'],
    ['Is it securw?', 'Is it secure?'],
  ])('reads %j as a thumb meant it', (said, meant) => expect(spell(said)).toBe(meant));

  it.each(['which lunch', 'hich', 'tset', 'tesst-suite', '§framewrk', 'f’ramewrk', '', `${'x'.repeat(600)} framwork`])(
    'leaves %j as it is',
    (said) => expect(spell(said)).toBe(said),
  );

  it('leaves what is longer than any word', () => {
    const long = 'abcdefghijklmnopqrstuvwxyz';
    const spellLong = createSpelling([long], []);
    expect(spellLong(`${long}x`)).toBe(`${long}x`);
  });
});

describe('a matcher', () => {
  it('ranks every label, scores from 0 to 1, best first', () => {
    const ranking = matcher.match('may the knight jump');
    expect(ranking.map(({ label }) => label).toSorted()).toEqual(['bikes', 'bread', 'chess']);
    expect(ranking.map(({ score }) => score)).toEqual(ranking.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(ranking.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
  });

  it('gives the same scores every time', () => {
    const again = trained(examples);
    for (const { text } of examples) expect(again.match(text)).toEqual(matcher.match(text));
  });

  it('says the same of a question whatever the order of the examples', () => {
    const other = trained(examples.toReversed());
    for (const text of ['squeaking bicycle', 'my loaf is hard', 'castle with white'])
      expect(other.match(text)[0]?.label).toBe(best(text).label);
  });

  it('answers for sure what it has learned word for word', () => {
    for (const { text, label } of examples) {
      expect(best(`${text.toUpperCase()}?`)).toMatchObject({ label });
      expect(best(text).score).toBeGreaterThan(0.9);
    }
  });

  it('reads misspelt words by their pieces', () => {
    expect(best('my bycicle chian squeeks')).toMatchObject({ label: 'bikes' });
    expect(best('wich pumpp fits the vavle').score).toBeGreaterThan(thresholds.answer);
  });

  it.each([
    'where can I park near the stadium tonight',
    'good evening everyone',
    'what is quantum computing',
    'xqzt wvvk',
    '',
    '?!',
    '§',
  ])('declines %j', (text) => expect(best(text).score).toBeLessThan(thresholds.answer));

  it('is less sure of what is like a kind of foreign question', () => {
    const question = 'where can I buy a knight for my chess board';
    const wary = trained(examples, [['where do I buy a board', 'which shop sells pieces', 'what does a set cost']]);
    expect(best(question).label).toBe('chess');
    expect(wary.match(question).map(({ label }) => label)).toEqual(matcher.match(question).map(({ label }) => label));
    expect(wary.match(question)[0]?.score).toBeLessThan(best(question).score / 2);
  });

  it('lets a label claim what the background says', () => {
    const greets = trained([...examples, ...background.slice(0, 4).map((text) => ({ text, label: 'greeting' }))]);
    expect(greets.match('good morning all')[0]).toMatchObject({ label: 'greeting' });
  });

  it('knows what is not learned yet by the very phrasings, and forgets a label that is gone', () => {
    const tea: Example = { text: 'how long does green tea steep', label: 'tea' };
    const said: Example = { text: 'lorem ipsum dolor', label: 'chess' };
    const edited = [...examples.filter(({ label }) => label !== 'bread'), tea, said];
    const stale = createMatcher(learn({ examples, foreign: [] }), { examples: edited, foreign: [] });
    for (const { text, label } of [tea, said]) {
      expect(stale.match(`${text}?`)[0]).toMatchObject({ label });
      expect(stale.match(`${text}?`)[0]?.score).toBeGreaterThan(0.9);
    }
    expect(stale.match('may the knight jump')[0]).toEqual(matcher.match('may the knight jump')[0]);
    expect(stale.match('how long to knead').map(({ label }) => label)).not.toContain('bread');
    expect(stale.match('how long to knead')[0]?.score).toBeLessThan(thresholds.answer);
  });

  it('reads the beginning of a message of 40,000 characters', () => {
    const long = `${'how does the knight move '.repeat(100)}${'x'.repeat(20_000)} ${'bike '.repeat(3_500)}`;
    expect(long.length).toBeGreaterThanOrEqual(40_000);
    expect(best(long).label).toBe('chess');
  });

  it('works with more labels than it can weigh against each other', () => {
    const codes = Array.from({ length: 1500 }, (_, at) => `k${(at * 7919).toString(36)}`);
    const many = trained(
      codes.flatMap((code) =>
        [`what is ${code} for`, `${code} broken`, `price of ${code}`].map((text) => ({ text, label: code })),
      ),
    );
    expect(many.match(`is ${codes[7]} expensive, what price`)[0]?.label).toBe(codes[7]);
    expect(many.match(`price of ${codes[7]}`)).toHaveLength(100);
  });
});

describe.each([
  ['the pack that ships', async () => knowledge],
  ['a pack about something else', () => openKnowledge(breakfastPack)],
])('%s, at the one threshold', async (_, open) => {
  const known = await open();

  it('answers every phrasing with its own entry', () => {
    const lost = known.pack.entries.flatMap((entry) =>
      entry.asked.filter((asked) => {
        const [match] = known.match(asked);
        return match?.label !== entry.id || match.score < thresholds.answer;
      }),
    );
    expect(lost).toEqual([]);
  });

  it('answers next to none of the background: what is close to a phrasing gives way to it', () => {
    const own = new Set(examplesOf(known.pack).map(({ text }) => words(text).join(' ')));
    const answered = background
      .filter((line) => !own.has(words(line).join(' ')))
      .filter((line) => (known.match(line)[0]?.score ?? 0) >= thresholds.answer);
    expect(answered.length).toBeLessThan(background.length / 50);
  });
});

it('stems lightly', () => {
  expect(['asked', 'asking', 'asks', 'queries', 'classes', 'quickly', 'is', 'css'].map(stem)).toEqual([
    'ask',
    'ask',
    'ask',
    'query',
    'clas',
    'quick',
    'is',
    'css',
  ]);
});
