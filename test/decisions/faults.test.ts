import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLedger, runVotes } from '../../bench/votes.ts';
import { erasePerson, exportLines } from '../../src/core/data.ts';
import { castBallot, changeVote, closeDue, closeIfDue } from '../../src/core/decisions/desk.ts';
import { createVoteHandlers } from '../../src/core/decisions/jobs.ts';
import { memberAs, rowsFor } from '../../src/core/decisions/readers.ts';
import { allDecisions, allVotes, ballotsOf, findVote, votersOf } from '../../src/core/decisions/rows.ts';
import type { Vote } from '../../src/core/decisions/vote.ts';
import { createDelivery } from '../../src/core/delivery.ts';
import type { Event } from '../../src/core/event.ts';
import { encodeIntent } from '../../src/core/intent.ts';
import { jobOn } from '../../src/core/jobs.ts';
import type { Bot, Clock, Store } from '../../src/core/ports.ts';
import { plainBlock, plainText } from '../../src/core/reply.ts';
import { atDesk } from '../../src/core/transaction.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { createTestBot, createTestLog, createTestMetrics, testEvent } from '../support/bot.ts';
import { startPostgres } from '../support/postgres.ts';
import { beginVote, castVote, day, noon } from '../support/votes.ts';
import { openWebApp } from '../support/web-app.ts';

/** Rows of the table Votes and decisions: the fault, then what must happen. */

const at = { platform: 'test', workspace: 'w' };
const folder = mkdtempSync(join(tmpdir(), 'tiebreak-faults-'));
let postgres: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  postgres = await startPostgres();
}, 90_000);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

const newFile = (): string => join(folder, `${crypto.randomUUID()}.db`);

/** For each kind of store, two that share their rows, as two processes have them. */
const stores: Record<string, (clock: Clock) => Promise<[Store, Store]>> = {
  async memory(clock) {
    const store = createMemoryStore(clock);
    return [store, store];
  },
  async sqlite(clock) {
    const file = newFile();
    const open = () => openSqliteStore({ file, clock, log: createTestLog() });
    return [await open(), await open()];
  },
  async postgres(clock) {
    const url = await postgres.createDatabase();
    const open = () => openPostgresStore({ url, clock, log: createTestLog() });
    return [await open(), await open()];
  },
};

const begin = (store: Store, change: Partial<Vote> = {}) => beginVote(store, at, change);
const cast = (store: Store, id: string, user: string, option: string, now = noon) => castVote(store, at, id, user, option, now);
const close = (store: Store, id: string) => atDesk(store, at, (desk) => changeVote(desk, id, { do: 'close', by: null }, noon));
const voteIn = (store: Store, id: string): Promise<Vote> => findVote(store.workspace('test', 'w'), id);
const recordsIn = (store: Store) => allDecisions(store.workspace('test', 'w'));

describe.each(Object.entries(stores))('two instances on one store: %s', (_, open) => {
  let pair: [Store, Store];
  let bots: Bot[];
  beforeAll(async () => {
    pair = await open(() => noon);
    bots = pair.map((store) => createTestBot({ store, clock: () => noon }));
  }, 90_000);
  afterAll(() => Promise.all([...new Set(pair)].map((store) => store.close())));

  it('one voter, 100 clicks at once: one vote, the last choice', async () => {
    const { id } = await begin(pair[0]);
    const said: string[] = [];
    const click = async (number: number, on: string): Promise<void> => {
      const action = encodeIntent({ verb: 'vote', args: { id, do: 'cast', on } });
      const where = { id: `${id} ${number}`, reach: 'button', user: 'ana', name: 'Ana' } as const;
      for (const reply of await (bots[number % 2] as Bot).handle(testEvent({ type: 'action', action }, where)))
        said.push(plainText(reply));
    };
    await Promise.all(Array.from({ length: 100 }, (_, number) => click(number, `o${1 + (number % 3)}`)));
    expect(said).toHaveLength(100);
    expect(said.every((each) => /^Stored: (Tea|Coffee|Water)\./.test(each))).toBe(true);
    await click(100, 'o2');
    expect(said.at(-1)).toMatch(/^Stored: Coffee/);
    expect((await close(pair[0], id)).result).toMatchObject({
      voted: 1,
      leaders: ['o2'],
      choices: [{ name: 'Ana', chose: ['o2'] }],
    });
  });

  it('a vote racing the close: one outcome; what was acknowledged counts, what was not does not', async () => {
    const { id } = await begin(pair[0]);
    const all = Array.from({ length: 30 }, (_, person) => cast(pair[person % 2] as Store, id, `p${person}`, 'o1'));
    const closes = pair.flatMap((store) => [
      atDesk(store, at, (desk) => closeIfDue(desk, id, noon + day)),
      atDesk(store, at, (desk) => closeDue(desk, noon + day)),
    ]);
    const settled = await Promise.allSettled(all);
    await Promise.all(closes);
    const acknowledged = settled.filter(({ status }) => status === 'fulfilled').length;
    expect((await voteIn(pair[1], id)).result?.voted).toBe(acknowledged);
    for (const each of settled) if (each.status === 'rejected') expect(each.reason.code).toBe('vote-over');
  });

  it('a deadline that passes while the process is down: closed once, by the job or by whoever looks first', async () => {
    const { id } = await begin(pair[0]);
    await cast(pair[0], id, 'ana', 'o1');
    const before = (await recordsIn(pair[0])).length;
    const late = pair.map((store) => createTestBot({ store, clock: () => noon + 3 * day }));
    const job = createVoteHandlers({ store: pair[0], clock: () => noon + 3 * day, announcers: {} });
    const click = encodeIntent({ verb: 'vote', args: { id, do: 'cast', on: 'o2' } });
    const looks = late.map((bot, index) =>
      bot.handle(testEvent({ type: 'action', action: click }, { id: `late ${id} ${index}`, reach: 'button', user: `p${index}` })),
    );
    const list = late.map((bot, index) =>
      bot.handle(testEvent({ type: 'text', text: 'decisions' }, { id: `list ${id} ${index}` })),
    );
    await Promise.all([job['vote-deadline']?.({ ...at, id }, 0), ...looks, ...list]);
    expect(await voteIn(pair[1], id)).toMatchObject({
      state: 'closed',
      ended: { by: null },
      result: { voted: 1, leaders: ['o1'] },
    });
    expect(await recordsIn(pair[0])).toHaveLength(before + 1);
  });

  it('two decision records created at once: unique numbers, without gaps', async () => {
    const before = (await recordsIn(pair[0])).length;
    const votes = await Promise.all(Array.from({ length: 6 }, (_, index) => begin(pair[index % 2] as Store)));
    expect(new Set(votes.map(({ id }) => id)).size).toBe(6);
    await Promise.all(votes.map(({ id }) => cast(pair[0], id, 'ana', 'o1')));
    const looks = pair.map((store) => atDesk(store, at, (desk) => closeDue(desk, noon + day)));
    const jobs = votes.flatMap(({ id }) => pair.map((store) => atDesk(store, at, (desk) => closeIfDue(desk, id, noon + day))));
    await Promise.all([...looks, ...jobs]);
    const numbers = (await recordsIn(pair[0])).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: before + 6 }, (_, index) => index + 1));
  });

  it('people erased while they vote and votes close: no choice without its voter, no voter without a choice, nobody waits in a ring', async () => {
    const people = ['ana', 'ben', 'cy', 'eve'];
    const votes = [await begin(pair[0]), await begin(pair[1], { secrecy: 'anonymous' }), await begin(pair[0])];
    const [due, ...others] = votes as [Vote, ...Vote[]];
    const one = (index: number): Store => pair[index % 2] as Store;
    const deeds = people.flatMap((user, place) =>
      votes.flatMap(({ id }, index) => [
        cast(one(place + index), id, user, 'o1').catch((error) => expect(error.code).toBe('vote-over')),
        atDesk(one(place + index + 1), at, (desk) => erasePerson(desk, user, noon)),
      ]),
    );
    await Promise.all([...deeds, close(one(0), due.id), atDesk(one(1), at, (desk) => closeDue(desk, noon))]);
    for (const { id } of others) {
      const rows = pair[0].workspace('test', 'w');
      expect((await ballotsOf(rows, { id })).length).toBe((await votersOf(rows, { id })).length);
      await close(pair[0], id);
    }
  });

  it('a choice that could not be stored: nothing of it is kept, nor said to be', async () => {
    const { id } = await begin(pair[0]);
    const failing = atDesk(pair[0], at, async (desk) => {
      await castBallot(desk, id, { user: 'ana', name: 'ana', channel: 'c' }, { choice: { o1: 1 }, reason: null }, noon);
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect((await close(pair[1], id)).result?.voted).toBe(0);
  });
});

describe.concurrent('kill -9 at random points', () => {
  /** Between the two options that they choose from, so many people never come to a tie, which leaves no record. */
  const odd = 21;

  it('loses no acknowledged vote and counts none twice (1,000 times: npm run bench -- votes --kills 1000)', async () => {
    const found = await runVotes({ place: '', people: odd, kills: 3, seconds: 14 });
    expect(found).toMatchObject({ people: odd, counted: odd, lost: [], records: 1, posts: 2 }); // the vote, and how it ended
    expect(found.closedAfter).not.toBeNull();
    expect(found.closedAfter).toBeLessThan(10_000);
    expect(found.toldAfter).not.toBeNull();
    expect(found.acknowledged).toBeGreaterThan(20);
    expect(found.mostEditsAMinute).toBeLessThanOrEqual(20);
  }, 120_000);

  it('on Postgres, where either process closes it, too', async () => {
    const found = await runVotes({ place: await postgres.createDatabase(), people: odd, kills: 3, seconds: 14 });
    expect(found).toMatchObject({ counted: odd, lost: [], records: 1, posts: 2 });
  }, 120_000);
});

describe('results asked for before the close', () => {
  const secrets = /Because I say so|Tea: |Milk: |1 person|2 people|67%|33%|100%/;
  const eve = { user: 'eve', channel: null };
  const form = { question: 'Which one?', options: 'Tea\nMilk', context: '', method: 'single', ends: '1 day' };

  it.each(['hidden', 'anonymous'])(
    'of a vote that is %s: nothing to the starter, to admins, by export, edit, page, search or reminder',
    async (secrecy) => {
      const app = await openWebApp();
      try {
        await app.store.jobs.stop(1_000);
        const { store } = app;
        const own = { platform: 'web', workspace: 'playground' };
        const bot = createTestBot({ store, clock: Date.now });
        // Nobody does its jobs: what people click, and what they are told, wait to be handled and sent.
        const delivery = createDelivery({
          bot,
          store,
          metrics: createTestMetrics(),
        });
        let turn = 0;
        const clicked = (verb: string, args: Record<string, string>, user: string, isAdmin = false): Event => {
          turn += 1;
          const where = { id: `e${turn}`, reach: 'button', user, name: user, isAdmin } as const;
          return { ...testEvent({ type: 'action', action: encodeIntent({ verb, args }) }, where), ...own };
        };
        const act = async (...asked: Parameters<typeof clicked>): Promise<string> => {
          const replies = await delivery.answer(clicked(...asked), null, () => false);
          return replies.map((reply) => `${plainText(reply)}\n${JSON.stringify(reply.data)}`).join('\n');
        };
        await act('decide', { ...form, start: 'yes' }, 'ana');
        const [{ id }] = (await allVotes(store.workspace(own.platform, own.workspace))) as [Vote];
        const rules = { voters: 'people', people: 'ana,ben,cy,eve', secrecy, quorum: '', threshold: '' };
        await act('vote', { id, do: 'set', ...rules }, 'ana');
        for (const [user, on] of [
          ['ben', 'a'],
          ['cy', 'b'],
          ['eve', 'b'],
        ] as const)
          expect(await act('vote', { id, do: 'cast', on }, user)).toMatch(/Stored/);
        expect(await act('vote', { id, do: 'say', reason: 'Because I say so.' }, 'cy')).toMatch(/Stored: Milk, because/);
        await delivery.accept(clicked('vote', { id, do: 'say', reason: 'Because I say so.' }, 'ben'), null);
        const rows = store.workspace(own.platform, own.workspace);
        const exported = await Array.fromAsync(
          exportLines({ ...own, user: null }, rows, Date.now(), await rowsFor(rows, memberAs(eve))),
        );
        expect(exported.filter((line) => /"key":"waiting:(post|answer):/.test(line)).length).toBeGreaterThan(4);
        expect(exported.join('')).not.toMatch(/cast|o[n1]=|"Because/);

        const seen: string[] = [...exported];
        const deeds = ['all', 'manage', 'rules', 'ballot', 'reason', 'object', 'runoff', 'extend', 'until'];
        for (const deed of deeds)
          for (const user of ['ana', 'ben']) seen.push(await act('vote', { id, do: deed }, user, user === 'ana'));
        for (const args of [{}, { search: 'Milk' }, { number: '1' }]) seen.push(await act('decisions', args, 'ana', true));
        seen.push(...(await Array.fromAsync(exportLines({ ...own, user: null }, rows, Date.now()))));
        const keep = async (_to: unknown, blocks: Parameters<typeof plainBlock>[0][]) => {
          seen.push(blocks.map(plainBlock).join('\n'));
          return { message: 'm', link: null };
        };
        const quiet = { privateClicks: true, peopleIn: async () => null };
        const announcer = {
          ...quiet,
          post: keep,
          edit: async (to: unknown, _id: string, blocks: never[]) => (await keep(to, blocks)).message,
        };
        const handlers = createVoteHandlers({ store, clock: Date.now, announcers: { web: announcer } });
        for (const name of ['vote-board', 'vote-board', 'vote-reminder']) await handlers[jobOn('web', name)]?.({ ...own, id }, 0);
        seen.push(await (await fetch(`${app.origin}/decisions`)).text());
        seen.push(...app.log.lines.map((line) => JSON.stringify(line)));
        expect(seen.length).toBeGreaterThan(20);
        expect(seen.filter((each) => /3 of 4 voted|3 voted/.test(each)).length).toBeGreaterThan(2);
        expect(seen.filter((each) => secrets.test(each))).toEqual([]);
        expect(await act('vote', { id, do: 'close' }, 'ana')).toMatch(secrets); // so that the test could have failed
      } finally {
        await app.close();
      }
    },
    60_000,
  );
});

describe('somebody from another workspace or server', () => {
  it('who guesses an id gets nothing, the same as where there is none', async () => {
    const store = createMemoryStore(() => noon);
    const bot = createTestBot({ store, clock: () => noon });
    const { id } = await begin(store);
    await cast(store, id, 'ana', 'o1');
    await close(store, id);
    const open = await begin(store);
    let turn = 0;
    const say = async (verb: string, args: Record<string, string>): Promise<string> => {
      turn += 1;
      const action = encodeIntent({ verb, args });
      const where = { id: `e${turn}`, workspace: 'other', reach: 'button', user: 'ana', isAdmin: true } as const;
      return (await bot.handle(testEvent({ type: 'action', action }, where))).map(plainText).join();
    };
    const deeds = ['all', 'cast', 'ballot', 'pick', 'reason', 'say', 'object', 'objection', 'manage', 'rules', 'ending', 'set'];
    for (const deed of [...deeds, 'close', 'cancel', 'extend', 'reopen', 'runoff'])
      expect(await say('vote', { id: open.id, do: deed, on: 'o1' })).toBe(await say('vote', { id: 'x', do: deed, on: 'o1' }));
    for (const as of ['', 'file', 'review'])
      expect(await say('decisions', { number: '1', as })).toBe(await say('decisions', { number: '99', as }));
    expect(await say('decide', { supersedes: '1' })).toBe(await say('decide', { supersedes: '99' }));
    expect(await say('decisions', {})).toMatch(/Nothing has been decided here yet/);
  });
});

describe('a store that fails: a vote is never shown as counted unless it is stored', () => {
  /** Whatever people were told is stored, is. */
  const counted = async (file: string, id: string, ledger: ReturnType<typeof createLedger>) => {
    const store = await openSqliteStore({ file, clock: () => noon, log: createTestLog() });
    const vote = await close(store, id);
    await store.close();
    expect(ledger.count()).toBeGreaterThan(10);
    expect(ledger.lost(vote)).toEqual([]);
    expect(vote.result?.voted).toBeLessThanOrEqual(10);
  };

  it.skipIf(process.platform === 'win32')(
    'disk full',
    async () => {
      const file = newFile();
      const store = await openSqliteStore({ file, clock: Date.now, log: createTestLog() });
      const options = ['a', 'b', 'c'].map((id) => ({ id, name: id, note: '' })); // as the child knows them
      const { id } = await begin(store, { options, started: Date.now(), deadline: Date.now() + day });
      await store.close();
      const script = join(import.meta.dirname, '../../bench/vote-child.ts');
      const args = [script, file, id, '0', '10', '1', 'no', at.platform];
      // The largest file it may write: a disk that is full.
      const child = spawn('sh', ['-c', 'ulimit -f 2000 && exec "$@"', 'sh', process.execPath, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [said, complaint] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
      expect(complaint).toMatch(/disk|full|I\/O|EFBIG/i);
      const ledger = createLedger();
      for (const [deed, user = '', option = ''] of said.split('\n').map((line) => line.split(' '))) {
        if (deed === 'try') ledger.tried(user, option);
        if (deed === 'ack') ledger.acknowledged(user);
      }
      await counted(file, id, ledger);
    },
    60_000,
  );

  it('SQLITE_BUSY: it waits; where that is too long it says that nothing was stored, and nothing is', async () => {
    const file = newFile();
    const store = await openSqliteStore({ file, clock: () => noon, log: createTestLog() });
    const bot = createTestBot({ store, clock: () => noon });
    const { id } = await begin(store);
    const other = new DatabaseSync(file);
    const click = (user: string, tries: number) =>
      bot
        .handle(
          testEvent(
            { type: 'action', action: encodeIntent({ verb: 'vote', args: { id, do: 'cast', on: 'o1' } }) },
            { id: `${user} ${tries}`, reach: 'button', user },
          ),
        )
        .then((replies) => replies.map(plainText).join());
    other.exec('begin immediate');
    let said = '';
    const waiting = click('ana', 1).then((each) => {
      said = each;
    });
    await wait(500);
    expect(said).toBe('');
    other.exec('commit');
    await waiting;
    expect(said).toMatch(/^Stored: Tea/);

    // From here on a second passes in twenty milliseconds, for whoever waits.
    vi.useFakeTimers({ toFake: ['performance'] });
    const passing = setInterval(() => vi.advanceTimersByTime(1_000), 20);
    onTestFinished(() => {
      clearInterval(passing);
      vi.useRealTimers();
    });
    const began = performance.now();
    other.exec('begin immediate');
    await expect(click('ben', 1)).rejects.toMatchObject({ message: expect.stringMatching(/locked|busy/) });
    expect(performance.now() - began).toBeGreaterThan(10_000);
    other.exec('commit');
    other.close();
    expect((await store.workspace('test', 'w').kept(`voter:${id}`)).length).toBe(1);
    expect(await click('ben', 2)).toMatch(/^Stored: Tea/);
    expect((await close(store, id)).result?.voted).toBe(2);
    await store.close();
  }, 60_000);

  it('Postgres restarted', async () => {
    const own = await startPostgres();
    const url = await own.createDatabase();
    const open = () => openPostgresStore({ url, clock: () => noon, log: createTestLog() });
    const pair = [await open(), await open()];
    const { id } = await begin(pair[0] as Store);
    const ledger = createLedger();
    let failures = 0;
    let isOver = false;
    const voter = async (person: number): Promise<void> => {
      const user = `p${person}`;
      for (let turn = person; !isOver; turn += 1) {
        const option = `o${1 + (turn % 3)}`;
        ledger.tried(user, option);
        try {
          await cast(pair[turn % 2] as Store, id, user, option);
          ledger.acknowledged(user);
        } catch {
          failures += 1;
        }
        await wait(20);
      }
    };
    const voting = Promise.all(Array.from({ length: 10 }, (_, person) => voter(person)));
    await wait(800);
    const before = ledger.count();
    await own.restart();
    await expect.poll(() => ledger.count(), { timeout: 20_000 }).toBeGreaterThan(before + 50);
    isOver = true;
    await voting;
    expect(failures).toBeGreaterThan(0);
    const vote = await close(pair[1] as Store, id);
    expect(vote.result?.voted).toBe(10);
    expect(ledger.lost(vote)).toEqual([]);
    await Promise.all(pair.map((store) => store.close()));
    await own.stop();
  }, 120_000);
});
