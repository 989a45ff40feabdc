import { setTimeout as wait } from 'node:timers/promises';
import { REST, RESTEvents } from 'discord.js';
import { z } from 'zod';
import { isUncalled } from '../../core/audience.ts';
import { ourFault } from '../../core/errors.ts';
import type { Bot, Clock, Delivery, Draw, Log, Post, RemoteAdapter } from '../../core/ports.ts';
import { plainReply, text } from '../../core/reply.ts';
import { createAnnouncer } from './announce.ts';
import { registerCommands } from './commands.ts';
import { complete } from './complete.ts';
import { faultOf } from './errors.ts';
import { createGateway, type GatewayConfig } from './gateway.ts';
import { createGuard } from './guard.ts';
import { limits } from './limits.ts';
import { type Found, parse, readPacket } from './parse.ts';
import { groupsIn, membersOf, namesOf, peopleIn, writtenId } from './people.ts';
import { isPrivatePlace } from './place.ts';
import { createOwnRoles } from './roles.ts';
import { send } from './send.ts';
import { defer } from './ways.ts';
import { interactionTypes } from './wire.ts';

type DiscordConfig = GatewayConfig & {
  /** Another address than https://discord.com/api, from which the gateway's is asked too: a proxy, a test. */
  apiUrl: string | null;
};

type DiscordOptions = {
  bot: Bot;
  delivery: Delivery;
  draw: Draw;
  log: Log;
  clock: Clock;
  /** Told of the servers where something may have happened that nobody heard. */
  missed(servers: string[]): Promise<void>;
  config: DiscordConfig;
};

/** An interaction must be responded to within 3 s: if the answer is not there by then, we say in time that it comes; in ms. */
const deferAfter = 1_500;
/** For how long we try again to store an event: nobody delivers it again; in ms. */
const storing = 10_000;
/** How long a request may wait in place where Discord limits us; in ms. */
const shortWait = 10_000;
/** How many answered interactions are remembered, so that none of them is deferred after all. */
const mostAnswered = 1_000;

/**
 * Discord, over its gateway. `start` settles when the bot is online with its commands registered, and rejects with a BotError that says
 * what to do; whatever fails later is logged, and the process lives on.
 */
export function createDiscordAdapter({ bot, delivery, draw, log, clock, missed, config }: DiscordOptions): RemoteAdapter {
  // A follow-up whose answer got lost may have been shown: only posts carry a nonce, so discord.js must not try again by itself.
  const restOptions = { retries: 0, ...(config.apiUrl ? { api: config.apiUrl.replace(/\/+$/, '') } : {}) };
  const self = (): string | null => gateway.self();
  const guard = createGuard(clock, log, () => self() !== null);
  // One of our own: that of the client ends with its connection, and answers may still have to go out.
  const rest = new REST({
    ...restOptions,
    invalidRequestWarningInterval: 1,
    // What has to wait longer is refused, and tried again as a job: discord.js would hold it, and everything behind it, for days.
    rejectOnRateLimit: ({ retryAfter }) =>
      !(retryAfter > 0 && retryAfter <= shortWait) || (self() !== null && guard.until() > clock()),
  }).setToken(config.token);
  rest.on(RESTEvents.InvalidRequestWarning, guard.refused);
  const ownRoles = createOwnRoles({ rest, clock, log });
  const answered = new Set<string>();

  const receive = async (payload: unknown): Promise<void> => {
    try {
      const packet = readPacket(payload);
      const id = self();
      if (!packet || !id) return;
      if (packet.t === 'INTERACTION_CREATE' && packet.d.type === interactionTypes.typing)
        return await complete(packet.d, { bot, rest, log });
      await ownRoles.learnFrom(packet, id);
      const found = parse(packet, { id, roles: ownRoles.roles });
      if (found) await store(found);
    } catch (error) {
      const paths = error instanceof z.ZodError ? error.issues.map(({ path }) => path.join('.')) : [];
      log.warn({ ...faultOf(error), paths }, 'a Discord payload was ignored');
    }
  };

  const store = async (found: Found): Promise<void> => {
    const { id } = found.event;
    const timer =
      found.interaction && setTimeout(() => !answered.delete(id) && void defer(found, { rest, log }), deferAfter).unref();
    for (const began = clock(); ; ) {
      try {
        return void (await delivery.answer(found.event, found, () => false));
      } catch (error) {
        if (clock() - began > storing) {
          clearTimeout(timer ?? undefined);
          log.error({ err: error, event: id }, 'an event could not be stored; it is lost');
          return isUncalled(found.event) ? undefined : void (await show(apologyFor(found)));
        }
        await wait(250);
      }
    }
  };

  const show = async (post: Post): Promise<number | null> => {
    answered.add((post.address as Found).event.id);
    if (answered.size > mostAnswered) answered.delete([...answered][0] as string);
    return send(post, { rest, draw, log, clock, guard, self });
  };

  const gateway = createGateway({ config, rest, restOptions, log, receive, missed });

  return {
    name: 'discord',
    hearsChannels: config.readsMessages,
    carries: limits.carries,
    showsPictures: true,
    announces: true,
    cannotWhisper: ['mention', 'reply', 'overheard', 'ambient'],
    // Interactions say it themselves.
    isAdmin: async () => null,
    isMember: async () => true, // a server has no other people
    isPrivatePlace: (event) => isPrivatePlace(event, { rest, guard, log }),
    zoneOf: async () => null, // Discord tells nobody's
    canJoin: async () => true, // an event says itself where we may not post
    groupWord: 'role',
    writtenId,
    groupsOf: (event) => groupsIn(event, { rest, guard, log }),
    membersOf: (event, group) => membersOf(event, group, { rest, guard, log }),
    namesOf: (event, people) => namesOf(event, people, { rest, guard, log }),
    async start() {
      const servers = await gateway.open();
      if (config.shards && !config.shards.ids.includes(0)) return log.info({ shards: config.shards.ids }, 'Discord is connected');
      try {
        const isNew = await registerCommands(rest, bot);
        log.info({ servers, commands: isNew ? 'registered' : 'unchanged' }, 'Discord is connected');
      } catch (error) {
        log.error(faultOf(error), 'Discord did not take the commands: /tiebreak may be missing or out of date');
      }
    },
    stop: gateway.close,
    send: show,
    ...createAnnouncer({ rest, draw, log, clock, guard, self }),
    // Direct messages are of no server.
    privateClicks: false,
    peopleIn: (place, most) => peopleIn(place, most, { rest, guard, log, clock }),
    isReady: () => gateway.isOpen() && !guard.isRefused(),
  };
}

/** What is said once where nothing could be stored. */
const apologyFor = (found: Found): Post => ({
  replies: [plainReply(found.interaction ? 'asker' : 'thread', text(ourFault))],
  address: found,
  done: 0,
  isUnsure: false,
  oneDone: async () => {},
});
