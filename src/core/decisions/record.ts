import { z } from 'zod';
import { BotError } from '../errors.ts';
import { sentenceList } from '../sentences.ts';
import { day } from '../time.ts';
import { literal, paragraphs, slugOf } from './markdown.ts';
import { choiceOf, countLines, dayOf, labelOf, outcomeSentences, padded, reasonOf, reasonsIn, winnerOf } from './outcome.ts';
import type { Vote } from './vote.ts';

/** The states that a decision can be in. */
export const statuses = ['accepted', 'rejected', 'superseded'];

/**
 * A decision as it is stored. Only its status and its review ever change; the body is stored as text, so that a later version of the program
 * exports the same bytes.
 */
export const Decision = z.object({
  number: z.int().min(1),
  title: z.string(),
  status: z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['accepted', 'rejected']) }),
    /** `file` is null only if the reader may not know the other record's title. */
    z.object({ kind: z.literal('superseded'), by: z.int(), file: z.string().nullable() }),
  ]),
  /** The option that was chosen; null if none was. Missing in records of earlier versions. */
  chosen: z.string().nullish(),
  /** The day it was decided, as MADR writes it: 2026-03-01. */
  date: z.string(),
  deciders: z.array(z.string()),
  /** Markdown after the front matter. */
  body: z.string(),
  vote: z.string(),
  channel: z.string(),
  thread: z.string().nullable(),
  /** Whether its place was private, and if so, who may read it from elsewhere (sorted): those who voted, and who started the vote. */
  isPrivate: z.boolean().default(true),
  readers: z.array(z.string()).default([]),
  /** When it comes back to its channel (ms since 1970); null for never; missing if only its vote says so. */
  review: z.number().nullish(),
  /** The day on which its review was last changed after the close. */
  reviewSet: z.string().nullish(),
});
export type Decision = z.infer<typeof Decision>;

/** `NNNN-title-with-dashes.md`. */
export const fileOf = ({ number, title }: Pick<Decision, 'number' | 'title'>): string => `${padded(number)}-${slugOf(title)}.md`;

/** A status in words. */
export const plainStatus = ({ status }: Pick<Decision, 'status'>): string =>
  status.kind === 'superseded' ? `superseded by ${labelOf(status.by)}` : status.kind;

/** A status as it stands in the front matter, with a link to the record that superseded this one. */
const statusOf = ({ status }: Pick<Decision, 'status'>): string =>
  status.kind === 'superseded' && status.file !== null
    ? `superseded by [${labelOf(status.by)}](${status.file})`
    : plainStatus({ status });

/**
 * A record as a file in the format of MADR 4.0.0 (https://adr.github.io/madr/). Values of the front matter are quoted as JSON, which is also
 * a double-quoted YAML string (YAML 1.2, 7.3.1).
 */
export const toMarkdown = (record: Decision): string =>
  `---
status: ${JSON.stringify(statusOf(record))}
date: ${record.date}
decision-makers: ${listed(record.deciders)}
consulted: []
informed: []
---

${textOf(record)}`;

/** The body of a record, and what has become of its review since. */
export const textOf = ({ body, review, reviewSet }: Decision): string =>
  reviewSet
    ? `${body}\n${review ? `On ${reviewSet} its review was set for ${dayOf(review)}.` : `On ${reviewSet} its review was called off.`}\n`
    : body;

/** A record with another review. @throws BotError `superseded` if another record has taken its place */
export function reviewedOn(record: Decision, review: number | null, now: number): Decision {
  if (record.status.kind === 'superseded')
    throw new BotError('superseded', `${labelOf(record.status.by)} has taken its place: set a review for that one.`);
  return { ...record, review, reviewSet: dayOf(now) };
}

const listed = (names: string[]): string => `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;

/** `before` is the record that was put to the vote again, and whether this one supersedes it; `voted` the ids of those who voted. */
type Around = { number: number; link: string | null; before: (Decision & { isReplaced: boolean }) | null; voted: string[] };

/** The record of a closed vote that came to a decision, for or against; null if it decided nothing. */
export function recordOf(vote: Vote, { number, link, before, voted }: Around): Decision | null {
  const { result, ended } = vote;
  if (!result || !ended || !isDecision(vote)) return null;
  return {
    number,
    title: vote.question,
    status: { kind: result.kind === 'decided' ? 'accepted' : 'rejected' },
    chosen: winnerOf(vote)?.name ?? null,
    date: dayOf(ended.at),
    deciders: result.names,
    body: bodyOf(vote, { link, before }),
    vote: vote.id,
    channel: vote.channel,
    thread: vote.thread,
    review: vote.reviewDays > 0 ? ended.at + vote.reviewDays * day : null,
    isPrivate: vote.isPrivate,
    readers: vote.isPrivate ? [...new Set([vote.starter.id, ...voted])].sort() : [],
  };
}

/** Whether a closed vote leaves a record: something was chosen or turned down. A tie and a missed quorum decide nothing. */
export const isDecision = ({ result }: Vote): boolean =>
  result !== null && ['decided', 'below-threshold', 'objections'].includes(result.kind);

/** An old record that a new one supersedes: only its status changes. */
export const supersededBy = (old: Decision, by: Pick<Decision, 'number' | 'title'>): Decision => ({
  ...old,
  status: { kind: 'superseded', by: by.number, file: fileOf(by) },
});

function bodyOf(vote: Vote, { link, before }: Pick<Around, 'link' | 'before'>): string {
  const { question, context, options, ground, result, reviewDays, ended, rounds } = vote;
  if (!result || !ended) return '';
  const winner = winnerOf(vote);
  const considered = rounds[0]?.options ?? options;
  const prosOf = (id: string): string[] => ground.pros[id] ?? [];
  const { support, dissent } = reasonsIn(vote);
  /** Of two lists without words between them Markdown makes one. */
  const titled = (title: string, texts: string[]): string => (texts.length === 0 ? '' : `${title}\n\n${bullets(texts)}`);
  /** Titles, and the paragraphs below each. */
  const sections: string[][] = [
    [`# ${literal(question)}`],
    ['## Context and Problem Statement', paragraphs(context) || literal(question)],
    ['## Decision Drivers', bullets(ground.drivers, 'None were written down.')],
    ['## Considered Options', bullets(considered.map(({ name }) => name))],
    [
      '## Decision Outcome',
      winner
        ? `Chosen option: "${literal(winner.name)}", because ${becauseOf(vote)}`
        : `No option was chosen: ${becauseOf(vote)}`,
      rounds.length === 0 ? '' : `It was a runoff between ${literal(sentenceList(options.map(({ name }) => name)))}.`,
      outcomeSentences(vote).map(literal).join(' '),
      bullets(countLines(vote)),
      titled(
        'By name:',
        (result.choices ?? []).map((each) => choiceOf(vote, each)),
      ),
      titled(
        'Reasons given:',
        support.map((each) => reasonOf(vote, each)),
      ),
      titled(
        'Dissent:',
        dissent.map((each) => reasonOf(vote, each)),
      ),
      ...rounds.flatMap(({ at, said, standing }) => [
        `The vote before it, closed on ${dayOf(at)}: ${literal(said)}.`,
        bullets(standing),
      ]),
    ],
    ['### Consequences', bullets(winner ? prosOf(winner.id) : [], 'Neutral, because none were written down.')],
    [
      '### Confirmation',
      reviewDays > 0 ? `Agreed to be looked at again on ${dayOf(ended.at + reviewDays * day)}.` : 'No review was agreed.',
    ],
    ['## Pros and Cons of the Options'],
    ...considered.map(({ id, name, note }) => [
      `### ${literal(name)}`,
      literal(note),
      bullets(prosOf(id), 'Neutral, because nothing was written down.'),
    ]),
    [
      '## More Information',
      `Put to the vote by ${literal(vote.starter.name)} on ${dayOf(vote.started)}${link ? `, in [this thread](${link})` : ''}.`,
      literal(ground.source),
      before === null ? '' : beforeSentence(before),
    ],
  ];
  const parts = sections.flat().filter((part) => part !== '');
  return `${parts.join('\n\n')}\n`;
}

/** Says what became of the record that was put to the vote again. */
const beforeSentence = (before: NonNullable<Around['before']>): string => {
  const link = `[${labelOf(before.number)}](${fileOf(before)})`;
  return before.isReplaced ? `Supersedes ${link}.` : `${link} was put to the vote again, and stands.`;
};

/** The justification that MADR asks for: why the vote came out as it did. */
function becauseOf({ result, method, threshold }: Vote): string {
  if (result?.kind === 'objections') return 'the proposal met an objection.';
  if (result?.kind === 'below-threshold') return `none reached the ${threshold}% that was asked for.`;
  return method === 'consent' ? 'nobody objected.' : 'it came first in the vote.';
}

/** Texts as a list; if there are none, `none` as its only entry. */
const bullets = (texts: string[], none = ''): string =>
  (texts.length > 0 || none === '' ? texts : [none]).map((text) => `* ${literal(text)}`).join('\n');
