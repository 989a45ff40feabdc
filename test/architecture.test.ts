import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') }));

/** What a file imports: packages and built-ins by name, our own files by path from the root. */
const importsOf = ({ path, code }: { path: string; code: string }): string[] =>
  [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, join(root, dirname(path), name)) : name,
  );

/** For each room of the house, what may be imported there besides itself. */
const rules: { room: RegExp; may: RegExp[] }[] = [
  { room: /^src\/core\//, may: [/^src\/core\//, /^zod$/] },
  { room: /^src\/adapters\/slack\//, may: [/^src\/(core|adapters\/slack)\//, /^@slack\//, /^express$/, /^zod$/, /^node:/] },
  { room: /^src\/adapters\/discord\//, may: [/^src\/(core|adapters\/discord)\//, /^discord/, /^zod$/, /^node:/] },
  {
    room: /^src\/adapters\/terminal\//,
    may: [/^src\/(core|adapters\/terminal)\//, /^(citty|fast-string-width|fast-wrap-ansi)$/, /^node:/],
  },
  {
    room: /^src\/adapters\/web\//,
    may: [/^src\/(core|adapters\/web)\//, /^(express|express-rate-limit|helmet|marked|zod)$/, /^node:/],
  },
  // What each platform would be sent, for the pages: the one place where renderers meet.
  {
    room: /^src\/previews\.ts$/,
    may: [/^src\/core\//, /^src\/adapters\/(slack|discord)\/(form|limits|render)\.ts$/, /^src\/adapters\/web\/index\.ts$/],
  },
  { room: /^src\/packs\//, may: [/^src\/(core|packs)\//, /^(yaml|zod|marked)$/, /^node:/] },
  { room: /^src\/store\//, may: [/^src\/(core|store)\//, /^(kysely|pg|graphile-worker)(\/|$)/, /^node:/] },
  { room: /^src\/draw\.ts$/, may: [/^@resvg\/resvg-js$/] },
  { room: /^src\/server\//, may: [/^src\/(core|server)\//, /^(express|prom-client)$/, /^node:/] },
  {
    room: /^src\/(config|log)\.ts$/,
    may: [/^src\/core\//, /^src\/stderr\.ts$/, /^(zod|dotenv|pino)$/, /^node:(path|async_hooks|fs)$/],
  },
  { room: /^src\/stderr\.ts$/, may: [/^node:fs$/] },
  { room: /^src\/(lifecycle|observe)\.ts$/, may: [/^src\/(core|server)\//, /^src\/log\.ts$/] },
  { room: /^src\/upkeep\.ts$/, may: [/^src\/(core|store)\//, /^node:(path|fs\/promises)$/] },
  { room: /^src\/warm-up\.ts$/, may: [/^src\/core\//, /^node:timers\/promises$/] },
  { room: /^src\/(main|serve)\.ts$/, may: [/./] },
];

describe('the house rules', () => {
  it.each(files.map(({ path }) => path))('%s imports only what its room may', (path) => {
    const rule = rules.find(({ room }) => room.test(path));
    expect(rule, 'every file belongs to a room').toBeDefined();
    const file = files.find((each) => each.path === path);
    expect(importsOf(file as { path: string; code: string }).filter((name) => !rule?.may.some((may) => may.test(name)))).toEqual(
      [],
    );
  });

  it('finds the imports it judges', () => {
    const wiring = files.filter(({ path }) => path === 'src/main.ts' || path === 'src/serve.ts');
    expect(wiring.flatMap(importsOf)).toEqual(
      expect.arrayContaining(['node:path', 'src/config.ts', 'src/adapters/slack/index.ts']),
    );
  });

  it('keeps platforms, input and output out of the core', () => {
    const core = files.filter(({ path }) => path.startsWith('src/core/'));
    expect(core.length).toBeGreaterThan(8);
    const code = (file: { code: string }): string => file.code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(core.filter((file) => /slack|discord/i.test(file.code)).map(({ path }) => path)).toEqual([]);
    expect(
      core.filter((file) => /\b(process|console|fetch|setTimeout|setInterval)\b[.(]/.test(code(file))).map(({ path }) => path),
    ).toEqual([]);
  });

  it('keeps each database driver in one file', () => {
    const filesWith = (name: string): string[] => files.filter((file) => importsOf(file).includes(name)).map(({ path }) => path);
    expect(filesWith('node:sqlite')).toEqual(['src/store/checkpoint-worker.ts', 'src/store/lease.ts', 'src/store/sqlite.ts']);
    expect(filesWith('pg')).toEqual(['src/store/postgres.ts']);
  });

  it('knows no pack: the words of the one that ships stand nowhere in src', () => {
    expect(files.filter(({ code }) => /django|flask/i.test(code)).map(({ path }) => path)).toEqual([]);
  });

  it('reads the environment in main.ts only, which stays short', () => {
    expect(files.filter(({ code }) => code.includes('process.env')).map(({ path }) => path)).toEqual(['src/main.ts']);
    expect(files.find(({ path }) => path === 'src/main.ts')?.code.split('\n').length).toBeLessThanOrEqual(110);
  });

  it('gives each adapter the same six file names', () => {
    for (const adapter of ['slack', 'discord', 'terminal', 'web']) {
      for (const name of ['index', 'parse', 'render', 'commands', 'form', 'limits']) {
        expect(files.map(({ path }) => path)).toContain(`src/adapters/${adapter}/${name}.ts`);
      }
    }
  });

  it('has a map in which every file has its row, below its folder', () => {
    const map = readFileSync(join(root, 'src/README.md'), 'utf8');
    const sections = map.split(/^### /m).slice(1);
    const rows = (folder: string): string =>
      sections.filter((section) => section.split('\n', 1)[0]?.includes(`\`${folder}/\``)).join('\n');
    const missing = files
      .map(({ path }) => path.replace(/^src\//, ''))
      .filter((path) => {
        const folders = path.split('/');
        const name = folders.pop() as string;
        // Those of an adapter stand below its own name.
        const folder = (folders[0] === 'adapters' ? folders[1] : folders.join('/')) || 'src';
        return !rows(folder).includes(`${name}\``);
      });
    expect(files.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});
