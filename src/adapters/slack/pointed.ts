import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../core/ports.ts';
import { pointsElsewhere } from '../../core/said.ts';
import { codeOf } from './errors.ts';
import type { Found } from './parse.ts';
import { mention, readMarkup } from './text.ts';

/** https://docs.slack.dev/reference/methods/conversations.replies */
const Thread = z.object({ messages: z.array(z.object({ user: z.string().optional(), text: z.string().default('') })) });

/** How many messages of a thread are read: the most that Slack gives at once where it likes to. */
const most = 200;

/**
 * A mention that says nothing but that we should look at its thread ("@us, thoughts?") with what it points at: the last message there that somebody
 * else said. As it was where it says something itself, goes on from what we said there, or Slack does not show us the thread.
 */
export async function withPointedAt(
  found: Found,
  { client, botUserId }: { client: webApi.WebClient; botUserId: string },
  log: Log,
): Promise<Found> {
  const { event } = found;
  const { channel, user, follows, reach, input } = event;
  if (reach !== 'mention' || follows === null || input.type !== 'text' || !pointsElsewhere(input.text)) return found;
  try {
    const { messages } = Thread.parse(await client.conversations.replies({ channel, ts: follows, limit: most }));
    const others = messages.filter(({ text }) => text !== '' && !mention(botUserId).test(text));
    const on = others.findLast((each) => each.user !== user) ?? others.at(-1);
    const isOurs = messages.some((each) => each.user === botUserId);
    return isOurs || !on ? found : { ...found, event: { ...event, input: { type: 'quoted', text: readMarkup(on.text).trim() } } };
  } catch (error) {
    log.warn({ ...codeOf(error), event: event.id }, 'Slack does not show us what a mention points at');
    return found;
  }
}
