import { describe, expect, it } from 'vitest';
import type { Clock, Store } from '../../src/core/ports.ts';

/** The contract of a store. `open` gives an empty one that reads the clock it is handed. */
export function describeStore(name: string, open: (clock: Clock) => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    it('lets the first caller win a mark', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      expect(await Promise.all([rows.mark('k', 10), rows.mark('k', 10), rows.mark('k', 10)])).toEqual([true, false, false]);
      expect(await rows.isMarked('k')).toBe(true);
      expect(await rows.isMarked('other')).toBe(false);
    });

    it('forgets a mark when its time is over', async () => {
      let now = 1_000;
      const rows = (await open(() => now)).workspace('p', 'w');
      await rows.mark('k', 10);
      now = 1_009;
      expect(await rows.isMarked('k')).toBe(true);
      now = 1_010;
      expect(await rows.isMarked('k')).toBe(false);
      expect(await rows.mark('k', 10)).toBe(true);
    });

    it('remembers the last value, a copy, until its time is over', async () => {
      let now = 0;
      const rows = (await open(() => now)).workspace('p', 'w');
      const value = { list: [1, { deep: 'é' }] };
      await rows.remember('k', { old: true }, 10);
      await rows.remember('k', value, 10);
      value.list.push(2);
      expect(await rows.recall('k')).toEqual({ list: [1, { deep: 'é' }] });
      expect(await rows.recall('other')).toBeNull();
      expect(await rows.isMarked('k')).toBe(false);
      now = 10;
      expect(await rows.recall('k')).toBeNull();
    });

    it('keeps values by kind and key, the newest change first', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      await rows.keep('rating', 'a', { vote: 1 });
      await rows.keep('rating', 'b', { vote: 2 });
      await rows.keep('rating', 'a', { vote: 3 });
      await rows.keep('rating x', 'a', 'another kind');
      expect(await rows.kept('rating')).toEqual([{ vote: 3 }, { vote: 2 }]);
      expect(await rows.kept('gap')).toEqual([]);
    });

    it('keeps workspaces and platforms apart, whatever their ids contain', async () => {
      const store = await open(() => 0);
      await store.workspace('p', 'w').mark('k', 10);
      await store.workspace('p', 'w').remember('k', 'secret', 10);
      await store.workspace('p', 'w').keep('kind', 'k', 'secret');
      for (const [platform, workspace] of [
        ['p', 'x'],
        ['q', 'w'],
        ['p","w', ''],
        ['', 'p","w'],
      ] as const) {
        expect(await store.workspace(platform, workspace).isMarked('k')).toBe(false);
        expect(await store.workspace(platform, workspace).recall('k')).toBeNull();
        expect(await store.workspace(platform, workspace).kept('kind')).toEqual([]);
        expect(await store.workspace(platform, workspace).mark('k', 10)).toBe(true);
      }
    });
  });
}
