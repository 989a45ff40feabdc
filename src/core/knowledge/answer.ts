import type { Intent } from '../intent.ts';
import {
  type Block,
  type Button,
  buttons,
  choices,
  heading,
  type Inline,
  inlineText,
  list,
  sources,
  strong,
  table,
  text,
} from '../reply.ts';
import { choiceList, sentenceList } from '../sentences.ts';
import { type Answer, answerArgs, ask, readings } from './ask.ts';
import type { Knowledge } from './knowledge.ts';
import { type Entry, editionOf, type Pack, type Row } from './pack.ts';

/** How an answer reads: the direct answer, the facts for each option, the source, what comes next. `toScore` as for `answersBlocks`. */
function answerBlocks(knowledge: Knowledge, answer: Answer, toScore: Intent | null): Block[] {
  if (answer.outcome === 'declined') return declinedBlocks(knowledge, answer);
  if (answer.outcome === 'choices') {
    const offered = readings(answer.candidates).flatMap(({ entry }) => askButton(knowledge, entry));
    return [
      ...beyond(knowledge, answer),
      text(offered.length > 1 ? 'I am not sure which of these you mean:' : 'I am not sure. Do you mean this?'),
      choices(...offered),
    ];
  }
  const entry = knowledge.entry(answer.entry ?? '') as Entry;
  const { row, about, outside } = answer;
  const isWhole = row === null && about === null && outside.length === 0 && toScore === null;
  const whole = wholes.get(knowledge) ?? new Map<string, Block[]>();
  wholes.set(knowledge, whole);
  const known = isWhole ? whole.get(entry.id) : undefined;
  if (known) return known;
  const related = entry.related.slice(0, 3).flatMap((id) => askButton(knowledge, id));
  const score = toScore ? [buttons({ label: scoreLabel, intent: toScore })] : [];
  const onwards = isOnChoice(knowledge, entry.id) ? [towardsDecision(knowledge, { toScore })] : score;
  const blocks = [...passage(knowledge, entry, answer), buttons(...related), ...onwards];
  if (isWhole) whole.set(entry.id, blocks);
  return blocks;
}

/** The blocks of entries that were asked for alone: everybody gets the same ones, so that each platform measures and renders them once. */
const wholes = new WeakMap<Knowledge, Map<string, Block[]>>();

/** The choice as a whole, as people ask for it: "this or that?" */
export const choiceOf = ({ options }: Pick<Pack, 'options'>): string => `${choiceList(options.map(({ name }) => name))}?`;

/** Whether an entry, by its id, answers the choice as a whole, so that a decision is what comes next. */
export function isOnChoice(knowledge: Knowledge, id: string | null): boolean {
  const { outcome, entry } = ask(knowledge, choiceOf(knowledge.pack));
  return outcome === 'answer' && entry === id;
}

const scoreLabel = 'Score our project';

/**
 * What leads from an answer to a decision: score the project, if there are criteria, and vote. `about`: on these options; null for all. `toScore`: what
 * scores the project that was told of; null where none was.
 */
export function towardsDecision(
  { pack }: Knowledge,
  { about = null, toScore = null }: { about?: string[] | null; toScore?: Intent | null } = {},
): Block {
  const options = pack.options.filter(({ id }) => about === null || about.includes(id));
  const score = { label: scoreLabel, intent: toScore ?? { verb: 'recommend', args: {} } };
  return buttons(...(pack.criteria.length > 0 ? [score] : []), toVoteOn(choiceOf({ options })));
}

/** Puts a question to the vote. */
export const toVoteOn = (question: string): Button => ({
  label: 'Put it to the vote',
  intent: { verb: 'decide', args: { question } },
});

/**
 * Several answers in one reply: each under its title and with its source, then what could not be answered, and what is offered next. One answer
 * leads to a score of the project that the question tells of (`toScore`); null where it tells of none.
 */
export function answersBlocks(knowledge: Knowledge, answers: Answer[], toScore: Intent | null): Block[] {
  const [only, ...others] = answers;
  if (only && others.length === 0) return answerBlocks(knowledge, only, toScore);
  const known = answers.flatMap((answer) => {
    const entry = answer.outcome === 'answer' ? knowledge.entry(answer.entry ?? '') : undefined;
    return entry ? [{ entry, answer }] : [];
  });
  const unknown = answers.filter(({ outcome }) => outcome === 'declined');
  const open = answers.flatMap(({ outcome, entry }) => (outcome === 'choices' ? askButton(knowledge, entry ?? '') : []));
  const next = new Set(known.flatMap(({ entry }) => entry.related).filter((id) => !known.some(({ entry }) => entry.id === id)));
  return [
    ...known.flatMap(({ entry, answer }) => [heading(entry.title), ...passage(knowledge, entry, answer)]),
    ...unknown.map(({ question }) => text('I have no reviewed answer to: ', { text: question.trim(), mark: 'emphasis' })),
    ...(open.length > 0 ? [text('You also asked, if I understand:'), choices(...open)] : []),
    ...(next.size > 0 && open.length === 0 ? [buttons(...[...next].slice(0, 3).flatMap((id) => askButton(knowledge, id)))] : []),
  ];
}

/** Where an answer comes from, on request: the sections, and the version of the pack. */
export const sourceBlocks = (knowledge: Knowledge, entries: Entry[]): Block[] => [
  ...entries.flatMap((entry) => [text(strong(entry.title)), sources(knowledge.sourcesOf(entry))]),
  text(
    `Pack ${editionOf(knowledge.pack)}, last reviewed on ${knowledge.pack.reviewed}; facts are as of ${knowledge.pack.source.year}.`,
  ),
];

function passage(knowledge: Knowledge, entry: Entry, answer: Answer): Block[] {
  const row = answer.row ? knowledge.row(answer.row) : undefined;
  const rows =
    row && !answer.about ? knowledge.pack.tables.flatMap((table) => table.rows).filter(({ name }) => name === row.name) : [];
  return [
    ...beyond(knowledge, answer),
    ...(isOnOnly(knowledge, entry, answer.about) ? [directAnswer(entry)] : []),
    list(factLines(knowledge, entry, answer.about)),
    ...(rows.length > 0 ? [rowTable(knowledge, rows, 'Side by side')] : []),
    citation(knowledge, entry, rows),
  ];
}

/**
 * Where an entry comes from, in one quiet line: the section that says most of it, by its own name, and the tables of the rows shown with it;
 * all of the sections on request.
 */
export function citation(knowledge: Knowledge, entry: Entry, rows: Row[]): Block {
  const [first, ...more] = knowledge.sourcesOf(entry);
  if (!first) return sources([]);
  const section = `${first.section.split(' > ').at(-1)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
  const ofRows = knowledge.sourcesOf(...rows).filter((each) => each.section !== first.section);
  return sources([{ ...first, section }, ...ofRows]);
}

/** What the question names that the pack does not know; and, where the answer is about some options only, what they are measured against. */
function beyond({ pack }: Knowledge, { outside, about, outcome }: Answer): Block[] {
  if (outside.length === 0) return [];
  const isLimited = about !== null && outcome === 'answer';
  const others = pack.options.map(({ id }) => id).filter((id) => !about?.includes(id));
  const limit = ` This is what I know about ${namesOf(pack, about)}, compared with ${namesOf(pack, others)}:`;
  return [text(`${isOutside(outside)} outside what I know.${isLimited ? limit : ''}`)];
}

/** What a text names that the pack does not know, said in one line; nothing where there is none. */
export const outsideNote = ({ names }: Knowledge, said: string): Block[] => {
  const { outside } = names.read(said);
  return outside.length > 0 ? [text(`${isOutside(outside)} outside what I know.`)] : [];
};

/** The names of options, in the pack's order. */
const namesOf = ({ options }: Pack, ids: string[] | null): string =>
  sentenceList(options.filter(({ id }) => ids?.includes(id)).map(({ name }) => name));

/** "A is", "A and B are". */
const isOutside = (outside: string[]): string => `${sentenceList(outside)} ${outside.length > 1 ? 'are' : 'is'}`;

/** Rows side by side, in the order of the options. */
export function rowTable(
  { pack: { options } }: Knowledge,
  rows: Pick<Row, 'name' | 'cells'>[],
  caption: string,
  about: string[] | null = null,
): Block {
  const isShown = (_: unknown, at: number): boolean => about === null || about.includes(options[at]?.id ?? '');
  return table(
    caption,
    ['', ...options.filter(isShown).map(({ name }) => name)],
    rows.map(({ name, cells }) => [name, ...cells.filter(isShown)]),
  );
}

/** The direct answer, the way every answer begins. */
export const directAnswer = (entry: Entry): Block => ({
  type: 'text',
  inlines: entry.answer.map((inline) => (inline.mark ? inline : strong(inline.text))),
});

/** Whether the direct answer may stand where the answer is limited to some options: not if it is the outcome of comparing them with others. */
const isOnOnly = ({ names }: Knowledge, entry: Entry, about: string[] | null): boolean =>
  about === null ||
  (names.read(entry.title).options.length > 0 &&
    names.read(`${entry.title} ${inlineText(entry.answer)}`).options.every((option) => about.includes(option)));

/**
 * Facts by option, each under its option's name, then those about the choice as a whole. An entry about one option begins with that one.
 * `only` limits them to some options.
 */
export function factLines(knowledge: Knowledge, entry: Entry, only: string[] | null): Inline[][] {
  const [subject, ...others] = knowledge.names.read(entry.title).options;
  const isFirst = (id: string): boolean => others.length === 0 && id === subject;
  const options = knowledge.pack.options
    .filter((option) => !only || only.includes(option.id))
    .toSorted((a, b) => Number(isFirst(b.id)) - Number(isFirst(a.id)));
  const ofOptions = options.flatMap((option) =>
    entry.facts.filter((fact) => fact.option === option.id).map((fact) => [strong(option.name), { text: ': ' }, ...fact.text]),
  );
  const general = only ? [] : entry.facts.filter((fact) => fact.option === null).map((fact) => fact.text);
  return [...ofOptions, ...general];
}

function declinedBlocks(knowledge: Knowledge, answer: Answer): Block[] {
  const { pack } = knowledge;
  const alone = answer.about === null ? [] : readings(answer.candidates);
  if (alone.length > 0)
    return [
      text(
        `${isOutside(answer.outside)} outside what I know: I cannot compare it. What I know about ${namesOf(pack, answer.about)} alone:`,
      ),
      choices(...alone.flatMap(({ entry }) => askButton(knowledge, entry, answerArgs({ ...answer, entry })))),
    ];
  const scope = `I only know ${sentenceList(pack.options.map((option) => option.name))}, from "${pack.source.title}".`;
  const sorry = /\p{L}/u.test(answer.question) ? 'I have no reviewed answer to that.' : 'Ask me anything.';
  return [
    ...beyond(knowledge, answer),
    text(`${answer.outside.length > 0 ? '' : `${sorry} `}${scope} You could ask:`),
    choices(...suggestionButtons(knowledge, pack.suggestions.slice(0, 2))),
  ];
}

/** What the pack suggests to ask, each by the entry that answers it. */
export const suggestionButtons = (knowledge: Knowledge, suggestions: string[]): Button[] =>
  suggestions.map((label) => {
    const { outcome, entry } = ask(knowledge, label);
    return { label, intent: { verb: 'ask', args: outcome === 'answer' && entry ? { entry } : { question: label } } };
  });

const askButton = (knowledge: Knowledge, id: string, args: Record<string, string> = { entry: id }): Button[] => {
  const entry = knowledge.entry(id);
  return entry ? [{ label: entry.title, intent: { verb: 'ask', args } }] : [];
};
