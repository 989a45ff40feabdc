import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type Handler, type RequestHandler, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Log } from '../../core/ports.ts';
import { messagePage } from './pages/message.ts';

/** Nothing but our own files and pages: no inline script or style, no other host, no frame. https://www.w3.org/TR/CSP3/ */
const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' },
});

/** In ten seconds, from one address. A person does not get there; a script does. */
const rates = { windowMs: 10_000, reads: 300, acts: 60 };

const local = ['localhost', '127.0.0.1', '[::1]'];

/**
 * An express application with everything that guards it: headers, rates, and where requests may come from. What is `use`d comes before the
 * answer that there is no such page, which `finish` adds.
 * @param host what it listens on; on the loopback, requests for another name are refused, so that no site can reach it by a name of its own
 *   that leads here (DNS rebinding)
 */
export function createApp(log: Log, host: string): { express: Express; use(...routers: Router[]): void; finish(): void } {
  const app = express().disable('x-powered-by');
  const isLocal = [...local, '::1'].includes(host);
  app.use(headers);
  if (isLocal) app.use(refuseUnless(({ host = '' }) => local.includes(host.replace(/:\d+$/, ''))));
  app.use('/assets', express.static(join(import.meta.dirname, 'assets'), { index: false, maxAge: '1h' }));
  const limited = (limit: number): RequestHandler =>
    rateLimit({
      windowMs: rates.windowMs,
      limit,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      validate: { trustProxy: false },
    });
  app.get('/{*any}', limited(rates.reads));
  app.post('/{*any}', limited(rates.acts), refuseUnless(isOwnOrigin), express.urlencoded({ extended: false, limit: '64kb' }));
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    const status = typeof error.status === 'number' && error.status < 500 ? error.status : 500;
    if (status === 500) log.error({ err: error }, 'a page could not be made');
    if (response.headersSent) return void response.end();
    response
      .status(status)
      .type('html')
      .send(String(messagePage(status)));
  };
  return {
    express: app,
    use: (...routers) => void app.use(...routers),
    finish() {
      app.use(
        (_request, response) =>
          void response
            .status(404)
            .type('html')
            .send(String(messagePage(404))),
      );
      app.use(onError);
    },
  };
}

/** Whether a page of ours sent it: browsers say so, and what is no browser carries nobody's cookies. (After Go's http.CrossOriginProtection.) */
export function isOwnOrigin(sent: { 'sec-fetch-site'?: string; origin?: string; host?: string }): boolean {
  const site = sent['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return sent.origin === undefined || URL.parse(sent.origin)?.host === sent.host;
}

const refuseUnless =
  (isFine: (headers: Record<string, string | undefined>) => boolean): Handler =>
  (request, response, next) => {
    if (isFine(request.headers as Record<string, string | undefined>)) return next();
    response
      .status(403)
      .type('html')
      .send(String(messagePage(403)));
  };
