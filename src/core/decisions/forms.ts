import type { Context } from '../commands.ts';
import { FieldError } from '../errors.ts';
import { choiceField, type Field, textField } from '../form.ts';
import type { Place } from '../ports.ts';
import { type FormBlock, form } from '../reply.ts';
import { day } from '../time.ts';
import { unseen } from '../written.ts';
import type { Draft } from './draft.ts';
import { electorateFields, type NamedGroups, readElectorate } from './electorate.ts';
import { endHere } from './ends.ts';
import { sayTime } from './moments.ts';
import { toVote } from './show.ts';
import {
  awaited,
  Ending,
  endings,
  fitRules,
  longestOption,
  Method,
  methods,
  mostOptions,
  mostPresent,
  type Rules,
  Secrecy,
  secrecies,
  type Vote,
  type VoteOption,
} from './vote.ts';

/** When a decision can come back, by days after it was made. */
export const reviews: Record<string, string> = {
  0: 'Never',
  30: 'In a month',
  90: 'In three months',
  180: 'In six months',
  365: 'In a year',
};

/** A vote's rules, and who is in its channel if that is known. */
type Ruled = Rules & Pick<Vote, 'present'>;

const longestQuestion = 200;

/** How long a vote runs unless somebody says otherwise. */
const usual = 'in 2 days';

/** What a form that starts a vote shows besides its draft. `ends`: when it ends, as somebody said; empty if nobody did. `wrong`: what cannot be read of that. */
type Opened = { ends: string; wrong: string | null; rules: Rules; groups: NamedGroups };

/**
 * The form that starts a vote. If the options are known, it can be sent in as it is. `carried` are arguments that are sent in with it, `open` those
 * that bring the form again; `picked` is as in `electorateFields`.
 */
export function startForm(
  { question, options, method = 'single', context = '', ends, wrong, rules, groups }: Draft & Opened,
  carried: Record<string, string>,
  open: Record<string, string>,
  picked?: string,
): FormBlock {
  return form(
    {
      title: 'Start a vote',
      submit: { verb: 'decide', args: { ...carried, start: 'yes' } },
      submitLabel: 'Start',
      fields: [
        textField('question', 'Question', question, { required: true }),
        textField('options', 'Options', options.join('\n'), {
          hint: 'One a line, or with ; between.',
          required: true,
          isMultiline: true,
          longest: 3_000,
        }),
        choiceField('method', 'How people vote', methods, method),
        endField(ends || usual, wrong),
        textField('context', 'Context', context, { hint: 'Goes into the record.', isMultiline: true, longest: 2_000 }),
        ...ruleFields(rules, groups, picked),
      ],
    },
    { verb: 'decide', args: open },
  );
}

/** The form that extends an open vote, until what somebody wants (ms since 1970) or else by a day, as it is said in a time zone. */
export const endForm = (vote: Vote, to: number | null, zone: string): FormBlock =>
  form(
    {
      title: 'Extend the vote',
      submit: toVote(vote, { do: 'until' }),
      submitLabel: 'Extend',
      fields: [endField(sayTime(to ?? vote.deadline + day, zone))],
    },
    toVote(vote, { do: 'until', ...(to === null ? {} : { to: String(to) }) }),
  );

/** `wrong`: what cannot be read of the value, if anything. */
const endField = (value: string, wrong: string | null = null): Field =>
  textField('ends', 'It ends', value, {
    hint: wrong ?? 'Such as in 3 days, Friday 17:00, tomorrow noon. A day alone lasts until 23:59.',
    required: true,
    longest: 60,
  });

/** The form that changes who votes and by which rules, while nobody has voted. */
export const rulesForm = (vote: Vote, groups: NamedGroups, picked?: string): FormBlock =>
  form(
    {
      title: 'Rules of the vote',
      submit: toVote(vote, { do: 'set' }),
      submitLabel: 'Save',
      fields: ruleFields(vote, groups, picked),
    },
    toVote(vote, { do: 'rules' }),
  );

const ruleFields = (rules: Rules, groups: NamedGroups, picked?: string): Field[] => [
  choiceField('secrecy', 'Results', secrecies, rules.secrecy),
  ...electorateFields(rules, groups, picked),
  textField('quorum', 'How many must vote', rules.quorum > 0 ? String(rules.quorum) : '', {
    hint: 'A number, or a part such as 50% or 2/3. Empty: any number.',
  }),
  textField('threshold', 'Percent an option needs to win', rules.threshold > 0 ? String(rules.threshold) : '', {
    hint: 'Such as 50, or 2/3. Empty: to come first.',
  }),
  choiceField('ending', 'It closes', endings, rules.ending),
  choiceField('review', 'Look at the decision again', reviews, String(rules.reviewDays)),
];

/** What the form that starts a vote settles. */
export type Settled = Rules & Pick<Vote, 'question' | 'context' | 'options' | 'method' | 'deadline' | 'present'>;

/**
 * Reads the form that starts a vote; `rules` fills in those that it did not ask for.
 * @throws FormError if something is missing or makes no sense
 */
export async function readStart(args: Record<string, string>, rules: Rules, context: Context): Promise<Settled> {
  const shown = (said = ''): string => said.normalize('NFC').replace(unseen, '').replace(/\s+/g, ' ').trim();
  const question = shown(args.question);
  const names = [...new Set((args.options ?? '').split(/[\n;]/).map(shown).filter(Boolean))];
  const method = Method.catch('single').parse(args.method);
  if (question === '') throw new FieldError('question', 'A question, please.');
  if ([...question].length > longestQuestion)
    throw new FieldError('question', `At most ${longestQuestion} characters: the context has room for more.`);
  if (names.some((name) => name.length > longestOption))
    throw new FieldError(
      'options',
      `At most ${longestOption} characters each, as much as a button holds: the context has room for more.`,
    );
  if (names.length > mostOptions) throw new FieldError('options', `At most ${mostOptions} options: people read them on a phone.`);
  if (method === 'consent' && names.length !== 1)
    throw new FieldError('options', 'Consent is about one proposal: write one line.');
  if (method !== 'consent' && names.length < 2) throw new FieldError('options', 'At least two options, one a line.');
  const options: VoteOption[] = names.map((name, at) => ({ id: 'abcdefghij'.charAt(at), name, note: '' }));
  return {
    question,
    context: (args.context ?? '').trim(),
    options,
    method,
    deadline: (await endHere(args.ends ?? usual, context)).at,
    present: null,
    ...(await readRules({ ...rules, present: null }, args, context.event, context)),
  };
}

/**
 * Reads a vote's rules from a form; those that it did not ask for stay as they are now. Adds who is in the channel if that had to be looked up.
 * @param place where the vote is held
 * @throws FormError if they make no sense, or somebody asked to see more groups
 */
export async function readRules(
  now: Ruled,
  args: Record<string, string>,
  place: Place,
  context: Context,
): Promise<Rules & Partial<Ruled>> {
  const electorate = await readElectorate(now, args, context);
  const quorum = args.quorum?.trim() ?? String(now.quorum);
  const part = partIn(quorum);
  if ((part && part.some > part.of) || (quorum !== '' && !part && !/^\d{1,5}$/.test(quorum)))
    throw new FieldError('quorum', 'A number of people, or a part such as 50% or 2/3.');
  const wanted = args.threshold?.replace(',', '.').trim() ?? String(now.threshold);
  const share = partIn(wanted) ?? { some: Number(wanted), of: 100 };
  const threshold = Math.round((10_000 * share.some) / share.of) / 100;
  if (!(threshold >= 0 && threshold <= 100)) throw new FieldError('threshold', 'A number from 0 to 100, or a part such as 2/3.');
  const ending = Ending.catch(now.ending).parse(args.ending);
  const isCounted = part !== null || ending === 'everyone';
  const isAsked = isCounted && electorate.voters === null && now.present === null;
  const around = isAsked ? await context.platform.peopleIn(place, mostPresent) : now.present;
  const present = around === 'many' ? null : (around?.toSorted() ?? null);
  const known = awaited({ ...electorate, present });
  const why = around === 'many' ? `More than ${mostPresent} people are in this channel` : 'I do not know who is in this channel';
  if (part && known === null) throw new FieldError('quorum', `${why}: give a number, or name who may vote.`);
  if (ending === 'everyone' && known === null)
    throw new FieldError('ending', `${why}, so I cannot tell when all have voted: let it end at its deadline, or by a quorum.`);
  const must = part ? Math.ceil((part.some * (known?.length ?? 0)) / part.of) : Number(quorum);
  if (ending === 'quorum' && must === 0) throw new FieldError('quorum', 'How many must have voted for it to end early?');
  return fitRules({
    ...electorate,
    ...(isAsked ? { present } : {}),
    secrecy: Secrecy.catch(now.secrecy).parse(args.secrecy),
    quorum: must,
    threshold,
    ending,
    reviewDays: args.review === undefined ? now.reviewDays : Number(args.review) || 0,
  });
}

/** Reads a part such as `50%` or `2/3`; null if it is neither. */
function partIn(said: string): { some: number; of: number } | null {
  const [, some, of] = /^(\d{1,3}(?:\.\d+)?)\s*(?:%|\/\s*([1-9]\d{0,2}))$/.exec(said) ?? [];
  return some === undefined ? null : { some: Number(some), of: Number(of ?? 100) };
}
