import { createHash } from 'node:crypto';
import { type RESTPostAPIChannelMessageResult, type RESTPostAPICurrentUserCreateDMChannelResult, Routes } from 'discord.js';
import { fit } from '../../core/fit.ts';
import type { Address, Announcer } from '../../core/ports.ts';
import { announcement, plainText } from '../../core/reply.ts';
import { advice, faultOf } from './errors.ts';
import { limits, plainLimits } from './limits.ts';
import { type Message, render, renderPlain } from './render.ts';
import { drawn, invalidForm, type Sender } from './send.ts';

/** Unknown message: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const gone = 10008;

/** Messages that no event asks for. One that does not fit goes on in further messages; its id names them all. */
export function createAnnouncer(sender: Sender): Announcer {
  const { rest, clock, guard, log } = sender;
  /** Gives null where Discord refuses for good. Rejects where it did not say, or where we had better ask nothing of it now. */
  const ask = async <Result>(channel: string, request: () => Promise<unknown>): Promise<Result | null> => {
    if (guard.until() > clock()) throw new Error('nothing is asked of Discord for a while');
    try {
      return (await guard.watch(channel, request)) as Result;
    } catch (error) {
      const { code } = faultOf(error);
      if (typeof code !== 'number' || code === gone) throw error;
      log.error({ code, channel }, `Discord did not take a message of our own: ${advice[code] ?? code}`);
      return null;
    }
  };
  /** Where Discord refuses the components, people still get the words. */
  const inWords = (put: (message: Message) => Promise<unknown>, part: ReturnType<typeof announcement>) => () =>
    put(render(part)).catch((error) => {
      if (faultOf(error).code !== invalidForm) throw error;
      return put(renderPlain(plainText(part).slice(0, plainLimits.message.characters)));
    });
  const placeOf = async (to: Address): Promise<string | null> => {
    if (!('user' in to)) return to.channel;
    const open = () => rest.post(Routes.userChannels(), { body: { recipient_id: to.user } });
    return (await ask<RESTPostAPICurrentUserCreateDMChannelResult>(to.user, open))?.id ?? null;
  };

  return {
    async post(to, blocks, { key }) {
      const channel = await placeOf(to);
      if (channel === null) return null;
      const sent: string[] = [];
      for (const [index, each] of fit(announcement(blocks), limits).entries()) {
        const { part, files } = await drawn(each, sender);
        // With `enforce_nonce` a retried post is one message.
        const nonce = createHash('sha256').update(`${key}.${index}`).digest('base64url').slice(0, 25);
        const put = (message: Message) =>
          rest.post(Routes.channelMessages(channel), { body: { ...message, nonce, enforce_nonce: true }, files });
        const message = await ask<RESTPostAPIChannelMessageResult>(channel, inWords(put, part));
        if (message === null) return null;
        sent.push(message.id);
      }
      const server = /^\d+$/.test(to.workspace) ? to.workspace : '@me';
      return { message: sent.join(','), link: `https://discord.com/channels/${server}/${channel}/${sent[0]}` };
    },
    async edit(to, message, blocks) {
      const ids = message.split(',');
      const all = fit(announcement(blocks), limits);
      if ('user' in to || all.length > ids.length) return false;
      try {
        for (const [index, part] of all.entries()) {
          const put = (body: Message) => rest.patch(Routes.channelMessage(to.channel, ids[index] ?? ''), { body });
          await ask(to.channel, inWords(put, part));
        }
        return true;
      } catch (error) {
        if (faultOf(error).code !== gone) throw error;
        return false;
      }
    },
  };
}
