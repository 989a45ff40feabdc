import { z } from 'zod';
import { mostOptions, type Pack } from '../core/knowledge/pack.ts';
import type { Problem } from '../core/ports.ts';
import { criteriaProblems } from './criteria.ts';
import { criteriaFile, misnamedFiles, packFiles, readPackFile, unansweredFile } from './files.ts';
import type { Remark } from './inlines.ts';
import { integrityProblems } from './integrity.ts';
import { type Located, type OptionName, readEntries, readUnanswered } from './markdown.ts';
import { readTables } from './tables.ts';
import { validate } from './validate.ts';
import { readYaml } from './yaml.ts';

/** Tells where a part of a loaded pack was written, by its path in the pack: `entries.3.facts.1`. */
export type Locate = (path: readonly PropertyKey[]) => { file: string; line: number };

type LoadedPack = { pack: Pack; locate: Locate; problems: [] } | { pack: null; locate: null; problems: Problem[] };

/** A pack while its files are read: where each part of it was written, by path in the pack, and what is wrong so far. */
type Reading = { folder: string; places: Map<string, { file: string; line: number }>; problems: Problem[] };

/**
 * Reads and validates the pack in `folder`. Gives it, or every problem found, in the order of the files. Does not throw on bad content.
 */
export async function loadPack(folder: string): Promise<LoadedPack> {
  const reading: Reading = { folder, places: new Map(), problems: [] };
  const { problems } = reading;
  const { raw, options, areOptionsRead, isManifestRead, areAllRead } = await readFiles(reading);
  const locate: Locate = (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const found = reading.places.get(path.slice(0, length).join('.'));
      if (found) return found;
    }
    return { file: 'pack.yaml', line: 1 };
  };
  const { pack, wrong } = validate(raw, options);
  const keyOf = ({ file, line }: { file: string; line: number }): string => `${file}:${line}`;
  const unread = new Set(problems.map(keyOf));
  for (const { path, message } of wrong) {
    const isOfManifest = !['entries', 'tables', 'unanswered', 'criteria'].includes(String(path[0]));
    const place = locate(path);
    // What could not be read is missing too: that need not be said.
    if ((isManifestRead || !isOfManifest) && !unread.has(keyOf(place))) problems.push({ ...place, message });
  }
  problems.push(...integrityProblems(raw, locate, areAllRead));
  if (pack) problems.push(...criteriaProblems(pack, locate));
  // If the options are wrong, every line of every other file would only be told so.
  const isOwn = ({ file, message }: Problem): boolean => file === 'pack.yaml' || message === missing;
  if (!areOptionsRead) problems.splice(0, problems.length, ...problems.filter(isOwn));
  for (const { file, meant } of await misnamedFiles(folder))
    problems.push({ file, line: 1, message: `is not read: call it ${meant}` });
  problems.sort((a, b) => packFiles.indexOf(a.file) - packFiles.indexOf(b.file) || a.line - b.line);
  return pack && problems.length === 0 ? { pack, locate, problems: [] } : { pack: null, locate: null, problems };
}

/** Every file of a pack as plain data, valid or not, and its options; whether pack.yaml was read without a problem, every option, and every entry under an id. */
async function readFiles(reading: Reading) {
  const { places, problems } = reading;
  const readData = async (file: string, firstKey: string | null): Promise<Record<string, unknown>> => {
    const read = await readPart(reading, file, (yaml) => readYaml(yaml, firstKey));
    for (const [path, line] of read?.lines ?? []) places.set(path, { file, line });
    return read?.value ?? {};
  };
  const manifest = await readData('pack.yaml', null);
  const isManifestRead = problems.length === 0;
  const { criteria = [], ...others } = await readData(criteriaFile, 'criteria');
  for (const key of Object.keys(others))
    problems.push({ file: criteriaFile, line: 1, message: `${key}: means nothing here: remove it or fix its spelling` });
  const options = optionNames(manifest);
  const found: { entries: unknown[]; tables: unknown[] } = { entries: [], tables: [] };
  const keep = (file: string, key: 'entries' | 'tables', located: Located[] = []): void => {
    for (const { value, lines } of located) {
      for (const [path, line] of lines)
        places.set([key, found[key].length, path].filter((part) => part !== '').join('.'), { file, line });
      found[key].push(value);
    }
  };
  let areAllRead = true;
  for (const file of ['faq.md', 'topics.md']) {
    const read = await readPart(reading, file, (markdown) => readEntries(markdown, options));
    keep(file, 'entries', read?.entries);
    areAllRead &&= read?.areAll ?? false;
  }
  keep('tables.md', 'tables', (await readPart(reading, 'tables.md', (markdown) => readTables(markdown, options)))?.tables);
  const groups = (await readPart(reading, unansweredFile, readUnanswered))?.groups ?? [];
  for (const [index, group] of groups.entries())
    for (const [at, { line }] of group.entries()) places.set(`unanswered.${index}.${at}`, { file: unansweredFile, line });
  const unanswered = groups.map((group) => group.map(({ text }) => text));
  const areOptionsRead =
    OptionNames.min(2).max(mostOptions).safeParse(manifest.options).success &&
    new Set(options.map(({ id }) => id)).size === options.length;
  return { raw: { ...manifest, ...found, unanswered, criteria }, options, areOptionsRead, isManifestRead, areAllRead };
}

/** Characters that no editor shows, and that make two texts differ which look alike; except those that join letters or flags, or set the direction of writing. */
const invisible = /(?![\t\n\r\u200c-\u200f\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}]/u;

/** The files that a pack can do without. */
const optional: string[] = [criteriaFile, unansweredFile];

/** Reads one file of the pack; null where that cannot be. Whatever is wrong with it becomes a problem of that file. */
async function readPart<Part extends { remarks: Remark[] }>(
  { folder, problems }: Reading,
  file: string,
  read: (text: string) => Part,
): Promise<Part | null> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readPackFile(folder, file));
    for (const [index, line] of text.split('\n').entries()) {
      const [found] = invisible.exec(line) ?? [];
      if (found === undefined) continue;
      const name = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      problems.push({ file, line: index + 1, message: `holds a character that cannot be seen (${name}): type this line anew` });
    }
    const plain = text.replace(new RegExp(invisible, 'gu'), '').replace(/\p{Z}/gu, ' '); // blanks that do not break look like any
    const part = read(plain.normalize('NFC')); // as people type
    problems.push(...part.remarks.map((remark) => ({ file, ...remark })));
    return part;
  } catch (error) {
    if (!optional.includes(file) || !isMissing(error)) problems.push({ file, line: 1, message: readable(error) });
    return null;
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

/** The options, as far as they can be read, so that the other files are checked even if pack.yaml is wrong. */
function optionNames({ options }: { options?: unknown }): OptionName[] {
  return Array.isArray(options) ? options.flatMap((option) => OptionNames.element.safeParse(option).data ?? []) : [];
}
