import { type Response, Router } from 'express';
import { gaps } from '../../core/feedback.ts';
import type { Clock, Library, WorkspaceStore } from '../../core/ports.ts';
import type { Viewer } from './access.ts';
import { gapsPage } from './pages/gaps.ts';
import { entryPage, health, knowledgePage } from './pages/knowledge.ts';
import type { Frame } from './pages/layout.ts';
import { openStream } from './stream.ts';

/** What a team looks back at. `rowsOf`: what a workspace keeps; `everybody` looks where nobody had to sign in. */
export type TeamOptions = {
  library: Library;
  rowsOf(viewer: Viewer): WorkspaceStore;
  everybody: Viewer;
  hasChat: boolean;
  clock: Clock;
  stopping: AbortSignal;
};

/** The pages of a team: what the bot knows, and what it does not. */
export function teamRoutes({ library, rowsOf, everybody, hasChat, clock, stopping }: TeamOptions): Router {
  const router = Router();
  const viewerOf = ({ locals }: Response): Viewer => locals.viewer ?? everybody;
  const frameOf = ({ locals }: Response): Frame => ({ hasChat, isSignedIn: locals.viewer !== undefined });

  router.get('/', (_request, response) => response.redirect(hasChat ? '/chat' : '/knowledge'));
  router.get('/knowledge', (_request, response) => {
    response.type('html').send(String(knowledgePage(library, frameOf(response))));
  });
  router.get('/knowledge/live', (request, response) => {
    let stop = (): void => {};
    const send = openStream(request, response, stopping, () => stop());
    const tell = (): void => send({ html: String(health(library)) });
    stop = library.onChange(tell);
    tell();
  });
  router.get('/knowledge/:id', (request, response, next) => {
    const knowledge = library.knowledge();
    const entry = knowledge.entry(request.params.id);
    if (!entry) return next();
    response.type('html').send(String(entryPage(knowledge, entry, frameOf(response))));
  });
  router.get('/gaps', async (_request, response) => {
    const found = await gaps(rowsOf(viewerOf(response)));
    response.type('html').send(String(gapsPage(found, library.knowledge(), clock(), frameOf(response))));
  });
  return router;
}
