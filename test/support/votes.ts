import { castBallot, startVote } from '../../src/core/decisions/desk.ts';
import { allVotes } from '../../src/core/decisions/rows.ts';
import { type Action, type Ballot, type Choice, defaultRules, type Person, type Vote } from '../../src/core/decisions/vote.ts';
import type { Intent } from '../../src/core/intent.ts';
import type { Store } from '../../src/core/ports.ts';
import { atDesk } from '../../src/core/transaction.ts';

export const day = 86_400_000;
/** 2026-03-01 12:00 UTC. */
export const noon = Date.UTC(2026, 2, 1, 12);

/** A vote on tea, coffee or water, open for a day. */
export const voteOf = (change: Partial<Vote> = {}): Vote => ({
  ...defaultRules,
  id: '1',
  question: 'What do we drink?',
  context: '',
  options: ['Tea', 'Coffee', 'Water'].map((name, at) => ({ id: `o${at + 1}`, name, note: '' })),
  method: 'single',
  ground: { drivers: [], pros: {}, source: '' },
  channel: 'c',
  thread: 't',
  isPrivate: false,
  present: null,
  starter: { id: 'ana', name: 'Ana' },
  started: noon,
  deadline: noon + day,
  state: 'open',
  ended: null,
  result: null,
  record: null,
  supersedes: null,
  stands: null,
  runoff: null,
  rounds: [],
  reopened: null,
  ...change,
});

/** Ballots of people named by their place: `p1`, `p2`. */
export const ballotsOf = (...choices: (Choice | [Choice, string])[]): Ballot[] =>
  choices.map((each, at) => {
    const [choice, reason] = Array.isArray(each) ? each : [each, ''];
    return { user: `p${at + 1}`, name: `p${at + 1}`, choice, reason };
  });

/** The end of a vote on these ballots. */
export const closing = (by: Person | null, ballots: Ballot[]): Action => ({
  do: 'close',
  by,
  ballots,
  names: ballots.map(({ name }) => String(name)),
});

/** The ids of the votes of a store, in the order in which they were first asked for. */
const known = new WeakMap<Store, string[]>();

/** A click on the nth vote of the test's workspace (from 1); on none at all where there are fewer. */
export const on = (nth: number, deed: string, more: Record<string, string> = {}) => {
  return async (store: Store): Promise<Intent> => {
    const before = known.get(store) ?? [];
    const found = (await allVotes(store.workspace('test', 'w'))).map(({ id }) => id).filter((id) => !before.includes(id));
    if (found.length > 1) throw new Error('Which of these votes was first? Click one before the next begins.');
    const ids = [...before, ...found];
    known.set(store, ids);
    return { verb: 'vote', args: { id: ids[nth - 1] ?? 'none', do: deed, ...more } };
  };
};

type At = { platform: string; workspace: string };

/** A vote that runs in a workspace of a store. */
export const beginVote = (store: Store, at: At, change: Partial<Vote> = {}): Promise<Vote> =>
  atDesk(store, at, (desk) => startVote(desk, voteOf(change)));

/** What somebody chooses in it. */
export const castVote = (store: Store, at: At, id: string, user: string, option: string, now: number) =>
  atDesk(store, at, (desk) =>
    castBallot(desk, id, { user, name: user, channel: 'c' }, { choice: { [option]: 1 }, reason: null }, now),
  );
