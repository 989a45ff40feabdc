import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import {
  type Block,
  type Button,
  barsText,
  formButton,
  type Inline,
  plainBlock,
  type Reply,
  sourceLine,
  type Table,
} from '../../core/reply.ts';

/** `isPrompt`: somebody can answer, so that what is offered gets numbers. */
export type Style = { columns: number; isColored: boolean; isPrompt: boolean };

/** A reply as lines for a terminal of `columns` cells, and the buttons and choices that its numbers stand for, in order. */
export function render(reply: Reply, style: Style): { text: string; numbered: Button[] } {
  const numbered: Button[] = [];
  const parts = reply.blocks.map((block) => renderBlock(block, style, numbered));
  return { text: `${parts.filter(Boolean).join('\n\n')}\n`, numbered };
}

const styles = { strong: 'bold', emphasis: 'italic', code: 'cyan' } as const;

function renderBlock(block: Block, style: Style, numbered: Button[]): string {
  const paint = (format: 'bold' | 'dim' | 'italic' | 'cyan', text: string): string =>
    style.isColored ? styleText(format, text, { validateStream: false }) : text;
  const inline = ({ text, mark, time }: Inline): string => {
    if (time !== undefined) return localTime(time);
    return mark ? paint(styles[mark], literal(text)) : literal(text);
  };
  const number = (button: Button): string => `${style.isPrompt ? `${numbered.push(button)}.` : '•'} ${literal(button.label)}`;
  const wrap = (text: string, indent = ''): string => hang(text, indent, style.columns);

  switch (block.type) {
    case 'heading':
      return paint('bold', wrap(literal(block.text)));
    case 'text':
      return wrap(block.inlines.map(inline).join(''));
    case 'list':
      return block.items.map((item) => wrap(`• ${item.map(inline).join('')}`, '  ')).join('\n');
    case 'table':
      return [paint('bold', wrap(literal(block.caption))), grid(block, style.columns)].filter(Boolean).join('\n');
    case 'bars':
      return renderBlock(barsText(block), style, numbered);
    case 'picture':
      return wrap(literal(block.alt));
    case 'file': // its own lines, so that it can be redirected into a file
      return literal(block.content).trimEnd();
    case 'link':
      return `${wrap(literal(block.label))}:\n${literal(block.url)}`; // on a line of its own and unbroken, to be opened or copied
    case 'choices':
      return block.choices.map((choice) => wrap(number(choice), '   ')).join('\n');
    case 'buttons':
      if (!style.isPrompt) return paint('dim', wrap(`See also: ${block.buttons.map(({ label }) => literal(label)).join(' · ')}`));
      return block.buttons.map((button) => paint('dim', wrap(number(button), '   '))).join('\n');
    case 'feedback':
      return style.isPrompt ? paint('dim', wrap([block.good, block.bad].map(number).join('  '))) : '';
    case 'form':
      if (style.isPrompt) return paint('dim', wrap(number(formButton(block)), '   '));
      return `${wrap(literal(plainBlock(block)), '  ')}\n${paint('dim', wrap('To fill it in, ask for it at the prompt: npm run -s tiebreak -- chat'))}`;
    case 'sources':
      return paint('dim', wrap(literal(sourceLine(block.sources))));
  }
}

/** A moment (ms since 1970) where this terminal is: `2026-03-01 13:00 GMT+1`. */
function localTime(time: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(time);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const moment = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(time);
  return `${moment} ${zone}`.trim();
}

/** Wraps at the terminal's width; lines after the first are indented. */
function hang(text: string, indent: string, columns: number): string {
  const width = Math.max(20, columns - indent.length);
  return wrapAnsi(text, width, { hard: true })
    .split('\n')
    .map((line, index) => (index === 0 ? line : `${indent}${line.trimStart()}`).trimEnd())
    .join('\n');
}

/** Control characters as visible pictures, so that text cannot drive the terminal (clear it, move the cursor, ring). */
export function literal(text: string): string {
  return text.replace(/[\p{Cc}]/gu, (control) => {
    const point = control.codePointAt(0) ?? 0;
    if (control === '\n' || control === '\t') return control;
    return point < 0x20 ? String.fromCodePoint(0x2400 + point) : '\u{2421}';
  });
}

/** Cells to a column, below which words would break. */
const narrowest = 16;

/** A table for a narrow screen: a row's name, and its cells below it. */
const stacked = ({ columns, rows }: Table, width: number): string =>
  rows
    .map(([name = '', ...cells]) =>
      [name, ...cells.map((cell, index) => `• ${columns[index + 1] ?? ''}: ${cell}`)]
        .map((line) => hang(literal(line), '  ', width))
        .join('\n'),
    )
    .join('\n\n');

/** A table drawn with lines: the first column is as wide as its words, and the others share the rest. */
function grid(table: Table, width: number): string {
  const { columns, rows } = table;
  if (width / columns.length < narrowest) return stacked(table, width);
  const all = [columns, ...rows].map((row) => row.map(literal));
  const room = Math.max(columns.length * 8, width - 3 * (columns.length - 1));
  const first = Math.min(Math.max(...all.map((row) => stringWidth(row[0] ?? ''))), Math.floor(room / 4));
  const widest = (column: number): number => Math.max(1, ...all.map((row) => stringWidth(row[column] ?? '')));
  const share = Math.floor((room - first) / Math.max(1, columns.length - 1));
  const widths = columns.map((_, column) => (column === 0 ? Math.max(1, first) : Math.min(share, widest(column))));
  const lines = all.map((row) => {
    const cells = row.map((cell, column) => wrapAnsi(cell, widths[column] ?? 1, { hard: true }).split('\n'));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, at) =>
      cells
        .map((cell, column) => pad(cell[at] ?? '', widths[column] ?? 1))
        .join(' │ ')
        .trimEnd(),
    );
  });
  const rule = widths.map((each) => '─'.repeat(each)).join('─┼─');
  const [head = [], ...body] = lines;
  return [
    ...head,
    rule,
    ...body.flatMap((row, index) => (index > 0 && body.some((each) => each.length > 1) ? [rule, ...row] : row)),
  ].join('\n');
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));
