import { join } from 'node:path';
import { createKnowledge } from '../../src/core/knowledge/knowledge.ts';
import { loadPack } from '../../src/packs/load.ts';

export const shippedPack = join(import.meta.dirname, '../../knowledge/django-vs-flask');
export const breakfastPack = join(import.meta.dirname, '../packs/breakfast');

/** A pack made ready, for tests. */
export async function openKnowledge(folder: string) {
  const { pack, problems } = await loadPack(folder);
  if (!pack) throw new Error(JSON.stringify(problems, null, 2));
  return createKnowledge(pack);
}

export const knowledge = await openKnowledge(shippedPack);
