import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/decisions/record.ts';
import { keepDecision, keepVote, nextNumber } from '../../src/core/decisions/rows.ts';
import type { Store, WorkspaceStore } from '../../src/core/ports.ts';
import { atDesk } from '../../src/core/transaction.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createTestBot, talk } from '../support/bot.ts';
import { noon, voteOf } from '../support/votes.ts';
import { openWebApp } from '../support/web-app.ts';

/** Years of decisions: what is read of them is what is shown. */

const recordOf = (number: number): Decision => ({
  number,
  title: `Which tea for floor ${number}?`,
  status: number === 3 ? { kind: 'superseded', by: 128, file: '0128-secret.md' } : { kind: 'accepted' },
  date: '2026-03-01',
  deciders: ['Ana'],
  body: '# Which tea?\n\n## Context\n\nThirst.\n',
  vote: `v${number}`,
  channel: 'c',
  thread: null,
  isPrivate: number > 125 && number < 129,
  readers: [],
});

/** 130 votes that are over, each with its record (126 to 128 of a private place), and one that runs. */
const decideMuch = (store: Store, at: { platform: string; workspace: string }): Promise<void> =>
  atDesk(store, at, async (desk) => {
    for (let number = 1; number <= 130; number += 1) {
      await keepVote(desk.rows, voteOf({ id: `v${number}`, state: 'closed', record: number }));
      await keepDecision(desk.rows, {
        ...recordOf(await nextNumber(desk)),
        ...(number > 125 && number < 129 ? { channel: 'x' } : {}),
      });
    }
    await keepVote(desk.rows, voteOf({ id: 'runs' }));
  });

/** The store, and how many votes and records were read from it since it was asked last. */
function counting(store: Store) {
  let count = 0;
  const isMeant = (kind: string): boolean => kind === 'vote' || kind === 'decision';
  const counted = (rows: WorkspaceStore): WorkspaceStore => ({
    ...rows,
    async kept(kind) {
      const all = await rows.kept(kind);
      if (isMeant(kind)) count += all.length;
      return all;
    },
    async findAll(kind, keys) {
      if (isMeant(kind)) count += keys.length;
      return rows.findAll(kind, keys);
    },
  });
  return {
    store: {
      ...store,
      workspace: (...own) => counted(store.workspace(...own)),
      transaction: (work) =>
        store.transaction((inside) => work({ ...inside, workspace: (...own) => counted(inside.workspace(...own)) })),
    } satisfies Store,
    count(): number {
      const before = count;
      count = 0;
      return before;
    },
  };
}

describe('many decisions', () => {
  it('are listed and searched, the newest first, without reading all of them', async () => {
    const { store, count } = counting(createMemoryStore(() => noon));
    await decideMuch(store, { platform: 'test', workspace: 'w' });
    const say = (words: string) => talk(createTestBot({ store, clock: () => noon })).says(words, { id: words });
    count();
    await say('decisions').sees((said) => {
      expect(said.match(/ADR-\d+/g)?.slice(0, 10)).toEqual(
        [130, 129, 125, 124, 123, 122, 121, 120, 119, 118].map((each) => `ADR-0${each}`),
      );
      expect(said).toContain('A vote is running');
      expect(said).toContain('There are older ones: search by a word, a status or a date.');
    });
    expect(count()).toBeLessThan(60);
    await say('decisions floor 12').getsReply(/ADR-0125[\s\S]+ADR-0012(?!\d)/);
    await say('decisions superseded').getsReply(/ADR-0003/);
    await say('decisions secret').getsReply(/^No decision here has that in it\. decisions lists all of them\.$/);
    await say('decisions 127').getsReply(/no decision of that number/);
    count();
    await say('decisions 7').getsReply(/floor 7/);
    expect(count()).toBeLessThan(5);
  });

  it('stand on pages of 50, each with a way to the older ones, also of what is filtered', async () => {
    const app = await openWebApp();
    try {
      await decideMuch(app.store, { platform: 'web', workspace: 'playground' });
      const get = async (path: string) => (await fetch(`${app.origin}${path}`)).text();
      const numbers = (page: string) => [...page.matchAll(/href="\/decisions\/(\d+)"/g)].map(([, number]) => Number(number));
      const next = (page: string) => /<a href="([^"]+)" rel="next">/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const first = await get('/decisions');
      expect(numbers(first)).toHaveLength(50);
      expect(numbers(first).slice(0, 3)).toEqual([130, 129, 125]);
      expect(first).toContain('Which tea for floor 130?');
      const second = await get(next(first));
      expect(numbers(second)[0]).toBe((numbers(first).at(-1) ?? 0) - 1);
      const last = await get(next(second));
      expect([...numbers(first), ...numbers(second), ...numbers(last)]).toHaveLength(127);
      expect(next(last)).toBe('');
      const filtered = await get('/decisions?words=tea&status=accepted');
      expect(numbers(await get(next(filtered)))).toHaveLength(50);
      const none = await get('/decisions?words=coffee');
      expect(none).toContain('None has that in it.');
      expect(none).toContain('value="coffee"');
      expect(await get('/decisions/3')).not.toContain('secret');
      expect((await fetch(`${app.origin}/decisions/127`)).status).toBe(404);
      expect((await fetch(`${app.origin}/decisions?below=x`)).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
