import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

if (!process.stdout.isTTY || process.env.NO_COLOR) process.env.NO_COLOR = '1'; // else citty colors also into a pipe
enableCompileCache(); // before anything else is imported: a second start finds its modules already compiled
const [{ runMain }, { default: dotenv }, { notOurs, readConfig, readDotenv }, { openScreen }, { createProgram, mustBeCommand }] =
  await Promise.all([
    import('citty'),
    import('dotenv'),
    import('./config.ts'),
    import('./adapters/terminal/screen.ts'),
    import('./adapters/terminal/commands.ts'),
  ]);

const root = join(import.meta.dirname, '..');
const shelf = join(root, 'knowledge');
const screen = openScreen(process);
const clock = Date.now;
/** The verbs whose rows a later run has to find. */
const lasting = new Set(['decide', 'decisions']);

function fail(...lines: string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

function openConfig() {
  const { values, problem } = readDotenv('.env');
  if (problem) fail(problem);
  dotenv.populate(process.env as Record<string, string>, values);
  const { config, problems } = readConfig(process.env, root, Object.keys(values));
  return config ?? fail('The environment (.env) is not right yet:', ...problems.map((problem) => `  ${problem}`));
}

/** The folder of the pack that is named, or of the first one. */
async function packFolder(named: string | null): Promise<string> {
  const { firstPack, mustBeFolder } = await import('./packs/files.ts');
  return named === null ? firstPack(shelf) : mustBeFolder(named);
}

async function openPack(named: string | null) {
  const [folder, { openPack }] = await Promise.all([packFolder(named), import('./packs/open.ts')]);
  const place = { folder, cache: join(root, 'node_modules', '.cache', 'tiebreak') };
  const { knowledge, problems } = await openPack(place);
  return knowledge
    ? { place, knowledge }
    : fail(
        `The pack in ${folder} cannot be used yet${named === null ? '' : ' (TIEBREAK_PACK names it)'}:`,
        ...problems.map(({ file, line, message }) => `  ${file}:${line}: ${message}`),
      );
}

/** A bot for one person; only what is decided has to last, and only then a database is opened. */
async function openBot(isLasting: boolean) {
  const { pack: named, logLevel, database } = openConfig();
  const [{ knowledge }, { platform }, { createMemoryStore }, { createBot }, { createLog }] = await Promise.all([
    openPack(named),
    import('./adapters/terminal/index.ts'),
    import('./store/memory.ts'),
    import('./core/bot.ts'),
    import('./log.ts'),
  ]);
  const [platformOf, log] = [() => platform, createLog(logLevel)];
  const store = isLasting
    ? await (await import('./store/open.ts')).openStore(database, { clock, log })
    : createMemoryStore(clock);
  return { bot: createBot({ knowledge: () => knowledge, store, platformOf, clock, log }), close: store.close };
}

const program = createProgram(screen, {
  version: manifest.version,
  fail,
  /** Everything whose tokens are set; without any, says what is missing and serves the playground. */
  async serve(only) {
    const config = openConfig();
    const [opened, { missing, serve }] = await Promise.all([openPack(config.pack), import('./serve.ts')]);
    const [lacks, strange] = [missing(config, only), config.unknown.map(notOurs)];
    if (only && lacks.length > 0) fail(...lacks, ...strange);
    const { playground, problems } = await serve({ ...opened, config, only, clock });
    if (!config.slack && !config.discord)
      process.stderr.write([...lacks.map((each) => `Not connected. ${each}`), ...strange].map((each) => `${each}\n\n`).join(''));
    if (problems.length > 0) fail(...problems);
    if (playground) screen.output.write(`The playground: open ${playground} (or stay here: npm run tiebreak -- chat)\n`);
  },
  async run(call) {
    const { bot, close } = await openBot(lasting.has(call.input.verb));
    await (await import('./adapters/terminal/once.ts')).run(bot, screen, call);
    await close();
  },
  async chat() {
    const { bot, close } = await openBot(true);
    await (await import('./adapters/terminal/index.ts')).chat(bot, screen);
    await close();
  },
  async upkeep() {
    const { database, logLevel } = openConfig();
    const [{ createUpkeep }, { createLog }] = await Promise.all([import('./upkeep.ts'), import('./log.ts')]);
    return createUpkeep(database, { clock, log: createLog(logLevel) });
  },
  async check(named) {
    const [folder, { checkPack }] = await Promise.all([packFolder(named ?? openConfig().pack), import('./packs/check.ts')]);
    const problems = await checkPack(folder);
    return { folder, problems: problems.map(({ file, line, message }) => `${join(folder, file)}:${line}: ${message}`) };
  },
});
mustBeCommand(program, process.argv.slice(2), fail);
await runMain(program);
