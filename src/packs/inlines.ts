import type { Token } from 'marked';
import type { Inline } from '../core/reply.ts';

/** What an author should change where the text cannot even be read as knowledge. */
export type Remark = { line: number; message: string };

const tokenNames: Record<string, string> = {
  html: 'HTML',
  hr: 'a line of dashes',
  code: 'a block of code',
  blockquote: 'a quote',
  table: 'a table',
  heading: 'a heading of this level',
  del: 'crossed-out text',
};
/** What an author calls such a piece. */
export const spoken = ({ type }: Token): string => tokenNames[type] ?? `this (${type})`;

/** The text of tokens without their marks. */
export const plain = (tokens: Token[]): string =>
  tokens
    .map((token) => ('tokens' in token && token.tokens ? plain(token.tokens) : 'text' in token ? String(token.text) : ''))
    .join('');

const marks: Record<string, Inline['mark']> = { strong: 'strong', em: 'emphasis', codespan: 'code' };
const unmarked = ['text', 'escape', 'br'];

/** A character written by its name, which would be shown literally. */
const entity = /&(?:#\w+|amp|lt|gt|quot|apos|nbsp|copy|reg|trade|[mn]dash|hellip|euro|times);/i;

/** What is wrong with tokens of text, and with those within them: each once. */
function faults(tokens: Token[]): Set<string> {
  return new Set(
    tokens.flatMap((token) => {
      const [name] = (token.type === 'text' && entity.exec(token.raw)) || [];
      if (name) return [`${name} is shown as it stands: write the sign itself`];
      if (token.type in marks) return 'tokens' in token ? [...faults(token.tokens ?? [])] : [];
      if (unmarked.includes(token.type)) return [];
      const how = token.type === 'html' ? 'write plain text, and what stands in < > in backticks' : 'write it as plain text';
      return [`${spoken(token)} cannot be shown everywhere: ${how}`];
    }),
  );
}

/** Text with its marks. What cannot be shown on every platform gets a remark. */
export function readInlines(tokens: Token[], line: number, remarks: Remark[]): Inline[] {
  for (const message of faults(tokens)) remarks.push({ line, message });
  return tokens.map((token) => {
    const mark = marks[token.type];
    const text = token.type === 'br' ? ' ' : plain([token]).replace(/\s+/g, ' ');
    return mark ? { text, mark } : { text };
  });
}

/** Text for places where no marks are shown. */
export const readPlain = (tokens: Token[], line: number, remarks: Remark[]): string =>
  readInlines(tokens, line, remarks)
    .map(({ text }) => text)
    .join('')
    .trim();
