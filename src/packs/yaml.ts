import { type Document, type ErrorCode, LineCounter, parseDocument, visit } from 'yaml';
import type { Remark } from './inlines.ts';

/** A file of `key: value`, not yet validated, and the line of each part of it by path: `options.1.name`. */
type ReadYaml = { value: Record<string, unknown>; lines: Map<string, number>; remarks: Remark[] };

/** Reads a YAML file as plain data. `firstKey`: what the author should begin with, if the file holds something else; null where that may vary. */
export function readYaml(yaml: string, firstKey: string | null): ReadYaml {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  const wrong = (line: number, message: string): ReadYaml => ({ value: {}, lines: new Map(), remarks: [{ line, message }] });
  const [error] = [...document.errors, ...document.warnings]; // the others mostly follow from it
  if (error) {
    const line = lineAt(openedBefore(document, error.pos[0]));
    const slip = /[“”„]/.test(yaml.split('\n')[line - 1] ?? '') ? curly : slips[error.code];
    return wrong(line, `is not valid YAML: ${slip ?? error.message}`);
  }
  const [star] = unknownAliases(document);
  if (star !== undefined) return wrong(lineAt(star), `is not valid YAML: ${sign}`);
  const value: unknown = document.toJS({ maxAliasCount: 10 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const first = firstKey === null ? '' : `, the first of them \`${firstKey}:\``;
    return wrong(1, `must be lines of \`key: value\`${first} (docs/packs.md shows which)`);
  }
  const lines = new Map<string, number>();
  const note = (path: (string | number)[], part: unknown): void => {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) lines.set(path.join('.'), lineAt(node.range[0]));
    if (Array.isArray(part)) part.forEach((each, index) => void note([...path, index], each));
    else if (typeof part === 'object' && part !== null)
      for (const [key, each] of Object.entries(part)) note([...path, key], each);
  };
  for (const [key, part] of Object.entries(value)) note([key], part);
  return { value: value as Record<string, unknown>, lines, remarks: [] };
}

/** Where a quote was opened that only ends where an error is, at the end of the file; otherwise where the error is. */
function openedBefore(document: Document, error: number): number {
  let opened = error;
  visit(document, {
    Scalar(_key, { type, range }) {
      if (type?.startsWith('QUOTE') && range?.[1] === error) opened = range[0];
    },
  });
  return opened;
}

/** Where a text begins with a star, which YAML takes for the name of something before it. */
function unknownAliases(document: Document): number[] {
  const anchors = new Set<string>();
  const found: number[] = [];
  visit(document, {
    Value: (_key, { anchor }) => void (anchor && anchors.add(anchor)),
    Alias: (_key, { source, range }) => void (!anchors.has(source) && range && found.push(range[0])),
  });
  return found;
}

/** What people get wrong in YAML, by the parser's names for it, and what to do. */
const sign = 'this text begins with a sign that means something in YAML: put it in quotes';
const curly = 'curly quotes mean nothing in YAML: write straight ones, "like this"';
const slips: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'this line is indented with a tab: use spaces',
  BLOCK_AS_IMPLICIT_KEY:
    'there is a colon too many: put text with a colon in it in quotes, such as title: "One: two"; or the line below is indented too far',
  DUPLICATE_KEY: 'this key appears twice: remove one',
  MULTIPLE_DOCS: 'a line of --- has no place here: remove it',
  BAD_SCALAR_START: sign,
  TAG_RESOLVE_FAILED: sign,
  MULTILINE_IMPLICIT_KEY:
    'this is not `key: value`: a colon and a blank follow the key, and nothing is indented further than its neighbours',
  MISSING_CHAR: 'a quote is not closed, a - or a : is missing, or this line is not indented as far as those around it',
  BLOCK_IN_FLOW: 'a comma is missing within { } or [ ]',
  BAD_INDENT:
    'a [, { or quote before this line is not closed, a - has no blank behind it, or this line is not indented as far as those around it',
  UNEXPECTED_TOKEN: 'there is something after a closed }, ] or quote: put the whole text in quotes',
};
