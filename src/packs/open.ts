import { createKnowledge, type Knowledge, learnPack, lessonsOf } from '../core/knowledge/knowledge.ts';
import type { Problem } from '../core/ports.ts';
import { digestOf, once, type Place } from './cache.ts';

type Opened = { knowledge: Knowledge; problems: [] } | { knowledge: null; problems: Problem[] };

/**
 * The pack at `place`, ready to answer, or every problem that keeps it from that. Reading is done once for each edition, and training, which takes
 * longest, once for whatever is to be learned: a corrected answer or table needs none.
 */
export async function openPack(place: Place): Promise<Opened> {
  let found: Problem[] = [];
  const read = await once(place, 'pack', async () => {
    const { loadPack } = await import('./load.ts'); // with its parsers, which a kept pack does not need
    const { pack, problems } = await loadPack(place.folder);
    found = problems;
    return pack && { pack, lessons: digestOf(JSON.stringify(lessonsOf(pack))).toString('hex') };
  });
  if (!read) return { knowledge: null, problems: found };
  const learned = await once(place, 'learned', async () => learnPack(read.pack), read.lessons);
  return { knowledge: createKnowledge(read.pack, learned ?? undefined), problems: [] };
}
