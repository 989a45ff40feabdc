import { describe, expect, it } from 'vitest';
import { limits } from '../src/adapters/discord/limits.ts';
import { render } from '../src/adapters/discord/render.ts';
import { erasePerson, exportLines } from '../src/core/data.ts';
import { toReview } from '../src/core/decisions/review.ts';
import { endedBlocks, reopenedBlocks, toVote, voteBlocks } from '../src/core/decisions/show.ts';
import { act, Method } from '../src/core/decisions/vote.ts';
import type { Event } from '../src/core/event.ts';
import { fit as fitTo } from '../src/core/fit.ts';
import { encodeIntent, type Intent } from '../src/core/intent.ts';
import type { Platform } from '../src/core/ports.ts';
import { type Block, type Button, intentsIn } from '../src/core/reply.ts';
import { recommendTo, Sheet } from '../src/core/scoring/scorecard.ts';
import { scorecardBlocks } from '../src/core/scoring/show.ts';
import { atDesk } from '../src/core/transaction.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { buttonsOf, createTestBot, talk, testEvent } from './support/bot.ts';
import { messageViolations } from './support/discord-rules.ts';
import { knowledge, knowledgeWith } from './support/knowledge.ts';
import { closing, day, noon, voteOf } from './support/votes.ts';

const here = { platform: 'test', workspace: 'w' };
const [ana, ben, eve] = ['ana', 'ben', 'eve'].map((user) => ({ user, isPrivate: false }));
const question = `Where do we ${'very '.repeat(20)}much want to go?`;
const form = { question, options: 'Rome\nOslo', ends: '1 day', method: 'single' };
const project = 'recommend four people, six weeks, an internal dashboard over our Postgres with SSO';
const tried =
  'what if security mattered twice as much, and we were two people, and it had to be done in three weeks at the latest?';

/** A team on a platform that holds as little in a button as the tightest one, and answers no mention in private. */
function team(platform: Partial<Platform> = {}) {
  let now = noon;
  let count = 0;
  const store = createMemoryStore(() => now);
  const cannotWhisper = ['mention', 'reply'] as const;
  const bot = createTestBot({ store, clock: () => now, platform: { carries: limits.carries, cannotWhisper, ...platform } });
  const rows = store.workspace(here.platform, here.workspace);
  return {
    bot,
    rows,
    talk: () => talk(bot),
    wait(ms: number): void {
      now += ms;
    },
    erase: (user: string) => atDesk(store, here, (desk) => erasePerson(desk, user, now)),
    /** What is under the answer to a mention. */
    async buttonUnder(text: string, where: Partial<Event> = {}): Promise<Button> {
      count += 1;
      const replies = await bot.handle(testEvent({ type: 'text', text }, { id: `asked-${count}`, ...where }));
      return replies.flatMap(({ blocks }) => blocks.flatMap(buttonsOf))[0] as Button;
    },
    async kept() {
      const all = await Array.fromAsync(rows.rows());
      return all.filter(({ key }) => key.startsWith('carried:'));
    },
  };
}

const forgotten = /^I do not remember any more what that was about\. Please ask again\.$/;

describe('a button with more to carry than it can', () => {
  it('shows each who presses it what is theirs', () =>
    team()
      .talk()
      .says(project, ana)
      .says('we are one person', ben)
      .getsReply(/between you and me/)
      .says(tried, ben)
      .getsReply(/between you and me/)
      .picks('Show it to me', ben)
      .shownTo('asker')
      .getsReply(/^If Security counts twice as much: .+ As it is: Django leads by 1\.5 points/)
      .says(tried, ben)
      .picks('Show it to me', eve)
      .getsReply(/^If Security counts twice as much: .+ As it is: Django leads by (?!1\.5)/));

  it('shows nobody what only others may see', async () => {
    const { talk } = team({ isPrivatePlace: async ({ channel }) => channel === 'secret' });
    const secret = { channel: 'secret', thread: null };
    await talk()
      .says(`decide ${question}`, { ...ana, ...secret })
      .picks('Start a vote', { ...ana, ...secret })
      .fills(form, { ...ana, ...secret })
      .picks('Rome', { ...ana, ...secret })
      .picks('Manage', { ...ana, ...secret })
      .picks('Close it now', { ...ana, ...secret });
    const search = `decisions ${question.slice(0, -1)}`;
    await talk()
      .says(search, { ...ana, id: 'search' })
      .getsReply(/between you and me/)
      .picks('Show it to me', { ...ana, id: 'own' })
      .shownTo('asker')
      .getsReply(/ADR-0001/);
    await talk()
      .says(search, { ...ana, id: 'once more' })
      .picks('Show it to me', { ...eve, id: 'others' })
      .getsNo(/ADR-0001/);
  });

  it('is the same button for the same words of the same person, which are kept once', async () => {
    const { buttonUnder, kept } = team();
    const first = await buttonUnder(`decide ${question}`, ana);
    expect(await buttonUnder(`decide ${question}`, { ...ana, channel: 'd' })).toEqual(first);
    const action = expect.stringContaining('decide?question=Where');
    expect(await kept()).toMatchObject([{ user: 'ana', value: { action, of: 'ana' } }]);
  });

  it('is each one’s own where several say the same', async () => {
    const { buttonUnder, talk, erase } = team();
    const { intent: first } = await buttonUnder(`decide ${question}`, ana);
    const { intent: second } = await buttonUnder(`decide ${question}`, ben);
    await erase('ana');
    await talk()
      .clicks(first, { ...eve, id: 'first' })
      .getsReply(forgotten);
    await talk()
      .clicks(second, { ...eve, id: 'second' })
      .getsReply(/Start a vote/);
  });

  it('is forgotten 30 days after it was last shown: whoever presses it is told so', async () => {
    const { buttonUnder, wait, talk } = team();
    const { intent } = await buttonUnder(`decide ${question}`, ana);
    const press = (id: string) => talk().clicks(intent, { ...ben, id });
    wait(30 * day - 1);
    await press('in time').getsReply(/Start a vote/);
    wait(30 * day - 1);
    await press('in time again').getsReply(/Start a vote/);
    wait(30 * day);
    await press('late').getsReply(forgotten).shownTo('asker');
  });

  it('is erased with whoever said it, and exported until then', async () => {
    const { buttonUnder, talk, erase, rows, kept } = team();
    const { intent } = await buttonUnder(`decide ${question}`, ana);
    const lines = await Array.fromAsync(exportLines({ ...here, user: null }, rows, noon));
    expect(lines.find((line) => line.includes('carried:'))).toMatch(/"user":"ana".+decide\?question=Where/);
    await talk()
      .clicks(intent, { ...ben, id: 'before' })
      .getsReply(/Start a vote/);
    await erase('ana');
    expect(await kept()).toEqual([]);
    await talk()
      .clicks(intent, { ...ben, id: 'after' })
      .getsReply(forgotten);
  });

  it('is whose words it holds, also in what comes of it for others', async () => {
    const { talk, erase, kept } = team({ carries: 50 });
    await talk()
      .says('any objections to moving the stand-up to a quarter past ten on Mondays?', ana)
      .picks('Start a vote', ben)
      .fills({ ...form, method: 'consent' }, ben)
      .getsReply(/Consent is about one proposal/);
    expect((await kept()).map(({ user }) => user)).toEqual(['ana', 'ana']); // to open the form, and to send it in
    await erase('ben');
    expect(await kept()).toHaveLength(2);
    await erase('ana');
    expect(await kept()).toEqual([]);
  });

  it('finds nothing in another workspace', async () => {
    const { buttonUnder, talk } = team();
    const { intent } = await buttonUnder(`decide ${question}`, ana);
    await talk()
      .clicks(intent, { ...ana, workspace: 'another' })
      .getsReply(forgotten);
  });

  it.each(['kept', 'kept?hash=', 'kept?hash=0', 'share/kept?hash=x'])(
    'is nothing that anybody could make up: %s',
    async (action) => {
      const { bot } = team();
      const [reply] = await bot.handle(testEvent({ type: 'action', action }, { reach: 'button' }));
      expect(reply?.blocks).toMatchObject([{ inlines: [{ text: expect.stringMatching(forgotten) }] }]);
    },
  );

  it('is kept in the transaction of the answer: with that undone, it is not', async () => {
    const { bot, kept } = team();
    const asked = testEvent({ type: 'text', text: `decide ${question}` }, ana);
    const fault = new Error('the disk is full');
    await expect(bot.handle(asked, () => Promise.reject(fault))).rejects.toThrow(fault);
    expect(await kept()).toEqual([]);
    await bot.handle(asked);
    expect(await kept()).toHaveLength(1);
  });

  it('leaves nothing behind where none is too long', async () => {
    const { buttonUnder, kept } = team();
    for (const said of ['is flask faster?', 'compare', project, 'decide Tea or coffee?', 'help']) await buttonUnder(said, ana);
    expect(await kept()).toEqual([]);
  });
});

describe('a form with more to carry than it can', () => {
  it('is sent in, corrected and gone on with as any other', () =>
    team({ carries: 20 })
      .talk()
      .says(project, ana)
      .picks('Put it to the vote', ana)
      .fills({ ...form, options: 'Rome' }, ana)
      .getsReply(/At least two options/)
      .fills({ ...form, more: 'yes' }, ana)
      .getsReply(/Not yet: here is the rest/)
      .fills({ quorum: '2' }, ana)
      .getsReply(/^Where do we very/, /At least 2 must vote/));
});

it('a button of the version before, which named a kept question, opens no form without it', () =>
  talk(createTestBot())
    .clicks({ verb: 'decide', args: { asked: 'Ev1' } })
    .getsReply(/^That button is from an older version of me\. Please ask again\.$/));

describe('no button is too long to be shown', () => {
  const long = `${'a very long word, '.repeat(30)}and so on`;
  it.each([
    ['a question', `is flask faster than django, where ${long}?`],
    ['what nobody knows', `${long}?`],
    ['a choice between what nobody knows', `tea or coffee, ${long}?`],
    ['a comparison', `compare ${long}`],
    ['a project', `${project}, ${long}`],
    ['scorecards', `scorecards ${long} vs ${long}`],
    ['a vote', `decide ${long}?`],
    ['a vote on what is long', `decide ${long} or ${long}?`],
    ['a search', `decisions ${long}`],
    ['a try-out', `what if security mattered twice as much, ${long}?`],
    ['a name', `save it as ${long}`],
    ['what people settle on', `let's go with flask, ${long}`],
    ['signs of three bytes', '日本語でもっと長い質問をしますか、それとも短い質問をしますか?'.repeat(3)],
    ['signs of many parts', 'decide 👩‍👩‍👧‍👦 or 🏳️‍🌈?'],
  ])('after %s', async (_, said) => {
    const { bot } = team();
    await bot.handle(testEvent({ type: 'text', text: project }, ana));
    for (const [at, reach] of (['mention', 'reply', 'direct', 'shortcut'] as const).entries()) {
      const input = { type: reach === 'shortcut' ? 'quoted' : 'text', text: said } as const;
      for (const reply of await bot.handle(testEvent(input, { ...ben, id: `${at}`, reach }))) {
        const shown = fitTo(reply, limits).map(render);
        expect(shown.flatMap(messageViolations)).toEqual([]);
        const rows = shown.flatMap(({ components = [] }) =>
          components.flatMap((each) => ('components' in each ? each.components : [])),
        );
        expect(rows).toHaveLength(reply.blocks.flatMap(buttonsOf).length);
      }
    }
  });

  it('nor in what no event asked for, which carries ids alone', () => {
    const id = crypto.randomUUID();
    const longest = <Each extends { id: string }>(each: Each): Each => ({ ...each, id: each.id.padEnd(20, 'x') }); // of a pack
    const known = knowledgeWith({
      criteria: knowledge.pack.criteria.map((each) => ({ ...longest(each), answers: each.answers.map(longest) })),
    });
    const sheet = Sheet.parse({ user: 'ana' });
    const card = { id: '9'.repeat(20), text: project, name: null, sheet };
    const found = recommendTo(known, card, sheet);
    const board = scorecardBlocks(known, { card, sheet, found }, { showsPictures: true });
    expect(JSON.stringify(board)).toMatch(/"set":"[a-z-]+x+","to":"[a-z-]+x+"/);
    const votes = Method.options.flatMap((method) => {
      const vote = voteOf({ id, method, options: voteOf().options.slice(0, method === 'consent' ? 1 : 3) });
      const over = act(vote, closing(null, []), noon + day);
      const runoff = { ...over, runoff: id };
      return [
        ...[vote, over, runoff].flatMap((each) => voteBlocks(each, { voters: [], ballots: [] })),
        ...[over, runoff].flatMap(endedBlocks),
        ...reopenedBlocks(vote),
      ];
    });
    const intents: Intent[] = [
      ...[...(votes as Block[]), ...board].flatMap(intentsIn),
      toVote({ id }, { do: 'objection' }),
      toReview({ number: 1_000_000 }),
      { verb: 'decide', args: { supersedes: '1000000' } },
    ];
    for (const intent of intents) expect(encodeIntent(intent).length).toBeLessThanOrEqual(limits.carries);
  });
});
