import type { webApi } from '@slack/bolt';
import { fit, formOf } from '../../core/fit.ts';
import type { Log, Metrics } from '../../core/ports.ts';
import { type Reply, text } from '../../core/reply.ts';
import { renderForm } from './form.ts';
import { limits } from './limits.ts';
import { codeOf } from './log.ts';
import type { Delivery } from './parse.ts';
import { type Message, render, renderPlain } from './render.ts';

/** Puts one message where it belongs. `isLast` where it ends the reply. Rejects with Slack's code. */
type Post = (message: Message, isLast: boolean) => Promise<unknown>;

/** A way to put messages, and how many it takes. */
type Way = { post: Post; most: number };

/** "You can respond to an interaction with a response_url up to 5 times within 30 minutes". https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const mostResponses = 5;
const tooLong = text(
  'There is more than Slack lets me show here. Ask me in a thread or a direct message, and you get all of it.',
);

export type Sender = { client: webApi.WebClient; botName: string; timeout: number; log: Log; metrics: Metrics };

const refusedBlocks = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'invalid_attachments']);
/** A response URL whose time or number of messages is over (weak: the codes are not documented). */
const overResponse = new Set(['expired_url', 'used_url', 'http_404', 'http_410']);
const noMember = new Set(['not_in_channel', 'channel_not_found', 'no_permission']);

/** Shows the replies to a delivery, in order. What Slack refuses is logged by its code; this never rejects. */
export async function send(replies: Reply[], delivery: Delivery, sender: Sender): Promise<void> {
  for (const reply of replies) {
    try {
      if (!(await openForm(reply, delivery, sender))) await postAll(reply, postTo(reply, delivery, sender));
      sender.metrics.posted('slack', 'sent');
    } catch (error) {
      const { code } = codeOf(error);
      // Whoever fills in a form may take longer than the 30 minutes of a response URL.
      const isOver = delivery.event.input.type === 'form' && delivery.responseUrl !== null && overResponse.has(code);
      if (isOver) await send([reply], { ...delivery, responseUrl: null }, sender);
      else if (noMember.has(code) && delivery.responseUrl && reply.audience !== 'asker')
        await sendPrivately(reply, delivery, sender);
      else {
        sender.metrics.posted('slack', 'refused');
        sender.log.error({ code, event: delivery.event.id, audience: reply.audience }, 'Slack did not take an answer');
      }
    }
  }
}

/** Opens the form a reply asks for, where it has one and the event can open it. Whether it did: if Slack refuses, the reply's button still can. */
async function openForm(reply: Reply, { event, triggerId, ...rest }: Delivery, { client, log }: Sender): Promise<boolean> {
  const form = triggerId === null ? null : formOf(reply, limits);
  if (!form || triggerId === null) return false;
  const { channel, thread, reach, isPrivate } = event;
  const { responseUrl, isThreadOpen } = rest;
  const origin = { channel, thread, isPrivate: isPrivate || reach === 'command', responseUrl, isThreadOpen };
  try {
    await client.views.open({ trigger_id: triggerId, view: renderForm(form, origin) });
    return true;
  } catch (error) {
    log.warn({ code: codeOf(error).code, event: event.id }, 'Slack did not open a form');
    return false;
  }
}

/** Where we are no member we cannot post, but may still answer whoever asked. */
function sendPrivately(reply: Reply, delivery: Delivery, sender: Sender): Promise<void> {
  const hint = text(
    `Only you can see this, because I am not in this conversation. To have me answer in it: /invite @${sender.botName}`,
  );
  return send([{ ...reply, audience: 'asker', blocks: [...reply.blocks, hint] }], delivery, sender);
}

async function postAll(reply: Reply, { post, most }: Way): Promise<void> {
  const all = fit(reply, limits);
  const parts = all.length > most ? [...all.slice(0, most - 1), { ...reply, blocks: [tooLong] }] : all;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    try {
      await post(render(part), isLast);
    } catch (error) {
      if (!refusedBlocks.has(codeOf(error).code)) throw error;
      await post(renderPlain(part), isLast);
    }
  }
}

function postTo({ audience, replaces }: Reply, { event, responseUrl, isThreadOpen }: Delivery, { client, timeout }: Sender): Way {
  const { channel, thread, user } = event;
  const inThread = thread === null ? {} : { thread_ts: thread };
  const inOpenThread = isThreadOpen ? inThread : {};
  const isAlone = thread === null && (event.reach === 'command' || event.isPrivate);
  if (responseUrl && replaces) {
    let isFirst = true; // a longer reply goes on below
    const post: Post = async (message) => {
      const original = {
        replace_original: isFirst,
        ...(isFirst ? {} : { response_type: event.isPrivate ? 'ephemeral' : 'in_channel' }),
      };
      await respond(responseUrl, { ...message, ...inOpenThread, ...original }, timeout);
      isFirst = false;
    };
    return { post, most: mostResponses };
  }
  if (responseUrl && (audience === 'asker' || (audience === 'thread' && isAlone))) {
    const to = { ...inOpenThread, response_type: 'ephemeral', replace_original: false };
    return { post: (message) => respond(responseUrl, { ...message, ...to }, timeout), most: mostResponses };
  }
  if (responseUrl && audience === 'channel') {
    // What was shared from a private message by a click takes its place, in its thread if it stood in one.
    const to = { ...(event.isPrivate ? inOpenThread : {}), response_type: 'in_channel' };
    const post: Post = (message, isLast) => {
      const original =
        event.isPrivate && isLast && event.input.type === 'action' ? { delete_original: true } : { replace_original: false };
      return respond(responseUrl, { ...message, ...to, ...original }, timeout);
    };
    return { post, most: mostResponses };
  }
  // "By default, URLs will be hyperlinked. Set `parse` to `none` to remove the hyperlinks."
  const to = { channel, parse: 'none' } as const;
  if (audience === 'asker' && event.reach !== 'direct') {
    return { post: (message) => client.chat.postEphemeral({ ...message, ...to, ...inOpenThread, user }), most: Infinity };
  }
  const post: Post = (message) => client.chat.postMessage({ ...message, ...to, ...(audience === 'channel' ? {} : inThread) });
  return { post, most: Infinity };
}

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
  throw Object.assign(new Error('Slack refused a response'), { code });
}
