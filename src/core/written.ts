import type { Context } from './commands.ts';
import { mostPeople } from './form.ts';

/** Invisible characters: they could make two options look alike, or reverse the text behind one, such as its count. */
export const unseen = /[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** A name in one line without invisible characters; empty if nothing visible is left. */
export const asName = (name: string): string => name.replace(unseen, '').replace(/\s+/g, ' ').trim();

/**
 * Puts people's names in place of the ids that a platform leaves in what was said, where the words are kept or shown. Only the first few people
 * are looked up; no list of options holds more.
 */
export async function inNames(said: string[], { platform, event }: Pick<Context, 'platform' | 'event'>): Promise<string[]> {
  const { writtenId } = platform;
  if (writtenId === null) return said;
  const ids = [...new Set(said.join('\n').match(writtenId))].slice(0, mostPeople);
  if (ids.length === 0) return said;
  const names = (await platform.namesOf(event, ids)).map(asName);
  const nameOf = (id: string): string => {
    const name = names[ids.indexOf(id)] ?? id;
    return names.filter((each) => each === name).length > 1 ? `${name} (${id})` : name;
  };
  return said.map((each) => each.replace(writtenId, nameOf));
}
