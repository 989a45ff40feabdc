import type { webApi } from '@slack/bolt';
import type { Router } from 'express';
import { z } from 'zod';
import { BotError, NotYet } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import type { Clock, Delivery, Draw, Installations, Log, Metrics, RemoteAdapter, WorkspaceStore } from '../../core/ports.ts';
import { answerAtOnce, responseOf } from './accept.ts';
import { type Access, createInstalledAccess, createTokenAccess, type Self } from './access.ts';
import { createAnnouncer } from './announce.ts';
import { startProblem } from './errors.ts';
import { createEndpoint, type Endpoint } from './http.ts';
import { addInstallRoutes } from './install.ts';
import { limits } from './limits.ts';
import { createLogger } from './log.ts';
import { type Found, farewellIn, parse, type Tenant, tenantOf, typeOf } from './parse.ts';
import { createCensus, groupsIn, isAdmin, isMember, membersOf, namesOf, writtenId, zoneOf } from './people.ts';
import { canJoin, isPrivatePlace } from './place.ts';
import { withPointedAt } from './pointed.ts';
import { createProven } from './proven.ts';
import { bareReceipt, isMalformed, type Receive, type Receiver } from './receipt.ts';
import { send } from './send.ts';
import { createSocket } from './socket.ts';

export type SlackConfig = {
  /** A token for one workspace, or what it takes to be installed in several; `url` is where people reach us. */
  access: { botToken: string } | { clientId: string; clientSecret: string; url: string | null };
  /** For Socket Mode. */
  appToken: string | null;
  /** For signed HTTP on `/slack/events`, where there is no app token. */
  signingSecret: string | null;
  /** Another address for the Web API, such as GovSlack's. */
  apiUrl: string | null;
};

/**
 * Slack learns the verbs from slack-manifest.yaml (commands.ts says what must stand there). `router` gets our pages, `endpoint` what takes
 * events, and whoever gives them serves them; `rows` are the app's own, of no workspace.
 */
type SlackOptions = {
  delivery: Delivery;
  log: Log;
  metrics: Metrics;
  draw: Draw;
  clock: Clock;
  config: SlackConfig;
  router: Router;
  endpoint: Endpoint;
  installations: Installations;
  rows: WorkspaceStore;
};

/** The Web API answers within a second or two; a call that hangs must not keep `stop` from settling. */
const timeout = 10_000;
/** Before we are connected we do not know where we may act. How long after that we are asked again, in ms. */
const unconnected = 5_000;

/**
 * Slack, over Socket Mode or HTTP. `start` rejects with a BotError where Slack refuses a token or the configuration has neither way in;
 * whatever fails later is logged, and the process lives on.
 */
export function createSlackAdapter({
  delivery,
  log,
  metrics,
  draw,
  clock,
  config,
  router,
  endpoint,
  installations,
  rows,
}: SlackOptions): RemoteAdapter {
  const { access: way, apiUrl } = config;
  const logger = createLogger(log);
  const clientOptions: webApi.WebClientOptions = {
    logger,
    timeout,
    // A post whose answer got lost may have been posted: the SDK's retry would say it twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
  };
  const proven = createProven();
  /** What it takes to send, besides who we are. */
  const means = { draw, timeout, log, clock, pauses: new Map<string, number>(), proven };
  const peopleIn = createCensus({ clock, log });
  let access: Access | null = null;
  let isStarted = false;
  const strangers = createStrangers(log, metrics);

  /** Settles once a payload is stored, or turns out not to be for us. */
  const receive: Receive = async (body) => {
    try {
      if (typeOf(body) === 'url_verification') return { ...bareReceipt, said: { challenge: AddressCheck.parse(body).challenge } };
      const tenant = tenantOf(body);
      const farewell = farewellIn(body);
      if (!access) throw new Error('Slack is not connected yet.');
      if (farewell) {
        await access.leave(farewell);
        return bareReceipt;
      }
      const self = await access.in(tenant);
      if (!self) {
        strangers.heard(tenant);
        return bareReceipt;
      }
      strangers.known(tenant);
      const parsed = parse(body, tenant, self.botUserId, clock());
      if (!parsed) return bareReceipt;
      const found = await withPointedAt(parsed, self, log);
      return await answerAtOnce(found, delivery, clock, (replies) => responseOf(replies, found.event, proven));
    } catch (error) {
      const paths = error instanceof z.ZodError ? error.issues.map(({ path }) => path.join('.')) : [];
      if (isMalformed(error)) log.warn({ paths }, 'ignored a malformed payload');
      throw error;
    }
  };
  const receiver = receiverFor(config, { endpoint, receive, clientOptions, logger, log, clock });
  if ('clientId' in way) addInstallRoutes(router, { app: way, installations, rows, apiUrl, clientOptions, clock, log });

  /** Null where Slack has removed us from the workspace. */
  const announcerIn = async (workspace: string) => {
    const self = await inWorkspace(workspace);
    if (self) return createAnnouncer({ ...self, ...means });
    log.warn({ workspace }, 'a message of our own is dropped: Slack has removed us from the workspace');
    return null;
  };

  /** What Slack says of where something happened; `unknown` where we are not installed there, or not connected. */
  const ask = async <Said>(
    { workspace }: Event,
    about: (client: webApi.WebClient) => Promise<Said>,
    unknown: Said,
  ): Promise<Said> => {
    const self = await inWorkspace(workspace).catch(() => null);
    return self ? about(self.client) : unknown;
  };

  /** Null where we are not installed. @throws NotYet before we are connected */
  const inWorkspace = async (workspace: string): Promise<Self | null> => {
    if (!access) throw new NotYet(clock() + unconnected);
    return access.in({ workspace, organisation: null });
  };

  return {
    name: 'slack',
    hearsChannels: true,
    carries: limits.carries,
    cannotWhisper: [],
    showsPictures: true,
    announces: true,
    isAdmin: (event) => ask(event, (client) => isAdmin(event, client, log), false),
    async isMember(event) {
      const isSo = await ask(event, (client) => isMember(event, client, log), null);
      if (isSo === null)
        throw new BotError('unknown-person', 'Slack does not tell me just now who you are. Please try again in a minute.');
      return isSo;
    },
    isPrivatePlace: (event) => ask(event, (client) => isPrivatePlace(event, client, log), true),
    zoneOf: (event) => ask(event, (client) => zoneOf(event, client, log), null),
    canJoin: (event) => ask(event, (client) => canJoin(event, client), true),
    groupWord: 'user group',
    writtenId,
    groupsOf: (event) => ask(event, (client) => groupsIn(event, client, log), { all: [], lacks: null }),
    namesOf: (event, people) => ask(event, (client) => namesOf(event, people, client, log), people),
    async membersOf(event, group) {
      const self = await inWorkspace(event.workspace);
      return self ? membersOf(event, group, self.client, log) : [];
    },
    async start() {
      access =
        'botToken' in way
          ? await createTokenAccess(way.botToken, clientOptions, log)
          : createInstalledAccess({ installations, app: way, clientOptions, clock, log });
      await receiver.start().catch((error) => {
        throw startProblem('SLACK_APP_TOKEN', '"Basic Information > App-Level Tokens" (with connections:write)', error);
      });
      isStarted = true;
      log.info(config.appToken ? { mode: 'socket' } : { mode: 'http', path: '/slack/events' }, 'Slack is connected');
    },
    async stop() {
      if (isStarted) await receiver.stop();
      isStarted = false;
    },
    isReady: () => isStarted && receiver.isConnected(),
    async send(post) {
      const { event } = post.address as Found;
      if (!access) return clock() + unconnected;
      const self = await inWorkspace(event.workspace);
      if (self) return send(post, { ...self, ...means });
      log.warn({ event: event.id, workspace: event.workspace }, 'an answer is dropped: Slack has removed us from the workspace');
      return null;
    },
    post: async (to, ...message) => (await announcerIn(to.workspace))?.post(to, ...message) ?? null,
    async edit(to, message, ...rest) {
      const announcer = await announcerIn(to.workspace);
      return announcer ? announcer.edit(to, message, ...rest) : message;
    },
    privateClicks: true,
    async peopleIn(place, most) {
      const self = await inWorkspace(place.workspace);
      return self ? peopleIn(place, most, self.client) : null;
    },
  };
}

type Receiving = Parameters<typeof createSocket>[1] & Parameters<typeof createEndpoint>[1];

function receiverFor({ appToken, signingSecret }: SlackConfig, receiving: Receiving): Receiver {
  if (appToken) return createSocket(appToken, receiving);
  if (signingSecret) return createEndpoint(signingSecret, receiving);
  throw new BotError('slack-config', 'Slack needs an app-level token (Socket Mode) or a signing secret (HTTP).');
}

/** Workspaces where we are not installed: each is counted whenever something comes from it, and named in the log once. */
function createStrangers(log: Log, metrics: Metrics) {
  const named = new Set<string>();
  const idOf = ({ workspace, organisation }: Tenant): string => workspace ?? organisation ?? '';
  return {
    heard(tenant: Tenant): void {
      metrics.strange('slack');
      const id = idOf(tenant);
      if (!named.has(id))
        log.warn(
          { workspace: id },
          'what comes from a workspace where the app is not installed is ignored: install it there again',
        );
      named.add(id);
    },
    known: (tenant: Tenant): boolean => named.delete(idOf(tenant)),
  };
}

/** https://docs.slack.dev/reference/events/url_verification */
const AddressCheck = z.object({ type: z.literal('url_verification'), challenge: z.string() });
