import type { Logger, webApi } from '@slack/bolt';
import { BotError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { createEndpoint, type Endpoint } from './http.ts';
import type { Receive, Receiver } from './receipt.ts';
import { createSocket } from './socket.ts';

type Options = {
  config: { appToken: string | null; signingSecret: string | null };
  endpoint: Endpoint;
  receive: Receive;
  clientOptions: webApi.WebClientOptions;
  logger: Logger;
  log: Log;
  clock: Clock;
};

/**
 * Socket Mode where there is an app token, else signed HTTP on `/slack/events`.
 * @throws BotError `slack-config` where there is neither an app token nor a signing secret.
 */
export function createReceiver(options: Options): Receiver {
  const { appToken, signingSecret } = options.config;
  if (appToken) return createSocket(appToken, options);
  if (signingSecret) return createEndpoint(signingSecret, options);
  throw new BotError('slack-config', 'Slack needs an app-level token (Socket Mode) or a signing secret (HTTP).');
}
