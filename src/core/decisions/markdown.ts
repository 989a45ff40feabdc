/**
 * Escapes what somebody typed, so that Markdown shows it literally: without emphasis, headings, lists, links, HTML, mentions or references
 * (CommonMark 2.4, GitHub's autolinks). Line breaks become spaces.
 */
export const literal = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>&~|$@]/g, '\\$&')
    .replace(/#(?=\w)/g, '\\#')
    .replace(/^(?=[#+=>-])/, '\\')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.');

/** The same, but paragraphs and line breaks stay (CommonMark 6.7). */
export const paragraphs = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split('\n').map(literal).filter(Boolean).join('\\\n'))
    .filter(Boolean)
    .join('\n\n');

/** What either of them escaped, as it was typed. */
export const unescaped = (markdown: string): string => markdown.replace(/\\([^a-z\d\s]|\n)/gi, '$1');

const longestSlug = 60;

/** A title as part of a file name that every system accepts: letters and digits in lower case, joined by single dashes. Never empty. */
export function slugOf(title: string): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  let slug = [...(words[0] ?? 'decision')].slice(0, longestSlug).join('');
  for (const word of words.slice(1)) {
    if ([...slug, '-', ...word].length > longestSlug) break;
    slug += `-${word}`;
  }
  return slug;
}
