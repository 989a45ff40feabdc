import { z } from 'zod';
import { privately } from './audience.ts';
import type { Verb } from './commands.ts';
import { BotError } from './errors.ts';
import type { Event } from './event.ts';
import { textField } from './form.ts';
import type { Answer } from './knowledge/ask.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { editionOf } from './knowledge/pack.ts';
import type { WorkspaceStore } from './ports.ts';
import { type Block, choices, type Feedback, feedback, form, text } from './reply.ts';
import { isPleasantry } from './said.ts';
import { allParsed, oneKeyOf, parsed } from './shapes.ts';
import { day } from './time.ts';

/** What a person can say about an answer; everything but `helpful` makes its question a gap. */
export const ratings = {
  helpful: 'Helpful',
  unhelpful: 'Not helpful',
  meant: 'Not what I meant',
  wrong: 'It is wrong',
  outdated: 'It is outdated',
  unclear: 'It is unclear',
  other: 'Something else',
} as const;
const Rating = oneKeyOf(ratings);
type Rating = z.infer<typeof Rating>;

/** A question that was not answered, or not well, with what was shown, and by which version of the pack. `at`: ms since 1970. */
export const Gap = z.object({
  /** The event whose answer was rated; empty if there was none. */
  of: z.string().default(''),
  question: z.string(),
  entries: z.array(z.string()),
  reason: z.enum(['declined', ...Rating.options]),
  /** What the person wrote about it. */
  comment: z.string().default(''),
  user: z.string(),
  /** Who asked, whose words the question is; null where nobody knows. */
  asker: z.string().nullable().default(null),
  pack: z.string(),
  at: z.number(),
});
export type Gap = z.infer<typeof Gap>;

/** What we answered to an event, and from which version of the pack, for people who rate or share it later. */
const Answered = z.object({
  question: z.string(),
  entries: z.array(z.string()),
  asker: z.string().nullable().default(null),
  pack: z.string().default(''),
});

/** How long an answer can be rated: as far as people scroll back. */
const answeredMemory = 30 * day;

const button = (rating: Rating, of: string) => ({ label: ratings[rating], intent: { verb: 'rate', args: { vote: rating, of } } });

/** The question whether the answer to an event helped. */
export const feedbackOn = (event: string): Feedback => feedback(button('helpful', event), button('unhelpful', event));

/** Remembers what was answered to an event, if anything was. */
export async function keepAnswered(
  rows: WorkspaceStore,
  knowledge: Knowledge,
  { id, user }: Pick<Event, 'id' | 'user'>,
  answers: Answer[],
): Promise<void> {
  const known = answers.filter(({ outcome }) => outcome === 'answer');
  if (known.length === 0) return;
  const kept: z.infer<typeof Answered> = {
    question: known.map(({ question }) => question.trim()).join(' '),
    entries: known.flatMap(({ entry }) => entry ?? []),
    asker: user,
    pack: editionOf(knowledge.pack),
  };
  await rows.remember(`answered:${id}`, kept, answeredMemory, user);
}

/** What was answered to an event; null if it is forgotten. */
export const answeredTo = async (rows: WorkspaceStore, event: string) => parsed(Answered, await rows.recall(`answered:${event}`));

/** A click under an answer, or what somebody said (`said`) or wrote about it. Each person has one rating for each answer; the last one counts. */
export const rateVerb: Verb = {
  name: 'rate',
  async run({ vote: clicked, said: inWords, of = '', comment }, { knowledge, rows, event, now }) {
    const rating = Rating.safeParse(clicked ?? inWords).data;
    const answered = await answeredTo(rows, of);
    if (!rating || !answered) throw new BotError('stale-button', 'That answer is too old for me to remember. Please ask again.');
    const said = { reason: rating, comment: comment?.trim() ?? '' };
    const gap: Gap = { ...answered, ...said, of, user: event.user, pack: answered.pack || editionOf(knowledge.pack), at: now };
    // A button that shows what came of words rates nothing: anybody may press it.
    const isRated = inWords === undefined || event.reach !== 'button';
    if (isRated) await rows.keep('rating', ratingKey(gap), gap, event.user);
    const isToldMore = rating === 'other' && comment === undefined;
    return privately(...(isToldMore ? [text('Noted.'), whatWasWrong(of)] : replyTo(rating, of, answered, knowledge)));
  },
};

/** Asks for what none of the offered reasons says. */
function whatWasWrong(of: string): Block {
  const intent = { verb: 'rate', args: { vote: 'other', of } };
  const comment = textField('comment', 'What was wrong?', '', { required: true, isMultiline: true, longest: 1_000 });
  return form({ title: 'Something else', submit: intent, submitLabel: 'Send', fields: [comment] }, intent);
}

function replyTo(
  rating: Rating,
  of: string,
  { question, entries }: Pick<z.infer<typeof Answered>, 'question' | 'entries'>,
  knowledge: Knowledge,
): Block[] {
  if (rating === 'helpful') return [text('Good to know. Thank you.')];
  if (rating === 'unhelpful') {
    const reasons: Rating[] = ['meant', 'wrong', 'outdated', 'unclear', 'other'];
    return [text('Noted. What went wrong?'), choices(...reasons.map((reason) => button(reason, of)))];
  }
  if (rating !== 'meant') return [text('Noted, for whoever looks after these answers. Thank you.')];
  const next = knowledge.match(question).flatMap(({ label }) => (entries.includes(label) ? [] : (knowledge.entry(label) ?? [])));
  const offered = next.slice(0, 3).map(({ id, title }) => ({ label: title, intent: { verb: 'ask', args: { entry: id } } }));
  if (offered.length === 0) return [text('Noted. Please ask it in other words.')];
  return [text('Is it one of these? If not, ask it in other words.'), choices(...offered)];
}

/** Keeps the questions of an event that no passage answered. `now`: ms since 1970. */
export async function keepDeclined(
  rows: WorkspaceStore,
  knowledge: Knowledge,
  { id, user }: Pick<Event, 'id' | 'user'>,
  answers: Answer[],
  now: number,
): Promise<void> {
  const pack = editionOf(knowledge.pack);
  const declined = answers.filter(
    ({ question, outcome }) => outcome === 'declined' && /\p{L}/u.test(question) && !isPleasantry(question),
  );
  for (const [place, { question }] of declined.entries()) {
    const gap: Gap = { of: '', question, entries: [], reason: 'declined', comment: '', user, asker: user, pack, at: now };
    await rows.keep('declined', JSON.stringify([id, place]), gap, user); // not by its words: Postgres takes no key that long
  }
}

/** The gaps of a workspace: what was declined or badly rated, the newest first. */
export async function gaps(rows: WorkspaceStore): Promise<Gap[]> {
  const all = allParsed(Gap, [...(await rows.kept('declined')), ...(await rows.kept('rating'))]);
  return all.filter(({ reason, question }) => reason !== 'helpful' && question !== '').sort((a, b) => b.at - a.at);
}

/** Takes somebody's questions out of the ratings that others gave; the ratings themselves stay. */
export async function forgetQuestionsOf(rows: WorkspaceStore, asker: string): Promise<void> {
  for (const gap of allParsed(Gap, await rows.kept('rating')))
    if (gap.asker === asker)
      await rows.keep('rating', ratingKey(gap), { ...gap, question: '', asker: null } satisfies Gap, gap.user);
}

/** One for each person and answer. */
const ratingKey = ({ of, user }: Pick<Gap, 'of' | 'user'>): string => JSON.stringify([of, user]);
