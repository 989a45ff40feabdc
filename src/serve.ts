import manifest from '../package.json' with { type: 'json' };
import type { Part } from './adapters/terminal/commands.ts';
import { platform as terminal } from './adapters/terminal/index.ts';
import type { WebOptions } from './adapters/web/index.ts';
import { type Config, platformHelp } from './config.ts';
import { createBot } from './core/bot.ts';
import { showOpen } from './core/decisions/desk.ts';
import { createVoteHandlers } from './core/decisions/jobs.ts';
import { createDelivery } from './core/delivery.ts';
import type { Knowledge } from './core/knowledge/knowledge.ts';
import type { Adapter, Bot, Clock, Delivery, Log, RemoteAdapter, Store } from './core/ports.ts';
import { createScorecardHandlers } from './core/scoring/board.ts';
import { createForgetHandlers } from './core/scoring/forget.ts';
import { draw } from './draw.ts';
import { type Parts, startAll, stopAll } from './lifecycle.ts';
import { about, createLog } from './log.ts';
import { observe, observeJobs } from './observe.ts';
import type { PackPlace } from './packs/cache.ts';
import { openLibrary } from './packs/library.ts';
import { addExportRoute } from './server/export.ts';
import { createHealth } from './server/health.ts';
import { createWebServer, type WebServer } from './server/index.ts';
import { createMeter, type Meter } from './server/metrics.ts';
import { openStore } from './store/open.ts';
import { firstRecommendations, warmUp } from './warm-up.ts';

/** `knowledge`: of the pack at `place`, as it was just opened. */
type Setup = { config: Config; only: Part[] | null; place: PackPlace; knowledge: Knowledge; clock: Clock };

/** What every platform and the pages are connected to. */
type House = { bot: Bot; delivery: Delivery; store: Store; server: WebServer; meter: Meter; log: Log; clock: Clock };

/**
 * Wires and starts what the configuration has, or `only` some of it, until a signal ends the process.
 * @returns the address of the playground where there is one, and a sentence for each part that cannot start
 */
export async function serve({ config, only, place, knowledge, clock }: Setup) {
  const meter = createMeter();
  const log = createLog(config.logLevel, meter.logged);
  if (config.unknown.length > 0)
    log.warn({ names: config.unknown }, '.env has names that mean nothing here: see .env.example for the right ones');
  const { url, file } = config.database;
  const database = url ? `Postgres at ${URL.parse(url)?.host}` : file; // the rest of the address holds the password
  log.info({ version: manifest.version, database, pack: place.folder }, 'Tiebreak starts');
  const store = await openStore(config.database, { clock, log });
  const library = openLibrary(place, knowledge, log);
  const has = (part: Part): boolean => only === null || only.includes(part);
  const [slack, discord] = [has('slack') ? config.slack : null, has('discord') ? config.discord : null];
  // Where nothing is connected, whoever sits at this machine may try it; others come by a link of their own.
  const isOpen = config.slack === null && config.discord === null;
  const pagesAt = config.url ?? (isOpen ? `http://localhost:${config.port}` : null);

  const adapters: Adapter[] = [];
  const platformOf = (name: string) => adapters.find((each) => each.name === name) ?? terminal;
  const botOn = (store: Store): Bot => createBot({ ...library, store, platformOf, clock, log, pagesAt });
  const bot = observe(botOn(store), meter, log);
  const delivery = createDelivery({ bot, store, metrics: meter });
  const health = createHealth({ store, adapters, log });
  const host = config.host ?? (isOpen ? 'localhost' : null);
  const server = createWebServer({ host, port: config.port, proxies: config.proxies, health, meter, log, about });
  const house: House = { bot, delivery, store, server, meter, log, clock };

  const remote = [...(slack ? [await openSlack(slack, house)] : []), ...(discord ? [await openDiscord(discord, house)] : [])];
  adapters.push(...remote);
  addExportRoute(server.router, store, clock);
  const pages = {
    library,
    isOpen,
    isLocal: isOpen && config.host === null,
    pagesAt,
    isSecure: config.url?.startsWith('https:') ?? false,
    hasChat: isOpen || config.hasPlayground,
  };
  if (has('web')) adapters.push(await openPages(pages, house));
  const rehearsal = has('web') && pages.hasChat ? [() => rehearseOn(pages, botOn, house)] : [];
  meter.watch(adapters, store.jobs);

  const isSlackServed = slack !== null && (slack.appToken === null || 'clientId' in slack.access);
  const isNeeded = isOpen || isSlackServed || only?.includes('web') === true;
  // What was decided at a prompt on the same database has nobody to be told.
  const announcers = { terminal, ...Object.fromEntries(adapters.map((adapter) => [adapter.name, adapter])) };
  const running: Parts = {
    adapters,
    web: isNeeded || has('web') ? { server, isNeeded } : null,
    health,
    library,
    store,
    handlers: observeJobs({
      ...delivery.handlersFor(remote),
      ...createVoteHandlers({ store, clock, announcers }),
      ...createScorecardHandlers({ store, ...library, announcers }),
      ...createForgetHandlers({ store, clock }),
    }),
    failed(sentence) {
      log.error({}, sentence);
      void stop(1);
    },
    log,
  };
  const stop = async (code: number): Promise<void> => {
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1)); // somebody is in a hurry
    process.exit((await stopAll(running)) ? code : 1);
  };
  endBy(stop, log);
  const problems = await startAll(running);
  const { pack, scope } = knowledge;
  void warmUp([() => scope(pack.suggestions.join('\n')), ...rehearsal, ...firstRecommendations(knowledge)]);
  return { playground: isOpen && has('web') ? pagesAt : null, problems };
}

async function openSlack(config: NonNullable<Config['slack']>, house: House): Promise<RemoteAdapter> {
  const { delivery, store, server, meter, log, clock } = house;
  if ('clientId' in config.access) await store.checkKeys(); // else each event would find out
  const { createSlackAdapter } = await import('./adapters/slack/index.ts');
  const { router, endpoint } = server;
  const kept = { installations: store.installations('slack'), rows: store.workspace('slack', 'the app itself') };
  return createSlackAdapter({ config, delivery, log, metrics: meter, draw, clock, router, endpoint, ...kept });
}

async function openDiscord(config: NonNullable<Config['discord']>, house: House): Promise<RemoteAdapter> {
  const { bot, delivery, store, log, clock } = house;
  const { createDiscordAdapter } = await import('./adapters/discord/index.ts');
  const missed = (servers: string[]) => showOpen(store, 'discord', servers, clock());
  return createDiscordAdapter({ config, bot, delivery, draw, log, clock, missed });
}

/** What the pages need besides the house. */
type Pages = Pick<WebOptions, 'library' | 'isOpen' | 'isLocal' | 'pagesAt' | 'isSecure' | 'hasChat'>;

async function openPages(pages: Pages, { bot, store, server, log, clock }: House): Promise<Adapter> {
  const [{ createWebAdapter }, { previews }] = await Promise.all([import('./adapters/web/index.ts'), import('./previews.ts')]);
  return createWebAdapter({ ...pages, bot, store, previews, clock, log, router: server.router, stopping: server.stopping });
}

/** Asks the playground its first question before anybody else does, on a store of its own. */
async function rehearseOn(pages: Pages, botOn: (store: Store) => Bot, { log, clock }: House): Promise<void> {
  const [{ rehearse }, { previews }, { createMemoryStore }] = await Promise.all([
    import('./adapters/web/rehearse.ts'),
    import('./previews.ts'),
    import('./store/memory.ts'),
  ]);
  const store = createMemoryStore(clock);
  const { suggestions, title } = pages.library.knowledge().pack;
  await rehearse({ ...pages, bot: botOn(store), store, previews, clock, log }, suggestions[0] ?? title).catch((error) =>
    log.warn({ err: error }, 'the first answer in the playground may take longer than the next: its rehearsal failed'),
  );
}

/** Ends the process in good order by a signal, and at once by a fault that nobody caught. */
function endBy(stop: (code: number) => Promise<void>, log: Log): void {
  process.once('SIGTERM', () => stop(0)).once('SIGINT', () => stop(0));
  process.stderr.on('error', () => {}); // a full disk, or nobody who reads
  // An SDK's stray rejection must not take everybody's bot down.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure nobody handled'));
  // After an exception that nobody caught nothing is sure any more. Node would print all that it holds, such as what people wrote.
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'a fault that nobody caught ends this process; start it again');
    process.exit(1);
  });
}

/** What to do for each platform that is to be served and is not set up. */
export const missing = (config: Config, only: Part[] | null): string[] =>
  (['slack', 'discord'] as const).flatMap((platform) =>
    config[platform] === null && (only === null || only.includes(platform)) ? [platformHelp[platform]] : [],
  );
