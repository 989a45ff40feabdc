import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createRoom, type Post } from '../src/adapters/web/room.ts';
import { erasePerson, exportLines } from '../src/core/data.ts';
import { announcement, text } from '../src/core/reply.ts';
import { atDesk } from '../src/core/transaction.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import { createTestLog } from './support/bot.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-room-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.useRealTimers());

const said = (id: string, words: string, more: Partial<Post> = {}) => ({
  id,
  channel: 'general',
  thread: null,
  author: 'ana',
  whose: 'ana',
  to: null,
  said: { text: words },
  ...more,
});
const reply = (words: string) => ({ reply: announcement([text(words)]), isAsked: true });
const textsOf = (posts: Post[]): string[] =>
  posts.map((post) => ('text' in post.said ? post.said.text : JSON.stringify(post.said)));

/** A page of a member, and what it was told: ids of posts, and whether it has to be made anew. */
function follower(member: string, after = 0) {
  const [heard, fates, there] = [[] as string[], [] as string[], [] as string[]];
  const fate = (which: string) => () => void fates.push(which);
  const show = ({ id }: Post): void => void heard.push(id);
  const begin = (ids: string[]): void => void there.push(...ids);
  return { member, after, heard, fates, there, begin, show, forget: fate('erased'), lose: fate('lost') };
}

describe('what was said in the playground', () => {
  it('is there after a restart, in its order, what was changed in its place', async () => {
    const file = join(folder, 'room.db');
    const open = () => openStore({ url: null, file, key: null, oldKey: null }, { clock: Date.now, log: createTestLog() });
    const before = await open();
    const room = createRoom(before.workspace('web', 'playground'), Date.now);
    await room.add(said('a', 'first'));
    await room.add(said('b', '', { author: null, said: reply('second') }));
    await room.add(said('c', 'third', { thread: 'a' }));
    await room.replace(said('b', '', { author: null, said: reply('second, changed') }));
    await before.close();

    const after = await open();
    const again = createRoom(after.workspace('web', 'playground'), Date.now);
    const posts = await again.seen('general', 'ben');
    expect(posts.map(({ id, thread }) => [id, thread])).toEqual([
      ['a', null],
      ['b', null],
      ['c', 'a'],
    ]);
    expect(posts[1]?.said).toEqual(reply('second, changed'));
    // A page that was open has all but the change.
    const page = follower('ben', posts[2]?.changed);
    const end = again.follow('general', page);
    await vi.waitFor(() => expect(page.heard).toEqual(['b']));
    end();
    await again.add(said('d', 'fourth'));
    expect(textsOf(await again.seen('general', 'ben')).at(-1)).toBe('fourth');
    await after.close();
  });

  it('is seen by whom it is for, and told at once to the pages that follow', async () => {
    const room = createRoom(createMemoryStore(Date.now).workspace('web', 'playground'), Date.now);
    const [ana, ben] = [follower('ana'), follower('ben')];
    const ends = [ana, ben].map((page) => room.follow('general', page));
    await new Promise((resolve) => setTimeout(resolve, 20)); // until they have caught up
    await room.add(said('a', 'to all'));
    await room.add(said('b', 'to ana', { to: 'ana' }));
    await room.add(said('c', 'elsewhere', { channel: 'backend' }));
    expect([ana.heard, ben.heard]).toEqual([['a', 'b'], ['a']]);
    expect(textsOf(await room.seen('general', 'ana'))).toEqual(['to all', 'to ana']);
    expect(textsOf(await room.seen('general', 'ben'))).toEqual(['to all']);
    for (const end of ends) end();
    await room.add(said('d', 'later'));
    expect([ana.heard, ben.heard]).toEqual([['a', 'b'], ['a']]);
  });

  it('is told to the pages of another process within a second, also by a slower clock, and each thing once', async () => {
    vi.useFakeTimers();
    const rows = createMemoryStore(Date.now).workspace('web', 'playground');
    const [here, there] = [createRoom(rows, Date.now), createRoom(rows, () => Date.now() - 3_000)];
    const page = follower('ben');
    const end = here.follow('general', page);
    await vi.advanceTimersByTimeAsync(10);
    await here.add(said('a', '', { author: null, said: reply('from here') }));
    await there.add(said('b', 'from there'));
    await there.add(said('c', 'from there to ana', { to: 'ana' }));
    await there.replace(said('a', '', { author: null, said: reply('changed there') }));
    await vi.advanceTimersByTimeAsync(1_100);
    expect(page.heard).toEqual(['a', 'b', 'a']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.heard).toHaveLength(3);
    expect(page.fates).toEqual([]);
    end();
  });

  it('leaves every page that showed it once it is erased, by whomever; what is only dropped as old leaves none', async () => {
    vi.useFakeTimers();
    const rows = createMemoryStore(Date.now).workspace('web', 'playground');
    const room = createRoom(rows, Date.now);
    const [ana, ben] = [follower('ana'), follower('ben')];
    const ends = [ana, ben].map((page) => room.follow('general', page));
    await vi.advanceTimersByTimeAsync(10);
    for (let index = 0; index < 240; index += 1) await room.add(said(`p${index}`, `${index}`, { whose: null }));
    await vi.advanceTimersByTimeAsync(1_100);
    expect([ana.heard.length, ana.fates]).toEqual([240, []]);
    await room.add(said('x', 'to ana alone', { to: 'ana' }));
    await vi.advanceTimersByTimeAsync(1_100);
    await rows.erase('ana');
    await vi.advanceTimersByTimeAsync(1_100);
    expect([ana.fates, ben.fates]).toEqual([['erased'], []]);
    // Also what was said and erased between two looks at the store.
    await room.add(said('y', 'to ana again', { to: 'ana' }));
    await rows.erase('ana');
    await room.add(said('z', 'by ben', { author: 'ben', whose: 'ben' }));
    await vi.advanceTimersByTimeAsync(1_100);
    expect([ana.fates, ben.fates]).toEqual([['erased', 'erased'], []]);
    for (const end of ends) end();
  });

  it('is not taken for erased while it is on its way to the disk', async () => {
    vi.useFakeTimers();
    const rows = createMemoryStore(Date.now).workspace('web', 'playground');
    const slow: typeof rows.keep = async (kind, key, value, user) => {
      if (key === 'slow') await new Promise((resolve) => setTimeout(resolve, 3_000));
      return rows.keep(kind, key, value, user);
    };
    const room = createRoom({ ...rows, keep: slow }, Date.now);
    const page = follower('ana');
    const end = room.follow('general', page);
    await vi.advanceTimersByTimeAsync(10);
    const added = room.add(said('slow', 'first'));
    await room.add(said('quick', 'second'));
    await vi.advanceTimersByTimeAsync(5_000);
    await added;
    expect([page.heard, page.fates]).toEqual([['slow', 'quick'], []]);
    end();
  });

  it('has a page come back that could not be told', async () => {
    vi.useFakeTimers();
    const rows = createMemoryStore(Date.now).workspace('web', 'playground');
    let reads = 0;
    const kept: typeof rows.kept = async (kind) => {
      reads += 1;
      if (reads === 2) throw new Error('away'); // the look that follows the first sign of something new
      return rows.kept(kind);
    };
    const page = follower('ana');
    const end = createRoom({ ...rows, kept }, Date.now).follow('general', page);
    await vi.advanceTimersByTimeAsync(10);
    expect(page.fates).toEqual(['lost']);
    end();
  });

  it('is bounded: the last few hundred posts of a channel', async () => {
    const room = createRoom(createMemoryStore(Date.now).workspace('web', 'playground'), () => 1_000);
    for (let index = 0; index < 460; index += 1) await room.add(said(`p${index}`, `${index}`));
    await room.add(said('x', 'elsewhere', { channel: 'backend' }));
    const kept = textsOf(await room.seen('general', 'ben'));
    expect(kept.length).toBeGreaterThanOrEqual(200);
    expect(kept.length).toBeLessThanOrEqual(220);
    expect(kept).toEqual(kept.map((_, at) => String(460 - kept.length + at)));
    expect(await room.seen('backend', 'ben')).toHaveLength(1);
  });

  it('is erased with whoever said it, answers to them included; the rest stays', async () => {
    const [store, at] = [createMemoryStore(Date.now), { platform: 'web', workspace: 'playground' }];
    const rows = store.workspace(at.platform, at.workspace);
    const room = createRoom(rows, Date.now);
    await room.add(said('a', 'by ana'));
    await room.add(said('b', '', { author: null, said: reply('You asked: by ana') }));
    await room.add(said('c', 'by ben', { author: 'ben', whose: 'ben' }));
    await room.add(said('d', '', { author: null, whose: null, said: reply('A vote') }));
    await atDesk(store, at, (desk) => erasePerson(desk, 'ana', Date.now()));
    expect((await room.seen('general', 'ana')).map(({ id }) => id)).toEqual(['c', 'd']);
    await rows.erase(null);
    expect(await room.seen('general', 'ana')).toEqual([]);
  });

  it('is in an export, where it was for all: what one person was told alone may be their choice in a vote', async () => {
    const rows = createMemoryStore(Date.now).workspace('web', 'playground');
    const room = createRoom(rows, Date.now);
    await room.add(said('a', 'to all'));
    await room.add(said('b', '', { author: null, to: 'ana', said: reply('Stored: Flask.') }));
    const lines = await Array.fromAsync(exportLines({ platform: 'web', workspace: 'playground', user: null }, rows, Date.now()));
    expect(lines.map((line) => JSON.parse(line)).slice(1)).toMatchObject([
      { kind: 'said:general', key: 'a', user: 'ana', value: { said: { text: 'to all' } } },
      { kind: 'said:general', key: 'b', user: 'ana', value: null },
      { rows: 2 },
    ]);
  });

  it('leaves out what is not of its shape', async () => {
    const rows = createMemoryStore(Date.now).workspace('web', 'playground');
    const room = createRoom(rows, Date.now);
    await room.add(said('a', 'fine'));
    await rows.keep('said:general', 'x', { id: 'x', said: { reply: 'an older shape' } }, null);
    expect(textsOf(await room.seen('general', 'ana'))).toEqual(['fine']);
    expect(await room.find('general', 'x')).toBeNull();
  });

  it('is taken from a page that follows also where it was erased before anybody looked at the store again', async () => {
    vi.useFakeTimers();
    const store = createMemoryStore(() => 0);
    const rows = store.workspace('web', 'playground');
    const room = createRoom(rows, () => 0);
    await room.add(said('a', 'stays', { author: 'ben', whose: 'ben' }));
    const page = follower('ben');
    const leave = room.follow('general', page);
    await vi.advanceTimersByTimeAsync(1_100);
    await room.add(said('b', 'goes at once'));
    await rows.erase('ana');
    await vi.advanceTimersByTimeAsync(2_200);
    expect([page.heard, page.fates]).toEqual([['a', 'b'], ['erased']]);
    leave();
  });
});
