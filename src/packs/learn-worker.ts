import { parentPort, workerData } from 'node:worker_threads';
import { learn } from '../core/knowledge/matcher.ts';

/** A thread that learns a pack's lessons, sends what it learned, and ends. */
parentPort?.postMessage(learn(workerData));
