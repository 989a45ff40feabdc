import { once } from 'node:events';
import type { Style } from './render.ts';

/** The streams of a person's terminal. `isColored` and `columns` say what the output can show. */
export type Screen = Omit<Style, 'isPrompt'> & {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  isInteractive: boolean;
};

/** The process's own streams, and what they can show. A reader that goes away (`| head`) ends the process quietly. */
export function openScreen({
  stdin: input,
  stdout: output,
  stderr,
  exit,
}: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'exit'>): Screen {
  output.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') exit(0);
    stderr.write(`The output cannot be written (${code}), and is not complete.\n`);
    exit(1);
  });
  const isInteractive = Boolean(input.isTTY && output.isTTY);
  return {
    input,
    output,
    isInteractive,
    isColored: Boolean(output.isTTY && output.hasColors()),
    get columns() {
      return Math.min(output.columns ?? 100, 110); // a window may be made narrower
    },
  };
}

/** Settles when the reader can take more. */
export async function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  if (!output.write(text)) await once(output, 'drain');
}
