import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../src/core/knowledge/ask.ts';
import type { Knowledge } from '../src/core/knowledge/knowledge.ts';
import type { Log } from '../src/core/ports.ts';
import { openLibrary } from '../src/packs/library.ts';
import { openPack } from '../src/packs/open.ts';
import { columns, round } from './metrics.ts';

/** The first phrasing of a file. */
const firstAsked = /(?<=^```asked\n).*$/m;
const silent: Log = { info() {}, warn() {}, error() {} };

/** Phrasings nobody could answer before, and what each teaches. */
const sayings = [
  ['wombats tumbling downhill', 'downhill wombats tumbling'],
  ['zeppelin beside lighthouse', 'lighthouse beside zeppelin'],
  ['pickled turnip carousel', 'turnip carousel pickled'],
] as const;

type Edit = { what: string; change(text: string): string; isThere(knowledge: Knowledge): boolean };

/** A correction, and a new phrasing: word for word, then by what it teaches. */
function edits(turn: number, [said, like]: (typeof sayings)[number], learned: object): Edit[] {
  const isAnswered = (knowledge: Knowledge, question: string): boolean => ask(knowledge, question).outcome === 'answer';
  return [
    {
      what: 'a fact',
      change: (text) => text.replace(/^- .*$/m, `- Looked at again in round ${turn}.`),
      isThere: ({ pack }) => JSON.stringify(pack.entries).includes(`Looked at again in round ${turn}.`),
    },
    {
      what: 'a phrasing, word for word',
      change: (text) => text.replace(firstAsked, said),
      isThere: (knowledge) => isAnswered(knowledge, said),
    },
    {
      what: 'the same, learned',
      change: (text) => text,
      isThere: (knowledge) => knowledge.learned !== learned && isAnswered(knowledge, like),
    },
  ];
}

/** How long after a file of a pack in service was saved what was changed there is in service; and how long nothing else could be done meanwhile. */
export async function benchEdits(packFolder: string): Promise<{ data: unknown; text: string }> {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  const place = { folder: join(root, 'pack'), cache: join(root, 'cache') };
  cpSync(packFolder, place.folder, { recursive: true });
  const file = join(place.folder, 'faq.md');
  const { knowledge, kept } = await openPack(place);
  if (!knowledge) throw new Error('the pack has problems: npm run -s tiebreak -- check');
  await kept;
  const library = openLibrary(place, knowledge, silent);
  library.watch();
  await wait(5_000); // as long after the start as an author needs to find the line
  const rows: { what: string; ms: number; held: number }[] = [];
  for (const [turn, saying] of sayings.entries()) {
    let saved = 0;
    for (const { what, change, isThere } of edits(turn, saying, library.knowledge().learned)) {
      const before = readFileSync(file, 'utf8');
      const after = change(before);
      if (after !== before) {
        saved = performance.now();
        writeFileSync(file, after);
      }
      let held = 0;
      for (let last = performance.now(); !isThere(library.knowledge()); last = performance.now()) {
        await wait(5);
        held = Math.max(held, performance.now() - last - 5);
        if (last - saved > 30_000) throw new Error(`${what}: not in service after 30 s ${JSON.stringify(library.problems())}`);
      }
      rows.push({ what, ms: round(performance.now() - saved, 0), held: round(held, 0) });
    }
    await wait(1_000);
  }
  library.close();
  rmSync(root, { recursive: true, force: true });
  const named = Map.groupBy(rows, ({ what }) => what);
  const table = [...named].map(([what, each]) => [
    what,
    each.map(({ ms }) => ms).join(' '),
    Math.max(...each.map(({ held }) => held)),
  ]);
  return { data: rows, text: columns([['edit', 'in service after, ms', 'longest pause, ms'], ...table]) };
}
