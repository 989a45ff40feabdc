import { parentPort, workerData } from 'node:worker_threads';
import { checkPack } from './check.ts';

parentPort?.postMessage(await checkPack(workerData));
