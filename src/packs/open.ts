import { createHash, type Hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { createKnowledge, type Knowledge, learnPack } from '../core/knowledge/knowledge.ts';
import type { Learned } from '../core/knowledge/matcher.ts';
import type { Pack } from '../core/knowledge/pack.ts';
import type { Problem } from '../core/ports.ts';
import { packFiles, readPackFile } from './files.ts';

/** Where a pack is, and where what is made of it may be kept. */
export type Place = { folder: string; cache: string };

type Opened = { knowledge: Knowledge; problems: [] } | { knowledge: null; problems: Problem[] };
type Made = { pack: Pack; learned: Learned };

/**
 * The pack in `folder`, ready to answer, or every problem that keeps it from that. Reading and training take most of a second: what comes of
 * them is kept in the folder `cache`, and taken from there as long as neither the pack nor the program has changed by a byte. A cache that
 * cannot be written or read costs that second, no more.
 */
export async function openPack({ folder, cache }: Place): Promise<Opened> {
  const name = await nameOf(folder);
  const kept = name && (await recall(join(cache, name)));
  if (kept) return { knowledge: createKnowledge(kept.pack, kept.learned), problems: [] };
  const { loadPack } = await import('./load.ts'); // with its parsers, which a kept pack does not need
  const { pack, problems } = await loadPack(folder);
  if (!pack) return { knowledge: null, problems };
  const learned = learnPack(pack);
  if (name) await keep(cache, name, { pack, learned });
  return { knowledge: createKnowledge(pack, learned), problems: [] };
}

/** So many characters of a name stand for the folder. */
const ofFolder = 16;
const program = join(import.meta.dirname, '..');

/** Stands for the folder, then for its files, byte by byte, and for whatever reads them and learns from them; null where one cannot be read. */
async function nameOf(folder: string): Promise<string | null> {
  const hash = createHash('sha256').update(process.version);
  for (const path of globSync('{core,packs}/**/*.ts', { cwd: program }).sort())
    add(hash, path, readFileSync(join(program, path)));
  for (const file of packFiles) {
    const bytes = await readPackFile(folder, file).catch((error: { code?: string }) => (error.code === 'ENOENT' ? '' : null));
    if (bytes === null) return null;
    add(hash, file, bytes);
  }
  return `${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, ofFolder)}-${hash.digest('hex')}`;
}

const add = (hash: Hash, name: string, bytes: Buffer | string): Hash => hash.update(`\n${name} ${bytes.length}\n`).update(bytes);

async function recall(path: string): Promise<Made | null> {
  try {
    const bytes = await readFile(path);
    const digest = bytes.subarray(0, digestBytes);
    const body = bytes.subarray(digestBytes);
    return digest.equals(digestOf(body)) ? deserialize(body) : null;
  } catch {
    return null;
  }
}

const digestBytes = 32;
const digestOf = (body: Buffer): Buffer => createHash('sha256').update(body).digest();

/** Written aside first: a start at the same time never finds half a file. Only the newest edition of a folder is kept. */
async function keep(cache: string, name: string, made: Made): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
    const older = (await readdir(cache)).filter((each) => each.startsWith(name.slice(0, ofFolder)) && each !== name);
    const aside = join(cache, `${name}.${process.pid}`);
    const body = serialize(made);
    await writeFile(aside, Buffer.concat([digestOf(body), body]), { mode: 0o600 });
    await rename(aside, join(cache, name));
    for (const each of older) await rm(join(cache, each), { force: true });
  } catch {
    // No place to write: the next start learns again.
  }
}
