import type { webApi } from '@slack/bolt';
import { atMost, fit, formIn } from '../../core/fit.ts';
import type { Clock, Draw, Log, Post } from '../../core/ports.ts';
import { type Reply, text } from '../../core/reply.ts';
import { barred, codeOf, isRefusal, limitIn, noMember, overResponse, refusedBlocks } from './errors.ts';
import { renderForm } from './form.ts';
import { limits } from './limits.ts';
import type { Found } from './parse.ts';
import { isDirect } from './place.ts';
import { findPosted } from './posted.ts';
import type { Proven } from './proven.ts';
import { type Message, renderIn, renderPlain } from './render.ts';
import { type Attachment, inWords, isAttachment, type Place, titleOf, upload } from './upload.ts';
import { type Part, type Way, wayOf } from './ways.ts';

const tooLong = text(
  'There is more than Slack lets me show here. Ask me in a thread or a direct message, and you get all of it.',
);

/** `pauses`: until when (ms since 1970) Slack takes nothing more in a workspace. `proven` is told what it takes. */
export type Sender = {
  client: webApi.WebClient;
  draw: Draw;
  botName: string;
  timeout: number;
  log: Log;
  clock: Clock;
  pauses: Map<string, number>;
  proven: Proven;
};

/**
 * Shows what is left of an answer. What Slack refuses is logged by its code.
 * @returns when to go on (ms since 1970) where Slack limits us, else null
 * @throws where it cannot be told whether a message was posted
 */
export async function send(post: Post, sender: Sender): Promise<number | null> {
  const found = post.address as Found;
  const { workspace, id } = found.event;
  const until = sender.pauses.get(workspace) ?? 0;
  if (until > sender.clock()) return until;
  const isOpen = post.done === 0 && (await openForm(post.replies, found, sender));
  for (const part of isOpen ? [] : partsOf(post.replies, found, sender)) {
    if (part.number <= post.done) continue;
    try {
      await post.oneDone('sent', await say({ ...part, isUnsure: post.isUnsure }, found, sender));
    } catch (error) {
      const { code } = codeOf(error);
      const limit = limitIn(error);
      if (limit !== null) {
        sender.pauses.set(workspace, sender.clock() + limit);
        return sender.clock() + limit;
      }
      if (!isRefusal(error)) throw Object.assign(new Error(`Slack did not say whether it took a message (${code})`), { code });
      sender.log.error({ code, event: id, audience: part.reply.audience }, 'Slack did not take an answer');
      await post.oneDone('refused', null);
    }
  }
  return null;
}

/** A message that is all of an answer, but for its reply. */
const only: Omit<Part, 'reply'> = { number: 1, key: '', place: 0, isLast: true, isUnsure: false };

/** The messages of an answer, the same ones at every try. */
function partsOf(replies: Reply[], found: Found, sender: Sender): Part[] {
  const parts = replies.flatMap((reply) => {
    const { most, files } = wayOf({ ...only, reply }, found, sender);
    const all = runsOf(reply, files !== null).flatMap((run) => (isAttachment(run.blocks[0]) ? [run] : fit(run, limits)));
    const shown = atMost(most, all, tooLong);
    return shown.map((part, place) => ({ ...only, reply: part, place, isLast: place === shown.length - 1 }));
  });
  return parts.map((part, index) => ({ ...part, number: index + 1, key: `${found.event.id}.${index + 1}` }));
}

/** A reply with every attachment by itself; in words, where none can go up. */
function runsOf(reply: Reply, canUpload: boolean): Reply[] {
  const runs: Reply['blocks'][] = [];
  let words: Reply['blocks'] = [];
  for (const block of reply.blocks) {
    if (!isAttachment(block)) words.push(block);
    else if (!canUpload) words.push(...inWords(block, null));
    else {
      runs.push(words, [block]);
      words = [];
    }
  }
  return [...runs, words].filter((blocks) => blocks.length > 0).map((blocks) => ({ ...reply, blocks }));
}

/** Puts one message where it belongs, or where it may go instead. Gives its timestamp, null where that is not known. */
async function say(part: Part, found: Found, sender: Sender): Promise<string | null> {
  const way = wayOf(part, found, sender);
  const [block] = part.reply.blocks;
  if (way.files && isAttachment(block)) return sayFile(block, way.files, part, found, sender);
  const before = part.isUnsure ? await lookFor(way, sender) : null;
  if (before !== null) return before;
  return putWhole(way.put, part.reply, found.event, sender).catch((error) => sayOtherwise(error, part, found, sender));
}

/** Says what could not be said as it was meant: after a response URL is over as a message, else to whoever asked alone. Rejects if neither is possible. */
async function sayOtherwise(error: unknown, part: Part, found: Found, sender: Sender): Promise<string | null> {
  const { code } = codeOf(error);
  const { responseUrl, event } = found;
  // Whoever fills in a form may take longer than the 30 minutes of a response URL.
  if (event.input.type === 'form' && responseUrl !== null && overResponse.has(code))
    return say({ ...part, isUnsure: false }, { ...found, responseUrl: null }, sender);
  const isMember = !noMember.has(code);
  const canWhisper = responseUrl !== null ? !overResponse.has(code) : event.reach === 'mention' && isMember;
  if (!isRefusal(error) || limitIn(error) !== null || !canWhisper || part.reply.audience === 'asker') throw error;
  // Where we cannot post, such as in a channel in which few may, we may still answer whoever asked.
  const why = isMember ? (barred.has(code) ? forbidden : refused) : absent(event.channel, sender.botName);
  const blocks = part.isLast ? [...part.reply.blocks, text(`Only you can see this${why}`)] : part.reply.blocks;
  const shown = await say({ ...part, reply: { ...part.reply, audience: 'asker', blocks }, isUnsure: false }, found, sender);
  if (isMember)
    sender.log.warn({ code, event: event.id }, 'Slack did not take an answer for all to see; whoever asked got it alone');
  return shown;
}

const refused = ': Slack did not let me post it for everybody.';
const forbidden = ', because Slack does not let me post here. Whoever manages this channel can allow it.';
const absent = (channel: string, botName: string): string =>
  `, because I am not in this conversation.${isDirect(channel) ? '' : ` To have me answer in it: /invite @${botName}`}`;

/** Puts a reply somewhere; where Slack refuses its blocks, people still get the words. */
export async function putWhole<Shown>(
  put: (message: Message) => Promise<Shown>,
  reply: Reply,
  { workspace }: { workspace: string },
  { proven }: Pick<Sender, 'proven'>,
): Promise<Shown> {
  try {
    const shown = await put(renderIn(workspace, reply));
    proven.taken(reply);
    return shown;
  } catch (error) {
    if (!refusedBlocks.has(codeOf(error).code)) throw error;
    proven.refused(reply);
    return put(renderPlain(reply));
  }
}

/** Uploads an attachment; where Slack refuses it, people still get the words. */
async function sayFile(block: Attachment, place: Place, part: Part, found: Found, sender: Sender): Promise<null> {
  const { client, log } = sender;
  const title = titleOf(block);
  const find = () => findPosted(client, { ...place, title, since: found.received });
  if (part.isUnsure && (await lookFor({ find }, sender)) !== null) return null;
  try {
    await upload(block, place, sender);
  } catch (error) {
    const { code } = codeOf(error);
    if (!isRefusal(error) || limitIn(error) !== null) throw error;
    log.warn({ code, event: found.event.id }, 'Slack did not take a file; it goes out as text');
    const words = fit({ ...part.reply, blocks: inWords(block, code) }, limits);
    for (const [piece, reply] of words.entries()) await say({ ...part, reply, key: `${part.key}.${piece}` }, found, sender);
  }
  return null;
}

/** Where Slack does not let us look, the message is sent again: twice is better than never. */
async function lookFor({ find }: Pick<Way, 'find'>, { log }: Sender): Promise<string | null> {
  if (!find) return null;
  try {
    return await find();
  } catch (error) {
    if (limitIn(error) !== null || !isRefusal(error)) throw error;
    log.warn(codeOf(error), 'Slack does not let us look whether a message was posted; it is posted again');
    return null;
  }
}

/**
 * Opens the form that the replies ask for, where they do and the event can open one: it takes their place. Whether it did: if Slack refuses,
 * the reply's button still can.
 */
async function openForm(replies: Reply[], { event, triggerId, ...rest }: Found, { client, log }: Sender): Promise<boolean> {
  const form = formIn(replies, limits);
  if (!form || triggerId === null) return false;
  const { workspace, channel, thread, reach, isPrivate } = event;
  const { responseUrl, isThreadOpen } = rest;
  const origin = { workspace, channel, thread, isPrivate: isPrivate || reach === 'command', responseUrl, isThreadOpen };
  try {
    await client.views.open({ trigger_id: triggerId, view: renderForm(form, origin) });
    return true;
  } catch (error) {
    log.warn({ code: codeOf(error).code, event: event.id }, 'Slack did not open a form');
    return false;
  }
}
