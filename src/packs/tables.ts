import type { Token, Tokens } from 'marked';
import { plain, type Remark, readPlain } from './inlines.ts';
import { type Draft, isParagraph, type Located, type OptionName, readHeading, readParagraph, sections } from './markdown.ts';

const isTable = (token: Token): token is Tokens.Table => token.type === 'table';

/** Reads tables.md: one raw table for each second-level heading, its cells in the order of `options`. */
export function readTables(markdown: string, options: OptionName[]): { tables: Located[]; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const tables = sections(markdown, remarks).map(({ heading, content }) => {
    const draft = readHeading(heading, remarks);
    for (const { token, line } of content) {
      if (isTable(token)) readRows(token, line, options, draft);
      else if (isParagraph(token) && token.raw.trimStart().startsWith('|')) {
        draft.lines.set('rows', line);
        remarks.push({ line, message: 'this is not a table yet: below the names goes a line |---|---| with as many columns' });
      } else if (isParagraph(token) && /^Source:/i.test(token.text)) readParagraph(token, line, draft);
    }
    return { value: draft.value, lines: draft.lines };
  });
  return { tables, remarks };
}

/** Reads the rows of a table, unless its columns are wrong. */
function readRows(token: Tokens.Table, from: number, options: OptionName[], { value, lines, remarks }: Draft): void {
  const columns = token.header.map((cell) => plain(cell.tokens).trim().toLowerCase());
  const at = (name: string): number => columns.indexOf(name.toLowerCase());
  for (const name of [...options.map((option) => option.name), 'About']) {
    if (at(name) < 0) remarks.push({ line: from, message: `the table has no column "${name}": add it` });
  }
  columns.slice(1).forEach((name, index) => {
    if (columns.indexOf(name) !== index + 1)
      remarks.push({ line: from, message: `the column "${name}" appears twice: remove one` });
    else if (![...options.map((option) => option.name), 'About'].some((known) => known.toLowerCase() === name)) {
      remarks.push({ line: from, message: `the column "${name}" is neither an option nor About: fix its name or remove it` });
    }
  });
  lines.set('rows', from);
  if (remarks.some(({ line }) => line === from)) return;
  const rows = Array.isArray(value.rows) ? value.rows : [];
  const raws = token.raw.trimEnd().split('\n').slice(2);
  token.rows.forEach((row, index) => {
    const count = cellsIn(raws[index] ?? '');
    if (count !== columns.length) {
      const message = `this row has ${count} cells, its table ${columns.length} columns: each cell ends with a |, and a | within one is written \\|`;
      remarks.push({ line: from + 2 + index, message });
      return;
    }
    const line = from + 2 + index; // below the names and the rule
    const cell = (column: number): string => readPlain(row[column]?.tokens ?? [], line, remarks);
    const name = cell(0);
    lines.set(`rows.${rows.length}`, line);
    rows.push({
      id: `${String(value.id ?? 'table').replace(/^table:/, '')}/${slugOf(name)}`,
      name,
      cells: options.map((option) => cell(at(option.name))),
      about: plain(row[at('About')]?.tokens ?? []).trim(),
    });
  });
  value.rows = rows;
}

/** How many cells a row has as it is written: the parser makes all rows equally long. */
const cellsIn = (row: string): number =>
  row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/).length;

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
