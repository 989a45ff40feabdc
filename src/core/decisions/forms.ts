import { FieldError } from '../errors.ts';
import { type Field, joinValues, mostPeople, type Option, splitValues } from '../form.ts';
import type { Group, Groups } from '../ports.ts';
import { type FormBlock, form } from '../reply.ts';
import { toVote } from './show.ts';
import {
  awaited,
  Ending,
  endings,
  Method,
  methods,
  mostOptions,
  mostVoters,
  type Rules,
  Secrecy,
  secrecies,
  type Vote,
  type VoteOption,
} from './vote.ts';

export const hour = 3_600_000;
const deadlines: Record<string, string> = {
  1: 'In an hour',
  4: 'In 4 hours',
  24: 'In a day',
  48: 'In two days',
  72: 'In three days',
  168: 'In a week',
};
/** When a decision may come back, by days from then. */
export const reviews: Record<string, string> = {
  0: 'Never',
  30: 'In a month',
  90: 'In three months',
  180: 'In six months',
  365: 'In a year',
};

const optionsOf = (labels: Record<string, string>): Option[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
export const choice = (name: string, label: string, labels: Record<string, string>, value: string): Field => ({
  kind: 'choice',
  name,
  label,
  hint: '',
  required: true,
  value,
  options: optionsOf(labels),
});
export const words = (
  name: string,
  label: string,
  value: string,
  more: Partial<Extract<Field, { kind: 'text' }>> = {},
): Field => ({
  kind: 'text',
  name,
  label,
  hint: '',
  required: false,
  value,
  isMultiline: false,
  longest: 200,
  ...more,
});

type Draft = { question: string; options: string[] };

/** What a vote is about; sent in as it is, it runs. `carried` joins what is sent in. */
export function startForm({ question, options }: Draft, carried: Record<string, string>): FormBlock {
  const title = 'Start a vote';
  return form(
    {
      title,
      submit: { verb: 'decide', args: { ...carried, start: 'yes' } },
      submitLabel: 'Start',
      fields: [
        words('question', 'Question', question, { required: true }),
        words('options', 'Options', options.join('\n'), {
          hint: 'One a line, or with ; between.',
          required: true,
          isMultiline: true,
          longest: 1_000,
        }),
        words('context', 'Context', '', { hint: 'Goes into the record.', isMultiline: true, longest: 2_000 }),
        choice('method', 'How people vote', methods, 'single'),
        choice('hours', 'It ends', deadlines, '48'),
      ],
    },
    { verb: 'decide', args: { ...carried, ...(carried.card || carried.supersedes || question === '' ? {} : { question }) } },
  );
}

/** @throws FieldError where it is not a vote yet */
export function readStart(args: Record<string, string>, now: number) {
  const question = (args.question ?? '').replace(/\s+/g, ' ').trim();
  const names = [
    ...new Set(
      (args.options ?? '')
        .split(/[\n;]/)
        .map((line) => line.replace(/\s+/g, ' ').trim())
        .filter(Boolean),
    ),
  ];
  const method = Method.catch('single').parse(args.method);
  if (question === '') throw new FieldError('question', 'A question, please.');
  if (names.length > mostOptions) throw new FieldError('options', `At most ${mostOptions} options: people read them on a phone.`);
  if (method === 'consent' && names.length !== 1)
    throw new FieldError('options', 'Consent is about one proposal: write one line.');
  if (method !== 'consent' && names.length < 2) throw new FieldError('options', 'At least two options, one a line.');
  const options: VoteOption[] = names.map((name, at) => ({ id: 'abcdefghij'.charAt(at), name: name.slice(0, 75), note: '' }));
  const hours = args.hours && args.hours in deadlines ? Number(args.hours) : 48;
  return {
    question: question.slice(0, 200),
    context: (args.context ?? '').trim(),
    options,
    method,
    deadline: now + hours * hour,
  };
}

/** Who votes by which rules, on two pages: it can be changed while nobody has voted. */
export function rulesForm(vote: Vote, page: 'rules' | 'ending', groups: NamedGroups, from = 0): FormBlock {
  const fields: Field[] =
    page === 'ending'
      ? [
          choice('ending', 'It closes', endings, vote.ending),
          choice('review', 'Look at the decision again', reviews, String(vote.reviewDays)),
        ]
      : [
          { ...choice('voters', 'Who may vote', electoratesOf(groups, from), electorateOf(vote)), hint: hintOf(groups, from) },
          {
            kind: 'people',
            name: 'people',
            label: 'These people',
            hint: '',
            required: false,
            value: joinValues(vote.group === null ? (vote.voters ?? []).slice(0, mostPeople) : []),
          },
          choice('secrecy', 'Results', secrecies, vote.secrecy),
          words('quorum', 'How many must vote', vote.quorum > 0 ? String(vote.quorum) : '', {
            hint: 'A number, or a part such as 50%. Empty: any number.',
          }),
          words('threshold', 'What an option needs, in percent', vote.threshold > 0 ? String(vote.threshold) : '', {
            hint: 'Empty: to come first.',
          }),
        ];
  const title = page === 'ending' ? 'Ending and review' : 'Rules of the vote';
  return form(
    { title, submit: toVote(vote, { do: 'set' }), submitLabel: 'Save', fields },
    toVote(vote, { do: page, ...(from > 0 ? { from: String(from) } : {}) }),
  );
}

const electorates = {
  channel: 'Everybody in this channel',
  people: 'The people below',
  trusted: "This workspace's trusted people",
};

/** The groups of a platform, with its word for one. */
export type NamedGroups = Groups & { word: string };

/** What every platform's menu holds, less the electorates that are no groups, and what leads to more of these. */
const mostGroups = 25 - Object.keys(electorates).length - 1;
const groupPrefix = 'group-';
const morePrefix = 'more-';

/** The groups from a place in their order on, and the place of the first that is not among them; null where these are the last. */
function someOf({ all }: NamedGroups, from: number): { some: Group[]; next: number | null } {
  const named = all.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const next = from + mostGroups;
  return { some: named.slice(from, next), next: next < named.length ? next : null };
}

function electoratesOf(groups: NamedGroups, from: number): Record<string, string> {
  const { some, next } = someOf(groups, from);
  return {
    ...electorates,
    ...Object.fromEntries(some.map(({ id, name }) => [`${groupPrefix}${id}`, `The ${groups.word} ${name}`])),
    ...(next === null ? {} : { [`${morePrefix}${next}`]: `Another ${groups.word}: save to see more` }),
  };
}

const hintOf = (groups: NamedGroups, from: number): string => {
  const { word, all, lacks } = groups;
  const last = from + someOf(groups, from).some.length;
  return lacks ?? (all.length > mostGroups ? `${from + 1} to ${last} of ${all.length} ${word}s.` : '');
};

/** The place of the groups that are to be shown instead of saving; null where something was picked. */
export const wantedGroups = (args: Record<string, string>): number | null =>
  args.voters?.startsWith(morePrefix) ? Number(args.voters.slice(morePrefix.length)) || 0 : null;

const electorateOf = ({ voters, group }: Vote): string =>
  group ? `${groupPrefix}${group.id}` : voters === null ? 'channel' : 'people';

/** The group that was picked, by its id; null where none was. */
export const pickedGroup = (args: Record<string, string>): string | null =>
  args.voters?.startsWith(groupPrefix) ? args.voters.slice(groupPrefix.length) : null;

/** What a vote may be for besides its channel: the trusted people of the settings, and the group that was picked, with its members. */
export type Known = { trusted: string[]; group: (Group & { members: string[] }) | null };

const unknown = 'I do not know who is in this channel';

/** @throws FieldError where they make no sense */
export function readRules(vote: Vote, args: Record<string, string>, { trusted, group }: Known): Partial<Rules> {
  if (args.ending !== undefined) {
    const ending = Ending.catch('deadline').parse(args.ending);
    if (ending === 'everyone' && awaited(vote) === null)
      throw new FieldError(
        'ending',
        `${unknown}, so I cannot tell when all have voted: let it end at its deadline, or by a quorum.`,
      );
    if (ending === 'quorum' && vote.quorum === 0)
      throw new FieldError('ending', 'There is no quorum yet: first say how many must vote (Who may vote, and by which rules).');
    return { ending, reviewDays: Number(args.review) || 0 };
  }
  const people = splitValues(args.people ?? '');
  const voters = group ? group.members : args.voters === 'people' ? people : args.voters === 'trusted' ? trusted : null;
  if (group?.members.length === 0) throw new FieldError('voters', `Nobody is in the ${group.name}.`);
  if (voters && voters.length > mostVoters)
    throw new FieldError('voters', `${voters.length} people are too many to name: at most ${mostVoters}. Let the channel vote.`);
  if (voters?.length === 0) throw new FieldError('people', 'Name at least one person, or let everybody in the channel vote.');
  const quorum = (args.quorum ?? '').trim();
  const part = /^(\d{1,3})\s*%$/.exec(quorum)?.[1];
  const known = awaited({ voters, present: vote.present });
  if (part && known === null) throw new FieldError('quorum', `${unknown}: give a number, or name who may vote.`);
  if (quorum !== '' && !part && !/^\d{1,5}$/.test(quorum))
    throw new FieldError('quorum', 'A number of people, or a part such as 50%.');
  const threshold = (args.threshold ?? '').replace('%', '').trim();
  if (threshold !== '' && !(Number(threshold) >= 0 && Number(threshold) <= 100))
    throw new FieldError('threshold', 'A number from 0 to 100.');
  return {
    voters: voters && [...new Set(voters)],
    group: group && { id: group.id, name: group.name },
    secrecy: Secrecy.catch(vote.secrecy).parse(args.secrecy),
    quorum: part ? Math.ceil((Number(part) / 100) * (known?.length ?? 0)) : Number(quorum),
    threshold: Number(threshold),
  };
}
