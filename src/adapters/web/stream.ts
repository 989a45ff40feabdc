import type { Request, Response } from 'express';

/** A proxy closes what is silent for long; a comment keeps it open. In ms. */
const beat = 25_000;

/**
 * Keeps a response open as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), until the page goes away or
 * the server stops; then calls `onClose`, once.
 * @returns what sends one: anything that JSON can carry, and the id that a page names when it comes back
 */
export function openStream(
  request: Request,
  response: Response,
  stopping: AbortSignal,
  onClose: () => void,
): (data: unknown, id?: string) => void {
  response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.write(':\n\n');
  const timer = setInterval(() => response.write(':\n\n'), beat);
  const end = (): void => void response.end();
  stopping.addEventListener('abort', end);
  request.on('close', () => {
    clearInterval(timer);
    stopping.removeEventListener('abort', end);
    onClose();
  });
  return (data, id) => void response.write(`${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
}
