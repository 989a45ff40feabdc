import type { Context, Outcome } from '../commands.ts';
import { FieldError } from '../errors.ts';
import type { Event } from '../event.ts';
import { joinValues, readForm, splitValues } from '../form.ts';
import { pictureOf } from '../picture.ts';
import { type Block, type Button, buttons, text } from '../reply.ts';
import { asName } from '../written.ts';
import { type Amendment, amendedSentence, ifAmended, isSoAlready, readAmendment, soAlready } from './amend.ts';
import { askToDraw, boardOf, isShownHere } from './board.ts';
import type { CriterionQuestion, cardArguments } from './criteria.ts';
import { askToForget } from './forget.ts';
import { cardForm, longestName, maySetAside, nameForm } from './forms.ts';
import type { Recommendation } from './recommend.ts';
import {
  Factor,
  type Filled,
  fillIn,
  keepScorecard,
  ownSheet,
  passed,
  recommendOver,
  recommendTo,
  type Scorecard,
  type Sheet,
  sheetOf,
  sheetsOf,
  takeBack,
  withFilled,
  withoutUnknown,
} from './scorecard.ts';
import {
  backButton,
  changeBlocks,
  nextIn,
  questionBlocks,
  reasonBars,
  toCard,
  weightBlocks,
  weightsBlocks,
  whyBlocks,
} from './show.ts';
import { showCard, whereShown } from './show-card.ts';
import { groupBlocks } from './show-group.ts';
import { standingSentence } from './verdict.ts';
import type { Factors } from './weights.ts';

/** What people type (a description), and what a scorecard's buttons and form carry. */
export type Args = Partial<Record<(typeof cardArguments)[number], string>>;

/** Applies a click, words or a form to a scorecard, and shows it. People other than its owner change a sheet of their own, which only they see. */
export async function onCard(args: Args, card: Scorecard, context: Context): Promise<Outcome> {
  const { knowledge, rows, event, platform } = context;
  const { criteria } = knowledge.pack;
  const sheet = await sheetOf(rows, card, event.user);
  const view = viewOf(args, card, sheet, context);
  if (view) return { ...(await view), scorecard: card.id };
  const { name } = args;
  // Who reads a private place may not expect that everybody finds what is saved there.
  if (name && event.input.type === 'text' && (await platform.isPrivatePlace(event)))
    return onCard({ show: 'name', of: name }, card, context);
  if (name !== undefined) {
    const named = await readForm(
      args,
      () => nameForm(card, event.user),
      () => renamed(name, card, context),
    );
    const note = named.name === null ? 'It is no longer among the saved scorecards.' : `Saved as "${named.name}".`;
    return showCard(named, context, { note });
  }
  if (isUnclear(args, card, sheet, event)) return showCard(card, context, { note: pressButton });
  if (args.say) return toldMore(args, card, sheet, context);
  if (args.undo) {
    const back = await takeBack(rows, card, event.user);
    return back ? afterWords(back, 'It is as it was before.', context) : showCard(card, context, { note: nothingToUndo });
  }
  const filled = filledBy(args, criteria);
  // A form counts what was not answered as unknown: of others, that hides nothing that the owner answered.
  const changed = filled && event.user !== card.sheet.user && !args.set ? withoutUnknown(filled) : filled;
  const asks = args.to === '' ? (criteria.find(({ id }) => id === args.set) ?? null) : null;
  return showCard(changed ? await keepFilledIn(card, changed, context) : card, context, { asks });
}

/**
 * Whether words that pick an answer may be meant for another question: they are read against the one that everybody sees, which their author has
 * answered on a sheet of their own. They alone saw what that sheet asks next.
 */
const isUnclear = ({ set }: Args, card: Scorecard, { user, answers }: Sheet, { input }: Event): boolean =>
  input.type === 'text' && user !== card.sheet.user && set !== undefined && set in answers;

const pressButton =
  'Here a number means the question that everybody sees, which you have answered: please press a button for yours.';
const nothingToUndo = 'There is no change of yours that I could take back.';

/** Stores what a person fills in. What others filled in on an unsaved scorecard is forgotten together with it. */
async function keepFilledIn(card: Scorecard, filled: Filled, { rows, event, transact, now }: Context): Promise<Scorecard> {
  if (card.name === null && event.user !== card.sheet.user) await transact((desk) => askToForget(desk, card.id, now));
  return fillIn(rows, card, event.user, filled);
}

/** What a click or a form fills in; null if that is nothing. */
function filledBy({ set, to, weigh, by, ...rest }: Args, criteria: CriterionQuestion[]): Filled | null {
  const criterion = criteria.find(({ id }) => id === set);
  if (criterion && to !== undefined && isAnswer(criterion, to)) return { answers: { [criterion.id]: to }, factors: {} };
  const factors = factorsIn(weigh, by, criteria);
  if (Object.keys(factors).length > 0) return { answers: {}, factors };
  const answers = filledIn(rest, criteria);
  return Object.keys(answers).length > 0 ? { answers, factors: {} } : null;
}

/** The factors of weights that a button carries, in the order of their criteria. */
function factorsIn(weigh = '', by = '', criteria: CriterionQuestion[]): Factors {
  const factors = splitValues(by).map(Number);
  return Object.fromEntries(
    splitValues(weigh).flatMap((id, at) => {
      const factor = Factor.safeParse(factors[at]).data;
      return factor !== undefined && criteria.some((each) => each.id === id) ? [[id, factor]] : [];
    }),
  );
}

/** Changes weights and answers as words say, or as the choice that they stand for. A "what if" changes nothing, and is told what it would lead to. */
async function toldMore(args: Args, card: Scorecard, sheet: Sheet, context: Context): Promise<Outcome> {
  const { knowledge } = context;
  const { criteria } = knowledge.pack;
  const answered = filledBy(args, criteria);
  const amendment = answered ? { ...answered, isTried: false } : readAmendment(args.say ?? '', knowledge);
  if (!amendment) return showCard(card, context); // the pack has changed since
  const before = recommendTo(knowledge, card, sheet);
  const found = recommendTo(knowledge, card, withFilled(sheet, amendment));
  const isSo = isSoAlready(amendment, before, sheet.factors);
  if (amendment.isTried) {
    const now = standingSentence(knowledge, before);
    const told = isSo
      ? `${soAlready(amendment, criteria)} ${now}`
      : `${ifAmended(amendment, criteria)} ${standingSentence(knowledge, found)} As it is: ${now}`;
    return {
      blocks: [text(told), buttons(...(isSo ? [] : [keepButton(amendment, card)]), backButton(card))],
      ...whereShown(card, sheet, context),
      scorecard: card.id,
    };
  }
  const note = isSo ? soAlready(amendment, criteria) : amendedSentence(amendment, criteria);
  const answersIt = answered !== null || (nextIn(before, sheet)?.id ?? '') in amendment.answers;
  return afterWords(isSo ? card : await keepFilledIn(card, amendment, context), note, context, answersIt);
}

/**
 * What is shown of a scorecard that words have changed. If its message is in this conversation, that message is updated and the answer says what has
 * changed, and what the scorecard asks next if words answered its question (`isAnswer`); otherwise the scorecard itself is the answer.
 */
async function afterWords(card: Scorecard, note: string, context: Context, isAnswer = false): Promise<Outcome> {
  const { knowledge, rows, event, transact } = context;
  const board = event.user === card.sheet.user ? await boardOf(rows, card.id) : null;
  if (!board || !isShownHere(board, event)) return showCard(card, context, { note });
  await transact((desk) => askToDraw(desk, card.id));
  const found = recommendTo(knowledge, card, card.sheet);
  const next = isAnswer ? questionBlocks(card, nextIn(found, card.sheet)) : [];
  return {
    blocks: [text(`${note} ${standingSentence(knowledge, found)}`), ...next.filter(({ type }) => type !== 'choices')],
    scorecard: card.id,
    offered: next.flatMap((block) => (block.type === 'choices' ? block.choices.map(({ intent }) => intent) : [])),
  };
}

/** Keeps a change that was tried out: answers, or factors of weights. */
function keepButton({ answers, factors }: Amendment, card: Scorecard): Button {
  const weighed = { weigh: joinValues(Object.keys(factors)), by: joinValues(Object.values(factors).map(String)) };
  return { label: 'Keep that', intent: toCard(card, weighed.weigh === '' ? answers : weighed) };
}

const isAnswer = ({ answers }: CriterionQuestion, to: string): boolean =>
  to === '' || to === passed || answers.some(({ id }) => id === to);

/** The answers that a form gives, by criterion. */
export const filledIn = (args: Record<string, string>, criteria: CriterionQuestion[]): Record<string, string> =>
  Object.fromEntries(
    criteria.flatMap((criterion) => {
      const to = args[criterion.id];
      return to && isAnswer(criterion, to) ? [[criterion.id, to]] : [];
    }),
  );

/** Saves a scorecard under a name. Without a name its owner takes it off the list of those that are saved. */
async function renamed(name: string, card: Scorecard, { rows, event, transact, now }: Context): Promise<Scorecard> {
  const said = asName(name);
  if (said === '' && !maySetAside(card, event.user)) throw new FieldError('name', 'A name, please.');
  const changed = { ...card, name: said === '' ? null : [...said].slice(0, longestName).join('') };
  if (changed.name === null) {
    await rows.drop('scorecard', card.id);
    await transact((desk) => askToForget(desk, card.id, now));
  }
  await keepScorecard(rows, changed);
  return changed;
}

/** One of the other views of a scorecard; null if its result is asked for. */
function viewOf({ show, of = '' }: Args, card: Scorecard, sheet: Sheet, context: Context): Promise<Outcome> | null {
  const { knowledge, rows } = context;
  const found = (): Recommendation => recommendTo(knowledge, card, sheet);
  const turned = async (blocks: Block[] | Promise<Block[]>): Promise<Outcome> => ({
    blocks: await blocks,
    ...whereShown(card, sheet, context),
  });
  switch (show) {
    case 'why':
      return turned(whyBlocks(knowledge, card, recommendOver(of, knowledge, card, sheet)));
    case 'changes': {
      const changes = changeBlocks(knowledge, found(), of);
      return changes.length > 0 ? turned([...changes, buttons(backButton(card))]) : null;
    }
    case 'weights':
      return turned(weightsBlocks(knowledge, card, found()));
    case 'weight':
      return turned(weightBlocks(knowledge, card, of));
    case 'group':
      return turned(sheetsOf(rows, card).then((sheets) => groupBlocks(knowledge, card, sheets)));
    case 'picture':
      if (!found().lead) return null;
      return turned([pictureOf('points', reasonBars(knowledge, found()))]).then((outcome) => ({ ...outcome, replaces: false }));
    case 'name':
      return turned([nameForm(card, context.event.user, of)]);
    case 'form': // everybody in a group says for themselves what others have answered
      return turned(ownSheet(rows, card, context.event.user).then((own) => [cardForm(knowledge, card, own)]));
    default:
      return null;
  }
}
