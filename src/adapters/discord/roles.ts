import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Clock, Log } from '../../core/ports.ts';
import { hour } from '../../core/time.ts';
import { faultOf } from './errors.ts';
import type { Packet } from './wire.ts';

/** https://docs.discord.com/developers/topics/permissions#role-object-role-tags-structure */
const Roles = z.array(z.object({ id: z.string(), tags: z.object({ bot_id: z.string().optional() }).optional() }));

/** How long a role is remembered, in ms: whoever is thrown out and let in again gets another one. */
const memory = hour;

/**
 * The role that Discord made for us in each server. It is looked up when a message there first mentions some role: without the Guilds
 * intent nobody tells us, and with it discord.js would keep every server, channel and role in memory.
 */
export function createOwnRoles({ rest, clock, log }: { rest: REST; clock: Clock; log: Log }) {
  const roles = new Map<string, string | null>();
  const until = new Map<string, number>();
  return {
    roles,
    /** Settles when everything is known that reading this packet takes. Never rejects. */
    async learnFrom({ t, d }: Packet, self: string): Promise<void> {
      if (t !== 'MESSAGE_CREATE' || !d.guild_id || d.mention_roles.length === 0) return;
      if ((until.get(d.guild_id) ?? 0) > clock()) return;
      try {
        const all = Roles.parse(await rest.get(Routes.guildRoles(d.guild_id)));
        roles.set(d.guild_id, all.find(({ tags }) => tags?.bot_id === self)?.id ?? null);
        until.set(d.guild_id, clock() + memory);
      } catch (error) {
        const fault = faultOf(error);
        log.warn({ ...fault, guild: d.guild_id }, 'our own role in a server could not be looked up');
        // What Discord refuses it will refuse again, for a while.
        if (typeof fault.code === 'number') until.set(d.guild_id, clock() + memory);
      }
    },
  };
}
