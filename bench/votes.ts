import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { closeIfDue, startVote } from '../src/core/decisions/desk.ts';
import { allDecisions, findVote } from '../src/core/decisions/rows.ts';
import { defaultRules, type Vote } from '../src/core/decisions/vote.ts';
import { atDesk } from '../src/core/transaction.ts';
import { openStore } from '../src/store/open.ts';

const log = { info() {}, warn() {}, error() {} };
const at = { platform: 'p', workspace: 'w' };
const noGround = { drivers: [], pros: {}, source: '' };

/** How long after the deadline a vote may be closed: processes must start again and find the job that a killed one held. In ms. */
const patience = 30_000;

/** What people tried to choose and what was acknowledged, so that it can be held against what was counted. */
export function createLedger() {
  const [tries, acks] = [new Map<string, string[]>(), new Map<string, number>()];
  let acknowledged = 0;
  return {
    tried: (user: string, option: string): void => void tries.set(user, [...(tries.get(user) ?? []), option]),
    acknowledged(user: string): void {
      acknowledged += 1;
      acks.set(user, (tries.get(user)?.length ?? 1) - 1);
    },
    count: () => acknowledged,
    people: () => acks.size,
    /** Those whose stored choice is neither the last acknowledged one nor one that was asked for after it and may have been stored. */
    lost({ result }: Pick<Vote, 'result'>): string[] {
      const stored = new Map(result?.choices?.map(({ name, chose }) => [name, chose[0] ?? '']));
      return [...acks].flatMap(([user, last]) => {
        const possible = tries.get(user)?.slice(last) ?? [];
        return possible.includes(stored.get(user) ?? '-') ? [] : [user];
      });
    },
  };
}

/** What became of a vote. `posts`: by their keys, as a platform counts them, without the reminder, which a kill may swallow. `lost`: people whose stored choice is not the last acknowledged one (or one that was asked for after it and may have been stored). */
type VoteRun = {
  people: number;
  kills: number;
  acknowledged: number;
  counted: number;
  lost: string[];
  records: number;
  /** How long the vote stayed open after its deadline while a process was there to close it, in ms; null if nobody did. */
  closedAfter: number | null;
  /** How long after that the thread was told how it ended, in ms; null if it was not. */
  toldAfter: number | null;
  posts: number;
  edits: number;
  seconds: number;
  mostEditsAMinute: number;
};

/**
 * People voting over two processes on one database, which are killed again and again, until the deadline.
 * @param place a Postgres address or a file for SQLite; empty for a file of its own. On SQLite only the first process does jobs, as it is meant
 */
export async function runVotes({
  place,
  people,
  kills,
  seconds,
}: {
  place: string;
  people: number;
  kills: number;
  seconds: number;
}): Promise<VoteRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tiebreak-votes-'));
  const where = place || join(folder, 'votes.db');
  const isPostgres = where.startsWith('postgres:');
  const open = () =>
    openStore({ url: isPostgres ? where : null, file: where, key: null, oldKey: null }, { clock: Date.now, log });
  const store = await open();
  const started = Date.now();
  const deadline = started + seconds * 1_000;
  const options = ['Tea', 'Coffee', 'Water'].map((name, index) => ({ id: 'abc'.charAt(index), name, note: '' }));
  const { id } = await atDesk(store, at, (desk) =>
    startVote(desk, {
      ...defaultRules,
      question: 'What do we drink?',
      context: '',
      options,
      method: 'single',
      ground: noGround,
      channel: 'c',
      thread: 't',
      isPrivate: false,
      present: null,
      starter: { id: 'u0', name: 'u0' },
      started,
      deadline,
      supersedes: null,
      rounds: [],
    }),
  );
  const ledger = createLedger();
  const messages: { deed: string; key: string; time: number }[] = [];
  let readyAt = 0;
  const read = (line: string): void => {
    const [deed = '', user = '', option = ''] = line.split(' ');
    if (deed === 'ready') readyAt = Date.now();
    if (deed === 'post' || deed === 'edit') messages.push({ deed, key: user, time: Number(option) });
    if (deed === 'try') ledger.tried(user, option);
    if (deed === 'ack') ledger.acknowledged(user);
  };
  const half = Math.ceil(people / 2);
  let turn = 0;
  const begin = (which: number) => {
    turn += 7;
    const [first, count] = which === 0 ? [0, half] : [half, people - half];
    const args = [where, id, first, count, turn, which === 0 || isPostgres ? 'yes' : 'no'].map(String);
    const child = spawn(process.execPath, [join(import.meta.dirname, 'vote-child.ts'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let rest = '';
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) read(line);
    });
    return { child, ended };
  };
  const running = [begin(0), begin(1)];
  // Everybody has voted once before the first kill: on a busy machine those of one process might otherwise never come to it.
  while (ledger.people() < people && Date.now() < deadline) await wait(50);
  const pause = (seconds * 900) / (kills + 1);
  let killed = 0;
  for (; killed < kills && Date.now() < deadline - 500; killed += 1) {
    await wait(pause * (0.5 + Math.random()));
    const which = killed % 2;
    running[which]?.child.kill('SIGKILL');
    await running[which]?.ended;
    running[which] = begin(which);
  }
  await wait(Math.max(0, deadline - Date.now()));
  const closed = async (): Promise<boolean> => (await findVote(store.workspace('p', 'w'), id)).state === 'closed';
  while (!(await closed()) && Date.now() < deadline + patience) await wait(50);
  const closedAfter = (await closed()) ? Math.max(0, Date.now() - Math.max(deadline, readyAt)) : null;
  const saysHowItEnded = () => messages.some(({ deed, key }) => deed === 'post' && key.startsWith('ended:'));
  const closedAt = Date.now();
  while (closedAfter !== null && !saysHowItEnded() && Date.now() < closedAt + patience) await wait(50);
  const toldAfter = saysHowItEnded() ? Date.now() - closedAt : null;
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  await atDesk(store, at, (desk) => closeIfDue(desk, id, Date.now())); // to count, whatever became of the job; closing twice changes nothing
  const [vote, records] = [await findVote(store.workspace('p', 'w'), id), await allDecisions(store.workspace('p', 'w'))];
  const edits = messages.filter(({ deed }) => deed === 'edit').map(({ time }) => time);
  await store.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); // a worker of the store may still be leaving
  return {
    people,
    kills: killed,
    acknowledged: ledger.count(),
    counted: vote.result?.voted ?? 0,
    lost: ledger.lost(vote),
    records: records.length,
    closedAfter,
    toldAfter,
    posts: new Set(messages.filter(({ deed, key }) => deed === 'post' && !key.startsWith('reminder:')).map(({ key }) => key))
      .size,
    edits: edits.length,
    mostEditsAMinute: Math.max(0, ...edits.map((time) => edits.filter((other) => other >= time && other < time + 60_000).length)),
    seconds,
  };
}

export async function benchVotes(run: Parameters<typeof runVotes>[0]): Promise<{ data: VoteRun; text: string }> {
  const data = await runVotes(run);
  const text = `${data.people} people over two processes, ${data.kills} kill -9, ${data.seconds} s: ${data.acknowledged} choices acknowledged, ${data.counted} people counted, ${data.lost.length} lost, ${data.closedAfter === null ? 'NOT closed' : `closed ${data.closedAfter} ms after it could be, ${data.toldAfter === null ? 'NOT told' : `told ${data.toldAfter} ms later`}`} with ${data.records} record(s), ${data.posts} post(s), ${data.edits} edits (${data.mostEditsAMinute} in a minute at most)\n`;
  return { data, text };
}
