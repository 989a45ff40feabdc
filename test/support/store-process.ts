import { spawn } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, 'store-child.ts');

/**
 * Starts `store-child.ts` and gives the lines it says, ready to be told to go on.
 * @param fileLimit the largest file it may write, in blocks as the shell counts them: a disk that is full
 */
export async function startStoreProcess(
  place: string,
  task: 'race' | 'write' | 'serve',
  name: string,
  fileLimit: number | null = null,
) {
  const [command, ...rest] = [process.execPath, script, place, task, name] as [string, ...string[]];
  const options: { stdio: ['pipe', 'pipe', 'inherit'] } = { stdio: ['pipe', 'pipe', 'inherit'] };
  const child = fileLimit
    ? spawn('sh', ['-c', `ulimit -f ${fileLimit} && exec "$@"`, 'sh', command, ...rest], options)
    : spawn(command, rest, options);
  let text = '';
  const waiting: { count: number; resolve: () => void }[] = [];
  /** Complete lines only: a killed process may leave half of one. */
  const said = (): string[] => text.split('\n').slice(0, -1);
  child.stdin.on('error', () => {}); // it may be gone before it reads
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (const { count, resolve } of waiting) if (said().length >= count) resolve();
  });
  const ended = new Promise<string[]>((resolve) => child.once('close', () => resolve(said().slice(1))));
  /** Settles once it has said so many lines after the first, or has ended. */
  const says = (count: number): Promise<unknown> =>
    Promise.race([
      ended,
      new Promise<void>((resolve) => {
        waiting.push({ count: count + 1, resolve });
        if (said().length > count) resolve();
      }),
    ]);
  await says(0);
  return { go: () => child.stdin.write('go\n'), says, kill: () => child.kill('SIGKILL'), ended };
}
