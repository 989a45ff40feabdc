import { ask } from '../core/knowledge/ask.ts';
import { createKnowledge } from '../core/knowledge/knowledge.ts';
import { loadPack, type Problem } from './load.ts';

/**
 * Every problem of the pack in `folder`: what keeps it from loading, and, once it loads, phrasings that another entry answers better and
 * suggestions that are not answered outright. Empty when there is nothing to change.
 */
export async function checkPack(folder: string): Promise<Problem[]> {
  const { pack, place, problems } = await loadPack(folder);
  if (!pack) return problems;
  const knowledge = createKnowledge(pack);
  const found: Problem[] = [];
  pack.entries.forEach((entry, index) => {
    entry.asked.forEach((asked, at) => {
      const best = knowledge.match(asked)[0];
      if (!best || best.label === entry.id) return;
      found.push({
        ...place(['entries', index, 'asked', at]),
        message: `${entry.id}: "${asked}" is answered better by ${best.label}: reword it, or move it there`,
      });
    });
  });
  pack.suggestions.forEach((question, index) => {
    const { outcome } = ask(knowledge, question);
    if (outcome === 'answer') return;
    found.push({
      ...place(['suggestions', index]),
      message: `suggestions: "${question}" is not answered outright: ask something the pack answers`,
    });
  });
  return found;
}
