import type { Source } from '../reply.ts';
import { words } from './features.ts';
import type { Knowledge } from './knowledge.ts';
import { type Match, surer, thresholds } from './matcher.ts';
import type { Named } from './names.ts';
import { nameOf, type Row } from './pack.ts';

/** What became of a question. `entry` is the best reading, null when declined; `row` a table row the question names. */
export type Answer = {
  question: string;
  outcome: 'answer' | 'choices' | 'declined';
  entry: string | null;
  row: string | null;
  confidence: number;
  /** The readings considered, best first. */
  candidates: { entry: string; confidence: number }[];
  /** What the question names that the pack does not know. */
  outside: string[];
  /** Ids of the options the answer is limited to; null for all. Where it is declined: those of which something can be told, without the outsider. */
  about: string[] | null;
  /** Every section the answer rests on; none unless it is one. */
  sources: Source[];
};

/** A question that nothing is known of. */
export const declined = (question: string): Answer => ({ ...unanswered, question });

const unanswered: Omit<Answer, 'question'> = {
  sources: [],
  outcome: 'declined',
  entry: null,
  row: null,
  confidence: 0,
  candidates: [],
  outside: [],
  about: null,
};

/** Finds what a question asks for. Pure; says nothing of how the answer reads. An option set against an outsider is declined: no source compares them. */
export function ask(knowledge: Knowledge, question: string): Answer {
  if (!/\p{L}/u.test(question)) return declined(question);
  const { named, isPartly, ranked } = read(knowledge, question);
  const isElsewhere = named.outside.length > 0 && named.options.length === 0;
  const [best] = ranked;
  const confidence = best?.score ?? 0;
  const nothing: Answer = {
    ...declined(question),
    outside: named.outside,
    candidates: ranked.slice(0, 5).map(({ label, score }) => ({ entry: label, confidence: round(score) })),
    confidence: round(confidence),
  };
  if (isPartly) return { ...nothing, about: named.options };
  const times = named.options.length > 0 ? 1 : thresholds.unnamed;
  if (!best || confidence < times * thresholds.offer || isElsewhere) return nothing;
  const sure = confidence >= thresholds.answer;
  if (!sure && confidence < times * thresholds.alone && readings(nothing.candidates).length < 2) return nothing;
  const row = sure ? rowNamed(knowledge.rowsAbout(best.label), named.rest) : null;
  return {
    ...nothing,
    outcome: sure ? 'answer' : 'choices',
    entry: best.label,
    row,
    sources: sure ? sourcesOf(knowledge, best.label, row) : [],
  };
}

/** Entries by how well they answer a question, the way `ask` ranks them. */
export const rank = (knowledge: Knowledge, question: string): Match[] => read(knowledge, question).ranked;

/** What a question names, whether it is about some options set against outsiders (and nothing else), and the entries it may mean. */
function read(knowledge: Knowledge, question: string) {
  const named = knowledge.names.read(question);
  const isPartly = named.isAgainstOutside && named.options.length < knowledge.pack.options.length;
  const isBare = !/\p{L}{3,}/u.test(named.rest.replace(connectives, ''));
  if (isPartly) {
    const asked = isBare ? `when to choose ${named.options.join(' ')}` : named.marked;
    return { named, isPartly, ranked: rankForOptions(knowledge, asked, named.options) };
  }
  const asSaid = knowledge.match(question);
  if (!isBare || !isChoice(named)) return { named, isPartly, ranked: asSaid };
  const choice = named.options.map((id) => nameOf(knowledge.pack, id)).join(' or '); // how the choice is put most often
  return { named, isPartly, ranked: surer(asSaid, knowledge.match(choice)) };
}

/** Whether words set several options against each other, and nothing else: "X and Y" may be about both together. */
export const isChoice = ({ options, outside, rest }: Named): boolean =>
  options.length > 1 && outside.length === 0 && /\b(?:or|vs|versus|than|better|between)\b|,/i.test(rest);

/** The answer that a button asks for by id, limited as the button says; declined when the pack no longer has it. */
export function answerById(
  knowledge: Knowledge,
  id: string,
  { row, about, outside }: Pick<Answer, 'row' | 'about' | 'outside'> = { row: null, about: null, outside: [] },
): Answer {
  const entry = knowledge.entry(id);
  return {
    question: entry?.title ?? '',
    outcome: entry ? 'answer' : 'declined',
    entry: entry?.id ?? null,
    row: row && knowledge.row(row) ? row : null,
    confidence: entry ? 1 : 0,
    candidates: entry ? [{ entry: id, confidence: 1 }] : [],
    outside,
    about,
    sources: sourcesOf(knowledge, id, row),
  };
}

const sourcesOf = (knowledge: Knowledge, id: string, row: string | null): Source[] =>
  knowledge.sourcesOf(...[knowledge.entry(id) ?? [], knowledge.row(row ?? '') ?? []].flat());

/** The arguments that bring the same answer back from a button. */
export const answerArgs = ({ entry, row, about, outside }: Answer): Record<string, string> => ({
  entry: entry ?? '',
  ...(row ? { row } : {}),
  ...(about ? { about: about.join(','), outside: outside.join(',') } : {}),
});

/** What stands between names without adding a subject: "this or that, which is better?" */
const connectives = /\b(?:or|vs|versus|and|than|better|best|which|one|pick|choose|use|should|over|the)\b/gi;

/** Entries by how well they answer a text about some options only; never those about another one. */
function rankForOptions(knowledge: Knowledge, asked: string, options: string[]): Match[] {
  const isOnOthers = (id: string): boolean => {
    const named = knowledge.names.read(knowledge.entry(id)?.title ?? '').options;
    return named.length > 0 && !named.some((option) => options.includes(option));
  };
  return knowledge.match(asked).filter(({ label }) => !isOnOthers(label));
}

/** The readings worth offering: the best, and up to two more that are close enough to it. */
export const readings = (candidates: Answer['candidates']): Answer['candidates'] =>
  candidates
    .slice(0, 3)
    .filter(({ confidence }, index) =>
      index < 2 ? confidence >= thresholds.offer / 2 : confidence >= (candidates[0]?.confidence ?? 0) * 0.6,
    );

/** The row whose name stands in the text, word for word. */
function rowNamed(rows: Row[], rest: string): string | null {
  const said = new Set(words(rest));
  return rows.find((row) => words(row.name).every((word) => said.has(word)))?.id ?? null;
}

const round = (score: number): number => Math.round(score * 1000) / 1000;
