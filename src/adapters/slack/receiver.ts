import { setTimeout } from 'node:timers/promises';
import { ExpressReceiver, type Logger, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Router } from 'express';
import { BotError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './log.ts';

/** How payloads reach us, in Bolt's terms. */
export type Receiver = Pick<SocketModeReceiver, 'init'> & {
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
  /** Whether payloads can reach us now. */
  isConnected(): boolean;
};

type Options = {
  config: { appToken: string | null; signingSecret: string | null };
  /** Where the endpoint for HTTP goes; whoever gives it serves it. */
  router: Router;
  clientOptions: webApi.WebClientOptions;
  logger: Logger;
  log: Log;
};

/**
 * Socket Mode where there is an app token, else signed HTTP on `/slack/events`.
 * @throws BotError `slack-config` where there is neither an app token nor a signing secret.
 */
export function createReceiver({ config, router, clientOptions, logger, log }: Options): Receiver {
  if (config.appToken) return createSocket(config.appToken, { clientOptions, logger, log });
  if (config.signingSecret) return createEndpoint(config.signingSecret, router, logger);
  throw new BotError('slack-config', 'Slack needs an app-level token (Socket Mode) or a signing secret (HTTP).');
}

/** Express rather than Bolt's bare HTTP receiver, which lets a signed body of `null` end the process (bolt 5.1). */
function createEndpoint(signingSecret: string, router: Router, logger: Logger): Receiver {
  const receiver = new ExpressReceiver({ signingSecret, logger, endpoints: '/slack/events', router });
  return {
    init: (app) => receiver.init(app),
    start: async () => {},
    stop: async () => {},
    isConnected: () => true,
  };
}

/**
 * Slack closes a socket every few hours, and networks do more often. The client's own reconnection rejects in a timer where nobody can
 * catch it, which would end the process (socket-mode 3.1, `delayReconnectAttempt`): so ours.
 */
function createSocket(appToken: string, { clientOptions, logger, log }: Omit<Options, 'config' | 'router'>): Receiver {
  const receiver = new SocketModeReceiver({ appToken, logger, autoReconnectEnabled: false, installerOptions: { clientOptions } });
  let isWanted = false;
  let isConnected = false;

  const connect = async (): Promise<void> => {
    await receiver.start();
    isConnected = true;
    receiver.client.once('disconnected', () => {
      isConnected = false;
      void reconnect();
    });
  };
  const reconnect = async (): Promise<void> => {
    for (let wait = 1_000; isWanted; wait = Math.min(2 * wait, 60_000)) {
      try {
        return await connect();
      } catch (error) {
        log.warn({ ...codeOf(error), wait }, 'Slack cannot be reached; trying again');
        await setTimeout(wait, undefined, { ref: false });
      }
    }
  };

  return {
    init: (app) => receiver.init(app),
    async start() {
      await connect();
      isWanted = true;
    },
    async stop() {
      isWanted = false;
      await receiver.stop();
    },
    isConnected: () => isConnected,
  };
}
