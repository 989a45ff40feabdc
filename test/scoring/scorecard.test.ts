import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeIntent } from '../../src/core/intent.ts';
import type { Store } from '../../src/core/ports.ts';
import { findScorecard } from '../../src/core/scoring/scorecard.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { createTestBot, createTestLog, testEvent } from '../support/bot.ts';
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
