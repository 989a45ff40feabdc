import { shorten } from '../cut.ts';
import { type Field, textField } from '../form.ts';
import type { Intent } from '../intent.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { type FormBlock, form } from '../reply.ts';
import { asName } from '../written.ts';
import type { CriterionQuestion } from './criteria.ts';
import { answersOf, passed, recommendTo, type Scorecard, type Sheet, titleOf } from './scorecard.ts';
import { toCard } from './show.ts';

const field = (criterion: CriterionQuestion, value: string): Field => ({
  kind: 'choice',
  name: criterion.id,
  label: criterion.question,
  hint: '',
  required: false,
  value,
  options: [...criterion.answers.map(({ id, label }) => ({ value: id, label })), { value: passed, label: "I don't know" }],
});

/** How many questions a form asks at once, so that it is quickly answered. */
const atOnce = 5;

/** The form for a project that nobody has described yet: a description, and the questions with the most weight. */
export function projectForm(criteria: CriterionQuestion[]): FormBlock {
  const first = criteria.toSorted((a, b) => b.weight - a.weight).slice(0, atOnce - 1);
  const intent: Intent = { verb: 'recommend', args: {} };
  const description = textField('description', 'The project in your own words', '', {
    hint: 'Who builds it, what for, what it needs, until when.',
    isMultiline: true,
    longest: 3_000,
  });
  return form(
    {
      title: 'What fits our project?',
      submit: intent,
      submitLabel: 'Recommend',
      fields: [description, ...first.map((each) => field(each, passed))],
    },
    intent,
  );
}

/** The order of questions in a form: first those not asked yet, then those answered with "I don't know", then the answered ones. */
const turnOf = (answer: string | undefined): number => (answer === undefined ? 0 : answer === passed ? 1 : 2);

/**
 * The form with the next five questions of a scorecard, filled in with what was understood: open questions first, those that decide the most
 * before others.
 */
export function cardForm(knowledge: Knowledge, card: Scorecard, sheet: Sheet): FormBlock {
  const given = new Map(answersOf(knowledge, card, sheet).map(({ criterion, answer }) => [criterion, answer]));
  const answerTo = ({ id }: CriterionQuestion): string | undefined => given.get(id) ?? sheet.answers[id];
  const swing = new Map(
    recommendTo(knowledge, card, sheet).reasons.map(({ criterion, points }) => [criterion.id, points.high - points.low]),
  );
  const fields = knowledge.pack.criteria
    .toSorted((a, b) => turnOf(answerTo(a)) - turnOf(answerTo(b)) || (swing.get(b.id) ?? 0) - (swing.get(a.id) ?? 0))
    .slice(0, atOnce)
    .map((criterion) => field(criterion, answerTo(criterion) || passed));
  return form({ title: 'Questions', submit: toCard(card), submitLabel: 'Score', fields }, toCard(card, { show: 'form' }));
}

/** In characters. */
export const longestName = 60;

/** Whether somebody may take a scorecard off the list of those that are saved: it is, and it is theirs. */
export const maySetAside = ({ name, sheet }: Scorecard, user: string): boolean => name !== null && sheet.user === user;

/** The form that asks for the name under which a scorecard is saved: `wanted`, if somebody said so. Else it suggests to its owner the beginning of the description. */
export function nameForm(card: Scorecard, user: string, wanted = ''): FormBlock {
  const isLeft = maySetAside(card, user);
  const suggested = card.sheet.user === user ? titleOf(card) : (card.name ?? '');
  const name = textField('name', 'Name', shorten(asName(wanted), longestName) || suggested, {
    hint: `Everybody here can then find it by this name.${isLeft ? ' Empty: no longer.' : ''}`,
    required: !isLeft,
    longest: longestName,
  });
  return form(
    { title: 'Save the scorecard', submit: toCard(card), submitLabel: 'Save', fields: [name] },
    toCard(card, { show: 'name', of: wanted }),
  );
}
