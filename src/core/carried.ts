import { z } from 'zod';
import type { Verb } from './commands.ts';
import { BotError } from './errors.ts';
import type { Event } from './event.ts';
import { toHex } from './hex.ts';
import { decodeIntent, encodeIntent, type Intent } from './intent.ts';
import type { WorkspaceStore } from './ports.ts';
import { intentsIn, type Reply, withIntents } from './reply.ts';
import { parsed } from './shapes.ts';
import { day } from './time.ts';

/** For how long a button works that carries a hash; in ms. */
const memory = 30 * day;

const keyOf = (hash: string): string => `carried:${hash}`;

/** What a button would carry if it could, and whose words that holds. */
const Carried = z.object({ action: z.string(), of: z.string() });
type Carried = z.infer<typeof Carried>;

/**
 * Replies whose buttons and forms carry at most `most` characters: an intent that is longer is kept, and they carry its hash, so that the same intent of
 * the same person makes the same button. `of`: whose words they hold, and with whom they are erased.
 */
export async function carriable(replies: Reply[], most: number, rows: WorkspaceStore, of: string): Promise<Reply[]> {
  const hashes = new Map<Intent, string>();
  const all = replies.flatMap(({ blocks }) => blocks.flatMap(intentsIn));
  for (const intent of all.filter((each) => isLong(each, most))) {
    const carried: Carried = { action: encodeIntent(intent), of };
    const hash = await sha256(JSON.stringify(carried));
    await rows.remember(keyOf(hash), carried, memory, of);
    hashes.set(intent, hash);
  }
  return hashes.size === 0 ? replies : replies.map((reply) => withHashes(reply, (intent) => hashes.get(intent)));
}

/** What such a reply looks like, with nothing kept: its buttons and forms carry a hash that is made up. */
export const asCarried = (reply: Reply, most: number): Reply =>
  withHashes(reply, (intent) => (isLong(intent, most) ? '0'.repeat(64) : undefined));

/** An event as if its button or form had carried all that it asks for, and whose words that holds. */
export async function withCarried(event: Event, rows: WorkspaceStore): Promise<{ event: Event; of: string }> {
  const { input, user } = event;
  const asItIs = { event, of: user };
  if (!('action' in input)) return asItIs;
  const intent = decodeIntent(input.action);
  if (intent?.verb !== carriedVerb.name) return asItIs;
  const carried = parsed(Carried, await rows.recall(keyOf(intent.args.hash ?? '')));
  return carried ? { event: { ...event, input: { ...input, action: carried.action } }, of: carried.of } : asItIs;
}

/** Stands for an intent that is kept. What runs is the verb of that one, unless it is forgotten, or erased. */
export const carriedVerb: Verb = {
  name: 'kept',
  run: () => Promise.reject(new BotError('stale-button', 'I do not remember any more what that was about. Please ask again.')),
};

const isLong = (intent: Intent, most: number): boolean => encodeIntent(intent).length > most;

const withHashes = (reply: Reply, hashOf: (intent: Intent) => string | undefined): Reply => {
  const change = (intent: Intent): Intent => {
    const hash = hashOf(intent);
    return hash === undefined ? intent : { verb: carriedVerb.name, args: { hash } };
  };
  return { ...reply, blocks: reply.blocks.map((block) => withIntents(block, change)) };
};

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return toHex(new Uint8Array(bytes));
}
