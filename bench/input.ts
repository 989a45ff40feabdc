import { readFileSync } from 'node:fs';
import type { Example } from '../src/core/knowledge/matcher.ts';
import type { Pack } from '../src/core/knowledge/pack.ts';
import { loadPack } from '../src/packs/load.ts';

/** The label of questions that no other label answers. */
export const nothing = 'NO_NODES_DETECTED';

/** Reads a CSV with the columns `sentence` and `label`, in any order; fields may be quoted (RFC 4180). */
export function readExamples(path: string): Example[] {
  const [head = [], ...rows] = parseCsv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  const [sentence, label] = ['sentence', 'label'].map((column) => head.indexOf(column)) as [number, number];
  if (sentence < 0 || label < 0) throw new Error(`${path}: expected the columns sentence and label, found ${head.join(', ')}`);
  return rows
    .filter((row) => row.length > 1)
    .map((row) => ({ text: row[sentence]?.trim() ?? '', label: row[label]?.trim() ?? '' }));
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Reads a file of JSON, a value on each line. */
export const readLines = <Value>(path: string): Value[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

/** @throws Error with every problem of a pack that is not valid */
export async function readPack(folder: string): Promise<Pack> {
  const { pack, problems } = await loadPack(folder);
  if (!pack) throw new Error(problems.map(({ message }) => message).join('\n'));
  return pack;
}
