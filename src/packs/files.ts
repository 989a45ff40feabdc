import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../core/errors.ts';

export const criteriaFile = 'criteria.yaml';
export const unansweredFile = 'unanswered.md';
/** Everything that is read of a pack's folder. */
export const packFiles = ['pack.yaml', criteriaFile, 'faq.md', 'topics.md', 'tables.md', unansweredFile];

/** A pack is text that people wrote: anything larger is a mistake, or an attack. */
const maxBytes = 512 * 1024;

/** The first pack in a folder of packs, by name; hidden folders are none. @throws BotError if there is none */
export async function firstPack(shelf: string): Promise<string> {
  const found = await readdir(shelf, { withFileTypes: true });
  const folders = found.filter((each) => each.isDirectory() && !each.name.startsWith('.'));
  const [first] = folders.map(({ name }) => name).sort();
  if (!first) throw new BotError('no-pack', `There is no pack in ${shelf}: put one there, or name its folder in TIEBREAK_PACK.`);
  return join(shelf, first);
}

/** Gives the folder back. @throws BotError with what to do if there is no such folder */
export async function mustBeFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new BotError(
      'no-pack',
      `There is no folder ${folder}. Name the folder of a pack (after check, or in TIEBREAK_PACK): docs/packs.md says what it holds.`,
    );
  return folder;
}

/** Files that were meant for a pack and are not read, since they are called otherwise (`criteria.yml`), with the names they should have. */
export async function misnamedFiles(folder: string): Promise<{ file: string; meant: string }[]> {
  const found = await readdir(folder).catch((): string[] => []);
  const asMeant = (file: string): string =>
    file
      .toLowerCase()
      .replace(/\.yml$/, '.yaml')
      .replace(/\.markdown$/, '.md');
  return packFiles.flatMap((meant) => {
    const file = found.includes(meant) ? undefined : found.find((each) => asMeant(each) === meant);
    return file === undefined ? [] : [{ file, meant }];
  });
}

/** The bytes of a file of a pack. Rejects for anything but an ordinary file of a size that people write. */
export async function readPackFile(folder: string, file: string): Promise<Buffer> {
  const path = join(folder, file);
  const stat = await lstat(path);
  if (!stat.isFile()) throw new Error('is not an ordinary file: put the text itself here, not a link or a folder');
  if (stat.size > maxBytes) throw new Error(`is larger than ${maxBytes / 1024} KB: shorten it, or remove what is not knowledge`);
  return readFile(path);
}
