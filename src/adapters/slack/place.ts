import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './errors.ts';

/** https://docs.slack.dev/reference/objects/conversation-object */
const Info = z.object({ channel: z.object({ is_private: z.boolean() }) });

/** A direct message of two: nobody can be invited there. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');
/** Private channels and group messages of old; a C may be anything. */
const isClosed = (channel: string): boolean => channel.startsWith('G');

/** Whether only its members can read a place. Where Slack does not say, it is private; null where it is a direct message of two people, whom we cannot join. */
export async function isPrivatePlace({ channel, id }: Event, client: webApi.WebClient, log: Log): Promise<boolean | null> {
  if (isClosed(channel)) return true;
  try {
    const info = await client.conversations.info({ channel });
    return isDirect(channel) || Info.parse(info).channel.is_private;
  } catch (error) {
    if (isDirect(channel)) return codeOf(error).code === 'channel_not_found' ? null : true;
    log.warn(
      { ...codeOf(error), event: id },
      'Slack does not say whether a channel is private: does the app have channels:read?',
    );
    return true;
  }
}
