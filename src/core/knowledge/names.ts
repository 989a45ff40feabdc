import type { Pack } from './pack.ts';

/** Which options and outsiders of a pack a text names, each once, in the order they appear; and the text with each option marked. */
export type Named = {
  /** Ids of options. */
  options: string[];
  /** Display names of things the pack knows it does not know. */
  outside: string[];
  /** The text with every name of an option as `§id` and without the outsiders, for the matcher. */
  marked: string;
  /** The text without any of the names. */
  rest: string;
};

export type Names = { read(text: string): Named };

/** Finds options and outsiders by all their names: whole words, any case, the longest name first. */
export function createNames(pack: Pick<Pack, 'options' | 'outside'>): Names {
  const known = new Map<string, { option: string } | { outside: string }>();
  for (const each of pack.outside)
    for (const name of [each.name, ...each.aliases]) known.set(name.toLowerCase(), { outside: each.name });
  for (const each of pack.options)
    for (const name of [each.id, each.name, ...each.aliases]) known.set(name.toLowerCase(), { option: each.id });
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${[...known.keys()]
      .sort((a, b) => b.length - a.length)
      .map((name) => RegExp.escape(name))
      .join('|')})(?:['’]s)?(?![\\p{L}\\p{N}_])`,
    'giu',
  );
  const lookUp = (name: string) => known.get(name.toLowerCase()) ?? known.get(name.toLowerCase().replace(/['’]s$/, ''));

  return {
    read(text) {
      const options = new Set<string>();
      const outside = new Set<string>();
      const marked = text.replace(pattern, (name) => {
        const found = lookUp(name);
        if (found && 'option' in found) {
          options.add(found.option);
          return ` §${found.option} `;
        }
        if (found) outside.add(found.outside);
        return ' ';
      });
      return { options: [...options], outside: [...outside], marked, rest: text.replace(pattern, ' ') };
    },
  };
}
