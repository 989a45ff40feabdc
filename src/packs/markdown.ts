import type { Heading, List, Paragraph, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { toString as plain } from 'mdast-util-to-string';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { Inline } from '../core/reply.ts';

/** A raw value not yet validated, and the line of each part of it by path: `''`, `answer`, `facts.1`. */
export type Located = { value: Record<string, unknown>; lines: Map<string, number> };

/** Where a text cannot be read as a pack at all. */
export type Remark = { line: number; message: string };

type Section = { heading: Heading; content: RootContent[] };
export type OptionName = { id: string; name: string };

const lineOf = (node: { position?: { start: { line: number } } | undefined }): number => node.position?.start.line ?? 1;

/** Splits a document at its second-level headings; whatever stands before the first is an introduction for readers. */
function sections(markdown: string): Section[] {
  const tree = fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const found: Section[] = [];
  for (const node of tree.children) {
    if (node.type === 'heading' && node.depth === 2) found.push({ heading: node, content: [] });
    else found.at(-1)?.content.push(node);
  }
  return found;
}

/** Reads faq.md or topics.md: one raw entry for each second-level heading. `options` tell a fact about an option from a general one. */
export function readEntries(markdown: string, options: OptionName[]): { entries: Located[]; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const entries = sections(markdown).map(({ heading, content }) => {
    const { value, lines } = readHeading(heading);
    const facts: unknown[] = [];
    for (const node of content) {
      if (node.type === 'code' && node.lang === 'asked') {
        const asked = node.value.split('\n').map((text) => text.trim());
        value.asked = asked.filter(Boolean);
        lines.set('asked', lineOf(node));
        asked.filter(Boolean).forEach((text, index) => {
          lines.set(`asked.${index}`, lineOf(node) + 1 + asked.indexOf(text));
        });
      } else if (node.type === 'list') {
        for (const fact of readFacts(node, options, remarks)) {
          lines.set(`facts.${facts.length}`, fact.line);
          facts.push(fact.value);
        }
      } else if (node.type === 'paragraph') readParagraph(node, value, lines, remarks);
      else remarks.push({ line: lineOf(node), message: `a ${node.type} has no place in an entry: remove it` });
    }
    value.facts = facts;
    return { value, lines };
  });
  return { entries, remarks };
}

/** Reads tables.md: one raw table for each second-level heading, its cells in the order of `options`. */
export function readTables(markdown: string, options: OptionName[]): { tables: Located[]; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const tables = sections(markdown).map(({ heading, content }) => {
    const { value, lines } = readHeading(heading);
    for (const node of content) {
      if (node.type === 'table') readRows(node, options, value, lines, remarks);
      else if (node.type === 'paragraph' && /^Source:/i.test(plain(node))) readParagraph(node, value, lines, remarks);
    }
    return { value, lines };
  });
  return { tables, remarks };
}

/** `` `id` Title `` */
function readHeading(heading: Heading): Located {
  const [first, ...rest] = heading.children;
  const hasId = first?.type === 'inlineCode';
  const title = plain(hasId ? rest : heading.children).trim();
  return { value: { id: hasId ? first.value : undefined, title }, lines: new Map([['', lineOf(heading)]]) };
}

function readParagraph(node: Paragraph, value: Record<string, unknown>, lines: Map<string, number>, remarks: Remark[]): void {
  const text = plain(node);
  const [key, read] = /^Source:/i.test(text)
    ? [
        'sections',
        () =>
          text
            .slice(text.indexOf(':') + 1)
            .split(';')
            .map((section) => section.trim())
            .filter(Boolean),
      ]
    : /^Related:/i.test(text)
      ? ['related', () => node.children.filter((child) => child.type === 'inlineCode').map((child) => child.value)]
      : (['answer', () => readInlines(node.children, remarks)] as const);
  if (key in value)
    remarks.push({ line: lineOf(node), message: `this is a second paragraph for the ${key}: make it a fact, or remove it` });
  else value[key] = read();
  if (!lines.has(key)) lines.set(key, lineOf(node));
}

function readFacts(node: List, options: OptionName[], remarks: Remark[]): { line: number; value: unknown }[] {
  return node.children.map((item) => {
    const [paragraph, ...more] = item.children;
    for (const extra of more) remarks.push({ line: lineOf(extra), message: 'a fact is one line: make this a fact of its own' });
    const children = paragraph?.type === 'paragraph' ? paragraph.children : [];
    const [first, second] = children;
    const isLabelled = first?.type === 'strong' && second?.type === 'text' && second.value.startsWith(':');
    if (!isLabelled) return { line: lineOf(item), value: { option: null, text: readInlines(children, remarks) } };
    const label = plain(first);
    const option = options.find((candidate) => candidate.name.toLowerCase() === label.toLowerCase());
    if (!option)
      remarks.push({
        line: lineOf(item),
        message: `"${label}" is not an option of pack.yaml: use one of ${options.map((each) => each.name).join(', ')}`,
      });
    const rest: PhrasingContent[] = [{ ...second, value: second.value.slice(1).trimStart() }, ...children.slice(2)];
    return { line: lineOf(item), value: { option: option?.id ?? null, text: readInlines(rest, remarks) } };
  });
}

function readRows(
  node: Table,
  options: OptionName[],
  value: Record<string, unknown>,
  lines: Map<string, number>,
  remarks: Remark[],
): void {
  const [head, ...body] = node.children;
  const columns = head?.children.map((cell) => plain(cell).trim().toLowerCase()) ?? [];
  const at = (name: string): number => columns.indexOf(name.toLowerCase());
  for (const name of [...options.map((option) => option.name), 'About']) {
    if (at(name) < 0) remarks.push({ line: lineOf(node), message: `the table has no column "${name}": add it` });
  }
  const rows = Array.isArray(value.rows) ? value.rows : [];
  for (const row of body) {
    const cell = (index: number): string => plain(row.children[index] ?? { type: 'text', value: '' }).trim();
    lines.set(`rows.${rows.length}`, lineOf(row));
    rows.push({
      id: `${String(value.id).replace(/^table:/, '')}/${slugOf(cell(0))}`,
      name: cell(0),
      cells: options.map((option) => cell(at(option.name))),
      about: cell(at('About')),
    });
  }
  value.rows = rows;
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const marks = { strong: 'strong', emphasis: 'emphasis' } as const;

function readInlines(children: PhrasingContent[], remarks: Remark[]): Inline[] {
  return children.flatMap((child): Inline[] => {
    switch (child.type) {
      case 'text':
        return [{ text: child.value.replace(/\s+/g, ' ') }];
      case 'break':
        return [{ text: ' ' }];
      case 'inlineCode':
        return [{ text: child.value, mark: 'code' }];
      case 'strong':
      case 'emphasis':
        return [{ text: plain(child), mark: marks[child.type] }];
      default:
        remarks.push({ line: lineOf(child), message: `a ${child.type} cannot be shown everywhere: write it as plain text` });
        return [{ text: plain(child) }];
    }
  });
}
