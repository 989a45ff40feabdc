import { type CookieOptions, type Request, type RequestHandler, Router } from 'express';
import { enter, type Holder, links, sessionMemory, sessions } from '../../core/pages.ts';
import type { Store } from '../../core/ports.ts';
import { sendPage } from './html.ts';
import { messagePage } from './pages/message.ts';
import { signInPage } from './pages/sign-in.ts';

/** Who looks at the pages, and whose pages they see. */
export type Viewer = Holder & { platform: string; workspace: string };

type Options = { store: Pick<Store, 'workspace'>; isSecure: boolean };

/**
 * Lets in people who came by a link of their own, and nobody else. Opening a link (a program that previews links may do that) does not spend it:
 * the button on its page does.
 * @param isSecure whether people reach us over TLS: then the cookie is sent in no other way
 */
export function createAccess({ store, isSecure }: Options): { router: Router; mustEnter: RequestHandler } {
  const cookie = isSecure ? '__Host-tiebreak' : 'tiebreak';
  // Lax: a link to a page, in a message, comes from another site. What changes something is not taken from there (guard.ts).
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' };
  const router = Router();

  const address = '/sign-in/:platform/:workspace/:link';
  router.get(address, async ({ params, path }, response) => {
    const { platform, workspace, link } = params;
    const holder = await links.find(store.workspace(platform, workspace), link);
    response.set('cache-control', 'no-store');
    if (holder === null) sendPage(response, messagePage('link-over'), 403);
    else sendPage(response, signInPage(path));
  });
  router.post(address, async ({ params }, response) => {
    const { platform, workspace, link } = params;
    const session = await enter(store.workspace(platform, workspace), link);
    if (session === null) return sendPage(response, messagePage('link-over'), 403);
    const value = [platform, workspace, session].map(encodeURIComponent).join('/');
    response.cookie(cookie, value, { ...options, maxAge: sessionMemory }).redirect(303, '/knowledge');
  });
  router.post('/sign-out', async (request, response) => {
    const held = read(request, cookie);
    if (held) await sessions.end(store.workspace(held.platform, held.workspace), held.session);
    sendPage(response.clearCookie(cookie, options), messagePage('signed-out'));
  });

  return {
    router,
    async mustEnter(request, response, next) {
      const held = read(request, cookie);
      const holder = held && (await sessions.find(store.workspace(held.platform, held.workspace), held.session));
      if (!held || !holder) return sendPage(response, messagePage('sign-in'), 401);
      const { platform, workspace } = held;
      response.locals.viewer = { platform, workspace, ...holder } satisfies Viewer;
      response.set('cache-control', 'private, no-store');
      next();
    },
  };
}

/** What our cookie holds, as the browser sent it; null if there is none, or it is not ours. */
function read({ headers }: Request, name: string): { platform: string; workspace: string; session: string } | null {
  const sent = headers.cookie?.split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  try {
    const [platform, workspace, session] = decodeURIComponent(sent?.slice(name.length + 1) ?? '')
      .split('/')
      .map(decodeURIComponent);
    return platform && workspace && session ? { platform, workspace, session } : null;
  } catch {
    return null; // not what we wrote
  }
}
