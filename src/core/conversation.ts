import { z } from 'zod';
import { isAside } from './audience.ts';
import type { Outcome } from './commands.ts';
import type { Event } from './event.ts';
import { encodeIntent } from './intent.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { WorkspaceStore } from './ports.ts';
import { parsed } from './shapes.ts';
import { day } from './time.ts';

/** What a thread is about: enough to understand "and the other one?", kept in the store, so read through a schema. */
export const Conversation = z.object({
  /** The last question that was answered, or might have been. */
  question: z.string(),
  /** Whose question that is; null where there is none. */
  asker: z.string().nullable().default(null),
  /** The entry that answered it; null while nothing was. */
  entry: z.string().nullable(),
  /** The event that was answered just now, for whoever rates that; null where our last reply was no answer. */
  answerTo: z.string().nullable().default(null),
  /** That one, and the others that answered beside it. */
  answered: z.array(z.string()).default([]),
  /** The options it named. */
  options: z.array(z.string()),
  /** Entries shown so far, so that "why?" goes on instead of round. */
  seen: z.array(z.string()),
  /** The choices of our last reply, as buttons carry them: a bare number picks one. */
  offered: z.array(z.string()),
  /** The one thing that our last reply offered, where it answered nothing: a "yes" takes it. */
  proposed: z.string().nullable().default(null),
  /** The scorecard it is about, by id: its weights may be changed in words. */
  scorecard: z.string().nullable().default(null),
  /** When that was shown last; in ms since 1970. */
  scored: z.number().default(0),
  /** Whether we spoke last; a bare "why?" after somebody else's words is meant for them. */
  isOurTurn: z.boolean(),
});
export type Conversation = z.infer<typeof Conversation>;

/** A conversation in which nothing was said yet: what leans on one then leans on nothing. */
export const unbegun: Conversation = {
  question: '',
  asker: null,
  entry: null,
  answerTo: null,
  answered: [],
  options: [],
  seen: [],
  offered: [],
  proposed: null,
  scorecard: null,
  scored: 0,
  isOurTurn: false,
};

/** The part of a conversation that belongs to its last asker: what they said, and what was offered to them. */
const Words = Conversation.pick({ question: true, asker: true, offered: true, proposed: true });

/** How long we remember what a thread is about, and so follow it; in ms. */
const conversationMemory = day;

/** Where a conversation is kept. `owner` is who it is with, where it is with one person alone; else several share it. */
export type Thread = { key: string; owner: string | null };

/** The conversation that an event belongs to: of its thread; outside threads and in asides, of one person in one channel. */
export function threadOf(event: Event): Thread {
  const owner = event.thread === null || isAside(event) ? event.user : null;
  return { owner, key: JSON.stringify(['conversation', event.channel, ...(owner === null ? [event.thread] : ['with', owner])]) };
}

/** What a conversation is about; null where there is none. */
export async function recallConversation(rows: WorkspaceStore, { key, owner }: Thread): Promise<Conversation | null> {
  const [kept, said] = await Promise.all([rows.recall(key), owner === null ? rows.recall(wordsOf(key)) : null]);
  if (kept === null) return null;
  const asked = owner === null ? (parsed(Words, said) ?? Words.parse(unbegun)) : {};
  return parsed(Conversation, { ...kept, ...asked });
}

/**
 * Remembers it. Of one that several share, only the words are whoever asked last's; one that is with a person alone holds nobody else's:
 * whoever is erased takes theirs along, and no more.
 */
export async function rememberConversation(
  rows: WorkspaceStore,
  { key, owner }: Thread,
  { question, asker, offered, proposed, ...rest }: Conversation,
): Promise<void> {
  const isTheirs = owner === null || owner === asker;
  const said = { question: isTheirs ? question : '', asker: isTheirs ? asker : null, offered, proposed };
  await rows.remember(key, owner === null ? rest : { ...rest, ...said }, conversationMemory, owner);
  if (owner === null) await rows.remember(wordsOf(key), said, conversationMemory, asker);
}

/** Where the conversation that an answer began is kept, for whoever replies to it. `event`: the one it answers. */
export const belowAnswer = (channel: string, event: string): Thread => ({
  owner: null,
  key: JSON.stringify(['conversation', channel, 'below', event]),
});

/** An answer in the open, as it is known below a message that a thread may begin with. */
const Shown = z.object({ channel: z.string(), event: z.string() });

/** Remembers that a message shows an answer to all, or that it is the question: a thread that begins with it goes on from that answer. */
export const rememberShown = (rows: WorkspaceStore, message: string, { channel, id, user }: Event): Promise<void> =>
  rows.remember(shownBy(message), { channel, event: id } satisfies z.infer<typeof Shown>, conversationMemory, user);

const shownBy = (message: string): string => `shown by ${message}`;

/** What the answer was about that an event was said to; null where it was said to none that we know. */
export async function recallFollowed(rows: WorkspaceStore, { channel, thread, follows }: Event): Promise<Conversation | null> {
  if (follows === null) return null;
  if (thread === null) return recallConversation(rows, belowAnswer(channel, follows));
  const shown = parsed(Shown, await rows.recall(shownBy(follows)));
  return shown ? recallConversation(rows, belowAnswer(shown.channel, shown.event)) : null;
}

/** A conversation as somebody may go on from it: without what others asked, in their words. */
export const goneOnBy = (user: string, state: Conversation): Conversation =>
  state.asker === user ? state : { ...state, question: '', asker: null };

const wordsOf = (key: string): string => `words of ${key}`;

/** How many of the entries that were shown are remembered. */
const mostSeen = 20;

/** The conversation after what a verb gave back, at `now`, to an event; null where only a part of it was answered. What follows leans on the last answer. */
export function afterReply(
  before: Conversation | null,
  { blocks, answers = [], scorecard, offered: elsewhere = [] }: Pick<Outcome, 'blocks' | 'answers' | 'scorecard' | 'offered'>,
  knowledge: Knowledge,
  event: Pick<Event, 'id' | 'user'> | null,
  now: number,
): Conversation {
  const asker = event?.user ?? null;
  // A scorecard is what is talked about from then on, not what was asked before.
  const shown =
    scorecard === undefined ? {} : { scorecard, scored: now, question: '', asker: null, entry: null, answered: [], options: [] };
  const chosen = blocks.flatMap((block) => (block.type === 'choices' ? block.choices : [])).map(({ intent }) => intent);
  const offered = [...chosen, ...elsewhere].map(encodeIntent);
  const [only, ...more] = offered;
  const proposed = only && more.length === 0 && answers.every(({ outcome }) => outcome !== 'answer') ? only : null;
  const after: Conversation = { ...(before ?? unbegun), ...shown, answerTo: null, offered, proposed, isOurTurn: true };
  const known = answers.filter(({ outcome }) => outcome === 'answer');
  const answered = known.flatMap(({ entry }) => entry ?? []);
  const seen = [...new Set([...after.seen, ...answered])].slice(-mostSeen);
  const last = known.at(-1);
  if (last) {
    const options = last.about ?? knowledge.names.read(last.question).options;
    const answerTo = event?.id ?? null;
    return { ...after, question: last.question, asker, entry: last.entry, answerTo, answered, options, seen };
  }
  const unsure = answers.findLast(({ outcome }) => outcome === 'choices');
  return unsure ? { ...after, question: unsure.question, asker, entry: null, answered: [] } : after;
}
