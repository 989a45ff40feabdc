import { BotError } from './errors.ts';
import type { Event } from './event.ts';
import { toHex } from './hex.ts';
import { decodeIntent, encodeIntent, type Intent } from './intent.ts';
import type { WorkspaceStore } from './ports.ts';
import { intentsIn, type Reply, withIntents } from './reply.ts';
import { day } from './time.ts';

/** For how long a button works that carries a hash; in ms. */
const memory = 30 * day;

/** Stands for an intent that is kept. No verb is called so: what it stands for is found before anything is run. */
const verb = 'kept';

const keyOf = (hash: string): string => `carried:${hash}`;

/**
 * Replies whose buttons and forms carry at most `most` characters: an intent that is longer is kept, and they carry its hash, so that the same intent makes
 * the same button. `user`: whose event it is. What somebody else said first stays theirs, and is erased with them.
 */
export async function carriable(replies: Reply[], most: number, rows: WorkspaceStore, user: string): Promise<Reply[]> {
  const hashes = new Map<Intent, string>();
  const all = replies.flatMap(({ blocks }) => blocks.flatMap(intentsIn));
  for (const intent of all.filter((each) => isLong(each, most))) {
    const action = encodeIntent(intent);
    const hash = await sha256(action);
    const isKnown = (await rows.recall(keyOf(hash))) !== null;
    await rows.remember(keyOf(hash), action, memory, isKnown ? null : user);
    hashes.set(intent, hash);
  }
  return hashes.size === 0 ? replies : replies.map((reply) => withHashes(reply, (intent) => hashes.get(intent)));
}

/** What such a reply looks like, with nothing kept: its buttons and forms carry a hash that is made up. */
export const asCarried = (reply: Reply, most: number): Reply =>
  withHashes(reply, (intent) => (isLong(intent, most) ? '0'.repeat(64) : undefined));

/** An event as if its button or form had carried all that it asks for. @throws BotError `stale-button` if that is forgotten, or erased */
export async function withCarried(event: Event, rows: WorkspaceStore): Promise<Event> {
  const { input } = event;
  if (!('action' in input)) return event;
  const carried = decodeIntent(input.action);
  if (carried?.verb !== verb) return event;
  const action = await rows.recall(keyOf(carried.args.hash ?? ''));
  if (typeof action !== 'string')
    throw new BotError('stale-button', 'I do not remember any more what that was about. Please ask again.');
  return { ...event, input: { ...input, action } };
}

const isLong = (intent: Intent, most: number): boolean => encodeIntent(intent).length > most;

const withHashes = (reply: Reply, hashOf: (intent: Intent) => string | undefined): Reply => {
  const change = (intent: Intent): Intent => {
    const hash = hashOf(intent);
    return hash === undefined ? intent : { verb, args: { hash } };
  };
  return { ...reply, blocks: reply.blocks.map((block) => withIntents(block, change)) };
};

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return toHex(new Uint8Array(bytes));
}
