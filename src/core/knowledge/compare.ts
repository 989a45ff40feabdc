import type { Intent } from '../intent.ts';
import { type Block, type Button, buttons, heading, inlineText, sources, text } from '../reply.ts';
import { citation, directAnswer, rowTable, towardsDecision } from './answer.ts';
import { words } from './features.ts';
import type { Knowledge } from './knowledge.ts';
import { thresholds } from './matcher.ts';
import type { Entry, Row, Table } from './pack.ts';

/** What to set side by side: everything, one table, or what belongs to one entry. */
export type Comparison =
  | { kind: 'all' }
  | { kind: 'table'; table: Table }
  | { kind: 'entry'; entry: Entry; row: string | null; rows: Row[] };

/** Words around a criterion that are not part of it: "compare them on security, please". */
const filler =
  /\b(compare|comparison|them|both|these|the|two|three|four|five|options?|vs|versus|and|or|to|with|on|for|in|terms|of|regarding|about|by|please)\b|[^\p{L}\p{N}\s]/giu;

/** A criterion as part of what was asked, so that each name in it counts as set against the others: "this and that". */
export const asSetAgainst = (criterion: string): string => `compare ${criterion}`;

/** A criterion without the words around it and without the options' names. */
const bare = (criterion: string): string => criterion.replace(filler, ' ').replace(/\s+/g, ' ').trim().toLowerCase();

/** Reads a criterion: nothing for the overview, a table's title, a row's name or any words an entry answers. Null where the pack has nothing on it. */
function readCriterion(knowledge: Knowledge, criterion: string): Comparison | null {
  const { pack, names } = knowledge;
  const wanted = bare(names.read(asSetAgainst(criterion)).rest);
  const [overview] = pack.tables;
  if (wanted === '' && overview) return { kind: 'table', table: overview };
  if (['all', 'everything', 'whole'].includes(wanted)) return { kind: 'all' };
  const table = pack.tables.find(({ title }) => bare(title) === wanted);
  if (table) return { kind: 'table', table };
  const row = pack.tables.flatMap(({ rows }) => rows).find(({ name }) => bare(name) === wanted);
  const entry = row ? knowledge.entry(row.about) : nearestEntry(knowledge, wanted);
  return entry ? entryComparison(knowledge, entry, row?.name ?? '', wanted) : null;
}

/** So many criteria are read from one text; more of them are taken for one. */
const mostCriteria = 6;

/**
 * Reads several criteria, "security, speed and the ORM": each that the pack has something on, once, and the words of the others. A name with
 * an "and" in it is one.
 */
export function readCriteria(knowledge: Knowledge, criterion: string): { found: Comparison[]; unknown: string[] } {
  const whole = readCriterion(knowledge, criterion);
  const parts = criterion.split(/,|;|\band\b|&/i).filter((part) => bare(knowledge.names.read(part).rest) !== '');
  const isOne = parts.length < 2 || parts.length > mostCriteria || (whole && (whole.kind !== 'entry' || whole.row !== null));
  const read = isOne ? [] : parts.map((part) => ({ part: part.trim(), comparison: readCriterion(knowledge, part) }));
  const known = read.flatMap(({ comparison }) => comparison ?? []);
  if (known.length === 0) return { found: whole ? [whole] : [], unknown: whole ? [] : [criterion] };
  const found = [...new Map(known.map((each) => [JSON.stringify(comparisonArgs(each)), each])).values()];
  return { found, unknown: read.flatMap(({ part, comparison }) => (comparison ? [] : [part])) };
}

/** What is said where a pack has nothing on a criterion. */
export const nothingOn = (knowledge: Knowledge): Block =>
  text(`I have nothing to compare on that. Try ${criteria(knowledge).slice(0, 3).join(', ')}, or leave the criterion out.`);

/** What a comparison is called. */
export const comparisonName = (comparison: Comparison): string => {
  if (comparison.kind === 'entry') return comparison.row ?? comparison.entry.title;
  return comparison.kind === 'table' ? comparison.table.title : 'Everything';
};

/** The entry that answers a criterion best; one that speaks of several options, or of none in particular, before one about a single option. */
function nearestEntry(knowledge: Knowledge, wanted: string): Entry | undefined {
  const { names } = knowledge;
  const likely = knowledge
    .match(wanted)
    .filter(({ score }) => score >= thresholds.offer)
    .flatMap(({ label }) => knowledge.entry(label) ?? []);
  return likely.find((entry) => names.read(entry.title).options.length !== 1) ?? likely[0];
}

/**
 * An entry, with its own rows, and those of entries related to it whose name says what was asked for: "speed" is not that of development. Asked for
 * by a row's name, that row stands alone.
 */
function entryComparison(knowledge: Knowledge, entry: Entry, row = '', wanted = ''): Comparison {
  const said = words(wanted);
  const isNamed = ({ name }: Row): boolean => said.length > 0 && said.every((word) => words(name).includes(word));
  const rows = knowledge.pack.tables
    .flatMap((table) => table.rows)
    .filter((each) => each.about === entry.id || (isNamed(each) && entry.related.includes(each.about)));
  if (row === '') return { kind: 'entry', entry, row: null, rows };
  return { kind: 'entry', entry, row, rows: rows.filter(({ name }) => name === row) };
}

/** Everything one can compare on: what the rows are called, then whole tables. */
export const criteria = ({ pack }: Knowledge): string[] => [
  ...new Set([
    ...pack.tables.flatMap((table) => table.rows.map((row) => row.name)),
    ...pack.tables.map((table) => table.title),
    'Everything',
  ]),
];

/** The arguments that bring the same comparison back from a button. */
export function comparisonArgs(comparison: Comparison): Record<string, string> {
  if (comparison.kind === 'entry') return comparison.row ? { criterion: comparison.row } : { entry: comparison.entry.id };
  return comparison.kind === 'table' ? { table: comparison.table.id } : { criterion: 'everything' };
}

/** The comparison that a button asks for by id; null where it asks for none that the pack has. */
export function comparisonById(
  knowledge: Knowledge,
  { entry = '', table = '' }: { entry?: string | undefined; table?: string | undefined },
): Comparison | null {
  const [ofEntry, ofTable] = [knowledge.entry(entry), knowledge.table(table)];
  if (ofEntry) return entryComparison(knowledge, ofEntry);
  return ofTable ? { kind: 'table', table: ofTable } : null;
}

/** The options side by side, as tables with their source; only those with the ids `about`, unless it is null. */
export function compareBlocks(knowledge: Knowledge, comparison: Comparison, about: string[] | null): Block[] {
  const { pack } = knowledge;
  if (comparison.kind === 'entry') return entryBlocks(knowledge, comparison, about);
  const tables = comparison.kind === 'all' ? pack.tables : [comparison.table];
  const others: Button[] = pack.tables
    .filter((table) => !tables.includes(table))
    .map((table) => ({ label: table.title, intent: toComparison({ table: table.id }, about) }));
  const everything = { label: 'Everything', intent: toComparison({ criterion: 'everything' }, about) };
  return [
    ...tables.map((table) => rowTable(knowledge, table.rows, `${pack.title}: ${table.title}`, about)),
    sources(knowledge.sourcesOf(...tables)),
    ...(others.length > 0 ? [buttons(...others, everything)] : []),
    towardsDecision(knowledge, { about }),
  ];
}

/** What a button to another comparison of the same options asks for. */
const toComparison = (args: Record<string, string>, about: string[] | null): Intent => ({
  verb: 'compare',
  args: { ...args, ...(about ? { about: about.join(',') } : {}) },
});

function entryBlocks(
  knowledge: Knowledge,
  { entry, row, rows }: { entry: Entry; row: string | null; rows: Row[] },
  about: string[] | null,
): Block[] {
  const factsOf = (id: string): string =>
    entry.facts
      .filter((fact) => fact.option === id)
      .map((fact) => capitalised(inlineText(fact.text)))
      .join(' ');
  const inDetail = { name: 'In detail', cells: knowledge.pack.options.map((option) => factsOf(option.id)) };
  return [
    heading(row ?? entry.title),
    ...(row ? [] : [directAnswer(entry)]),
    rowTable(knowledge, [...rows, inDetail], 'Side by side', about),
    citation(knowledge, entry, rows),
    buttons(
      { label: 'All the facts', intent: { verb: 'ask', args: { entry: entry.id } } },
      { label: 'Whole comparison', intent: toComparison({}, about) },
    ),
  ];
}

const capitalised = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
