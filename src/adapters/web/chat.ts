import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { Library } from '../../core/ports.ts';
import { act, type Scene, type Told } from './act.ts';
import { complete } from './commands.ts';
import { Html, html, sendPage } from './html.ts';
import { longestText } from './limits.ts';
import { chatPage, replyItem, rootItem, type Spot } from './pages/chat.ts';
import { type Inspected, inspection, inspectPage } from './pages/inspect.ts';
import { layout, playground } from './pages/layout.ts';
import { Act } from './parse.ts';
import { channelKey, channels, isSeenBy, members, type Room } from './room.ts';
import { openStream } from './stream.ts';

type ChatOptions = Scene & { library: Library; stopping: AbortSignal };

/** The routes of the chat: its pages, what they send, and what they are told. */
export function chatRoutes({ library, stopping, ...scene }: ChatOptions): Router {
  const { bot, previews, room } = scene;
  const router = Router();

  router.get('/chat', (_request, response) => response.redirect('/chat/general'));

  router.get('/chat/events', async (request, response) => {
    const spot = await spotOf(request, room);
    if (!spot) return void response.status(404).end();
    const key = channelKey(spot.channel.id, spot.member.id);
    openStream(request, response, stopping, (send) =>
      room.follow(key, {
        member: spot.member.id,
        after: Number(request.query.seen) || 0,
        // A page that reconnects may still show what was erased meanwhile.
        begin: (ids) => void (request.query.back !== undefined && send({ ids: ids.map((id) => `p-${id}`) })),
        show(post) {
          const into = post.thread === null ? 'posts' : `replies-${post.thread}`;
          const item = post.thread === null ? rootItem(post, spot, []) : replyItem(post, spot);
          send({ into, id: `p-${post.id}`, html: String(item) }, String(post.changed));
        },
        forget: () => send({ isStale: true }),
        lose: () => void response.destroy(),
      }),
    );
  });

  router.get('/chat/complete', (request, response) => {
    const text = String(request.query.text ?? '').slice(0, longestText);
    response.json(complete(text, bot));
  });

  router.get('/chat/inspect/:id', async (request, response, next) => {
    const member = String(request.query.as ?? '');
    const post = await room.find(channelKey(String(request.query.channel ?? ''), member), request.params.id);
    if (!post || !('reply' in post.said) || !isSeenBy(member, post)) return next();
    const inspected = { post, member, view: String(request.query.view ?? '') } as Inspected;
    const isPart = request.query.part !== undefined;
    sendPage(response, (isPart ? inspection : inspectPage)(inspected, library.knowledge(), previews));
  });

  router.get('/chat/:channel', async (request, response, next) => {
    const spot = await spotOf(request, room);
    if (!spot) return next();
    const posts = await room.seen(channelKey(spot.channel.id, spot.member.id), spot.member.id);
    sendPage(response, chatPage(spot, posts, library));
  });

  router.post('/chat', async (request, response) => {
    const parsed = Act.safeParse({ id: randomUUID(), ...request.body });
    const isKnown = parsed.success && find(parsed.data.user, parsed.data.channel);
    if (!parsed.success || !isKnown) throw Object.assign(new Error('not an act of ours'), { status: 400 });
    const told = await act(parsed.data, scene);
    if (request.accepts(['html', 'json']) === 'json') return void response.json(told);
    respondWithPage(response, parsed.data, told);
  });

  return router;
}

/** For browsers without scripts: the chat again, or the form as a page of its own. */
function respondWithPage(response: Response, sent: Act, { shown, thread, form, problems }: Told): void {
  const { user, channel, text, id, on } = sent;
  if (!form && !problems) {
    const first = text === undefined ? (shown ?? on) : id;
    return void response.redirect(303, `/chat/${channel}?as=${user}&thread=${thread ?? sent.thread}#p-${first}`);
  }
  const fields = html`${(['user', 'channel', 'thread', 'on', 'isPrivate'] as const).map((name) => html`<input type="hidden" name="${name}" value="${sent[name]}">`)}`;
  const body = form
    ? html`<form class="sheet" method="post" action="/chat">${fields}${new Html(form)}</form>`
    : html`<h1>Not yet</h1>${Object.values(problems ?? {}).map((problem) => html`<p>${problem}</p>`)}<p>Go back to fill it in again.</p>`;
  const page = { title: 'Fill in', path: '/chat', styles: ['pages.css', 'chat.css', 'looks.css'] };
  sendPage(response, layout(page, html`<main id="main" tabindex="-1">${body}</main>`, playground));
}

const find = (user: string, channel: string) => {
  const member = members.find(({ id }) => id === user);
  const found = channels.find(({ id }) => id === channel);
  return member && found ? { member, channel: found } : null;
};

async function spotOf({ params, query }: Request, room: Room): Promise<Spot | null> {
  const found = find(String(query.as ?? members[0]?.id), String(params.channel ?? query.channel ?? ''));
  const thread = found && query.thread ? await room.find(found.channel.id, String(query.thread)) : null;
  return found && { ...found, thread: thread?.to === null ? thread : null };
}
