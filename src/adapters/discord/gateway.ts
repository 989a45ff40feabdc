import { setTimeout as wait } from 'node:timers/promises';
import { Client, type ClientOptions, Events, GatewayIntentBits, type REST, Routes, Status } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../core/ports.ts';
import { closeProblem, faultOf, startProblem } from './errors.ts';
import { serversIn } from './parse.ts';

export type GatewayConfig = {
  token: string;
  /** Whether the app has the privileged Message Content intent, and so reads what people say to nobody in particular. */
  readsMessages: boolean;
  /** Which of how many shards this process has; null for all that Discord recommends. */
  shards: { ids: number[]; count: number } | null;
};

/** Our connection to Discord, over which it says what happens. */
type Gateway = {
  /** The id of our own user, null before we are connected. */
  self(): string | null;
  /** Gives the number of servers that we are in. May be called again after it rejected. @throws BotError with what to do */
  open(): Promise<number>;
  /** Settles when what was received has been stored, or that takes too long. */
  close(): Promise<void>;
  isOpen(): boolean;
};

type Options = {
  config: GatewayConfig;
  rest: REST;
  /** How discord.js makes requests of its own. */
  restOptions: NonNullable<ClientOptions['rest']>;
  log: Log;
  /** Is given what Discord says. Never rejects. */
  receive(payload: unknown): Promise<void>;
  /** Told of the servers where something may have happened that nobody heard. */
  missed(servers: string[]): Promise<void>;
};

/** How long what was received last may take to be stored when we close; in ms. */
const closing = 5_000;

export function createGateway({ config, rest, restOptions, log, receive, missed }: Options): Gateway {
  const { token, readsMessages, shards } = config;
  const inFlight = new Set<Promise<void>>();
  let state: 'opening' | 'open' | 'closing' = 'opening';
  let closeCode: number | null = null;

  /** Another for each try to connect: discord.js does not close one for a second time. */
  const createClient = (): Client => {
    const client = new Client({
      // The first two are not privileged: with them we read only what mentions us, replies to us or is sent to us.
      intents: [
        GatewayIntentBits.GuildMessages,
        GatewayIntentBits.DirectMessages,
        ...(readsMessages ? [GatewayIntentBits.MessageContent] : []),
      ],
      sweepers: {},
      rest: restOptions,
      ...(shards ? { shards: shards.ids, shardCount: shards.count } : { shards: 'auto' as const }),
    });
    client.on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
      // A session that could not be resumed: what happened since it broke is not delivered any more.
      if (packet.t === 'READY' && state === 'open')
        missed(serversIn(packet.d)).catch((error) => log.error({ err: error }, 'what was missed could not be caught up'));
      const received = receive({ ...packet }).finally(() => inFlight.delete(received));
      inFlight.add(received);
      // After us discord.js builds and keeps objects of every dispatch, and one it does not expect throws where nobody catches it. It
      // needs only those of the connection; to the others it is blind without a type.
      if (packet.t !== 'READY' && packet.t !== 'RESUMED') packet.t = null;
    });
    client.on(Events.Error, (error) => log.error(faultOf(error), 'discord.js failed'));
    client.on(Events.ShardError, (error) => log.warn(faultOf(error), 'the connection to Discord failed; trying again'));
    // While Discord is away, discord.js tries twice a second.
    const lost = new Set<number>();
    const isBack = (shard: number): void => {
      if (lost.delete(shard)) log.info({ shard }, 'Discord is connected again');
    };
    client.on(Events.ShardResume, isBack);
    client.on(Events.ShardReady, isBack);
    client.on(Events.ShardReconnecting, (shard) => {
      if (state !== 'open' || lost.has(shard)) return;
      lost.add(shard);
      log.warn({ shard }, 'the connection to Discord ended; connecting again');
    });
    client.on(Events.ShardDisconnect, ({ code }) => {
      closeCode = code;
      if (state === 'open') log.error({ code }, closeProblem(code).message);
    });
    return client;
  };
  let client = createClient();

  const drained = async (): Promise<void> => {
    while (inFlight.size > 0) await Promise.allSettled(inFlight);
  };

  return {
    self: () => client.user?.id ?? null,
    async open() {
      closeCode = null;
      try {
        await backOff(rest, shards, log);
        const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
        await client.login(token);
        await ready;
      } catch (error) {
        const problem = startProblem(error, closeCode);
        await client.destroy();
        client = createClient();
        throw problem;
      }
      state = 'open';
      return client.guilds.cache.size;
    },
    async close() {
      state = 'closing';
      const given = new AbortController();
      const late = wait(closing, undefined, { signal: given.signal }).catch(() => {});
      await Promise.race([drained(), late]);
      await client.destroy();
      await Promise.race([drained(), late]); // what came while it closed
      given.abort();
    },
    isOpen: () => state === 'open' && client.ws.shards.every(({ status }) => status === Status.Ready),
  };
}

/** https://docs.discord.com/developers/events/gateway#get-gateway-bot */
const Limits = z.object({
  shards: z.int(),
  session_start_limit: z.object({ total: z.int(), remaining: z.int(), reset_after: z.int() }),
});

/**
 * Discord resets the token of a bot that identifies 1,000 times a day. Once half of that is used up, each start waits until its share of the rest is
 * due.
 */
async function backOff(rest: REST, own: GatewayConfig['shards'], log: Log): Promise<void> {
  const { shards, session_start_limit } = Limits.parse(await rest.get(Routes.gatewayBot()));
  const { total, remaining, reset_after } = session_start_limit;
  if (remaining >= total / 2) return;
  const sessions = own?.ids.length ?? shards;
  const pause = Math.min(reset_after, (reset_after * sessions) / Math.max(remaining, 1));
  log.warn({ remaining, pause }, 'the bot has connected to Discord very often today; it waits before it does so again');
  await wait(pause);
}
