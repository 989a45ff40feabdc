import { createHash } from 'node:crypto';
import { type RawFile, Routes } from 'discord.js';
import { firstOf, putUp, redraw, type Wall } from '../../core/announce.ts';
import { NotYet } from '../../core/errors.ts';
import type { Address, Announcer } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import { advice, faultOf, limitIn } from './errors.ts';
import { limits } from './limits.ts';
import { findPosted, linkTo, markOf, openDirect, postOnce, withMark } from './posted.ts';
import { type Message, render } from './render.ts';
import { drawn, type Sender, wordsAfter } from './send.ts';

/** Unknown message: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const gone = 10008;
/** "Tried to perform an operation on an archived thread, such as editing a message" */
const archived = 50083;

/** "Cannot send messages to this user": they take none from us, which is for them to choose. */
const unwanted = 50007;

/** Discord takes 25 characters. */
const nonceOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 25);

/** Messages that no event asks for. */
export function createAnnouncer(sender: Sender): Pick<Announcer, 'post' | 'edit'> {
  const { rest, clock, guard, log } = sender;
  /** Gives null where Discord refuses for good. Rejects where it did not say, limits us, or had better be asked nothing now. */
  const ask = async <Result>(channel: string, request: () => Promise<Result>): Promise<Result | null> => {
    if (guard.until() > clock()) throw new NotYet(guard.until());
    try {
      return await request();
    } catch (error) {
      const limit = limitIn(error);
      if (limit !== null) throw new NotYet(clock() + limit);
      const { code } = faultOf(error);
      if (typeof code !== 'number' || code === gone) throw error;
      const level = code === unwanted ? 'info' : 'error';
      log[level]({ code, channel }, `Discord did not take a message of our own: ${advice[code] ?? code}`);
      return null;
    }
  };
  const placeOf = async (to: Address): Promise<string | null> => {
    if (!('user' in to)) return to.channel;
    return ask(to.user, () => openDirect(to.user, sender));
  };

  const wallIn = (channel: string): Wall => {
    const post = async (message: Message, key: string, files: RawFile[]): Promise<string> =>
      (await postOnce({ ...message, nonce: nonceOf(key) }, files, { channel, after: null, isUnsure: false }, sender)) ?? '';
    const postEach = async (part: Reply, key: string): Promise<string[]> => {
      const { part: shown, files } = await drawn(part, sender);
      try {
        return [await post(render(shown), key, files)];
      } catch (error) {
        const words = wordsAfter(faultOf(error).code, shown, files, log);
        if (words.length === 0) throw error;
        const ids: string[] = [];
        for (const [piece, message] of words.entries()) ids.push(await post(message, `${key}.${piece}`, []));
        return ids;
      }
    };
    const routeTo = (id: string) => Routes.channelMessage(channel, id);
    /** Changes what stands there. A thread in which nobody wrote for a while takes what is new, and no change until it is opened again. */
    const alter = (request: () => Promise<unknown>) =>
      guard.watch(channel, () =>
        request().catch(async (error) => {
          if (faultOf(error).code !== archived) throw error;
          await rest.patch(Routes.channel(channel), { body: { archived: false } });
          return request();
        }),
      );
    return {
      limits,
      put: (part, key) => ask(channel, () => postEach(part, key)),
      find: (key) => ask(channel, () => findPosted(markOf(nonceOf(key)), channel, null, sender)),
      change(id, part, key) {
        const body = key === null ? render(part) : withMark(render(part), nonceOf(key));
        return ask(channel, () => alter(() => rest.patch(routeTo(id), { body })));
      },
      remove: (id) => ask(channel, () => alter(() => rest.delete(routeTo(id)))),
      isGone: (error) => faultOf(error).code === gone,
    };
  };

  return {
    async post(to, blocks, once) {
      const channel = await placeOf(to);
      const message = channel && (await putUp(blocks, once, wallIn(channel)));
      if (!message) return null;
      return { message, link: linkTo(to.workspace, channel, firstOf(message)) };
    },
    edit: async (to, message, blocks, keep) => ('channel' in to ? redraw(message, blocks, wallIn(to.channel), keep) : null),
  };
}
