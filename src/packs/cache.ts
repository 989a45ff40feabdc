import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { packFiles, readPackFile } from './files.ts';

/** Where a pack is, and where what is derived from it may be kept. */
export type PackPlace = { folder: string; cache: string };

/** What was made. `kept` resolves when it is in the cache, and never rejects. */
type Once<Value> = { value: Value | null; kept: Promise<void> };

/**
 * What `make` derives from the pack in `folder`. It is kept in the folder `cache` under the word `what`, and taken from there as long as neither the
 * pack nor the program has changed by a byte. Null is not kept. If the cache cannot be read or written, it is only made again.
 * @param from everything that `make` depends on, if that is less than the files of the pack
 */
export async function once<Value>(
  { folder, cache }: PackPlace,
  what: string,
  make: () => Promise<Value | null>,
  from: string | null = null,
): Promise<Once<Value>> {
  const done = Promise.resolve();
  const bytes = from ?? (await filesOf(folder));
  if (bytes === null) return { value: await make(), kept: done };
  const edition = createHash('sha256').update(programDigest()).update(bytes).digest('hex');
  const mine = `${digestOf(resolve(folder)).toString('hex').slice(0, 16)}-${what}-`;
  const path = join(cache, mine + edition);
  const kept = await recall<Value>(path);
  if (kept !== null) return { value: kept, kept: done };
  const value = await make();
  const isKept = value === null ? done : keep(cache, mine, path, value).catch(() => {}); // no place to write
  return { value, kept: isKept };
}

const program = join(import.meta.dirname, '..');

/** A pack's files, byte by byte; null where one cannot be read. */
async function filesOf(folder: string): Promise<Buffer | null> {
  const parts: (Buffer | string)[] = [];
  for (const file of packFiles) {
    const bytes = await readPackFile(folder, file).catch((error: { code?: string }) => (error.code === 'ENOENT' ? '' : null));
    if (bytes === null) return null;
    parts.push(`\n${file} ${bytes.length}\n`, bytes);
  }
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

let ours: Buffer | null = null;

/** A digest of the program's own code, as far as it reads packs and learns from them. */
function programDigest(): Buffer {
  if (ours) return ours;
  const hash = createHash('sha256').update(process.version);
  for (const path of globSync('{core,packs}/**/*.ts', { cwd: program }).sort()) {
    const code = readFileSync(join(program, path));
    hash.update(`\n${path} ${code.length}\n`).update(code);
  }
  ours = hash.digest();
  return ours;
}

const digestBytes = 32;
export const digestOf = (body: Buffer | string): Buffer => createHash('sha256').update(body).digest();

async function recall<Value>(path: string): Promise<Value | null> {
  try {
    const bytes = await readFile(path);
    const body = bytes.subarray(digestBytes);
    return digestOf(body).equals(bytes.subarray(0, digestBytes)) ? deserialize(body) : null;
  } catch {
    return null;
  }
}

/** Writes to another file first, so that nobody ever reads half a file. Keeps only the newest edition. */
async function keep(cache: string, mine: string, path: string, value: unknown): Promise<void> {
  await mkdir(cache, { recursive: true });
  const older = (await readdir(cache)).filter((name) => name.startsWith(mine)).map((name) => join(cache, name));
  const body = serialize(value);
  await writeFile(`${path}.${process.pid}`, Buffer.concat([digestOf(body), body]), { mode: 0o600 });
  await rename(`${path}.${process.pid}`, path);
  for (const each of older) if (each !== path) await rm(each, { force: true });
}
