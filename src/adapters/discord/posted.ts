import { createHash } from 'node:crypto';
import { type RawFile, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../core/ports.ts';
import { faultOf } from './errors.ts';
import { type Guard, watchedAs } from './guard.ts';
import type { Message } from './render.ts';
import { isServer } from './wire.ts';

/** What it takes to post, and to find again what we posted. `self` gives the id of our own user, null before we are connected. */
export type Poster = { rest: REST; guard: Guard; log: Log; self(): string | null };

const Identified = z.object({ id: z.string() });

/** Discord answers with the message. */
export const idOf = (message: unknown): string | null => Identified.safeParse(message).data?.id ?? null;

/** Posts a message in a channel, where it does not stand there already; gives its id. `after`: as for `findPosted`. */
export async function postOnce(
  { nonce, ...bare }: Message & { message_reference?: object; nonce: string },
  files: RawFile[],
  { channel, after, isUnsure }: { channel: string; after: string | null; isUnsure: boolean },
  poster: Poster,
): Promise<string | null> {
  const message = withMark(bare, nonce);
  const before = isUnsure ? await findPosted(signOf(message), channel, after, poster) : null;
  if (before !== null) return before;
  // With `enforce_nonce` what is posted twice within minutes is one message.
  const body = { ...message, nonce, enforce_nonce: true };
  const request = () => poster.rest.post(Routes.channelMessages(channel), { body, files });
  return idOf(await poster.guard.watch(watchedAs(channel, files), request));
}

/** Gives the channel of somebody's direct messages with us. Rejects as Discord refuses. https://docs.discord.com/developers/resources/user#create-dm */
export const openDirect = async (user: string, { rest, guard }: Pick<Poster, 'rest' | 'guard'>): Promise<string> => {
  const open = () => rest.post(Routes.userChannels(), { body: { recipient_id: user } });
  return Identified.parse(await guard.watch(user, open)).id;
};

/** Where people find a message. */
export const linkTo = (workspace: string, channel: string, message: string): string =>
  `https://discord.com/channels/${isServer(workspace) ? workspace : '@me'}/${channel}/${message}`;

/** So many messages are looked through for one of ours: "max number of messages to return (1-100)". */
const glance = 100;

/** https://docs.discord.com/developers/resources/message#message-object */
const Posted = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }),
  content: z.string().default(''),
  components: z.array(z.object({ id: z.number().optional() })).default([]),
  message_reference: z.object({ message_id: z.string().optional() }).nullish(),
});

/**
 * The id of a message of ours with this sign, null where there is none, or where Discord does not let us look. `after`: the id of what it was
 * said after; null for one among the newest. Rejects where Discord did not say.
 */
export async function findPosted(
  sign: string | number,
  channel: string,
  after: string | null,
  { rest, guard, log, self }: Poster,
): Promise<string | null> {
  const query = new URLSearchParams({ limit: String(glance), ...(after === null ? {} : { after }) });
  try {
    const look = () => rest.get(Routes.channelMessages(channel), { query });
    const all = z.array(Posted).parse(await guard.watch(`history of ${channel}`, look));
    return all.find((each) => each.author.id === self() && signOf(each) === sign)?.id ?? null;
  } catch (error) {
    const fault = faultOf(error);
    if (typeof fault.code !== 'number') throw error;
    log.warn({ ...fault, channel }, 'Discord does not let us look whether a message was posted; it is posted again');
    return null;
  }
}

/**
 * The number by which a message is known again: Discord does not keep its nonce, but the `id` of a component ("32 bit integer used as an
 * optional identifier"), and counts from 1 where there is none. https://docs.discord.com/developers/components/reference
 */
export const markOf = (nonce: string): number => (createHash('sha256').update(nonce).digest().readUInt32BE() % 2 ** 30) + 2 ** 30;

/** A message with its mark; plain words carry none. */
export function withMark<Marked extends Message>(message: Marked, nonce: string): Marked {
  const [first, ...rest] = message.components ?? [];
  return first ? { ...message, components: [{ ...first, id: markOf(nonce) }, ...rest] } : message;
}

/** What a message is known by: its mark, else its words and what they reply to. */
function signOf(message: object): string | number {
  const { content, components, message_reference: on } = Posted.omit({ id: true, author: true }).parse(message);
  return components[0]?.id ?? `${on?.message_id ?? ''} ${content.replace(/\s+/g, ' ').trim()}`;
}
