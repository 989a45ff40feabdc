import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { BotError, NotYet } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import type { Clock, Groups, Log, Place } from '../../core/ports.ts';
import { faultOf, limitIn } from './errors.ts';
import type { Guard } from './guard.ts';
import { Channel, mayRead, openPlace, Server } from './place.ts';
import { isServer } from './wire.ts';

type Asker = { rest: REST; guard: Guard; log: Log };

/** https://docs.discord.com/developers/topics/permissions#role-object; `managed` ones belong to bots and subscriptions. */
const Roles = z.array(z.object({ id: z.string(), name: z.string(), managed: z.boolean().default(false) }));

/** Whether Discord may say it later: it limits us, failed, or was not reached. Else it refuses. */
const isPassing = (error: unknown): boolean => {
  const { status } = faultOf(error);
  return status === undefined || status === 429 || status >= 500;
};

/** The roles of a server that people have given each other. */
export async function groupsIn({ workspace }: Event, { rest, guard, log }: Asker): Promise<Groups> {
  if (!isServer(workspace)) return { all: [], lacks: null };
  try {
    const roles = Roles.parse(await guard.watch(`roles of ${workspace}`, () => rest.get(Routes.guildRoles(workspace))));
    // The one that everybody has carries the server's id.
    const all = roles.filter(({ id, managed }) => id !== workspace && !managed).map(({ id, name }) => ({ id, name }));
    return { all, lacks: null };
  } catch (error) {
    log.warn({ ...faultOf(error), guild: workspace }, 'Discord does not name the roles of a server');
    return { all: [], lacks: 'Discord does not name the roles here at the moment. Try again in a minute.' };
  }
}

/** https://docs.discord.com/developers/resources/guild#guild-member-object */
const Member = z.object({
  user: z.object({ id: z.string(), bot: z.boolean().default(false) }),
  roles: z.array(z.string()),
});
/** https://docs.discord.com/developers/resources/channel#thread-member-object */
const ThreadMember = z.object({ user_id: z.string(), member: Member });

/** "max number of members to return (1-1000)", and how many times we ask. https://docs.discord.com/developers/resources/guild#list-guild-members */
const page = 1_000;
const pages = 10;
/** The same for a thread. https://docs.discord.com/developers/resources/channel#list-thread-members */
const threadPage = 100;

/** Who may list members: all of it takes the privileged Server Members Intent to be turned on for the app (not in our connection). */
const howTo = 'turn on Server Members Intent under "Bot" at discord.com/developers/applications';

/** The members of a server that are people, a page at a time. Rejects as Discord refuses. */
async function* membersIn(workspace: string, { rest, guard }: Asker): AsyncGenerator<{ id: string; roles: string[] }[]> {
  for (let [after, isMore] = ['0', true]; isMore; ) {
    const query = new URLSearchParams({ limit: String(page), after });
    const said = await guard.watch(`members of ${workspace}`, () => rest.get(Routes.guildMembers(workspace), { query }));
    const members = z.array(Member).parse(said);
    yield members.filter(({ user }) => !user.bot).map(({ user, roles }) => ({ id: user.id, roles }));
    [after, isMore] = [members.at(-1)?.user.id ?? after, members.length === page];
  }
}

/**
 * The people with a role. Discord has no list of them: all members of the server are looked through.
 * @throws BotError where Discord does not let us, or the server is too large for that
 */
export async function membersOf({ workspace }: Event, role: string, asker: Asker): Promise<string[]> {
  const found: string[] = [];
  let count = 0;
  try {
    for await (const members of membersIn(workspace, asker)) {
      if (count === pages) throw tooMany;
      count += 1;
      found.push(...members.filter(({ roles }) => roles.includes(role)).map(({ id }) => id));
    }
    return found;
  } catch (error) {
    if (error === tooMany) throw error;
    const [why, said] = isPassing(error)
      ? [' at the moment', 'Discord does not say who has a role at the moment. Try again in a minute, or name the people.']
      : [`: ${howTo}`, `I may not see who has a role here. Whoever runs me can ${howTo}. Until then, name the people.`];
    asker.log.warn({ ...faultOf(error), guild: workspace }, `Discord does not say who has a role${why}`);
    throw new BotError('no-members', said, { cause: error });
  }
}

/** The name of a member as a server shows it. https://docs.discord.com/developers/resources/guild#guild-member-object */
const Named = z.object({
  nick: z.string().nullish(),
  user: z.object({ username: z.string(), global_name: z.string().nullish() }),
});

/** A person, a role (`@&`) or a channel (`#`) that Discord did not name in what somebody wrote: parse.ts leaves their id in place. */
export const writtenId = /(?<=@)\d{17,20}\b|@&\d{17,20}\b|#\d{17,20}\b/g;

/** What people are called, and what else `writtenId` finds; the id of whom Discord does not name, such as somebody who left. */
export async function namesOf(event: Event, ids: string[], asker: Asker): Promise<string[]> {
  const roles = ids.some((id) => id.startsWith('@&')) ? (await groupsIn(event, asker)).all : [];
  return Promise.all(
    ids.map(async (id) => {
      if (id.startsWith('@&')) return `@${roles.find((role) => `@&${role.id}` === id)?.name ?? 'role'}`;
      return id.startsWith('#') ? `#${(await channelOf(event, id.slice(1), asker)) ?? 'channel'}` : personOf(event, id, asker);
    }),
  );
}

async function personOf({ workspace, id, user, name }: Event, person: string, { rest, guard, log }: Asker): Promise<string> {
  if (person === user && name) return name;
  if (!isServer(workspace)) return person;
  try {
    const route = Routes.guildMember(workspace, person);
    const member = Named.parse(await guard.watch(`names in ${workspace}`, () => rest.get(route)));
    return member.nick ?? member.user.global_name ?? member.user.username;
  } catch (error) {
    log.warn({ ...faultOf(error), event: id }, 'Discord does not say what somebody is called');
    return person;
  }
}

/** The name of a channel or thread; null unless everybody in the server can read it: people may write the id of what they cannot see. */
async function channelOf({ workspace, id }: Event, channel: string, { log, ...asker }: Asker): Promise<string | null> {
  if (!isServer(workspace)) return null;
  try {
    return (await openPlace(workspace, channel, asker))?.name ?? null;
  } catch (error) {
    log.warn({ ...faultOf(error), event: id }, 'Discord does not say what a channel is called');
    return null;
  }
}

const tooMany = new BotError(
  'no-members',
  `This server has more than ${pages * page} members: I do not look through so many for a role. Name the people.`,
);

/**
 * As `Announcer.peopleIn` says: who can read a channel; of a thread, who is in it. Discord lists the members of a server, not those of a
 * channel, so each is held against its permissions.
 */
export async function peopleIn(
  { workspace, channel, thread }: Place,
  most: number,
  asker: Asker & { clock: Clock },
): Promise<string[] | 'many' | null> {
  if (!isServer(workspace)) return [workspace.replace(/^dm:/, '')];
  const { rest, guard, log, clock } = asker;
  const read = (route: `/${string}`, query = new URLSearchParams()) =>
    guard.watch(`people of ${channel}`, () => rest.get(route, { query }));
  let toDo = howTo;
  try {
    if (thread !== null) {
      const query = new URLSearchParams({ with_member: 'true', limit: String(threadPage) });
      const members = z.array(ThreadMember).parse(await read(Routes.threadMembers(channel), query));
      const people = members.filter(({ member }) => !member.user.bot).map(({ user_id }) => user_id);
      return people.length > most ? 'many' : people;
    }
    toDo = 'give the bot View Channel';
    const [place, server] = [
      Channel.parse(await read(Routes.channel(channel))),
      Server.parse(await read(Routes.guild(workspace))),
    ];
    toDo = howTo;
    const found: string[] = [];
    let count = 0;
    for await (const members of membersIn(workspace, asker)) {
      count += 1;
      if (count > pages) return null;
      found.push(...members.filter((member) => mayRead(member, place, server)).map(({ id }) => id));
      if (found.length > most) return 'many';
    }
    return found;
  } catch (error) {
    const limit = limitIn(error);
    if (limit !== null) throw new NotYet(clock() + limit);
    if (isPassing(error)) throw error;
    log.warn({ ...faultOf(error), guild: workspace }, `Discord does not say who is in a channel: ${toDo}`);
    return null;
  }
}
