import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(); // before anything else is imported: a second start finds its modules already compiled
const [
  { defineCommand, runMain },
  { default: dotenv },
  { platformHelp, readConfig },
  { commands },
  terminal,
  { terminalCommands },
] = await Promise.all([
  import('citty'),
  import('dotenv'),
  import('./config.ts'),
  import('./core/commands.ts'),
  import('./adapters/terminal/index.ts'),
  import('./adapters/terminal/commands.ts'),
]);

const { stdin: input, stdout: output, stderr } = process;
const columns = Math.min(output.columns ?? 100, 110);
const screen = {
  input,
  output,
  columns,
  isInteractive: input.isTTY && output.isTTY,
  isColored: output.isTTY && output.hasColors(),
};
const shippedPack = join(import.meta.dirname, '../knowledge/django-vs-flask');

function fail(...lines: string[]): never {
  stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

function openConfig() {
  dotenv.config({ quiet: true });
  const read = readConfig(process.env);
  return read.config ?? fail('The environment (.env) is not right yet:', ...read.problems.map((problem) => `  ${problem}`));
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
  const { pack, problems } = await loadPack(config.pack ?? shippedPack);
  if (!pack)
    return fail('The pack cannot be used yet:', ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`));
  const log = createLog(config.logLevel);
  const bot = createBot({ knowledge: createKnowledge(pack), commands, store: createMemoryStore(Date.now), log });
  return { config, log, bot };
}

async function chat() {
  const { bot } = await openBot();
  await terminal.createTerminalAdapter({ bot, screen }).start();
}

/** Starts every platform whose tokens are set; without any, says what is missing and offers the prompt. */
async function start() {
  const { config, log, bot } = await openBot();
  const adapters = await Promise.all([
    ...(config.slack
      ? [
          import('./adapters/slack/index.ts').then(({ createSlackAdapter }) =>
            createSlackAdapter({ bot, commands, log, config: config.slack }),
          ),
        ]
      : []),
    ...(config.discord
      ? [
          import('./adapters/discord/index.ts').then(({ createDiscordAdapter }) =>
            createDiscordAdapter({ bot, commands, log, config: config.discord }),
          ),
        ]
      : []),
  ]);
  for (const platform of ['slack', 'discord'] as const)
    if (!config[platform]) stderr.write(`Not connected. ${platformHelp[platform]}\n`);
  if (adapters.length === 0) {
    output.write('\nUntil then, ask me here. `help` lists what I can do, `exit` ends.\n\n');
    return terminal.createTerminalAdapter({ bot, screen }).start();
  }
  const stop = () => Promise.allSettled(adapters.map((adapter) => adapter.stop())).then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  await Promise.all(adapters.map((adapter) => adapter.start())).catch((error: Error) => fail(error.message));
}

async function check(folder: string) {
  const { checkPack } = await import('./packs/check.ts');
  const problems = await checkPack(folder);
  for (const { file, line, message } of problems) output.write(`${join(folder, file)}:${line}: ${message}\n`);
  output.write(problems.length === 0 ? `${folder}: no problems\n` : `${problems.length} to change\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

const verbs = terminalCommands(commands, async ({ input: said, isJson }) => {
  const { bot } = await openBot();
  await (said ? terminal.runOnce(bot, screen, said, isJson) : terminal.runLines(bot, screen, isJson));
});
const folder = { type: 'positional', description: 'the folder of the pack', default: shippedPack } as const;
await runMain(
  defineCommand({
    meta: { name: 'tiebreak', description: 'From "this or that?" to a recorded decision, from reviewed passages.' },
    subCommands: {
      ...verbs,
      chat: defineCommand({ meta: { name: 'chat', description: 'Talk to it at a prompt' }, run: chat }),
      check: defineCommand({
        meta: { name: 'check', description: 'Report every problem of a pack' },
        args: { folder },
        run: ({ args }) => check(args.folder),
      }),
      start: defineCommand({ meta: { name: 'start', description: 'Start every platform whose tokens are set' }, run: start }),
    },
  }),
);
