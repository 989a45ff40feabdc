import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Knowledge } from '../src/core/knowledge/knowledge.ts';
import { thresholds } from '../src/core/knowledge/matcher.ts';
import { openLibrary } from '../src/packs/library.ts';
import { openPack } from '../src/packs/open.ts';
import { createTestLog } from './support/bot.ts';
import { breakfastPack, shippedPack } from './support/knowledge.ts';

const folders: string[] = [];
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const library of opened.splice(0)) library.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A pack of our own to edit, followed. */
async function follow() {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-pack-'));
  folders.push(folder, `${folder}-kept`);
  cpSync(breakfastPack, folder, { recursive: true });
  const place = { folder, cache: `${folder}-kept` };
  const { knowledge } = await openPack(place);
  if (!knowledge) throw new Error('the pack of the tests is broken');
  const log = createTestLog();
  const library = openLibrary(place, knowledge, log);
  opened.push(library);
  library.watch();
  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
  return { library, edit, folder, log };
}

const version = ({ knowledge }: { knowledge(): { pack: { version: string } } }): string => knowledge().pack.version;

it('a pack that cannot be followed is in service all the same', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'tiebreak-pack-'));
  folders.push(cache);
  const { knowledge } = await openPack({ folder: breakfastPack, cache });
  const log = createTestLog();
  const library = openLibrary({ folder: join(cache, 'gone'), cache }, knowledge as Knowledge, log);
  opened.push(library);
  library.watch();
  expect(library.knowledge()).toBe(knowledge);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { err: { code: 'ENOENT' } } }]);
});

describe('a pack that is edited while it is in service', () => {
  it('takes over as a whole once it is valid, and tells whoever listens', async () => {
    const { library, edit } = await follow();
    const told = vi.fn();
    library.onChange(told);
    const before = library.knowledge();
    edit('pack.yaml', (text) => text.replace(/version: .*/, 'version: 9.9.9'));
    await vi.waitFor(() => expect(version(library)).toBe('9.9.9'), 5_000);
    expect(told).toHaveBeenCalled();
    expect(before.pack.version).not.toBe('9.9.9');
    expect(before.match('toast')).not.toEqual([]);
  });

  it('answers a new phrasing word for word at once, and goes on to learn it, while questions are answered', async () => {
    const { library, edit } = await follow();
    const before = library.knowledge();
    const editions: Knowledge[] = [];
    library.onChange(() => editions.push(library.knowledge()));
    edit('faq.md', (text) => text.replace('```asked\n', '```asked\nquokkas munching upside down\n'));
    await vi.waitFor(() => expect(library.knowledge().learned).not.toBe(before.learned), 10_000);
    expect(editions.map(({ learned }) => learned === before.learned)).toEqual([true, false]);
    const [entry] = before.pack.entries;
    for (const each of editions) expect(each.match('Quokkas, munching upside down?')[0]).toMatchObject({ label: entry?.id });
    expect(before.match('quokkas munching')[0]?.score).toBeLessThan(thresholds.answer);
    expect(editions[1]?.match('quokkas munching')[0]).toMatchObject({ label: entry?.id });
  });

  it('serves the last of several edits, whatever the others have begun to learn', async () => {
    const { library, edit, log } = await follow();
    const learned = library.knowledge().learned;
    for (const name of ['quokka', 'wombat', 'numbat']) {
      edit('faq.md', (text) => text.replace('```asked\n', `\`\`\`asked\n${name} ${name}\n`));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await vi.waitFor(() => expect(library.knowledge().learned).not.toBe(learned), 10_000);
    expect(library.knowledge().match('numbat numbat')[0]?.score).toBeGreaterThan(0.9);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('goes on learning a valid edition while the next one is broken', async () => {
    const { library, edit } = await follow();
    const before = library.knowledge();
    edit('faq.md', (text) => text.replace('```asked\n', '```asked\nquokkas munching upside down\n'));
    await vi.waitFor(() => expect(library.knowledge()).not.toBe(before), 5_000);
    edit('faq.md', (text) => text.replace(/^Source: .*$/m, ''));
    await vi.waitFor(() => expect(library.isCurrent()).toBe(false), 5_000);
    await vi.waitFor(() => expect(library.knowledge().learned).not.toBe(before.learned), 10_000);
    expect(library.knowledge().match('quokkas munching')[0]).toMatchObject({ label: before.pack.entries[0]?.id });
    expect(library.isCurrent()).toBe(false);
    expect(library.problems()).not.toEqual([]);
  });

  it('is left as it was while the files are broken, with every problem, and mended by the repair', async () => {
    const { library, edit } = await follow();
    const before = library.knowledge();
    let whole = '';
    edit('faq.md', (text) => {
      whole = text;
      return text.replace(/^Source: .*$/m, '');
    });
    await vi.waitFor(() => expect(library.isCurrent()).toBe(false), 5_000);
    expect(library.problems()).toContainEqual(expect.objectContaining({ file: 'faq.md', line: expect.any(Number) }));
    expect(library.knowledge()).toBe(before);
    edit('faq.md', () => whole);
    await vi.waitFor(() => expect(library.isCurrent()).toBe(true), 5_000);
    expect(library.problems()).toEqual([]);
  });

  it('is followed into a folder that is put in its place', async () => {
    const { library, edit, folder } = await follow();
    rmSync(folder, { recursive: true });
    await vi.waitFor(() => expect(library.isCurrent()).toBe(false), 5_000);
    cpSync(breakfastPack, folder, { recursive: true });
    await vi.waitFor(() => expect(library.isCurrent()).toBe(true), 10_000);
    edit('pack.yaml', (text) => text.replace(/version: .*/, 'version: 9.9.9'));
    await vi.waitFor(() => expect(version(library)).toBe('9.9.9'), 5_000);
  });

  it('serves a pack with remarks, and gives the remarks', async () => {
    const { library, edit } = await follow();
    edit('pack.yaml', (text) => text.replace(/suggestions:\n/, 'suggestions:\n  - How tall is the Eiffel tower?\n'));
    await vi.waitFor(() => expect(library.problems()).not.toEqual([]), 10_000);
    expect(library.isCurrent()).toBe(true);
    expect(library.problems()).toContainEqual(
      expect.objectContaining({ file: 'pack.yaml', message: expect.stringContaining('Eiffel') }),
    );
  });

  it('says nothing of a check that a stop cut short', async () => {
    const { library, log } = await follow();
    library.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(log.lines).toEqual([]);
  });

  it('is not looked at any further, and nothing is said of it, once the process that asked is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tiebreak-pack-'));
    folders.push(folder);
    cpSync(breakfastPack, folder, { recursive: true });
    const check = new URL('../src/packs/check-child.ts', import.meta.url);
    const child = fork(check, [folder, `${folder}-kept`], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const said: string[] = [];
    child.stderr?.on('data', (part) => said.push(String(part)));
    child.disconnect();
    expect([await once(child, 'exit'), said.join('')]).toEqual([[0, null], '']);
  });

  it('is given up within the check of a large pack: processes that are killed again and again leave none behind', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'tiebreak-kept-'));
    folders.push(cache);
    const check = new URL('../src/packs/check-child.ts', import.meta.url);
    const child = fork(check, [shippedPack, cache], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await wait(2_000); // by now it learns one part of the pack after another, which goes on for ten seconds and more
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readdirSync(cache)).toEqual([]);
  }, 60_000);
});
