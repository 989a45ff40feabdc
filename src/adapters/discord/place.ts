import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import type { Log } from '../../core/ports.ts';
import { faultOf } from './errors.ts';
import type { Guard } from './guard.ts';

const Bits = z
  .string()
  .regex(/^\d{1,30}$/)
  .transform(BigInt);
/** https://docs.discord.com/developers/resources/channel#channel-object */
const Channel = z.looseObject({
  type: z.int(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.looseObject({ id: z.string(), allow: Bits, deny: Bits })).default([]),
});
const Roles = z.array(z.looseObject({ id: z.string(), permissions: Bits }));

const privateThread = 12;
/** Announcement and public threads are read by whoever reads the channel above them. */
const openThreads = new Set([10, 11]);
/** https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
const viewChannel = 1n << 10n;

/**
 * Whether not everybody in a server can read a place: what its overwrite for @everyone says, else that role's own permissions
 * (https://docs.discord.com/developers/topics/permissions#permission-overwrites). Where Discord does not say, it is private.
 */
export async function isPrivatePlace(
  { workspace, channel, id }: Event,
  { rest, guard, log }: { rest: REST; guard: Guard; log: Log },
): Promise<boolean> {
  if (!/^\d+$/.test(workspace)) return true; // direct messages
  const read = async (which: string) => Channel.parse(await guard.watch(`place ${which}`, () => rest.get(Routes.channel(which))));
  try {
    const asked = await read(channel);
    if (asked.type === privateThread) return true;
    const { permission_overwrites } = openThreads.has(asked.type) ? await read(asked.parent_id ?? '') : asked;
    const everyone = permission_overwrites.find((each) => each.id === workspace);
    if (everyone && (everyone.allow | everyone.deny) & viewChannel) return (everyone.deny & viewChannel) !== 0n;
    const roles = Roles.parse(await guard.watch(`roles of ${workspace}`, () => rest.get(Routes.guildRoles(workspace))));
    return ((roles.find((role) => role.id === workspace)?.permissions ?? 0n) & viewChannel) === 0n;
  } catch (error) {
    log.warn({ ...faultOf(error), event: id }, 'Discord does not say who can read a channel');
    return true;
  }
}
