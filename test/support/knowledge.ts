import { join } from 'node:path';
import { createKnowledge } from '../../src/core/knowledge/knowledge.ts';
import type { Pack } from '../../src/core/knowledge/pack.ts';
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

/** The shipped pack with other criteria. No question is matched by them: nothing is learned anew, which takes a second. */
export const knowledgeWith = (part: Pick<Pack, 'criteria'>) =>
  createKnowledge({ ...knowledge.pack, ...part }, undefined, knowledge.learned);
