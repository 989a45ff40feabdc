import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './errors.ts';

/** https://docs.slack.dev/reference/objects/conversation-object */
const Info = z.object({ channel: z.object({ is_private: z.boolean() }) });

/** A direct message of two: nobody can be invited there. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

/** Whether only its members can read a place. Where Slack does not say, it is private. */
export async function isPrivatePlace({ channel, id }: Event, client: webApi.WebClient, log: Log): Promise<boolean> {
  if (isDirect(channel) || channel.startsWith('G')) return true; // private channels and group messages of old; a C may be anything
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

/** Whether we can be in a place: not in a direct message between two others. Only there is Slack asked: a form opens soon, or never. */
export const canJoin = async ({ channel }: Event, client: webApi.WebClient): Promise<boolean> =>
  !isDirect(channel) ||
  client.conversations.info({ channel }).then(
    () => true,
    (error) => codeOf(error).code !== 'channel_not_found',
  );
