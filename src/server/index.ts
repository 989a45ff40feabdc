import { once } from 'node:events';
import { createServer } from 'node:http';
import express, { type Router } from 'express';
import { BotError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

export type WebServer = {
  /** Where others add their pages, before or after the start. */
  router: Router;
  /** Throws BotError where the port cannot be had. */
  start(): Promise<void>;
  /** Takes no more requests; settles when those under way are answered. */
  stop(): Promise<void>;
};

type Options = { host: string | null; port: number; log: Log };

/** The one web server of a process, on `port` of `host` (null for all addresses of the machine). */
export function createWebServer({ host, port, log }: Options): WebServer {
  const router = express.Router();
  const app = express().disable('x-powered-by');
  app.use(router);
  const server = createServer(app);
  return {
    router,
    async start() {
      server.listen(port, host ?? undefined);
      await once(server, 'listening').catch((error) => {
        throw new BotError('port-taken', `Port ${port} cannot be used (${error.code}). Set PORT to another one.`, {
          cause: error,
        });
      });
      log.info({ port }, 'the web server listens');
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
