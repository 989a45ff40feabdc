import { join } from 'node:path';
import { openPack } from '../../src/packs/open.ts';

export const shippedPack = join(import.meta.dirname, '../../knowledge/django-vs-flask');
export const breakfastPack = join(import.meta.dirname, '../packs/breakfast');
/** Shared by all tests, so that not each of them trains anew. */
export const testCache = join(import.meta.dirname, '../../node_modules/.cache/tiebreak-tests');

/** A pack made ready, for tests. */
export async function openKnowledge(folder: string) {
  const { knowledge, problems } = await openPack({ folder, cache: testCache });
  if (!knowledge) throw new Error(JSON.stringify(problems, null, 2));
  return knowledge;
}

export const knowledge = await openKnowledge(shippedPack);
