import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPack } from '../../src/packs/load.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { columns } from '../metrics.ts';
import { type Api, startApi } from './api.ts';
import { commandBody, form, mentionBody, type Process, send, signedHeaders, startProcess, wait } from './process.ts';

/** Of each entry of the pack the first phrasing, in turn: as many questions as a team asks in a while, each of them once in so many. */
const { pack } = await loadPack(join(import.meta.dirname, '../../knowledge/django-vs-flask'));
const questions = pack?.entries.flatMap(({ asked }) => asked.slice(0, 1)) ?? [];

let uses = 0;
const ask = async (port: number, api: Api): Promise<void> => {
  uses += 1;
  const body = commandBody(`trigger.${uses}`, api.url, questions[uses % questions.length]);
  const status = await send(port, body, signedHeaders(body, form));
  if (status !== 200) throw new Error(`a command got ${status}`);
};

/** Requests a second with `clients` at once, taking turns over the ports. */
async function rate(ports: number[], clients: number, seconds: number, api: Api): Promise<number> {
  let done = 0;
  const end = performance.now() + 1_000 * seconds;
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      while (performance.now() < end) {
        await ask(ports[index % ports.length] as number, api);
        done += 1;
      }
    }),
  );
  return done / seconds;
}

/** How many times as long the open loop runs: in a few seconds one pause of 50 ms is the slowest hundredth. */
const longer = 4;

/** How many commands a process answers before it is measured: so many it takes until V8 has compiled what it runs. */
const warmUp = 5_000;

async function warm(port: number, api: Api): Promise<void> {
  let left = warmUp;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (left-- > 0) await ask(port, api);
    }),
  );
}

const quantile = (times: number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(part * (times.length - 1))] ?? 0;
const percent = (value: number): number => Math.round(100 * value) / 100;
const rounded = (value: number): number => Math.round(10 * value) / 10;

/** Time to the acknowledgement in ms, at so many requests a second whatever the answers take. */
async function openLoop(port: number, perSecond: number, seconds: number, api: Api) {
  const times: number[] = [];
  const all: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = began + (1_000 * index) / perSecond;
    if (due > performance.now()) await wait(due - performance.now());
    all.push(ask(port, api).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(all);
  return { p50: rounded(quantile(times, 0.5)), p99: rounded(quantile(times, 0.99)) };
}

/** A mention to its posted reply, one at a time, in ms: our own time and the loopback's. */
async function latency(port: number, api: Api, count: number) {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    uses += 1;
    const thread = `${1_700_000_000 + uses}.000100`;
    const body = mentionBody(`EvLatency${uses}`, thread);
    const answered = api.next(thread);
    const began = performance.now();
    await send(port, body, signedHeaders(body));
    times.push((await answered).at - began);
  }
  return { p50: rounded(quantile(times, 0.5)), p99: rounded(quantile(times, 0.99)) };
}

/** Processor time of each process of the machine so far, in s, with the name of its program; empty where there is no /proc. */
function processorTimes(): Map<string, { name: string; seconds: number }> {
  const found = new Map<string, { name: string; seconds: number }>();
  if (process.platform !== 'linux') return found;
  for (const pid of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: user and system time stand 12th and 13th after the name, in ticks of 10 ms
      const [, name = '', rest = ''] = /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      const fields = rest.split(' ');
      found.set(pid, { name, seconds: (Number(fields[11]) + Number(fields[12])) / 100 });
    } catch {} // it has ended meanwhile
  }
  return found;
}

/** How many cores each party kept busy while `work` ran: what limits us where more processes do not serve more. */
async function coresTaken<Result>(ours: Process[], work: () => Promise<Result>) {
  const before = processorTimes();
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1_000;
  const cores = { processes: 0, postgres: 0, clients: 0, others: 0 };
  for (const [pid, { name, seconds: now }] of processorTimes()) {
    const spent = (now - (before.get(pid)?.seconds ?? 0)) / seconds;
    if (ours.some((each) => String(each.pid) === pid)) cores.processes += spent;
    else if (name === 'postgres') cores.postgres += spent;
    else if (pid === String(process.pid)) cores.clients += spent;
    else cores.others += spent;
  }
  return { result, cores: Object.fromEntries(Object.entries(cores).map(([who, taken]) => [who, percent(taken)])) };
}

/** Settles once nothing on the machine works besides us: a process that has just started checks its pack. After 20 s at the latest. */
async function settled(): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) {
    const { cores } = await coresTaken([], () => wait(1_000));
    if ((cores.others ?? 0) + (cores.postgres ?? 0) < 0.1) return;
  }
}

/** The whole app beside a Bolt app that only acknowledges, and what a mention takes to its posted reply. */
export async function benchThroughput(seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  const postgres = await startPostgres();
  const api = await startApi();
  const url = await postgres.createDatabase();
  // The first mentions find a process that has only just started; the later ones one that nothing else goes on beside.
  const quick: Data['latency'] = {};
  const startAlone = async (name: string, env: Record<string, string>): Promise<Process> => {
    const started = await startProcess({ SLACK_API_URL: api.url, ...env });
    const first = await latency(started.port, api, 50);
    await settled();
    quick[name] = { first, later: await latency(started.port, api, 200) };
    return started;
  };
  const sqlite = await startAlone('sqlite', { TIEBREAK_DATABASE: join(folder, 'tiebreak.db') });
  const pair: [Process, Process] = [
    await startAlone('postgres', { DATABASE_URL: url }),
    await startProcess({ SLACK_API_URL: api.url, DATABASE_URL: url }),
  ];
  const bolt = await startProcess({}, [join(import.meta.dirname, 'bolt.ts')]);
  await settled();
  const all = { bolt: [bolt.port], sqlite: [sqlite.port], postgres: [pair[0].port] };
  const rows: Data['rows'] = [];
  const calm = async (): Promise<void> => {
    for (let before = -1; before !== api.posted.length; ) {
      before = api.posted.length;
      await wait(1_000);
    }
  };
  for (const { port } of [bolt, sqlite, ...pair]) await warm(port, api);
  await calm();
  for (const clients of [1, 10, 50]) {
    const found = { bolt: 0, sqlite: 0, postgres: 0 };
    for (const [name, ports] of Object.entries(all)) {
      await rate(ports, clients, seconds / 4, api);
      found[name as keyof typeof found] = Math.round(await rate(ports, clients, seconds, api));
      await calm();
    }
    const ratio = {
      sqlite: percent(found.sqlite / found.bolt),
      postgres: percent(found.postgres / found.bolt),
    };
    rows.push({ clients, ...found, ratio });
  }
  const open: Data['openLoop'] = {};
  for (const [name, [port]] of Object.entries(all)) {
    open[name] = await openLoop(port as number, 300, longer * seconds, api);
    await calm();
  }
  const one = Math.round(await rate([pair[0].port], 50, seconds, api));
  await calm();
  const both = await coresTaken(pair, () => rate([pair[0].port, pair[1].port], 50, seconds, api));
  const two = Math.round(both.result);
  for (const each of [bolt, sqlite, ...pair]) await each.kill();
  await api.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
  const data = {
    cores: availableParallelism(),
    latency: quick,
    rows,
    openLoop: open,
    processes: { one, two, ratio: percent(two / one), coresTaken: both.cores },
  };
  return { data, text: toText(data) };
}

type Quantiles = { p50: number; p99: number };
type Data = {
  cores: number;
  latency: Record<string, { first: Quantiles; later: Quantiles }>;
  rows: { clients: number; bolt: number; sqlite: number; postgres: number; ratio: { sqlite: number; postgres: number } }[];
  openLoop: Record<string, Quantiles>;
  processes: { one: number; two: number; ratio: number; coresTaken: Record<string, number> };
};

function toText({ cores, latency, rows, openLoop, processes }: Data): string {
  const rates = columns([
    ['/tiebreak ask, requests a second', 'Bolt', 'SQLite', 'of Bolt', 'Postgres', 'of Bolt', 'wanted'],
    ...rows.map(({ clients, bolt, sqlite, postgres, ratio }) => [
      `${clients} at once`,
      bolt,
      sqlite,
      ratio.sqlite,
      postgres,
      ratio.postgres,
      0.8,
    ]),
  ]);
  const times = columns([
    ['ms', 'p50', 'p99', 'wanted'],
    ...Object.entries(openLoop).map(([name, { p50, p99 }]) => [
      `300 a second, ${name}`,
      p50,
      p99,
      name === 'bolt' ? '' : 'p99 < 10',
    ]),
    ...Object.entries(latency).flatMap(([name, { first, later }]) => [
      [`mention to posted reply, ${name}, just started`, first.p50, first.p99, ''],
      [`mention to posted reply, ${name}`, later.p50, later.p99, '< 50'],
    ]),
  ]);
  const { one, two, ratio, coresTaken } = processes;
  const taken = Object.entries(coresTaken).map(([who, share]) => `${who} ${share}`);
  const busy = Object.values(coresTaken).reduce((sum, share) => sum + share, 0);
  const limit = busy > 0.9 * cores ? `all ${cores} cores are busy` : `${percent(busy)} of ${cores} cores are busy`;
  return `${rates}\n${times}\ntwo processes on one Postgres: ${two} requests a second, one: ${one}; ${ratio} times as many (wanted 1.6); ${limit}: ${taken.join(', ')}\n`;
}
