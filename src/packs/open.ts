import { createKnowledge, type Knowledge, lessonsOf } from '../core/knowledge/knowledge.ts';
import type { Learned } from '../core/knowledge/matcher.ts';
import type { Problem } from '../core/ports.ts';
import { digestOf, once, type PackPlace } from './cache.ts';
import { learnAside } from './learn.ts';

/** `kept` resolves once the next process can find this in the cache; there is no need to wait for it before answering. */
type Opened = ({ knowledge: Knowledge; problems: [] } | { knowledge: null; problems: Problem[] }) & { kept: Promise<unknown> };

/** What to do while a pack is learned: serve it with what an earlier edition of it taught. */
type Meanwhile = { learned: Learned; serve(knowledge: Knowledge): void };

/** What reads a pack, with its parsers; a kept pack needs none of it. */
export const readers = () => import('./load.ts');

/**
 * The pack at `place`, ready to answer, or every problem that keeps it from being so. It is read once for each edition. Training, which takes longest,
 * is done only if what is to be learned has changed: a corrected answer or table needs none.
 * @param signal ends the training; what is awaited here is then rejected
 */
export async function openPack(place: PackPlace, meanwhile?: Meanwhile, signal?: AbortSignal): Promise<Opened> {
  let found: Problem[] = [];
  const { value: read, kept } = await once(place, 'pack', async () => {
    const { loadPack } = await readers();
    const { pack, problems } = await loadPack(place.folder);
    found = problems;
    if (!pack) return null;
    const lessons = lessonsOf(pack);
    return { pack, lessons, digest: digestOf(JSON.stringify(lessons)).toString('hex') };
  });
  if (!read) return { knowledge: null, problems: found, kept };
  const { pack, lessons, digest } = read;
  const train = (): Promise<Learned> => {
    meanwhile?.serve(createKnowledge(pack, lessons, meanwhile.learned));
    return learnAside(lessons, signal);
  };
  const learned = await once(place, 'learned', train, digest);
  const knowledge = createKnowledge(pack, lessons, learned.value ?? undefined);
  return { knowledge, problems: [], kept: Promise.all([kept, learned.kept]) };
}
