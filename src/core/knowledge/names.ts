import { remembering } from '../memo.ts';
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

type Found = { option: string } | { outside: string; isWord: boolean };
const isOption = (found: Found): found is { option: string } => 'option' in found;
const isEveryday = (found: Found): boolean => !isOption(found) && found.isWord;

/** A text in which names are marks: \u0001 an option, \u0002 an outsider. */
const gap = '[^.?!\u0001\u0002]';
const inEitherOrder = (pattern: (one: string, other: string) => string): string =>
  `${pattern('\u0001', '\u0002')}|${pattern('\u0002', '\u0001')}`;
/** What sets two names within a few words against each other: a word between them, or a comparison or a move that names both. */
const link = '(?:/|\\bvs\\.|\\b(?:or|vs|versus|than|over|against|instead of|rather than|compared (?:to|with))\\b)';
const move = '\\b(?:compar|switch|mov|migrat|port|chang|convert)\\w*\\b';
const against = new RegExp(
  [
    inEitherOrder((one, other) => `${one}${gap}{0,40}${link}${gap}{0,20}${other}`),
    inEitherOrder((one, other) => `${move}${gap}{0,30}${one}${gap}{0,20}\\b(?:to|with|and|from|into)\\b${gap}{0,10}${other}`),
    inEitherOrder((one, other) => `${one}\\s*,\\s*${other}\\s*,?\\s*or\\b`),
    inEitherOrder((one, other) => `${one}\\s+(?:to|with|(?:\\w+\\s+)?similar to)\\s+${other}`),
    // Elsewhere "like" is often a verb: "do developers like it?"
    inEitherOrder(
      (one, other) => `(?:\\b(?:is|are)\\s+${one}|${one}\\s+(?:is|are|be|works?|more))\\s+(?:more\\s+)?like\\s+${other}`,
    ),
    inEitherOrder((one, other) => `\\b(?:between|differ\\w*)\\b${gap}{0,20}${one}\\s*(?:and|&)\\s*${other}`),
    inEitherOrder(
      (one, other) =>
        `${one}\\s*(?:and|&)\\s*${other}(?:${gap}{0,20}\\bdiffer\\w*\\b|\\W{0,3}\\s*which(?: one)? (?:is|are|do|would|should)\\b)`,
    ),
  ].join('|'),
  'i',
);
/** What follows an everyday word that is a verb where it stands: "to go with". */
const particle = '\\s+(?:with|ahead|back|through)\\b';

/** A text without accents and with straight apostrophes, as names are looked for: people leave out the ones, and phones bend the others. No letter moves. */
export const folded = (text: string): string =>
  text.replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, (letter) => letter.normalize('NFD').charAt(0)).replace(/[‘’]/g, "'");

/**
 * Finds any of some names: whole words, any case, the longest name first. "C" is not named in "C++" and "C#".
 * @param after what must follow a name, as a pattern
 * @param ending what may belong to any of them
 */
export function findNames(names: Iterable<string>, after: (name: string) => string = () => '', ending = ''): RegExp {
  const alternatives = [...names].sort((a, b) => b.length - a.length).map((name) => `${RegExp.escape(name)}${after(name)}`);
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})${ending}(?![\\p{L}\\p{N}]|\\+\\+|#(?![\\p{L}\\p{N}]))`,
    'giu',
  );
}

export type Names = { read(text: string): Named };

/** So many texts that were read last are remembered: what somebody says is read by all who might have to do with it. */
const remembered = 16;

/**
 * Finds options and outsiders by all their names. An everyday word that also names an outsider, or is its name, counts only where it is set
 * against an option.
 */
export function createNames(pack: Pick<Pack, 'options' | 'outside'>): Names {
  const known = new Map<string, Found>();
  for (const { name, aliases } of pack.outside)
    for (const each of [name, ...aliases]) known.set(folded(each).toLowerCase(), { outside: name, isWord: false });
  for (const { name, words } of pack.outside)
    for (const word of words) known.set(folded(word).toLowerCase(), { outside: name, isWord: true });
  for (const { id, name, aliases } of pack.options)
    for (const each of [id, name, ...aliases]) known.set(folded(each).toLowerCase(), { option: id });
  const lookUp = (name: string): Found => {
    const said = name.toLowerCase();
    return known.get(said) ?? known.get(said.replace(/['’]?s$/, '')) ?? { outside: name, isWord: true };
  };
  const pattern = findNames(known.keys(), (name) => (isEveryday(lookUp(name)) ? `(?!${particle})` : ''), "(?:['’]?s)?");

  const read = (said: string): Named => {
    const text = folded(said.normalize('NFC')); // as a pack is
    const outline = text.replace(pattern, (name) => (isOption(lookUp(name)) ? ' \u0001 ' : ' \u0002 '));
    const isAgainstOutside = against.test(outline);
    const isNamed = (found: Found): boolean => !isEveryday(found) || isAgainstOutside;
    const options = new Set<string>();
    const outside = new Set<string>();
    const marked = text.replace(pattern, (name) => {
      const found = lookUp(name);
      if (!isNamed(found)) return name;
      if (!isOption(found)) {
        outside.add(found.outside);
        return ' ';
      }
      options.add(found.option);
      return ` §${found.option} `;
    });
    const rest = text.replace(pattern, (name) => (isNamed(lookUp(name)) ? ' ' : name));
    return { options: [...options], outside: [...outside], marked, rest, isAgainstOutside };
  };
  return { read: remembering(remembered, read) };
}
