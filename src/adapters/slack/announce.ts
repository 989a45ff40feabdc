import { NotYet } from '../../core/errors.ts';
import { fit } from '../../core/fit.ts';
import type { Address, Announcer, Shown } from '../../core/ports.ts';
import { announcement, type Block } from '../../core/reply.ts';
import { isRefusal, limitIn, refusedBlocks } from './errors.ts';
import { limits } from './limits.ts';
import { codeOf } from './log.ts';
import { type Message, render, renderPlain } from './render.ts';
import type { Sender } from './send.ts';
import { answerType, findPosted, window } from './ways.ts';

/** Somebody deleted it, or it may not be changed any more: https://docs.slack.dev/reference/methods/chat.update#errors */
const gone = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Messages that no event asks for, in the workspace of `sender`. One that does not fit goes on in further messages; its id names them all. */
export function createAnnouncer({ client, clock, log, pauses }: Sender): Pick<Announcer, 'post' | 'edit'> {
  /** Gives null where Slack refuses for good. Rejects where it limits us, or did not say. */
  const ask = async <Result>({ workspace }: Address, request: () => Promise<Result>): Promise<Result | null> => {
    const pause = pauses.get(workspace) ?? 0;
    if (pause > clock()) throw new NotYet(pause);
    try {
      return await request();
    } catch (error) {
      const limit = limitIn(error);
      if (limit !== null) {
        pauses.set(workspace, clock() + limit);
        throw new NotYet(clock() + limit);
      }
      if (!isRefusal(error) || gone.has(codeOf(error).code)) throw error;
      log.error({ code: codeOf(error).code, workspace }, 'Slack did not take a message of our own');
      return null;
    }
  };
  /** Where Slack refuses the blocks, people still get the words. */
  const inWords = async <Result>(
    put: (message: Message) => Promise<Result>,
    part: ReturnType<typeof announcement>,
  ): Promise<Result> =>
    put(render(part)).catch((error) => {
      if (!refusedBlocks.has(codeOf(error).code)) throw error;
      return put(renderPlain(part));
    });
  const parts = (blocks: Block[]) => fit(announcement(blocks), limits);

  return {
    async post(to, blocks, { key, isUnsure }) {
      const { channel, thread } = 'user' in to ? { channel: to.user, thread: null } : to;
      const sent: string[] = [];
      for (const [index, part] of parts(blocks).entries()) {
        const own = `${key}.${index}`;
        const place = { channel, thread, key: own, since: clock() - window };
        const before = isUnsure && !('user' in to) ? await ask(to, () => findPosted(client, place)) : null;
        const metadata = { event_type: answerType, event_payload: { key: own } };
        const where = thread === null ? {} : { thread_ts: thread };
        const put = (message: Message) =>
          client.chat.postMessage({ ...message, channel, parse: 'none', ...where, metadata }).then(({ ts = '' }) => ts);
        const ts = before ?? (await ask(to, () => inWords(put, part)));
        if (ts === null) return null;
        sent.push(ts);
      }
      const [message_ts = ''] = sent;
      const link = 'user' in to ? null : await client.chat.getPermalink({ channel, message_ts }).catch(() => null);
      return { message: sent.join(','), link: link?.permalink ?? null } satisfies Shown;
    },
    async edit(to, message, blocks) {
      if ('user' in to) return false;
      const ids = message.split(',');
      const all = parts(blocks);
      const remove = async (some: string[]): Promise<void> => {
        for (const ts of some)
          await ask(to, () => client.chat.delete({ channel: to.channel, ts })).catch((error) => {
            if (!gone.has(codeOf(error).code)) throw error;
          });
      };
      if (all.length > ids.length) return remove(ids).then(() => false);
      try {
        for (const [index, part] of all.entries()) {
          const put = (words: Message) =>
            client.chat.update({ ...words, channel: to.channel, ts: ids[index] ?? '', parse: 'none' });
          await ask(to, () => inWords(put, part));
        }
        await remove(ids.slice(all.length));
        return true;
      } catch (error) {
        if (!gone.has(codeOf(error).code)) throw error;
        await remove(ids);
        return false;
      }
    },
  };
}
