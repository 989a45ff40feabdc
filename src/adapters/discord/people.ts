import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { BotError } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import type { Groups, Log } from '../../core/ports.ts';
import { faultOf } from './errors.ts';
import type { Guard } from './guard.ts';

type Asker = { rest: REST; guard: Guard; log: Log };

const isServer = (workspace: string): boolean => /^\d+$/.test(workspace);

/** https://docs.discord.com/developers/topics/permissions#role-object; `managed` ones belong to bots and subscriptions. */
const Roles = z.array(z.looseObject({ id: z.string(), name: z.string(), managed: z.boolean().default(false) }));

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
    return { all: [], lacks: 'Discord does not name the roles here at the moment.' };
  }
}

/** https://docs.discord.com/developers/resources/guild#guild-member-object */
const Members = z.array(
  z.looseObject({ user: z.looseObject({ id: z.string(), bot: z.boolean().default(false) }), roles: z.array(z.string()) }),
);

/** "max number of members to return (1-1000)", and how many times we ask. https://docs.discord.com/developers/resources/guild#list-guild-members */
const page = 1_000;
const pages = 10;

/**
 * The people with a role. Discord has no list of them: all members of the server are looked through, which takes the privileged Server
 * Members Intent to be turned on for the app (not in our connection).
 * @throws BotError where Discord does not let us, or the server is too large for that
 */
export async function membersOf({ workspace }: Event, role: string, { rest, guard, log }: Asker): Promise<string[]> {
  const found: string[] = [];
  let after = '0';
  for (let count = 0; count < pages; count += 1) {
    const query = new URLSearchParams({ limit: String(page), after });
    const members = await guard
      .watch(`members of ${workspace}`, () => rest.get(Routes.guildMembers(workspace), { query }))
      .then((said) => Members.parse(said))
      .catch((error) => {
        log.warn({ ...faultOf(error), guild: workspace }, 'Discord does not say who has a role: is Server Members Intent on?');
        throw new BotError(
          'no-members',
          'I may not see who has a role here. Whoever runs me can turn on Server Members Intent under "Bot" at discord.com/developers/applications. Until then, name the people.',
          { cause: error },
        );
      });
    found.push(...members.filter(({ user, roles }) => !user.bot && roles.includes(role)).map(({ user }) => user.id));
    if (members.length < page) return found;
    after = members.at(-1)?.user.id ?? after;
  }
  throw new BotError(
    'no-members',
    `This server has more than ${pages * page} members: I do not look through so many for a role. Name the people.`,
  );
}
