import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { BotError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Health } from './health.ts';
import type { Meter } from './metrics.ts';

export type WebServer = {
  /** Where others add their pages, before or after the start. */
  router: Router;
  /** Has `take` answer what is posted to a path, without anything that pages need: a platform sends all of its events there. */
  endpoint(path: string, take: Take): void;
  /** Aborted when the server takes no more requests: responses that would stay open have to end then. */
  stopping: AbortSignal;
  /** @throws BotError if the port cannot be used */
  start(): Promise<void>;
  /** Takes no more requests; settles when those under way are answered. */
  stop(): Promise<void>;
};

type Take = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** How long a request may go on once we stop, in ms: Slack gives up then too, and a half-sent request holds up everything else. */
const patience = 3_000;

/** How long a connection may be idle, in ms: longer than proxies keep theirs (usually 60 s), which might otherwise send into one that we just close. */
const longestIdle = 75_000;

/** `proxies`: how many stand before us, or their addresses; only these are believed when they say where a request came from. */
type Options = {
  host: string | null;
  port: number;
  proxies: number | string[];
  health: Health;
  meter: Meter;
  log: Log;
  /** Runs work whose log lines carry these fields. */
  about(fields: object, work: () => void): void;
};

/** The one web server of a process, on `port` of `host` (null for every address of the machine): health, metrics, and what others add. */
export function createWebServer({ host, port, proxies, health, meter, log, about }: Options): WebServer {
  const router = express.Router();
  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', proxies);
  // Whoever answers is alive.
  app.get('/healthz', (_request, response) => void response.json({ alive: true }));
  app.get('/readyz', async (_request, response) => {
    const waiting = await health.waiting();
    response.status(waiting.length === 0 ? 200 : 503).json({ ready: waiting.length === 0, waiting });
  });
  app.get('/metrics', async (_request, response) => void response.type(meter.contentType).send(await meter.text()));
  app.use(router);
  app.use((_request, response) => void response.status(404).json({ error: 'not found' }));
  // Express itself would show the error in its answer, and print it.
  const fail: ErrorRequestHandler = (error, request, response, next) => {
    const status = Number(error?.status) >= 400 && Number(error?.status) < 500 ? Number(error.status) : 500;
    if (status === 500) log.error({ err: error, page: request.route?.path ?? null }, 'a request failed');
    if (response.headersSent) return next(error);
    response.status(status).json({ error: status === 500 ? 'failed' : 'bad request' });
  };
  app.use(fail);
  const endpoints = new Map<string, Take>();
  const server = createServer((request, response) => {
    // By this, people can find in the log what they saw.
    const id = randomUUID();
    response.setHeader('x-request-id', id);
    about({ request: id }, () => {
      const [path = ''] = (request.url ?? '').split('?', 1);
      const take = request.method === 'POST' ? endpoints.get(path) : undefined;
      if (!take) return void app(request, response);
      take(request, response).catch((error) => {
        if (request.errored) return; // it broke off halfway: nobody is left to answer
        log.error({ err: error, page: path }, 'a request failed');
        if (!response.headersSent) response.writeHead(500).end();
      });
    });
  });
  server.keepAliveTimeout = longestIdle;
  const stopping = new AbortController();
  return {
    router,
    endpoint: (path, take) => void endpoints.set(path, take),
    stopping: stopping.signal,
    async start() {
      server.listen(port, host ?? undefined);
      await once(server, 'listening').catch((error) => {
        const isElsewhere = error.code === 'EADDRNOTAVAIL' || error.syscall === 'getaddrinfo';
        const sentence = isElsewhere
          ? `This machine has no address ${host} (${error.code}). Set HOST to one that it has, 0.0.0.0 for all of them, or remove it.`
          : `Port ${port} cannot be used (${error.code}). Set PORT to another one${error.code === 'EACCES' ? ', from 1024 on' : ''}.`;
        throw new BotError('port-taken', sentence, { cause: error });
      });
      log.info({ port }, 'the web server listens');
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      stopping.abort();
      server.close();
      const late = setTimeout(() => server.closeAllConnections(), patience);
      await closed;
      clearTimeout(late);
    },
  };
}
