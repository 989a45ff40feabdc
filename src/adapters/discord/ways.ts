import { type RawFile, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { openTo, type Sight } from '../../core/audience.ts';
import type { Log } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import { faultOf } from './errors.ts';
import type { Found } from './parse.ts';
import { idOf, type Poster, postOnce } from './posted.ts';
import { type Message, renderPlain } from './render.ts';
import { clickedIn, contexts, ephemeral, type Interaction } from './wire.ts';

/**
 * One way to put a message, with the files it shows, before people, and who sees it there. Gives its id, null where that is not known. Rejects
 * with what Discord answered.
 */
export type Way = {
  sight: Sight;
  put(message: Message & { message_reference?: object }, files: RawFile[]): Promise<string | null>;
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const responses = { message: 4, deferMessage: 5, deferUpdate: 6, update: 7, openModal: 9 } as const;

/** The interaction has been responded to: we said that an answer comes, or an earlier try of it had arrived. */
const alreadyAnswered = 40060;

/**
 * Tells Discord that an answer comes later than within the 3 seconds it waits. Who will see it is not known yet, and a message that others see
 * stays one: so a command gets one that only the asker sees, and a click none.
 */
export async function defer({ interaction, event }: Found, { rest, log }: { rest: REST; log: Log }): Promise<void> {
  if (!interaction) return;
  const body = clickedIn(interaction)
    ? { type: responses.deferUpdate }
    : { type: responses.deferMessage, data: { flags: ephemeral } };
  await respond(rest, interaction, body).catch((error) => {
    const fault = faultOf(error);
    if (fault.code !== alreadyAnswered) log.warn({ ...fault, event: event.id }, 'Discord did not let us take our time');
  });
}

/** The ways to show one message of an answer, best first. `nonce`, of at most 25 characters, tells it from the others; `isUnsure`: it may have been posted. */
export function waysTo(
  { audience, replaces }: Pick<Reply, 'audience' | 'replaces'>,
  { isFirst, nonce, isUnsure }: { isFirst: boolean; nonce: string; isUnsure: boolean },
  { event, interaction }: Found,
  sender: Poster,
): Way[] {
  const post: Way = {
    sight: event.reach === 'direct' || interaction?.context === contexts.ours ? 'asker' : 'place',
    put: (message, files) =>
      postOnce({ ...message, nonce }, files, { channel: event.channel, after: event.id, isUnsure }, sender),
  };
  if (interaction) {
    const clicked = clickedIn(interaction);
    // It takes the place of what was clicked, and who sees that stays as it was.
    const swap = clicked && replaces && isFirst ? [replacing(interaction, clicked, sender)] : [];
    const sight = audience === 'asker' ? 'asker' : 'place';
    const own = isFirst ? responding(interaction, sight, sender) : following(interaction, sight, sender);
    const [best = own] = openTo(audience, [...swap, own]);
    // Only a message that everybody there sees is changed later by its id, and only where we may post.
    const isOpen = best.sight === 'place' && !event.isGuest;
    const put: Way['put'] = (message, files) => best.put(message, files).then((id) => (isOpen ? id : null));
    return [{ ...best, put }, post];
  }
  if (audience === 'channel') return [post];
  const reference = { message_reference: { message_id: event.id, fail_if_not_exists: false } };
  return [{ ...post, put: (message, files) => post.put({ ...message, ...reference }, files) }, post];
}

/** A message as it is seen by these people, when it is first shown; later that cannot be changed any more. */
const seenBy = (sight: Sight, message: Message): Message =>
  sight === 'asker' ? { ...message, flags: (message.flags ?? 0) | ephemeral } : message;

/** Puts a message in the place of the one that was clicked, or whose form was sent in. */
const replacing = (interaction: Interaction, { id, flags }: { id: string; flags: number }, { rest }: Poster): Way => ({
  sight: flags & ephemeral ? 'asker' : 'place',
  put: (message, files) =>
    respond(rest, interaction, { type: responses.update, data: message }, files)
      .catch((error) => {
        if (faultOf(error).code !== alreadyAnswered) throw error;
        return edit(interaction, message, files, rest);
      })
      .then(() => id),
});

/** The first message, as the response; where there was one, what it left is looked at. */
const responding = (interaction: Interaction, sight: Sight, sender: Poster): Way => ({
  sight,
  put: (message, files) =>
    respond(sender.rest, interaction, { type: responses.message, data: seenBy(sight, message) }, files).then(
      idOfResponse,
      (error) => {
        if (faultOf(error).code !== alreadyAnswered) throw error;
        return insteadOf(interaction, sight, sender).then((put) => put(message, files));
      },
    ),
});

/** A further message. https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message */
const following = (interaction: Interaction, sight: Sight, { rest }: Poster): Way => ({
  sight,
  put: (message, files) =>
    rest
      .post(Routes.webhook(interaction.application_id, interaction.token), { body: seenBy(sight, message), auth: false, files })
      .then(idOf),
});

const edit = ({ application_id, token }: Interaction, message: Message, files: RawFile[], rest: REST): Promise<string | null> =>
  rest.patch(Routes.webhookMessage(application_id, token), { body: message, auth: false, files }).then(idOf);

/**
 * What to do with a first message where the interaction has been responded to: either we said that it comes, or an earlier try of it arrived.
 * Only a message of ours that the same people see becomes it; a follow-up right after `defer` would be as private as that.
 */
async function insteadOf(interaction: Interaction, sight: Sight, sender: Poster): Promise<Way['put']> {
  const { rest } = sender;
  const clicked = clickedIn(interaction);
  const follow = following(interaction, sight, sender).put;
  const change: Way['put'] = (message, files) => edit(interaction, message, files, rest);
  if (!clicked && sight === 'asker') return change;
  const original = await originalOf(interaction, rest);
  const isOurs = original !== null && original.id !== clicked?.id;
  if (isOurs && (original.flags & ephemeral) === (sight === 'asker' ? ephemeral : 0)) return change;
  if (!clicked) await edit(interaction, renderPlain('Everybody here can read the answer: it follows.'), [], rest);
  return follow;
}

const Original = z.object({ id: z.string(), flags: z.int().default(0) });

/** The message that the first response left or will change; null where Discord does not show it, as it may one that only one person sees. */
async function originalOf({ application_id, token }: Interaction, rest: REST): Promise<z.infer<typeof Original> | null> {
  try {
    return Original.parse(await rest.get(Routes.webhookMessage(application_id, token), { auth: false }));
  } catch (error) {
    if (typeof faultOf(error).code !== 'number') throw error;
    return null;
  }
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response */
export const respond = (
  rest: REST,
  { id, token }: Pick<Interaction, 'id' | 'token'>,
  body: object,
  files: RawFile[] = [],
): Promise<unknown> => {
  const query = new URLSearchParams({ with_response: 'true' });
  return rest.post(Routes.interactionCallback(id, token), { query, body, auth: false, files });
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback-interaction-callback-object */
const Response = z.object({ interaction: z.object({ response_message_id: z.string() }) });
const idOfResponse = (answer: unknown): string | null => Response.safeParse(answer).data?.interaction.response_message_id ?? null;
