import { createKnowledge, type Knowledge, learnPack, lessonsOf } from '../core/knowledge/knowledge.ts';
import type { Problem } from '../core/ports.ts';
import { digestOf, once, type Place } from './cache.ts';

/** `kept` resolves once the next process finds what was made; nobody needs to wait for it before answering. */
type Opened = ({ knowledge: Knowledge; problems: [] } | { knowledge: null; problems: Problem[] }) & { kept: Promise<unknown> };

/** What reads a pack, with its parsers; a kept pack needs none of it. */
export const readers = () => import('./load.ts');

/**
 * The pack at `place`, ready to answer, or every problem that keeps it from that. Reading is done once for each edition, and training, which takes
 * longest, once for whatever is to be learned: a corrected answer or table needs none.
 */
export async function openPack(place: Place): Promise<Opened> {
  let found: Problem[] = [];
  const { value: read, kept } = await once(place, 'pack', async () => {
    const { loadPack } = await readers();
    const { pack, problems } = await loadPack(place.folder);
    found = problems;
    return pack && { pack, lessons: digestOf(JSON.stringify(lessonsOf(pack))).toString('hex') };
  });
  if (!read) return { knowledge: null, problems: found, kept };
  const learned = await once(place, 'learned', async () => learnPack(read.pack), read.lessons);
  const knowledge = createKnowledge(read.pack, learned.value ?? undefined);
  return { knowledge, problems: [], kept: Promise.all([kept, learned.kept]) };
}
