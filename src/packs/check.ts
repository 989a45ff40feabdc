import { setImmediate as turn } from 'node:timers/promises';
import { ask } from '../core/knowledge/ask.ts';
import { createKnowledge, type Knowledge } from '../core/knowledge/knowledge.ts';
import type { Entry, Pack } from '../core/knowledge/pack.ts';
import type { Problem } from '../core/ports.ts';
import { sentenceList } from '../core/sentences.ts';
import { idleCriteria } from './criteria.ts';
import { loadPack } from './load.ts';

/** How sure of another entry, and how unsure of its own, the matcher must be of a phrasing it has not learned, to call it misplaced. */
const misplaced = { other: 0.95, own: 0.035 };
const folds = 10;

/**
 * Every problem of the pack in `folder`: what keeps it from loading, and, once it loads, phrasings that another entry answers better, or that
 * are declined for what they name, suggestions that are not answered outright, and criteria that decide nothing. Empty if there is nothing to
 * change.
 */
export async function checkPack(folder: string): Promise<Problem[]> {
  const { pack, locate, problems } = await loadPack(folder);
  if (!pack) return problems;
  const knowledge = createKnowledge(pack);
  const found: Problem[] = idleCriteria(pack, locate);
  for (const { entry, at, other } of await misplacedPhrasings(pack, knowledge)) {
    const index = pack.entries.indexOf(entry);
    found.push({
      ...locate(['entries', index, 'asked', at]),
      message: `${entry.id}: "${entry.asked[at]}" is answered better by ${other}: reword it, or move it there`,
    });
  }
  pack.entries.forEach((entry, index) => {
    entry.asked.forEach((asked, at) => {
      const { outside } = knowledge.names.read(asked);
      if (outside.length === 0 || ask(knowledge, asked).outcome !== 'declined') return;
      found.push({
        ...locate(['entries', index, 'asked', at]),
        message: `${entry.id}: "${asked}" names ${sentenceList(outside)}, which pack.yaml lists as outside: such a question is declined. Reword it without that name, or remove it`,
      });
    });
  });
  pack.suggestions.forEach((question, index) => {
    if (ask(knowledge, question).outcome === 'answer') return;
    found.push({
      ...locate(['suggestions', index]),
      message: `suggestions: "${question}" is not answered outright: ask something the pack answers`,
    });
  });
  return found;
}

/**
 * Phrasings for which another entry wins, although they were learned as this entry's; or wins clearly while they are held back (a tenth of all
 * phrasings at a time), and nothing else in this entry resembles them.
 */
async function misplacedPhrasings(pack: Pack, whole: Knowledge): Promise<{ entry: Entry; at: number; other: string }[]> {
  const found: { entry: Entry; at: number; other: string }[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    await turn(); // whoever asked may be gone by now
    const isHeldBack = (at: number, index: number): boolean => (at + index) % folds === fold;
    const entries = pack.entries.map((entry, index) => ({
      ...entry,
      asked: entry.asked.filter((_, at) => !isHeldBack(at, index)),
    }));
    const partial = createKnowledge({ ...pack, entries });
    pack.entries.forEach((entry, index) => {
      entry.asked.forEach((asked, at) => {
        if (!isHeldBack(at, index)) return;
        const [learned] = whole.match(asked);
        const held = partial.match(asked);
        const own = held.find(({ label }) => label === entry.id)?.score ?? 0;
        const best = held[0];
        if (learned && learned.label !== entry.id) found.push({ entry, at, other: learned.label });
        else if (best && best.label !== entry.id && best.score >= misplaced.other && own <= misplaced.own)
          found.push({ entry, at, other: best.label });
      });
    });
  }
  return found;
}
