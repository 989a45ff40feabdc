import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const { file, long } = workerData as { file: string; long: number };
/** Writers wait while we wait for who reads what is in the log: not long, there will be a next time. */
const database = new DatabaseSync(file, { timeout: 50 });
const passive = database.prepare('pragma wal_checkpoint(passive)');
const restart = database.prepare('pragma wal_checkpoint(restart)');

/** A page in the log with what stands before it; https://sqlite.org/walformat.html */
const frame = 4_096 + 24;

/** So often is a long log brought into the file, one time after the other: what is written meanwhile is less each time. */
const times = 5;

/** Brings what is in the log into the file, beside writers. Gives how long the log is, in bytes. */
const bring = (): number => (passive.get() as { log: number }).log * frame;

parentPort?.on('message', () => {
  if (bring() > long) {
    for (let time = 1; time < times; time += 1) bring();
    restart.all(); // writers wait, for the little that is left
  }
  parentPort?.postMessage('done');
});
