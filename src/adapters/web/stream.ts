import type { Request, Response } from 'express';

/** How often a comment is sent, in ms: proxies close connections that are silent for long. */
const beat = 25_000;

/** Sends one event: anything that JSON can carry, and the id that a page names when it reconnects. */
type Send = (data: unknown, id?: string) => void;

/**
 * Keeps a response open as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), until the page goes away or
 * the server stops.
 * @param follow begins to send; gives a function that ends this, which is called once
 */
export function openStream(
  request: Request,
  response: Response,
  stopping: AbortSignal,
  follow: (send: Send) => () => void,
): void {
  response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.write(':\n\n');
  const stop = follow((data, id) => void response.write(`${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`));
  const timer = setInterval(() => response.write(':\n\n'), beat);
  const end = (): void => void response.end();
  stopping.addEventListener('abort', end);
  request.on('close', () => {
    clearInterval(timer);
    stopping.removeEventListener('abort', end);
    stop();
  });
}
