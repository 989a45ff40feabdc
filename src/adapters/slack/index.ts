import { App, webApi } from '@slack/bolt';
import { z } from 'zod';
import { BotError } from '../../core/errors.ts';
import type { Adapter, Bot, Log } from '../../core/ports.ts';
import { createAcceptance, problemsIn } from './accept.ts';
import { limits } from './limits.ts';
import { codeOf, createLogger } from './log.ts';
import { isForm, parse } from './parse.ts';
import { createReceiver } from './receiver.ts';
import { send } from './send.ts';

export type SlackConfig = {
  botToken: string;
  /** Socket Mode where it is set. */
  appToken: string | null;
  /** For HTTP. */
  signingSecret: string | null;
  port: number;
  /** Another address for the Web API, such as GovSlack's. */
  apiUrl: string | null;
};

/** Slack learns the verbs from slack-manifest.yaml (commands.ts says what must stand there). */
export type SlackOptions = { bot: Bot; log: Log; config: SlackConfig };

/** The Web API answers within a second or two; a call that hangs must not keep `stop` from settling. */
const timeout = 10_000;

/**
 * Slack, over Socket Mode or HTTP. `start` rejects with a BotError where Slack refuses a token or the configuration has neither way in;
 * whatever fails later is logged, and the process lives on.
 */
export function createSlackAdapter({ bot, log, config }: SlackOptions): Adapter {
  const logger = createLogger(log);
  const clientOptions: webApi.WebClientOptions = {
    logger,
    timeout,
    // A post whose answer got lost may have been posted: the SDK's retry would say it twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(config.apiUrl ? { slackApiUrl: config.apiUrl } : {}),
  };
  const receiver = createReceiver({ config, clientOptions, logger, log });
  const client = new webApi.WebClient(config.botToken, clientOptions);
  const inFlight = new Set<Promise<void>>();
  let isStarted = false;

  const answer = async (body: unknown, self: Self, accept: ReturnType<typeof createAcceptance>): Promise<void> => {
    try {
      const delivery = parse(body, self.botUserId);
      if (!delivery) return;
      const replies = await bot.handle(delivery.event);
      if (await accept(problemsIn(replies, delivery.event))) return;
      await send(replies, delivery, { client, botName: self.botName, timeout, log });
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
    async start() {
      const self = await identify(client);
      const app = new App({
        receiver,
        clientOptions,
        logger,
        convoStore: false,
        authorize: async () => ({ ...self, botToken: config.botToken }),
      });
      app.error(async (error) => log.error(codeOf(error), 'Bolt could not handle a payload'));
      app.use(async (args) => {
        const accept = createAcceptance('ack' in args && args.ack ? (args.ack as () => Promise<void>) : async () => {});
        if (!isForm(args.body)) await accept({});
        const answered = answer(args.body, self, accept).finally(() => inFlight.delete(answered));
        inFlight.add(answered);
        await answered;
      });
      await app.start().catch((error) => {
        throw refused(config.appToken ? 'app-level token' : `port ${config.port}`, error);
      });
      isStarted = true;
      log.info(
        config.appToken ? { mode: 'socket' } : { mode: 'http', port: config.port, path: '/slack/events' },
        'Slack is connected',
      );
    },
    async stop() {
      if (isStarted) await receiver.stop();
      isStarted = false;
      await Promise.allSettled(inFlight);
    },
  };
}

/** Who we are here, as our token says. */
type Self = { botId: string; botUserId: string; botName: string };

async function identify(client: webApi.WebClient): Promise<Self> {
  const {
    bot_id = '',
    user_id = '',
    user = '',
  } = await client.auth.test().catch((error) => {
    throw refused('bot token', error);
  });
  return { botId: bot_id, botUserId: user_id, botName: user };
}

const refused = (what: string, error: unknown): BotError =>
  new BotError('slack-refused', `Slack did not start (${codeOf(error).code}). Check the ${what}, and the network.`, {
    cause: error,
  });
