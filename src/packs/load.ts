import { type Document, type ErrorCode, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { mostOptions, Pack } from '../core/knowledge/pack.ts';
import type { Problem } from '../core/ports.ts';
import { criteriaProblems } from './criteria.ts';
import { criteriaFile, packFiles, readPackFile, unansweredFile } from './files.ts';
import type { Remark } from './inlines.ts';
import { integrityProblems, isEntryId } from './integrity.ts';
import { type Located, type OptionName, readEntries, readTables, readUnanswered } from './markdown.ts';

/** Tells where a part of a loaded pack was written, by its path in the pack: `entries.3.facts.1`. */
export type Locate = (path: readonly PropertyKey[]) => { file: string; line: number };

type LoadedPack = { pack: Pack; locate: Locate; problems: [] } | { pack: null; locate: null; problems: Problem[] };

/** A pack while its files are read: where each part of it was written, by path in the pack, and what is wrong so far. */
type Reading = { folder: string; places: Map<string, { file: string; line: number }>; problems: Problem[] };

/**
 * Reads and validates the pack in `folder`. Every problem found is in `problems`, in the order of the files, causes before what follows from
 * them; a pack with problems is not given out. Does not throw on bad content.
 */
export async function loadPack(folder: string): Promise<LoadedPack> {
  const reading: Reading = { folder, places: new Map(), problems: [] };
  const { problems } = reading;
  const { raw, areOptionsRead, isManifestRead, areAllRead } = await readFiles(reading);
  const locate: Locate = (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const found = reading.places.get(path.slice(0, length).join('.'));
      if (found) return found;
    }
    return { file: 'pack.yaml', line: 1 };
  };
  const parsed = Pack.safeParse(raw, { error: plainly });
  for (const issue of parsed.error?.issues ?? []) {
    if (isNameless(issue, raw)) continue;
    const isOfManifest = !['entries', 'tables', 'unanswered', 'criteria'].includes(String(issue.path[0]));
    if (isManifestRead || !isOfManifest) problems.push({ ...locate(pathOf(issue)), message: describe(issue, raw) });
  }
  problems.push(...integrityProblems(raw, locate, areAllRead));
  if (parsed.success) problems.push(...criteriaProblems(parsed.data, locate));
  // Where an option cannot be read, or there are too few or too many, every other file that is there would only be told so, at each of its lines.
  const isOwn = ({ file, message }: Problem): boolean => file === 'pack.yaml' || message === missing;
  if (!areOptionsRead) problems.splice(0, problems.length, ...problems.filter(isOwn));
  problems.sort((a, b) => packFiles.indexOf(a.file) - packFiles.indexOf(b.file) || a.line - b.line);
  if (!parsed.success || problems.length > 0) return { pack: null, locate: null, problems };
  return { pack: parsed.data, locate, problems: [] };
}

/** Every file of a pack as plain data, valid or not; whether pack.yaml was read without a problem, every option, and every entry under an id. */
async function readFiles(reading: Reading) {
  const { places, problems } = reading;
  const manifest = await readYaml(reading, 'pack.yaml');
  const isManifestRead = problems.length === 0;
  const { criteria = [], ...others } = await readYaml(reading, criteriaFile);
  for (const key of Object.keys(others))
    problems.push({ file: criteriaFile, line: 1, message: `${key}: means nothing here: remove it or fix its spelling` });
  const options = optionNames(manifest);
  const found: { entries: unknown[]; tables: unknown[]; unanswered: string[][] } = { entries: [], tables: [], unanswered: [] };
  const note = (file: string, remarks: Remark[]): void => void problems.push(...remarks.map((remark) => ({ file, ...remark })));
  const keep = (file: string, key: 'entries' | 'tables', located: Located[]): void => {
    for (const { value, lines } of located) {
      for (const [path, line] of lines)
        places.set([key, found[key].length, path].filter((part) => part !== '').join('.'), { file, line });
      found[key].push(value);
    }
  };
  let areAllRead = true;
  for (const file of ['faq.md', 'topics.md']) {
    let isRead = false;
    await guarded(reading, file, (markdown) => {
      const { entries, remarks } = readEntries(markdown, options);
      keep(file, 'entries', entries);
      note(file, remarks);
      isRead = entries.length > 0 && entries.every(({ value }) => isEntryId(value.id));
    });
    areAllRead &&= isRead;
  }
  await guarded(reading, 'tables.md', (markdown) => {
    const { tables, remarks } = readTables(markdown, options);
    keep('tables.md', 'tables', tables);
    note('tables.md', remarks);
  });
  await guarded(reading, unansweredFile, (markdown) => {
    const { groups, remarks } = readUnanswered(markdown);
    found.unanswered = groups.map((group) => group.map(({ text }) => text));
    for (const [index, group] of groups.entries())
      for (const [at, { line }] of group.entries()) places.set(`unanswered.${index}.${at}`, { file: unansweredFile, line });
    note(unansweredFile, remarks);
  });
  const areOptionsRead = OptionNames.min(2).max(mostOptions).safeParse(manifest.options).success;
  return { raw: { ...manifest, ...found, criteria }, areOptionsRead, isManifestRead, areAllRead };
}

/** A YAML file as plain data, its lines noted; nothing where a file that may be missing is. */
async function readYaml(reading: Reading, file: 'pack.yaml' | typeof criteriaFile): Promise<Record<string, unknown>> {
  const { places, problems } = reading;
  let read: Record<string, unknown> = {};
  await guarded(reading, file, (yaml) => {
    const lineCounter = new LineCounter();
    const document = parseDocument(yaml, { lineCounter, prettyErrors: false });
    const wrong = (at: number, what: string): void =>
      void problems.push({ file, line: lineCounter.linePos(at).line, message: `is not valid YAML: ${what}` });
    const [error] = [...document.errors, ...document.warnings]; // the others mostly follow from it
    if (error) return wrong(error.pos[0], slips[error.code] ?? error.message);
    const [star] = unknownAliases(document);
    if (star !== undefined) return wrong(star, sign);
    const value: unknown = document.toJS({ maxAliasCount: 10 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const first = file === criteriaFile ? ', the first of them `criteria:`' : '';
      problems.push({ file, line: 1, message: `must be lines of \`key: value\`${first} (docs/packs.md shows which)` });
      return;
    }
    read = value as Record<string, unknown>;
    const note = (path: (string | number)[], part: unknown): void => {
      const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
      if (node?.range) places.set(path.join('.'), { file, line: lineCounter.linePos(node.range[0]).line });
      if (Array.isArray(part)) part.forEach((each, index) => void note([...path, index], each));
      else if (typeof part === 'object' && part !== null)
        for (const [key, each] of Object.entries(part)) note([...path, key], each);
    };
    for (const [key, part] of Object.entries(read)) note([key], part);
  });
  return read;
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
  BAD_INDENT: 'a [, { or quote before this line is not closed, or this line is not indented as far as those around it',
  UNEXPECTED_TOKEN: 'there is something after a closed }, ] or quote: put the whole text in quotes',
};

/** What shows in no editor, and makes two texts differ that look alike; what joins letters, flags or directions of writing does not. */
const invisible = /(?![\t\n\r\u200c-\u200f\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}]/u;

/** The files that a pack may go without. */
const optional: string[] = [criteriaFile, unansweredFile];

/** Reads one file of the pack and hands its text on; whatever goes wrong becomes a problem of that file. */
async function guarded({ folder, problems }: Reading, file: string, read: (text: string) => void): Promise<void> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readPackFile(folder, file));
    for (const [index, line] of text.split('\n').entries()) {
      const [found] = invisible.exec(line) ?? [];
      if (found === undefined) continue;
      const name = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      problems.push({ file, line: index + 1, message: `holds a character that cannot be seen (${name}): type this line anew` });
    }
    read(text.replace(new RegExp(invisible, 'gu'), '').normalize('NFC')); // as people type
  } catch (error) {
    if (optional.includes(file) && isMissing(error)) return;
    problems.push({ file, line: 1, message: readable(error) });
  }
}

const missing = 'is missing: create it (docs/packs.md shows how)';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

function readable(error: unknown): string {
  if (error instanceof TypeError) return 'is not UTF-8: save it with that encoding';
  if (error instanceof RangeError) return 'is nested too deeply to read: flatten it';
  if (isMissing(error)) return missing;
  if (codeOf(error) === 'ENOTDIR') return 'is not there: a pack is a folder, name that';
  if (codeOf(error) === 'EACCES') return 'may not be read: change its permissions';
  return error instanceof Error ? error.message : String(error);
}

const OptionNames = z.array(z.object({ id: z.string(), name: z.string() }));

/** The options as far as they can be read, so that the other files are checked even while pack.yaml is wrong. */
function optionNames({ options }: { options?: unknown }): OptionName[] {
  return Array.isArray(options) ? options.flatMap((option) => OptionNames.element.safeParse(option).data ?? []) : [];
}

const nouns: Record<string, string> = {
  id: 'the id',
  title: 'the title',
  answer: 'the direct answer (first paragraph)',
  facts: 'the facts (list)',
  sections: 'the source',
  related: 'the related ids',
  asked: 'the phrasings (a block marked ```asked)',
  rows: 'the rows',
  cells: 'a cell',
  about: 'the cell "About"',
  name: 'the name',
};

/** One of several. */
const ones: Record<string, string> = { facts: 'this fact', asked: 'this phrasing', related: 'this related id' };

/** Where a key means nothing, that key's own place. */
const pathOf = (issue: z.core.$ZodIssue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;

/** What is wrong with the kind of a value, where its schema says nothing of its own. */
const plainly: z.core.$ZodErrorMap = (issue) =>
  issue.code !== 'invalid_type'
    ? undefined
    : issue.input === undefined
      ? 'is missing: write it (docs/packs.md shows how)'
      : ['object', 'record'].includes(issue.expected)
        ? 'must be lines of `key: value`, one below the other (docs/packs.md shows which)'
        : `must be ${issue.expected === 'array' ? 'a list: a line for each, which begins with - and a blank' : issue.expected === 'string' ? 'text' : `a ${issue.expected}`}`;

/** Whether an entry or a table without an id is said to lack more than that: it may be no entry at all. */
function isNameless({ path: [root, index, key] }: z.core.$ZodIssue, raw: { entries: unknown[]; tables: unknown[] }): boolean {
  if ((root !== 'entries' && root !== 'tables') || key === 'id') return false;
  return (raw[root][Number(index)] as { id?: unknown }).id === undefined;
}

/** A zod issue as a sentence: whose, which part, what to change. */
function describe(
  issue: z.core.$ZodIssue,
  raw: { entries: unknown[]; tables: unknown[]; criteria: unknown; options?: unknown },
): string {
  const [root, index, key, ...rest] = issue.path;
  const detail =
    issue.code === 'unrecognized_keys'
      ? `has a key that means nothing here (${issue.keys.join(', ')}): remove it or fix its spelling`
      : issue.message;
  if (root === 'criteria' && typeof index === 'number') return describeCriterion(issue.path, detail, raw.criteria);
  if (root === 'unanswered') return `this phrasing ${detail}`;
  if (root !== 'entries' && root !== 'tables') return `${issue.path.join('.') || 'pack.yaml'} ${detail}`;
  const owner = (root === 'entries' ? raw.entries : raw.tables)[Number(index)] as { id?: string; title?: string } | undefined;
  const cell = rest[1] === 'cells' ? ` (column "${optionNames(raw)[Number(rest[2])]?.name}")` : '';
  const isOne = rest.length > 0 && typeof rest[0] === 'number';
  const part =
    ((isOne && ones[String(key)]) || nouns[String(rest.find((each) => typeof each === 'string') ?? key)]) ?? String(key ?? '');
  return `${owner?.id ?? owner?.title ?? 'entry'}: ${part}${cell} ${detail}`;
}

/** "team, alone: the label is empty: write it". */
function describeCriterion([, at, key, index, ...rest]: readonly PropertyKey[], detail: string, criteria: unknown): string {
  const idOf = (value: unknown, place: PropertyKey | undefined): string => {
    const item = Array.isArray(value) ? (value[Number(place)] as { id?: unknown } | undefined) : undefined;
    return typeof item?.id === 'string' ? item.id : `number ${Number(place) + 1}`;
  };
  const criterion = Array.isArray(criteria) ? (criteria[Number(at)] as { answers?: unknown } | undefined) : undefined;
  const isAnswer = key === 'answers' && index !== undefined;
  const part = (isAnswer ? rest : [key, index, ...rest]).filter((each) => each !== undefined).join('.');
  const whose = isAnswer ? `, answer ${idOf(criterion?.answers, index)}` : '';
  return `criterion ${idOf(criteria, at)}${whose}: ${part && `${part} `}${detail}`;
}
