import { isUncalled } from './audience.ts';
import { askEach } from './conversation.ts';
import { decideCommand } from './decisions/command.ts';
import { decisionsCommand } from './decisions/decisions.ts';
import type { Event } from './event.ts';
import { answeredTo } from './feedback.ts';
import type { Grammar, Intent } from './intent.ts';
import { answersBlocks, counted, outsideNote, sentenceList, sourceBlocks, suggestionButtons } from './knowledge/answer.ts';
import { type Answer, answerArgs, answerById, declined } from './knowledge/ask.ts';
import {
  type Comparison,
  compareBlocks,
  comparisonArgs,
  comparisonName,
  criteria,
  entryComparison,
  nothingOn,
  readCriteria,
} from './knowledge/compare.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { webCommand } from './pages.ts';
import type { Platform, WorkspaceStore } from './ports.ts';
import { eraseCommand, exportCommand } from './privacy.ts';
import { type Audience, type Block, buttons, choices, code, heading, list, strong, text } from './reply.ts';
import { offerBlocks, recommendCommand, scorecardsCommand } from './scoring/command.ts';
import { describesProject } from './scoring/scope.ts';
import { settingsCommand } from './settings.ts';
import type { Desk } from './transaction.ts';

export type Argument = {
  name: string;
  summary: string;
  required: boolean;
  /** Everything this argument may complete to, in the order to offer it; empty where any words will do. */
  values(knowledge: Knowledge): string[];
};

/**
 * What a verb gives back: blocks to show, what was found out where questions were answered, what brings it back to share it, and who may
 * see it where that is not for the event to say. `replaces`, `data`, `board`: as in a Reply. `scorecard`: the one that it is about, by id.
 */
export type Outcome = {
  blocks: Block[];
  answers: Answer[];
  share: Intent | null;
  audience?: Audience;
  replaces?: boolean;
  data?: object;
  board?: string;
  scorecard?: string;
};

/** What a verb may use besides its arguments. `now`: ms since 1970. */
export type Context = {
  knowledge: Knowledge;
  commands: Command[];
  rows: WorkspaceStore;
  platform: Platform;
  event: Event;
  now: number;
  /** Runs `work` on this workspace's rows, all of whose changes are made or none. */
  transact<Result>(work: (desk: Desk) => Promise<Result>): Promise<Result>;
  /** Where people reach our pages, null where we have none. */
  pagesAt: string | null;
};

/**
 * A verb, as data: each platform makes a command of its own of it, and help a line.
 * Typed as text, everything after the verb is its first argument.
 */
export type Command = {
  name: string;
  /** One line, at most 100 characters: the tightest limit a platform sets for a description. */
  summary: string;
  /** How people ask in their own words for what it does, where no passage answers them. */
  askedFor: RegExp | null;
  arguments: Argument[];
  /** @throws BotError where what was asked makes no sense; its message is shown. */
  run(args: Record<string, string>, context: Context): Promise<Outcome>;
};

const askCommand: Command = {
  name: 'ask',
  summary: 'Answer a question, with its source',
  askedFor: null,
  arguments: [{ name: 'question', summary: 'What you want to know', required: true, values: () => [] }],
  async run({ question = '', entry, of, row, about, outside, only }, context) {
    const { knowledge, rows, event } = context;
    const split = (ids: string | undefined): string[] => ids?.split(',').filter(Boolean) ?? [];
    const limits = { row: row ?? null, about: about ? split(about) : null, outside: split(outside) };
    const ids = of ? ((await answeredTo(rows, of))?.entries ?? ['']) : split(entry);
    // Only what somebody typed describes one: a follow-up is put together from what was asked before.
    const isTyped = ids.length === 0 && typedIn(event).includes(question);
    const isProject = isTyped && describesProject(question, knowledge).length > 0;
    if (isProject) return { blocks: await offerBlocks(question, context), answers: [], share: null, scorecard: event.id };
    const found = ids.length > 0 ? ids.map((id) => answerById(knowledge, id, limits)) : askEach(knowledge, question);
    // Nobody is told unasked what we do not know.
    const isTold = (each: Answer): boolean => found.length === 1 || each.outcome === 'answer' || !isUncalled(event);
    const answers = found.filter(isTold);
    const [answer] = answers;
    const shown = answer?.outcome === 'answer' ? knowledge.entry(answer.entry ?? '') : undefined;
    if (only === 'source' && shown) return { blocks: sourceBlocks(knowledge, shown), answers: [], share: null };
    // An edition of the pack later, or where what was answered is forgotten.
    const isGone = ids.length > 0 && !answers.some(({ outcome }) => outcome === 'answer');
    if (isGone)
      return { blocks: [text('I do not have that answer any more. Please ask again in your own words.')], answers, share: null };
    const wanted = answers.length === 1 && answer?.outcome === 'declined' ? verbsWanted(answer, context) : [];
    if (wanted.length > 0) {
      const open = buttons(...wanted.map(({ name }) => ({ label: name, intent: { verb: name, args: {} } })));
      return { blocks: [text('I have no passage on that, but I can do this:'), usage(wanted), open], answers, share: null };
    }
    // What a button brings must say what it answers: nobody typed the question.
    const title = ids.length === 1 && shown ? [heading(shown.title)] : [];
    const share = answers.length > 1 ? { of: event.id } : answer && answerArgs(answer);
    return {
      blocks: [...title, ...answersBlocks(knowledge, answers)],
      answers,
      share: share && answers.some(({ outcome }) => outcome === 'answer') ? { verb: 'ask', args: share } : null,
    };
  },
};

/** What a person typed to ask: a message, or a command's question. */
const typedIn = ({ input, reach }: Event): string => {
  if (input.type === 'text') return input.text;
  return input.type === 'command' && reach === 'command' ? (input.args.question ?? '') : '';
};

/** The verbs that do what somebody asked for, of whose question no passage knows and which names nothing of the pack. */
const verbsWanted = ({ question, outside }: Answer, { commands, knowledge: { names } }: Context): Command[] =>
  outside.length > 0 || names.read(question).options.length > 0
    ? []
    : commands.filter(({ askedFor }) => askedFor?.test(question));

/** Verbs with their arguments, and what they do. */
const usage = (verbs: Command[]): Block =>
  list(
    verbs.map(({ name, summary, arguments: taken }) => [
      code([name, ...taken.map((each) => (each.required ? `<${each.name}>` : `[${each.name}]`))].join(' ')),
      `  ${summary}`,
    ]),
  );

const compareCommand: Command = {
  name: 'compare',
  summary: 'Set the options side by side, as a whole or on one criterion',
  askedFor: /\bcompar(?:e|ing|isons?)\b/i,
  arguments: [
    { name: 'criterion', summary: 'What to compare them on; leave it out for the overview', required: false, values: criteria },
  ],
  async run({ criterion = '', entry, table }, { knowledge }) {
    const byId = entry ? knowledge.entry(entry) : undefined;
    const tableById = table ? knowledge.table(table) : undefined;
    const ofButton: Comparison[] = byId
      ? [entryComparison(knowledge, byId)]
      : tableById
        ? [{ kind: 'table', table: tableById }]
        : [];
    const { found, unknown } = ofButton.length > 0 ? { found: ofButton, unknown: [] } : readCriteria(knowledge, criterion);
    const [comparison, ...others] = found;
    const gaps = unknown.map(declined);
    if (!comparison) return { blocks: [...outsideNote(knowledge, criterion), nothingOn(knowledge)], answers: gaps, share: null };
    const next = others.slice(0, 3).map((each) => ({
      label: comparisonName(each),
      intent: { verb: 'compare', args: comparisonArgs(each) },
    }));
    return {
      blocks: [
        ...outsideNote(knowledge, criterion),
        ...compareBlocks(knowledge, comparison),
        ...unknown.map((words) => text('I have nothing to compare on: ', { text: words, mark: 'emphasis' })),
        ...(next.length > 0 ? [text('You also asked to compare:'), choices(...next)] : []),
      ],
      answers: [...(comparison.kind === 'entry' ? [answerById(knowledge, comparison.entry.id)] : []), ...gaps],
      share: { verb: 'compare', args: comparisonArgs(comparison) },
    };
  },
};

const helpCommand: Command = {
  name: 'help',
  summary: 'What you can ask for',
  askedFor: null,
  arguments: [],
  async run(_args, { knowledge, commands }) {
    const { pack } = knowledge;
    return {
      blocks: [
        text(strong(`I answer questions about ${pack.title}`), ' from reviewed passages, each with its source.'),
        usage(commands),
        text('Or ask in your own words, for example:'),
        choices(...suggestionButtons(knowledge, pack.suggestions)),
      ],
      answers: [],
      share: null,
    };
  },
};

const sourcesCommand: Command = {
  name: 'sources',
  summary: 'What I know, from where, as of when',
  askedFor: null,
  arguments: [],
  async run(_args, { knowledge: { pack } }) {
    const { source } = pack;
    const rows = pack.tables.reduce((sum, table) => sum + table.rows.length, 0);
    return {
      blocks: [
        text(strong(source.title), `, ${source.author}, ${source.year}.`),
        list([
          [
            `${counted(pack.entries.length, 'reviewed answer')} and ${counted(pack.tables.length, 'table')} of ${counted(rows, 'row')} in all, on ${sentenceList(pack.options.map((option) => option.name))}.`,
          ],
          [`Pack ${pack.id} ${pack.version}, last reviewed on ${pack.reviewed}; facts are as of ${source.year}.`],
          ['Every answer names the section it rests on.'],
          ...(source.note ? [[source.note]] : []),
          ['No language model: every answer is a passage somebody reviewed, and nothing you ask leaves your workspace.'],
          ['What I keep of you, ', code('erase me'), ' deletes.'],
        ]),
      ],
      answers: [],
      share: null,
    };
  },
};

/** Every verb there is, in the order help lists them. */
export const commands: Command[] = [
  askCommand,
  compareCommand,
  recommendCommand,
  scorecardsCommand,
  decideCommand,
  decisionsCommand,
  helpCommand,
  settingsCommand,
  sourcesCommand,
  webCommand,
  exportCommand,
  eraseCommand,
];

/** What typed words are read by: the verbs of the table and the options of the pack. */
export const grammarOf = (table: Command[], knowledge: Knowledge): Grammar => ({
  verbs: table.map((command) => ({ name: command.name, argument: command.arguments[0]?.name ?? null })),
  optionsIn: (said) => knowledge.names.read(said).options,
});
