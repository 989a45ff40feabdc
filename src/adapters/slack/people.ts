import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { BotError } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import type { Groups, Log } from '../../core/ports.ts';
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

/** https://docs.slack.dev/reference/objects/usergroup-object */
const UserGroups = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) });

const scopeLacks = 'I may not see user groups: install me again with the scope usergroups:read.';

/** The user groups of a workspace; only paid plans have any. */
export async function groupsIn({ workspace, id }: Event, client: webApi.WebClient, log: Log): Promise<Groups> {
  try {
    const { usergroups } = UserGroups.parse(await client.usergroups.list({ team_id: workspace }));
    return { all: usergroups.map((group) => ({ id: group.id, name: `@${group.handle}` })), lacks: null };
  } catch (error) {
    const { code } = codeOf(error);
    if (code === 'plan_upgrade_required') return { all: [], lacks: null };
    log.warn({ ...codeOf(error), event: id }, 'Slack does not name the user groups: does the app have usergroups:read?');
    return { all: [], lacks: code === 'missing_scope' ? scopeLacks : 'Slack does not name the user groups at the moment.' };
  }
}

/** @throws BotError where Slack does not say who is in a user group */
export async function membersOf({ workspace, id }: Event, group: string, client: webApi.WebClient, log: Log): Promise<string[]> {
  try {
    return (await client.usergroups.users.list({ usergroup: group, team_id: workspace })).users ?? [];
  } catch (error) {
    log.warn({ ...codeOf(error), event: id }, 'Slack does not say who is in a user group');
    const said =
      codeOf(error).code === 'missing_scope'
        ? scopeLacks
        : 'Slack does not say who is in that user group. Try again, or name the people.';
    throw new BotError('no-members', said, { cause: error });
  }
}
