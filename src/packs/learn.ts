import { Worker } from 'node:worker_threads';
import type { Learned, Lessons } from '../core/knowledge/matcher.ts';

/**
 * Learns as `learn` does, in a thread beside the one that answers questions meanwhile.
 * @param signal ends it at once
 * @throws what goes wrong in the thread, or that it was ended
 */
export async function learnAside(lessons: Lessons, signal?: AbortSignal): Promise<Learned> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./learn-worker.ts', import.meta.url), { workerData: lessons, execArgv: [] });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop);
  return await new Promise<Learned>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread ended before it had learned the pack')));
  }).finally(() => signal?.removeEventListener('abort', stop));
}
