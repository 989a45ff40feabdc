import { privately } from '../audience.ts';
import type { Context, Outcome } from '../commands.ts';
import { BotError, FieldError } from '../errors.ts';
import { choiceField, readForm, textField } from '../form.ts';
import type { Intent } from '../intent.ts';
import { type FormBlock, form, text } from '../reply.ts';
import { may } from '../settings.ts';
import { hour } from '../time.ts';
import { setReview } from './archive.ts';
import { mayManage } from './clicks.ts';
import { reviews } from './forms.ts';
import { dayOf, labelOf } from './outcome.ts';
import type { Decision } from './record.ts';
import { findVote } from './rows.ts';
import { toRecord } from './show.ts';

/** What a button asks for to set the review of a record. */
export const toReview = ({ number }: Pick<Decision, 'number'>): Intent => toRecord(number, { as: 'review' });

/** Sets when a record comes back: to a `day` in words (or `never`), or as its form says. Without either it shows the form. */
export async function review(
  record: Decision,
  { day, set, ...filled }: Record<string, string>,
  context: Context,
): Promise<Outcome> {
  const { now, transact } = context;
  if (day === undefined && set === undefined) return privately(reviewForm(record));
  await mustManage(record, context);
  const asked = () => reviewForm(record);
  const at =
    day === undefined
      ? await readForm(filled, asked, () => readReview(filled, record, now))
      : day.toLowerCase() === 'never'
        ? null
        : readDay(day, now);
  await transact((desk) => setReview(desk, record.number, at, now));
  const label = labelOf(record.number);
  return privately(text(at ? `I will bring ${label} back to its channel on ${dayOf(at)}.` : `${label} will not come back.`));
}

/** @throws BotError `not-allowed` unless the person started its vote or may close votes here */
async function mustManage({ vote }: Decision, context: Context): Promise<void> {
  const found = await findVote(context.rows, vote).catch(() => null);
  if (found ? await mayManage(found, context) : await may('closeVotes', context)) return;
  throw new BotError('not-allowed', 'Only whoever started the vote, and whoever may close votes here, can set its review.');
}

type Reviewed = Pick<Decision, 'number' | 'review'>;

/** The day of its review, as the form shows it. */
const dayIn = ({ review }: Reviewed): string => (review ? dayOf(review) : '');

/** The form that asks when to look at a decision again. */
function reviewForm(record: Reviewed): FormBlock {
  const day = dayIn(record);
  return form(
    {
      title: `Review of ${labelOf(record.number)}`,
      submit: toRecord(record.number, { as: 'review', set: 'yes' }),
      submitLabel: 'Set',
      fields: [
        choiceField('days', 'Look at it again', { ...reviews, date: 'On this day' }, day === '' ? '0' : 'date'),
        textField('date', 'Day', day, { hint: 'Such as 2027-01-31.' }),
      ],
    },
    toReview(record),
  );
}

/** The hour of the day at which a review comes, in UTC. */
const morning = 9 * hour;

/** Reads a day (2027-01-31) as the moment of a review, in ms since 1970. @throws FieldError if it is not a day, or has passed */
function readDay(said: string, now: number): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(said) ? Date.parse(`${said}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dayOf(time) !== said) throw new FieldError('date', 'A day, please, such as 2027-01-31.');
  if (time + morning <= now) throw new FieldError('date', 'That day has passed: choose a later one.');
  return time + morning;
}

/** Reads the form; null for never. A day that was written down counts, even if "On this day" was not picked. @throws FieldError as above */
function readReview({ days = '0', date = '' }: Record<string, string>, record: Reviewed, now: number): number | null {
  const isWritten = date.trim() !== '' && date.trim() !== dayIn(record);
  if (days === 'date' || (days === '0' && isWritten)) return readDay(date.trim(), now);
  if (isWritten) throw new FieldError('days', 'You also wrote a day: pick "On this day", or clear that field.');
  return days in reviews && days !== '0' ? now + Number(days) * 24 * hour : null;
}
