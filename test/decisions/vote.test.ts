import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits as discord } from '../../src/adapters/discord/limits.ts';
import { limits as slack } from '../../src/adapters/slack/limits.ts';
import { createKey, pseudonym } from '../../src/core/decisions/anonymity.ts';
import { countLines, headline, outcomeSentences } from '../../src/core/decisions/outcome.ts';
import { voteBlocks } from '../../src/core/decisions/show.ts';
import { tally } from '../../src/core/decisions/tally.ts';
import {
  type Action,
  act,
  type Ballot,
  type Choice,
  fitRules,
  isComplete,
  mustBeVoter,
  readChoice,
  runoffOf,
  type Vote,
} from '../../src/core/decisions/vote.ts';
import { fit as fitTo } from '../../src/core/fit.ts';
import { announcement, type Block, plainText } from '../../src/core/reply.ts';
import { ballotsOf, closing, day, noon, voteOf } from '../support/votes.ts';

const closed = (change: Partial<Vote>, ballots: Ballot[]): Vote => act(voteOf(change), closing(null, ballots), noon + day);
const count = (vote: Vote, ballots: Ballot[]) =>
  tally(
    vote,
    ballots,
    ballots.map(({ name }) => String(name)),
  );
const one = { id: 'ana', name: 'Ana' };

describe('how a vote comes out', () => {
  const cases: [string, Partial<Vote>, Ballot[], string, string[]][] = [
    [
      'a choice',
      {},
      ballotsOf({ o1: 1 }, { o1: 1 }, { o2: 1 }),
      'Decided: Tea',
      ['Tea: 2 people, 67%', 'Coffee: 1 person, 33%', 'Water: 0 people, 0%'],
    ],
    [
      'a tie',
      {},
      ballotsOf({ o1: 1 }, { o2: 1 }),
      'A tie between Tea and Coffee: nothing is decided',
      ['Tea: 1 person, 50%', 'Coffee: 1 person, 50%', 'Water: 0 people, 0%'],
    ],
    [
      'a missed quorum',
      { quorum: 3 },
      ballotsOf({ o1: 1 }, { o1: 1 }),
      'Not decided: the quorum of 3 was missed',
      ['Tea: 2 people, 100%', 'Coffee: 0 people, 0%', 'Water: 0 people, 0%'],
    ],
    [
      'a quorum reached with an abstention',
      { quorum: 3 },
      ballotsOf({ o1: 1 }, { o1: 1 }, {}),
      'Decided: Tea',
      ['Tea: 2 people, 100%', 'Coffee: 0 people, 0%', 'Water: 0 people, 0%'],
    ],
    [
      'a threshold',
      { threshold: 60 },
      ballotsOf({ o1: 1 }, { o1: 1 }, { o2: 1 }, { o3: 1 }),
      'Not decided: Tea came first, below the 60% that was asked for',
      ['Tea: 2 people, 50%', 'Coffee: 1 person, 25%', 'Water: 1 person, 25%'],
    ],
    [
      'approval',
      { method: 'approval' },
      ballotsOf({ o1: 1, o2: 1 }, { o2: 1 }, { o2: 1, o3: 1 }),
      'Decided: Coffee',
      ['Coffee: 3 people, 100%', 'Tea: 1 person, 33%', 'Water: 1 person, 33%'],
    ],
    [
      'scores, a blank counting as 0',
      { method: 'score' },
      ballotsOf({ o1: 5, o2: 3 }, { o2: 4 }),
      'Decided: Coffee',
      ['Coffee: 3.5 of 5 (1 gave 4, 1 gave 3)', 'Tea: 2.5 of 5 (1 gave 5, 1 gave 0)', 'Water: 0 of 5 (2 gave 0)'],
    ],
    [
      'consent',
      { method: 'consent', options: voteOf().options.slice(0, 1) },
      ballotsOf({ o1: 1 }, { o1: 0 }),
      'Agreed: Tea',
      ['Tea: 1 person consented, 1 stood aside, 0 objected'],
    ],
    [
      'an objection',
      { method: 'consent', options: voteOf().options.slice(0, 1) },
      ballotsOf({ o1: 1 }, [{ o1: -1 }, 'No kettle.']),
      'Not agreed: 1 objection',
      ['Tea: 1 person consented, 0 stood aside, 1 objected'],
    ],
    [
      'a proposal that everybody stood aside from',
      { method: 'consent', options: voteOf().options.slice(0, 1) },
      ballotsOf({ o1: 0 }, { o1: 0 }),
      'Not agreed: nobody consented',
      ['Tea: 0 people consented, 2 stood aside, 0 objected'],
    ],
    [
      'scores below a threshold',
      { method: 'score', threshold: 70 },
      ballotsOf({ o1: 3, o2: 3 }, { o1: 4, o2: 3 }, { o1: 3 }),
      'Not decided: Tea came first, below the 70% that was asked for',
      ['Tea: 3.33 of 5, 67% (1 gave 4, 2 gave 3)', 'Coffee: 2 of 5, 40% (2 gave 3, 1 gave 0)', 'Water: 0 of 5, 0% (3 gave 0)'],
    ],
    [
      'two thirds, which a percentage only comes near to',
      { threshold: 66.67 },
      ballotsOf({ o1: 1 }, { o1: 1 }, { o2: 1 }),
      'Decided: Tea',
      ['Tea: 2 people, 67%', 'Coffee: 1 person, 33%', 'Water: 0 people, 0%'],
    ],
    ['nobody', {}, [], 'Not decided: nobody voted', ['Tea: 0 people, 0%', 'Coffee: 0 people, 0%', 'Water: 0 people, 0%']],
    [
      'abstentions only',
      {},
      ballotsOf({}, {}),
      'Not decided: nobody chose an option',
      ['Tea: 0 people, 0%', 'Coffee: 0 people, 0%', 'Water: 0 people, 0%'],
    ],
    [
      'an anonymous vote of two',
      { secrecy: 'anonymous' },
      ballotsOf({ o1: 1 }, { o1: 1 }),
      'Not decided: too few voted for the choices to stay anonymous',
      [],
    ],
  ];
  it.each(cases)('%s', (_, change, ballots, said, standing) => {
    const vote = closed(change, ballots);
    expect(headline(vote)).toBe(said);
    expect(countLines(vote)).toEqual(standing);
  });

  it('states turnout, quorum, threshold and who ended it', () => {
    const rules = { voters: ['a', 'b', 'c'], quorum: 2, threshold: 50 };
    const vote = act(voteOf(rules), closing(one, ballotsOf({ o1: 1 }, {})), noon + 1);
    expect(outcomeSentences(vote).join(' ')).toBe(
      '2 of 3 voted, 1 of them abstained. The quorum was 2: reached. An option needed 50%. Closed by Ana.',
    );
    const early = (ending: 'quorum' | 'everyone') =>
      outcomeSentences(act(voteOf({ ending }), closing(null, ballotsOf({})), noon + 1));
    expect([early('quorum').at(-1), early('everyone').at(-1)]).toEqual([
      'Closed as soon as enough people had voted.',
      'Closed as soon as everybody had voted.',
    ]);
  });

  it('shows a share that misses the threshold as less than that', () => {
    const vote = closed({ threshold: 67 }, ballotsOf({ o1: 1 }, { o1: 1 }, { o2: 1 }));
    expect([headline(vote), countLines(vote)[0]]).toEqual([
      'Not decided: Tea came first, below the 67% that was asked for',
      'Tea: 2 people, 66.6%',
    ]);
  });

  it('offers a runoff between those that tie, or the two best below the threshold and whoever is level with the second', () => {
    const names = (vote: Vote): string[] => runoffOf(vote).map(({ name }) => name);
    expect(names(closed({}, ballotsOf({ o3: 1 }, { o2: 1 })))).toEqual(['Coffee', 'Water']);
    const below = (...choices: Choice[]): string[] => names(closed({ threshold: 70 }, ballotsOf(...choices)));
    expect(below({ o1: 1 }, { o1: 1 }, { o1: 1 }, { o2: 1 }, { o2: 1 }, { o3: 1 })).toEqual(['Tea', 'Coffee']);
    expect(below({ o1: 1 }, { o1: 1 }, { o2: 1 }, { o3: 1 })).toEqual(['Tea', 'Coffee', 'Water']);
    expect(names(closed({}, ballotsOf({ o1: 1 })))).toEqual([]);
    expect(names(closed({ quorum: 9 }, ballotsOf({ o1: 1 })))).toEqual([]);
  });

  it('says nothing of who chose what where it is anonymous', () => {
    const ballots = ballotsOf([{ o1: 1 }, 'b'], [{ o2: 1 }, 'a'], { o1: 1 }).map((ballot) => ({ ...ballot, name: null }));
    const result = tally(voteOf({ secrecy: 'anonymous' }), ballots, ['Cy', 'Ana', 'Ben']);
    expect(result).toMatchObject({ choices: null, names: ['Ana', 'Ben', 'Cy'] });
    expect(result.reasons.map(({ name, text }) => [name, text])).toEqual([
      [null, 'a'],
      [null, 'b'],
    ]);
  });
});

describe('a vote of hundreds', () => {
  const people = Array.from({ length: 500 }, (_, at) => ({ id: `U0${at}ABCDEF`, name: `Person Number ${at}` }));
  const ballots = people.map(({ id, name }, at) => ({
    user: id,
    name,
    choice: { o1: 1 },
    reason: at % 2 ? '' : `Because of ${at}.`,
  }));
  const shown = (blocks: Block[]) => announcement(blocks);

  it.each([
    ['open', voteOf()],
    ['over', act(voteOf(), closing(null, ballots), noon + day)],
  ])('is one message on every platform while it is %s, and all of it for who asks', (_, vote) => {
    const around = { voters: people, ballots: [] };
    const brief = voteBlocks(vote, around);
    for (const limits of [slack, discord]) expect(fitTo(shown(brief), limits)).toHaveLength(1);
    expect(plainText(shown(brief))).toMatch(/(450|470) more/);
    expect(plainText(shown(brief))).toContain('→ Show all of it');
    const whole = plainText(shown(voteBlocks(vote, around, true)));
    for (const { name } of people) expect(whole).toContain(name);
    expect(whole).not.toContain('Show all');
  });
});

describe('what may be done to a vote', () => {
  it('lets those vote who may, until the deadline', () => {
    const inside = { user: 'ana', channel: 'c' };
    expect(() => mustBeVoter(voteOf(), inside, noon + day - 1)).not.toThrow();
    expect(() => mustBeVoter(voteOf(), inside, noon + day)).toThrow(/over/);
    expect(() => mustBeVoter(voteOf({ state: 'closed' }), inside, noon)).toThrow(/over/);
    expect(() => mustBeVoter(voteOf(), { ...inside, channel: 'd' }, noon)).not.toThrow(); // who started it may have it in private
    expect(() => mustBeVoter(voteOf(), { user: 'ben', channel: 'd' }, noon)).toThrow(/for the channel where/);
    expect(() => mustBeVoter(voteOf({ voters: ['ben'] }), inside, noon)).toThrow(/for others/);
    expect(() => mustBeVoter(voteOf({ voters: ['ana'] }), { ...inside, channel: 'd' }, noon)).not.toThrow();
  });

  it('takes only choices that its method knows', () => {
    expect(readChoice(voteOf(), {})).toEqual({});
    for (const choice of [{ o9: 1 }, { o1: 2 }, { o1: 1, o2: 1 }])
      expect(() => readChoice(voteOf(), choice)).toThrow(/understand/);
    expect(readChoice(voteOf({ method: 'score' }), { o1: 0, o2: 5 })).toEqual({ o1: 0, o2: 5 });
    expect(() => readChoice(voteOf({ method: 'score' }), { o1: -1 })).toThrow(/understand/);
    expect(() => readChoice(voteOf({ method: 'approval' }), { o1: -1 })).toThrow(/understand/);
    expect(readChoice(voteOf({ method: 'consent' }), { o1: -1 })).toEqual({ o1: -1 });
  });

  it('keeps the rules once somebody has voted', () => {
    const change = { do: 'rules', rules: { quorum: 2 } } as const;
    expect(act(voteOf(), { ...change, voted: 0 }, noon).quorum).toBe(2);
    expect(() => act(voteOf(), { ...change, voted: 1 }, noon)).toThrow(/stay/);
    expect(() => fitRules(voteOf({ voters: ['a', 'b'], secrecy: 'anonymous' }))).toThrow(/at least 3/);
    expect(() => fitRules(voteOf({ voters: ['a', 'b'], quorum: 3 }))).toThrow(/Only 2/);
  });

  it('closes and cancels once, extends only to later, reopens what is over', () => {
    const over = closed({}, []);
    const late: Action[] = [
      { do: 'close', by: null, ballots: [], names: [] },
      { do: 'cancel', by: one },
      { do: 'extend', deadline: noon + 9 * day },
    ];
    for (const action of late) expect(() => act(over, action, noon)).toThrow(/over already/);
    expect(act(voteOf(), { do: 'extend', deadline: noon + 2 * day }, noon).deadline).toBe(noon + 2 * day);
    expect(() => act(voteOf(), { do: 'extend', deadline: noon + day }, noon)).toThrow(/not later/);
    expect(() => act(voteOf(), { do: 'reopen' }, noon)).toThrow(/still open/);
    expect(act(over, { do: 'reopen' }, noon + 2 * day)).toMatchObject({
      state: 'open',
      deadline: noon + 3 * day,
      result: null,
      ended: null,
    });
    expect(headline(act(voteOf(), { do: 'cancel', by: one }, noon))).toBe('Cancelled: nothing was decided');
  });

  it('is complete when enough or all have voted, where it ends by that', () => {
    const complete = (change: Partial<Vote>, voted: number): boolean =>
      isComplete(voteOf(change), ['a', 'b', 'c'].slice(0, voted));
    expect(complete({}, 3)).toBe(false);
    expect([1, 2].map((voted) => complete({ ending: 'quorum', quorum: 2 }, voted))).toEqual([false, true]);
    expect([1, 2].map((voted) => complete({ ending: 'everyone', voters: ['a', 'b'] }, voted))).toEqual([false, true]);
    expect([1, 2].map((voted) => complete({ ending: 'everyone', present: ['a', 'b'] }, voted))).toEqual([false, true]);
    expect(complete({ ending: 'everyone' }, 3)).toBe(false);
    const anonymous: Partial<Vote> = { secrecy: 'anonymous', ending: 'everyone', present: ['a', 'b'] };
    expect(complete({ ...anonymous, ending: 'quorum', quorum: 2 }, 2)).toBe(false);
    expect([complete(anonymous, 2), complete({ ...anonymous, present: ['a', 'b', 'c'] }, 3)]).toEqual([false, true]);
  });
});

describe('properties of a tally', () => {
  const method = fc.constantFrom('single', 'approval', 'score' as const);
  const choice = fc.dictionary(fc.constantFrom('o1', 'o2', 'o3'), fc.integer({ min: 0, max: 5 }));
  const ballots = fc.array(fc.tuple(choice, fc.string()), { maxLength: 12 }).map((all) => ballotsOf(...all));
  const valid = fc.tuple(method, ballots).map(([method, all]) => ({
    vote: voteOf({ method }),
    ballots: all.map((ballot) => {
      const given = Object.entries(ballot.choice);
      const kept = method === 'score' ? given : given.slice(0, method === 'single' ? 1 : 3).map(([id]) => [id, 1] as const);
      return { ...ballot, choice: Object.fromEntries(kept) };
    }),
  }));

  it('does not depend on the order of ballots', () => {
    fc.assert(
      fc.property(valid, fc.nat(), ({ vote, ballots }, turn) => {
        const at = ballots.length === 0 ? 0 : turn % ballots.length;
        const turned = [...ballots.slice(at), ...ballots.slice(0, at)].reverse();
        expect(count(vote, turned)).toEqual(count(vote, ballots));
      }),
    );
  });

  it('does not depend on the order of options', () => {
    fc.assert(
      fc.property(valid, ({ vote, ballots }) => {
        const turned = { ...vote, options: vote.options.toReversed() };
        expect(count(turned, ballots)).toEqual(count(vote, ballots));
      }),
    );
  });

  it('counts everybody once, and lets only the best win', () => {
    fc.assert(
      fc.property(valid, ({ vote, ballots }) => {
        const result = count(vote, ballots);
        expect(result.voted).toBe(ballots.length);
        for (const { sum, share } of result.options) {
          expect(sum).toBeLessThanOrEqual(result.options[0]?.sum ?? 0);
          expect(share).toBeLessThanOrEqual(100 + 1e-9);
        }
        if (vote.method === 'single')
          expect(result.options.reduce((total, { sum }) => total + sum, 0)).toBe(ballots.length - result.abstained);
        expect(result.kind === 'decided').toBe(result.leaders.length === 1);
      }),
    );
  });

  it('lets one more vote for the winner never take the win from it', () => {
    fc.assert(
      fc.property(valid, ({ vote, ballots }) => {
        const [winner, ...others] = count(vote, ballots).leaders;
        fc.pre(winner !== undefined && others.length === 0);
        const choice = { [winner as string]: vote.method === 'score' ? 5 : 1 };
        expect(count(vote, [...ballots, { user: 'x', name: 'one more', choice, reason: '' }]).leaders).toEqual([winner]);
      }),
    );
  });

  it('shows nothing of a person beside a choice in an anonymous vote', () => {
    fc.assert(
      fc.property(valid, ({ vote, ballots }) => {
        const result = count({ ...vote, secrecy: 'anonymous' }, ballots);
        expect(result.choices).toBeNull();
        expect(result.reasons.every(({ name }) => name === null)).toBe(true);
        if (ballots.length < 3) expect([result.options, result.leaders, result.reasons]).toEqual([[], [], []]);
      }),
    );
  });
});

describe('a pseudonym', () => {
  it('is the same for one person and key, and tells nothing without the key', async () => {
    const [key, other] = [createKey(), createKey()];
    expect(await pseudonym(key, 'ana')).toBe(await pseudonym(key, 'ana'));
    expect(await pseudonym(key, 'ana')).not.toBe(await pseudonym(key, 'ben'));
    expect(await pseudonym(key, 'ana')).not.toBe(await pseudonym(other, 'ana'));
    expect(await pseudonym(key, 'ana')).toMatch(/^[0-9a-f]{64}$/);
  });
});
