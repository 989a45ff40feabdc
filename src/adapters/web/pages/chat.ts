import { shorten } from '../../../core/cut.ts';
import type { Pack } from '../../../core/knowledge/pack.ts';
import type { Library } from '../../../core/ports.ts';
import { plainText } from '../../../core/reply.ts';
import { choiceList } from '../../../core/sentences.ts';
import { type Html, html } from '../html.ts';
import { render } from '../render.ts';
import { type Channel, channels, direct, type Member, members, type Post } from '../room.ts';
import { layout, playground } from './layout.ts';

/** Where somebody is in the chat: who they are, and in which channel. */
type Seat = { member: Member; channel: Channel };
/** The same, and the post whose thread they write in. */
export type Spot = Seat & { thread: Post | null };

/** A channel with what its member sees of it, and what to write with. */
export function chatPage(spot: Spot, posts: Post[], library: Library): Html {
  const { member, channel } = spot;
  const href = (to: { channel?: string; as?: string }): string => `/chat/${to.channel ?? channel.id}?as=${to.as ?? member.id}`;
  const link = ({ id, name }: Channel): Html =>
    html`<li><a href="${href({ channel: id })}"${id === channel.id ? html` aria-current="page"` : null}>${id === direct ? avatar('T', 'bot') : null}${name}</a></li>`;
  return layout(
    { title: channel.name, path: '/chat', isFull: true, script: 'chat.js', styles: ['chat.css', 'looks.css'] },
    html`<div class="chat" data-channel="${channel.id}" data-member="${member.id}" data-seen="${Math.max(0, ...posts.map(({ changed }) => changed))}">
<nav class="rail" aria-label="Channels and members">
<div class="places"><div><h2 id="rail-channels">Channels</h2>
<ul aria-labelledby="rail-channels">${channels.filter(({ id }) => id !== direct).map(link)}</ul></div>
<div><h2 id="rail-direct">Direct messages</h2>
<ul aria-labelledby="rail-direct">${channels.filter(({ id }) => id === direct).map(link)}</ul></div></div>
<div><h2 id="rail-members">You are</h2>
<ul aria-labelledby="rail-members">${members.map(
      ({ id, name, about }) =>
        html`<li><a href="${href({ as: id })}"${id === member.id ? html` aria-current="true"` : null}>${avatar(name, id)}<span>${name} <small>${about}</small></span></a></li>`,
    )}</ul></div>
<p class="quiet note">A made-up team, to try things with. Open two windows to be two people at once.</p>
</nav>
<main id="main" class="channel" tabindex="-1">
<header><h1>${channel.name}</h1><p class="quiet">${channel.about}</p></header>
<div class="log" tabindex="0" role="log" aria-label="Messages in ${channel.name}">
${start(spot, library.knowledge().pack)}
<ol id="posts">${posts.filter(({ thread }) => thread === null || !posts.some(({ id }) => id === thread)).map((post) => rootItem(post, spot, posts))}</ol>
</div>
${composer(spot)}
</main>
<aside class="inspector" aria-label="Why, and as it will look" tabindex="0">${behind}</aside>
<dialog id="dialog" aria-labelledby="form-title"></dialog>
<p id="problem" class="toast" role="alert"></p>
</div>`,
    playground,
  );
}

/** What one can do here, each a click: shown above everything that was said. */
const start = (seat: Seat, { title, suggestions, options }: Pack): Html => {
  const isDirect = seat.channel.id === direct;
  const ask = (question: string): Html =>
    html`<li><button name="text" value="${isDirect ? question : `@tiebreak ${question}`}" dir="auto">${question}</button></li>`;
  const use = (label: string, command: string): Html =>
    html`<li><button name="text" value="${command}"><span dir="auto">${label}</span><code>${command}</code></button></li>`;
  return html`<section class="start"><h2>“This or that?”, settled in the thread</h2>
<p>A bot for Slack and Discord. Ask about ${title} and get a reviewed passage with its source; then score your own project, vote, and keep the decision. There is no language model: the same question gets the same answer, and nothing leaves this machine.</p>
<form class="ways" method="post" action="/chat">${place(seat, null)}<div><h3>Ask</h3><ul>${suggestions.map(ask)}</ul></div>
<div><h3>Decide</h3><ul>${use('Set them side by side', '/compare')}${use('See what fits your project', '/recommend')}${use('Put it to the vote', `/decide ${choiceList(options.map(({ name }) => name))}?`)}${use('List all it can do', '/help')}</ul></div></form></section>`;
};

/** What is to be seen beside the chat, while there is no reply to see it of. */
const behind = html`<div class="behind-it"><h2>Look behind each reply</h2><dl><dt>Why this answer</dt><dd>The readings considered with their scores, the words that decided, and the passage it rests on.</dd>
<dt>On Slack, on Discord</dt><dd>What each would show, drawn from the exact payload that its own renderer makes. The payload stands beside it.</dd></dl></div>`;

/** Where what is sent comes from, as the fields of a form; `thread`: the id of the post that began it. */
const place = ({ member, channel }: Seat, thread: string | null): Html =>
  html`<input type="hidden" name="user" value="${member.id}"><input type="hidden" name="channel" value="${channel.id}"><input type="hidden" name="thread" value="${thread}">`;

const composer = (spot: Spot): Html => {
  const { channel, member, thread } = spot;
  return html`<form class="composer" method="post" action="/chat">${place(spot, thread?.id ?? null)}
<ul id="completions" role="listbox" aria-label="Completions" tabindex="0" hidden></ul>
<div class="line"><textarea name="text" rows="1" maxlength="4000" required autofocus dir="auto" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="completions" aria-label="Message ${channel.name} as ${member.name}" aria-describedby="keys" placeholder="${
    channel.id === direct ? 'Ask anything' : 'Ask @tiebreak'
  }, or type /"></textarea><button class="primary">Send</button></div>
<div class="under"><p class="target"${thread ? null : html` hidden`}><span><span class="long">In the thread of </span>“<b dir="auto">${thread ? excerpt(thread) : ''}</b>”</span> <a href="/chat/${channel.id}?as=${member.id}" data-leave>Back to ${channel.name} <kbd>Esc</kbd></a></p>
<p class="quiet keys" id="keys"><span class="long"><kbd>Enter</kbd> sends, <kbd>Shift Enter</kbd> breaks the line, <kbd>/</kbd> lists commands, <kbd>↑</kbd> your last words</span><span class="short">As ${member.name}, to ${channel.name}</span></p></div>
<noscript><p class="quiet keys">New messages show when you load the page again: scripts are off.</p></noscript>
</form>`;
};

/** A post of the channel itself, with its thread below it. */
export const rootItem = (post: Post, seat: Seat, posts: Post[]): Html =>
  html`<li id="p-${post.id}" class="root">${postBody(post, seat)}<ol class="replies" id="replies-${post.id}" aria-label="Thread">${posts
    .filter(({ thread }) => thread === post.id)
    .map((reply) => replyItem(reply, seat))}</ol></li>`;

/** A post in a thread. */
export const replyItem = (post: Post, seat: Seat): Html => html`<li id="p-${post.id}">${postBody(post, seat)}</li>`;

const isOnlyMine = (post: Post, { channel }: Seat): boolean => post.to !== null && channel.id !== direct;
const canBeAnswered = (post: Post, { channel }: Seat): boolean => post.to === null && channel.id !== direct;

function postBody(post: Post, seat: Seat): Html {
  const author = members.find(({ id }) => id === post.author);
  const { said } = post;
  const isHint = 'hint' in said;
  const isPrivate = isOnlyMine(post, seat);
  return html`<article class="post${isPrivate ? ' private' : ''}${isHint ? ' hint' : ''}">${
    isHint ? null : avatar(author?.name ?? 'T', author?.id ?? 'bot')
  }<header>${isHint ? null : html`<b>${author?.name ?? 'Tiebreak'}</b>`}${author || isHint ? null : html`<span class="tag">App</span>`}<time class="local-time clock" datetime="${new Date(post.at).toISOString()}">${timeOf(post.at)}</time>${
    isPrivate ? html`<span class="only">Only you can see this</span>` : null
  }</header><div class="said">${body(post, seat)}${isHint ? null : links(post, seat)}</div></article>`;
}

function body(post: Post, seat: Seat): Html {
  const { said } = post;
  if ('text' in said) return html`<p dir="auto">${mentions(said.text)}</p>`;
  if ('hint' in said)
    return html`<form method="post" action="/chat">${place(seat, post.thread)}<p>Tiebreak speaks when it is spoken to. <button name="text" value="@tiebreak ${said.hint}">Ask it this</button></p></form>`;
  const thread = post.thread ?? (canBeAnswered(post, seat) ? post.id : null);
  return html`<form method="post" action="/chat">${place(seat, thread)}<input type="hidden" name="on" value="${post.id}"><input type="hidden" name="isPrivate" value="${String(isOnlyMine(post, seat))}">${render(said.reply)}</form>`;
}

/** What one may do with a post. Above its thread, so that nothing moves when that grows. */
function links(post: Post, seat: Seat): Html | null {
  const { said, id } = post;
  const { member, channel } = seat;
  const begins = post.thread === null && canBeAnswered(post, seat);
  if (!('reply' in said) && !begins) return null;
  return html`<p class="links">${'reply' in said ? html`<a href="/chat/inspect/${id}?channel=${channel.id}&as=${member.id}" data-inspect="${id}">${said.reply.answer ? 'Why this answer' : 'As it will look'}</a>` : null}${
    begins
      ? html`<a href="/chat/${channel.id}?as=${member.id}&thread=${id}" data-thread="${id}" data-excerpt="${excerpt(post)}">Reply in thread</a>`
      : null
  }</p>`;
}

/** The bot's name where it is called, to stand out. */
const mentions = (text: string): (Html | string)[] =>
  text.split(/(@tiebreak\b)/i).map((part, index) => (index % 2 === 1 ? html`<bdi class="mention">${part}</bdi>` : part));

const avatar = (name: string, id: string): Html =>
  html`<span class="avatar is-${id}" aria-hidden="true">${name.slice(0, 1)}</span>`;

/** What a thread is called by: how the message that began it begins. */
function excerpt({ said }: Post): string {
  const words = 'text' in said ? said.text.replace(/@tiebreak\b[,:]?\s*/i, '') : 'reply' in said ? plainText(said.reply) : '';
  return shorten(words.split('\n', 1).join(), 60);
}

const timeOf = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
