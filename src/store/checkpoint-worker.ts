import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const database = new DatabaseSync(workerData, { timeout: 1_000 });
const [passive, restart] = ['passive', 'restart'].map((how) => database.prepare(`pragma wal_checkpoint(${how})`));

/** Told whether the log has grown so long that writers have to wait a moment, for it to begin anew. */
parentPort?.on('message', (isLong: boolean) => {
  passive?.all();
  if (isLong) restart?.all(); // only what was written meanwhile is left
  parentPort?.postMessage('done');
});
