import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './log.ts';

/** https://docs.slack.dev/reference/objects/user-object */
const User = z.object({
  team_id: z.string().nullish(),
  deleted: z.boolean().default(false),
  is_admin: z.boolean().default(false),
  is_owner: z.boolean().default(false),
  enterprise_user: z.object({ teams: z.array(z.string()).default([]) }).nullish(),
});

/**
 * Whether somebody is an admin or owner of the workspace where they spoke. In a channel shared between companies a person may be an admin
 * of theirs, not of ours. Where Slack does not say, nobody is.
 */
export async function isAdmin({ user, workspace, id }: Event, client: webApi.WebClient, log: Log): Promise<boolean> {
  try {
    const found = User.parse((await client.users.info({ user })).user);
    const isOurs = found.team_id === workspace || found.enterprise_user?.teams.includes(workspace) === true;
    return isOurs && !found.deleted && (found.is_admin || found.is_owner);
  } catch (error) {
    log.warn({ ...codeOf(error), event: id }, 'Slack does not say who is an admin: does the app have users:read?');
    return false;
  }
}
