import { inlineText, type Source } from '../reply.ts';
import { createScope, type Scope } from '../scoring/scope.ts';
import { createMatcher, type Example, type Learned, type Lessons, learn, type Match, surer, thresholds } from './matcher.ts';
import { createNames, type Names } from './names.ts';
import type { Entry, Pack, Row, Table } from './pack.ts';
import { withoutRequest } from './request.ts';

/** A pack made ready to answer: looked up by id, searched by words. */
export type Knowledge = {
  pack: Pack;
  /** What `match` goes by besides the phrasings. */
  learned: Learned;
  names: Names;
  entry(id: string): Entry | undefined;
  table(id: string): Table | undefined;
  row(id: string): Row | undefined;
  /** The table rows that belong to an entry, in the order of the tables. */
  rowsAbout(entry: string): Row[];
  /** Entries by how well they answer a text that is said to us, best first; scores 0 to 1. */
  match(text: string): Match[];
  /** The same for a text that people say to each other, as it stands: what they ask to be told, they ask each other. */
  matchOverheard(text: string): Match[];
  /** What a description of a project says of the pack's criteria. */
  scope: Scope;
  /** The citation of entries, tables and rows (by the tables they stand in), each section once. */
  sourcesOf(...items: ({ sections: string[] } | Row)[]): Source[];
};

/** What is left of the score of an entry that is about one option when the text names only others: it may still be the nearest thing. */
const astray = 0.4;
/** An entry about one option is about another one too if so many of its phrasings name only that one: "is X too big for us?" asks for Y. */
const often = { least: 3, share: 1 / 20 };
/** What is left of the odds of every entry when the text names no option: then it is more often about something else. */
const unnamed = 0.35;
/** How much of the scores of related entries is added to the best one's: neighbours that share a question are each good answers to it. */
const shared = 0.6;
/** As sure as neighbours can make it: only a reviewed phrasing, word for word, is beyond this. */
const surest = 0.99;

/**
 * What a matcher of a pack is trained on, names marked: phrasings, titles and row names, and what the pack cannot answer. Nothing else of it
 * changes what is learned.
 */
export function lessonsOf(pack: Pack): Lessons {
  const { read } = createNames(pack);
  const marked = (text: string): string => read(text).marked;
  return {
    examples: examplesOf(pack).map(({ text, label }) => ({ text: marked(text), label })),
    foreign: pack.unanswered.map((kind) => kind.map(marked)),
  };
}

/**
 * Indexes a pack.
 * @param learned from its lessons, now or earlier; or from those of an earlier edition, until these are learned
 */
export function createKnowledge(pack: Pack, lessons: Lessons = lessonsOf(pack), learned: Learned = learn(lessons)): Knowledge {
  const names = createNames(pack);
  const entries = new Map(pack.entries.map((entry) => [entry.id, entry]));
  const tables = new Map(pack.tables.map((table) => [table.id, table]));
  const rows = new Map(pack.tables.flatMap((table) => table.rows).map((row) => [row.id, row]));
  const tableOf = new Map(pack.tables.flatMap((table) => table.rows.map((row) => [row.id, table] as const)));
  const subjects = subjectsOf(pack, names, lessons.examples);
  const related = relatedOf(pack);
  const matcher = createMatcher(learned, lessons);
  /** Entries by how well they answer words, names marked, that name some options. */
  const rank = (marked: string, options: string[]): Match[] => {
    const isAstray = (label: string): boolean => {
      const subject = subjects.get(label) ?? [];
      return subject.length === 1 && options.length > 0 && !options.includes(subject[0] as string);
    };
    const odds = options.length === 0 ? unnamed : 1;
    const [best, ...others] = matcher
      .match(marked)
      .map(({ label, score }) => ({
        label,
        score: ((score * odds) / (1 - score + score * odds)) * (isAstray(label) ? astray : 1),
      }))
      .sort((a, b) => b.score - a.score);
    if (!best) return [];
    const near = others.filter(({ label }) => related.get(best.label)?.has(label));
    const score = best.score + shared * near.reduce((sum, each) => sum + each.score, 0);
    return [{ ...best, score: Math.max(best.score, Math.min(score, surest)) }, ...others];
  };
  let scope: Scope | null = null; // whoever only asks needs none
  return {
    pack,
    learned,
    names,
    scope(description) {
      scope ??= createScope(pack);
      return scope(description);
    },
    entry: (id) => entries.get(id),
    table: (id) => tables.get(id),
    row: (id) => rows.get(id),
    rowsAbout: (id) => [...rows.values()].filter((row) => row.about === id),
    match(text) {
      const { marked, options } = names.read(text);
      const asSaid = rank(marked, options);
      const spelt = matcher.spell(marked);
      if (spelt === marked && (asSaid[0]?.score ?? 0) >= thresholds.answer) return asSaid;
      const meant = withoutRequest(spelt);
      return meant === marked ? asSaid : surer(asSaid, rank(meant, options));
    },
    matchOverheard(text) {
      const { marked, options } = names.read(text);
      return rank(marked, options);
    },
    sourcesOf(...items) {
      const sections = items.flatMap((item) => ('sections' in item ? item.sections : (tableOf.get(item.id)?.sections ?? [])));
      const { title, author, year } = pack.source;
      return [...new Set(sections)].map((section) => ({ title, section, author, year }));
    },
  };
}

/** The options that each entry is about: those that its title names, and if that is one, also those by which it is `often` asked for. */
function subjectsOf({ entries }: Pack, names: Names, examples: Lessons['examples']): Map<string, string[]> {
  const asked = Map.groupBy(examples, ({ label }) => label);
  return new Map(
    entries.map(({ id, title }) => {
      const [only, ...more] = names.read(title).options;
      if (!only || more.length > 0) return [id, only ? [only, ...more] : []];
      const named = (asked.get(id) ?? []).map(({ text }) =>
        [...text.matchAll(/§([\w-]+)/g)].map(([, option]) => option as string),
      );
      const others = named.filter((options) => options.length > 0 && !options.includes(only));
      const isOften = (option: string): boolean => {
        const times = others.filter((options) => options.includes(option)).length;
        return times >= Math.max(often.least, often.share * named.length);
      };
      return [id, [only, ...new Set(others.flat().filter(isOften))]];
    }),
  );
}

/** For each entry those it leads to, and those that lead to it. */
function relatedOf({ entries }: Pack): Map<string, Set<string>> {
  const related = new Map(entries.map((entry) => [entry.id, new Set(entry.related)]));
  for (const entry of entries) for (const id of entry.related) related.get(id)?.add(entry.id);
  return related;
}

/** Once an entry has so many phrasings, its own text teaches nothing more. */
const enoughAsked = 20;

/** What the matcher learns from: how people ask, and what an entry and its table rows are called; where there are few phrasings, also what it says. */
export const examplesOf = (pack: Pack): Example[] => [
  ...pack.entries.flatMap(({ id, title, asked, answer, facts }) => {
    const said = asked.length < enoughAsked ? [answer, ...facts.map((fact) => fact.text)].map(inlineText) : [];
    return [title, ...asked, ...said].map((text) => ({ text, label: id }));
  }),
  ...pack.tables.flatMap((table) => table.rows.map((row) => ({ text: row.name, label: row.about }))),
];
