import { lexer, type Token, type Tokens } from 'marked';
import { plain, type Remark, readInlines, readPlain, spoken } from './inlines.ts';
import { isEntryId } from './integrity.ts';

/** A raw value not yet validated, and the line of each part of it by path: `''`, `answer`, `facts.1`. */
export type Located = { value: Record<string, unknown>; lines: Map<string, number> };

/** The same while it is read, and what is to be changed in it. */
export type Draft = Located & { remarks: Remark[] };

/** One phrasing as it was written, and its line. */
type Phrasing = { text: string; line: number };

export type OptionName = { id: string; name: string };

type Placed<T extends Token = Token> = { token: T; line: number };
type Section = { heading: Placed<Tokens.Heading>; content: Placed[] };

/** Splits a document at its second-level headings; what comes before the first is an introduction for readers. */
export function sections(markdown: string, remarks: Remark[], example = '## `id` Title'): Section[] {
  const found: Section[] = [];
  let line = 1;
  for (const token of lexer(markdown)) {
    const heading = headingOf(token);
    if (heading) {
      if (heading !== token || heading.depth !== 2)
        remarks.push({ line, message: 'a heading with an id has two marks and a space: begin it with ##, a space, and the id' });
      found.push({ heading: { token: heading, line }, content: [] });
    } else if (token.type !== 'space') found.at(-1)?.content.push({ token, line });
    line += lineBreaks(token.raw);
  }
  if (found.length === 0)
    remarks.push({ line: 1, message: `has nothing in it: begin each piece with a heading such as ${example}` });
  return found;
}

/** A second-level heading, or what was meant as one, because an id follows its marks. */
function headingOf(token: Token): Tokens.Heading | null {
  if (isHeading(token)) return token.depth === 2 || token.tokens[0]?.type === 'codespan' ? token : null;
  if (!isParagraph(token) || !/^#+`/.test(token.raw)) return null;
  return { ...token, type: 'heading', depth: 2, tokens: token.tokens.slice(1) };
}

const lineBreaks = (raw: string): number => raw.split('\n').length - 1;
const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading';
export const isParagraph = (token: Token): token is Tokens.Paragraph => token.type === 'paragraph';
const isList = (token: Token): token is Tokens.List => token.type === 'list';
const isCode = (token: Token): token is Tokens.Code => token.type === 'code';
const isAsked = (token: Token): token is Tokens.Code => isCode(token) && token.lang === 'asked';

/**
 * Reads faq.md or topics.md: one raw entry for each second-level heading. `options` tell a fact about an option from a general one; `areAll`
 * says whether every entry was read under its id.
 */
export function readEntries(markdown: string, options: OptionName[]): { entries: Located[]; areAll: boolean; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const entries = sections(markdown, remarks).map(({ heading, content }) => {
    const draft = readHeading(heading, remarks);
    const { value, lines } = draft;
    const facts: unknown[] = [];
    value.facts = facts;
    for (const { token, line } of content) {
      if (isAsked(token)) readAsked(token, line, draft);
      else if (isList(token)) {
        readLabelsIn(token, line, draft);
        for (const fact of readFacts(token, line, options, remarks)) {
          lines.set(`facts.${facts.length}`, fact.line);
          facts.push(fact.value);
        }
      } else if (isParagraph(token)) readParagraph(token, line, draft);
      else if (isCode(token)) {
        if (!lines.has('asked')) lines.set('asked', line);
        if (isClosed(token, line, remarks))
          remarks.push({ line, message: 'a block has no place in an entry but its phrasings: mark it ```asked, or remove it' });
      } else remarks.push({ line, message: `${spoken(token)} has no place in an entry: remove it` });
    }
    return { value, lines };
  });
  const ids = markdown.match(/^#+ ?`/gm) ?? []; // also those of headings that an unclosed block swallows
  const areAll = entries.length >= Math.max(1, ids.length) && entries.every(({ value }) => isEntryId(value.id));
  return { entries, areAll, remarks };
}

/** Reads unanswered.md: the phrasings under each second-level heading, with their lines. */
export function readUnanswered(markdown: string): { groups: Phrasing[][]; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const groups = sections(markdown, remarks, '## Title').map(({ heading, content }) => {
    if (!content.some(({ token }) => isAsked(token)))
      remarks.push({ line: heading.line, message: 'has no phrasings: add a block marked ```asked, or remove the heading' });
    return content.flatMap(({ token, line }) => {
      if (isAsked(token)) return readPhrasings(token, line, remarks);
      if (!isParagraph(token))
        remarks.push({ line, message: `${spoken(token)} has no place here: put phrasings into a block marked \`\`\`asked` });
      return [];
    });
  });
  return { groups, remarks };
}

/** `` `id` Title `` */
export function readHeading({ token, line }: Placed<Tokens.Heading>, remarks: Remark[]): Draft {
  const [first, ...rest] = token.tokens;
  const hasId = first?.type === 'codespan';
  const title = readPlain(hasId ? rest : token.tokens, line, remarks).replace(/^[:\u2013\u2014-]\s*/, '');
  return { value: { id: hasId ? first.text : undefined, title }, lines: new Map([['', line]]), remarks };
}

function readAsked(token: Tokens.Code, line: number, { value, lines, remarks }: Draft): void {
  const before = Array.isArray(value.asked) ? value.asked : [];
  const phrasings = readPhrasings(token, line, remarks);
  value.asked = [...before, ...phrasings.map(({ text }) => text)];
  if (!lines.has('asked')) lines.set('asked', line);
  phrasings.forEach((phrasing, index) => void lines.set(`asked.${before.length + index}`, phrasing.line));
}

/** A block of phrasings, one a line; empty lines mean nothing. */
function readPhrasings(token: Tokens.Code, line: number, remarks: Remark[]): Phrasing[] {
  isClosed(token, line, remarks);
  return token.text
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: line + 1 + index }))
    .filter(({ text }) => text !== '');
}

/** Whether a block ends where it should, before the next heading or block. */
function isClosed(token: Tokens.Code, line: number, remarks: Remark[]): boolean {
  const within = token.text.split('\n').findIndex((text) => /^\s*(?:#+ ?`|```)/.test(text));
  if (within >= 0) remarks.push({ line: line + 1 + within, message: 'the block above is not closed: end it with a line of ```' });
  else if (!/\n\s*(?:```|~~~)[`~]*\s*$/.test(token.raw))
    remarks.push({ line, message: 'this block is not closed: end it with a line of ```' });
  else return true;
  return false;
}

/** A paragraph is the answer, or lines that begin with Source: or Related:. */
export function readParagraph(token: Tokens.Paragraph, line: number, draft: Draft): void {
  if (!/^(?:Source|Related):/im.test(token.raw)) {
    keep(draft, 'answer', line, readInlines(token.tokens, line, draft.remarks), token.raw);
    return;
  }
  for (const [index, text] of token.raw.trimEnd().split('\n').entries())
    if (!readLabel(text, line + index, draft)) {
      if (!('answer' in draft.value)) draft.lines.set('answer', line + index);
      draft.remarks.push({
        line: line + index,
        message: 'leave a blank line between the answer and the lines Source: and Related:',
      });
    }
}

/** The lines Source: and Related: that became part of a list by mistake. */
function readLabelsIn(list: Tokens.List, line: number, draft: Draft): void {
  for (const [index, text] of list.raw.split('\n').entries())
    if (readLabel(text.replace(/^\s*[-*+]\s/, ''), line + index, draft))
      draft.remarks.push({
        line: line + index,
        message: 'is taken for a part of the list: leave a blank line before it, and begin it without a dash',
      });
}

/** Whether a line begins with Source: or Related:, and reads it. */
function readLabel(text: string, line: number, draft: Draft): boolean {
  const [, key, said = ''] = /^\s*(Source|Related):(.*)$/i.exec(text) ?? [];
  if (!key) return false;
  if (/source/i.test(key)) keep(draft, 'sections', line, splitList(said), text);
  else {
    const ids = [...said.matchAll(/`([^`]+)`/g)].map(([, id]) => id);
    keep(draft, 'related', line, ids, text);
    const left = said
      .replace(/`[^`]+`/g, '')
      .replace(/[\s,;.]+/g, ' ')
      .trim();
    if (left) draft.remarks.push({ line, message: `"${left}" is not an id in backticks: write it as \`topic:name\`` });
  }
  return true;
}

/** Keeps a part that an entry can have only once. */
function keep({ value, lines, remarks }: Draft, key: string, line: number, read: unknown, raw: string): void {
  if (key in value) {
    const meant = key === 'answer' ? slips.find(({ begins }) => begins.test(raw)) : undefined;
    if (meant && !(meant.key in value)) lines.set(meant.key, line);
    remarks.push({ line, message: meant?.message ?? once });
  } else value[key] = read;
  if (!lines.has(key)) lines.set(key, line);
}

const once =
  'an entry has one paragraph for the answer, one Source and one Related: make this a fact (a line that begins with - and a blank), or remove it';
/** What a paragraph was meant as that looks like a second answer. */
const slips = [
  { begins: /^\W*sources?\b/i, key: 'sections', message: 'begin this line with Source: and nothing around that' },
  { begins: /^\W*(?:related|see also)\b/i, key: 'related', message: 'begin this line with Related: and nothing around that' },
  { begins: /^\W*asked\b/i, key: 'asked', message: 'begin the block of phrasings with a line of ```asked' },
];

/** A list with semicolons between. */
const splitList = (text: string): string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean);

function readFacts(
  list: Tokens.List,
  from: number,
  options: OptionName[],
  remarks: Remark[],
): { line: number; value: unknown }[] {
  let next = from;
  return list.items.flatMap((item) => {
    const line = next;
    next += lineBreaks(item.raw) + (item.raw.endsWith('\n') ? 0 : 1);
    if (/^(?:Source|Related):/i.test(item.text)) return [];
    const [content, ...more] = item.tokens.filter((token) => token.type !== 'space');
    if (more.length > 0) remarks.push({ line, message: 'a fact is one line: make what hangs below it a fact of its own' });
    const tokens = content && 'tokens' in content ? (content.tokens ?? []) : [];
    const [first, second, ...rest] = tokens;
    if (first?.type !== 'strong' || second?.type !== 'text' || !second.text.startsWith(':')) {
      const meant = options.find(({ name }) =>
        new RegExp(`^${RegExp.escape(name)}\\s*(?:[:\uff1a\u2013\u2014]|-\\s)`, 'i').test(plain(tokens)),
      );
      const begin = `begin it with **${meant?.name}**: (the colon outside the stars)`;
      if (meant) remarks.push({ line, message: `this fact is about an option: ${begin}` });
      return { line, value: { option: meant?.id ?? null, text: readInlines(tokens, line, remarks) } };
    }
    const label = plain([first]);
    const option = options.find(({ name }) => name.toLowerCase() === label.toLowerCase());
    const names = options.map(({ name }) => name).join(', ');
    const what = `"${label}" is not an option of pack.yaml: use one of ${names}, or begin this fact without bold`;
    if (!option) remarks.push({ line, message: what });
    const text = [{ ...second, text: second.text.slice(1).trimStart() }, ...rest];
    return { line, value: { option: option?.id ?? null, text: readInlines(text, line, remarks) } };
  });
}
