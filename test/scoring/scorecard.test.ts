import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeIntent } from '../../src/core/intent.ts';
import type { Store } from '../../src/core/ports.ts';
import { createForgetHandlers } from '../../src/core/scoring/forget.ts';
import { findScorecard } from '../../src/core/scoring/scorecard.ts';
import { day } from '../../src/core/time.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { createTestBot, createTestLog, talk, testEvent } from '../support/bot.ts';
import { startPostgres } from '../support/postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-scorecard-'));
let postgres: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  postgres = await startPostgres();
}, 90_000);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

const parts = { clock: Date.now, log: createTestLog() };
/** Two stores that share their rows, as two processes have them. */
const stores: Record<string, () => Promise<Store[]>> = {
  async sqlite() {
    const file = join(folder, 'cards.db');
    return [await openSqliteStore({ file, ...parts }), await openSqliteStore({ file, ...parts })];
  },
  async postgres() {
    const url = await postgres.createDatabase();
    return [await openPostgresStore({ url, ...parts }), await openPostgresStore({ url, ...parts })];
  },
};

const answers = { kind: 'service', accounts: 'none', admin: 'none', api: 'light', data: 'other', team: 'few', security: 'low' };

describe.each(Object.entries(stores))('a scorecard in two processes on one store: %s', (_, open) => {
  let pair: Store[];
  beforeAll(async () => {
    pair = await open();
  }, 90_000);
  afterAll(() => Promise.all(pair.map((store) => store.close())));

  it("loses none of its owner's clicks, however many come at once, and wherever the card was shared", async () => {
    const bots = pair.map((store) => createTestBot({ store }));
    const described = testEvent({ type: 'command', verb: 'recommend', args: { description: 'A shop' } }, { id: 'card' });
    await bots[0]?.handle(described);
    await Promise.all(
      Object.entries(answers).map(([set, to], at) => {
        const action = encodeIntent({ verb: 'recommend', args: { card: 'card', set, to } });
        const where = { id: `click-${at}`, reach: 'button', channel: `c${at}` } as const;
        return bots[at % 2]?.handle(testEvent({ type: 'action', action }, where));
      }),
    );
    const card = await findScorecard((pair[1] as Store).workspace('test', 'w'), 'card');
    expect(card.sheet.answers).toEqual(answers);
  });
});

describe('what others filled in on a scorecard', () => {
  async function open() {
    let now = 1_000;
    const clock = () => now;
    const store = createMemoryStore(clock);
    const rows = store.workspace('test', 'w');
    const talking = talk(createTestBot({ store, clock }))
      .commands('recommend', { description: 'A shop' }, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', say: 'security matters twice as much' } }, { user: 'ben', id: 'ben' });
    const { 'scorecard-forget': forget } = createForgetHandlers({ store, clock });
    return {
      talking,
      rows,
      backlog: store.jobs.backlog,
      pass(days: number): void {
        now += days * day;
      },
      forget: () => forget?.({ platform: 'test', workspace: 'w', id: 'card' }, 0),
      left: async () => (await rows.kept('sheet:card')).length,
    };
  }

  it('goes with it where nobody saves it, and not before', async () => {
    const { talking, backlog, pass, forget, left } = await open();
    await talking;
    expect(await backlog()).toMatchObject({ later: 1, due: 0 });
    pass(29);
    await talking.clicks({ verb: 'recommend', args: { card: 'card', say: 'ignore the log-ins' } }, { id: 'later' });
    expect(await backlog()).toMatchObject({ later: 1, due: 0 });
    pass(2);
    expect(await backlog()).toMatchObject({ later: 0, due: 1 });
    expect([await forget(), await left()]).toEqual([1_000 + 32 * day, 1]);
    pass(28);
    expect([await forget(), await left()]).toEqual([null, 0]);
  });

  it('stays on one that is saved', async () => {
    const { talking, pass, forget, left } = await open();
    await talking.clicks({ verb: 'recommend', args: { card: 'card', name: 'Shop' } }, { id: 'saved' });
    pass(400);
    expect([await forget(), await left()]).toEqual([null, 1]);
  });

  it('stays on one that is there in the shape of another version', async () => {
    const { talking, rows, pass, forget, left } = await open();
    await talking;
    await rows.remember('scorecard:card', { id: 'card', of: 'a newer one' }, 40 * day, 'ana');
    pass(31);
    expect([await forget(), await left()]).toEqual([1_000 + 32 * day, 1]);
    await rows.keep('scorecard', 'card', { id: 'card', of: 'a newer one' }, 'ana');
    pass(400);
    expect([await forget(), await left()]).toEqual([null, 1]);
  });
});
