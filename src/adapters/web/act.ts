import { randomUUID } from 'node:crypto';
import { isUncalled, openTo } from '../../core/audience.ts';
import type { Event } from '../../core/event.ts';
import { fit, formOf } from '../../core/fit.ts';
import type { Bot, WorkspaceStore } from '../../core/ports.ts';
import { problemsIn, type Reply } from '../../core/reply.ts';
import { keepBoard } from '../../core/scoring/board.ts';
import { renderForm } from './form.ts';
import { html } from './html.ts';
import { limits } from './limits.ts';
import { formLooks, type Preview } from './pages/inspect.ts';
import { type Act, parse } from './parse.ts';
import { channelKey, direct, members, type Post, type Room } from './room.ts';

/** What it takes to act in the chat: the bot, the room in which all is shown, and the rows of its workspace. */
export type Scene = { bot: Bot; room: Room; rows: WorkspaceStore; previews: Preview[] };

/** What a page is told about what it sent, besides the posts that come of it: which of them is the first, the thread to go on in, a form to open, or what is wrong in one. */
export type Told = { shown?: string | undefined; thread?: string; form?: string; problems?: Record<string, string> };

/** Shows what was said, hands it to the bot, and shows what it says. */
export async function act(sent: Act, scene: Scene): Promise<Told> {
  const { bot, room, rows, previews } = scene;
  const { id, user, text } = sent;
  const key = channelKey(sent.channel, user);
  const thread = sent.thread || null;
  const root = thread === null ? null : await room.find(key, thread);
  const event = parse(sent, root?.author === null);
  const place = { channel: key, thread };
  if (text !== undefined && !(await room.find(key, id)))
    await room.add({ ...place, id, author: user, whose: user, to: event.reach === 'command' ? user : null, said: { text } });
  const told: Told = event.reach === 'mention' ? { thread: event.thread ?? '' } : {};
  const replies = await bot.handle(event);
  if (isUncalled(event) && replies.length === 0 && isWorthAHint(sent, await room.seen(key, user)))
    await room.add({ ...place, id: randomUUID(), author: null, whose: user, to: user, said: { hint: text ?? '' } });
  for (const reply of replies) {
    const problems = event.input.type === 'form' ? problemsIn(reply) : {};
    const form = event.reach === 'command' || event.reach === 'button' ? formOf(reply, limits) : null;
    if (Object.keys(problems).length > 0) told.problems = problems;
    else if (form) told.form = String(html`${formLooks(previews, reply)}${renderForm(form, members)}`);
    else {
      const shown: string[] = [];
      for (const part of fit(reply, limits)) shown.push(await show(part, event, sent, room));
      told.shown ??= shown[0];
      if (reply.board) await keepBoard(rows, reply.board, event, shown.join(','));
    }
  }
  return told;
}

/** Gives the post's id. */
async function show(reply: Reply, event: Event, { channel, thread, user, on }: Act, room: Room): Promise<string> {
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
}

/** People who ask something without calling the bot are told how to do that; people who only talk are told once, outside threads. */
const isWorthAHint = ({ text = '', thread }: Act, seen: Post[]): boolean =>
  text.includes('?') || (thread === '' && !seen.some(({ said }) => 'hint' in said));
