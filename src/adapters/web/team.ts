import { Router } from 'express';
import { gaps } from '../../core/feedback.ts';
import type { Clock, Library, WorkspaceStore } from '../../core/ports.ts';
import { gapsPage } from './pages/gaps.ts';
import { entryPage, health, knowledgePage } from './pages/knowledge.ts';
import { openStream } from './stream.ts';

/** What a team looks back at. `rowsOf`: what the workspace of whoever looks keeps. */
export type TeamOptions = { library: Library; rowsOf(): WorkspaceStore; clock: Clock; hasChat: boolean; stopping: AbortSignal };

/** The pages of a team: what the bot knows, and what it does not. */
export function teamRoutes({ library, rowsOf, clock, hasChat, stopping }: TeamOptions): Router {
  const router = Router();
  router.get('/knowledge', (_request, response) => void response.type('html').send(String(knowledgePage(library, hasChat))));
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
    response.type('html').send(String(entryPage(knowledge, entry, hasChat)));
  });
  router.get('/gaps', async (_request, response) => {
    response.type('html').send(String(gapsPage(await gaps(rowsOf()), library.knowledge(), clock(), hasChat)));
  });
  return router;
}
