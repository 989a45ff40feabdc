import { z } from 'zod';
import { isForAll } from './audience.ts';
import { rememberShown } from './conversation.ts';
import { eventMemory, waitingPrefix } from './data.ts';
import type { Event } from './event.ts';
import { handlersOn, JobRef, platformJobFor } from './jobs.ts';
import type { Bot, Delivery, Handler, Metrics, Post, RemoteAdapter, Store, Transaction } from './ports.ts';
import type { Reply } from './reply.ts';
import { keepBoard } from './scoring/board.ts';
import { parsed } from './shapes.ts';

type Parts = {
  bot: Bot;
  store: Store;
  metrics: Metrics;
};

type Step = 'answer' | 'post';

/** What we stored ourselves, checked only as far as it is read here. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const Written = z.object({ event: z.custom<Event>(isObject), address: z.unknown() });
const Answered = Written.extend({ replies: z.array(z.custom<Reply>(isObject)) });

/**
 * Events in, answers out, each once. What an answer changes is stored together with the posts it causes, before the platform is told that the event
 * arrived; if that takes too long, the event alone is stored. A post is tried until the platform has accepted or refused it. Everything after
 * the first transaction is a job of the store, so any process that serves the platform can do it, even if the first one was killed.
 * docs/delivery.md says what that promises. `handlersFor` gives the handlers of these jobs for some adapters.
 */
export function createDelivery({
  bot,
  store,
  metrics,
}: Parts): Delivery & { handlersFor(adapters: Pick<RemoteAdapter, 'name' | 'send'>[]): Record<string, Handler> } {
  const rowsOf = ({ platform, workspace }: JobRef) => store.workspace(platform, workspace);

  /** Asks for a step with an event, to be done once this transaction is stored. */
  const askFor = async (step: Step, event: Event, what: object, at: number | null, inside: Transaction): Promise<void> => {
    const { platform, workspace, id, user } = event;
    await inside.workspace(platform, workspace).remember(keyOf(step, id), { event, ...what }, eventMemory, user);
    await inside.enqueue(platformJobFor(event, step, id, at, queueOf(step, event)));
  };
  const askForPosts = async (event: Event, address: unknown, replies: Reply[], inside: Transaction): Promise<void> => {
    if (replies.length === 0 && !isWaitedFor(event)) return;
    const shown = replies.map((reply) => ({ ...reply, answer: null, data: null }));
    await askFor('post', event, { address, replies: shown }, null, inside);
  };

  /** Does a step with what waits for it. Nothing waits any more if it was erased, or if an earlier try got to the end. */
  const doing =
    <What>(
      step: Step,
      schema: z.ZodType<What>,
      work: (what: What, ref: JobRef, tries: number) => Promise<number | null>,
    ): Handler =>
    async (payload, tries) => {
      const ref = JobRef.parse(payload);
      const what = schema.nullable().parse(await rowsOf(ref).recall(keyOf(step, ref.id)));
      return what && work(what, ref, tries);
    };
  const forget = (ref: JobRef, ...keys: string[]): Promise<void> =>
    store.transaction(async (inside) => {
      const rows = inside.workspace(ref.platform, ref.workspace);
      for (const key of keys) await rows.forget(key);
    });

  const answer = doing('answer', Written, async ({ event, address }, ref) => {
    await bot.handle(event, (replies, inside) => askForPosts(event, address, replies, inside));
    await forget(ref, keyOf('answer', ref.id));
    return null;
  });
  const post = (adapter: Pick<RemoteAdapter, 'send'>): Handler =>
    doing('post', Answered, async ({ event, address, replies }, ref, tries) => {
      const { platform, workspace, id } = ref;
      const place = `posted:${id}`;
      const before = parsed(z.number(), await rowsOf(ref).recall(place)) ?? 0;
      const messages: (string | null)[] = [];
      const isOpen = replies.every(({ audience }) => isForAll(event, audience));
      const post: Post = {
        replies,
        address,
        done: before,
        isUnsure: tries > 0,
        async oneDone(outcome, message) {
          messages.push(message);
          post.done += 1;
          post.isUnsure = false;
          metrics.posted(platform, outcome);
          // In a transaction, so that it need not reach the disk: after a power cut, the next try looks for the message.
          await store.transaction(async (inside) => {
            const rows = inside.workspace(platform, workspace);
            await rows.remember(place, post.done, eventMemory, null);
            const shown = message === null || !isOpen ? [] : [message, ...(post.done === 1 ? [event.id] : [])];
            for (const each of shown) await rememberShown(rows, each, event);
          });
        },
      };
      try {
        const later = await adapter.send(post);
        if (later !== null) metrics.posted(platform, 'retried');
        else {
          const [board] = before === 0 ? replies.flatMap((reply) => reply.board ?? []) : [];
          if (board && !messages.includes(null)) await keepBoard(rowsOf(ref), board, event, messages.join(','));
          await forget(ref, keyOf('post', id), place);
        }
        return later;
      } catch (error) {
        metrics.posted(platform, 'retried');
        throw error;
      }
    });

  return {
    async accept(event, address, at = null) {
      if (!(await bot.mayAnswer(event))) return;
      await store.transaction(async (inside) => {
        const rows = inside.workspace(event.platform, event.workspace);
        if (await rows.mark(`written:${event.id}`, eventMemory)) await askFor('answer', event, { address }, at, inside);
      });
    },
    answer: (event, address, isTaken) =>
      bot.handle(event, async (replies, inside) => {
        if (isTaken(replies)) metrics.posted(event.platform, 'sent');
        else await askForPosts(event, address, replies, inside);
      }),
    show: (event, address, replies) => store.transaction((inside) => askForPosts(event, address, replies, inside)),
    handlersFor: (adapters) =>
      handlersOn(Object.fromEntries(adapters.map((adapter) => [adapter.name, adapter])), { answer: () => answer, post }),
  };
}

/** Whether somebody sees that we have not answered, even if there is nothing to say. */
const isWaitedFor = ({ reach }: Event): boolean => reach === 'command' || reach === 'shortcut' || reach === 'button';

const keyOf = (step: Step, id: string): string => `${waitingPrefix}${step}:${id}`;

/**
 * The messages of a conversation are answered in their order, and so are the answers posted. What is said to a whole channel is one queue: platforms
 * limit what we post there, and answers that wait for that are not to take the place of others.
 */
const queueOf = (step: Step, event: Event): string =>
  JSON.stringify([step, event.channel, event.thread ?? (isWaitedFor(event) ? event.user : null)]);
