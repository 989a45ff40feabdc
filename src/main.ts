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

/** The bot on a store; a single answer needs none that lasts. */
async function openBot(isLasting = false) {
  const config = openConfig();
  const [{ firstPack, loadPack }, { createKnowledge }, { createMemoryStore }, { openStore }, { createBot }, { createLog }] =
    await Promise.all([
      import('./packs/load.ts'),
      import('./core/knowledge/knowledge.ts'),
      import('./store/memory.ts'),
      import('./store/open.ts'),
      import('./core/bot.ts'),
      import('./log.ts'),
    ]);
  const { pack, problems } = await loadPack(config.pack ?? (await firstPack(shelf)));
  if (!pack)
    return fail('The pack cannot be used yet:', ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`));
  const log = createLog(config.logLevel);
  const clock = Date.now;
  const store = isLasting ? await openStore(config.database, { clock, log }) : createMemoryStore(clock);
  return { config, log, store, bot: createBot({ knowledge: createKnowledge(pack), commands, store, clock, log }) };
}

/** Starts every platform whose tokens are set; without any, says what is missing and offers the prompt. */
async function start() {
  const { config, log, store, bot } = await openBot(true);
  for (const platform of ['slack', 'discord'] as const) {
    if (!config[platform]) process.stderr.write(`Not connected. ${platformHelp[platform]}\n\n`);
  }
  const adapters: Adapter[] = [];
  if (config.slack)
    adapters.push((await import('./adapters/slack/index.ts')).createSlackAdapter({ bot, log, config: config.slack }));
  if (config.discord) {
    const [{ createDiscordAdapter }, { draw }] = await Promise.all([import('./adapters/discord/index.ts'), import('./draw.ts')]);
    adapters.push(createDiscordAdapter({ bot, commands, draw, log, config: config.discord }));
  }
  if (adapters.length === 0) {
    output.write('Until then, ask me here: `help` lists what I can do, `exit` ends.\n\n');
    await terminal.createTerminalAdapter({ bot, screen }).start();
    return store.close();
  }
  const stop = async () => {
    await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
    await store.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // An SDK's stray rejection must not take everybody's bot down.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure nobody handled'));
  const starts = await Promise.allSettled(adapters.map((adapter) => adapter.start()));
  const failures = starts.flatMap((each) => (each.status === 'rejected' ? [String(each.reason?.message ?? each.reason)] : []));
  if (failures.length > 0) fail(...failures);
}

await runMain(
  createProgram(commands, screen, {
    start,
    fail,
    async run({ input: said, everyLine, isJson }) {
      const { bot } = await openBot();
      if (everyLine === null) await terminal.runOnce(bot, screen, said, isJson);
      else await terminal.runLines(bot, screen, { verb: said.verb, argument: everyLine }, isJson);
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
