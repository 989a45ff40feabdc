import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Store } from './core/ports.ts';

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

async function openPack(named: string | null) {
  const { firstPack, loadPack } = await import('./packs/load.ts');
  const folder = named ?? (await firstPack(shelf));
  const { pack, problems } = await loadPack(folder);
  return pack
    ? { folder, pack }
    : fail('The pack cannot be used yet:', ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`));
}

/** A bot whose store need not last. */
async function openBot() {
  const { pack: named, logLevel } = openConfig();
  const [{ pack }, { createKnowledge }, { createMemoryStore }, { createBot }, { createLog }] = await Promise.all([
    openPack(named),
    import('./core/knowledge/knowledge.ts'),
    import('./store/memory.ts'),
    import('./core/bot.ts'),
    import('./log.ts'),
  ]);
  const knowledge = createKnowledge(pack);
  const [store, log] = [createMemoryStore(clock), createLog(logLevel)];
  const platformOf = () => terminal.platform;
  return createBot({ knowledge: () => knowledge, commands, store, platformOf, clock, log });
}

/** The store that lasts, closed when the work is done. */
async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const { database, logLevel } = openConfig();
  const [{ openStore }, { createLog }] = await Promise.all([import('./store/open.ts'), import('./log.ts')]);
  const store = await openStore(database, { clock, log: createLog(logLevel) });
  return work(store).finally(() => store.close());
}

await runMain(
  createProgram(commands, screen, {
    fail,
    /** Everything whose tokens are set; without any, says what is missing and serves the playground. */
    async serve(only) {
      const config = openConfig();
      const [opened, { missing, serve }] = await Promise.all([openPack(config.pack), import('./serve.ts')]);
      const lacks = missing(config, only);
      if (only && lacks.length > 0) fail(...lacks);
      const { playground, problems } = await serve({ ...opened, config, only, commands, clock });
      process.stderr.write(lacks.map((each) => `Not connected. ${each}\n\n`).join(''));
      if (problems.length > 0) fail(...problems);
      if (playground) screen.output.write(`The playground: open ${playground} (or stay here: npm run tiebreak -- chat)\n`);
    },
    async run({ input: said, isJson }) {
      const bot = await openBot();
      await (said ? terminal.runOnce(bot, screen, said, isJson) : terminal.runLines(bot, screen, isJson));
    },
    chat: async () => terminal.createTerminalAdapter({ bot: await openBot(), screen }).start(),
    async migrate() {
      const { database, logLevel } = openConfig();
      const [{ migrateStore }, { createLog }] = await Promise.all([import('./store/open.ts'), import('./log.ts')]);
      return migrateStore(database, { log: createLog(logLevel) });
    },
    rekey: () => withStore((store) => store.reseal()),
    export: (address, write) =>
      withStore(async (store) => {
        const { exportLines } = await import('./core/data.ts');
        for await (const line of exportLines(address, store.workspace(address.platform, address.workspace), clock()))
          await write(line);
      }),
    erase: ({ platform, workspace, user }) =>
      withStore(async (store) => {
        if (user === null) await store.installations(platform).erase(workspace, clock());
        return store.workspace(platform, workspace).erase(user);
      }),
    async check(named) {
      const [{ checkPack }, { firstPack }] = await Promise.all([import('./packs/check.ts'), import('./packs/load.ts')]);
      const folder = named ?? openConfig().pack ?? (await firstPack(shelf));
      const problems = await checkPack(folder);
      return { folder, problems: problems.map(({ file, line, message }) => `${join(folder, file)}:${line}: ${message}`) };
    },
  }),
);
