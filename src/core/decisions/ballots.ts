import { choiceField, type Field, joinValues, splitValues, textField } from '../form.ts';
import type { Intent } from '../intent.ts';
import { type FormBlock, form } from '../reply.ts';
import { toVote } from './show.ts';
import { type Ballot, type Choice, longestReason, type Vote } from './vote.ts';

/** The scores on offer. No score has a value of its own, because no platform accepts an empty one. */
const scores = {
  none: 'No score: counts as 0',
  ...Object.fromEntries([5, 4, 3, 2, 1, 0].map((score) => [`s${score}`, String(score)])),
};

/** The form of a ballot that takes more than a click, filled in with what is stored. `from` is the index of the first option it asks for. */
export function ballotForm(vote: Vote, ballot: Ballot | null, from: number): FormBlock {
  const given = ballot?.choice ?? {};
  const fields: Field[] =
    vote.method === 'score'
      ? vote.options.slice(from).map(({ id, name }) => {
          const score = given[id] === undefined ? 'none' : `s${given[id]}`;
          return choiceField(`score-${id}`, name, scores, score, { required: false });
        })
      : [
          {
            kind: 'choices',
            name: 'picks',
            label: 'What you can live with',
            hint: '',
            required: false,
            value: joinValues(Object.keys(given)),
            options: vote.options.map(({ id, name }) => ({ value: id, label: name })),
          },
        ];
  return form(
    { title: 'Your vote', submit: toVote(vote, { do: 'pick' }), submitLabel: 'Vote', fields },
    toVote(vote, { do: 'ballot', ...(from > 0 ? { from: String(from) } : {}) }),
  );
}

/** Reads a ballot's form; scores of options that it did not ask for stay as they were. */
export function readBallot(vote: Vote, args: Record<string, string>, before: Choice): Choice {
  if (vote.method !== 'score') return Object.fromEntries(splitValues(args.picks ?? '').map((id) => [id, 1]));
  return Object.fromEntries(
    vote.options.flatMap(({ id }) => {
      const said = args[`score-${id}`];
      if (said === undefined) return id in before ? [[id, before[id] as number]] : [];
      return /^s[0-5]$/.test(said) ? [[id, Number(said.slice(1))]] : [];
    }),
  );
}

/** The index of the next option of a score vote that the form did not ask for; null if it asked for all. */
export const nextPage = (vote: Vote, args: Record<string, string>): number | null => {
  const last = vote.options.findLastIndex(({ id }) => `score-${id}` in args);
  return vote.method === 'score' && last >= 0 && last + 1 < vote.options.length ? last + 1 : null;
};

/** The form for a reason, or for an objection, which needs one. */
export function reasonForm(vote: Vote, value: string, isObjection: boolean): FormBlock {
  const open: Intent = toVote(vote, { do: isObjection ? 'object' : 'reason' });
  const label = isObjection ? 'What do you object to?' : 'Why?';
  const hint = vote.secrecy === 'anonymous' ? 'Shown without your name; how you write may still give you away.' : '';
  return form(
    {
      title: isObjection ? 'Object' : 'Your reason',
      submit: toVote(vote, { do: isObjection ? 'objection' : 'say' }),
      submitLabel: 'Send',
      fields: [textField('reason', label, value, { hint, required: isObjection, isMultiline: true, longest: longestReason })],
    },
    open,
  );
}
