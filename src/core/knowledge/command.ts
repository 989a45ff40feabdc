import { isUncalled } from '../audience.ts';
import type { Command, Context, Outcome } from '../commands.ts';
import { onVoteSaid } from '../decisions/here.ts';
import { listedOptions } from '../decisions/options.ts';
import { untilIn } from '../decisions/until.ts';
import type { Event } from '../event.ts';
import { answeredTo } from '../feedback.ts';
import { splitValues } from '../form.ts';
import { usage } from '../help.ts';
import type { Intent } from '../intent.ts';
import { askEach } from '../questions.ts';
import { buttons, choices, heading, text } from '../reply.ts';
import { ownWords } from '../said.ts';
import { offerBlocks } from '../scoring/command.ts';
import { describesProject, tellsOfProject } from '../scoring/project.ts';
import { answersBlocks, citation, directAnswer, outsideNote, sourceBlocks, toVoteOn } from './answer.ts';
import { type Answer, answerArgs, answerById, declined, isChoice } from './ask.ts';
import {
  asSetAgainst,
  type Comparison,
  compareBlocks,
  comparisonArgs,
  comparisonById,
  comparisonName,
  criteria,
  nothingOn,
  readCriteria,
} from './compare.ts';
import { contentOf, saidBy } from './content.ts';
import type { Knowledge } from './knowledge.ts';

export const askCommand: Command = {
  name: 'ask',
  summary: 'Answer a question, with its source',
  askedFor: null,
  arguments: [{ name: 'question', summary: 'What you want to know', required: true, values: () => [] }],
  async run({ question = '', entry = '', of, ...limits }, context) {
    const ofVote = await onVoteSaid(context);
    if (ofVote) return ofVote;
    const ids = of ? ((await answeredTo(context.rows, of))?.entries ?? ['']) : splitValues(entry);
    return ids.length > 0 ? showEntries(ids, limits, context) : answerWords(question, context);
  },
};

/** What somebody asked in words; words that describe a project, or ask for what a verb does, are offered that. */
async function answerWords(question: string, context: Context): Promise<Outcome> {
  const { knowledge, event } = context;
  // Only what somebody typed describes one: a follow-up is put together from what was asked before.
  const isProject = typedIn(event).includes(question) && describesProject(question, knowledge).length > 0;
  if (isProject) return { blocks: await offerBlocks(question, context), scorecard: event.id };
  const heard = isUncalled(event) ? { ...knowledge, match: knowledge.matchOverheard } : knowledge;
  const found = askEach(heard, question);
  // Nobody is told unasked what we do not know.
  const isTold = (each: Answer): boolean => found.length === 1 || each.outcome === 'answer' || !isUncalled(event);
  const answers = found.filter(isTold).map((each) => (isOnOtherChoice(each, knowledge) ? declined(each.question) : each));
  if (isChoiceAlone(answers, knowledge)) return { ...(await compareCommand.run({ about: question }, context)), answers };
  const wanted = verbsWanted(answers, context);
  const [only, ...more] = wanted;
  if (!only) return ledOn(answers, context);
  if (only.onlyShows && more.length === 0 && !isUncalled(event)) return only.run({}, context);
  const open = choices(...wanted.map(({ name }) => ({ label: name, intent: { verb: name, args: {} } })));
  const isUnsure = answers.some(({ outcome }) => outcome === 'choices');
  const lead = `I ${isUnsure ? 'am not sure of a' : 'have no'} passage on that, but I can do this:`;
  return { blocks: [text(lead), usage(wanted), open], answers };
}

/** What a button or a follow-up brings: entries by id, as a whole or as far as `limits` say. */
function showEntries(ids: string[], { row, about, outside = '', only }: Record<string, string>, context: Context): Outcome {
  const { knowledge } = context;
  const limits = { row: row ?? null, about: about ? splitValues(about) : null, outside: splitValues(outside) };
  const answers = ids.map((id) => answerById(knowledge, id, limits));
  const shown = answers.flatMap((each) => (each.outcome === 'answer' ? (knowledge.entry(each.entry ?? '') ?? []) : []));
  const [first] = shown;
  // An edition of the pack later, or where what was answered is forgotten.
  if (!first) return { blocks: [text('I do not have that answer any more. Please ask again in your own words.')], answers };
  if (only === 'source') return { blocks: sourceBlocks(knowledge, shown) };
  if (only === 'answer') return { blocks: shown.flatMap((each) => [directAnswer(each), citation(knowledge, each, [])]), answers };
  const found = toOutcome(answers, context);
  // It must say what it answers: nobody typed the question.
  return ids.length === 1 ? { ...found, blocks: [heading(first.title), ...found.blocks] } : found;
}

/** Answers to what somebody asked, and what leads on from there: the score of the project they told of, or a vote on what nobody answers. */
function ledOn(answers: Answer[], context: Context): Outcome {
  const { knowledge, event } = context;
  const [{ question, outcome } = declined(''), ...others] = answers;
  const toScore = tellsOfProject(question, knowledge) ? { verb: 'recommend', args: { of: event.id } } : null;
  const found = toOutcome(answers, context, toScore);
  const isOpen =
    outcome === 'declined' &&
    others.length === 0 &&
    !isUncalled(event) &&
    listedOptions(untilIn(question, knowledge).words, knowledge) !== null;
  return isOpen ? { ...found, blocks: [...found.blocks, buttons(toVoteOn(question))] } : found;
}

/** Answers as they are shown, with what scores the project that they are about, if any, and what shows them again to everybody. */
function toOutcome(answers: Answer[], { knowledge, event }: Context, toScore: Intent | null = null): Outcome {
  const [answer] = answers;
  const args = answers.length > 1 ? { of: event.id } : answer && answerArgs(answer);
  const isAnswered = answers.some(({ outcome }) => outcome === 'answer');
  // Whoever wrote what the shortcut was used on asked us nothing.
  const isAsked = event.reach !== 'shortcut' || answers.some(({ outcome }) => outcome !== 'declined');
  return {
    blocks: answersBlocks(knowledge, answers, toScore),
    answers,
    share: args && isAnswered ? { verb: 'ask', args } : null,
    ...(isAsked ? {} : { audience: 'asker' as const }),
  };
}

/** What a person typed to ask, in their own words: a message, or a command's question. */
function typedIn(event: Event): string {
  const { input, reach } = event;
  if (input.type === 'text' || input.type === 'quoted') return ownWords(input.text, !isUncalled(event));
  return input.type === 'command' && reach === 'command' ? (input.args.question ?? '') : '';
}

/** Whether somebody asked which of the options to take, and nothing else, and no passage surely answers that: what they see then is the options side by side. */
function isChoiceAlone([answer, ...others]: Answer[], { names, pack }: Knowledge): boolean {
  if (!answer || answer.outcome === 'answer' || others.length > 0 || pack.tables.length === 0) return false;
  const named = names.read(answer.question);
  return isChoice(named) && contentOf(named.rest).length === 0;
}

/** Whether a question is which of some other things to take, none of which its passage speaks of: "help me decide: red or blue?" */
function isOnOtherChoice({ question, outcome, entry: id }: Answer, knowledge: Knowledge): boolean {
  const entry = knowledge.entry(id ?? '');
  if (outcome === 'declined' || !entry || knowledge.names.read(question).options.length > 0) return false;
  const listed = listedOptions(question, knowledge);
  if (!listed) return false;
  const asked = new Set(entry.asked.flatMap(contentOf));
  const isSaid = saidBy(entry);
  return !listed.flatMap(contentOf).some((word) => isSaid(word) || asked.has(word));
}

/** The verbs that do what somebody asked for, whose one question no passage surely answers, and names none of its options. */
function verbsWanted([answer, ...others]: Answer[], { commands, knowledge: { names } }: Context): Command[] {
  if (!answer || answer.outcome === 'answer' || others.length > 0) return [];
  return names.read(answer.question).options.length > 0 ? [] : commands.filter(({ askedFor }) => askedFor?.test(answer.question));
}

export const compareCommand: Command = {
  name: 'compare',
  summary: 'Set the options side by side, as a whole or on one criterion',
  askedFor: /\bcompar(?:e|ing|isons?)\b/i,
  onlyShows: true,
  arguments: [
    { name: 'criterion', summary: 'What to compare them on; leave it out for the overview', required: false, values: criteria },
  ],
  async run({ criterion = '', entry, table, about = '' }, { knowledge }) {
    const said = asSetAgainst(`${criterion} ${about}`);
    const named = knowledge.names.read(said).options;
    const only = named.length > 1 && named.length < knowledge.pack.options.length ? named : null;
    const again = (comparison: Comparison): Record<string, string> => ({
      ...comparisonArgs(comparison),
      ...(only ? { about: only.join(',') } : {}),
    });
    const ofButton = comparisonById(knowledge, { entry, table });
    const { found, unknown } = ofButton ? { found: [ofButton], unknown: [] } : readCriteria(knowledge, criterion);
    const [comparison, ...others] = found;
    const gaps = unknown.map(declined);
    if (!comparison) return { blocks: [...outsideNote(knowledge, said), nothingOn(knowledge)], answers: gaps };
    const next = others.slice(0, 3).map((each) => ({
      label: comparisonName(each),
      intent: { verb: 'compare', args: again(each) },
    }));
    return {
      blocks: [
        ...outsideNote(knowledge, said),
        ...compareBlocks(knowledge, comparison, only),
        ...(unknown.length > 0 ? [text('I have nothing to compare on: ', { text: unknown.join(', '), mark: 'emphasis' })] : []),
        ...(next.length > 0 ? [text('You also asked to compare:'), choices(...next)] : []),
      ],
      answers: [...(comparison.kind === 'entry' ? [answerById(knowledge, comparison.entry.id)] : []), ...gaps],
      share: { verb: 'compare', args: again(comparison) },
    };
  },
};
