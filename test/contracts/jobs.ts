import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Handler, Job, Store } from '../../src/core/ports.ts';

const job = (payload: unknown, rest: Partial<Job> = {}): Job => ({
  name: 'note',
  payload,
  key: JSON.stringify(payload),
  queue: JSON.stringify(payload),
  at: null,
  ...rest,
});

const ask = (store: Store, ...jobs: Job[]): Promise<void> =>
  store.transaction(async ({ enqueue }) => {
    for (const each of jobs) await enqueue(each);
  });

/** Jobs that are noted as they are begun. */
function createNotes() {
  const begun: { payload: unknown; tries: number }[] = [];
  const note =
    (then: Handler = async () => null): Handler =>
    (payload, tries) => {
      begun.push({ payload, tries });
      return then(payload, tries);
    };
  return { begun, note, payloads: () => begun.map(({ payload }) => payload) };
}

/** The contract of a store's jobs and transactions. `open` gives an empty store that reads the real clock. */
export function describeJobs(name: string, open: () => Promise<Store>): void {
  const start = async (handlers: Record<string, Handler>, given?: Store): Promise<Store> => {
    const store = given ?? (await open());
    await store.jobs.start(handlers);
    onTestFinished(() => store.jobs.stop(1_000));
    return store;
  };

  describe(`jobs contract: ${name}`, () => {
    it('does a job once, with what it was given', async () => {
      const { begun, note } = createNotes();
      const store = await start({ note: note() });
      const payload = { text: 'é👍🏽 "quoted"', list: [1, null, { deep: true }] };
      await ask(store, job(payload));
      await expect.poll(() => begun).toEqual([{ payload, tries: 0 }]);
      await wait(50);
      expect(begun).toHaveLength(1);
    });

    it('does a job apart from whatever was under way when it, or another, was asked for', async () => {
      const around = new AsyncLocalStorage<string>();
      const { note, payloads } = createNotes();
      const inside: unknown[] = [];
      const look: Handler = async () => {
        inside.push(around.getStore());
        return null;
      };
      const store = await start({ note: note(look) });
      await around.run('one event', () => ask(store, job('at once'), job('later', { at: Date.now() + 200 })));
      await around.run('another', () => ask(store, job('at once too')));
      await expect.poll(payloads, { timeout: 5_000 }).toHaveLength(3);
      expect(inside).toEqual([undefined, undefined, undefined]);
    });

    it('does what was asked for before it started', async () => {
      const { note, payloads } = createNotes();
      const store = await open();
      await ask(store, job('waiting'));
      await start({ note: note() }, store);
      await expect.poll(payloads).toEqual(['waiting']);
    });

    it('keeps the changes of a transaction and its jobs together, or neither', async () => {
      const { note, payloads } = createNotes();
      const store = await start({ note: note() });
      const rows = store.workspace('p', 'w');
      await rows.remember('k', 'before', 60_000, null);
      const change = (isFailing: boolean) =>
        store.transaction(async (inside) => {
          const own = inside.workspace('p', 'w');
          expect(await own.mark('m', 60_000)).toBe(true);
          await own.remember('k', 'after', 60_000, null);
          await own.keep('kind', 'k', 1, null);
          await inside.enqueue(job(isFailing ? 'undone' : 'done'));
          expect([await own.recall('k'), await own.kept('kind')]).toEqual(['after', [1]]);
          if (isFailing) throw new Error('no');
          return 'result';
        });
      await expect(change(true)).rejects.toThrow('no');
      expect([await rows.recall('k'), await rows.kept('kind')]).toEqual(['before', []]);
      expect(await change(false)).toBe('result');
      expect([await rows.recall('k'), await rows.kept('kind'), await rows.mark('m', 10)]).toEqual(['after', [1], false]);
      await expect.poll(payloads).toEqual(['done']);
    });

    it('loses no change of many transactions that lock one name', async () => {
      const store = await open();
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transaction(async (inside) => {
            await inside.lock('count');
            const rows = inside.workspace('p', 'w');
            await rows.remember('count', Number(await rows.recall('count')) + 1, 60_000, null);
          }),
        ),
      );
      expect(await store.workspace('p', 'w').recall('count')).toBe(20);
    });

    it('undoes only the transactions that fail, of many at once', async () => {
      const { note, payloads } = createNotes();
      const store = await start({ note: note() });
      const all = Array.from({ length: 30 }, (_, index) =>
        store.transaction(async (inside) => {
          await inside.workspace('p', 'w').keep('kind', String(index), index, null);
          await inside.enqueue(job(index));
          if (index % 3 === 0) throw new Error(`no ${index}`);
          return index;
        }),
      );
      const ends = await Promise.allSettled(all);
      expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.message))).toEqual(
        ends.map((_, index) => (index % 3 === 0 ? `no ${index}` : index)),
      );
      const done = ends.flatMap((_, index) => (index % 3 === 0 ? [] : [index]));
      const inOrder = (found: unknown[]) => found.map(Number).toSorted((a, b) => a - b);
      expect(inOrder(await store.workspace('p', 'w').kept('kind'))).toEqual(done);
      await expect.poll(() => inOrder(payloads()), { timeout: 5_000 }).toEqual(done);
    });

    it('says what there is to do', async () => {
      const store = await open();
      const held = Promise.withResolvers<void>();
      expect(await store.jobs.backlog()).toEqual({ later: 0, due: 0, busy: 0, late: 0 });
      await ask(store, job('a', { at: Date.now() - 5_000 }), job('b', { queue: '"a"' }), job('c', { at: Date.now() + 60_000 }));
      const { late, ...before } = await store.jobs.backlog();
      expect(before).toEqual({ later: 1, due: 2, busy: 0 });
      expect(late).toBeGreaterThanOrEqual(5_000);
      expect(late).toBeLessThan(50_000);
      await start({ note: () => held.promise.then(() => null) }, store);
      await expect.poll(() => store.jobs.backlog(), { timeout: 5_000 }).toMatchObject({ later: 1, due: 1, busy: 1 });
      held.resolve();
      await expect.poll(() => store.jobs.backlog(), { timeout: 5_000 }).toEqual({ later: 1, due: 0, busy: 0, late: 0 });
    });

    it('leaves what it has no handler for to a process that has, and does not count it', async () => {
      const { note, payloads } = createNotes();
      const store = await open();
      await ask(store, job('theirs', { name: 'note:there', queue: 'q' }), job('ours', { queue: 'q' }));
      await store.jobs.start({ note: note() });
      await expect.poll(() => store.jobs.backlog()).toEqual({ later: 0, due: 0, busy: 0, late: 0 });
      await wait(200);
      expect(payloads()).toEqual(['ours']);
      await store.jobs.stop(1_000);
      await start({ 'note:there': note() }, store);
      await expect.poll(payloads, { timeout: 5_000 }).toEqual(['ours', 'theirs']);
    });

    it('does the last of the jobs that wait with one key', async () => {
      const { note, payloads } = createNotes();
      const store = await open();
      await ask(store, job('first', { key: 'k' }), job('other'), job('second', { key: 'k' }));
      await ask(store, job('third', { key: 'k' }));
      await start({ note: note() }, store);
      await expect.poll(() => payloads().toSorted()).toEqual(['other', 'third']);
    });

    it('does a job again that was asked for while it was being done', async () => {
      const { note, payloads } = createNotes();
      const store = await open();
      await start(
        {
          note: note(async (payload) => {
            if (payload === 'first') await ask(store, job('second', { key: 'k' }));
            return null;
          }),
        },
        store,
      );
      await ask(store, job('first', { key: 'k' }));
      await expect.poll(payloads).toEqual(['first', 'second']);
    });

    it('does the jobs of a queue one at a time, as they came, and others beside them', async () => {
      const { note, payloads } = createNotes();
      const held = Promise.withResolvers<void>();
      const store = await start({
        note: note(async (payload) => {
          if (payload === 0) await held.promise;
          return null;
        }),
      });
      const numbers = [0, 1, 2, 3, 4];
      await ask(store, ...numbers.map((number) => job(number, { queue: 'q' })));
      await ask(store, job('beside', { queue: 'another' }));
      await expect.poll(payloads).toEqual([0, 'beside']);
      held.resolve();
      await expect.poll(payloads).toEqual([0, 'beside', 1, 2, 3, 4]);
    });

    it('waits for the time of a job', async () => {
      const { note, payloads } = createNotes();
      let begunAt = 0;
      const store = await start({
        note: note(async (payload) => {
          if (payload === 'later') begunAt = Date.now();
          return null;
        }),
      });
      const at = Date.now() + 400;
      await ask(store, job('later', { at }), job('now'));
      await expect.poll(() => payloads().toSorted()).toEqual(['later', 'now']);
      expect(begunAt).toBeGreaterThanOrEqual(at);
    });

    it('asks a job again at the time it says, and tries one that fails again', async () => {
      const { begun, note } = createNotes();
      let at = 0;
      const store = await start({
        note: note(async (payload, tries) => {
          if (payload === 'fails' && tries === 0) throw new Error('no');
          if (payload === 'waits' && at === 0) {
            at = Date.now() + 300;
            return at;
          }
          return null;
        }),
      });
      await ask(store, job('waits'), job('fails'));
      await expect
        .poll(() => begun.filter(({ payload }) => payload === 'waits'), { timeout: 5_000 })
        .toEqual([
          { payload: 'waits', tries: 0 },
          { payload: 'waits', tries: 0 },
        ]);
      expect(Date.now()).toBeGreaterThanOrEqual(at);
      await expect
        .poll(() => begun.filter(({ payload }) => payload === 'fails'), { timeout: 8_000 })
        .toEqual([
          { payload: 'fails', tries: 0 },
          { payload: 'fails', tries: 1 },
        ]);
    });

    it('ends what was begun before it stops; the rest is done before, or by the next start', async () => {
      const { note, payloads } = createNotes();
      const store = await open();
      const held = Promise.withResolvers<void>();
      let isEnded = false;
      await store.jobs.start({
        note: note(async () => {
          await held.promise;
          isEnded = true;
          return null;
        }),
      });
      await ask(store, job('begun', { queue: 'q' }), job('left', { queue: 'q' }));
      await expect.poll(payloads).toEqual(['begun']);
      const stopped = store.jobs.stop(5_000);
      await wait(50); // an engine that is told to stop may begin one more in the same breath
      held.resolve();
      await stopped;
      expect(isEnded).toBe(true);
      await start({ note: note() }, store);
      await expect.poll(payloads).toEqual(['begun', 'left']);
    });

    it('gives what does not end in time to the next start, which is told', async () => {
      const { begun, note } = createNotes();
      const store = await open();
      await store.jobs.start({ note: note(() => new Promise(() => {})) });
      await ask(store, job('endless'));
      await expect.poll(() => begun).toHaveLength(1);
      await store.jobs.stop(50);
      await start({ note: note() }, store);
      await expect
        .poll(() => begun, { timeout: 5_000 })
        .toEqual([
          { payload: 'endless', tries: 0 },
          { payload: 'endless', tries: 1 },
        ]);
    });
  });
}
