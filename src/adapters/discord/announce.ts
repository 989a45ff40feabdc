import { createHash } from 'node:crypto';
import {
  type RawFile,
  type RESTPostAPIChannelMessageResult,
  type RESTPostAPICurrentUserCreateDMChannelResult,
  Routes,
} from 'discord.js';
import { NotYet } from '../../core/errors.ts';
import { fit } from '../../core/fit.ts';
import type { Address, Announcer } from '../../core/ports.ts';
import { announcement } from '../../core/reply.ts';
import { advice, faultOf } from './errors.ts';
import { limits } from './limits.ts';
import { type Message, render, renderPlain } from './render.ts';
import { drawn, invalidForm, type Sender, splitPlain } from './send.ts';

/** Unknown message: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const gone = 10008;

/** Messages that no event asks for. One that does not fit goes on in further messages; its id names them all. */
export function createAnnouncer(sender: Sender): Pick<Announcer, 'post' | 'edit'> {
  const { rest, clock, guard, log } = sender;
  /** Gives null where Discord refuses for good. Rejects where it did not say, or where we had better ask nothing of it now. */
  const ask = async <Result>(channel: string, request: () => Promise<Result>): Promise<Result | null> => {
    if (guard.until() > clock()) throw new NotYet(guard.until());
    try {
      return await guard.watch(channel, request);
    } catch (error) {
      const { code } = faultOf(error);
      if (typeof code !== 'number' || code === gone) throw error;
      log.error({ code, channel }, `Discord did not take a message of our own: ${advice[code] ?? code}`);
      return null;
    }
  };
  const placeOf = async (to: Address): Promise<string | null> => {
    if (!('user' in to)) return to.channel;
    const open = () => rest.post(Routes.userChannels(), { body: { recipient_id: to.user } });
    return ((await ask(to.user, open)) as RESTPostAPICurrentUserCreateDMChannelResult | null)?.id ?? null;
  };

  return {
    async post(to, blocks, { key }) {
      const channel = await placeOf(to);
      if (channel === null) return null;
      const sent: string[] = [];
      for (const [index, each] of fit(announcement(blocks), limits).entries()) {
        const { part, files } = await drawn(each, sender);
        // With `enforce_nonce` a retried post is one message.
        const put = async (message: Message, own: string, shown: RawFile[] = []): Promise<string> => {
          const nonce = createHash('sha256').update(own).digest('base64url').slice(0, 25);
          const body = { ...message, nonce, enforce_nonce: true };
          const posted = await rest.post(Routes.channelMessages(channel), { body, files: shown });
          return (posted as RESTPostAPIChannelMessageResult).id;
        };
        const own = `${key}.${index}`;
        const inWords = async (error: unknown): Promise<string[]> => {
          if (faultOf(error).code !== invalidForm) throw error;
          // People still get the words.
          log.error({ code: invalidForm, channel }, `${advice[invalidForm]}; it goes out as plain text`);
          const pieces: string[] = [];
          for (const [piece, words] of splitPlain(part).entries()) pieces.push(await put(renderPlain(words), `${own}.${piece}`));
          return pieces;
        };
        const ids = await ask(channel, () => put(render(part), own, files).then((id) => [id], inWords));
        if (ids === null) return null;
        sent.push(...ids);
      }
      const server = /^\d+$/.test(to.workspace) ? to.workspace : '@me';
      return { message: sent.join(','), link: `https://discord.com/channels/${server}/${channel}/${sent[0]}` };
    },
    async edit(to, message, blocks) {
      if ('user' in to) return false;
      const ids = message.split(',');
      const all = fit(announcement(blocks), limits);
      const remove = async (some: string[]): Promise<void> => {
        for (const id of some)
          await ask(to.channel, () => rest.delete(Routes.channelMessage(to.channel, id))).catch((error) => {
            if (faultOf(error).code !== gone) throw error;
          });
      };
      if (all.length > ids.length) return remove(ids).then(() => false);
      try {
        for (const [index, part] of all.entries()) {
          const route = Routes.channelMessage(to.channel, ids[index] ?? '');
          await ask(to.channel, () => rest.patch(route, { body: render(part) }));
        }
        await remove(ids.slice(all.length));
        return true;
      } catch (error) {
        if (faultOf(error).code !== gone) throw error;
        await remove(ids);
        return false;
      }
    },
  };
}
