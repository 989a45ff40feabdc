import { type FileHandle, open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Log } from '../core/ports.ts';

/** Two things that take as long as a disk does, and that no change of a SQLite file waits for while it has the file. */
type Disk = {
  /** Settles when what was committed before is on the disk. Those who ask at the same time wait together. */
  flush(): Promise<void>;
  /** To be called after commits: brings them from the log into the file, now and then, in a thread of its own. */
  committed(): void;
  close(): Promise<void>;
};

/**
 * How often the log is looked at, in ms. If its file has `due` bytes, it is brought into the database. From `long` bytes on writers wait for that,
 * so that the log begins anew.
 */
const usual = { every: 500, due: 4_000_000, long: 32_000_000 };

/** For a database whose connection has synchronous NORMAL (https://sqlite.org/pragma.html#pragma_synchronous) and a write-ahead log. */
export function createDisk(file: string, log: Log, { every, due, long } = usual): Disk {
  let wal: Promise<FileHandle> | null = null;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  let worker: Worker | null = null;
  let isBusy = false;
  let lookedAt = performance.now();

  const handle = (): Promise<FileHandle> => {
    wal ??= open(`${file}-wal`, 'r+').catch((error) => {
      wal = null; // the next one tries again
      throw error;
    });
    return wal;
  };
  const sync = async (): Promise<void> => {
    next = null; // what is committed from here on needs another one
    await (await handle()).datasync();
  };
  const startWorker = (): Worker => {
    const started = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file, long } });
    started.unref();
    started.on('message', () => {
      isBusy = false;
    });
    // A disk that is nearly full has no place for it: the next look tries again.
    started.on('error', (error) => {
      log.warn({ err: error }, 'the log of the database could not be brought into it; trying again');
      worker = null;
      isBusy = false;
    });
    return started;
  };
  const checkpoint = async (): Promise<void> => {
    const { size } = await (await handle()).stat();
    if (size < due || isBusy) return;
    isBusy = true;
    worker ??= startWorker();
    worker.postMessage('look');
  };

  return {
    flush() {
      next ??= running.then(sync, sync);
      running = next;
      return next;
    },
    committed() {
      const now = performance.now();
      if (isBusy || now - lookedAt < every) return;
      lookedAt = now;
      checkpoint().catch((error) => log.warn({ err: error }, 'the log of the database could not be looked at'));
    },
    async close() {
      await running.catch(() => {});
      await worker?.terminate();
      worker = null;
      await (await wal)?.close();
      wal = null;
    },
  };
}
