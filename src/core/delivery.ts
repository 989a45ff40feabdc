import { z } from 'zod';
import type { Event } from './event.ts';
import type { Adapter, Bot, Clock, Delivery, Handler, Metrics, Post, Store, Transaction } from './ports.ts';
import type { Reply } from './reply.ts';

const hour = 3_600_000;
/** A platform may deliver a delayed event again for 24 h, and a post is not tried for longer. */
const memory = 26 * hour;

type Parts = {
  bot: Bot;
  store: Store;
  /** The platform an event names as its own; undefined where this process does not have it. */
  adapterOf(name: string): Pick<Adapter, 'send'> | undefined;
  metrics: Metrics;
  clock: Clock;
};

/** What we wrote ourselves, as far as it is read here. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const Written = z.object({ event: z.custom<Event>(isObject), address: z.unknown() });
const Answered = Written.extend({ replies: z.array(z.custom<Reply>(isObject)) });

/**
 * Events in, answers out, each once: an event is written down before its platform is told that it arrived; what its answer changes and the
 * posts it causes are stored together; a post is tried until the platform has taken it or refuses it. Every step is a job of the store, so
 * any process may take the next one, also after the one before was killed. docs/delivery.md says what that promises.
 */
export function createDelivery({
  bot,
  store,
  adapterOf,
  metrics,
  clock,
}: Parts): Delivery & { handlers: Record<string, Handler> } {
  const askForPosts = async (event: Event, address: unknown, replies: Reply[], { enqueue }: Transaction): Promise<void> => {
    if (replies.length === 0 && !isWaitedFor(event)) return;
    const payload = { event, address, replies: replies.map((reply) => ({ ...reply, answer: null, data: null })) };
    await enqueue({ name: 'post', payload, key: keyOf('post', event), queue: queueOf('post', event), at: null });
  };

  return {
    async accept(event, address, at = null) {
      if (!(await bot.mayAnswer(event))) return;
      await store.transaction(async (inside) => {
        const rows = inside.workspace(event.platform, event.workspace);
        if (!(await rows.mark(`written:${event.id}`, memory))) return;
        const payload = { event, address };
        await inside.enqueue({ name: 'answer', payload, key: keyOf('answer', event), queue: queueOf('answer', event), at });
      });
    },
    answer: (event, address, isTaken) =>
      bot.handle(event, async (replies, inside) => {
        if (isTaken(replies)) metrics.posted(event.platform, 'sent');
        else await askForPosts(event, address, replies, inside);
      }),
    handlers: {
      async answer(payload) {
        const { event, address } = Written.parse(payload);
        await bot.handle(event, (replies, inside) => askForPosts(event, address, replies, inside));
        return null;
      },
      async post(payload, tries) {
        const { event, address, replies } = Answered.parse(payload);
        const { platform, workspace } = event;
        const adapter = adapterOf(platform);
        if (!adapter) return clock() + elsewhere;
        const place = `posted:${event.id}`;
        const before = z.number().safeParse(await store.workspace(platform, workspace).recall(place)).data ?? 0;
        const post: Post = {
          replies,
          address,
          done: before,
          isUnsure: tries > 0,
          async oneDone(outcome) {
            post.done += 1;
            post.isUnsure = false;
            metrics.posted(platform, outcome);
            // Within a transaction it need not reach the disk: whoever finds the job after a power cut looks for the message.
            await store.transaction((inside) => inside.workspace(platform, workspace).remember(place, post.done, memory, null));
          },
        };
        try {
          const later = await adapter.send(post);
          if (later !== null) metrics.posted(platform, 'retried');
          return later;
        } catch (error) {
          metrics.posted(platform, 'retried');
          throw error;
        }
      },
    },
  };
}

/** Where a process does not have the platform of a post, another one has to take it; in ms. */
const elsewhere = 1_000;

/** Somebody sees that we have not answered, even where there is nothing to say. */
const isWaitedFor = ({ reach }: Event): boolean => reach === 'command' || reach === 'shortcut' || reach === 'button';

const keyOf = (step: string, { platform, workspace, id }: Event): string => JSON.stringify([step, platform, workspace, id]);

/** A conversation is answered in the order in which it went on, and what we say in it is said in that order. */
const queueOf = (step: string, { platform, workspace, channel, thread, user }: Event): string =>
  JSON.stringify([step, platform, workspace, channel, thread ?? user]);
