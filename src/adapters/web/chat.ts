import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { isUncalled, openTo } from '../../core/audience.ts';
import type { Event } from '../../core/event.ts';
import { fit, formOf } from '../../core/fit.ts';
import type { Bot, Library, WorkspaceStore } from '../../core/ports.ts';
import { problemsIn, type Reply } from '../../core/reply.ts';
import { keepBoard } from '../../core/scoring/board.ts';
import { complete } from './commands.ts';
import { renderForm } from './form.ts';
import { Html, html, sendPage } from './html.ts';
import { limits, longestText } from './limits.ts';
import { chatPage, replyItem, rootItem, type Spot } from './pages/chat.ts';
import { formLooks, type Inspected, inspection, inspectPage, type Preview } from './pages/inspect.ts';
import { layout, playground } from './pages/layout.ts';
import { Act, parse } from './parse.ts';
import { channels, direct, directOf, isSeenBy, members, type Post, type Room } from './room.ts';
import { openStream } from './stream.ts';

type ChatOptions = {
  bot: Bot;
  library: Library;
  previews: Preview[];
  room: Room;
  rows: WorkspaceStore;
  stopping: AbortSignal;
};

/** What a page is told about what it sent, besides the posts that come of it: which of them is the first, the thread to go on in, a form to open, or what is wrong in one. */
type Told = { shown?: string | undefined; thread?: string; form?: string; problems?: Record<string, string> };

/** The routes of the chat: its pages, what they send, and what they are told. */
export function chatRoutes({ bot, library, previews, room, rows, stopping }: ChatOptions): Router {
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

  /** Shows what was said, hands it to the bot, and shows what it says. */
  const act = async (sent: Act): Promise<Told> => {
    const key = channelKey(sent.channel, sent.user);
    const thread = sent.thread || null;
    const root = thread === null ? null : await room.find(key, thread);
    const event = parse(sent, root?.author === null);
    const isCommand = event.reach === 'command';
    const place = { channel: key, thread };
    const { id, user, text } = sent;
    if (text !== undefined && !(await room.find(key, id)))
      await room.add({ ...place, id, author: user, whose: user, to: isCommand ? user : null, said: { text } });
    const told: Told = event.reach === 'mention' ? { thread: event.thread ?? '' } : {};
    const replies = await bot.handle(event);
    if (isUncalled(event) && replies.length === 0 && isWorthAHint(sent, await room.seen(key, user)))
      await room.add({ ...place, id: randomUUID(), author: null, whose: user, to: user, said: { hint: text ?? '' } });
    for (const reply of replies) {
      const problems = event.input.type === 'form' ? problemsIn(reply) : {};
      const form = canOpen(event) ? formOf(reply, limits) : null;
      if (Object.keys(problems).length > 0) told.problems = problems;
      else if (form) told.form = String(html`${formLooks(previews, reply)}${renderForm(form, members)}`);
      else {
        const shown: string[] = [];
        for (const each of fit(reply, limits)) shown.push(await show(each, event, sent));
        told.shown ??= shown[0];
        if (reply.board) await keepBoard(rows, reply.board, event, shown.join(','));
      }
    }
    return told;
  };

  /** Gives the post's id. */
  const show = async (reply: Reply, event: Event, { channel, thread, user, on }: Act): Promise<string> => {
    const key = channelKey(channel, user);
    const clicked = reply.replaces && on !== '' ? await room.find(key, on) : null;
    const sight = clicked?.to === user || channel === direct ? 'asker' : 'place';
    const [swapped] = openTo(reply.audience, clicked ? [{ sight, id: clicked.id }] : []);
    const id = swapped?.id ?? randomUUID();
    await room[swapped ? 'replace' : 'add']({
      id,
      channel: key,
      thread: reply.audience === 'channel' || channel === direct ? null : event.thread || thread || null,
      author: null,
      whose: user,
      to: reply.audience === 'asker' ? user : null,
      said: { reply, isAsked: event.input.type === 'text' || event.input.type === 'command' },
    });
    return id;
  };

  router.post('/chat', async (request, response) => {
    const parsed = Act.safeParse({ id: randomUUID(), ...request.body });
    const isKnown = parsed.success && find(parsed.data.user, parsed.data.channel);
    if (!parsed.success || !isKnown) throw Object.assign(new Error('not an act of ours'), { status: 400 });
    const told = await act(parsed.data);
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

/** People who ask something without calling the bot are told how to do that; people who only talk are told once, outside threads. */
const isWorthAHint = ({ text = '', thread }: Act, seen: Post[]): boolean =>
  text.includes('?') || (thread === '' && !seen.some(({ said }) => 'hint' in said));

/** Whether an event can open a form at once: a command or a click. */
const canOpen = ({ reach }: Event): boolean => reach === 'command' || reach === 'button';

/** The key under which a channel is kept. */
const channelKey = (channel: string, member: string): string => (channel === direct ? directOf(member) : channel);

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
