import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebAdapter } from '../../src/adapters/web/index.ts';
import { createBot } from '../../src/core/bot.ts';
import { commands } from '../../src/core/commands.ts';
import { createVoteHandlers } from '../../src/core/decisions/jobs.ts';
import type { Adapter } from '../../src/core/ports.ts';
import { createScorecardHandlers } from '../../src/core/scoring/board.ts';
import { about } from '../../src/log.ts';
import { openLibrary } from '../../src/packs/library.ts';
import { openPack } from '../../src/packs/open.ts';
import { previews } from '../../src/previews.ts';
import { createHealth } from '../../src/server/health.ts';
import { createWebServer } from '../../src/server/index.ts';
import { createMeter } from '../../src/server/metrics.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createTestLog } from './bot.ts';
import { atomic, type FakeBot } from './delivering.ts';
import { freePort } from './free-port.ts';
import { shippedPack, testCache } from './knowledge.ts';

type Doors = { isOpen: boolean; hasChat: boolean; isSecure: boolean; proxies?: number | string[] };

/**
 * The pages as `npm start` serves them without tokens, unless told otherwise: on a free port, a memory store, and a copy of the pack to edit.
 * `fake` is a made-up bot in place of the real one.
 */
export async function openWebApp(
  { isOpen, hasChat, isSecure, proxies = 0 }: Doors = { isOpen: true, hasChat: true, isSecure: false },
  fake: FakeBot | null = null,
) {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-web-'));
  cpSync(shippedPack, folder, { recursive: true });
  const place = { folder, cache: testCache };
  const { knowledge } = await openPack(place);
  if (!knowledge) throw new Error('the pack that ships is broken');
  const log = createTestLog();
  const clock = Date.now;
  const store = createMemoryStore(clock);
  const library = openLibrary(place, knowledge, log);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const bot = fake
    ? atomic(fake, store)
    : createBot({ ...library, commands, store, platformOf: () => adapter, clock, log, pagesAt: origin });
  const health = createHealth({ store, adapters: [] });
  const server = createWebServer({ host: '127.0.0.1', port, proxies, health, meter: createMeter(), log, about });
  const adapter: Adapter = createWebAdapter({
    bot,
    commands,
    library,
    store,
    previews,
    clock,
    log,
    router: server.router,
    stopping: server.stopping,
    isOpen,
    isLocal: isOpen,
    isSecure,
    hasChat,
    pagesAt: origin,
  });
  const announcers = { web: adapter, test: adapter };
  await store.jobs.start({
    ...createVoteHandlers({ store, clock, announcers }),
    ...createScorecardHandlers({ store, ...library, announcers }),
  });
  await adapter.start();
  library.watch();
  await server.start();
  return {
    origin,
    log,
    store,
    adapter,
    edit(file: string, change: (text: string) => string): void {
      writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
    },
    async close() {
      await store.jobs.stop(1_000);
      await adapter.stop();
      library.close();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
