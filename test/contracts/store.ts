import { describe, expect, it } from 'vitest';
import type { Clock, Store } from '../../src/core/ports.ts';

/** The contract of a store. `open` gives an empty one that reads the clock it is handed. */
export function describeStore(name: string, open: (clock: Clock) => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    it('lets the first caller win a mark', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      expect(await rows.mark('k', 10)).toBe(true);
      expect(await Promise.all([rows.mark('k', 10), rows.mark('k', 10)])).toEqual([false, false]);
      expect(await rows.mark('other', 10)).toBe(true);
    });

    it('forgets a mark when its time is over', async () => {
      let now = 1_000;
      const rows = (await open(() => now)).workspace('p', 'w');
      await rows.mark('k', 10);
      now = 1_009;
      expect(await rows.mark('k', 10)).toBe(false);
      now = 1_010;
      expect(await rows.mark('k', 10)).toBe(true);
    });

    it('remembers the last value, a copy, until its time is over', async () => {
      let now = 0;
      const rows = (await open(() => now)).workspace('p', 'w');
      const value = { list: [1, { deep: 'é' }] };
      await rows.remember('k', { old: true }, 10, null);
      await rows.remember('k', value, 10, null);
      value.list.push(2);
      expect(await rows.recall('k')).toEqual({ list: [1, { deep: 'é' }] });
      expect(await rows.recall('other')).toBeNull();
      expect(await rows.mark('k', 10)).toBe(true);
      now = 10;
      expect(await rows.recall('k')).toBeNull();
    });

    it('forgets what was remembered, and nothing beside it', async () => {
      const store = await open(() => 0);
      const rows = store.workspace('p', 'w');
      const neighbour = store.workspace('p', 'x');
      for (const each of [rows, neighbour]) await each.remember('k', 'value', 10, 'ana');
      await rows.remember('k2', 'other', 10, null);
      await rows.mark('k', 10);
      await rows.forget('k');
      await rows.forget('never there');
      expect([await rows.recall('k'), await rows.recall('k2'), await neighbour.recall('k')]).toEqual([null, 'other', 'value']);
      expect(await rows.mark('k', 10)).toBe(false);
      await rows.remember('k', 'again', 10, null);
      expect(await rows.recall('k')).toBe('again');
      expect(await rows.erase('ana')).toBe(0);
    });

    it('keeps values by kind and key, the newest change first', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      await rows.keep('rating', 'a', { vote: 1 }, null);
      await rows.keep('rating', 'b', { vote: 2 }, null);
      await rows.keep('rating', 'a', { vote: 3 }, null);
      await rows.keep('rating x', 'a', 'another kind', null);
      expect(await rows.kept('rating')).toEqual([{ vote: 3 }, { vote: 2 }]);
      expect(await rows.kept('gap')).toEqual([]);
    });

    it('finds and drops what is kept under a key, or a whole kind', async () => {
      const store = await open(() => 0);
      const rows = store.workspace('p', 'w');
      for (const key of ['a', 'b', 'c']) await rows.keep('vote', key, { key }, null);
      await rows.keep('vote x', 'a', 'another kind', null);
      await store.workspace('p', 'x').keep('vote', 'a', 'a neighbour', null);
      expect(await rows.find('vote', 'b')).toEqual({ key: 'b' });
      expect(await rows.find('vote', 'd')).toBeNull();
      expect(await rows.findAll('vote', ['c', 'd', 'a', 'c'])).toEqual([{ key: 'c' }, null, { key: 'a' }, { key: 'c' }]);
      expect(await rows.findAll('vote', [])).toEqual([]);
      await rows.drop('vote', 'b');
      await rows.drop('vote', 'd');
      expect([await rows.find('vote', 'b'), await rows.kept('vote')]).toEqual([null, [{ key: 'c' }, { key: 'a' }]]);
      await rows.drop('vote', null);
      expect(await rows.kept('vote')).toEqual([]);
      expect(await rows.kept('vote x')).toEqual(['another kind']);
      expect(await store.workspace('p', 'x').find('vote', 'a')).toBe('a neighbour');
    });

    it('keeps workspaces and platforms apart, whatever their ids contain', async () => {
      const store = await open(() => 0);
      await store.workspace('p', 'w').mark('k', 10);
      await store.workspace('p', 'w').remember('k', 'secret', 10, null);
      await store.workspace('p', 'w').keep('kind', 'k', 'secret', null);
      for (const [platform, workspace] of [
        ['p', 'x'],
        ['q', 'w'],
        ['p","w', ''],
        ['', 'p","w'],
      ] as const) {
        expect(await store.workspace(platform, workspace).recall('k')).toBeNull();
        expect(await store.workspace(platform, workspace).kept('kind')).toEqual([]);
        expect(await store.workspace(platform, workspace).mark('k', 10)).toBe(true);
      }
    });

    it('lets one of many callers at once win a mark, also when it has expired', async () => {
      let now = 0;
      const rows = (await open(() => now)).workspace('p', 'w');
      for (now of [0, 10]) {
        const won = await Promise.all(Array.from({ length: 50 }, () => rows.mark('k', 10)));
        expect(won.filter(Boolean)).toHaveLength(1);
      }
    });

    it('gives back what JSON can carry, as it was', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      const big = { rows: Array.from({ length: 20_000 }, (_, id) => ({ id, text: `"${'é👩🏽‍🚀'.repeat(4)}"` })) };
      for (const value of [null, true, 0, -1.5e-7, '', [], {}, 'NUL \0, half \ud83d, line\n\u2028, %s $1 ? \\ \' "', big]) {
        await rows.remember('k', value, 10, null);
        await rows.keep('kind', 'k', value, null);
        expect(await rows.recall('k')).toEqual(value);
        expect(await rows.kept('kind')).toEqual([value]);
      }
      await rows.remember('k', undefined, 10, null);
      expect(await rows.recall('k')).toBeNull();
    });

    it('tells keys apart by every character', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      const keys = [
        '',
        ' ',
        'k',
        'K',
        'k ',
        "k'",
        'k"',
        'k`',
        'k\\',
        'k%',
        '_',
        '?',
        '$1',
        '👍🏽',
        '👍',
        'é',
        'e\u0301',
        "'; drop table marks; --",
      ];
      for (const key of keys) {
        expect(await rows.mark(key, 10), key).toBe(true);
        await rows.remember(key, key, 10, null);
        await rows.keep('kind', key, key, null);
        await rows.keep(`kind ${key}`, 'k', key, null);
      }
      for (const key of keys) {
        expect(await rows.recall(key)).toBe(key);
        expect(await rows.kept(`kind ${key}`)).toEqual([key]);
      }
      expect(await rows.kept('kind')).toEqual(keys.toReversed());
    });

    it('takes a key with a NUL in it, from whoever made that up', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w\0');
      await rows.remember('k\0', 'value', 10, 'ana\0');
      await rows.keep('kind\0', 'k\0', 'value', 'ana\0');
      expect([await rows.mark('k\0', 10), await rows.recall('k\0'), await rows.find('kind\0', 'k\0')]).toEqual([
        true,
        'value',
        'value',
      ]);
      expect(await rows.erase('ana\0')).toBe(2);
    });

    it('loses none of many changes at once, and lists them the same way each time', async () => {
      const rows = (await open(() => 0)).workspace('p', 'w');
      const votes = Array.from({ length: 50 }, (_, vote) => vote);
      await Promise.all(votes.map((vote) => rows.keep('vote', `voter ${vote}`, vote, null)));
      await rows.keep('vote', 'voter 7', 7, null);
      const kept = await rows.kept('vote');
      expect(kept[0]).toBe(7);
      expect(kept.toSorted((a, b) => Number(a) - Number(b))).toEqual(votes);
      expect(await rows.kept('vote')).toEqual(kept);
    });

    it('shows every row of a workspace, and of no other, whatever their number', async () => {
      const store = await open(() => 0);
      const rows = store.workspace('p', 'w');
      for (let index = 0; index < 600; index += 1) {
        await rows.keep(`kind ${index % 2}`, String(index), index, null);
        await rows.remember(String(index), { index }, 10, null);
      }
      await rows.keep('', '', 'no key', null);
      await rows.remember('', 'no key', 10, 'ana');
      await rows.mark('k', 10);
      await store.workspace('p', 'x').keep('kind', 'k', 'secret', null);
      await store.workspace('q', 'w').remember('k', 'secret', 10, null);
      const found = await Array.fromAsync(rows.rows());
      expect(found).toHaveLength(1_202);
      expect(new Set(found.map(({ kind, key }) => JSON.stringify([kind, key]))).size).toBe(1_202);
      expect(found).toEqual(
        expect.arrayContaining([
          { kind: 'kind 1', key: '7', value: 7, user: null, expires: null },
          { kind: null, key: '7', value: { index: 7 }, user: null, expires: 10 },
          { kind: null, key: '', value: 'no key', user: 'ana', expires: 10 },
          { kind: '', key: '', value: 'no key', user: null, expires: null },
        ]),
      );
    });

    it('erases what is one person’s, and leaves the rest', async () => {
      const store = await open(() => 0);
      const rows = store.workspace('p', 'w');
      await rows.keep('vote', 'a', 'of ana', 'ana');
      await rows.keep('vote', 'b', 'of ben', 'ben');
      await rows.keep('vote', 'c', 'was of ana', 'ana');
      await rows.keep('vote', 'c', 'is nobody’s', null);
      await rows.remember('a', 'of ana', 10, 'ana');
      await rows.remember('a', 'still of ana', 10, null);
      await rows.remember('b', 'of ben', 10, 'ana');
      await rows.remember('b', 'of ben', 10, 'ben');
      await rows.mark('k', 10);
      const neighbour = store.workspace('p', 'x');
      await neighbour.keep('vote', 'a', 'of another ana', 'ana');
      expect(await rows.erase('ana')).toBe(2);
      expect(await rows.kept('vote')).toEqual(['is nobody’s', 'of ben']);
      expect(await rows.recall('a')).toBeNull();
      expect(await rows.recall('b')).toBe('of ben');
      expect(await rows.mark('k', 10)).toBe(false);
      expect(await neighbour.kept('vote')).toEqual(['of another ana']);
      expect(await rows.erase('ana')).toBe(0);
    });

    it('erases a whole workspace, and no other', async () => {
      const store = await open(() => 0);
      const [rows, ...others] = (
        [
          ['p', 'w'],
          ['p', 'x'],
          ['q', 'w'],
        ] as const
      ).map(([platform, workspace]) => store.workspace(platform, workspace));
      for (const each of [rows, ...others]) {
        await each?.mark('k', 10);
        await each?.remember('k', 'value', 10, 'ana');
        await each?.keep('kind', 'k', 'value', null);
      }
      expect(await rows?.erase(null)).toBe(3);
      expect(await Array.fromAsync(rows?.rows() ?? [])).toEqual([]);
      expect(await rows?.mark('k', 10)).toBe(true);
      for (const other of others) {
        expect(await Array.fromAsync(other.rows())).toHaveLength(2);
        expect(await other.mark('k', 10)).toBe(false);
      }
    });

    it('answers a ping', async () => {
      expect(await (await open(() => 0)).ping()).toBeUndefined();
    });

    it('closes, also twice', async () => {
      const store = await open(() => 0);
      await store.workspace('p', 'w').mark('k', 10);
      await store.close();
      await store.close();
    });
  });
}

/** What holds besides where several stores share a database. `create` makes an empty one and gives the way to open a store on it. */
export function describeSharedStore(name: string, create: () => Promise<(clock: Clock) => Promise<Store>>): void {
  describe(`shared store contract: ${name}`, () => {
    it('lets one of 50 callers at once win a mark over two stores, also when it has expired', async () => {
      const open = await create();
      let now = 0;
      const stores = await Promise.all([open(() => now), open(() => now)]);
      for (now of [0, 10]) {
        const won = await Promise.all(
          Array.from({ length: 50 }, (_, index) => (stores[index % 2] as Store).workspace('p', 'w').mark('k', 10)),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
      }
    });

    it('shows a change to the other store at once', async () => {
      const open = await create();
      const [one, other] = (await Promise.all([open(() => 0), open(() => 0)])).map((store) => store.workspace('p', 'w'));
      await one?.keep('kind', 'a', 1, null);
      await other?.keep('kind', 'b', 2, null);
      await one?.keep('kind', 'a', 3, null);
      await other?.remember('k', 'value', 10, null);
      expect(await other?.kept('kind')).toEqual([3, 2]);
      expect(await one?.recall('k')).toBe('value');
    });

    it('has everything after it was closed and opened again', async () => {
      const open = await create();
      let now = 0;
      const store = await open(() => now);
      const before = store.workspace('p', 'w');
      await before.mark('k', 10);
      await before.remember('k', { deep: ['é👍🏽'] }, 10, null);
      await before.keep('kind', 'a', 1, null);
      await before.keep('kind', 'b', 2, null);
      await store.close();
      const after = (await open(() => now)).workspace('p', 'w');
      expect(await after.mark('k', 10)).toBe(false);
      expect(await after.recall('k')).toEqual({ deep: ['é👍🏽'] });
      await after.keep('kind', 'a', 3, null);
      expect(await after.kept('kind')).toEqual([3, 2]);
      now = 10;
      expect(await after.mark('k', 10)).toBe(true);
      expect(await after.recall('k')).toBeNull();
    });
  });
}
