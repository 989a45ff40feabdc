import { type Response, Router } from 'express';
import { decisionsFor, findDecisionFor, memberAs, openVotesFor, type Reader } from '../../core/decisions/readers.ts';
import { fileOf, toMarkdown } from '../../core/decisions/record.ts';
import { aroundOf, openVotes, voteLink } from '../../core/decisions/rows.ts';
import { gaps } from '../../core/feedback.ts';
import type { Clock, Library, WorkspaceStore } from '../../core/ports.ts';
import { isAllowed } from '../../core/settings.ts';
import type { Viewer } from './access.ts';
import { sendPage } from './html.ts';
import { decisionsPage, meantBy, type Running, runningVotes } from './pages/decisions.ts';
import { closedGapsPage, gapsPage } from './pages/gaps.ts';
import { entryPage, health, knowledgePage } from './pages/knowledge.ts';
import type { Frame } from './pages/layout.ts';
import { recordPage } from './pages/record.ts';
import { openStream } from './stream.ts';
import { createWatch } from './watch.ts';

/** How often the votes are looked at while a page follows them, in ms. */
const every = 1_000;

/** How many records a page shows. */
const atOnce = 50;

/** `rowsOf`: what a workspace keeps. `everybody`: who looks at the pages if nobody has to sign in. */
type TeamOptions = {
  library: Library;
  rowsOf(viewer: Viewer): WorkspaceStore;
  /** Closes the votes of a workspace whose time is over. */
  closeDue(viewer: Viewer): Promise<void>;
  everybody: Viewer;
  hasChat: boolean;
  clock: Clock;
  stopping: AbortSignal;
};

/** The routes of a team's pages: what the bot knows, what was decided, and what it could not answer. */
export function teamRoutes({ library, rowsOf, closeDue, everybody, hasChat, clock, stopping }: TeamOptions): Router {
  const router = Router();
  const watch = createWatch(every);
  const viewerOf = ({ locals }: Response): Viewer => locals.viewer ?? everybody;
  /** A page is no place of the platform: of what was decided in private places, it shows what its reader started or voted in. */
  const readerOf = (response: Response): Reader => memberAs({ user: viewerOf(response).user, channel: null });
  const frameOf = ({ locals }: Response): Frame => ({ hasChat, isSignedIn: locals.viewer !== undefined });

  router.get('/', (_request, response) => response.redirect(hasChat ? '/chat' : '/knowledge'));
  router.get('/knowledge', (_request, response) => {
    sendPage(response, knowledgePage(library, frameOf(response)));
  });
  router.get('/knowledge/live', (request, response) => {
    openStream(request, response, stopping, (send) => {
      const tell = (): void => send({ html: String(health(library)) });
      tell();
      return library.onChange(tell);
    });
  });
  router.get('/knowledge/:id', (request, response, next) => {
    const knowledge = library.knowledge();
    const entry = knowledge.entry(request.params.id);
    if (!entry) return next();
    sendPage(response, entryPage(knowledge, entry, frameOf(response)));
  });
  /** The votes that are running, read from the store: any process may have changed them. */
  const running = async (response: Response): Promise<Running[]> => {
    const [rows, reader] = [rowsOf(viewerOf(response)), readerOf(response)];
    const found = await openVotesFor(rows, reader);
    const isDue = found.some(({ deadline }) => clock() >= deadline);
    if (isDue) await closeDue(viewerOf(response));
    return Promise.all(
      (isDue ? await openVotesFor(rows, reader) : found).map(async (vote) => ({
        vote,
        around: await aroundOf(rows, vote),
        link: await voteLink(rows, vote.id),
      })),
    );
  };

  /** Everything that a page about votes may show, as text: if it has not changed, no page has. */
  const standing = async (rows: WorkspaceStore): Promise<string> => {
    const open = await openVotes(rows);
    return JSON.stringify(
      await Promise.all(open.map(async (vote) => [vote, clock() >= vote.deadline, await aroundOf(rows, vote)])),
    );
  };

  router.get('/decisions', async ({ query }, response) => {
    const [rows, reader] = [rowsOf(viewerOf(response)), readerOf(response)];
    const filter = { words: String(query.words ?? ''), status: String(query.status ?? '') };
    const [below] = /^\d{1,9}$/.exec(String(query.below ?? '')) ?? [];
    const votes = await running(response); // before the records, which closing one adds to
    const wanted = { below: below ? Number(below) : null, most: atOnce, isMeant: meantBy(filter) };
    const found = await decisionsFor(rows, reader, wanted);
    const isAny = found.records.length > 0 || (await decisionsFor(rows, reader, { most: 1 })).records.length > 0;
    sendPage(response, decisionsPage(votes, { ...found, isAny }, filter, frameOf(response)));
  });
  router.get('/decisions/live', (request, response) => {
    const viewer = viewerOf(response);
    openStream(request, response, stopping, (send) => {
      let [before, telling] = ['', Promise.resolve()];
      const tell = async (): Promise<void> => {
        const now = String(runningVotes(await running(response)));
        if (now !== before) send({ html: now });
        before = now;
      };
      // One read tells everybody who follows a workspace to look again; what each of them sees is their own.
      return watch.follow(
        JSON.stringify([viewer.platform, viewer.workspace]),
        () => standing(rowsOf(viewer)),
        () => {
          telling = telling.then(tell).catch(() => void response.destroy()); // the page comes back
        },
      );
    });
  });
  router.get('/decisions/:number', async ({ params }, response, next) => {
    const [, number, isFile] = /^(\d{1,9})(\.md)?$/.exec(params.number) ?? [];
    const record = await findDecisionFor(rowsOf(viewerOf(response)), Number(number), readerOf(response));
    if (!record) return next();
    if (isFile) return void response.attachment(fileOf(record)).type('text/markdown').send(toMarkdown(record));
    sendPage(response, recordPage(record, frameOf(response)));
  });
  /** It shows what people asked, in private too. */
  router.get('/gaps', async (_request, response) => {
    const { user, isAdmin } = viewerOf(response);
    const rows = rowsOf(viewerOf(response));
    if (!(await isAllowed('curate', rows, { user, isMember: async () => true, isAdmin: async () => isAdmin })))
      return sendPage(response, closedGapsPage(frameOf(response)), 403);
    const found = await gaps(rows);
    sendPage(response, gapsPage(found, library.knowledge(), clock(), frameOf(response)));
  });
  return router;
}
