import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Handler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Log } from '../../core/ports.ts';
import { sendPage } from './html.ts';
import { messagePage } from './pages/message.ts';

/** Allows nothing but our own files and pages: no inline script or style, no other host, no frame. https://www.w3.org/TR/CSP3/ */
const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' },
});

/** How many requests one address may send in ten seconds. A person does not send that many; a script does. */
const rates = { windowMs: 10_000, reads: 300, acts: 60 };

/** The paths that are ours, on a server that others add routes to as well. */
const ours = /^\/(?:$|(?:assets|chat|knowledge|decisions|gaps|sign-in|sign-out)(?:\/|$))/;

const local = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Our pages behind what guards them: headers, rate limits, and where requests may come from.
 * @param isLocal whether only this machine is supposed to see them. Then requests for any other name are refused, so that no site can reach them
 *   by a name of its own that leads here (DNS rebinding)
 */
export function guarded(pages: Router[], isLocal: boolean, log: Log): Router {
  const within = Router();
  within.use(headers, tellOfProxies(log));
  if (isLocal) within.use(refuseUnless(({ host = '' }) => local.includes(host.replace(/:\d+$/, ''))));
  within.use('/assets', express.static(join(import.meta.dirname, 'assets'), { index: false }));
  within.get('/{*any}', limited(rates.reads));
  within.post('/{*any}', limited(rates.acts), refuseUnless(isOwnOrigin), express.urlencoded({ extended: false, limit: '64kb' }));
  within.use(...pages);
  within.use((_request, response) => sendPage(response, messagePage(404), 404));
  const onError: ErrorRequestHandler = (error, request, response, next) => {
    const status = Number(error?.status) >= 400 && Number(error?.status) < 500 ? Number(error.status) : 500;
    if (status === 500) log.error({ err: error, page: request.route?.path ?? null }, 'a page could not be made');
    if (response.headersSent) return next(error);
    sendPage(response, messagePage(status), status);
  };
  within.use(onError);
  return Router().use((request, response, next) => (ours.test(request.path) ? within(request, response, next) : next()));
}

const limited = (limit: number): Handler =>
  rateLimit({
    windowMs: rates.windowMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false, // it would print; tellOfProxies says it in the log
    handler: (_request, response) => sendPage(response, messagePage(429), 429),
  });

/** Warns once if requests come through a proxy that we were not told of: then everybody has its address, and counts as one person. */
function tellOfProxies(log: Log): Handler {
  let isTold = false;
  return (request, _response, next) => {
    if (!isTold && request.headers['x-forwarded-for'] && request.ip === request.socket.remoteAddress) {
      isTold = true;
      log.warn(
        {},
        'requests come by a proxy that is not trusted, and count as one person: set TIEBREAK_PROXIES (docs/operations.md)',
      );
    }
    next();
  };
}

type Sent = { 'sec-fetch-site'?: string; origin?: string; host?: string };

/** Whether one of our own pages sent a request: browsers say so, and anything else carries nobody's cookies. (After Go's http.CrossOriginProtection.) */
export function isOwnOrigin(sent: Sent): boolean {
  const site = sent['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return sent.origin === undefined || URL.parse(sent.origin)?.host === sent.host;
}

const refuseUnless =
  (isFine: (headers: Sent) => boolean): Handler =>
  (request, response, next) => {
    if (isFine(request.headers as Sent)) next();
    else sendPage(response, messagePage(403), 403);
  };
