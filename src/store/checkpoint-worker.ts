import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const { file, long } = workerData as { file: string; long: number };
const database = new DatabaseSync(file, { timeout: 1_000 });
const [passive, restart] = ['passive', 'restart'].map((how) => database.prepare(`pragma wal_checkpoint(${how})`));

/** A page in the log with what stands before it; https://sqlite.org/walformat.html */
const frame = 4_096 + 24;

/** What is written while the log is brought into the file is less each time: once nothing is, the next writer begins it anew. */
const most = 4;

parentPort?.on('message', () => {
  let log = 0;
  for (let times = 0; times < most; times += 1) {
    const found = passive?.get() as { log: number; checkpointed: number };
    log = found.log === found.checkpointed ? 0 : found.log;
    if (log === 0) break;
  }
  if (log * frame > long) restart?.all(); // writers wait, for the little that is left
  parentPort?.postMessage('done');
});
