import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { faultOf } from './errors.ts';
import type { Guard } from './guard.ts';
import { isServer, may, threads } from './wire.ts';

const Bits = z
  .string()
  .regex(/^\d{1,30}$/)
  .transform(BigInt);
/** https://docs.discord.com/developers/resources/channel#channel-object */
export const Channel = z.object({
  type: z.int(),
  guild_id: z.string().optional(),
  name: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: Bits, deny: Bits })).default([]),
});
const Role = z.object({ id: z.string(), permissions: Bits });
/** https://docs.discord.com/developers/resources/guild#guild-object */
export const Server = z.object({ id: z.string(), owner_id: z.string(), roles: z.array(Role) });

/** They are read by whoever reads the channel above them. */
const openThreads = new Set<number>([threads.announcement, threads.public]);
/** Voice and stage channels: "if the channel is a voice channel, they must also have the CONNECT permission". https://docs.discord.com/developers/resources/message#get-channel-messages */
const voice = new Set([2, 13]);
/** Whom a server knows nothing of but that they are in it. */
const anybody = { id: '', roles: [] };

/** A place of a server that everybody there can read; null if it is no such place. Rejects if Discord does not say. */
export async function openPlace(
  workspace: string,
  channel: string,
  { rest, guard }: { rest: REST; guard: Guard },
): Promise<z.infer<typeof Channel> | null> {
  const read = async (which: string) => Channel.parse(await guard.watch(`place ${which}`, () => rest.get(Routes.channel(which))));
  const asked = await read(channel);
  if (asked.type === threads.private || (asked.guild_id ?? workspace) !== workspace) return null;
  const place = openThreads.has(asked.type) ? await read(asked.parent_id ?? '') : asked;
  const server = Server.parse(await guard.watch(`server ${workspace}`, () => rest.get(Routes.guild(workspace))));
  return mayRead(anybody, place, server) ? asked : null;
}

/** Whether not everybody in a server can read a place. Where Discord does not say, it is private. */
export async function isPrivatePlace(
  { workspace, channel, id }: Event,
  { log, ...asker }: { rest: REST; guard: Guard; log: Log },
): Promise<boolean> {
  if (!isServer(workspace)) return true; // direct messages
  try {
    return (await openPlace(workspace, channel, asker)) === null;
  } catch (error) {
    log.warn({ ...faultOf(error), event: id }, 'Discord does not say who can read a channel');
    return true;
  }
}

/** Whether a member can read a channel of a server: https://docs.discord.com/developers/topics/permissions#permission-overwrites */
export function mayRead(
  member: { id: string; roles: string[] },
  { type, permission_overwrites }: z.infer<typeof Channel>,
  { id: everyone, owner_id, roles }: z.infer<typeof Server>,
): boolean {
  const own = roles.filter(({ id }) => id === everyone || member.roles.includes(id));
  const base = own.reduce((all, { permissions }) => all | permissions, 0n);
  if (member.id === owner_id || base & may.administrate) return true;
  // Each step over the one before: the overwrite for everyone, those of all roles together, the member's own.
  const steps = [[everyone], member.roles, [member.id]].map((ids) => permission_overwrites.filter(({ id }) => ids.includes(id)));
  const bits = steps.reduce((before, step) => {
    const [deny, allow] = step.reduce(([no, yes], each) => [no | each.deny, yes | each.allow], [0n, 0n]);
    return (before & ~deny) | allow;
  }, base);
  const needed = voice.has(type) ? may.view | may.connect : may.view;
  return (bits & needed) === needed;
}
