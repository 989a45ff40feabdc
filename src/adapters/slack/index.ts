import { App, type webApi } from '@slack/bolt';
import type { Router } from 'express';
import { z } from 'zod';
import type { Adapter, Bot, Clock, Installations, Log, Metrics, WorkspaceStore } from '../../core/ports.ts';
import { createAcceptance, problemsIn } from './accept.ts';
import { type Access, createInstalledAccess, createTokenAccess, refused } from './access.ts';
import { addInstallRoutes } from './install.ts';
import { limits } from './limits.ts';
import { codeOf, createLogger } from './log.ts';
import { farewellIn, isForm, parse, placeOf } from './parse.ts';
import { isAdmin } from './people.ts';
import { createReceiver } from './receiver.ts';
import { send } from './send.ts';

export type SlackConfig = {
  /** A token for one workspace, or what it takes to be installed in several; `url` is where people reach us. */
  access: { botToken: string } | { clientId: string; clientSecret: string; url: string | null };
  /** Socket Mode where it is set. */
  appToken: string | null;
  /** For HTTP. */
  signingSecret: string | null;
  /** Another address for the Web API, such as GovSlack's. */
  apiUrl: string | null;
};

/**
 * Slack learns the verbs from slack-manifest.yaml (commands.ts says what must stand there). `router` gets our pages, and whoever gives it
 * serves them; `rows` are the app's own, of no workspace.
 */
export type SlackOptions = {
  bot: Bot;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  config: SlackConfig;
  router: Router;
  installations: Installations;
  rows: WorkspaceStore;
};

/** The Web API answers within a second or two; a call that hangs must not keep `stop` from settling. */
const timeout = 10_000;

/**
 * Slack, over Socket Mode or HTTP. `start` rejects with a BotError where Slack refuses a token or the configuration has neither way in;
 * whatever fails later is logged, and the process lives on.
 */
export function createSlackAdapter({ bot, log, metrics, clock, config, router, installations, rows }: SlackOptions): Adapter {
  const { access: means, apiUrl } = config;
  const logger = createLogger(log);
  const clientOptions: webApi.WebClientOptions = {
    logger,
    timeout,
    // A post whose answer got lost may have been posted: the SDK's retry would say it twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
  };
  const receiver = createReceiver({ config, router, clientOptions, logger, log });
  if ('clientId' in means) addInstallRoutes(router, { app: means, installations, rows, apiUrl, clientOptions, clock, log });
  const inFlight = new Set<Promise<void>>();
  let access: Access | null = null;
  let isStarted = false;

  const answer = async (body: unknown, access: Access, accept: ReturnType<typeof createAcceptance>): Promise<void> => {
    try {
      const place = placeOf(body);
      const farewell = farewellIn(body);
      if (farewell !== null) return await access.leave(place, farewell);
      const self = await access.in(place);
      if (!self) return metrics.strange('slack');
      const delivery = parse(body, self.botUserId);
      if (!delivery) return;
      const replies = await bot.handle(delivery.event);
      if (await accept(problemsIn(replies, delivery.event))) return;
      await send(replies, delivery, { ...self, timeout, log, metrics });
    } catch (error) {
      if (error instanceof z.ZodError)
        log.warn({ paths: error.issues.map(({ path }) => path.join('.')) }, 'ignored a malformed payload');
      else log.error({ err: error }, 'a Slack payload could not be answered');
    } finally {
      await accept({});
    }
  };

  return {
    name: 'slack',
    limits,
    hearsChannels: true,
    showsPictures: false,
    async isAdmin(event) {
      const self = await access?.in({ workspace: event.workspace, organisation: null }).catch(() => null);
      return self ? isAdmin(event, self.client, log) : false;
    },
    async start() {
      const opened =
        'botToken' in means
          ? await createTokenAccess(means.botToken, clientOptions)
          : createInstalledAccess({ installations, app: means, clientOptions, clock, log });
      access = opened;
      const app = new App({
        receiver,
        clientOptions,
        logger,
        convoStore: false,
        authorize: async () => ({}), // Bolt drops what it cannot authorize; we look ourselves, and know why
      });
      app.error(async (error) => log.error(codeOf(error), 'Bolt could not handle a payload'));
      app.use(async (args) => {
        const accept = createAcceptance('ack' in args && args.ack ? (args.ack as () => Promise<void>) : async () => {});
        if (!isForm(args.body)) await accept({});
        const answered = answer(args.body, opened, accept).finally(() => inFlight.delete(answered));
        inFlight.add(answered);
        await answered;
      });
      await app.start().catch((error) => {
        throw refused('app-level token', error);
      });
      isStarted = true;
      log.info(config.appToken ? { mode: 'socket' } : { mode: 'http', path: '/slack/events' }, 'Slack is connected');
    },
    async stop() {
      if (isStarted) await receiver.stop();
      isStarted = false;
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
    isReady: () => isStarted && receiver.isConnected(),
  };
}
