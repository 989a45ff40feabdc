import { firstOf, putUp, redraw, type Wall } from '../../core/announce.ts';
import { NotYet } from '../../core/errors.ts';
import type { Address, Announcer } from '../../core/ports.ts';
import { codeOf, isRefusal, limitIn } from './errors.ts';
import { limits } from './limits.ts';
import { findPosted, lookBack, markOf } from './posted.ts';
import type { Message } from './render.ts';
import { putWhole, type Sender } from './send.ts';

/** Somebody deleted it, or it may not be changed any more: https://docs.slack.dev/reference/methods/chat.update#errors */
const gone = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);
const isGone = (error: unknown): boolean => gone.has(codeOf(error).code);

/** Messages that no event asks for, in the workspace of `sender`. */
export function createAnnouncer({ client, clock, log, pauses, proven }: Sender): Pick<Announcer, 'post' | 'edit'> {
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
      if (!isRefusal(error) || isGone(error)) throw error;
      log.error({ code: codeOf(error).code, workspace }, 'Slack did not take a message of our own');
      return null;
    }
  };
  const wallOf = (to: Address): Wall => {
    const { channel, thread } = 'user' in to ? { channel: to.user, thread: null } : to;
    const where = thread === null ? {} : { thread_ts: thread };
    return {
      limits,
      async put(part, key) {
        const put = (message: Message) =>
          client.chat.postMessage({ ...message, channel, parse: 'none', ...where, ...markOf(key) }).then(({ ts = '' }) => ts);
        const ts = await ask(to, () => putWhole(put, part, to, { proven }));
        return ts === null ? null : [ts];
      },
      // A direct message has no conversation that we know by a person.
      find: async (key) =>
        'user' in to ? null : ask(to, () => findPosted(client, { channel, thread, key, since: clock() - lookBack })),
      change(ts, part, key) {
        const mark = key === null ? {} : markOf(key);
        const put = (message: Message) => client.chat.update({ ...message, channel, ts, parse: 'none', ...mark });
        return ask(to, () => putWhole(put, part, to, { proven }));
      },
      remove: (ts) => ask(to, () => client.chat.delete({ channel, ts })),
      isGone,
    };
  };

  return {
    async post(to, blocks, once) {
      const message = await putUp(blocks, once, wallOf(to));
      if (message === null) return null;
      const asked = 'channel' in to && client.chat.getPermalink({ channel: to.channel, message_ts: firstOf(message) });
      const link = asked ? await asked.catch(() => null) : null;
      return { message, link: link?.permalink ?? null };
    },
    edit: async (to, message, blocks, keep) => ('channel' in to ? redraw(message, blocks, wallOf(to), keep) : null),
  };
}
