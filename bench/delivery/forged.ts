import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../test/support/random.ts';
import { columns } from '../metrics.ts';
import { startApi } from './api.ts';
import { clickBody, commandBody, form, mentionBody, send, signedHeaders, startProcess } from './process.ts';

const junk: unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  ' ',
  '\0',
  'x'.repeat(5_000),
  '<@U1>',
  [],
  [[]],
  {},
  { toString: 1 },
  true,
  '__proto__',
];

/** A value with one thing in it, at any depth, taken out or changed to something of another kind. */
function spoil(value: unknown, random: () => number): unknown {
  const pick = <Item>(all: Item[]): Item => all[Math.floor(random() * all.length)] as Item;
  if (typeof value !== 'object' || value === null || random() < 0.2) return pick(junk);
  const copy = structuredClone(value) as Record<string, unknown>;
  const key = pick(Object.keys(copy));
  if (key === undefined) return pick(junk);
  if (random() < 0.3) delete copy[key];
  else copy[key] = spoil(copy[key], random);
  return copy;
}

/** A process's memory, in MB. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;

/** Badly signed requests, then signed malformed ones, then bodies of 20 MB. `seed` makes the malformed ones. */
export async function benchForged(count: number, seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  const api = await startApi();
  const process = await startProcess({
    SLACK_API_URL: api.url,
    TIEBREAK_DATABASE: join(folder, 'tiebreak.db'),
    LOG_LEVEL: 'fatal',
  });
  const random = seeded(seed);
  const statuses: Record<'forged' | 'malformed' | 'large', Record<string, number>> = { forged: {}, malformed: {}, large: {} };
  const note = (kind: keyof typeof statuses, status: number): void => {
    statuses[kind][status] = (statuses[kind][status] ?? 0) + 1;
  };
  const many = async (work: (index: number) => Promise<void>): Promise<void> => {
    let next = 0;
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let index = next++; index < count; index = next++) await work(index);
      }),
    );
  };

  await many(async (index) => {
    const body = mentionBody(`Ev${index}`, '1.1');
    const headers = signedHeaders(body);
    const signature = headers['x-slack-signature'] as string;
    const at = 3 + Math.floor(random() * 64);
    const other = signature[at] === '0' ? '1' : '0';
    const forged = [
      { 'x-slack-signature': signature.slice(0, at) + other + signature.slice(at + 1) },
      { 'x-slack-signature': signature.slice(0, at) },
      { 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1_000) + (random() < 0.5 ? -302 : 302)) },
      { 'x-slack-signature': `v1${signature.slice(2)}` },
    ][index % 4];
    note('forged', await send(process.port, body, { ...headers, ...forged } as Record<string, string>));
  });
  await many(async (index) => {
    const click = JSON.parse(new URLSearchParams(clickBody(`t${index}`, 'U1', 'Ev', api.url)).get('payload') as string);
    const command = Object.fromEntries(new URLSearchParams(commandBody(`t${index}`, api.url)));
    const whole = [JSON.parse(mentionBody(`M${index}`, '1.1')), click, command][index % 3];
    let spoiled = spoil(whole, random);
    if (random() < 0.5) spoiled = spoil(spoiled, random);
    const text = JSON.stringify(spoiled) ?? '';
    const cut = random() < 0.2 ? text.slice(0, Math.floor(random() * text.length)) : text;
    const isForm = index % 3 !== 0;
    const body = isForm
      ? new URLSearchParams(index % 3 === 1 ? { payload: cut } : { command: '/tiebreak', text: cut }).toString()
      : cut;
    note('malformed', await send(process.port, body, signedHeaders(body, isForm ? form : 'application/json')));
  });
  const before = memoryOf(process.pid);
  let peak = before;
  for (let index = 0; index < 20; index += 1) {
    note('large', await sendLarge(process.port));
    peak = Math.max(peak, memoryOf(process.pid));
  }
  const good = mentionBody('EvGood', '1.1');
  const isAlive = !process.hasEnded() && (await send(process.port, good, signedHeaders(good))) === 200;
  await process.kill();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
  const memory = { before: Math.round(before), peak: Math.round(peak) };
  const found = (kind: keyof typeof statuses): string =>
    Object.entries(statuses[kind])
      .map(([status, times]) => `${times} x ${status}`)
      .join(', ');
  const text = columns([
    ['', 'found', 'wanted'],
    ['badly signed', found('forged'), 'all 401'],
    ['signed, malformed', found('malformed'), 'no 5xx'],
    ['20 MB', found('large'), 'all 413'],
    ['memory before and at most, MB', `${memory.before}, ${memory.peak}`, 'flat'],
    ['serves on', isAlive ? 'yes' : 'no', 'yes'],
  ]);
  return { data: { seed, statuses, isAlive, memory }, text };
}

/** 20 MB of blanks, as fast as they are taken. */
const sendLarge = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, path: '/slack/events', method: 'POST' }, (response) => {
      resolve(response.statusCode ?? 0);
      sending.destroy();
    });
    sending.on('error', reject);
    const chunk = Buffer.alloc(65_536, 0x20);
    let left = 320;
    const more = (): void => {
      while (left > 0) {
        left -= 1;
        if (!sending.write(chunk)) return void sending.once('drain', more);
      }
      sending.end();
    };
    more();
  });
