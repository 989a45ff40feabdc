import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { BotError, NotYet } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import type { Clock, Groups, Log, Place } from '../../core/ports.ts';
import { hour } from '../../core/time.ts';
import { codeOf, isRefusal, limitIn } from './errors.ts';

/** https://docs.slack.dev/reference/objects/user-object: of the names that people may give themselves, the ones that Slack shows. */
const User = z.object({
  name: z.string().default(''),
  profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
  team_id: z.string().nullish(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_admin: z.boolean().default(false),
  is_owner: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  tz: z.string().nullish(),
  enterprise_user: z.object({ enterprise_id: z.string().nullish(), teams: z.array(z.string()).default([]) }).nullish(),
});

/** What Slack says of somebody. Rejects as it refuses. */
const lookUp = async (user: string, client: webApi.WebClient): Promise<z.infer<typeof User>> =>
  User.parse((await client.users.info({ user })).user);

const isOf = ({ team_id, enterprise_user }: z.infer<typeof User>, workspace: string): boolean =>
  [team_id, ...(enterprise_user?.teams ?? [])].includes(workspace);

/** Codes by which `users.info` says that we may not see somebody: https://docs.slack.dev/reference/methods/users.info#errors */
const strangers = new Set(['user_not_found', 'user_not_visible']);

/**
 * Whether somebody is of the workspace where they spoke, or of the organisation, and no guest there; null where Slack does not say just now.
 * Where we were installed before we asked for the scope that this takes, everybody is: nobody could read what was decided elsewhere any more.
 */
export async function isMember({ user, workspace, id }: Event, client: webApi.WebClient, log: Log): Promise<boolean | null> {
  try {
    const found = await lookUp(user, client);
    const isOurs = isOf(found, workspace) || found.enterprise_user?.enterprise_id === workspace;
    return isOurs && !found.is_restricted;
  } catch (error) {
    log.warn({ ...codeOf(error), event: id }, 'Slack does not say who is a guest: does the app have users:read?');
    const { code } = codeOf(error);
    return strangers.has(code) ? false : code === 'missing_scope' || null;
  }
}

/**
 * Whether somebody is an admin or owner of the workspace where they spoke. In a channel shared between companies a person may be an admin
 * of theirs, not of ours. Where Slack does not say, nobody is.
 */
export async function isAdmin({ user, workspace, id }: Event, client: webApi.WebClient, log: Log): Promise<boolean> {
  try {
    const found = await lookUp(user, client);
    return isOf(found, workspace) && !found.deleted && (found.is_admin || found.is_owner);
  } catch (error) {
    log.warn({ ...codeOf(error), event: id }, 'Slack does not say who is an admin: does the app have users:read?');
    return false;
  }
}

/** The time zone that somebody has set, or that Slack took from their device; null where it does not say. */
export async function zoneOf({ user, id }: Event, client: webApi.WebClient, log: Log): Promise<string | null> {
  try {
    return (await lookUp(user, client)).tz ?? null;
  } catch (error) {
    log.warn({ ...codeOf(error), event: id }, 'Slack does not say in which time zone somebody is: does the app have users:read?');
    return null;
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

/** A mention comes as an id (`<@U0456>`), which text.ts leaves in place. */
export const writtenId = /(?<=@)[UW][A-Z0-9]{6,}\b/g;

/** What people are called; the id of whom Slack does not name. */
export const namesOf = ({ id }: Event, people: string[], client: webApi.WebClient, log: Log): Promise<string[]> =>
  Promise.all(
    people.map(async (user) => {
      try {
        const { name, profile } = await lookUp(user, client);
        return profile?.display_name || profile?.real_name || name || user;
      } catch (error) {
        log.warn({ ...codeOf(error), event: id }, 'Slack does not say what somebody is called: does the app have users:read?');
        return user;
      }
    }),
  );

/** "We recommend no more than 200 results at a time." https://docs.slack.dev/apis/web-api/pagination */
const page = 200;
/** So many of a channel's members may be bots before it counts as too large to look at each. */
const mostBots = 20;
/** How many are looked up at once. */
const atOnce = 10;
/** How long, and of how many, it is remembered whether they are people; in ms. */
const memory = { time: hour, most: 10_000 };

/** https://docs.slack.dev/reference/methods/conversations.members */
const Members = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().default('') }).nullish(),
});

/** The people in channels. Slack lists members of every kind: each has to be looked up, which takes a call, so it is remembered for a while. */
export function createCensus({ clock, log }: { clock: Clock; log: Log }) {
  const known = new Map<string, { isPerson: boolean; until: number }>();

  const isPerson = async (user: string, workspace: string, client: webApi.WebClient): Promise<boolean> => {
    const key = `${workspace} ${user}`;
    const before = known.get(key);
    if (before && before.until > clock()) return before.isPerson;
    const { deleted, is_bot } = await lookUp(user, client);
    if (known.size >= memory.most) known.clear();
    const found = { isPerson: !deleted && !is_bot && user !== 'USLACKBOT', until: clock() + memory.time };
    known.set(key, found);
    return found.isPerson;
  };

  /** As `Announcer.peopleIn` says. */
  return async ({ channel, workspace }: Place, most: number, client: webApi.WebClient): Promise<string[] | 'many' | null> => {
    try {
      const members: string[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const said = Members.parse(await client.conversations.members({ channel, limit: page, ...(cursor ? { cursor } : {}) }));
        members.push(...said.members);
        if (members.length > most + mostBots) return 'many';
        cursor = said.response_metadata?.next_cursor ?? '';
      }
      const people: string[] = [];
      for (let from = 0; from < members.length; from += atOnce) {
        const some = members.slice(from, from + atOnce);
        const are = await Promise.all(some.map((user) => isPerson(user, workspace, client)));
        people.push(...some.filter((_, at) => are[at]));
      }
      return people.length > most ? 'many' : people;
    } catch (error) {
      const limit = limitIn(error);
      if (limit !== null) throw new NotYet(clock() + limit);
      if (!isRefusal(error)) throw error;
      const advice = 'does the app have channels:read, groups:read, im:read, mpim:read and users:read, and is it in the channel?';
      log.warn({ ...codeOf(error), workspace }, `Slack does not say who is in a channel: ${advice}`);
      return null;
    }
  };
}
