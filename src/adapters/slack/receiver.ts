import { isUtf8 } from 'node:buffer';
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { setTimeout } from 'node:timers/promises';
import { type App, type Logger, SocketModeReceiver, type webApi } from '@slack/bolt';
import { z } from 'zod';
import { BotError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { codeOf } from './errors.ts';

/** How payloads reach us. */
type Receiver = {
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
  /** Whether payloads can reach us now. */
  isConnected(): boolean;
};

/** What a payload is acknowledged with (null for a bare acknowledgement), and what to do where it turns out that this did not get through. */
export type Receipt = { said: object | null; unheard(): Promise<void> };

export const bare: Receipt = { said: null, unheard: async () => {} };

/**
 * Takes a payload, and gives what to acknowledge it with once it is safe. Rejects with a ZodError where it
 * is malformed; with anything else where it must not be acknowledged, so that Slack delivers it again.
 */
export type Receive = (payload: unknown) => Promise<Receipt>;

const notStored = 'a Slack payload could not be stored; Slack delivers an event again, and says of anything else that it failed';

const unsignedRequest =
  'a request that Slack did not sign is refused, as all of its kind will be. If it came from Slack, SLACK_SIGNING_SECRET is not that of the app, or the clock of this machine is off by more than five minutes';

/** Has what is posted to a path read and answered by `take`. */
export type Endpoint = (path: string, take: (request: IncomingMessage, response: ServerResponse) => Promise<void>) => void;

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

/** Slack's payloads are some kilobytes; a form's are bounded by its fields. In bytes. */
const longestBody = 1_000_000;
/** How long more than that is listened to, in ms. */
const linger = 2_000;

/**
 * The endpoint for HTTP, ours: Bolt's receivers acknowledge an event before anybody has seen it, take requests from the future, and one lets
 * a signed body of `null` end the process (bolt 5.1).
 */
function createEndpoint(secret: string, { endpoint, receive, log, clock }: Options): Receiver {
  const key = createSecretKey(secret, 'utf8');
  let isTold = false;
  const refuse = (response: ServerResponse): void => {
    if (!isTold) log.warn({}, unsignedRequest);
    isTold = true; // anybody may send us such
    response.writeHead(401).end();
  };
  endpoint('/slack/events', async (request, response) => {
    const { socket } = request;
    const body = await readBody(request);
    if (!body) {
      response.writeHead(413).end(); // without "connection: close": Node would then close before the answer is heard
      setTimeout(linger, undefined, { ref: false }).then(() => request.complete || socket.destroy());
      return;
    }
    const payload = isSlack(body, request, key, clock()) ? readPayload(body, request) : unsigned;
    if (payload === unsigned) return refuse(response);
    if (payload === malformed) return void response.writeHead(400).end();
    try {
      const { said } = await receive(payload);
      if (!said) return void response.end();
      response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(said));
    } catch (error) {
      if (isMalformed(error)) return void response.writeHead(400).end();
      log.error({ err: error }, notStored);
      response.writeHead(503).end();
    }
  });
  return { start: async () => {}, stop: async () => {}, isConnected: () => true };
}

/** Null where it is too long. What comes then is thrown away: whoever is cut off in the middle of a word does not hear why. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= longestBody) return void chunks.push(chunk);
      chunks.length = 0;
      resolve(null);
    });
    request.on('end', () => resolve(length <= longestBody ? Buffer.concat(chunks) : null)).on('error', reject);
  });
}

/** Whether a payload is at fault: it would be the next time too. */
export const isMalformed = (error: unknown): boolean => error instanceof z.ZodError || error instanceof SyntaxError;

const unsigned = Symbol('unsigned');
const malformed = Symbol('malformed');

/** A request is taken for so long before and after its time; in s. */
const leeway = 300;

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function isSlack(body: Buffer, { headers }: IncomingMessage, key: KeyObject, now: number): boolean {
  const time = String(headers['x-slack-request-timestamp'] ?? '');
  const said = Buffer.from(String(headers['x-slack-signature'] ?? ''));
  if (!/^\d{1,12}$/.test(time) || Math.abs(now / 1_000 - Number(time)) > leeway) return false;
  const wanted = Buffer.from(`v0=${createHmac('sha256', key).update(`v0:${time}:`).update(body).digest('hex')}`);
  return said.length === wanted.length && timingSafeEqual(said, wanted) && isUtf8(body);
}

/** Events are JSON, commands a form, interactions JSON in a form's field. */
function readPayload(body: Buffer, { headers }: IncomingMessage): unknown {
  try {
    const text = body.toString();
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return JSON.parse(text);
    const form = parseForm(text);
    return form.payload === undefined ? form : JSON.parse(String(form.payload));
  } catch {
    return malformed;
  }
}

/** A connection on which Slack says nothing for so long after it gave the address, or that ends sooner than `lasting`, was none; in ms. */
const silence = 10_000;
const lasting = 60_000;
const lost = (said: string, code: string): Error => Object.assign(new Error(said), { code });
/** How long to wait after a try that took so long, in ms. */
const longer = (wait: number): number => Math.min(Math.max(1_000, 2 * wait), 60_000);

/**
 * Slack closes a socket every few hours, and networks do more often. The client's own reconnection rejects in a timer where nobody can
 * catch it, which would end the process (socket-mode 3.1, `delayReconnectAttempt`): so ours.
 */
function createSocket(appToken: string, { receive, clientOptions, logger, log }: Options): Receiver {
  let receiver: SocketModeReceiver | undefined;
  let isWanted = false;
  let isConnected = false;
  let [opened, wait] = [0, 0];

  /** The receiver hands what comes to Bolt's App; we need none. Without an acknowledgement Slack delivers it again. */
  const processEvent: App['processEvent'] = async ({ body, ack }) => {
    let receipt = bare;
    try {
      receipt = await receive(body);
    } catch (error) {
      if (!isMalformed(error)) return log.error({ err: error }, notStored);
    }
    const { said, unheard } = receipt;
    try {
      await (said ? ack(said as never) : ack());
    } catch (error) {
      log.warn(
        codeOf(error),
        'an acknowledgement did not reach Slack, whose socket was gone; what is delivered again is answered once',
      );
      await unheard().catch((error) => log.error({ err: error }, 'an answer that was to go with it is lost'));
    }
  };

  /**
   * The client itself (socket-mode 3.1, `start`) waits for good until Slack says something, and for five minutes until it is connected; only
   * the request for the address has a timeout. Where the connection ends before, it rejects with nothing.
   */
  const open = async (tried: SocketModeReceiver): Promise<void> => {
    const addressed = new Promise((resolve) => tried.client.once('authenticated', resolve));
    const opening = tried.start().catch((error) => {
      throw error ?? lost('a new connection ended before Slack said anything', 'socket_ended');
    });
    opening.catch(() => {}); // also once it is given up
    const late = addressed.then(() => setTimeout(silence, 'late', { ref: false }));
    if ((await Promise.race([opening, late])) !== 'late') return;
    await tried.stop();
    throw lost('Slack said nothing on a new connection', 'ETIMEDOUT');
  };
  /** On a client of its own: a socket that was given up may end half a minute later, which a shared one would take for the end of the next. */
  const connect = async (): Promise<void> => {
    const tried = new SocketModeReceiver({ appToken, logger, autoReconnectEnabled: false, installerOptions: { clientOptions } });
    tried.init({ processEvent } as App);
    receiver = tried;
    await open(tried);
    if (!isWanted) return void (await tried.stop());
    opened = performance.now();
    isConnected = true;
    tried.client.once('disconnected', () => {
      isConnected = false;
      void reconnect();
    });
  };
  /** At once where the connection had lasted; one that ends again and again waits longer each time. */
  const reconnect = async (): Promise<void> => {
    for (wait = performance.now() - opened > lasting ? 0 : longer(wait); ; wait = longer(wait)) {
      await setTimeout(wait, undefined, { ref: false });
      if (!isWanted) return;
      try {
        return await connect();
      } catch (error) {
        log.warn({ ...codeOf(error), wait: longer(wait) }, 'Slack cannot be reached; trying again');
      }
    }
  };

  return {
    async start() {
      isWanted = true;
      await connect();
    },
    async stop() {
      isWanted = false;
      await receiver?.stop();
    },
    isConnected: () => isConnected,
  };
}
