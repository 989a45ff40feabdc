import { folded } from '../knowledge/names.ts';
import type { Option } from '../knowledge/pack.ts';
import { contracted } from './stance.ts';

/**
 * The small language in which a pack writes the words that reveal an answer, so that nobody has to write regular expressions:
 *
 *     log in                 these words in a row, in any case, also with a plural s, a hyphen, or without an apostrophe
 *     deploy*                a word that begins like this
 *     (team|group) of        one of these
 *     a? prototype           with or without this word
 *     no ... experience      up to four words between, none of which denies
 *     {2-4} people           a number from 2 to 4, in digits or words; {5+} for 5 and more
 *     we use @tea            any name of the option with this id
 */
export type Phrase = {
  /** The words it may begin with, as `keysOf` gives them. */
  anchors: string[];
  /** For each word that must occur, the forms it may have: a quick way to see that the phrase is not in a text. */
  needs: string[][];
  /** Where it ends if it begins at `start`, the beginning of a word in a lower-case text; null if it is not there. */
  endAt(text: string, start: number): number | null;
};

/** Letters and digits of any script, without general punctuation; a plain range, because it compiles fast. */
const letter = '[a-z0-9_\\u00aa-\\u1fff\\u2c00-\\ud7ff]';
/** Up to four characters between two words, but not a dash between blanks: that begins something new. */
const separator = `(?!${letter}|\\s[-\u2013\u2014]\\s)[^.!?;\\n](?:(?!${letter})[^.!?;\\n]){0,3}`;
/** A word between two words of a phrase; one that denies makes it say something else. */
const anyWord = `(?!(?:never|not|cannot|${contracted.source})(?!${letter}))${letter}(?:${letter}|[@'’])*`;

const numberWords =
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty`.split(/\s+/);
const wordNumbers = new Map<string, number>([
  ...numberWords.map((word, number) => [word, number] as const),
  ['a couple of', 2],
  ['couple of', 2],
  ['a few', 3],
  ['half a dozen', 6],
  ['a dozen', 12],
  ['dozen', 12],
  ['thirty', 30],
  ['forty', 40],
  ['fifty', 50],
  ['a hundred', 100],
]);
const anyNumber = `(\\d{1,3}(?:,\\d{3})+|\\d{1,6}k?|${[...wordNumbers.keys()].sort((a, b) => b.length - a.length).join('|')})`;

const numberAnchors = [
  ...[...'0123456789'].map((digit) => `${digit}*`),
  ...[...wordNumbers.keys()].map((word) => word.split(' ')[0] as string),
];

const numberOf = (said: string): number =>
  wordNumbers.get(said.toLowerCase()) ?? Number(said.replace(/,/g, '').replace(/k$/i, '000'));

/**
 * Reads a phrase.
 * @param options the options that an `@id` can name
 * @throws Error that says what to change, if the phrase is not in the language
 */
export function readPhrase(phrase: string, options: Options): Phrase {
  const ranges: Range[] = [];
  const anchors: string[] = [];
  const needs: string[][] = [];
  const pieces: (() => string)[] = [];
  let isBegun = false; // whether something that must occur stands before
  let gap = '';
  for (const token of tokensOf(folded(phrase))) {
    if (token === '...') {
      gap = `(?:${separator}${anyWord}){0,4}?`;
      continue;
    }
    const isOptional = token.length > 1 && token.endsWith('?');
    const part = partOf(isOptional ? token.slice(0, -1) : token, options, ranges);
    if (!isBegun) anchors.push(...part.anchors);
    if (!isOptional) needs.push(part.anchors);
    const [before, after] = isBegun ? [`${gap}${separator}`, ''] : ['', isOptional ? separator : ''];
    pieces.push(() => (isOptional ? `(?:${before}${part.pattern()}${after})?` : `${before}${part.pattern()}${after}`));
    isBegun ||= !isOptional;
    gap = '';
  }
  const [last] = /[^\s()]+\?$/.exec(phrase) ?? [];
  if (last) throw new Error(`"${last}" at the end may be missing: remove the question mark, or the whole word`);
  if (!isBegun || gap !== '') throw new Error(`"${phrase}" must end in a word, and hold one that is not left out`);
  let compiled: RegExp | null = null; // most phrases are never tried
  return {
    anchors,
    needs,
    endAt(text, start) {
      compiled ??= new RegExp(`${pieces.map((piece) => piece()).join('')}(?!${letter}|\\+\\+|#)`, 'y');
      compiled.lastIndex = start;
      const match = compiled.exec(text);
      const isInRange = (said: string | undefined, { low, high }: Range): boolean =>
        said === undefined || (numberOf(said) >= low && numberOf(said) <= high);
      return match && ranges.every((range, at) => isInRange(match[at + 1], range)) ? start + match[0].length : null;
    },
  };
}

type Range = { low: number; high: number };

/** Splits a phrase at its blanks, except within parentheses. */
const tokensOf = (phrase: string): string[] => phrase.match(/\([^)]*\)\??|\S+/g) ?? [];

/** `pattern` is a function so that it is only made when it is needed. */
type Part = { pattern: () => string; anchors: string[] };

type Options = Pick<Option, 'id' | 'name' | 'aliases'>[];

/** Reads a part of a phrase. The numbers that it takes are added to `ranges`. */
function partOf(token: string, options: Options, ranges: Range[]): Part {
  if (token.startsWith('(') && token.endsWith(')')) return choiceOf(token, options, ranges);
  if (token.startsWith('@')) return optionOf(token, options);
  const range = /^\{(\d+)(?:-(\d+)|(\+))?\}$/.exec(token);
  if (!range) return wordOf(token);
  const low = Number(range[1]);
  const high = range[3] ? Infinity : Number(range[2] ?? low);
  if (high < low) throw new Error(`"${token}" holds no number: the smaller one stands first`);
  ranges.push({ low, high });
  return { pattern: () => anyNumber, anchors: numberAnchors };
}

/** `(team|group of)` */
function choiceOf(token: string, options: Options, ranges: Range[]): Part {
  const choices = token
    .slice(1, -1)
    .split('|')
    .map((choice) =>
      choice
        .trim()
        .split(/\s+/)
        .map((word) => partOf(word, options, ranges)),
    );
  return {
    pattern: () => `(?:${choices.map((parts) => parts.map(({ pattern }) => pattern()).join(separator)).join('|')})`,
    anchors: choices.flatMap(([first]) => first?.anchors ?? []),
  };
}

/** `@tea` */
function optionOf(token: string, options: Options): Part {
  const option = options.find(({ id }) => id === token.slice(1));
  if (!option) throw new Error(`"${token}" names no option: write one of ${options.map(({ id }) => `@${id}`).join(', ')}`);
  const all = [option.id, option.name, ...option.aliases]
    .map((name) => folded(name).toLowerCase())
    .sort((a, b) => b.length - a.length);
  return {
    pattern: () => `(?:${all.map((name) => afterSigns(name, RegExp.escape)).join('|')})(?:['’]?s)?`,
    anchors: all.map((name) => anchorOf(name, false)),
  };
}

/** `deploy`, `deploy*` */
function wordOf(token: string): Part {
  const known = wordParts.get(token);
  if (known) return known;
  if (!/^[\p{L}\p{N}'’_+#./&-]+\*?$/u.test(token))
    throw new Error(`"${token}" is not a word: a phrase is words, (a|b), word*, word?, {2-4}, ... and @option`);
  const isBeginning = token.endsWith('*');
  const word = (isBeginning ? token.slice(0, -1) : token).toLowerCase();
  const part: Part = {
    pattern: () => `${afterSigns(word, literalOf)}${isBeginning ? `${letter}*` : 's?'}`,
    anchors: [anchorOf(word, isBeginning || /[-'’]/.test(word))],
  };
  wordParts.set(token, part);
  return part;
}

/** Words that were read before: packs use the same ones in many phrases. */
const wordParts = new Map<string, Part>();

/** A pattern for a word in which a hyphen may be a blank or missing, and an apostrophe may be missing. */
const literalOf = (word: string): string =>
  word
    .split(/(['’-])/)
    .map((part) => (part === '-' ? '[-\\s]?' : /^['’]$/.test(part) ? "['’]?" : RegExp.escape(part)))
    .join('');

/** A phrase is looked for from a letter on, so the signs at the beginning of a word such as ".net" may already have been passed. */
function afterSigns(word: string, literal: (text: string) => string): string {
  const [signs = ''] = /^[^\p{L}\p{N}'’-]+(?=.)/u.exec(word) ?? [];
  const before = RegExp.escape(signs);
  return signs ? `(?:${before}|(?<=${before}))${literal(word.slice(signs.length))}` : literal(word);
}

/** The longest beginning of a word that is looked up, in characters. */
const longestAnchor = 20;

/** The key for a word: its first run of letters and digits, with `*` behind it if it is only the beginning of a word. */
function anchorOf(word: string, isBeginning: boolean): string {
  const [run = ''] = /[\p{L}\p{N}]+/u.exec(word.toLowerCase()) ?? [];
  return isBeginning || run.length > longestAnchor ? `${run.slice(0, longestAnchor)}*` : run;
}

/** The keys under which a phrase may look up a word of a text: the word, the word without its s, and each of its beginnings with `*`. */
export function keysOf(word: string): string[] {
  const beginnings = Array.from({ length: Math.min(word.length, longestAnchor) }, (_, at) => `${word.slice(0, at + 1)}*`);
  return [word, ...(word.endsWith('s') ? [word.slice(0, -1)] : []), ...beginnings];
}
