import type { Part } from './adapters/terminal/commands.ts';
import { platform as terminal } from './adapters/terminal/index.ts';
import { type Config, platformHelp } from './config.ts';
import { createBot } from './core/bot.ts';
import type { Command } from './core/commands.ts';
import { createDelivery } from './core/delivery.ts';
import type { Knowledge } from './core/knowledge/knowledge.ts';
import type { Adapter, Clock } from './core/ports.ts';
import { draw } from './draw.ts';
import { type Parts, startAll, stopAll } from './lifecycle.ts';
import { createLog } from './log.ts';
import { observe } from './observe.ts';
import { addExportRoute } from './server/export.ts';
import { createHealth } from './server/health.ts';
import { createWebServer } from './server/index.ts';
import { createMeter } from './server/metrics.ts';
import { openStore } from './store/open.ts';

type Setup = { config: Config; only: Part[] | null; knowledge: Knowledge; commands: Command[]; clock: Clock };

/**
 * Wires and starts what the configuration has, or `only` some of it, until a signal ends the process.
 * @returns the bot where no platform is connected and nothing else was asked for, so that somebody can talk to it here; `problems` where a part cannot start
 */
export async function serve({ config, only, knowledge, commands, clock }: Setup) {
  const meter = createMeter();
  const log = createLog(config.logLevel, meter.logged);
  const store = await openStore(config.database, { clock, log });
  const adapters: Adapter[] = [];
  const platformOf = (name: string) => adapters.find((each) => each.name === name) ?? terminal;
  const bot = observe(createBot({ knowledge, commands, store, platformOf, clock, log, pagesAt: config.url }), meter, log);
  const adapterOf = (name: string) => adapters.find((each) => each.name === name);
  const delivery = createDelivery({ bot, store, adapterOf, metrics: meter, clock });
  const has = (part: Part): boolean => only === null || only.includes(part);

  const health = createHealth({ store, adapters });
  const server = createWebServer({ port: config.port, health, meter, log });
  if (config.slack && has('slack')) {
    if ('clientId' in config.slack.access) await store.checkKeys(); // else each event would find out
    const { createSlackAdapter } = await import('./adapters/slack/index.ts');
    const installations = store.installations('slack');
    const rows = store.workspace('slack', 'the app itself');
    const { router } = server;
    adapters.push(
      createSlackAdapter({ delivery, log, metrics: meter, clock, config: config.slack, router, installations, rows }),
    );
  }
  if (config.discord && has('discord')) {
    const { createDiscordAdapter } = await import('./adapters/discord/index.ts');
    const rows = store.workspace('discord', 'the app itself');
    adapters.push(createDiscordAdapter({ bot, delivery, commands, draw, log, clock, rows, config: config.discord }));
  }
  addExportRoute(server.router, store, clock);
  meter.watch(adapters);
  if (adapters.length === 0 && only === null) return { bot, close: store.close, problems: [] };

  const isSlackServed =
    config.slack !== null && has('slack') && (config.slack.appToken === null || 'clientId' in config.slack.access);
  const isNeeded = isSlackServed || only?.includes('web') === true;
  const running: Parts = {
    adapters,
    web: isNeeded || has('web') ? { server, isNeeded } : null,
    health,
    store,
    handlers: delivery.handlers,
    log,
  };
  const stop = async (): Promise<void> => {
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1)); // somebody is in a hurry
    process.exit((await stopAll(running)) ? 0 : 1);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // An SDK's stray rejection must not take everybody's bot down.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure nobody handled'));
  return { bot: null, close: store.close, problems: await startAll(running) };
}

/** What to do for each platform that is to be served and is not set up. */
export const missing = (config: Config, only: Part[] | null): string[] =>
  (['slack', 'discord'] as const).flatMap((platform) =>
    config[platform] === null && (only === null || only.includes(platform)) ? [platformHelp[platform]] : [],
  );
