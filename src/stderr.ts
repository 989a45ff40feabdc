import { writeSync } from 'node:fs';

/** How much may wait to be written, in bytes. Lines beyond that are counted, and lost. */
const most = 1_000_000;
/** How long we wait for a slow reader before the next try, and in all when the process ends; in ms. */
const pause = 20;
const patience = 1_000;

/**
 * Writes lines to the standard error without ever making the bot wait: neither a reader that hangs nor a full disk may stop it. (Pino's own
 * destination never gives up writing what is left when the process ends: sonic-boom 4.2, `flushSync`.) Lines that cannot be written are lost; a
 * reader that comes back is told how many.
 */
export function createOutput(): { write(line: string): void } {
  void process.stderr; // from now on Node writes to a pipe without waiting for its reader
  const waiting: Buffer[] = [];
  let size = 0;
  let lost = 0;
  let next: NodeJS.Timeout | null = null;

  const put = (line: string): void => {
    const bytes = Buffer.from(line);
    waiting.push(bytes);
    size += bytes.length;
  };
  /** Whether nothing waits any more. */
  const flush = (): boolean => {
    for (let first = waiting[0]; first; first = waiting[0]) {
      let count = first.length;
      try {
        count = writeSync(2, first);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      }
      size -= count;
      if (count < first.length) waiting[0] = first.subarray(count);
      else waiting.shift();
      if (waiting.length === 0 && lost > 0) put(missing());
    }
    return true;
  };
  const missing = (): string => {
    const msg = `${lost} lines of this log were lost: nobody read them`;
    lost = 0;
    return `${JSON.stringify({ level: 'warn', time: Date.now(), msg })}\n`;
  };
  const goOn = (): void => {
    next = flush() ? null : setTimeout(goOn, pause).unref();
  };
  process.once('exit', () => {
    const end = performance.now() + patience;
    const clock = new Int32Array(new SharedArrayBuffer(4));
    while (!flush() && performance.now() < end) Atomics.wait(clock, 0, 0, pause);
  });
  return {
    write(line) {
      if (size > most) {
        lost += 1;
        return;
      }
      put(line);
      if (!next) goOn();
    },
  };
}
