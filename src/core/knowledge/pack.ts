import { z } from 'zod';
import { Criteria } from '../scoring/criteria.ts';
import { kind, line, names, slug } from './fields.ts';

/**
 * The shape of a pack: everything known about one choice. docs/packs.md describes the files it is read from, and every message here is
 * read by a pack's author: it follows the name of what is wrong and says what to change.
 */

const entryId = z
  .string({ error: 'is missing: begin the heading with an id in backticks, such as `faq:cheaper`' })
  .max(60, 'is longer than 60 characters: a button has to carry it')
  .regex(/^(faq|topic):[a-z0-9]+(-[a-z0-9]+)*$/, 'must look like `faq:cheaper` or `topic:how-it-works`');

const sectionsMissing = 'is missing: add a line `Source: section of the source`';
const sections = z.array(line(200), { error: sectionsMissing }).min(1, sectionsMissing);
const relatedMissing = 'are missing: add a line `Related:` with one to four ids in backticks';
const askedMissing = 'are missing: add 8 to 250, one a line';

/** How somebody puts a question. */
const phrasing = line(300);

/** One line of literal text with marks, and its length as people see it. */
const inlines = (max: number) =>
  z
    .array(z.object({ text: z.string(), mark: z.enum(['strong', 'emphasis', 'code']).exactOptional() }), {
      error: 'is missing: write it',
    })
    .min(1, 'is missing: write it')
    .refine((parts) => parts.reduce((sum, part) => sum + part.text.length, 0) <= max, {
      error: `is longer than ${max} characters: shorten it, people read it on a phone`,
    });

/** One of the things to choose between, and the other names people give it. */
export const Option = z.strictObject({ id: slug, name: line(40), aliases: names(40).default([]) });
export type Option = z.infer<typeof Option>;

/** What one of some options is called, by its id. */
export const nameOf = ({ options }: { options: Pick<Option, 'id' | 'name'>[] }, id: string): string =>
  options.find((option) => option.id === id)?.name ?? id;

/** What people name in the same breath and the pack does not know. `words` are everyday words that mean it only when set against an option. */
const Outside = z.strictObject({ name: line(40), aliases: names(40).default([]), words: names(40).default([]) });

/** `option` is the id of the option the fact speaks of, null where it speaks of the choice as a whole. */
const Fact = z.object({ option: z.string().nullable(), text: inlines(320) });

/** As many facts as an entry may hold, since it has one about each option. */
export const mostOptions = 5;

export const Entry = z.object({
  id: entryId,
  title: line(120),
  answer: inlines(240),
  facts: z
    .array(Fact)
    .min(2, 'are fewer than two: list two to five')
    .max(mostOptions, 'are more than five: keep the ones that decide'),
  sections,
  related: z.array(entryId, { error: relatedMissing }).min(1, relatedMissing).max(4, 'are more than four: keep the best'),
  asked: z
    .array(phrasing, { error: askedMissing })
    .min(8, 'are fewer than 8: add some')
    .max(250, 'are more than 250: keep the most different'),
});
export type Entry = z.infer<typeof Entry>;

/** `id` is the table's name and the slug of the row's name; `cells` are in the order of the options; `about` is the entry it belongs to. */
export const Row = z.object({
  id: z.string(),
  name: line(60),
  cells: z.array(line(120)),
  about: entryId,
});
export type Row = z.infer<typeof Row>;

export const Table = z.object({
  id: z
    .string({ error: 'is missing: begin the heading with an id in backticks, such as `table:costs`' })
    .regex(/^table:[a-z0-9]+(-[a-z0-9]+)*$/, 'must look like `table:costs`'),
  title: line(120),
  sections,
  rows: z.array(Row, { error: 'are missing: add a table' }).min(1, 'are missing: add at least one'),
});
export type Table = z.infer<typeof Table>;

/** What pack.yaml says. */
const Manifest = z.strictObject({
  id: slug,
  title: line(80),
  version: z
    .string(kind('must be three numbers, such as 1.0.0'))
    .regex(/^\d+\.\d+\.\d+$/, 'must be three numbers, such as 1.0.0'),
  reviewed: z.iso.date(kind('must be the day of the last review, such as 2026-03-01')),
  options: z
    .array(Option)
    .min(2, 'needs at least two')
    .max(mostOptions, 'has more than five: an entry holds five facts, and one about each option'),
  source: z.strictObject(
    {
      title: line(200),
      author: line(120),
      year: z.int(kind('must be a year, e.g. 2026')).min(1900, 'must be a year').max(2100, 'must be a year'),
      note: line(400).exactOptional(),
    },
    {
      error: ({ input }) => (input === undefined ? 'is missing: write `source:` and below it title, author and year' : undefined),
    },
  ),
  outside: z.array(Outside).default([]),
  suggestions: names(120).min(1, 'needs at least one question to suggest').max(5, 'has more than five: keep the best'),
});
type Manifest = z.infer<typeof Manifest>;

/** A pack's version, by which people name it. */
export const editionOf = ({ id, version }: Pick<Manifest, 'id' | 'version'>): string => `${id} ${version}`;

/** What people ask or say near the subject and no entry answers; each array holds those of one kind. */
const unanswered = z.array(z.array(phrasing));

/** `criteria` is empty where the pack has none: then there is nothing to recommend by. */
export const Pack = Manifest.extend({ entries: z.array(Entry), tables: z.array(Table), unanswered, criteria: Criteria });
export type Pack = z.infer<typeof Pack>;
