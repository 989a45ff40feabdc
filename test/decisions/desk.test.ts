import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVotes } from '../../bench/votes.ts';
import {
  allDecisions,
  atDesk,
  castBallot,
  changeVote,
  closeIfDue,
  editEvery,
  findVote,
  setReview,
  startVote,
} from '../../src/core/decisions/desk.ts';
import { createVoteHandlers } from '../../src/core/decisions/jobs.ts';
import type { Vote } from '../../src/core/decisions/vote.ts';
import type { Address, Clock, Store } from '../../src/core/ports.ts';
import { type Block, plainBlock } from '../../src/core/reply.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { createTestLog } from '../support/bot.ts';
import { startPostgres } from '../support/postgres.ts';
import { day, noon, voteOf } from '../support/votes.ts';

const at = { platform: 'p', workspace: 'w' };
const folder = mkdtempSync(join(tmpdir(), 'tiebreak-desk-'));
let postgres: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  postgres = await startPostgres();
}, 90_000);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

/** For each kind of store, two that share their rows, as two processes have them. */
const stores: Record<string, (clock: Clock) => Promise<[Store, Store]>> = {
  async memory(clock) {
    const store = createMemoryStore(clock);
    return [store, store];
  },
  async sqlite(clock) {
    const file = join(folder, `${crypto.randomUUID()}.db`);
    return [
      await openSqliteStore({ file, clock, log: createTestLog() }),
      await openSqliteStore({ file, clock, log: createTestLog() }),
    ];
  },
  async postgres(clock) {
    const url = await postgres.createDatabase();
    const open = () => openPostgresStore({ url, clock, log: createTestLog() });
    return [await open(), await open()];
  },
};

const begin = (store: Store, change: Partial<Vote> = {}): Promise<Vote> => {
  const { id: _id, state: _state, ended: _ended, result: _result, record: _record, ...draft } = voteOf(change);
  return atDesk(store, at, (desk) => startVote(desk, draft));
};
const cast = (store: Store, id: string, user: string, option: string, now = noon) =>
  atDesk(store, at, (desk) =>
    castBallot(desk, id, { user, name: user, channel: 'c' }, { choice: { [option]: 1 }, reason: null }, now),
  );
const voteIn = (store: Store, id: string): Promise<Vote> => findVote(store.workspace('p', 'w'), id);

describe.each(Object.entries(stores))('votes in two processes on one store: %s', (_, open) => {
  let pair: [Store, Store];
  beforeAll(async () => {
    pair = await open(() => noon);
  }, 90_000);
  afterAll(() => Promise.all(pair.map((store) => store.close())));

  it('counts a voter of 100 clicks at once as one, with the choice acknowledged last', async () => {
    const { id } = await begin(pair[0]);
    const acknowledged: string[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, click) => {
        const option = `o${1 + (click % 3)}`;
        const { ballot } = await cast(pair[click % 2] as Store, id, 'ana', option);
        acknowledged.push(Object.keys(ballot.choice)[0] ?? '');
      }),
    );
    await cast(pair[1], id, 'ana', 'o2');
    const { result } = await atDesk(pair[0], at, (desk) => changeVote(desk, id, { do: 'close', by: null }, noon));
    expect(acknowledged).toHaveLength(100);
    expect(result).toMatchObject({ voted: 1, leaders: ['o2'], names: ['ana'] });
  });

  it('has one outcome where votes race the close: what was acknowledged counts, what was not does not', async () => {
    const { id } = await begin(pair[0]);
    const all = Array.from({ length: 30 }, (_, person) => cast(pair[person % 2] as Store, id, `p${person}`, 'o1'));
    const closes = pair.map((store) => atDesk(store, at, (desk) => closeIfDue(desk, id, noon + day)));
    const settled = await Promise.allSettled(all);
    await Promise.all(closes);
    const acknowledged = settled.filter(({ status }) => status === 'fulfilled').length;
    expect((await voteIn(pair[1], id)).result?.voted).toBe(acknowledged);
    for (const each of settled) if (each.status === 'rejected') expect(each.reason.code).toBe('vote-over');
  });

  it('closes once, and gives records numbers of their own, however many close at once', async () => {
    const before = (await allDecisions(pair[0].workspace('p', 'w'))).length;
    const votes = await Promise.all(Array.from({ length: 6 }, (_, index) => begin(pair[index % 2] as Store)));
    expect(new Set(votes.map(({ id }) => id)).size).toBe(6);
    await Promise.all(votes.map(({ id }) => cast(pair[0], id, 'ana', 'o1')));
    const closing = votes.flatMap(({ id }) => pair.map((store) => atDesk(store, at, (desk) => closeIfDue(desk, id, noon + day))));
    await Promise.all(closing);
    const numbers = (await allDecisions(pair[0].workspace('p', 'w'))).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: before + 6 }, (_, index) => index + 1));
  });

  it('keeps nothing of a choice that could not be stored', async () => {
    const { id } = await begin(pair[0]);
    const failing = atDesk(pair[0], at, async (desk) => {
      await castBallot(desk, id, { user: 'ana', name: 'ana', channel: 'c' }, { choice: { o1: 1 }, reason: null }, noon);
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    const { result } = await atDesk(pair[1], at, (desk) => changeVote(desk, id, { do: 'close', by: null }, noon));
    expect(result?.voted).toBe(0);
  });
});

describe('what a vote asks for later', () => {
  const set = (change: Partial<Vote> = {}) => {
    let now = noon;
    const store = createMemoryStore(() => now);
    const sent: { deed: string; to: Address; said: string; message: string }[] = [];
    const gone = new Set<string>();
    const closed = new Set<string>();
    const said = (blocks: Block[]): string => blocks.map(plainBlock).join('\n');
    const announcer = {
      async post(to: Address, blocks: Block[]) {
        if ('channel' in to && closed.has(to.channel)) return null;
        const message = `m${sent.length}`;
        sent.push({ deed: 'post', to, said: said(blocks), message });
        return { message, link: `https://chat.example/${message}` };
      },
      async edit(to: Address, message: string, blocks: Block[]) {
        if (gone.has(message)) return false;
        sent.push({ deed: 'edit', to, said: said(blocks), message });
        return true;
      },
    };
    const handlers = createVoteHandlers({ store, clock: () => now, announcerOf: () => announcer });
    const run = (name: string, id: string) => handlers[name]?.({ ...at, id }, 0);
    return {
      store,
      sent,
      gone,
      closed,
      handlers,
      run,
      begin: () => begin(store, change),
      at(time: number) {
        now = time;
      },
    };
  };

  it('posts one message and edits it: many votes at once are one edit', async () => {
    const { store, sent, handlers, begin, at } = set();
    const { id } = await begin();
    await store.jobs.start(handlers);
    await expect.poll(() => sent.length).toBe(1);
    await Promise.all(Array.from({ length: 50 }, (_, person) => cast(store, id, `p${person}`, 'o1')));
    at(noon + editEvery);
    await cast(store, id, 'last', 'o1', noon + editEvery);
    await expect.poll(() => sent.length).toBe(2);
    await store.jobs.stop(1_000);
    expect(sent.map(({ deed }) => deed)).toEqual(['post', 'edit']);
    expect(sent[1]?.said).toMatch(/51 voted/);
    expect(sent[1]?.said).not.toMatch(/51 people|100%/);
  });

  it('posts it again where somebody deleted it', async () => {
    const { sent, gone, run, begin } = set();
    const { id } = await begin();
    await run('vote-board', id);
    gone.add('m0');
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.map(({ deed, message }) => [deed, message])).toEqual([
      ['post', 'm0'],
      ['post', 'm1'],
      ['edit', 'm1'],
    ]);
  });

  it('tells whoever started it, once and in private, where it may not post; and posts once it may', async () => {
    const { sent, closed, run, begin } = set();
    const { id, channel, starter } = await begin();
    closed.add(channel);
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.map(({ to, said }) => ['user' in to && to.user, said])).toEqual([
      [starter.id, expect.stringMatching(/is running, but I may not write where you started it/)],
    ]);
    closed.clear();
    await run('vote-board', id);
    expect(sent[1]).toMatchObject({ deed: 'post', to: { channel } });
  });

  it('closes at the deadline, also when nothing ran then, and links the record to the thread', async () => {
    const { store, sent, run, begin, at: go } = set();
    const { id } = await begin();
    await run('vote-board', id);
    await cast(store, id, 'ana', 'o1');
    expect(await run('vote-deadline', id)).toBe(noon + day);
    go(noon + 5 * day);
    expect(await run('vote-deadline', id)).toBeNull();
    expect(await run('vote-deadline', id)).toBeNull();
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.map(({ deed }) => deed)).toEqual(['post', 'edit', 'post', 'edit']);
    expect(sent[1]?.said).toMatch(/Decided: Tea[\s\S]+Closed at the deadline/);
    expect(sent[2]?.said).toMatch(/^Decided: Tea: What do we drink\?[\s\S]+Show ADR-0001/);
    const [record, ...others] = await allDecisions(store.workspace('p', 'w'));
    expect(others).toEqual([]);
    expect(record?.body).toContain('[this thread](https://chat.example/m0)');
  });

  it('reminds in private those who have not voted, once, and nobody after the close', async () => {
    const { store, sent, run, begin, at: go } = set({ voters: ['ana', 'ben', 'cy'] });
    const { id } = await begin();
    await cast(store, id, 'ben', 'o1');
    await run('vote-reminder', id);
    await run('vote-reminder', id);
    expect(sent.map(({ to }) => 'user' in to && to.user)).toEqual(['ana', 'cy']);
    expect(sent[0]?.said).toMatch(/You have not voted yet: What do we drink\?/);
    go(noon + 2 * day);
    await run('vote-reminder', id);
    expect(sent).toHaveLength(2);
  });

  it('brings a decision back on the day that was set last, and not at all where the review was called off', async () => {
    const { store, sent, run, begin, at: go } = set({ reviewDays: 30 });
    const { id } = await begin();
    await cast(store, id, 'ana', 'o1');
    await atDesk(store, at, (desk) => changeVote(desk, id, { do: 'close', by: null }, noon));
    await atDesk(store, at, (desk) => setReview(desk, 1, noon + 90 * day, noon));
    go(noon + 30 * day);
    await run('decision-review', '1');
    expect(sent).toEqual([]);
    go(noon + 90 * day);
    await run('decision-review', '1');
    expect(sent[0]?.said).toMatch(/Time to look again at ADR-0001[\s\S]+Later/);
    await atDesk(store, at, (desk) => setReview(desk, 1, null, noon));
    await run('decision-review', '1');
    expect(sent).toHaveLength(1);
  });

  it('brings a decision back to its channel, unless another has taken its place', async () => {
    const { store, sent, run, begin, at: go } = set({ reviewDays: 30 });
    const { id } = await begin();
    await cast(store, id, 'ana', 'o1');
    await atDesk(store, at, (desk) => changeVote(desk, id, { do: 'close', by: null }, noon));
    go(noon + 30 * day);
    await run('decision-review', '1');
    expect(sent.map(({ to, said }) => ['channel' in to && to.channel, said])).toEqual([
      ['c', expect.stringMatching(/Time to look again at ADR-0001/)],
    ]);
  });
});

it('loses no acknowledged vote to processes that are killed', async () => {
  const found = await runVotes({ place: '', people: 20, kills: 3, seconds: 14 });
  expect(found).toMatchObject({ people: 20, counted: 20, lost: [], records: 1, posts: 2 }); // the vote, and how it ended
  expect(found.closedAfter).not.toBeNull();
  expect(found.closedAfter).toBeLessThan(10_000);
  expect(found.acknowledged).toBeGreaterThan(20);
  expect(found.mostEditsAMinute).toBeLessThanOrEqual(20);
}, 90_000);
