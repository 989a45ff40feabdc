/**
 * Reads Discord's markdown as the client does, written from its documented formats
 * (https://docs.discord.com/developers/reference#message-formatting-formats, support article 210298617) and from the grammar that
 * https://github.com/LyricLy/parse-discord measured on the client. It knows nothing of how the adapter escapes.
 */
export type Read = {
  /** What a person reads: escapes undone, forms without their marks, a bullet for a list item. */
  text: string;
  /** The forms that our renderer uses, in order: `bold`, `heading 3`, ... */
  forms: string[];
  /** What it never uses, so that it can only come from somebody's text: pings, links, spoilers, ... */
  active: string[];
};

type Rule = { name: string; pattern: RegExp; isOurs: boolean; inner?: number; isRaw?: true };

/** In the order in which the client tries them at a place. */
const inlineRules: Rule[] = [
  { name: 'code block', pattern: /```(?:[a-zA-Z_\-+.0-9]*\n)?.*?[^\n].*?```/sy, isOurs: false },
  { name: 'code', pattern: /(`+)(.+?)(?<!`)\1(?!`)/sy, isOurs: true, inner: 2, isRaw: true },
  { name: 'bold', pattern: /\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, isOurs: true, inner: 1 },
  { name: 'underline', pattern: /__((?:\\.|[^\\])+?)__(?!_)/sy, isOurs: false, inner: 1 },
  { name: 'italic', pattern: /\*(?!\s)((?:\\.|\*\*|[^*\\])+?)(?<!\s) {0,2}\*(?!\*)/sy, isOurs: false, inner: 1 },
  { name: 'emphasis', pattern: /_((?:\\.|__|[^_\\])+?)_(?![a-zA-Z0-9_])/sy, isOurs: true, inner: 1 },
  { name: 'strikethrough', pattern: /~~(.+?)~~(?!_)/sy, isOurs: false, inner: 1 },
  { name: 'spoiler', pattern: /\|\|(.+?)\|\|/sy, isOurs: false, inner: 1 },
  { name: 'timestamp', pattern: /<t:-?[0-9]+(?::[a-zA-Z])?>/y, isOurs: false },
  { name: 'custom emoji', pattern: /<a?:\w+:[0-9]+>/y, isOurs: false },
  { name: 'mention', pattern: /<(?:@[!&$]?|#)[0-9]+>/y, isOurs: false },
  { name: 'slash command', pattern: /<\/[^:>]+:[0-9]+>/y, isOurs: false },
  { name: 'guild navigation', pattern: /<id:[\w-]+(?::[0-9]+)?>/y, isOurs: false },
  { name: 'everyone', pattern: /@(?:everyone|here)/y, isOurs: false },
  { name: 'link', pattern: /<[^: >]+:\/[^ >]+>|<[^\s@<>]+@[^\s<>]+\.[^\s<>]+>|<\+[0-9][^>]*>/y, isOurs: false },
  { name: 'link', pattern: /(?:https?|steam):\/\/[^\s<]+[^<.,:;"'\]\s]/iy, isOurs: false },
  {
    name: 'masked link',
    pattern: /\[(?:\[[^\]]*\]|[^[\]])*[^[]*?\]\(\s*<?(?:\([^)]*\)|[^\s\\]|\\[^\n])*?>?(?:\s+['"].*?['"])?\s*\)/sy,
    isOurs: false,
  },
  { name: 'emoji shortcode', pattern: /:[\w+-]+:/y, isOurs: false },
];

export function readMarkdown(source: string, context: { isInList?: boolean } = {}): Read {
  const read: Read = { text: '', forms: [], active: [] };
  let at = 0;
  while (at < source.length) {
    const isAtLineStart = /(?:^|\n) *$/.test(source.slice(0, at));
    at = (isAtLineStart ? readBlock(source, at, context, read) : null) ?? readInline(source, at, context, read);
  }
  return read;
}

function readBlock(source: string, at: number, { isInList = false }: { isInList?: boolean }, into: Read): number | null {
  const isAtVeryStart = at === 0 || source[at - 1] === '\n';
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const quote = match(/>>> .*|> [^\n]*\n?/sy);
  if (quote) {
    into.active.push(`quote: ${quote[0].slice(0, 40)}`);
    return at + quote[0].length;
  }
  const quiet = isAtVeryStart && match(/-# +(?!-#)([^\n]+)/y);
  if (quiet) return take(into, 'quiet', true, readMarkdown(quiet[1] ?? '', { isInList }), at + quiet[0].length);
  const heading = isAtVeryStart && !isInList && match(/(#{1,3})\s+(?!#)([^\n]*)/y);
  if (heading) {
    const level = heading[1]?.length ?? 0;
    const title = (heading[2] ?? '').trimEnd().replace(/#+$/, '').trimEnd();
    return take(into, `heading ${level}`, level === 3, readMarkdown(title), at + heading[0].length);
  }
  const item = match(/([*-]|\d+\.) +(.[^\n]*(?:\n [^\n]*)*)/y);
  if (item) {
    const indent = new RegExp(`^ {1,${(item[1]?.length ?? 0) + 1}}`, 'gm');
    const inner = readMarkdown((item[2] ?? '').replace(indent, ''), { isInList: true });
    into.text += '• ';
    return take(into, `list ${item[1]}`, item[1] === '-' && !isInList, inner, at + item[0].length);
  }
  return null;
}

function readInline(source: string, at: number, context: { isInList?: boolean }, into: Read): number {
  const escaped = /\\([^A-Za-z0-9\s])/uy;
  escaped.lastIndex = at;
  const literal = escaped.exec(source);
  if (literal) {
    into.text += literal[1];
    return at + literal[0].length;
  }
  for (const { name, pattern, isOurs, inner, isRaw } of inlineRules) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) continue;
    const content = inner === undefined ? found[0] : (found[inner] ?? '');
    const isAtLineStart = /(?:^|\n) *$/.test(source.slice(0, at));
    // Inside of a form that begins a line a list or quote may begin.
    const deeper =
      inner === undefined || isRaw
        ? { text: content, forms: [], active: [] }
        : readMarkdown(isAtLineStart ? content : `\u0000${content}`, context);
    deeper.text = deeper.text.replace('\u0000', '');
    return take(into, inner === undefined ? `${name}: ${found[0]}` : name, isOurs, deeper, at + found[0].length);
  }
  into.text += source[at];
  return at + 1;
}

function take(into: Read, name: string, isOurs: boolean, inner: Read, next: number): number {
  into.text += inner.text;
  into.forms.push(...(isOurs ? [name] : []), ...inner.forms);
  into.active.push(...(isOurs ? [] : [name]), ...inner.active);
  return next;
}
