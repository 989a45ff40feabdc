import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { columns } from '../metrics.ts';
import { startApi } from './api.ts';
import { clickBody, form, mentionBody, prepareProcess, send, signedHeaders, wait } from './process.ts';

const log = { info() {}, warn() {}, error() {} };

/** Little to learn from, so that a process is soon up. */
const pack = join(import.meta.dirname, '../../test/packs/breakfast');
/** How many processes are loaded ahead, while one serves. */
const standbys = 3;

/** Clicks on "Helpful" by one person after another, while the process is killed with -9 at random: which of those acknowledged are kept. */
export async function benchFeedback(kind: 'sqlite' | 'postgres', kills: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  const postgres = kind === 'postgres' ? await startPostgres() : null;
  const file = join(folder, 'tiebreak.db');
  const url = (await postgres?.createDatabase()) ?? null;
  const api = await startApi();
  const env = { SLACK_API_URL: api.url, TIEBREAK_PACK: pack, ...(url ? { DATABASE_URL: url } : { TIEBREAK_DATABASE: file }) };
  const port = await freePort();
  const ahead = Array.from({ length: standbys }, () => prepareProcess(env, port));
  const next = () => {
    ahead.push(prepareProcess(env, port));
    return (ahead.shift() as (typeof ahead)[number]).start();
  };
  const began = performance.now();
  let process = await next();
  const question = mentionBody('EvAsked', '1600000000.000100', 'which breakfast is quickest?');
  const answered = api.next('1600000000.000100');
  await send(port, question, signedHeaders(question));
  await answered;

  const acknowledged = new Set<string>();
  const counts = { clicks: 0, killed: 0 };
  for (; counts.killed < kills; counts.killed += 1) {
    let isKilled = false;
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const clicking = Array.from({ length: 4 }, async () => {
      while (!isKilled) {
        counts.clicks += 1;
        const user = `U${counts.clicks}`;
        const body = clickBody(`trigger.${user}`, user, 'EvAsked', api.url);
        const status = await send(port, body, signedHeaders(body, form)).catch(() => 0);
        if (status !== 200) continue;
        acknowledged.add(user);
        hear();
      }
    });
    await Promise.race([heard, wait(30_000)]); // a process that was just started is not worth killing before it took anything
    await wait(300 * Math.random());
    await process.kill();
    isKilled = true;
    await Promise.all(clicking);
    process = await next();
  }
  const read = async (): Promise<string[]> => {
    const store = await openStore({ url, file, key: null, oldKey: null }, { clock: Date.now, log });
    const rows = (await store.workspace('slack', 'T1').kept('rating')) as { user: string }[];
    await store.close();
    return rows.map(({ user }) => user);
  };
  let kept: string[] = [];
  for (const limit = performance.now() + 120_000; performance.now() < limit; await wait(1_000)) {
    kept = await read();
    const found = new Set(kept);
    if ([...acknowledged].every((user) => found.has(user))) break;
  }
  const found = new Set(kept);
  await process.kill();
  for (const each of ahead) each.kill();
  await api.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
  const data = {
    store: kind,
    ...counts,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((user) => !found.has(user)).length,
    doubled: kept.length - found.size,
    seconds: Math.round((performance.now() - began) / 1_000),
  };
  const text = columns([
    ['', 'found', 'wanted'],
    ['clicks acknowledged and lost', data.lost, 0],
    ['clicks stored twice', data.doubled, 0],
  ]);
  return { data, text: `${data.acknowledged} clicks acknowledged, ${data.killed} kill -9, ${data.seconds} s\n${text}` };
}
