import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './errors.ts';

/** https://docs.slack.dev/reference/objects/conversation-object */
const Info = z.object({ channel: z.object({ is_private: z.boolean() }) });

/** Direct messages (D), and private channels and group messages of old (G); a C may be anything. */
const isPublicPossible = (channel: string): boolean => channel.startsWith('C');

/** Whether only its members can read a place. Where Slack does not say, it is private. */
export async function isPrivatePlace({ channel, id }: Event, client: webApi.WebClient, log: Log): Promise<boolean> {
  if (!isPublicPossible(channel)) return true;
  try {
    return Info.parse(await client.conversations.info({ channel })).channel.is_private;
  } catch (error) {
    log.warn(
      { ...codeOf(error), event: id },
      'Slack does not say whether a channel is private: does the app have channels:read?',
    );
    return true;
  }
}
