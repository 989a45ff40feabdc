import { isUtf8 } from 'node:buffer';
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Log } from '../../core/ports.ts';
import { isMalformed, notStored, type Receive, type Receiver } from './receipt.ts';

const unsignedRequest =
  'a request that Slack did not sign is refused, as all of its kind will be. If it came from Slack, SLACK_SIGNING_SECRET is not that of the app, or the clock of this machine is off by more than five minutes';

/** Has what is posted to a path read and answered by `take`. */
export type Endpoint = (path: string, take: (request: IncomingMessage, response: ServerResponse) => Promise<void>) => void;

type Options = { endpoint: Endpoint; receive: Receive; log: Log; clock: Clock };

/** Slack's payloads are some kilobytes; a form's are bounded by its fields. In bytes. */
const longestBody = 1_000_000;
/** How long we go on listening to a longer body, in ms. */
const linger = 2_000;

/**
 * The endpoint for HTTP, ours: Bolt's receivers acknowledge an event before anybody has seen it, take requests from the future, and one lets
 * a signed body of `null` end the process (bolt 5.1).
 */
export function createEndpoint(secret: string, { endpoint, receive, log, clock }: Options): Receiver {
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

/** Null if it is too long. The rest is then read and thrown away: whoever is cut off in the middle of a word does not hear why. */
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

const unsigned = Symbol('unsigned');
const malformed = Symbol('malformed');

/** How far the time of a request may be from ours, in s. */
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
