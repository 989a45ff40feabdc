import type { Request, Response } from 'express';

/** A proxy closes what is silent for long; a comment keeps it open. In ms. */
const beat = 25_000;

/** Pages that are open and wait for news. */
export type Streams = {
  /** Keeps a response open as server-sent events. @returns what sends one, and what to call when the page goes away */
  open(request: Request, response: Response, onClose: () => void): (data: unknown, id?: string) => void;
  close(): void;
};

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function createStreams(): Streams {
  const responses = new Set<Response>();
  return {
    open(request, response, onClose) {
      response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      response.write('retry: 1000\n\n');
      const timer = setInterval(() => response.write(':\n\n'), beat);
      responses.add(response);
      request.on('close', () => {
        clearInterval(timer);
        responses.delete(response);
        onClose();
      });
      return (data, id) => void response.write(`${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
    },
    close: () => responses.forEach((response) => void response.end()),
  };
}
