import { describe, expect, it, onTestFinished } from 'vitest';
import { createDelivery } from '../../src/core/delivery.ts';
import { NotYet } from '../../src/core/errors.ts';
import type { Event } from '../../src/core/event.ts';
import type { Announcer, Post } from '../../src/core/ports.ts';
import { type Block, plainText, type Reply } from '../../src/core/reply.ts';
import { askToDraw, createScorecardHandlers } from '../../src/core/scoring/board.ts';
import { atDesk } from '../../src/core/transaction.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createTestBot, createTestLog, testEvent } from '../support/bot.ts';
import { knowledge } from '../support/knowledge.ts';

const project = 'We are four people with six weeks, an internal dashboard over our Postgres, SSO, maybe a public API later';

/**
 * A platform that tells where its messages stand (unless `tells` says no), and edits them; one that `grows` at its second try, `refuses` what is
 * posted once, or at first `delays` an edit.
 */
async function open({ tells = true, announces = true, grows = false, refuses = false, delays = false } = {}) {
  const log = createTestLog();
  const store = createMemoryStore(Date.now, log);
  const bot = createTestBot({ store, platform: { announces } });
  const messages = new Map<string, string>();
  const keys: string[] = [];
  let posted = 0;
  const show = (id: string, blocks: Block[]): void => void messages.set(id, plainText({ blocks } as Reply));
  const announcer: Pick<Announcer, 'post' | 'edit'> = {
    async post(_to, blocks, { key }) {
      if (keys.push(key) === 1 && refuses) return null;
      const id = `own-${++posted}`;
      show(id, blocks);
      return { message: id, link: null };
    },
    async edit(_to, message, blocks, keep) {
      const id = message.replace(',?more', '');
      if (delays) {
        delays = false;
        throw new NotYet(Date.now() + 50);
      }
      if (!messages.has(id)) return null;
      if (grows && message === id) {
        await keep(`${id},?more`);
        throw new Error('no answer');
      }
      show(id, blocks);
      return id;
    },
  };
  const send = async ({ replies, address, oneDone }: Post): Promise<null> => {
    for (const { blocks, replaces } of replies) {
      const id = replaces ? String(address) : `m-${++posted}`;
      show(id, blocks);
      await oneDone('sent', tells ? id : null);
    }
    return null;
  };
  const delivery = createDelivery({ bot, store, metrics: { posted() {}, strange() {} } });
  const announcers = { test: { ...announcer, showsPictures: true } };
  const handlers = {
    ...delivery.handlersFor([{ name: 'test', send }]),
    ...createScorecardHandlers({ store, knowledge: () => knowledge, announcers }),
  };
  await store.jobs.start(handlers);
  onTestFinished(() => store.jobs.stop(1_000));
  let count = 0;
  const quiet = () => expect.poll(() => store.jobs.backlog()).toMatchObject({ due: 0, busy: 0 });
  return {
    messages,
    /** Under which keys messages were posted that no event asked for, in order. */
    keys,
    log,
    store,
    quiet,
    async says(text: string, where: Partial<Event> = {}, on = '') {
      count += 1;
      await delivery.accept({ ...testEvent({ type: 'text', text }), id: `e${count}`, ...where }, on);
      await quiet();
    },
    async clicks(action: string, on: string, where: Partial<Event> = {}) {
      count += 1;
      await delivery.accept({ ...testEvent({ type: 'action', action }, { reach: 'button' }), id: `e${count}`, ...where }, on);
      await quiet();
    },
  };
}

describe('the message of a scorecard', () => {
  it('is drawn anew when weights change in words, and a sentence says what that did', async () => {
    const it = await open();
    await it.says(`recommend ${project}`);
    expect(it.messages.get('m-1')).toMatch(/^Django fits better\n[\s\S]+Log-ins: \+2\.[45]/);
    await it.says('log-ins matter twice as much', { reach: 'overheard' });
    expect(it.messages.get('m-1')).toMatch(/Log-ins: \+4\.[67]/);
    expect([...it.messages.values()].slice(1)).toEqual(['Log-ins now counts twice as much. Django leads by 8.8 points.']);
    await it.says('ignore the log-ins', { reach: 'overheard' });
    expect(it.messages.get('m-1')).toMatch(/Log-ins: \+0\.0/);
    expect([...it.messages.values()].at(-1)).toMatch(/^Log-ins now does not count\. Django leads by \d\.\d points\.$/);
    expect(it.messages.size).toBe(3);
  });

  it('asks its next question below it, where its last one was answered in words', async () => {
    const it = await open();
    await it.says(`recommend ${project}`);
    expect(it.messages.get('m-1')).toMatch(/Next: Who shapes the architecture\?/);
    await it.says("I don't know");
    expect(it.messages.get('m-1')).toMatch(/Next: What do you have or know already\?/);
    const said = () => [...it.messages.values()].at(-1);
    expect(said()).toMatch(/^Left open\. Django leads by \d\.\d points\.\n\nNext: What do you have or know already\?$/);
    await it.says('greenfield');
    expect(said()).toMatch(/^Starting point is now .+\n\nNext: Will staff manage the data by hand\?$/);
    await it.says('no');
    expect(said()).toMatch(/^Admin panel is now "No"\./);
    expect(it.messages.get('m-1')).toMatch(/Admin panel: -/);
    expect(it.messages.size).toBe(4);
  });

  it('asks its next question also where more words than an answer has answer the last one', async () => {
    const it = await open();
    await it.says(`recommend ${project}`);
    await it.says('we are in talks about that, and we want full control of it');
    const said = [...it.messages.values()].at(-1);
    expect(said).toMatch(/^Structure or freedom is now .+\n\nNext: What do you have or know already\?$/);
  });

  it('is found where a click put it, in place of the offer', async () => {
    const it = await open();
    await it.says(`${project}. Which one fits?`);
    expect(it.messages.get('m-1')).toMatch(/^That sounds like a project/);
    await it.clicks('recommend?card=e1', 'm-1');
    expect(it.messages.get('m-1')).toMatch(/^Django fits better/);
    await it.says('log-ins matter twice as much', { reach: 'overheard' });
    expect(it.messages.get('m-1')).toMatch(/Log-ins: \+4\.[67]/);
    expect(it.messages.size).toBe(2);
  });

  it.each([
    ['whose place the platform does not tell', { tells: false }, {}],
    ['where nothing can be edited', { announces: false }, {}],
    ['that stands elsewhere', {}, { thread: 'other' }],
  ])('comes as an answer: one %s', async (_what, platform, where) => {
    const it = await open(platform);
    await it.says(`recommend ${project}`);
    if ('thread' in where) await it.clicks('recommend?card=e1', 'gone', { ...where, isPrivate: true });
    await it.says('log-ins matter twice as much', { reach: 'overheard', ...where });
    if (!('thread' in where)) {
      expect(it.messages.get('m-1')).toMatch(/Log-ins: \+2\.[45]/);
      expect(it.messages.get('m-2')).toMatch(/^Log-ins now counts twice as much\.\n[\s\S]+Log-ins: \+4\.[67]/);
    } else expect(it.messages.get('m-1')).toMatch(/Log-ins: \+2\.[45]/);
  });

  it('is not touched by what others say: they have a sheet of their own', async () => {
    const it = await open();
    await it.says(`recommend ${project}`);
    await it.says('log-ins matter twice as much', { reach: 'overheard', user: 'ben' });
    expect(it.messages.get('m-1')).toMatch(/Log-ins: \+2\.[45]/);
    expect(it.messages.get('m-2')).toMatch(/Log-ins: \+4\.[67]/);
    await it.says('log-ins count half', { reach: 'overheard' });
    expect(it.messages.get('m-1')).toMatch(/Log-ins: \+1\.[23]/);
  });

  it('is shown anew where somebody deleted it, and kept from then on', async () => {
    const it = await open();
    await it.says(`recommend ${project}`);
    it.messages.delete('m-1');
    await it.says('log-ins matter twice as much', { reach: 'overheard' });
    const anew = [...it.messages].find(([id]) => id.startsWith('own-'))?.[0] ?? '';
    expect(it.messages.get(anew)).toMatch(/Log-ins: \+4\.[67]/);
    await it.says('log-ins count as before', { reach: 'overheard' });
    expect(it.messages.get(anew)).toMatch(/Log-ins: \+2\.[45]/);
  });

  it('is posted under another key after it was deleted and then refused, since nothing of it was left', async () => {
    const it = await open({ refuses: true });
    await it.says(`recommend ${project}`);
    it.messages.delete('m-1');
    await it.says('log-ins matter twice as much', { reach: 'overheard' });
    await it.says('log-ins count as before', { reach: 'overheard' });
    expect([...it.messages.values()].at(-1)).toMatch(/Log-ins: \+2\.[45]/);
    expect([it.keys.length, new Set(it.keys).size]).toEqual([2, 2]);
  });

  it('is told at the next try which parts the last one began below it', async () => {
    const it = await open({ grows: true });
    await it.says(`recommend ${project}`);
    await it.says('log-ins matter twice as much', { reach: 'overheard' });
    await expect.poll(() => it.messages.get('m-1'), { timeout: 5_000 }).toMatch(/Log-ins: \+4\.[67]/);
    expect(it.messages.size).toBe(2);
  });

  it('is drawn once the platform takes messages of ours again; to wait for that is no failure', async () => {
    const it = await open({ delays: true });
    await it.says(`recommend ${project}`);
    await it.says('log-ins matter twice as much', { reach: 'overheard' });
    await expect.poll(() => it.messages.get('m-1'), { timeout: 5_000 }).toMatch(/Log-ins: \+4\.[67]/);
    expect(it.log.lines).toEqual([]);
  });

  it('is left alone once it is forgotten', async () => {
    const it = await open();
    await atDesk(it.store, { platform: 'test', workspace: 'w' }, (desk) => askToDraw(desk, 'nobody'));
    await it.quiet();
    expect(it.messages.size).toBe(0);
  });
});
