import { describe, expect, it } from 'vitest';
import { plainLimits } from '../src/adapters/discord/limits.ts';
import { announce, putUp, redraw, type Wall } from '../src/core/announce.ts';
import { NotYet } from '../src/core/errors.ts';
import type { Announcer } from '../src/core/ports.ts';
import { type Block, plainText, type Reply, text } from '../src/core/reply.ts';
import { createMemoryStore } from '../src/store/memory.ts';

/** A place that keeps its messages by id, knows what was put up under which key, and takes so many characters in one. */
function wallOf() {
  const standing = new Map<string, { words: string; key: string | null }>();
  const keys: string[] = [];
  const gone = new Error('gone');
  const refused = new Set<number>();
  const lost = new Set<number>();
  const wordsOf = (part: Reply): string => plainText(part)[0] as string;
  const must = (id: string): void => {
    if (!standing.has(id)) throw gone;
  };
  const wall: Wall = {
    limits: plainLimits,
    async put(part, key) {
      const nth = keys.push(key);
      if (refused.has(nth)) return null;
      standing.set(`m${nth}`, { words: wordsOf(part), key });
      if (lost.has(nth)) throw new Error('no answer');
      return [`m${nth}`];
    },
    find: async (key) => [...standing].find(([, each]) => each.key === key)?.[0] ?? null,
    async change(id, part, key) {
      must(id);
      standing.set(id, { words: wordsOf(part), key });
    },
    async remove(id) {
      must(id);
      standing.delete(id);
    },
    isGone: (error) => error === gone,
  };
  let kept = '';
  return {
    wall,
    standing,
    /** The keys under which something was put up, in order. */
    keys,
    /** What is put up as the nth is not taken, or taken without our being told. */
    refuse: (nth: number) => void refused.add(nth),
    lose: (nth: number) => void lost.add(nth),
    shown: () => [...standing.values()].map(({ words }) => words).join(''),
    post: (blocks: Block[], isUnsure = false) => putUp(blocks, { key: 'k', isUnsure }, wall),
    /** Draws what was kept last. */
    async draw(blocks: Block[], message = kept) {
      kept = message;
      const drawn = await redraw(message, blocks, wall, async (more) => {
        kept = more;
      });
      kept = drawn ?? message;
      return drawn;
    },
  };
}

const long = (letter: string, messages: number) => [text(letter.repeat(messages * 2_000))];

describe('a message of our own that takes several', () => {
  it('is posted in parts, changed in place, and shrinks', async () => {
    const { post, draw, shown } = wallOf();
    const message = (await post(long('a', 3))) ?? '';
    expect([message.split(','), shown()]).toEqual([['m1', 'm2', 'm3'], 'aaa']);
    expect([await draw(long('b', 3), message), shown()]).toEqual(['m1,m2,m3', 'bbb']);
    expect([await draw(long('c', 1)), shown()]).toEqual(['m1', 'c']);
    expect([await draw(long('d', 1)), shown()]).toEqual(['m1', 'd']);
  });

  it.each(['m1', 'm2', 'm3'])('is taken away as a whole where somebody deleted a part of it: %s', async (part) => {
    const { post, draw, standing, shown } = wallOf();
    const message = (await post(long('a', 3))) ?? '';
    standing.delete(part);
    expect([await draw(long('b', 3), message), shown()]).toEqual([null, '']);
  });

  it('goes on below when it has grown, and stays as it was when the platform did not answer', async () => {
    const { wall, post, draw, shown } = wallOf();
    const message = (await post(long('a', 2))) ?? '';
    const fails = { ...wall, change: () => Promise.reject(new Error('no answer')) };
    await expect(redraw(message, long('b', 2), fails, expect.unreachable)).rejects.toThrow('no answer');
    expect(shown()).toBe('aa');
    expect([await draw(long('b', 4), message), shown()]).toEqual(['m1,m2,m3,m4', 'bbbb']);
    expect([await draw(long('c', 3)), shown()]).toEqual(['m1,m2,m3', 'ccc']);
  });

  it('grows, shrinks and grows under other keys each time: a platform may take the same key for the message it had', async () => {
    const { post, draw, keys, shown } = wallOf();
    await draw(long('b', 3), (await post(long('a', 1))) ?? '');
    await draw(long('c', 1));
    expect([await draw(long('d', 3)), shown()]).toEqual(['m1,m4,m5', 'ddd']);
    expect(new Set(keys).size).toBe(5);
  });

  it.each([
    ['as long', 3, 'm1,m2,m3'],
    ['longer', 4, 'm1,m2,m3,m4'],
    ['shorter', 2, 'm1,m2'],
    ['as short as before', 1, 'm1'],
  ])('that grew, and nobody knows how far, is completed by the next try: %s by then', async (_, messages, then) => {
    const { post, draw, lose, shown } = wallOf();
    const message = (await post(long('a', 1))) ?? '';
    lose(3);
    await expect(draw(long('b', 3), message)).rejects.toThrow('no answer');
    expect(shown()).toBe('bbb');
    expect([await draw(long('c', messages)), shown()]).toEqual([then, 'c'.repeat(messages)]);
  });

  it('that grew only in part is completed under the same keys, and looked for as long as that is tried', async () => {
    const { post, draw, wall, keys, lose, shown } = wallOf();
    const message = (await post(long('a', 1))) ?? '';
    lose(2);
    await expect(draw(long('b', 3), message)).rejects.toThrow('no answer');
    const { put } = wall;
    wall.put = async (_part, key) => {
      keys.push(key);
      throw new Error('no answer');
    };
    await expect(draw(long('c', 3))).rejects.toThrow('no answer');
    wall.put = put;
    expect([await draw(long('d', 3)), shown()]).toEqual(['m1,m2,m4', 'ddd']);
    expect(keys[3]).toBe(keys[2]);
  });

  it.each(['m1', 'm2'])('that grew, and nobody knows how far, leaves nothing where %s was deleted meanwhile', async (part) => {
    const { post, draw, standing, lose, shown } = wallOf();
    const message = (await post(long('a', 2))) ?? '';
    lose(3);
    await expect(draw(long('b', 3), message)).rejects.toThrow('no answer');
    standing.delete(part);
    expect([await draw(long('c', 3)), shown()]).toEqual([null, '']);
  });

  it('is not there where a part of it is refused, and leaves nothing', async () => {
    const { post, refuse, shown } = wallOf();
    refuse(2);
    expect([await post(long('a', 3)), shown()]).toEqual([null, '']);
  });

  it('is not drawn where a further part is refused, and leaves nothing', async () => {
    const { post, draw, refuse, shown } = wallOf();
    const message = (await post(long('a', 1))) ?? '';
    refuse(3);
    expect([await draw(long('b', 3), message), shown()]).toEqual([null, '']);
  });

  it.each([3, 2, 1])('that may have been posted is changed to what is true now, which takes %i', async (messages) => {
    const { post, lose, shown } = wallOf();
    lose(2);
    await expect(post(long('a', 2))).rejects.toThrow('no answer');
    expect((await post(long('b', messages), true))?.split(',').slice(0, 2)).toEqual(['m1', 'm2'].slice(0, messages));
    expect(shown()).toBe('b'.repeat(messages));
  });

  it.each(['m1', 'm2'])('that may stand there leaves nothing where %s is deleted before it is changed', async (part) => {
    const { wall, post, standing, lose, shown } = wallOf();
    lose(2);
    await expect(post(long('a', 2))).rejects.toThrow('no answer');
    const { find } = wall;
    wall.find = async (key) => {
      const id = await find(key);
      if (id === part) standing.delete(part);
      return id;
    };
    expect([await post(long('b', 2), true), shown()]).toEqual([null, '']);
  });

  it('says where only a part went out, also where it is known when to go on', async () => {
    const { wall, post } = wallOf();
    const { put } = wall;
    const notYet = new NotYet(1);
    wall.put = (part, key) => (key === 'k.1' ? Promise.reject(notYet) : put(part, key));
    await expect(post(long('a', 2))).rejects.toThrow('only a part went out');
    wall.put = () => Promise.reject(notYet);
    await expect(post(long('a', 2))).rejects.toBe(notYet);
  });
});

describe('what is announced', () => {
  /** A platform that, for what is put up under a key it knows, gives the message it had, and puts up nothing. */
  const set = () => {
    const { wall, ...more } = wallOf();
    const had = new Map<string, string[]>();
    const { put } = wall;
    wall.put = async (part, key) => {
      const ids = had.get(key) ?? (await put(part, key));
      if (ids) had.set(key, ids);
      return ids;
    };
    const post: Announcer['post'] = async (_to, blocks, once) => {
      const message = await putUp(blocks, once, wall);
      return message === null ? null : { message, link: null };
    };
    const rows = createMemoryStore(Date.now).workspace('p', 'w');
    const to = { platform: 'p', workspace: 'w', channel: 'c', thread: null };
    return {
      ...more,
      wall,
      post,
      announce: (blocks: Block[], by = post) => announce(rows, { post: by }, { to, name: 'vote' }, blocks),
    };
  };

  it('stands there at the next try where a part of it was refused before', async () => {
    const { announce, refuse, shown } = set();
    refuse(2);
    expect([await announce(long('a', 2)), shown()]).toEqual([null, '']);
    expect([await announce(long('b', 2)), shown()]).toEqual([{ message: 'm3,m4', link: null }, 'bb']);
  });

  it('is changed where an earlier try left it, and put up anew where somebody deletes it just then', async () => {
    const { wall, post, announce, standing, shown } = set();
    const dies: Announcer['post'] = (...message) => post(...message).then(() => Promise.reject(new Error('no answer')));
    await expect(announce(long('a', 1), dies)).rejects.toThrow('no answer');
    expect([(await announce(long('b', 1)))?.message, shown()]).toEqual(['m1', 'b']);
    const { change } = wall;
    wall.change = async (id, ...to) => {
      standing.delete('m1');
      return change(id, ...to);
    };
    expect([(await announce(long('c', 1)))?.message, shown()]).toEqual(['m2', 'c']);
  });
});
