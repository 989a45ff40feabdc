import { describe, expect, it } from 'vitest';
import { plainLimits } from '../src/adapters/discord/limits.ts';
import { putUp, redraw, type Wall } from '../src/core/announce.ts';
import { plainText, type Reply, text } from '../src/core/reply.ts';

/** A place that keeps its messages by id, and takes so many characters in one. */
function wallOf() {
  const standing = new Map<string, string>();
  const gone = new Error('gone');
  const wordsOf = (part: Reply): string => plainText(part)[0] as string;
  const must = (id: string): void => {
    if (!standing.has(id)) throw gone;
  };
  const wall: Wall = {
    limits: plainLimits,
    async put(part, key) {
      standing.set(key, wordsOf(part));
      return [key];
    },
    async change(id, part) {
      must(id);
      standing.set(id, wordsOf(part));
    },
    async remove(id) {
      must(id);
      standing.delete(id);
    },
    isGone: (error) => error === gone,
  };
  return { wall, standing, shown: () => [...standing.values()].join('') };
}

const long = (letter: string, messages: number) => [text(letter.repeat(messages * 2_000))];

describe('a message of our own that takes several', () => {
  it('is put up in parts, changed in place, and shrinks', async () => {
    const { wall, shown } = wallOf();
    const message = (await putUp(long('a', 3), 'k', wall)) ?? '';
    expect([message.split(','), shown()]).toEqual([['k.0', 'k.1', 'k.2'], 'aaa']);
    expect([await redraw(message, long('b', 3), wall), shown()]).toEqual(['k.0,k.1,k.2', 'bbb']);
    expect([await redraw(message, long('c', 1), wall), shown()]).toEqual(['k.0', 'c']);
    expect([await redraw('k.0', long('d', 1), wall), shown()]).toEqual(['k.0', 'd']);
  });

  it.each(['k.0', 'k.1', 'k.2'])('is taken away as a whole where somebody deleted a part of it: %s', async (part) => {
    const { wall, standing, shown } = wallOf();
    const message = (await putUp(long('a', 3), 'k', wall)) ?? '';
    standing.delete(part);
    expect([await redraw(message, long('b', 3), wall), shown()]).toEqual([null, '']);
  });

  it('goes on below where it has grown, and stands as it was where the platform did not say', async () => {
    const { wall, shown } = wallOf();
    const message = (await putUp(long('a', 2), 'k', wall)) ?? '';
    const fails = { ...wall, change: () => Promise.reject(new Error('no answer')) };
    await expect(redraw(message, long('b', 2), fails)).rejects.toThrow('no answer');
    expect(shown()).toBe('aa');
    expect([await redraw(message, long('b', 4), wall), shown()]).toEqual(['k.0,k.1,k.0.2,k.0.3', 'bbbb']);
    expect([await redraw('k.0,k.1,k.0.2,k.0.3', long('c', 3), wall), shown()]).toEqual(['k.0,k.1,k.0.2', 'ccc']);
  });

  it('is not there where a part of it is refused', async () => {
    const { wall } = wallOf();
    expect(
      await putUp(long('a', 2), 'k', { ...wall, put: async (part, key) => (key === 'k.1' ? null : wall.put(part, key)) }),
    ).toBeNull();
  });
});
