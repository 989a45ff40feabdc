import type { Inline } from '../../core/reply.ts';

/**
 * Literal text in Discord's markdown: a backslash before punctuation shows the bare character. Discord documents only the mentions
 * (https://docs.discord.com/developers/reference#message-formatting-formats); for the rest this follows the client's own grammar as
 * https://github.com/LyricLy/parse-discord works it out.
 */
const always = /[\\*_~|`<@[]/g;
/** `https://` becomes a link and `:tada:` an emoji by what follows the colon. */
const colon = /:(?=[\w/+-])/g;
/** Quotes, headings, lists and quiet lines begin a line, or the bold text, list item or heading that does. */
const lineStart = /^(\s*)([-+#>=])/;
const numbered = /^(\s*\d+)([.)])/;
const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** Takes any text, gives markdown of one line that shows exactly that text; line breaks become spaces. */
export const literalLine = (text: string): string => text.split(lineBreak).map(escapeLine).join(' ');

/** Takes any text, gives markdown that shows exactly that text, its lines apart by `newline`. */
export const literal = (text: string, newline = '\n'): string => text.split(lineBreak).map(escapeLine).join(newline);

const escapeLine = (line: string): string =>
  line.toWellFormed().replace(always, '\\$&').replace(colon, '\\:').replace(lineStart, '$1\\$2').replace(numbered, '$1\\$2');

export const bold = (text: string): string => (text.trim() === '' ? '' : `**${literalLine(text).trim()}**`);

const marks: Record<NonNullable<Inline['mark']>, (line: string) => string> = {
  strong: (line) => `**${escapeLine(line)}**`,
  // An asterisk would run into a bold neighbour.
  emphasis: (line) => `_${escapeLine(line)}_`,
  // Nothing is escaped in code: a backslash would show.
  code: (line) => `\`${line.toWellFormed()}\``,
};

/** Takes inlines, gives markdown that shows exactly their text, its lines apart by `newline`. A mark that could not hold is left out. */
export const marked = (inlines: Inline[], newline = '\n'): string =>
  merge(merge(inlines.flatMap(toRuns)).map(withoutBrokenEmphasis))
    .map(({ text, mark, time }) => (time !== undefined ? timestamp(time) : mark ? marks[mark](text) : literal(text, newline)))
    .join('');

/** The moments in what somebody wrote, which Discord shows everybody in their own time zone, in UTC. https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
export const readTimes = (text: string): string =>
  text.replace(/<t:(\d{1,10})(?::\w)?>/g, (_, seconds: string) => {
    const [date, time] = new Date(Number(seconds) * 1_000).toISOString().split('T');
    return `${date} ${time?.slice(0, 5)} UTC`;
  });

/** In the reader's own time zone. https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
const timestamp = (time: number): string => `<t:${Math.floor(time / 1_000)}:f>`;

/** Marks hold within a line, around something other than blanks, and code only where it has no backtick. */
function toRuns(inline: Inline): Inline[] {
  const { text, mark } = inline;
  if (inline.time !== undefined) return [inline];
  if (!mark || (mark === 'code' && text.includes('`'))) return [{ text }];
  return text.split(/(\r\n|[\n\r\v\f\u0085\u2028\u2029])/).flatMap((line, index): Inline[] => {
    const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(line) ?? [];
    return index % 2 === 1 || inner === '' ? [{ text: line }] : [{ text: before }, { text: inner, mark }, { text: after }];
  });
}

/** An underscore closes only at the end of a word. */
const withoutBrokenEmphasis = (run: Inline, index: number, all: Inline[]): Inline =>
  run.mark === 'emphasis' && /^\w/.test(all[index + 1]?.text ?? '') && !all[index + 1]?.mark ? { text: run.text } : run;

/** Neighbours with the same mark as one run, so that text is escaped with what stands next to it in view. */
function merge(runs: Inline[]): Inline[] {
  const merged: Inline[] = [];
  for (const run of runs.filter(({ text }) => text !== '')) {
    const last = merged.at(-1);
    if (last && last.mark === run.mark && last.time === undefined && run.time === undefined) last.text += run.text;
    else merged.push({ ...run });
  }
  return merged;
}
