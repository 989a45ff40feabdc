import type { Values } from './form.ts';

/**
 * How an event reached us. It decides whether we speak, and who sees the answer:
 * - `command`: a slash command or a terminal verb; answered to the asker first
 * - `shortcut`: "Ask Tiebreak" on somebody's message; answered in that message's thread
 * - `mention`, `direct`: spoken to by name, or in a direct message
 * - `reply`: a reply to a message of ours, which calls nobody by name
 * - `below`: said in a thread under a message of ours, perhaps not to us; answered only if it asks something that we know
 * - `overheard`: said in a thread, not to us; answered only in threads we are part of, and only if it asks something
 * - `ambient`: said in a channel, to nobody in particular; answered only where the channel wants it, and only what we are surest of
 * - `button`: a click on one of our own buttons, or a form of ours sent in
 * - `arrival`: we were added to a place; nobody said anything, and nothing is answered
 */
export type Reach =
  | 'command'
  | 'shortcut'
  | 'mention'
  | 'direct'
  | 'reply'
  | 'below'
  | 'overheard'
  | 'ambient'
  | 'button'
  | 'arrival';

/**
 * What was said: words to read, words of somebody else that we were pointed at (`quoted`), a command that the platform already took apart, or what our button or
 * form carries, with what was filled in.
 */
export type Input =
  | { type: 'text' | 'quoted'; text: string }
  | { type: 'command'; verb: string; args: Record<string, string> }
  | { type: 'action'; action: string }
  | { type: 'form'; action: string; values: Values };

/** Something that happened on a platform, in terms that belong to no platform. Ids are the platform's own, unique within `workspace`. */
export type Event = {
  /** The same on every redelivery of the same event. */
  id: string;
  platform: string;
  workspace: string;
  channel: string;
  /** The thread that an answer belongs to; null if the answer stands alone (a command, a direct message). */
  thread: string | null;
  user: string;
  /** The person's name, if the platform says it with the event; else empty. */
  name: string;
  reach: Reach;
  /** What this goes on from if its place does not tell: the event whose answer it replies to, or in a thread the message that began it; else null. */
  follows: string | null;
  /** Whether it is a click on a message that only this person sees, or a form opened from one or by a command: what comes of it is for them alone too. */
  isPrivate: boolean;
  /** Whether the person runs the workspace; null if the platform does not say it with the event. */
  isAdmin: boolean | null;
  /** Whether the place is not open to us, or one person brought us along to it: we can answer whoever asks, but not post there, nor count on the others in it. */
  isGuest: boolean;
  /** Whether people of another company may read the place too; true where the platform does not say. */
  isShared: boolean;
  input: Input;
};
