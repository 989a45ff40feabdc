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
  /** Whether an option is set against an outsider: "this or that", "more secure than that". */
  isAgainstOutside: boolean;
};

type Found = { option: string } | { outside: string } | undefined;
const isOption = (found: Found): found is { option: string } => found !== undefined && 'option' in found;

/** Two names (\u0001 an option, \u0002 an outsider) within a few words, and between them what sets things against each other. */
const link = '(?:[,/|]|\\b(?:or|vs|versus|than|over|against|instead of|rather than|compared (?:to|with)|from|to)\\b)';
const against = new RegExp(
  `\u0001[^.?!\u0001\u0002]{0,40}${link}[^.?!\u0001\u0002]{0,20}\u0002|\u0002[^.?!\u0001\u0002]{0,40}${link}[^.?!\u0001\u0002]{0,20}\u0001`,
  'i',
);

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
        if (isOption(found)) {
          options.add(found.option);
          return ` §${found.option} `;
        }
        if (found) outside.add(found.outside);
        return ' ';
      });
      const outline = text.replace(pattern, (name) => (isOption(lookUp(name)) ? ' \u0001 ' : ' \u0002 '));
      return {
        options: [...options],
        outside: [...outside],
        marked,
        rest: text.replace(pattern, ' '),
        isAgainstOutside: against.test(outline),
      };
    },
  };
}
