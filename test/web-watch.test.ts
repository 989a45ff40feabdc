import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWatch } from '../src/adapters/web/watch.ts';

afterEach(() => void vi.useRealTimers());

/** Something that many follow: counts how often it is read. */
function watched() {
  vi.useFakeTimers();
  const state = { now: 'one', reads: 0, isAway: false };
  const read = async (): Promise<string> => {
    state.reads += 1;
    if (state.isAway) throw new Error('away');
    return state.now;
  };
  const watch = createWatch(1_000);
  return { state, follow: (listener: (now: string) => void, key = 'votes') => watch.follow(key, read, listener) };
}

describe('a watch', () => {
  it('reads once for however many follow, and tells each what is new', async () => {
    const { state, follow } = watched();
    const heard = Array.from({ length: 50 }, () => [] as string[]);
    for (const each of heard) follow((now) => each.push(now));
    await vi.advanceTimersByTimeAsync(5_500);
    expect(state.reads).toBe(6);
    state.now = 'two';
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard).toEqual(heard.map(() => ['one', 'two']));
  });

  it('tells who comes late what stands, and reads nothing once nobody follows', async () => {
    const { state, follow } = watched();
    const [late] = [[] as string[]];
    const first = follow(() => {});
    await vi.advanceTimersByTimeAsync(100);
    const second = follow((now) => late.push(now));
    expect(late).toEqual(['one']);
    first();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state.reads).toBe(2);
    second();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.reads).toBe(2);
    follow((now) => late.push(now));
    await vi.advanceTimersByTimeAsync(100);
    expect([state.reads, late]).toEqual([3, ['one', 'one']]);
  });

  it('goes on after what cannot be read, and keeps different things apart', async () => {
    const { state, follow } = watched();
    const [heard, other] = [[] as string[], [] as string[]];
    state.isAway = true;
    follow((now) => heard.push(now));
    await vi.advanceTimersByTimeAsync(2_500);
    state.isAway = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard).toEqual(['one']);
    follow((now) => other.push(now), 'something else');
    await vi.advanceTimersByTimeAsync(100);
    expect([heard, other]).toEqual([['one'], ['one']]);
  });
});
