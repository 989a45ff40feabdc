import {
  type Block,
  type Button,
  buttons,
  choices,
  type Inline,
  inlineText,
  list,
  sources,
  strong,
  table,
  text,
} from '../reply.ts';
import { words } from './features.ts';
import type { Knowledge } from './knowledge.ts';
import { type Match, thresholds } from './matcher.ts';
import type { Entry, Row } from './pack.ts';

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
  /** Ids of the options the answer is limited to; null for all. */
  about: string[] | null;
};

/** Finds what a question asks for. Pure; says nothing of how the answer reads. */
export function ask(knowledge: Knowledge, question: string): Answer {
  const named = knowledge.names.read(question);
  const isPartly = named.outside.length > 0 && named.options.length > 0 && named.options.length < knowledge.pack.options.length;
  const isElsewhere = named.outside.length > 0 && named.options.length === 0;
  const ranked = isPartly ? rankForOption(knowledge, question, named.options) : knowledge.match(question);
  const [best] = ranked;
  const confidence = best?.score ?? 0;
  const found = {
    question,
    outside: named.outside,
    candidates: ranked.slice(0, 5).map(({ label, score }) => ({ entry: label, confidence: round(score) })),
  };
  const declined: Answer = { ...found, outcome: 'declined', entry: null, row: null, confidence: round(confidence), about: null };

  if (!best || confidence < thresholds.offer || isElsewhere) return declined;
  const sure = isPartly || confidence >= thresholds.answer;
  if (!sure && readings(ranked).length < 2) return declined;
  return {
    ...declined,
    outcome: sure ? 'answer' : 'choices',
    entry: best.label,
    row: sure ? rowNamed(knowledge.rowsAbout(best.label), named.rest) : null,
    about: isPartly ? named.options : null,
  };
}

/** The answer that a button asks for by id; declined when the pack no longer has it. */
export function answerById(
  knowledge: Knowledge,
  entry: string,
  row: string | null,
  about: string[] | null,
  outside: string[],
): Answer {
  const isKnown = knowledge.entry(entry) !== undefined;
  return {
    question: knowledge.entry(entry)?.title ?? entry,
    outcome: isKnown ? 'answer' : 'declined',
    entry: isKnown ? entry : null,
    row: row && knowledge.row(row) ? row : null,
    confidence: isKnown ? 1 : 0,
    candidates: isKnown ? [{ entry, confidence: 1 }] : [],
    outside,
    about,
  };
}

/** The answer as a person reads it: the direct answer, the facts for each option, what comes next, and the source. */
export function answerBlocks(knowledge: Knowledge, answer: Answer): Block[] {
  const beyond =
    answer.outside.length > 0
      ? [text(`${sentenceList(answer.outside)} ${answer.outside.length > 1 ? 'are' : 'is'} outside what I know.`)]
      : [];
  if (answer.outcome === 'declined') return [...beyond, ...declinedBlocks(knowledge, answer)];
  if (answer.outcome === 'choices') {
    return [
      ...beyond,
      text('I am not sure which of these you mean:'),
      choices(
        ...answer.candidates
          .slice(0, readings(answer.candidates.map(asMatch)).length)
          .flatMap(({ entry }) => askButton(knowledge, entry)),
      ),
    ];
  }
  const entry = knowledge.entry(answer.entry ?? '') as Entry;
  const row = answer.row ? knowledge.row(answer.row) : undefined;
  return [
    ...beyond,
    ...(speaksOfOthers(knowledge, entry, answer.about) ? [] : [directAnswer(entry)]),
    list(factLines(knowledge, entry, answer.about)),
    ...(row && !answer.about ? [rowTable(knowledge, [row], 'Side by side')] : []),
    sources(knowledge.sourcesOf(entry)),
    buttons(...entry.related.slice(0, 3).flatMap((id) => askButton(knowledge, id))),
  ];
}

/** The arguments that bring the same answer back from a button. */
export const answerArgs = (answer: Answer): Record<string, string> => ({
  entry: answer.entry ?? '',
  ...(answer.row ? { row: answer.row } : {}),
  ...(answer.about ? { about: answer.about.join(',') } : {}),
  ...(answer.about ? { outside: answer.outside.join(',') } : {}),
});

/** Rows side by side, in the order of the options. */
export const rowTable = (knowledge: Knowledge, rows: Pick<Row, 'name' | 'cells'>[], caption: string): Block =>
  table(
    caption,
    ['', ...knowledge.pack.options.map((option) => option.name)],
    rows.map((row) => [row.name, ...row.cells]),
  );

/** The direct answer, the way every answer begins. */
export const directAnswer = (entry: Entry): Block => ({
  type: 'text',
  inlines: entry.answer.map((inline) => (inline.mark ? inline : strong(inline.text))),
});

/** Whether the direct answer is about options other than those the answer is limited to. */
const speaksOfOthers = (knowledge: Knowledge, entry: Entry, about: string[] | null): boolean =>
  about !== null && knowledge.names.read(inlineText(entry.answer)).options.some((option) => !about.includes(option));

/** Facts in the order of the options, each under its option's name, then those about the choice as a whole. `only` limits them to some options. */
export function factLines(knowledge: Knowledge, entry: Entry, only: string[] | null): Inline[][] {
  const options = knowledge.pack.options.filter((option) => !only || only.includes(option.id));
  const ofOptions = options.flatMap((option) =>
    entry.facts.filter((fact) => fact.option === option.id).map((fact) => [strong(option.name), { text: ': ' }, ...fact.text]),
  );
  const general = only ? [] : entry.facts.filter((fact) => fact.option === null).map((fact) => fact.text);
  return [...ofOptions, ...general];
}

function declinedBlocks(knowledge: Knowledge, answer: Answer): Block[] {
  const { pack } = knowledge;
  const scope = `I only know ${sentenceList(pack.options.map((option) => option.name))}, from one article.`;
  const sorry = answer.question.trim() === '' ? 'Ask me anything.' : 'I have no reviewed answer to that.';
  return [
    text(`${answer.outside.length > 0 ? '' : `${sorry} `}${scope} You could ask:`),
    choices(...suggestionButtons(pack.suggestions.slice(0, 2))),
  ];
}

/** What the pack suggests to ask, by its place in the list: a button has little room to carry words. */
export const suggestionButtons = (suggestions: string[]): Button[] =>
  suggestions.map((label, index) => ({ label, intent: { verb: 'ask', args: { suggestion: String(index) } } }));

const askButton = (knowledge: Knowledge, id: string): Button[] => {
  const entry = knowledge.entry(id);
  return entry ? [{ label: entry.title, intent: { verb: 'ask', args: { entry: id } } }] : [];
};

/**
 * An option set against an outsider: what is asked, without the outsider, among the entries that are not about another option. Where nothing
 * but names is left ("this or that?"), when to choose the option.
 */
function rankForOption(knowledge: Knowledge, question: string, options: string[]): Match[] {
  const { rest, marked } = knowledge.names.read(question);
  const asked = /\p{L}{3,}/u.test(
    rest.replace(/\b(?:or|vs|versus|and|than|better|which|one|pick|choose|use|should|over|the)\b/gi, ''),
  )
    ? marked
    : `when to choose ${options.join(' ')}`;
  const isOnOthers = (id: string): boolean => {
    const named = knowledge.names.read(knowledge.entry(id)?.title ?? '').options;
    return named.length > 0 && !named.some((option) => options.includes(option));
  };
  return knowledge.match(asked).filter(({ label }) => !isOnOthers(label));
}

/** The readings worth offering: close enough to the best, two or three. */
const readings = (ranked: Match[]): Match[] =>
  ranked
    .slice(0, 3)
    .filter(({ score }, index) => (index < 2 ? score >= thresholds.offer / 2 : score >= (ranked[0]?.score ?? 0) * 0.6));

const asMatch = ({ entry, confidence }: { entry: string; confidence: number }): Match => ({ label: entry, score: confidence });

/** The row whose name stands in the text, word for word. */
function rowNamed(rows: Row[], rest: string): string | null {
  const said = new Set(words(rest));
  return rows.find((row) => words(row.name).every((word) => said.has(word)))?.id ?? null;
}

export const sentenceList = (items: string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const round = (score: number): number => Math.round(score * 1000) / 1000;
