import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebAdapter } from '../../src/adapters/web/index.ts';
import { createBot } from '../../src/core/bot.ts';
import { createVoteHandlers } from '../../src/core/decisions/jobs.ts';
import type { Adapter } from '../../src/core/ports.ts';
import { createScorecardHandlers } from '../../src/core/scoring/board.ts';
import { about } from '../../src/log.ts';
import type { PackPlace } from '../../src/packs/cache.ts';
import { openLibrary } from '../../src/packs/library.ts';
import { previews } from '../../src/previews.ts';
import { createHealth } from '../../src/server/health.ts';
import { createWebServer } from '../../src/server/index.ts';
import { createMeter } from '../../src/server/metrics.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createTestLog } from './bot.ts';
import { atomic, type FakeBot } from './delivering.ts';
import { freePort } from './free-port.ts';
import { knowledge, shippedPack, testCache } from './knowledge.ts';

type Doors = { isOpen: boolean; hasChat: boolean; isSecure: boolean; proxies?: number | string[] };
const ajar: Doors = { isOpen: true, hasChat: true, isSecure: false };

/** The pages as `npm start` serves them without tokens, unless told otherwise. `fake` is a made-up bot in place of the real one. */
export const openWebApp = (doors = ajar, fake: FakeBot | null = null) =>
  serve({ folder: shippedPack, cache: testCache }, doors, fake);

/** The same over a copy of the pack, whose files are followed while `edit` changes them. */
export async function openEditedWebApp() {
  const own = mkdtempSync(join(tmpdir(), 'tiebreak-web-'));
  const place = { folder: join(own, 'pack'), cache: join(own, 'cache') };
  cpSync(shippedPack, place.folder, { recursive: true });
  const app = await serve(place, ajar, null);
  app.library.watch();
  return {
    ...app,
    edit(file: string, change: (text: string) => string): void {
      const path = join(place.folder, file);
      writeFileSync(path, change(readFileSync(path, 'utf8')));
    },
    async close() {
      await app.close();
      rmSync(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); // what checks the pack may still be leaving
    },
  };
}

/** On a free port and a memory store. */
async function serve(place: PackPlace, { isOpen, hasChat, isSecure, proxies = 0 }: Doors, fake: FakeBot | null) {
  const log = createTestLog();
  const clock = Date.now;
  const store = createMemoryStore(clock);
  const library = openLibrary(place, knowledge, log);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const bot = fake
    ? atomic(fake, store)
    : createBot({ ...library, store, platformOf: () => adapter, clock, log, pagesAt: origin });
  const health = createHealth({ store, adapters: [], log });
  const server = createWebServer({ host: '127.0.0.1', port, proxies, health, meter: createMeter(), log, about });
  const adapter: Adapter = createWebAdapter({
    bot,
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
  await server.start();
  return {
    origin,
    log,
    store,
    adapter,
    library,
    async close() {
      await store.jobs.stop(1_000);
      await adapter.stop();
      library.close();
      await server.stop();
    },
  };
}
