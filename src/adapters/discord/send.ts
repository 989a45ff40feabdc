import type { RawFile } from 'discord.js';
import { openTo } from '../../core/audience.ts';
import { atMost, fit, formIn } from '../../core/fit.ts';
import type { Clock, Draw, Log, Post } from '../../core/ports.ts';
import { type Block, fileText, link, plainReply, plainText, type Reply, text } from '../../core/reply.ts';
import { advice, faultOf, limitIn } from './errors.ts';
import { renderForm } from './form.ts';
import { limits, plainLimits } from './limits.ts';
import type { Found } from './parse.ts';
import { linkTo, openDirect, type Poster, postOnce } from './posted.ts';
import { fileName, type Message, render, renderPlain } from './render.ts';
import { defer, respond, responses, type Way, waysTo } from './ways.ts';
import { interactionTypes, isGuest } from './wire.ts';

/** The code of what stopped a message, null where it went out. */
type Fault = number | string | null;
type Shown = { fault: Fault; message: string | null };

export type Sender = Poster & { draw: Draw; clock: Clock };

/** The way is closed, another may not be: the interaction is over, or what we reply to is gone or out of sight. */
const closed = new Set<number | string>([10008, 10015, 10062, 50027, 160002]);
/** There is no way on which only whoever asked would see it. */
const unseen = 'unseen';
const invalidForm = 50035;
const notPermitted = 50013;

/**
 * Shows what is left of an answer. What Discord refuses is logged by its code.
 * @returns when to go on (ms since 1970) where Discord limits us, or we had better ask nothing of it now; else null
 * @throws where it cannot be told whether a message arrived
 */
export const send = (post: Post, sender: Sender): Promise<number | null> =>
  sendAll(post, sender).catch((error) => {
    const limit = limitIn(error);
    if (limit === null) throw error;
    return sender.clock() + limit;
  });

async function sendAll(post: Post, sender: Sender): Promise<number | null> {
  const found = post.address as Found;
  const { log, guard } = sender;
  if (guard.until() > sender.clock()) return guard.until();
  if (post.done === 0 && (await openForm(post.replies, found, sender))) return null;
  const all = post.replies.flatMap((reply) => fit(reply, limits)).filter((part) => render(part).components?.length);
  const parts = atMost(mostOf(found), all, tooLong);
  if (parts.length === 0) await acknowledge(found, sender);
  const show = createShow(post, found, sender);
  const first = post.done;
  for (const [index, part] of parts.entries()) {
    if (index < first) continue;
    const { fault, message } = await show(part, `${found.event.id}.${index + 1}`);
    if (fault !== null) report(fault, found, log);
    const reason = index === 0 && fault !== null ? unwritable[fault] : undefined;
    if (reason !== undefined) await excuse(reason, found, sender);
    await post.oneDone(fault === null ? 'sent' : 'refused', message);
    if (guard.until() > sender.clock()) return guard.until();
  }
  return null;
}

/** Gives a function that shows a part of an answer, in words where Discord does not take it as it is. The first that it takes is the response. */
function createShow(post: Post, found: Found, sender: Sender): (part: Reply, nonce: string) => Promise<Shown> {
  let isAnswered = post.done > 0;
  const put = async (message: Message, reply: Reply, nonce: string, files: RawFile[] = []): Promise<Shown> => {
    const ways = waysTo(reply, { isFirst: !isAnswered, nonce, isUnsure: post.isUnsure }, found, sender);
    const shown = await tryEach(openTo(reply.audience, ways), message, files);
    isAnswered ||= shown.fault === null;
    return shown;
  };
  return async (whole, nonce) => {
    const { part, files } = await drawn(whole, sender);
    const shown = await put(render(part), part, nonce, files);
    const words = shown.fault === null ? [] : wordsAfter(shown.fault, part, files, sender.log);
    if (words.length === 0) return shown;
    let fault: Fault = null;
    for (const [piece, message] of words.entries()) fault = (await put(message, part, `${nonce}.${piece}`)).fault ?? fault;
    return { fault, message: null };
  };
}

/**
 * "Apps are limited to 5 followup messages per interaction if it was initiated from a user-installed app and isn't installed in the server":
 * https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message. The response may be one more,
 * or be spent on saying that they come.
 */
const mostOf = ({ interaction }: Found): number => (interaction && isGuest(interaction) ? 5 : Infinity);

const tooLong = text(
  'There is more than Discord lets me show here. Ask me in a direct message, or in a server that I was added to, and you get all of it.',
);

/** A reply with what it shows or brings as files; a picture that cannot be drawn is said in words. */
export async function drawn(
  reply: Reply,
  { draw, log }: Pick<Sender, 'draw' | 'log'>,
): Promise<{ part: Reply; files: RawFile[] }> {
  const files: RawFile[] = [];
  const attach = async (block: Block): Promise<Block> => {
    if (block.type === 'file')
      files.push({ name: fileName(block), data: Buffer.from(block.content), contentType: block.mediaType });
    if (block.type !== 'picture') return block;
    try {
      files.push({ name: `${block.name}.png`, data: Buffer.from(await draw(block.svg)) });
      return block;
    } catch (error) {
      log.error({ err: error }, 'a picture could not be drawn');
      return text(block.alt);
    }
  };
  return { part: { ...reply, blocks: await Promise.all(reply.blocks.map(attach)) }, files };
}

/**
 * Opens the form that the replies ask for, if they do: it must be the first response, and a form that was sent in cannot bring another.
 * Whether it did: if Discord refuses, the reply's button still can.
 */
async function openForm(replies: Reply[], { interaction, event }: Found, { rest, log }: Sender): Promise<boolean> {
  const form = formIn(replies, limits);
  if (!form || !interaction || interaction.type === interactionTypes.form) return false;
  try {
    await respond(rest, interaction, { type: responses.openModal, data: renderForm(form) });
    return true;
  } catch (error) {
    log.warn({ ...faultOf(error), event: event.id }, 'Discord did not open a form');
    return false;
  }
}

/** People still get the words, where Discord did not take a reply for this fault: the messages to try then, none where no other would do. */
export function wordsAfter(fault: number | string, reply: Reply, files: RawFile[], log: Log): Message[] {
  if (fault === invalidForm) {
    log.error({ code: fault }, `${advice[invalidForm]}; it goes out as plain text`);
    return fit({ ...reply, blocks: [text(plainText(reply))] }, plainLimits).map((part) => renderPlain(plainText(part)));
  }
  if (fault !== notPermitted || files.length === 0) return [];
  log.warn({ code: fault }, 'what was to be attached goes out in words: give the bot Attach Files in the channel');
  return fit({ ...reply, blocks: reply.blocks.flatMap(inWords) }, limits).map(render);
}

/** A block without what it attaches. */
const inWords = (block: Block): Block[] =>
  block.type === 'file' ? [text(noFiles), fileText(block)] : block.type === 'picture' ? [text(block.alt)] : [block];

const noFiles = 'I may not attach files here: whoever runs this server can let me (Attach Files). This is what is in it.';

/** Silence after an interaction shows as a failure: a click is taken in silence, anything else gets a word in private. */
async function acknowledge(found: Found, sender: Sender): Promise<void> {
  const { interaction, event } = found;
  if (!interaction) return;
  if (interaction.type === interactionTypes.button) return defer(found, sender);
  const ways = waysTo(
    { audience: 'asker', replaces: false },
    { isFirst: true, nonce: `${event.id}.0`, isUnsure: false },
    found,
    sender,
  );
  const { fault } = await tryEach(openTo('asker', ways), renderPlain('I have nothing to add to that.'), []);
  if (fault !== null) report(fault, found, sender.log);
}

/** Whoever called us where we may not write is told so in private, as far as they take messages of ours. */
async function excuse(reason: string, { event }: Found, sender: Sender): Promise<void> {
  const { id, reach, user, workspace, channel } = event;
  if (reach !== 'mention' && reach !== 'reply') return;
  const said = plainReply('asker', text(reason), link('Your message', linkTo(workspace, channel, id)));
  const message = { ...render(said), nonce: `${id}.x` };
  try {
    await postOnce(message, [], { channel: await openDirect(user, sender), after: null, isUnsure: false }, sender);
  } catch (error) {
    sender.log.warn({ ...faultOf(error), event: id }, 'nor could who called us be told so');
  }
}

const mayNotWrite =
  'I may not write where you called me. Whoever runs that server can let me: View Channel, Send Messages, and for threads Send Messages in Threads.';

/** Why nothing may be said somewhere, and what to do, by code. */
const unwritable: Record<number | string, string> = {
  50001: mayNotWrite,
  [notPermitted]: mayNotWrite,
  160005: 'The thread that you called me in is locked. Whoever runs that server can unlock it, or give me Manage Threads.',
};

/** The first way that is open. Gives the message, or what stopped it. Rejects where Discord did not say. */
async function tryEach(ways: Way[], message: Message, files: RawFile[]): Promise<Shown> {
  let fault: Fault = unseen;
  for (const way of ways) {
    try {
      return { fault: null, message: await way.put(message, files) };
    } catch (error) {
      fault = faultOf(error).code;
      if (typeof fault !== 'number') throw error;
      if (!closed.has(fault)) break;
    }
  }
  return { fault, message: null };
}

function report(fault: number | string, { event }: Found, log: Log): void {
  log.error(
    { code: fault, event: event.id, channel: event.channel },
    `Discord did not take an answer: ${advice[fault] ?? fault}`,
  );
}
