import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** What stands in a group of a pattern, wherever it is found; each once, in order. */
const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, each]) => each as string))].sort();

const documents = ['README.md', 'src/README.md', ...globSync('docs/*.md', { cwd: root })];

describe('the documents', () => {
  it('name every variable of the environment, and no other', () => {
    expect(found(read('.env.example'), /^# ([A-Z_]+)=/gm)).toEqual(found(read('src/config.ts'), /^ {2}([A-Z_]+): /gm));
  });

  it('name every metric, and no other', () => {
    const metric = /(tiebreak_[a-z_]+)/g;
    expect(found(read('docs/operations.md'), metric)).toEqual(found(read('src/server/metrics.ts'), metric));
  });

  it.each(documents)('were merged to the end: %s', (path) => expect(read(path)).not.toMatch(/^(?:<{7}|={7}|>{7})(?: |$)/m));

  it.each(documents)('lead somewhere: %s', (path) => {
    /** As GitHub makes the name of a heading's place. */
    const place = (heading: string): string =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
    const text = read(path).replace(/`[^`\n]*`/g, '');
    const lost = found(text, /\]\(([^)\s]+)\)/g)
      .filter((link) => !link.startsWith('https://'))
      .filter((link) => {
        const [file = '', heading] = link.split('#');
        const target = file === '' ? path : join(dirname(path), file);
        if (!existsSync(join(root, target))) return true;
        return (
          heading !== undefined &&
          !found(read(target), /^#+ (.+)$/gm)
            .map(place)
            .includes(heading)
        );
      });
    expect(lost).toEqual([]);
  });
});
