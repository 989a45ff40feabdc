import type { Values } from './form.ts';

/**
 * How a message reached us. It decides whether we speak and who sees the answer:
 * - `command`: a slash command or a terminal verb; answered to the asker first
 * - `shortcut`: "Ask Tiebreak" on somebody's message; answered in that message's thread
 * - `mention`, `direct`: spoken to by name or in private
 * - `reply`: an answer to a message of ours
 * - `below`: said in a thread under a message of ours, perhaps not to us; answered only if it asks something we know
 * - `overheard`: said in a thread, not to us; answered only in threads we are part of, and only if it asks something
 * - `ambient`: said in a channel, to nobody in particular; answered only where the channel wants it, and only what we are surest of
 * - `button`: a click on one of our own buttons, or a form of ours sent in
 * - `arrival`: we were let into a place; nobody said anything, and nothing is answered
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

/** What was said: words to read, a command the platform already took apart, or what a button or form of ours carries, with what was filled in. */
export type Input =
  | { type: 'text'; text: string }
  | { type: 'command'; verb: string; args: Record<string, string> }
  | { type: 'action'; action: string }
  | { type: 'form'; action: string; values: Values };

/** One thing that happened on a platform, in no platform's terms. Ids are the platform's own, unique within `workspace`. */
export type Event = {
  /** The same on every redelivery of the same event. */
  id: string;
  platform: string;
  workspace: string;
  channel: string;
  /** The thread an answer belongs to; null where the answer stands alone (a command, a direct message). */
  thread: string | null;
  user: string;
  /** What the person is called, where the platform says so with the event; else empty. */
  name: string;
  reach: Reach;
  /** Where nothing else tells what this is about: the event whose answer it was said to, or in a thread the message that it began with; else null. */
  follows: string | null;
  /** A button on a message that only this person sees, or a form opened from one or by a command: what it brings stays with them too. False for everything else. */
  isPrivate: boolean;
  /** Whether they run the workspace; null where the platform does not say so with the event. */
  isAdmin: boolean | null;
  /** Whether one person brought us along to where we were not added: we can answer them, and neither post there nor tell that others there belong together. */
  isGuest: boolean;
  input: Input;
};
