import { describe, expect, it } from 'vitest';
import type { Pack } from '../../src/core/knowledge/pack.ts';
import { contributions, isLevel, leadOf, roundedToSum, scoresOf } from '../../src/core/scoring/model.ts';
import { type Answered, type Recommendation, recommend } from '../../src/core/scoring/recommend.ts';
import { seeded } from '../support/random.ts';

type Choice = Pick<Pack, 'options' | 'criteria'>;

/** Whole numbers that are the same on every run. */
function createRandom(seed: number) {
  const next = seeded(seed);
  return (below: number): number => Math.floor(next() * below);
}

/** A made-up pack's options and criteria, and some answers to them, a third of the criteria left open. */
function madeUp(seed: number): { pack: Choice; answers: Answered[] } {
  const random = createRandom(seed);
  const options = Array.from({ length: 2 + random(4) }, (_, at) => ({ id: `option-${at}`, name: `Option ${at}`, aliases: [] }));
  const criteria = Array.from({ length: 2 + random(9) }, (_, at) => ({
    id: `criterion-${at}`,
    name: `Criterion ${at}`,
    question: 'Which?',
    weight: 1 + random(100),
    called: [],
    answers: Array.from({ length: 2 + random(4) }, (_, number) => ({
      id: `answer-${number}`,
      label: `Answer ${number}`,
      fits: Object.fromEntries(options.map(({ id }) => [id, random(101)])),
      rulesOut: {},
      why: 'So it is.',
      section: 'Somewhere',
      phrases: [],
    })),
  }));
  const answers = criteria
    .filter(() => random(3) > 0)
    .map(({ id, answers: all }) => ({
      criterion: id,
      answer: `answer-${random(all.length)}`,
      certainty: random(4) === 0 ? 0.5 : 1,
      words: '',
    }));
  return { pack: { options, criteria }, answers };
}

/** Any answers to what is open. */
const answersTo = (reasons: Recommendation['reasons'], random: (below: number) => number): Answered[] =>
  reasons
    .filter(({ answer }) => !answer)
    .map(({ criterion: { id, answers } }) => ({
      criterion: id,
      answer: `answer-${random(answers.length)}`,
      certainty: 1,
      words: '',
    }));

const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);
const scoresBy = (pack: Choice, answers: Answered[]) =>
  new Map(recommend(pack, answers).scores.map(({ option, point }) => [option, point]));

describe('whatever the criteria and answers', () => {
  it.each(seeds)('contributions add up to the lead exactly, as counted and as shown (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { lead, reasons, scores } = recommend(pack, answers);
    const parts = pack.criteria.map(
      ({ id }) => reasons.find(({ criterion }) => criterion.id === id)?.points ?? { point: NaN, low: NaN, high: NaN },
    );
    expect(leadOf(parts).point).toBe(lead?.point);
    expect(lead?.point).toBeCloseTo((scores[0]?.point ?? NaN) - (scores[1]?.point ?? NaN), 9);
    const shown = roundedToSum(
      parts.map(({ point }) => point),
      lead?.point ?? NaN,
      1,
    );
    expect(shown.reduce((sum, each) => sum + Math.round(each * 10), 0)).toBe(Math.round((lead?.point ?? NaN) * 10));
  });

  it.each(seeds)('the order of options, criteria and answers does not matter (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const turned: Choice = {
      options: pack.options.toReversed(),
      criteria: pack.criteria.toReversed().map((criterion) => ({ ...criterion, answers: criterion.answers.toReversed() })),
    };
    const [one, other] = [recommend(pack, answers), recommend(turned, answers.toReversed())];
    expect(other.verdict).toBe(one.verdict);
    expect(other.confidence).toBeCloseTo(one.confidence, 9);
    expect(new Set(other.leaders)).toEqual(new Set(one.leaders));
    for (const [option, score] of scoresBy(turned, answers))
      expect(score).toBeCloseTo(scoresBy(pack, answers).get(option) ?? NaN, 9);
    expect(other.open.map(({ id }) => id)).toEqual(one.open.map(({ id }) => id));
  });

  it.each(seeds)('one more option changes nothing for the others (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const random = createRandom(seed + 1_000);
    const more: Choice = {
      options: [...pack.options, { id: 'newcomer', name: 'Newcomer', aliases: [] }],
      criteria: pack.criteria.map((criterion) => ({
        ...criterion,
        answers: criterion.answers.map((answer) => ({ ...answer, fits: { ...answer.fits, newcomer: random(101) } })),
      })),
    };
    const [before, after] = [scoresBy(pack, answers), scoresBy(more, answers)];
    for (const [option, score] of before) expect(after.get(option)).toBeCloseTo(score, 9);
    const without = recommend(more, answers).scores.filter(({ option }) => option !== 'newcomer');
    expect(without.map(({ option }) => option)).toEqual(recommend(pack, answers).scores.map(({ option }) => option));
  });

  it.each(seeds)('a dominated option never wins, nor is it level (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const worse: Choice = {
      options: [...pack.options, { id: 'worse', name: 'Worse', aliases: [] }],
      criteria: pack.criteria.map((criterion) => ({
        ...criterion,
        answers: criterion.answers.map((answer) => ({
          ...answer,
          fits: { ...answer.fits, worse: Math.max(0, (answer.fits['option-0'] ?? 0) - 20) },
        })),
      })),
    };
    const { leaders, scores, verdict } = recommend(worse, answers);
    const scoreOf = (id: string): number => scores.find(({ option }) => option === id)?.point ?? NaN;
    expect(scoreOf('worse')).toBeLessThanOrEqual(scoreOf('option-0'));
    expect(verdict).not.toBe('worse');
    if (leaders.includes('worse')) expect(leaders.length).toBeGreaterThan(1);
  });

  it.each(seeds)('an open question is an interval that holds what any answer makes of it, never zero (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { scores, reasons } = recommend(pack, answers);
    const before = new Map(scores.map((score) => [score.option, score]));
    for (const { criterion } of reasons.filter(({ answer }) => !answer)) {
      for (const { id } of criterion.answers) {
        const after = recommend(pack, [...answers, { criterion: criterion.id, answer: id, certainty: 1, words: '' }]);
        for (const { option, point } of after.scores) {
          expect(point).toBeGreaterThanOrEqual((before.get(option)?.low ?? NaN) - 1e-9);
          expect(point).toBeLessThanOrEqual((before.get(option)?.high ?? NaN) + 1e-9);
        }
      }
    }
  });

  it.each(seeds)('the interval of the lead holds the lead over the best of the others, whatever is answered (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { lead, reasons, scores } = recommend(pack, answers);
    const random = createRandom(seed);
    for (let round = 0; round < 20; round += 1) {
      const after = recommend(pack, [...answers, ...answersTo(reasons, random)]).scores;
      const [mine, ...others] = after.toSorted(
        (a, b) => Number(b.option === scores[0]?.option) - Number(a.option === scores[0]?.option),
      );
      const ahead = (mine?.point ?? NaN) - Math.max(...others.map(({ point }) => point));
      expect(ahead).toBeGreaterThanOrEqual((lead?.low ?? NaN) - 1e-9);
      expect(ahead).toBeLessThanOrEqual((lead?.high ?? NaN) + 1e-9);
    }
  });

  it.each(seeds)('the verdict is no surer with more rivals than with any of them alone (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { verdict, confidence } = recommend(pack, answers);
    for (const rival of pack.options.filter(({ id }) => id !== verdict)) {
      const pair = { ...pack, options: pack.options.filter(({ id }) => id === verdict || id === rival.id) };
      if (pair.options.length === 2) expect(confidence).toBeLessThanOrEqual(recommend(pair, answers).confidence + 1e-9);
    }
  });

  it.each(seeds)('where nothing is left to ask, no answers to what is open change the verdict (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { open, verdict, reasons } = recommend(pack, answers);
    if (open.length > 0 || verdict === 'neither') return;
    const random = createRandom(seed);
    for (let round = 0; round < 20; round += 1) {
      expect(recommend(pack, [...answers, ...answersTo(reasons, random)]).verdict).toBe(verdict);
    }
  });

  it.each(seeds)('flips are what they say, and all of them (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { flips, verdict } = recommend(pack, answers);
    const told = new Set(flips.map(({ criterion, answer }) => `${criterion} ${answer}`));
    for (const criterion of pack.criteria) {
      for (const { id } of criterion.answers) {
        const others = answers.filter((each) => each.criterion !== criterion.id);
        const given = answers.find((each) => each.criterion === criterion.id);
        if (given?.answer === id) continue;
        const after = recommend(pack, [...others, { criterion: criterion.id, answer: id, certainty: 1, words: '' }]).verdict;
        expect(told.has(`${criterion.id} ${id}`)).toBe(after !== verdict);
      }
    }
  });

  it.each(seeds)('a weight within its interval keeps the first first, one beyond it does not (%i)', (seed) => {
    const { pack, answers } = madeUp(seed);
    const { stability, scores, verdict } = recommend(pack, answers);
    if (verdict === 'unknown') return;
    const first = scores[0]?.option ?? '';
    const whole = pack.criteria.reduce((sum, { weight }) => sum + weight, 0);
    for (const { criterion, low, high, flip } of stability) {
      const weight = pack.criteria.find(({ id }) => id === criterion)?.weight ?? NaN;
      const leadAt = (share: number): number => {
        const factor = ((share / (1 - share)) * (whole - weight)) / weight;
        const after = recommend(pack, answers, { [criterion]: factor }).scores;
        return (
          (after.find(({ option }) => option === first)?.point ?? NaN) -
          Math.max(...after.filter(({ option }) => option !== first).map(({ point }) => point))
        );
      };
      if (flip !== null && flip > 0) {
        const after = recommend(pack, answers, { [criterion]: flip }).scores;
        expect(after[0]?.point).toBeCloseTo(after[1]?.point ?? NaN, 6);
      }
      if (low > 0.001) expect(leadAt(low - 0.001)).toBeLessThan(1e-9);
      if (high < 0.99) {
        expect(leadAt(high - 0.0005)).toBeGreaterThan(-1e-9);
        expect(leadAt(high + 0.001)).toBeLessThan(1e-9);
      }
    }
  });
});

describe('ties and gates', () => {
  const values = (a: number, b: number) => ({ 'option-0': a, 'option-1': b });
  const answer = (id: string, fits: Record<string, number>, rulesOut: Record<string, string> = {}) => ({
    id,
    label: id,
    fits,
    rulesOut,
    why: 'So it is.',
    section: 'Somewhere',
    phrases: [],
  });
  const choice: Choice = {
    options: [0, 1].map((at) => ({ id: `option-${at}`, name: `Option ${at}`, aliases: [] })),
    criteria: [
      {
        id: 'one',
        name: 'One',
        question: 'One?',
        weight: 50,
        called: [],
        answers: [answer('a', values(80, 40)), answer('b', values(40, 80)), answer('same', values(60, 60))],
      },
      {
        id: 'two',
        name: 'Two',
        question: 'Two?',
        weight: 50,
        called: [],
        answers: [
          answer('a', values(80, 40)),
          answer('b', values(40, 80)),
          answer('none', values(50, 50), { 'option-0': 'no', 'option-1': 'no' }),
          answer('must', values(90, 10), { 'option-0': 'it may not' }),
        ],
      },
    ],
  };
  const given = (one: string, two: string, certainty = 1): Answered[] => [
    { criterion: 'one', answer: one, certainty: 1, words: '' },
    { criterion: 'two', answer: two, certainty, words: '' },
  ];

  it('declares a tie instead of breaking it', () => {
    expect(recommend(choice, given('a', 'b'))).toMatchObject({ verdict: 'either', leaders: ['option-0', 'option-1'] });
    expect(recommend(choice, given('same', 'a')).verdict).toBe('option-0');
    expect(isLevel([4, -3.5], 0.15)).toBe(true);
    expect(isLevel([4, -2], 0.15)).toBe(false);
  });

  it('knocks out what cannot meet a must, however well it scores, and says why', () => {
    const found = recommend(choice, given('a', 'must'));
    expect(found.verdict).toBe('option-1');
    expect(found.scores.find(({ option }) => option === 'option-0')).toMatchObject({ ruledOut: ['it may not'] });
    expect(recommend(choice, given('a', 'none')).verdict).toBe('neither');
  });

  it('is ahead of nobody where no other can be taken, and sure of it', () => {
    const found = recommend(choice, given('a', 'must'));
    expect(found).toMatchObject({ verdict: 'option-1', lead: null, confidence: 1 });
    expect(found.reasons.every(({ points }) => points.point === 0)).toBe(true);
  });

  it('asks what only the third of three could gain by', () => {
    const three = (a: number, b: number, c: number) => ({ 'option-0': a, 'option-1': b, 'option-2': c });
    const one = { name: 'One', question: 'One?', called: [], weight: 50 };
    const wide: Choice = {
      options: [0, 1, 2].map((at) => ({ id: `option-${at}`, name: `Option ${at}`, aliases: [] })),
      criteria: [
        { ...one, id: 'one', answers: [answer('a', three(90, 50, 50))] },
        { ...one, id: 'two', answers: [answer('a', three(20, 20, 90)), answer('b', three(50, 50, 50))] },
      ],
    };
    const found = recommend(wide, [{ criterion: 'one', answer: 'a', certainty: 1, words: '' }]);
    expect(found.lead).toEqual({ point: 20, low: -15, high: 20 });
    expect(found.open.map(({ id }) => id)).toEqual(['two']);
    expect(found.confidence).toBeLessThan(0.95);
  });

  it('rules nothing out on a maybe', () => expect(recommend(choice, given('a', 'must', 0.5)).verdict).toBe('option-0'));

  it('says nothing where nothing is known', () => {
    expect(recommend(choice, [])).toMatchObject({ verdict: 'unknown', leaders: [], confidence: 0 });
    expect(recommend(choice, [{ criterion: 'gone', answer: 'a', certainty: 1, words: '' }]).verdict).toBe('unknown');
  });

  it('counts a maybe in part', () => {
    const criteria = [
      {
        id: 'one',
        weight: 1,
        point: [75, 50],
        cases: [
          [100, 50],
          [50, 50],
        ],
      },
    ];
    expect(scoresOf(criteria, 2)[0]).toEqual({ point: 75, low: 50, high: 100 });
    expect(contributions(criteria, 0, 1)[0]).toEqual({ point: 25, low: 0, high: 50 });
  });
});
