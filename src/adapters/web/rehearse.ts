import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { Router } from 'express';
import { createWebAdapter, type WebOptions } from './index.ts';
import { direct, members } from './room.ts';

/**
 * Asks a first question in a playground of its own that only this process can reach, from what a browser sends to each preview of the answer. What
 * is loaded or compiled at its first use is then ready for the first person. `bot` and `store` have to belong to that playground too, so that
 * nothing of it stays. Rejects if any of it fails.
 */
export async function rehearse(options: Omit<WebOptions, 'router' | 'stopping'>, question: string): Promise<void> {
  const [router, over] = [Router(), new AbortController()];
  await createWebAdapter({ ...options, router, stopping: over.signal, isOpen: true, isLocal: true, hasChat: true }).start();
  const server = createServer(express().use(router)).listen(0, 'localhost');
  try {
    await once(server, 'listening');
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const visit = async (path: string, sent?: Record<string, string>): Promise<string> => {
      const init = sent && { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(sent) };
      const response = await fetch(`${origin}${path}`, init);
      if (!response.ok) throw new Error(`${response.status} from ${path.split('?')[0]}`);
      return response.text();
    };
    const who = members[0]?.id ?? '';
    await visit('/chat', { user: who, channel: direct, text: question });
    const page = await visit(`/chat/${direct}?as=${who}`);
    const [, reply] = /data-inspect="([^"]+)"/.exec(page) ?? [];
    for (const view of ['why', ...options.previews.map(({ name }) => name.toLowerCase())])
      await visit(`/chat/inspect/${reply}?channel=${direct}&as=${who}&view=${view}&part`);
  } finally {
    over.abort();
    server.close();
    server.closeAllConnections();
  }
}
