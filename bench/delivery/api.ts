import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that the stand-in took. `at`: performance.now() when it came. */
export type Posted = { thread: string; key: string; at: number };

/**
 * Slack's Web API on the loopback, as far as answers need it. It loses the given share of its responses after taking a message, and refuses
 * as large a share with 429 before taking any.
 */
export async function startApi({ faults = 0 }: { faults?: number } = {}) {
  const posted: Posted[] = [];
  const byThread = new Map<string, object[]>();
  const counts = { lost: 0, limited: 0, looked: 0 };
  const listeners = new Set<(message: Posted) => void>();
  const server = createServer(async (incoming, outgoing) => {
    const method = (incoming.url ?? '').split('/').at(-1) ?? '';
    const form = new URLSearchParams(await bodyOf(incoming));
    const say = (body: object, status = 200, headers = {}): void =>
      void outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (method === 'auth.test') return say({ ok: true, user_id: 'UBOT', bot_id: 'BBOT', user: 'tiebreak' });
    const thread = form.get('thread_ts') ?? form.get('ts') ?? '';
    if (method.startsWith('conversations.')) {
      counts.looked += 1;
      return say({ ok: true, messages: byThread.get(thread) ?? [] });
    }
    if (Math.random() < faults) {
      counts.limited += 1;
      return say({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '1' });
    }
    const metadata = JSON.parse(form.get('metadata') ?? '{}');
    const message = { thread, key: metadata.event_payload?.key ?? '', at: performance.now() };
    posted.push(message);
    byThread.set(thread, [...(byThread.get(thread) ?? []), { ts: '1.1', metadata }]);
    for (const listener of listeners) listener(message);
    if (Math.random() < faults) {
      counts.lost += 1;
      return void incoming.socket.destroy();
    }
    say({ ok: true, ts: '1.1', channel: form.get('channel') });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    posted,
    counts,
    /** Settles when a message comes in a thread. */
    next: (thread: string): Promise<Posted> =>
      new Promise((resolve) => {
        const listener = (message: Posted): void => {
          if (message.thread !== thread) return;
          listeners.delete(listener);
          resolve(message);
        };
        listeners.add(listener);
      }),
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Api = Awaited<ReturnType<typeof startApi>>;

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
