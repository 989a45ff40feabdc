import { Router } from 'express';
import { gaps } from '../../core/feedback.ts';
import type { Clock, Library, WorkspaceStore } from '../../core/ports.ts';
import { gapsPage } from './pages/gaps.ts';
import { entryPage, health, knowledgePage } from './pages/knowledge.ts';
import { createStreams } from './stream.ts';

/** What a team looks back at. `rowsOf`: what the workspace of whoever looks keeps. */
export type TeamOptions = { library: Library; rowsOf(): WorkspaceStore; clock: Clock; hasChat: boolean };

/** The pages of a team: what the bot knows, and what it does not. */
export function teamRoutes({ library, rowsOf, clock, hasChat }: TeamOptions): { router: Router; close(): void } {
  const router = Router();
  const streams = createStreams();
  router.get('/knowledge', (_request, response) => void response.type('html').send(String(knowledgePage(library, hasChat))));
  router.get('/knowledge/live', (request, response) => {
    const send = streams.open(request, response, () => stop());
    const tell = (): void => send({ html: String(health(library)) });
    const stop = library.onChange(tell);
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
  return { router, close: streams.close };
}
