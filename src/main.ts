import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Adapter } from './core/ports.ts';

enableCompileCache(); // before anything else is imported: a second start finds its modules already compiled
const [{ runMain }, { default: dotenv }, { platformHelp, readConfig }, { commands }, terminal, { createProgram }] =
  await Promise.all([
    import('citty'),
    import('dotenv'),
    import('./config.ts'),
    import('./core/commands.ts'),
    import('./adapters/terminal/index.ts'),
    import('./adapters/terminal/commands.ts'),
  ]);

const root = join(import.meta.dirname, '..');
const shelf = join(root, 'knowledge');
const screen = terminal.openScreen(process);
const { output } = screen;

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

function openConfig() {
  dotenv.config({ quiet: true });
  const { config, problems } = readConfig(process.env, root);
  return config ?? fail('The environment (.env) is not right yet:', ...problems.map((problem) => `  ${problem}`));
}

/** The bot on a store and the pack it answers from; a single answer needs no store that lasts. */
async function openBot(isLasting = false) {
  const config = openConfig();
  const [{ firstPack, loadPack }, { openLibrary }, { createMemoryStore }, { openStore }, { createBot }, { createLog }] =
    await Promise.all([
      import('./packs/load.ts'),
      import('./packs/library.ts'),
      import('./store/memory.ts'),
      import('./store/open.ts'),
      import('./core/bot.ts'),
      import('./log.ts'),
    ]);
  const folder = config.pack ?? (await firstPack(shelf));
  const { pack, problems } = await loadPack(folder);
  if (!pack)
    return fail('The pack cannot be used yet:', ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`));
  const log = createLog(config.logLevel);
  const clock = Date.now;
  const store = isLasting ? await openStore(config.database, { clock, log }) : createMemoryStore(clock);
  const library = openLibrary(folder, pack, log);
  return { config, log, store, library, clock, bot: createBot({ ...library, commands, store, clock, log }) };
}

/** Starts every platform whose tokens are set; without any, says what is missing and serves the playground. */
async function start() {
  const { config, log, store, library, clock, bot } = await openBot(true);
  for (const platform of ['slack', 'discord'] as const) {
    if (!config[platform]) process.stderr.write(`Not connected. ${platformHelp[platform]}\n\n`);
  }
  const adapters: Adapter[] = [];
  if (config.slack)
    adapters.push((await import('./adapters/slack/index.ts')).createSlackAdapter({ bot, log, config: config.slack }));
  if (config.discord) {
    const { createDiscordAdapter } = await import('./adapters/discord/index.ts');
    adapters.push(createDiscordAdapter({ bot, commands, log, config: config.discord }));
  }
  let server: { start(): Promise<void>; stop(): Promise<void> } | null = null;
  if (adapters.length === 0) {
    const [{ createWebAdapter }, { previews }, { createWebServer }] = await Promise.all([
      import('./adapters/web/index.ts'),
      import('./previews.ts'),
      import('./server/index.ts'),
    ]);
    const { router, ...pages } = createWebServer({ ...config.web, log });
    const isLocal = ['localhost', '127.0.0.1', '::1'].includes(config.web.host);
    adapters.push(createWebAdapter({ bot, commands, library, store, previews, clock, log, router, isLocal }));
    server = pages;
  }
  library.watch();
  const stop = async () => {
    library.close();
    await Promise.allSettled([...adapters, ...(server ? [server] : [])].map((each) => each.stop()));
    await store.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // An SDK's stray rejection must not take everybody's bot down.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure nobody handled'));
  const starts = await Promise.allSettled([...adapters, ...(server ? [server] : [])].map((each) => each.start()));
  const failures = starts.flatMap((each) => (each.status === 'rejected' ? [String(each.reason?.message ?? each.reason)] : []));
  if (failures.length > 0) fail(...failures);
  if (server) output.write(`The playground is at http://localhost:${config.web.port} (here instead: npm run tiebreak -- chat)\n`);
}

await runMain(
  createProgram(commands, screen, {
    start,
    fail,
    async run({ input: said, isJson }) {
      const { bot } = await openBot();
      await (said ? terminal.runOnce(bot, screen, said, isJson) : terminal.runLines(bot, screen, isJson));
    },
    async chat() {
      const { bot } = await openBot();
      await terminal.createTerminalAdapter({ bot, screen }).start();
    },
    async migrate() {
      const { database, logLevel } = openConfig();
      const [{ migrateStore }, { createLog }] = await Promise.all([import('./store/open.ts'), import('./log.ts')]);
      return migrateStore(database, { log: createLog(logLevel) });
    },
    async check(named) {
      const [{ checkPack }, { firstPack }] = await Promise.all([import('./packs/check.ts'), import('./packs/load.ts')]);
      const folder = named ?? openConfig().pack ?? (await firstPack(shelf));
      const problems = await checkPack(folder);
      return { folder, problems: problems.map(({ file, line, message }) => `${join(folder, file)}:${line}: ${message}`) };
    },
  }),
);
