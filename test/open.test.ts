import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PackPlace } from '../src/packs/cache.ts';
import * as load from '../src/packs/load.ts';
import { openPack } from '../src/packs/open.ts';
import { breakfastPack } from './support/knowledge.ts';

vi.mock('../src/packs/load.ts', { spy: true });
const folders: string[] = [];
beforeEach(() => void vi.clearAllMocks()); // what is imported may have loaded a pack too
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A copy of a pack, and an empty cache. */
function copy() {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-open-'));
  folders.push(root);
  const place = { folder: join(root, 'pack'), cache: join(root, 'cache') };
  cpSync(breakfastPack, place.folder, { recursive: true });
  const edit = (change: (text: string) => string): void =>
    writeFileSync(join(place.folder, 'faq.md'), change(readFileSync(join(place.folder, 'faq.md'), 'utf8')));
  return { place, edit, kept: () => readdirSync(place.cache) };
}
const question = 'is toast quicker';

/** As a process does that opens it, answers, and ends. */
async function open(place: PackPlace) {
  const opened = await openPack(place);
  await opened.kept;
  return opened;
}

describe('a pack that is opened again', () => {
  it('answers as before, without being read and learned anew', async () => {
    const { place, kept } = copy();
    const first = (await open(place)).knowledge;
    const again = (await open(place)).knowledge;
    expect(load.loadPack).toHaveBeenCalledTimes(1);
    expect(again?.pack).toEqual(first?.pack);
    expect(again?.match(question)).toEqual(first?.match(question));
    expect(kept()).toEqual([expect.stringContaining('-learned-'), expect.stringContaining('-pack-')]);
  });

  it('is read anew once a byte of it has changed, learned anew where that is something to learn; what was kept before is gone', async () => {
    const { place, edit, kept } = copy();
    await open(place);
    const [lessons, pack] = kept();
    edit((text) => `${text}\n`);
    await open(place);
    expect(load.loadPack).toHaveBeenCalledTimes(2);
    expect(kept()).toEqual([lessons, expect.not.stringMatching(pack as string)]);
    edit((text) => text.replace(/^## .*$/m, (title) => `${title} Really?`));
    expect((await open(place)).problems).toEqual([]);
    expect(kept()).toEqual([expect.not.stringMatching(lessons as string), expect.stringContaining('-pack-')]);
  });

  it('shows its problems, whatever is kept of it', async () => {
    const { place, edit } = copy();
    await open(place);
    edit((text) => text.replace(/^Source: .*$/m, ''));
    expect(await open(place)).toMatchObject({ knowledge: null, problems: [expect.objectContaining({ file: 'faq.md' })] });
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['changed', (bytes: Buffer) => bytes.fill(7, bytes.length - 9)],
    ['empty', () => Buffer.alloc(0)],
  ])('is read and learned anew where what was kept is %s', async (_, spoil) => {
    const { place, kept } = copy();
    const first = (await open(place)).knowledge;
    const files = kept().map((name) => join(place.cache, name));
    const before = files.map((file) => readFileSync(file));
    for (const file of files) writeFileSync(file, spoil(readFileSync(file)));
    expect((await open(place)).knowledge?.match(question)).toEqual(first?.match(question));
    expect(load.loadPack).toHaveBeenCalledTimes(2);
    expect(files.map((file) => readFileSync(file))).toEqual(before);
  });

  it('learns nothing that is no longer wanted, before it began and on its way', async () => {
    const { place, kept } = copy();
    await expect(openPack(place, undefined, AbortSignal.abort())).rejects.toThrow('aborted');
    await expect(openPack(place, undefined, AbortSignal.timeout(20))).rejects.toThrow(/ended|aborted/);
    await vi.waitFor(() => expect(kept()).toEqual([expect.stringMatching(/-pack-[0-9a-f]+$/)]));
  });

  it('needs no place to write', async () => {
    const { place } = copy();
    const nowhere = { ...place, cache: join(place.folder, 'pack.yaml', 'cache') };
    expect((await openPack(nowhere)).knowledge?.match(question)).not.toEqual([]);
  });
});
