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

/** Text with its marks; what cannot be shown everywhere leaves a remark. */
export function readInlines(tokens: Token[], line: number, remarks: Remark[]): Inline[] {
  return tokens.map((token) => {
    const mark = marks[token.type];
    const text = plain([token]).replace(/\s+/g, ' ');
    if (mark) return { text, mark };
    if (!unmarked.includes(token.type))
      remarks.push({ line, message: `${spoken(token)} cannot be shown everywhere: write it as plain text` });
    return { text: token.type === 'br' ? ' ' : text };
  });
}
