import { setTimeout as wait } from 'node:timers/promises';
import { createVoteHandlers } from '../../src/core/decisions/jobs.ts';
import { createDelivery } from '../../src/core/delivery.ts';
import type { Event } from '../../src/core/event.ts';
import type { Bot, Clock, Delivery, Handler, Metrics, RemoteAdapter, Store } from '../../src/core/ports.ts';
import type { Reply } from '../../src/core/reply.ts';
import { createScorecardHandlers } from '../../src/core/scoring/board.ts';
import { knowledge } from './knowledge.ts';

/** A bot that a test makes up. */
export type FakeBot = { handle(event: Event): Promise<Reply[]>; suggest: Bot['suggest'] };

/** One that says the same to everything, and remembers what it heard. */
export function saying(...replies: Reply[]): FakeBot & { heard: Event[] } {
  const heard: Event[] = [];
  return {
    heard,
    async handle(event) {
      heard.push(event);
      return replies;
    },
    suggest: () => [],
  };
}

/** What a made-up bot says, said once an event in a transaction of a store, as the real one does. */
export const atomic = (fake: FakeBot, store: Store): Bot => ({
  suggest: fake.suggest,
  mayAnswer: async () => true,
  async handle(event, put = async () => {}) {
    const replies = await fake.handle(event);
    return store.transaction(async (inside) => {
      if (!(await inside.workspace(event.platform, event.workspace).mark(`event:${event.id}`, 1e9))) return [];
      await put(replies, inside);
      return replies;
    });
  },
});

/** The bot that a test gives: made up, or real with a store of its own. */
export function bringBot(given: FakeBot | (Bot & { store: Store }), store: Store): { bot: Bot; store: Store } {
  return 'store' in given ? { bot: given, store: given.store } : { bot: atomic(given, store), store };
}

type Parts = { bot: Bot; store: Store; adapter: () => RemoteAdapter; metrics: Metrics; clock: Clock };

/** The real delivery with its jobs under way. `quiet` settles when nothing has been done, nor is to be done now, for a moment. */
export function startDelivery({ bot, store, adapter, metrics, clock }: Parts) {
  const delivery = createDelivery({ bot, store, metrics });
  let busy = 0;
  let count = 0;
  const watched =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      busy += 1;
      count += 1;
      return work(...args).finally(() => {
        busy -= 1;
      });
    };
  const handlers = (): Record<string, Handler> => {
    const announcers = { [adapter().name]: adapter() };
    const votes = createVoteHandlers({ store, clock, announcers });
    const cards = createScorecardHandlers({ store, knowledge: () => knowledge, announcers });
    const all = Object.entries({ ...delivery.handlersFor([adapter()]), ...votes, ...cards });
    return Object.fromEntries(all.map(([name, handler]) => [name, watched(handler)]));
  };
  const watching: Delivery = { ...delivery, accept: watched(delivery.accept), answer: watched(delivery.answer) };
  return {
    delivery: watching,
    start: () => store.jobs.start(handlers()),
    async quiet(): Promise<void> {
      for (let calm = 0, before = -1; calm < 4; ) {
        await wait(8);
        calm = busy === 0 && count === before ? calm + 1 : 0;
        before = count;
      }
    },
    stop: () => store.jobs.stop(1_000),
  };
}
