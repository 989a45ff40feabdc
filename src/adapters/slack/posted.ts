import type { webApi } from '@slack/bolt';
import { eventMemory } from '../../core/data.ts';
import type { Place } from './upload.ts';

const answerType = 'tiebreak_answer';

/** Metadata that only apps see, by which we know a message of ours again: https://docs.slack.dev/messaging/message-metadata */
export const markOf = (key: string) => ({ metadata: { event_type: answerType, event_payload: { key } } });

/** How far back a message of ours is looked for if nothing says when it was first posted, in ms: nothing is tried for longer. */
export const lookBack = eventMemory;

/** How many messages are looked through at a time, how many times at most, and how far Slack's clock may be behind ours, in ms. */
const glance = { messages: 200, times: 5, drift: 60_000 };

/**
 * The timestamp of a message of ours, or of one with a file of this title, null where it is not there. `since`: it was not posted before, in ms
 * since 1970. Rejects with what Slack said.
 */
export async function findPosted(
  client: webApi.WebClient,
  { channel, thread, since, ...what }: Place & { since: number } & ({ key: string } | { title: string }),
): Promise<string | null> {
  // With `oldest` alone, the history of a busy channel begins there and does not get to the newest; with both it begins with them.
  const stamp = (time: number): string => (time / 1_000).toFixed(6);
  const span = { oldest: stamp(since - glance.drift), latest: stamp(since + lookBack + glance.drift) };
  const common = { channel, include_all_metadata: true, limit: glance.messages, ...span };
  let cursor: string | undefined;
  for (let time = 0; time < glance.times; time += 1) {
    const asked = { ...common, ...(cursor ? { cursor } : {}) };
    const { messages = [], response_metadata } =
      thread === null ? await client.conversations.history(asked) : await client.conversations.replies({ ...asked, ts: thread });
    const found = messages.find(({ metadata, files = [], bot_id }) =>
      'title' in what
        ? bot_id !== undefined && files.some(({ title }) => title === what.title)
        : metadata?.event_type === answerType && (metadata.event_payload as { key?: unknown } | undefined)?.key === what.key,
    );
    if (found) return found.ts ?? '';
    cursor = response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}
