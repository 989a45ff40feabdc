import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { startApi } from './api.ts';
import { clickBody, form, mentionBody, send, signedHeaders, startProcess, wait } from './process.ts';

const log = { info() {}, warn() {}, error() {} };

/** Clicks on "Helpful" by one person after another, while the process is killed with -9 at random: which of those acknowledged are kept. */
export async function benchFeedback(kind: 'sqlite' | 'postgres', kills: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  const postgres = kind === 'postgres' ? await startPostgres() : null;
  const file = join(folder, 'tiebreak.db');
  const url = (await postgres?.createDatabase()) ?? null;
  const api = await startApi();
  const env = { SLACK_API_URL: api.url, ...(url ? { DATABASE_URL: url } : { TIEBREAK_DATABASE: file }) };
  const port = await freePort();
  let process = await startProcess(env, undefined, port);
  const question = mentionBody('EvAsked', '1600000000.000100');
  const answered = api.next('1600000000.000100');
  await send(port, question, signedHeaders(question));
  await answered;

  const acknowledged = new Set<string>();
  const counts = { clicks: 0, killed: 0 };
  for (; counts.killed < kills; counts.killed += 1) {
    let isKilled = false;
    const clicking = Array.from({ length: 4 }, async () => {
      while (!isKilled) {
        counts.clicks += 1;
        const user = `U${counts.clicks}`;
        const body = clickBody(`trigger.${user}`, user, 'EvAsked', api.url);
        const status = await send(port, body, signedHeaders(body, form)).catch(() => 0);
        if (status === 200) acknowledged.add(user);
      }
    });
    await wait(300 * Math.random());
    await process.kill();
    isKilled = true;
    await Promise.all(clicking);
    process = await startProcess(env, undefined, port);
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
  await api.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
  return {
    store: kind,
    ...counts,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((user) => !found.has(user)).length,
    doubled: kept.length - found.size,
  };
}
