import { createKnowledge, type Knowledge, learnPack } from '../core/knowledge/knowledge.ts';
import type { Problem } from '../core/ports.ts';
import { once, type Place } from './cache.ts';

type Opened = { knowledge: Knowledge; problems: [] } | { knowledge: null; problems: Problem[] };

/**
 * The pack at `place`, ready to answer, or every problem that keeps it from that. Reading and training take most of a second, and are done once
 * for each edition.
 */
export async function openPack(place: Place): Promise<Opened> {
  let found: Problem[] = [];
  const made = await once(place, 'pack', async () => {
    const { loadPack } = await import('./load.ts'); // with its parsers, which a kept pack does not need
    const { pack, problems } = await loadPack(place.folder);
    found = problems;
    return pack && { pack, learned: learnPack(pack) };
  });
  return made ? { knowledge: createKnowledge(made.pack, made.learned), problems: [] } : { knowledge: null, problems: found };
}
