import { Client, Events, GatewayIntentBits, Status } from 'discord.js';
import { z } from 'zod';
import type { Command } from '../../core/commands.ts';
import type { Adapter, Bot, Draw, Log, Metrics } from '../../core/ports.ts';
import { registerCommands } from './commands.ts';
import { complete } from './complete.ts';
import { closeProblem, faultOf, startProblem } from './errors.ts';
import { limits } from './limits.ts';
import { parse, readPacket } from './parse.ts';
import { createOwnRoles } from './roles.ts';
import { send } from './send.ts';

export type DiscordConfig = {
  token: string;
  /** Another address than https://discord.com/api, from which the gateway's is asked too: a proxy, a test. */
  apiUrl: string | null;
  /** Whether the app has the privileged Message Content intent, and so reads what people say to nobody in particular. */
  readsMessages: boolean;
};

export type DiscordOptions = { bot: Bot; commands: Command[]; draw: Draw; log: Log; metrics: Metrics; config: DiscordConfig };

/**
 * Discord, over its gateway. `start` settles when the bot is online with its commands registered, and rejects with a BotError that says
 * what to do; whatever fails later is logged, and the process lives on.
 */
export function createDiscordAdapter({ bot, commands, draw, log, metrics, config }: DiscordOptions): Adapter {
  const client = new Client({
    // The first two are not privileged: with them we read only what mentions us, replies to us or is sent to us.
    intents: [
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(config.readsMessages ? [GatewayIntentBits.MessageContent] : []),
    ],
    sweepers: {},
    // A follow-up whose answer got lost may have been shown: only posts carry a nonce, so discord.js must not try again by itself.
    rest: { retries: 0, ...(config.apiUrl ? { api: config.apiUrl.replace(/\/+$/, '') } : {}) },
  });
  const { rest } = client;
  const ownRoles = createOwnRoles({ rest, log });
  const inFlight = new Set<Promise<void>>();
  let phase: 'starting' | 'started' | 'stopping' = 'starting';
  let closeCode: number | null = null;

  const receive = async (payload: unknown): Promise<void> => {
    try {
      const packet = readPacket(payload);
      const id = client.user?.id;
      if (!packet || !id) return;
      if (packet.t === 'INTERACTION_CREATE' && packet.d.type === 4) return await complete(packet.d, { bot, rest, log });
      await ownRoles.learnFrom(packet, id);
      const delivery = parse(packet, { id, roles: ownRoles.roles });
      if (delivery) await send(await bot.handle(delivery.event), delivery, { rest, draw, log, metrics });
    } catch (error) {
      const paths = error instanceof z.ZodError ? error.issues.map(({ path }) => path.join('.')) : [];
      log.warn({ ...faultOf(error), paths }, 'a Discord payload was ignored');
    }
  };

  client.on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
    if (phase === 'stopping') return;
    const answered = receive({ ...packet }).finally(() => inFlight.delete(answered));
    inFlight.add(answered);
    // After us discord.js builds and keeps objects of every dispatch, and one it does not expect throws where nobody catches it. It
    // needs only those of the connection; to the others it is blind without a type.
    if (packet.t !== 'READY' && packet.t !== 'RESUMED') packet.t = null;
  });
  client.on(Events.Error, (error) => log.error(faultOf(error), 'discord.js failed'));
  client.on(Events.ShardError, (error) => log.warn(faultOf(error), 'the connection to Discord failed; trying again'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    closeCode = code;
    if (phase === 'started') log.error({ code }, closeProblem(code).message);
  });

  return {
    name: 'discord',
    limits,
    hearsChannels: config.readsMessages,
    showsPictures: true,
    // Interactions say it themselves, and settings are changed by nothing else.
    isAdmin: async () => false,
    async start() {
      try {
        const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
        await client.login(config.token);
        await ready;
      } catch (error) {
        throw startProblem(error, closeCode);
      }
      phase = 'started';
      try {
        const isNew = await registerCommands(rest, bot, commands);
        log.info({ servers: client.guilds.cache.size, commands: isNew ? 'registered' : 'unchanged' }, 'Discord is connected');
      } catch (error) {
        log.error(faultOf(error), 'Discord did not take the commands: /tiebreak may be missing or out of date');
      }
    },
    async stop() {
      phase = 'stopping';
      await Promise.allSettled(inFlight);
      await client.destroy();
    },
    isReady: () => phase === 'started' && client.ws.shards.every(({ status }) => status === Status.Ready),
  };
}
