import { describe, expect, it } from 'vitest';
import { setReview } from '../../src/core/decisions/archive.ts';
import { type Change, castBallot, changeVote, editEvery } from '../../src/core/decisions/desk.ts';
import { createVoteHandlers } from '../../src/core/decisions/jobs.ts';
import { outcomeSentences } from '../../src/core/decisions/outcome.ts';
import { allDecisions, findVote } from '../../src/core/decisions/rows.ts';
import type { Vote } from '../../src/core/decisions/vote.ts';
import { NotYet } from '../../src/core/errors.ts';
import { jobOn } from '../../src/core/jobs.ts';
import type { Address, Store } from '../../src/core/ports.ts';
import { type Block, plainBlock } from '../../src/core/reply.ts';
import { atDesk } from '../../src/core/transaction.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { beginVote, castVote, day, noon } from '../support/votes.ts';

const at = { platform: 'p', workspace: 'w' };
const begin = (store: Store, change: Partial<Vote> = {}) => beginVote(store, at, change);
const cast = (store: Store, id: string, user: string, option: string, now = noon) => castVote(store, at, id, user, option, now);
const change = (store: Store, id: string, what: Change, now = noon) =>
  atDesk(store, at, (desk) => changeVote(desk, id, what, now));

describe('what a vote asks for later', () => {
  const set = (change: Partial<Vote> = {}) => {
    let now = noon;
    const store = createMemoryStore(() => now);
    const sent: { deed: string; to: Address; said: string; message: string }[] = [];
    const gone = new Set<string>();
    const lost = new Set<string>();
    const unsure: boolean[] = [];
    const keys: string[] = [];
    const closed = new Set<string>();
    const said = (blocks: Block[]): string => blocks.map(plainBlock).join('\n');
    const announcer = {
      privateClicks: true,
      peopleIn: async (): Promise<string[] | 'many' | null> => null,
      async post(to: Address, blocks: Block[], { key, isUnsure }: { key: string; isUnsure: boolean }) {
        unsure.push(isUnsure);
        keys.push(key);
        if ('channel' in to && closed.has(to.channel)) return null;
        const message = `m${sent.length}`;
        sent.push({ deed: 'post', to, said: said(blocks), message });
        if (lost.delete(message)) throw new Error('its answer got lost');
        return { message, link: `https://chat.example/${message}` };
      },
      async edit(to: Address, message: string, blocks: Block[], _keep: (message: string) => Promise<void>) {
        if (gone.has(message)) return null;
        sent.push({ deed: 'edit', to, said: said(blocks), message });
        return message;
      },
    };
    const handlers = createVoteHandlers({ store, clock: () => now, announcers: { p: announcer } });
    const run = (name: string, id: string) => handlers[name === 'vote-deadline' ? name : jobOn('p', name)]?.({ ...at, id }, 0);
    return {
      store,
      sent,
      gone,
      lost,
      unsure,
      keys,
      closed,
      announcer,
      handlers,
      run,
      begin: () => begin(store, change),
      at(time: number) {
        now = time;
      },
    };
  };

  it('posts one message and edits it: many votes at once are one edit', async () => {
    const { store, sent, handlers, begin, at } = set();
    const { id } = await begin();
    await store.jobs.start(handlers);
    await expect.poll(() => sent.length).toBe(1);
    await Promise.all(Array.from({ length: 50 }, (_, person) => cast(store, id, `p${person}`, 'o1')));
    at(noon + editEvery);
    await cast(store, id, 'last', 'o1', noon + editEvery);
    await expect.poll(() => sent.length).toBe(2);
    await store.jobs.stop(1_000);
    expect(sent.map(({ deed }) => deed)).toEqual(['post', 'edit']);
    expect(sent[1]?.said).toMatch(/51 voted/);
    expect(sent[1]?.said).not.toMatch(/51 people|100%/);
  });

  it('posts it again where somebody deleted it', async () => {
    const { sent, gone, run, begin } = set();
    const { id } = await begin();
    await run('vote-board', id);
    gone.add('m0');
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.map(({ deed, message }) => [deed, message])).toEqual([
      ['post', 'm0'],
      ['post', 'm1'],
      ['edit', 'm1'],
    ]);
  });

  it('looks for a message whose answer got lost, also if somebody voted meanwhile', async () => {
    const { store, lost, unsure, handlers, begin } = set();
    lost.add('m0');
    await store.jobs.start(handlers);
    const { id } = await begin();
    await expect.poll(() => unsure).toEqual([false]);
    await expect.poll(() => store.jobs.backlog()).toMatchObject({ busy: 0 });
    await cast(store, id, 'ana', 'o1');
    await expect.poll(() => unsure).toEqual([false, true]);
    await store.jobs.stop(1_000);
  });

  it('is told at the next try which parts the last one began; if the message is gone, each further try posts it under the same key', async () => {
    const { announcer, lost, unsure, keys, run, begin } = set();
    const { id } = await begin();
    await run('vote-board', id);
    const asked: string[] = [];
    announcer.edit = async (_to, message, _blocks, keep) => {
      asked.push(message);
      await keep('m0,?more');
      if (asked.length === 2) throw new Error('no answer');
      return null;
    };
    for (const each of ['m1', 'm2']) lost.add(each);
    for (let time = 0; time < 3; time += 1) await expect(run('vote-board', id)).rejects.toThrow();
    expect(asked).toEqual(['m0', 'm0,?more', 'm0,?more']);
    expect([keys[2], unsure]).toEqual([keys[1], [false, false, true]]);
  });

  it('posts what was refused under another key the next time, since nothing of it was left', async () => {
    const { closed, keys, run, begin, at } = set();
    const { id, channel } = await begin();
    closed.add(channel);
    await run('vote-board', id);
    closed.clear();
    at(noon + 1);
    await run('vote-board', id);
    const posted = keys.filter((key) => key.startsWith('vote:'));
    expect([posted.length, new Set(posted).size]).toEqual([2, 2]);
  });

  it('tells whoever started it, once and in private, where it may not post; and posts once it may', async () => {
    const { sent, closed, run, begin } = set();
    const { id, channel, starter } = await begin();
    closed.add(channel);
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.map(({ to, said }) => ['user' in to && to.user, said])).toEqual([
      [starter.id, expect.stringMatching(/is running, but its message was refused where you started it/)],
    ]);
    closed.clear();
    await run('vote-board', id);
    expect(sent[1]).toMatchObject({ deed: 'post', to: { channel } });
  });

  it('leads nobody to a message that was deleted and could not be posted again', async () => {
    const { sent, gone, closed, run, begin } = set({ voters: ['ana'] });
    const { id, channel } = await begin();
    await run('vote-board', id);
    gone.add('m0');
    closed.add(channel);
    await run('vote-board', id);
    await run('vote-reminder', id);
    expect(sent.at(-1)?.said).toMatch(/^You have not voted yet/);
    expect(sent.at(-1)?.said).not.toContain('Go to the vote');
    closed.clear();
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.slice(-2).map(({ deed }) => deed)).toEqual(['post', 'edit']);
  });

  it('closes at the deadline, also when nothing ran then, and links the record to the thread', async () => {
    const { store, sent, run, begin, at: go } = set();
    const { id } = await begin();
    await run('vote-board', id);
    await cast(store, id, 'ana', 'o1');
    expect(await run('vote-deadline', id)).toBe(noon + day);
    go(noon + 5 * day);
    expect(await run('vote-deadline', id)).toBeNull();
    expect(await run('vote-deadline', id)).toBeNull();
    await run('vote-board', id);
    await run('vote-board', id);
    expect(sent.map(({ deed }) => deed)).toEqual(['post', 'edit', 'post', 'edit']);
    expect(sent[1]?.said).toMatch(/Decided: Tea[\s\S]+Closed at the deadline/);
    expect(sent[2]?.said).toMatch(/^Decided: Tea \(What do we drink\?\)[\s\S]+Show ADR-0001/);
    const [record, ...others] = await allDecisions(store.workspace('p', 'w'));
    expect(others).toEqual([]);
    expect(record?.body).toContain('[this thread](https://chat.example/m0)');
  });

  it('says how it ended each time that it does, and once each time', async () => {
    const { store, sent, run, begin, at: go } = set();
    const { id } = await begin();
    await run('vote-board', id);
    for (const end of [noon + 1, noon + 2]) {
      go(end);
      await change(store, id, { do: 'close', by: null }, end);
      await run('vote-board', id);
      await run('vote-board', id);
      await change(store, id, { do: 'reopen' }, end);
    }
    expect(sent.filter(({ deed, said }) => deed === 'post' && /^Not decided: nobody voted/.test(said))).toHaveLength(2);
  });

  it('says that it is open again, once, since nobody is notified of an edit', async () => {
    const { store, sent, run, begin } = set();
    const { id } = await begin();
    await run('vote-board', id);
    await change(store, id, { do: 'cancel', by: { id: 'ana', name: 'Ana' } });
    await run('vote-board', id);
    await change(store, id, { do: 'reopen' });
    await run('vote-board', id);
    await cast(store, id, 'ben', 'o1');
    await run('vote-board', id);
    expect(sent.filter(({ deed }) => deed === 'post').map(({ said }) => said.split('\n')[0])).toEqual([
      'What do we drink?',
      'Cancelled: nothing was decided (What do we drink?)',
      'Open again until 2026-03-02 12:00 UTC: What do we drink?',
    ]);
  });

  it('reminds in private those who have not voted, once, and nobody after the close', async () => {
    const { store, sent, run, begin, at: go } = set({ voters: ['ana', 'ben', 'cy'] });
    const { id } = await begin();
    await cast(store, id, 'ben', 'o1');
    await run('vote-reminder', id);
    await run('vote-reminder', id);
    expect(sent.map(({ to }) => 'user' in to && to.user)).toEqual(['ana', 'cy']);
    expect(sent[0]?.said).toMatch(/You have not voted yet: What do we drink\?/);
    go(noon + 2 * day);
    await run('vote-reminder', id);
    expect(sent).toHaveLength(2);
  });

  it('shows whom it reminds of a proposal what they are to consent to', async () => {
    const proposal = { method: 'consent' as const, options: [{ id: 'o1', name: 'Tea at four', note: '' }] };
    const named = set({ ...proposal, voters: ['ben'] });
    await named.run('vote-reminder', (await named.begin()).id);
    const open = set(proposal);
    await open.run('vote-reminder', (await open.begin()).id);
    for (const { sent } of [named, open]) expect(sent[0]?.said).toMatch(/What do we drink\?[\s\S]+• Tea at four\n→ Consent\n/);
  });

  it('reminds in private who is in the channel of a vote for it, who may then vote from there', async () => {
    const { store, sent, run, begin, announcer } = set();
    announcer.peopleIn = async () => ['ana', 'ben', 'cy'];
    const { id } = await begin();
    await run('vote-people', id);
    await run('vote-board', id);
    expect(sent[0]?.said).toMatch(/0 of 3 voted/);
    await cast(store, id, 'ben', 'o1');
    await cast(store, id, 'guest', 'o1');
    await run('vote-reminder', id);
    await run('vote-reminder', id);
    expect(sent.slice(1).map(({ to }) => 'user' in to && to.user)).toEqual(['ana', 'cy']);
    expect(sent[1]?.said).toMatch(/You have not voted yet: What do we drink\?[\s\S]+→ Tea[\s\S]+Go to the vote: https:/);
    await atDesk(store, at, (desk) =>
      castBallot(desk, id, { user: 'cy', name: 'Cy', channel: 'direct' }, { choice: { o2: 1 }, reason: null }, noon),
    );
    await expect(
      atDesk(store, at, (desk) =>
        castBallot(desk, id, { user: 'eve', name: 'Eve', channel: 'direct' }, { choice: { o2: 1 }, reason: null }, noon),
      ),
    ).rejects.toThrow(/for the channel where it runs/);
    const closed = await change(store, id, { do: 'close', by: null });
    expect(outcomeSentences(closed)[0]).toBe('3 of 4 in the channel voted.');
  });

  it('reminds everybody, each once, also where the platform makes us wait in between', async () => {
    const { sent, run, begin, announcer } = set({ voters: ['ana', 'ben', 'cy'] });
    const { id } = await begin();
    const { post } = announcer;
    announcer.post = async (...message) => {
      if (sent.length === 1) throw new NotYet(noon + 30_000);
      return post(...message);
    };
    expect(await run('vote-reminder', id)).toBe(noon + 30_000);
    announcer.post = post;
    expect(await run('vote-reminder', id)).toBeNull();
    expect(sent.map(({ to }) => 'user' in to && to.user)).toEqual(['ana', 'ben', 'cy']);
  });

  it('offers below a vote that decided nothing what one may do about it', async () => {
    const { store, sent, run, begin } = set();
    const { id } = await begin();
    await run('vote-board', id);
    await cast(store, id, 'ana', 'o1');
    await cast(store, id, 'ben', 'o2');
    await change(store, id, { do: 'close', by: null });
    await run('vote-board', id);
    expect(sent.at(-1)?.said).toMatch(/^A tie between Tea and Coffee[\s\S]+→ Runoff: Tea or Coffee/);
  });

  it('tells everybody that an anonymous vote that is open again is empty', async () => {
    const { store, sent, run, begin } = set({ secrecy: 'anonymous', quorum: 3 });
    const { id } = await begin();
    await run('vote-board', id);
    await cast(store, id, 'ana', 'o1');
    await change(store, id, { do: 'close', by: null });
    await run('vote-board', id);
    expect(sent.at(-1)?.said).toMatch(/→ Start it again for a day/);
    await change(store, id, { do: 'reopen' });
    await run('vote-board', id);
    expect(sent.at(-1)?.said).toMatch(/^Open again, and empty, until .+\. Whoever voted has to vote again: What do we drink\?/);
  });

  it('leads to the record that stands where the vote is called off after it', async () => {
    const { store, sent, run, begin } = set();
    const { id } = await begin();
    await run('vote-board', id);
    await cast(store, id, 'ana', 'o1');
    await change(store, id, { do: 'close', by: null });
    await change(store, id, { do: 'reopen' });
    await change(store, id, { do: 'cancel', by: { id: 'ana', name: 'Ana' } }, noon + 1);
    await run('vote-board', id);
    expect(sent.at(-1)?.said).toMatch(/^Cancelled: ADR-0001 stands \(What do we drink\?\)\s+→ Show ADR-0001$/);
  });

  it('leads to the vote where a click in private would not reach it', async () => {
    const { sent, run, begin, announcer } = set({ voters: ['ana'] });
    announcer.privateClicks = false;
    const { id } = await begin();
    await run('vote-board', id);
    await run('vote-reminder', id);
    expect(sent[1]?.said).toMatch(/^You have not voted yet[^→]+Go to the vote: https:\/\/chat\.example\/m0$/);
  });

  it.each(['many', null] as const)(
    'reminds all at once, where they see it, and names nobody, where who is in the channel is: %s',
    async (people) => {
      const { store, sent, run, begin, announcer } = set();
      announcer.peopleIn = async () => people;
      const { id, channel } = await begin();
      await cast(store, id, 'ben', 'o1');
      await run('vote-reminder', id);
      await run('vote-reminder', id);
      expect(sent.map(({ to }) => 'channel' in to && to.channel)).toEqual([channel]);
      expect(sent[0]?.said).toMatch(/^Still open until .+: What do we drink\?\s+1 voted so far\.\s+→ Tea/);
      expect(sent[0]?.said).not.toMatch(/ben/);
    },
  );

  it('closes as soon as everybody in the channel has voted, where that is wanted', async () => {
    const { store, run, begin, announcer } = set({ ending: 'everyone' });
    announcer.peopleIn = async () => ['ana', 'ben'];
    const { id } = await begin();
    await cast(store, id, 'ana', 'o1');
    await run('vote-people', id);
    expect((await findVote(store.workspace('p', 'w'), id)).state).toBe('open');
    expect((await cast(store, id, 'ben', 'o1')).vote.state).toBe('closed');
    const other = await begin();
    for (const user of ['ana', 'ben']) await cast(store, other.id, user, 'o1');
    await run('vote-people', other.id);
    expect((await findVote(store.workspace('p', 'w'), other.id)).state).toBe('closed');
  });

  it('brings a decision back on the day that was set last, and not at all where the review was called off', async () => {
    const { store, sent, run, begin, at: go } = set({ reviewDays: 30 });
    const { id } = await begin();
    await cast(store, id, 'ana', 'o1');
    await change(store, id, { do: 'close', by: null });
    await atDesk(store, at, (desk) => setReview(desk, 1, noon + 90 * day, noon));
    go(noon + 30 * day);
    await run('decision-review', '1');
    expect(sent).toEqual([]);
    go(noon + 90 * day);
    await run('decision-review', '1');
    expect(sent[0]?.said).toMatch(/Time to look again at ADR-0001[\s\S]+Later/);
    await atDesk(store, at, (desk) => setReview(desk, 1, null, noon));
    await run('decision-review', '1');
    expect(sent).toHaveLength(1);
  });

  it('brings a decision back to its channel, unless another has taken its place', async () => {
    const { store, sent, run, at: go } = set();
    const decide = async (how: Partial<Vote>): Promise<void> => {
      const { id } = await begin(store, { reviewDays: 30, ...how });
      await cast(store, id, 'ana', 'o1');
      await change(store, id, { do: 'close', by: null });
    };
    await decide({});
    go(noon + 30 * day);
    await run('decision-review', '1');
    expect(sent.map(({ to, said }) => ['channel' in to && to.channel, said])).toEqual([
      ['c', expect.stringMatching(/Time to look again at ADR-0001\s+What do we drink\? {2}Tea\s/)],
    ]);
    await decide({ supersedes: 1 });
    await run('decision-review', '1');
    expect(sent).toHaveLength(1);
    await run('decision-review', '2');
    expect(sent.at(-1)?.said).toMatch(/Time to look again at ADR-0002/);
  });
});
