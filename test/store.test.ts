import { expect, it } from 'vitest';
import { createMemoryStore } from '../src/store/memory.ts';
import { describeStore } from './contracts/store.ts';

describeStore('memory', async (clock) => createMemoryStore(clock));

it('stays in constant memory: the oldest marks go first', async () => {
  const rows = createMemoryStore(() => 0).workspace('p', 'w');
  for (let index = 0; index < 50_001; index += 1) await rows.mark(String(index), 10);
  expect(await rows.isMarked('0')).toBe(false);
  expect(await rows.isMarked('1')).toBe(true);
});
