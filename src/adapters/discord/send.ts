import { type RawFile, type REST, Routes } from 'discord.js';
import { fit, formOf } from '../../core/fit.ts';
import type { Draw, Log, Metrics } from '../../core/ports.ts';
import { type Audience, plainText, type Reply, text } from '../../core/reply.ts';
import { advice, faultOf } from './errors.ts';
import { renderForm } from './form.ts';
import { limits, plainLimits } from './limits.ts';
import type { Delivery } from './parse.ts';
import { type Message, render, renderPlain } from './render.ts';
import { ephemeral, type Interaction } from './wire.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
const respondWithMessage = 4;
const acknowledgeButton = 6;
const updateMessage = 7;
const openModal = 9;

/** One way to put a message, with the files it shows, before people. Rejects with what Discord answered. */
type Way = (message: Message & { message_reference?: object }, files: RawFile[]) => Promise<unknown>;

/** The code of what stopped a message, null where it went out. */
type Fault = number | string | null;

export type Sender = { rest: REST; draw: Draw; log: Log; metrics: Metrics };

/** The way is closed, another may not be: the interaction is over, or what we reply to is gone or out of sight. */
const closed = new Set<number | string>([10008, 10015, 10062, 50027, 160002]);
/** What our retry hears where the first try had arrived. */
const alreadyAnswered = 40060;
const invalidForm = 50035;

/** Shows the replies to a delivery, in order. What Discord refuses is logged by its code; this never rejects. */
export async function send(replies: Reply[], delivery: Delivery, sender: Sender): Promise<void> {
  if (await openForm(replies, delivery, sender)) return;
  const parts = replies.flatMap((reply) => fit(reply, limits)).filter((part) => render(part).components?.length);
  if (parts.length === 0) await acknowledge(delivery, sender);
  const { log, metrics } = sender;
  let tried = 0;
  let isAnswered = false;
  const show = async (message: Message, { audience, replaces }: Reply, files: RawFile[] = []): Promise<Fault> => {
    tried += 1;
    const place = { isFirst: !isAnswered, number: tried, replaces };
    const fault = await tryEach(waysTo(audience, place, delivery, sender.rest), message, files);
    // Without a word from Discord (a timeout) it may have arrived.
    isAnswered ||= typeof fault !== 'number';
    if (fault !== null && (fault !== invalidForm || message.content)) report(fault, delivery, log);
    metrics.posted('discord', fault === null ? 'sent' : fault === invalidForm && !message.content ? 'retried' : 'refused');
    return fault;
  };
  for (const each of parts) {
    const { part, files } = await drawn(each, sender);
    if ((await show(render(part), part, files)) !== invalidForm) continue;
    // People still get the words.
    log.error({ code: invalidForm, event: delivery.event.id }, `${advice[invalidForm]}; it goes out as plain text`);
    for (const words of splitPlain(part)) await show(renderPlain(words), part);
  }
}

/** A reply with its pictures as files; what cannot be drawn is said in words. */
async function drawn(reply: Reply, { draw, log }: Sender): Promise<{ part: Reply; files: RawFile[] }> {
  const pictures = reply.blocks.filter((block) => block.type === 'picture');
  try {
    const files = await Promise.all(
      pictures.map(async ({ name, svg }) => ({ name: `${name}.png`, data: Buffer.from(await draw(svg)) })),
    );
    return { part: reply, files };
  } catch (error) {
    log.error({ err: error }, 'a picture could not be drawn');
    return {
      part: { ...reply, blocks: reply.blocks.map((block) => (block.type === 'picture' ? text(block.alt) : block)) },
      files: [],
    };
  }
}

/**
 * Opens the form that the replies ask for, if they do: it must be the first response, and a form that was sent in cannot bring another.
 * Whether it did: if Discord refuses, the reply's button still can.
 */
async function openForm(replies: Reply[], { interaction, event }: Delivery, { rest, log }: Sender): Promise<boolean> {
  const form = replies.map((reply) => formOf(reply, limits)).find((each) => each !== null);
  if (!form || !interaction || interaction.type === 5) return false;
  try {
    await respond(rest, interaction, { type: openModal, data: renderForm(form) });
    return true;
  } catch (error) {
    log.warn({ ...faultOf(error), event: event.id }, 'Discord did not open a form');
    return false;
  }
}

const splitPlain = (reply: Reply): string[] =>
  fit({ ...reply, blocks: [text(plainText(reply))] }, plainLimits).map((part) => plainText(part));

/** Silence after an interaction shows as a failure: a click is taken in silence, anything else gets a word in private. */
async function acknowledge({ interaction, event }: Delivery, { rest, log }: Sender): Promise<void> {
  if (!interaction) return;
  const nothing = { ...renderPlain('I have nothing to add to that.'), flags: ephemeral };
  const body = interaction.type === 3 ? { type: acknowledgeButton } : { type: respondWithMessage, data: nothing };
  await respond(rest, interaction, body).catch((error) =>
    log.warn({ ...faultOf(error), event: event.id }, 'Discord did not take an acknowledgement'),
  );
}

/** The first way that is open. Gives the code of what stopped the message, null where it went out. */
async function tryEach(ways: Way[], message: Message, files: RawFile[]): Promise<Fault> {
  let fault: Fault = null;
  for (const way of ways) {
    try {
      await way(message, files);
      return null;
    } catch (error) {
      fault = faultOf(error).code;
      if (fault === alreadyAnswered) return null;
      if (!closed.has(fault)) return fault;
    }
  }
  return fault;
}

function report(fault: number | string, { event }: Delivery, log: Log): void {
  log.error(
    { code: fault, event: event.id, channel: event.channel },
    `Discord did not take an answer: ${advice[fault] ?? fault}`,
  );
}

/** The ways to show one message of an answer, best first. `number` tells it from the others. */
function waysTo(
  audience: Audience,
  { isFirst, number, replaces }: { isFirst: boolean; number: number; replaces: boolean },
  { event, interaction }: Delivery,
  rest: REST,
): Way[] {
  // With `enforce_nonce` a retried post is one message. At most 25 characters.
  const nonce = { nonce: `${event.id}.${number}`, enforce_nonce: true };
  const post: Way = (message, files) =>
    rest.post(Routes.channelMessages(event.channel), { body: { ...message, ...nonce }, files });
  if (interaction) {
    const sight = (message: Message) =>
      audience === 'asker' ? { ...message, flags: (message.flags ?? 0) | ephemeral } : message;
    // A click, and a form opened by one, may change the message that was clicked; who sees it stays as it was.
    const isOfMessage = interaction.type === 3 || (interaction.type === 5 && interaction.message !== undefined);
    const first: Way = (message, files) =>
      replaces && isOfMessage
        ? respond(rest, interaction, { type: updateMessage, data: message }, files)
        : respond(rest, interaction, { type: respondWithMessage, data: sight(message) }, files);
    const next: Way = (message, files) =>
      rest.post(Routes.webhook(interaction.application_id, interaction.token), { body: sight(message), auth: false, files });
    // In a server a post would show everybody what was for one person.
    const isPostable = audience !== 'asker' || interaction.guild_id === undefined;
    return [isFirst ? first : next, ...(isPostable ? [post] : [])];
  }
  if (audience === 'channel') return [post];
  const reference = { message_reference: { message_id: event.id, fail_if_not_exists: false } };
  return [(message, files) => post({ ...message, ...reference }, files), post];
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response */
export const respond = (
  rest: REST,
  { id, token }: Pick<Interaction, 'id' | 'token'>,
  body: object,
  files: RawFile[] = [],
): Promise<unknown> => rest.post(Routes.interactionCallback(id, token), { body, auth: false, files });
