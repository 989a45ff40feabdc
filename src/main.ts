import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(); // before anything else is imported: a second start finds its modules already compiled
const [{ runMain }, { default: dotenv }, { readConfig }, { commands }, terminal, { createProgram }] = await Promise.all([
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
const clock = Date.now;

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

function openConfig() {
  dotenv.config({ quiet: true });
  const { config, problems } = readConfig(process.env, root);
  return config ?? fail('The environment (.env) is not right yet:', ...problems.map((problem) => `  ${problem}`));
}

async function openKnowledge(folder: string | null) {
  const [{ firstPack, loadPack }, { createKnowledge }] = await Promise.all([
    import('./packs/load.ts'),
    import('./core/knowledge/knowledge.ts'),
  ]);
  const { pack, problems } = await loadPack(folder ?? (await firstPack(shelf)));
  return pack
    ? createKnowledge(pack)
    : fail('The pack cannot be used yet:', ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`));
}

/** A bot whose store need not last. */
async function openBot() {
  const { pack, logLevel } = openConfig();
  const [knowledge, { createMemoryStore }, { createBot }, { createLog }] = await Promise.all([
    openKnowledge(pack),
    import('./store/memory.ts'),
    import('./core/bot.ts'),
    import('./log.ts'),
  ]);
  const [store, platformOf, log] = [createMemoryStore(clock), () => terminal.platform, createLog(logLevel)];
  return createBot({ knowledge, commands, store, platformOf, clock, log });
}

async function openUpkeep() {
  const { database, logLevel } = openConfig();
  const [{ createUpkeep }, { createLog }] = await Promise.all([import('./upkeep.ts'), import('./log.ts')]);
  return createUpkeep(database, { clock, log: createLog(logLevel) });
}

await runMain(
  createProgram(commands, screen, {
    fail,
    /** Everything whose tokens are set; without any, says what is missing and offers the prompt. */
    async serve(only) {
      const config = openConfig();
      const [knowledge, { missing, serve }] = await Promise.all([openKnowledge(config.pack), import('./serve.ts')]);
      const lacks = missing(config, only);
      if (only && lacks.length > 0) fail(...lacks);
      const { bot, close, problems } = await serve({ config, only, knowledge, commands, clock });
      process.stderr.write(lacks.map((each) => `Not connected. ${each}\n\n`).join(''));
      if (problems.length > 0) fail(...problems);
      if (!bot) return;
      screen.output.write('Until then, ask me here: `help` lists what I can do, `exit` ends.\n\n');
      await terminal.createTerminalAdapter({ bot, screen }).start();
      await close();
    },
    async run({ input: said, everyLine, isJson }) {
      const bot = await openBot();
      if (everyLine === null) await terminal.runOnce(bot, screen, said, isJson);
      else await terminal.runLines(bot, screen, { verb: said.verb, argument: everyLine }, isJson);
    },
    chat: async () => terminal.createTerminalAdapter({ bot: await openBot(), screen }).start(),
    migrate: async () => (await openUpkeep()).migrate(),
    rekey: async () => (await openUpkeep()).rekey(),
    export: async (address, write) => (await openUpkeep()).export(address, write),
    erase: async (address) => (await openUpkeep()).erase(address),
    async check(named) {
      const [{ checkPack }, { firstPack }] = await Promise.all([import('./packs/check.ts'), import('./packs/load.ts')]);
      const folder = named ?? openConfig().pack ?? (await firstPack(shelf));
      const problems = await checkPack(folder);
      return { folder, problems: problems.map(({ file, line, message }) => `${join(folder, file)}:${line}: ${message}`) };
    },
  }),
);
