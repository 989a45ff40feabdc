import { describe, expect, it } from 'vitest';
import type { Clock, Store } from '../../src/core/ports.ts';

/** The contract of installations. `open` gives an empty store that reads the clock it is handed. */
export function describeInstallations(name: string, open: (clock: Clock) => Promise<Store>): void {
  describe(`installations contract: ${name}`, () => {
    it('finds what was saved last, in its workspace and platform alone', async () => {
      const store = await open(() => 0);
      const all = store.installations('p');
      await all.save('w', { token: 'old' });
      await all.save('w', { token: 'é👍🏽', more: [1, null] });
      expect(await all.find('w')).toEqual({ token: 'é👍🏽', more: [1, null] });
      expect(await all.find('x')).toBeNull();
      expect(await store.installations('q').find('w')).toBeNull();
      expect(await Array.fromAsync(store.workspace('p', 'w').rows())).toEqual([]);
      await store.workspace('p', 'w').erase(null);
      expect(await all.find('w')).not.toBeNull();
    });

    it('forgets an installation, but not one that is newer', async () => {
      let now = 1_000;
      const all = (await open(() => now)).installations('p');
      await all.save('w', 'first');
      await all.save('x', 'other');
      expect(await all.erase('w', 999)).toBe(false);
      expect(await all.find('w')).toBe('first');
      expect([await all.erase('w', 1_000), await all.erase('w', 1_000)]).toEqual([true, false]);
      expect(await all.find('w')).toBeNull();
      now = 2_000;
      await all.save('w', 'second');
      await all.update('w', async () => 'second, renewed');
      await all.erase('w', 1_500);
      expect([await all.find('w'), await all.find('x')]).toEqual(['second, renewed', 'other']);
    });

    it('lets callers change one in turn, each handed what the one before made of it', async () => {
      const all = (await open(Date.now)).installations('p');
      await all.save('w', 0);
      const handed: unknown[] = [];
      const results = await Promise.all(
        Array.from({ length: 5 }, () =>
          all.update('w', async (count) => {
            handed.push(count);
            await new Promise(setImmediate);
            return Number(count) + 1;
          }),
        ),
      );
      expect(handed).toEqual([0, 1, 2, 3, 4]);
      expect(results.toSorted()).toEqual([1, 2, 3, 4, 5]);
      expect(await all.find('w')).toBe(5);
    });

    it('changes nothing where there is nothing, or where the change fails', async () => {
      const all = (await open(Date.now)).installations('p');
      expect(await all.update('w', async () => 'made up')).toBeNull();
      await all.save('w', 'kept');
      await expect(all.update('w', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await all.update('w', async (kept) => `${kept}, then changed`)).toBe('kept, then changed');
    });

    it('keeps what was installed anew, or erased, while a change was under way', async () => {
      let now = 0;
      const all = (await open(() => now)).installations('p');
      await all.save('w', 'old');
      const renewed = all.update('w', async () => {
        now = 1;
        await all.save('w', 'new');
        return 'old, renewed';
      });
      expect(await renewed).toBe('new');
      const late = all.update('w', async () => {
        await all.erase('w', now);
        return 'back from the dead';
      });
      expect(await late).toBeNull();
      expect(await all.find('w')).toBeNull();
    });
  });
}

/** What holds besides where several stores share a database. `create` makes an empty one and gives the way to open a store on it. */
export function describeSharedInstallations(name: string, create: () => Promise<(clock: Clock) => Promise<Store>>): void {
  describe(`shared installations contract: ${name}`, () => {
    it('lets callers of two stores change one in turn', async () => {
      const open = await create();
      const both = (await Promise.all([open(Date.now), open(Date.now)])).map((store) => store.installations('p'));
      await both[0]?.save('w', []);
      let inside = 0;
      const work = async (list: unknown): Promise<unknown> => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise(setImmediate);
        inside -= 1;
        return [...(list as number[]), 1];
      };
      await Promise.all([...both, ...both].map((all) => all.update('w', work)));
      expect(await both[1]?.find('w')).toEqual([1, 1, 1, 1]);
    });

    it('takes over from a process that died over its change, and drops what that one still says', async () => {
      const open = await create();
      let now = 0;
      const [dead, living] = (await Promise.all([open(() => now), open(() => now)])).map((store) => store.installations('p'));
      await dead?.save('w', 'before');
      let wake = (_value: unknown): void => {};
      let isTaken = (): void => {};
      const taken = new Promise<void>((resolve) => {
        isTaken = resolve;
      });
      const stuck = dead?.update('w', () => {
        isTaken();
        return new Promise((resolve) => {
          wake = resolve;
        });
      });
      await taken;
      now = 60_000;
      expect(await living?.update('w', async (value) => `${value}, taken over`)).toBe('before, taken over');
      wake('late');
      expect(await stuck).toBe('before, taken over');
    });
  });
}
