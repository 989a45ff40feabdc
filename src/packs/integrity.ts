import { folded } from '../core/knowledge/names.ts';
import type { Problem } from '../core/ports.ts';
import type { Locate } from './load.ts';

type Loose = Record<string, unknown>;

/** Whether something looks like the id of an entry. */
export const isEntryId = (id: unknown): boolean => typeof id === 'string' && /^(?:faq|topic):[a-z0-9-]+$/.test(id);

const items = (value: unknown): Loose[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);
/** Each name of an option or an outsider once. */
const namesOf = ({ id, name, aliases }: Loose): string[] => [
  ...new Set([id ?? name, name, ...texts(aliases)].map((each) => folded(String(each)).toLowerCase())),
];

/**
 * What a schema cannot check: ids that are used twice, relations and rows that point nowhere, options that an entry says nothing about, names that
 * two options share, or an option and an outsider, and phrasings that appear twice. Takes the pack as it was read, valid or not, so that all
 * problems show at once.
 * @param areAllRead whether every entry was read under an id; if not, a reference that points nowhere may still be right
 */
export function integrityProblems(raw: Loose, locate: Locate, areAllRead: boolean): Problem[] {
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string) => problems.push({ ...locate(path), message });
  const reportTwice = (all: (readonly [unknown, readonly PropertyKey[]])[], what: string): void => {
    const seen = new Map<unknown, readonly PropertyKey[]>();
    for (const [key, path] of all) {
      const first = seen.get(key);
      if (first) {
        const { file, line } = locate(first);
        report(path, `"${key}" appears twice in this pack as ${what}, first at ${file}:${line}: change or remove one`);
      } else if (key !== undefined && key !== '') seen.set(key, path);
    }
  };
  const entries = items(raw.entries);
  const tables = items(raw.tables);
  const options = items(raw.options);
  const ids = new Set(entries.map((entry) => entry.id));

  reportTwice(
    [
      ...entries.map((entry, index) => [entry.id, ['entries', index]] as const),
      ...tables.map((table, index) => [table.id, ['tables', index]] as const),
    ],
    'an id',
  );
  reportTwice(
    entries.map(({ title }, index) => [title, ['entries', index]] as const),
    'a title',
  );
  reportTwice(
    options.flatMap((option, index) => namesOf(option).map((name) => [name, ['options', index]] as const)),
    'the name of an option',
  );
  const own = new Set(options.flatMap(namesOf));
  items(raw.outside).forEach((outsider, index) => {
    for (const name of [...namesOf(outsider), ...texts(outsider.words).map((word) => folded(word).toLowerCase())])
      if (own.has(name)) report(['outside', index], `"${name}" is the name of an option: remove it here`);
  });
  reportTwice(
    [
      ...entries.flatMap((entry, index) =>
        texts(entry.asked).map((asked, at) => [asked.toLowerCase(), ['entries', index, 'asked', at]] as const),
      ),
      ...(Array.isArray(raw.unanswered) ? raw.unanswered : []).flatMap((group, index) =>
        texts(group).map((asked, at) => [asked.toLowerCase(), ['unanswered', index, at]] as const),
      ),
    ],
    'a phrasing',
  );

  entries.forEach((entry, index) => {
    for (const [at, id] of texts(entry.related).entries()) {
      if (texts(entry.related).indexOf(id) < at)
        report(['entries', index, 'related'], `${entry.id}: "${id}" is related twice: remove one`);
      else if (id === entry.id) report(['entries', index, 'related'], `${id}: is related to itself: remove it`);
      else if (areAllRead && !ids.has(id))
        report(['entries', index, 'related'], `${entry.id}: "${id}" is not an entry of this pack: fix its spelling or remove it`);
    }
    for (const option of entry.id === undefined ? [] : options) {
      if (items(entry.facts).some((fact) => fact.option === option.id)) continue;
      report(['entries', index], `${entry.id}: no fact about ${option.name}: add one that starts with **${option.name}**:`);
    }
  });
  tables.forEach((table, index) => {
    items(table.rows).forEach((row, at) => {
      if (areAllRead && isEntryId(row.about) && !ids.has(row.about))
        report(['tables', index, 'rows', at], `${row.id}: "${row.about}" is not an entry of this pack: fix the cell "About"`);
    });
    reportTwice(
      items(table.rows).map((row, at) => [row.id, ['tables', index, 'rows', at]] as const),
      'a row',
    );
  });
  return problems;
}
