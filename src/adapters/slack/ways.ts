import type { webApi } from '@slack/bolt';
import { openTo, type Sight } from '../../core/audience.ts';
import type { Reply } from '../../core/reply.ts';
import { codeOf, isRefusal, limitIn, refusal, refusedBlocks } from './errors.ts';
import type { Found } from './parse.ts';
import { findPosted, markOf } from './posted.ts';
import type { Message } from './render.ts';
import type { Place } from './upload.ts';

/**
 * One of the messages of an answer: `number` counts them all from 1, `place` those of its reply from 0, `key` tells it from all others. If it
 * `isUnsure`, an earlier try may have sent it.
 */
export type Part = { reply: Reply; number: number; key: string; place: number; isLast: boolean; isUnsure: boolean };

/** A way to put messages before people, and who sees them there. Rejects with what Slack said. */
export type Way = {
  sight: Sight;
  /** Gives the message's timestamp, null where Slack does not tell it, or lets nobody change the message. */
  put(message: Message): Promise<string | null>;
  /** How many messages of one reply it takes. */
  most: number;
  /** Gives the timestamp of the message, null if it is not there yet. No function where that cannot be told. */
  find: (() => Promise<string | null>) | null;
  /** Where a file may go up beside it; null where only one person is to see it. */
  files: Place | null;
};

type Sender = { client: webApi.WebClient; timeout: number };

/** "You can respond to an interaction with a response_url up to 5 times within 30 minutes". https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const mostResponses = 5;

/** The best way that its audience leaves open. */
export function wayOf(part: Part, found: Found, sender: Sender): Way {
  const [way] = openTo(part.reply.audience, waysTo(part, found, sender));
  if (!way) throw refusal('others would see it', 'unseen');
  return way;
}

/** The ways there are, best first. */
function waysTo(part: Part, found: Found, { client, timeout }: Sender): Way[] {
  const { audience } = part.reply;
  const { event, responseUrl, received, isThreadOpen } = found;
  const { channel, user } = event;
  // "By default, URLs will be hyperlinked. Set `parse` to `none` to remove the hyperlinks."
  const to = { channel, parse: 'none' } as const;
  const isDirect = event.reach === 'direct';
  const whisper: Way = {
    sight: 'asker',
    put: (message) => client.chat.postEphemeral({ ...message, ...to, ...openThreadOf(found), user }).then(() => null),
    most: Infinity,
    find: null,
    files: null,
  };
  // What is shared from a private message stays in its thread, if it stood in one.
  const isBeside = audience === 'channel' && !(event.isPrivate && isThreadOpen);
  const thread = isBeside ? null : event.thread;
  const where = thread === null ? {} : { thread_ts: thread };
  const post: Way = {
    sight: isDirect ? 'asker' : 'place',
    put: (message) => client.chat.postMessage({ ...message, ...to, ...where, ...markOf(part.key) }).then(({ ts = null }) => ts),
    most: Infinity,
    find: () => findPosted(client, { channel, thread, key: part.key, since: received }),
    files: { channel, thread },
  };
  return [
    ...(responseUrl ? responsesTo(responseUrl, part, found, { post, timeout }) : []),
    ...(audience === 'asker' && !isDirect ? [whisper] : []),
    post,
  ];
}

const openThreadOf = ({ event, isThreadOpen }: Found): object =>
  isThreadOpen && event.thread !== null ? { thread_ts: event.thread } : {};

/** The ways by a response URL: in place of what was clicked, to whoever asked alone, or to the channel. */
function responsesTo(
  url: string,
  { reply: { audience, replaces }, place, isLast }: Part,
  found: Found,
  { post, timeout }: { post: Way; timeout: number },
): Way[] {
  const { event, clicked } = found;
  const inOpenThread = openThreadOf(found);
  const respondAs = (sight: Sight, to: object, files: Place | null, shown: string | null): Way => ({
    sight,
    put: (message) => respond(url, { ...message, ...to }, timeout).then(() => shown),
    most: mostResponses,
    find: null,
    files,
  });
  const ways: Way[] = [];
  if (replaces) {
    const isFirst = place === 0; // a longer reply goes on below
    const further = isFirst ? {} : { response_type: event.isPrivate ? 'ephemeral' : 'in_channel' };
    const to = { ...inOpenThread, replace_original: isFirst, ...further };
    ways.push(respondAs(event.isPrivate ? 'asker' : 'place', to, null, isFirst ? clicked : null));
  }
  const isAlone = event.thread === null && (event.reach === 'command' || event.isPrivate);
  if (audience === 'asker' || (audience === 'thread' && isAlone)) {
    const to = { ...inOpenThread, response_type: 'ephemeral', replace_original: false };
    ways.push(respondAs('asker', to, null, null));
  }
  if (audience === 'channel') {
    // What was shared from a private message by a click takes its place.
    const isShared = event.isPrivate && event.input.type === 'action';
    const swap = isShared && isLast ? { delete_original: true } : { replace_original: false };
    const to = { ...(event.isPrivate ? inOpenThread : {}), response_type: 'in_channel', ...swap };
    const all = respondAs('place', to, post.files, null);
    const put: Way['put'] = async (message) => {
      try {
        const ts = await post.put(message);
        if (isLast) await respond(url, swap, timeout).catch(() => {}); // everybody sees it all the same
        return ts;
      } catch (error) {
        if (!mayShareElse(error)) throw error;
        return all.put(message);
      }
    };
    ways.push(isShared ? { ...all, put, find: post.find } : all);
  }
  return ways;
}

/** Whether Slack refused us a post that it may take by a response URL, such as where we are no member. Only of a post does it tell the timestamp. */
const mayShareElse = (error: unknown): boolean =>
  isRefusal(error) && limitIn(error) === null && !refusedBlocks.has(codeOf(error).code);

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
async function respond(url: string, body: object, timeout: number): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeout),
  });
  const said = await response.text();
  if (response.ok && !said.includes('"ok":false')) return;
  // The body is the code, bare (`invalid_blocks`) or as JSON (`{"ok":false,"error":"invalid_blocks"}`).
  const code = /^(?:\{.*"error":")?([a-z]+(?:_[a-z]+)+)/s.exec(said)?.[1] ?? `http_${response.status}`;
  const isAnswer = response.status < 500 && response.status !== 429;
  throw Object.assign(new Error('Slack refused a response'), {
    code: response.status === 429 ? 'ratelimited' : code,
    retryAfter: response.headers.get('retry-after'),
    isAnswer,
  });
}
