import { readdirSync } from 'node:fs';
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

const screen = terminal.openScreen(process);
const { output } = screen;

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

function openConfig() {
  dotenv.config({ quiet: true });
  const { config, problems } = readConfig(process.env);
  return config ?? fail('The environment (.env) is not right yet:', ...problems.map((problem) => `  ${problem}`));
}

/** The pack that TIEBREAK_PACK names, else the first one in knowledge/. */
function packFolder(named: string | null): string {
  const shelf = join(import.meta.dirname, '../knowledge');
  const [first = ''] = readdirSync(shelf, { withFileTypes: true })
    .flatMap((each) => (each.isDirectory() ? [each.name] : []))
    .sort();
  return named ?? join(shelf, first);
}

async function openBot() {
  const config = openConfig();
  const [{ loadPack }, { createKnowledge }, { createMemoryStore }, { createBot }, { createLog }] = await Promise.all([
    import('./packs/load.ts'),
    import('./core/knowledge/knowledge.ts'),
    import('./store/memory.ts'),
    import('./core/bot.ts'),
    import('./log.ts'),
  ]);
  const { pack, problems } = await loadPack(packFolder(config.pack));
  if (!pack)
    return fail('The pack cannot be used yet:', ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`));
  const log = createLog(config.logLevel);
  return {
    config,
    log,
    bot: createBot({ knowledge: createKnowledge(pack), commands, store: createMemoryStore(Date.now), clock: Date.now, log }),
  };
}

/** Starts every platform whose tokens are set; without any, says what is missing and offers the prompt. */
async function start() {
  const { config, log, bot } = await openBot();
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
  if (adapters.length === 0) {
    output.write('Until then, ask me here: `help` lists what I can do, `exit` ends.\n\n');
    return terminal.createTerminalAdapter({ bot, screen }).start();
  }
  const stop = () => Promise.allSettled(adapters.map((adapter) => adapter.stop())).then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // An SDK's stray rejection must not take everybody's bot down.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a failure nobody handled'));
  const starts = await Promise.allSettled(adapters.map((adapter) => adapter.start()));
  const failures = starts.flatMap((each) => (each.status === 'rejected' ? [String(each.reason?.message ?? each.reason)] : []));
  if (failures.length > 0) fail(...failures);
}

const program = createProgram(commands, {
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
  async check(named) {
    const folder = named ?? packFolder(openConfig().pack);
    const { checkPack } = await import('./packs/check.ts');
    const problems = await checkPack(folder);
    for (const { file, line, message } of problems) output.write(`${join(folder, file)}:${line}: ${message}\n`);
    output.write(problems.length === 0 ? `${folder}: no problems\n` : `${problems.length} to change\n`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  },
});
await runMain(program);
