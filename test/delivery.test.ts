import { describe, expect, it } from 'vitest';
import { erasePerson, exportLines } from '../src/core/data.ts';
import { createDelivery } from '../src/core/delivery.ts';
import type { Event } from '../src/core/event.ts';
import type { Post } from '../src/core/ports.ts';
import { atDesk } from '../src/core/transaction.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, testEvent } from './support/bot.ts';

const address = { workspace: 'w', responseUrl: 'https://hooks.example/secret' };
const asked: Event = { ...testEvent({ type: 'text', text: 'is flask faster?' }), id: 'e1' };

/** The delivery of a process that has not begun with its jobs. */
function open() {
  const store = createMemoryStore(Date.now);
  const posts: Post[] = [];
  const send = async (post: Post): Promise<null> => {
    posts.push(post);
    await post.oneDone('sent', null);
    return null;
  };
  const delivery = createDelivery({
    bot: createTestBot({ store }),
    store,
    metrics: { posted() {}, strange() {} },
  });
  const handlers = delivery.handlersFor([{ name: 'test', send }]);
  const rows = store.workspace('test', 'w');
  const waiting = async () => (await Array.fromAsync(rows.rows())).filter(({ key }) => key.startsWith('waiting:'));
  const quiet = () => expect.poll(() => store.jobs.backlog()).toMatchObject({ due: 0, busy: 0 });
  const start = async (): Promise<void> => {
    await store.jobs.start(handlers);
    await quiet();
    await store.jobs.stop(1_000);
  };
  return { store, rows, delivery, handlers, posts, waiting, start };
}

describe.each([
  ['an event that was only written down', 'answer', (to: ReturnType<typeof open>) => to.delivery.accept(asked, address)],
  ['an answer that is to be posted', 'post', (to: ReturnType<typeof open>) => to.delivery.answer(asked, address, () => false)],
] as const)('%s', (_what, step, bring) => {
  it('waits as a row of its workspace and its person, and is gone when it is done', async () => {
    const it = open();
    await bring(it);
    expect(await it.waiting()).toMatchObject([{ key: `waiting:${step}:e1`, user: 'ana', value: { event: asked, address } }]);
    await it.start();
    expect(it.posts).toHaveLength(1);
    expect(it.posts[0]?.address).toEqual(address);
    expect(await it.waiting()).toEqual([]);
  });

  it('is in an export as what waits, not as what it says or where it goes', async () => {
    const it = open();
    await bring(it);
    const said = await Array.fromAsync(exportLines({ platform: 'test', workspace: 'w', user: null }, it.rows, Date.now()));
    expect(JSON.parse(said.find((line) => line.includes('waiting:')) ?? '')).toMatchObject({ user: 'ana', value: null });
    expect(said.join('')).not.toContain('secret');
  });

  it.each([
    [
      'the person',
      (to: ReturnType<typeof open>) =>
        atDesk(to.store, { platform: 'test', workspace: 'w' }, (desk) => erasePerson(desk, 'ana', Date.now())),
    ],
    ['the workspace', (to: ReturnType<typeof open>) => to.rows.erase(null)],
  ])('is erased with %s, and nothing comes of it', async (_whom, erase) => {
    const it = open();
    await bring(it);
    await erase(it);
    expect(await it.waiting()).toEqual([]);
    await it.start();
    expect(it.posts).toEqual([]);
  });
});

/** Two instances on one database. */
function openTwo() {
  const one = open();
  const other = { ...open(), store: one.store };
  const posts: Post[] = [];
  const delivery = createDelivery({
    bot: createTestBot({ store: one.store }),
    store: one.store,
    metrics: { posted() {}, strange() {} },
  });
  const send = async (post: Post): Promise<null> => {
    posts.push({ ...post });
    await post.oneDone('sent', null);
    return null;
  };
  return { one, other: { ...other, delivery, handlers: delivery.handlersFor([{ name: 'test', send }]), posts } };
}

it('an event that comes to two instances at once, and again to each: one reply', async () => {
  const { one, other } = openTwo();
  const come = () => [one, other].map(({ delivery }) => delivery.answer(asked, address, () => false));
  await Promise.all([...come(), ...come()]);
  await one.start();
  await Promise.all(come());
  await one.start();
  expect(one.posts).toHaveLength(1);
});

it('what a process has acknowledged when it is killed, the next one posts', async () => {
  const { one, other } = openTwo();
  await one.delivery.answer(asked, address, () => false);
  await one.store.jobs.start(other.handlers);
  await expect.poll(() => other.posts).toHaveLength(1);
  await one.store.jobs.stop(1_000);
  expect(one.posts).toEqual([]);
});

it('a process that is killed while it posts: the next one is told that the message may stand there', async () => {
  const { one, other } = openTwo();
  await one.delivery.answer(asked, address, () => false);
  await one.store.jobs.start({ ...one.handlers, 'post:test': () => new Promise(() => {}) });
  await expect.poll(() => one.store.jobs.backlog()).toMatchObject({ busy: 1 });
  await one.store.jobs.stop(10);
  await one.store.jobs.start(other.handlers);
  await expect.poll(() => other.posts).toMatchObject([{ isUnsure: true, done: 0 }]);
  await one.store.jobs.stop(1_000);
});

it('answers to one channel go out one at a time, since the platform limits them; answers elsewhere do not wait for that', async () => {
  const it = open();
  const begun: string[] = [];
  const send = async ({ address }: Post): Promise<null> => {
    begun.push(String(address));
    if (address !== 'elsewhere') await new Promise(() => {});
    return null;
  };
  const say = (id: string, address: string, more: Partial<Event>) =>
    it.delivery.answer({ ...asked, id, user: id, thread: null, ...more }, address, () => false);
  for (const id of Array.from({ length: 60 }, (_, index) => `m${index}`)) await say(id, 'said', {});
  await say('d', 'done', { reach: 'command', input: { type: 'command', verb: 'help', args: {} } });
  await say('x', 'elsewhere', { channel: 'another' });
  await it.store.jobs.start(it.delivery.handlersFor([{ name: 'test', send }]));
  await expect.poll(() => begun).toEqual(['said', 'done', 'elsewhere']);
  await it.store.jobs.stop(10);
});

it('a job holds nothing of what people said', async () => {
  const it = open();
  const jobs: unknown[] = [];
  await it.delivery.accept(asked, address);
  await it.delivery.answer({ ...asked, id: 'e2' }, address, () => false);
  const note = async (payload: unknown): Promise<null> => {
    jobs.push(payload);
    return null;
  };
  await it.store.jobs.start({ 'answer:test': note, 'post:test': note });
  await expect.poll(() => jobs).toHaveLength(2);
  expect(jobs).toEqual(['e1', 'e2'].map((id) => ({ platform: 'test', workspace: 'w', id })));
  await it.store.jobs.stop(1_000);
});

it('a process leaves the jobs of a platform that it does not serve to one that does', async () => {
  const { one, other } = openTwo();
  await one.delivery.accept(asked, address);
  await one.delivery.answer({ ...asked, id: 'e2' }, address, () => false);
  await one.store.jobs.start(one.delivery.handlersFor([{ name: 'another', send: () => Promise.reject(new Error('not ours')) }]));
  await expect.poll(() => one.store.jobs.backlog()).toMatchObject({ due: 0, busy: 0 });
  await one.store.jobs.stop(1_000);
  expect(other.posts).toEqual([]);
  await one.store.jobs.start(other.handlers);
  await expect.poll(() => other.posts).toHaveLength(2);
  await one.store.jobs.stop(1_000);
  expect(other.posts.map(({ isUnsure }) => isUnsure)).toEqual([false, false]);
});
