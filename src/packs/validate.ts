import type { z } from 'zod';
import { Pack } from '../core/knowledge/pack.ts';
import type { OptionName } from './markdown.ts';

/** A pack as it was read from its files, valid or not. */
type RawPack = Record<string, unknown> & { entries: unknown[]; tables: unknown[]; criteria: unknown };

/** What is wrong with a part of a pack, by its path, and what to change. */
type Wrong = { path: readonly PropertyKey[]; message: string };

/** Holds a pack against its schema. Gives the pack if it is valid, else all that is wrong. `options`: those that could be read. */
export function validate(raw: RawPack, options: OptionName[]): { pack: Pack | null; wrong: Wrong[] } {
  const { data = null, error } = Pack.safeParse(raw, { error: plainly });
  const all = error?.issues ?? [];
  const misread = new Set(all.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('.')));
  // Of what is of another kind, zod also says how long it is.
  const issues = all.filter(
    (issue) => !isNameless(issue, raw) && (issue.code !== 'too_big' || !misread.has(issue.path.join('.'))),
  );
  return { pack: data, wrong: issues.map((issue) => ({ path: pathOf(issue), message: describe(issue, raw, options) })) };
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
const plainly: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is missing: write it (docs/packs.md shows how)';
  switch (issue.expected) {
    case 'object':
    case 'record':
      return 'must be lines of `key: value`, one below the other (docs/packs.md shows which)';
    case 'array':
      return 'must be a list: a line for each, which begins with - and a blank';
    case 'string':
      return 'must be text';
    default:
      return `must be a ${issue.expected}`;
  }
};

/** Whether an entry or a table without an id is said to lack more than that: it may be no entry at all. */
function isNameless({ path: [root, index, key] }: z.core.$ZodIssue, raw: RawPack): boolean {
  if ((root !== 'entries' && root !== 'tables') || key === 'id') return false;
  return (raw[root][Number(index)] as { id?: unknown }).id === undefined;
}

/** A zod issue as a sentence: whose, which part, what to change. */
function describe(issue: z.core.$ZodIssue, raw: RawPack, options: OptionName[]): string {
  const [root, index, key, ...rest] = issue.path;
  const detail =
    issue.code === 'unrecognized_keys'
      ? `has a key that means nothing here (${issue.keys.join(', ')}): remove it or fix its spelling`
      : issue.message;
  if (root === 'criteria' && typeof index === 'number') return describeCriterion(issue.path, detail, raw.criteria);
  if (root === 'unanswered') return `this phrasing ${detail}`;
  if (root !== 'entries' && root !== 'tables') return `${issue.path.join('.') || 'pack.yaml'} ${detail}`;
  const owner = (root === 'entries' ? raw.entries : raw.tables)[Number(index)] as { id?: string; title?: string } | undefined;
  const cell = rest[1] === 'cells' ? ` (column "${options[Number(rest[2])]?.name}")` : '';
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
