import { z } from 'zod';
import type { Conversation } from './conversation.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { WorkspaceStore } from './ports.ts';
import { type Block, choices, type Feedback, feedback, text } from './reply.ts';

/** What a person may say of an answer; all but `helpful` make its question a gap. */
export const votes = {
  helpful: 'Helpful',
  unhelpful: 'Not helpful',
  wrong: 'It is wrong',
  outdated: 'It is outdated',
  unclear: 'It is unclear',
  meant: 'Not what I meant',
  other: 'Something else',
} as const;
export type Vote = keyof typeof votes;

/** A question that was not answered, or not well, with what was shown and by which version of the pack. `at`: ms since 1970. */
export const Gap = z.object({
  question: z.string(),
  entry: z.string().nullable(),
  reason: z.enum(['declined', ...(Object.keys(votes) as Vote[])]),
  pack: z.string(),
  at: z.number(),
});
export type Gap = z.infer<typeof Gap>;

const button = (vote: Vote, entry: string) => ({ label: votes[vote], intent: { verb: 'rate', args: { entry, vote } } });

/** The question whether an answer helped. */
export const feedbackOn = (entry: string): Feedback => feedback(button('helpful', entry), button('unhelpful', entry));

/** Who says what, of which answer; one vote a person and answer, the last one counts. */
export type Rating = { vote: string; entry: string; user: string; place: string };

/**
 * Stores a vote with the question it is about, and gives what to say to it in private: thanks, what went wrong, or the next readings.
 * @returns null for a vote there is none of
 */
export async function rate(
  rows: WorkspaceStore,
  knowledge: Knowledge,
  rating: Rating,
  talk: Conversation | null,
  now: number,
): Promise<Block[] | null> {
  const vote = (Object.keys(votes) as Vote[]).find((each) => each === rating.vote);
  const entry = knowledge.entry(rating.entry);
  if (!vote || !entry) return null;
  const question = talk?.entry === entry.id ? talk.question : entry.title;
  const gap: Gap = { question, entry: entry.id, reason: vote, pack: packVersion(knowledge), at: now };
  await rows.keep('rating', `${rating.place} ${entry.id} ${rating.user}`, gap);
  if (vote === 'helpful') return [text('Good to know. Thank you.')];
  if (vote === 'unhelpful') {
    const reasons = (['meant', 'wrong', 'outdated', 'unclear', 'other'] as const).map((reason) => button(reason, entry.id));
    return [text('Noted. What went wrong?'), choices(...reasons)];
  }
  if (vote !== 'meant') return [text('Noted, for whoever looks after these answers. Thank you.')];
  const seen = new Set([...(talk?.seen ?? []), entry.id]);
  const next = knowledge
    .match(question)
    .filter(({ label }) => !seen.has(label))
    .slice(0, 3);
  return [
    text('Is it one of these? If not, ask it in other words.'),
    choices(
      ...next.flatMap(({ label }) => {
        const other = knowledge.entry(label);
        return other ? [{ label: other.title, intent: { verb: 'ask', args: { entry: label } } }] : [];
      }),
    ),
  ];
}

/** Keeps a question nobody's passage answered. `id` is the event's, so that it is kept once. */
export async function keepDeclined(
  rows: WorkspaceStore,
  knowledge: Knowledge,
  id: string,
  question: string,
  now: number,
): Promise<void> {
  const gap: Gap = { question, entry: null, reason: 'declined', pack: packVersion(knowledge), at: now };
  await rows.keep('declined', id, gap);
}

/** The gaps of a workspace: what was declined or badly rated, the newest first. */
export async function gaps(rows: WorkspaceStore): Promise<Gap[]> {
  const all = [...(await rows.kept('declined')), ...(await rows.kept('rating'))].flatMap((row) => Gap.safeParse(row).data ?? []);
  return all.filter(({ reason }) => reason !== 'helpful').sort((a, b) => b.at - a.at);
}

const packVersion = ({ pack }: Knowledge): string => `${pack.id} ${pack.version}`;
