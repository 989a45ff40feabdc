import { writeSync } from 'node:fs';

/** So much may wait to be written, in bytes; what comes beyond it is counted, and lost. */
const most = 1_000_000;
/** A reader that does not keep up is given so long before the next try, and so long when the process ends; in ms. */
const pause = 20;
const patience = 1_000;

/**
 * The standard error, as lines are written to it that nobody may have to wait for: a reader that stands still, or a full disk, must not stop the
 * bot. (Pino's own destination tries for good to write what is left when the process ends: sonic-boom 4.2, `flushSync`.) What a full disk or a
 * reader that is gone does not take is lost; how many lines were is said to one that is back.
 */
export function createOutput(): { write(line: string): void } {
  void process.stderr; // Node lets a pipe take what it can from then on, instead of waiting for its reader
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
