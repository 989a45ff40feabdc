import { type Explanation, explain } from '../../../core/knowledge/explain.ts';
import type { Knowledge } from '../../../core/knowledge/knowledge.ts';
import { thresholds } from '../../../core/knowledge/matcher.ts';
import { type Reply, sourceLine } from '../../../core/reply.ts';
import { type Html, html } from '../html.ts';
import { renderInline } from '../render.ts';
import { direct, ownerOf, type Post } from '../room.ts';
import { layout, playground } from './layout.ts';
import type { Look } from './looks.ts';

/**
 * A platform as a preview shows it: the payloads its own renderer makes of a reply, the one that opens the reply's form (null where it has
 * none), and how they look.
 */
export type Preview = { name: string; payloads(reply: Reply): unknown[]; modal(reply: Reply): unknown; look: Look };

export type Inspected = { post: Post & { said: { reply: Reply; isAsked: boolean } }; member: string; view: string };

/** Why a reply says what it says, or what a platform makes of it. `view`: `why`, or a preview's name. */
export function inspection({ post, member, view }: Inspected, knowledge: Knowledge, previews: Preview[]): Html {
  const { reply, isAsked } = post.said;
  const channel = channelOf(post);
  const names = [...(reply.answer ? ['Why'] : []), ...previews.map(({ name }) => name)];
  const shown = names.find((name) => name.toLowerCase() === view) ?? names[0] ?? '';
  const preview = previews.find(({ name }) => name === shown);
  return html`<nav class="views" aria-label="What to see of this reply">${names.map((name) => {
    const to = name.toLowerCase();
    return html`<a href="/chat/inspect/${post.id}?channel=${channel}&as=${member}&view=${to}" data-inspect="${post.id}" data-view="${to}"${name === shown ? html` aria-current="true"` : null}>${name === 'Why' ? 'Why this answer' : `On ${name}`}</a>`;
  })}</nav>
${preview ? looks(preview, reply) : why(reply, isAsked, knowledge)}`;
}

/** The channel as its address names it: each has the one with the bot for themselves. */
const channelOf = ({ channel }: Post): string => (ownerOf(channel) === null ? channel : direct);

/** The same as a page of its own. */
export const inspectPage = (inspected: Inspected, knowledge: Knowledge, previews: Preview[]): Html =>
  layout(
    { title: 'Behind this reply', path: '/chat', styles: ['pages.css', 'looks.css'] },
    html`<main id="main" class="wide inspected" tabindex="-1"><h1>Behind this reply</h1><p><a href="/chat/${channelOf(inspected.post)}?as=${inspected.member}#p-${inspected.post.id}">Back to the chat</a></p>${inspection(inspected, knowledge, previews)}</main>`,
    playground,
  );

const looks = (preview: Preview, reply: Reply): Html => {
  const { name, payloads } = preview;
  return html`${payloads(reply).map((payload) => pair(preview, payload, `As it will look on ${name}`))}${modal(preview, reply, `The form it opens on ${name}`)}`;
};

/** A reply's form as each platform would open it, to be unfolded above the form itself. */
export const formLooks = (previews: Preview[], reply: Reply): Html =>
  html`<div class="form-looks"><p class="quiet">As it will look</p>${previews.map(
    (preview) =>
      html`<details name="form-look"><summary>On ${preview.name}</summary>${modal(preview, reply, `The form on ${preview.name}`) ?? html`<p>It is too big for ${preview.name}: there it is asked for in words.</p>`}</details>`,
  )}</div>`;

const modal = (preview: Preview, reply: Reply, title: string): Html | null => {
  const payload = preview.modal(reply);
  return payload ? pair(preview, payload, title) : null;
};

const pair = ({ look }: Preview, payload: unknown, title: string): Html =>
  html`<div class="pair"><div class="look"><h2 class="quiet">${title}</h2>${look(payload)}</div><div class="payload"><h2 class="quiet">Exact payload</h2><pre tabindex="0"><code>${pretty(payload)}</code></pre></div></div>`;

/** JSON, with what is short on one line. */
function pretty(value: unknown, indent = ''): string {
  const short = JSON.stringify(value, null, 1)?.replace(/\n */g, ' ') ?? '';
  if (typeof value !== 'object' || value === null || short.length + indent.length <= longestLine) return short;
  const within = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((each) => pretty(each, within))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${pretty(each, within)}`);
  const [before, after] = Array.isArray(value) ? '[]' : '{}';
  return `${before}\n${parts.map((part) => within + part).join(',\n')}\n${indent}${after}`;
}

const longestLine = 64;

function why({ answer }: Reply, isAsked: boolean, knowledge: Knowledge): Html {
  if (!answer) return html`<p>This reply answers no question.</p>`;
  const entry = answer.outcome === 'answer' ? knowledge.entry(answer.entry ?? '') : undefined;
  const passage = entry
    ? html`<h2>The passage it rests on</h2>
<blockquote><p dir="auto"><strong>${entry.title}</strong></p><p dir="auto">${entry.answer.map(renderInline)}</p><p class="source">${sourceLine(answer.sources)}</p></blockquote>
<p><a href="/knowledge/${entry.id}">${entry.id} in the pack</a>, with every way it is asked</p>`
    : null;
  if (!isAsked) return html`<p class="lead">A button named this passage, so no words had to be read.</p>${passage}`;
  const explained = explain(knowledge, answer.question);
  const deciding = explained.pieces.filter(({ weight }) => weight > leastWeight).toSorted((a, b) => b.weight - a.weight);
  const strongest = deciding[0]?.weight ?? 1;
  const whole = deciding.reduce((sum, { weight }) => sum + weight, 0);
  return html`<p class="lead">${outcomes[answer.outcome]}</p>
<h2>The words that decided</h2>
<p class="words" dir="auto">${explained.pieces.map(({ text, weight }) => word(text, weight, strongest))}</p>
<p class="quiet">${
    deciding.length > 0
      ? html`What each word adds to the lead of the best reading: ${deciding.slice(0, 5).map(({ text, weight }, index) => html`${index > 0 ? ', ' : ''}<b><bdi>${text}</bdi></b> ${Math.round((100 * weight) / whole)}%`)}.`
      : 'No word stands out.'
  }${explained.pieces.some(({ weight }) => isAgainst(weight, strongest)) ? ' What is dotted speaks against it.' : ''}${explained.isVerbatim ? ' The question is, word for word, one that somebody reviewed.' : ''}</p>
<h2>Readings considered</h2>
${readings(explained)}
${answer.outside.length > 0 ? html`<p>Named, but outside the pack: ${answer.outside.join(', ')}.</p>` : null}
${passage}`;
}

const outcomes = {
  answer: 'Sure enough to answer outright.',
  choices: 'Not sure enough to answer: the readings are offered.',
  declined: 'Nothing in the pack is likely enough: it says so, and keeps the question as a gap.',
};

/** In log odds: what adds less is not spoken of. */
const leastWeight = 0.05;

/** A word, marked by its share in what decided, in five steps. */
const word = (text: string, weight: number, most: number): Html => {
  const step = Math.ceil((5 * Math.abs(weight)) / most);
  if (isAgainst(weight, most)) return html`<span class="against">${text}</span>`;
  if (weight <= Math.max(leastWeight, most / 10)) return html`${text}`;
  return html`<mark class="for-${Math.min(5, step)}">${text}</mark>`;
};

const isAgainst = (weight: number, most: number): boolean => weight < -Math.max(leastWeight, most / 10);

const readings = ({ readings: all }: Explanation): Html =>
  html`<table class="readings"><thead><tr><th scope="col">Reading</th><th scope="col" class="number">Score</th><td></td></tr></thead><tbody>${all.map(
    ({ entry, title, score }) =>
      html`<tr><th scope="row" dir="auto"><a href="/knowledge/${entry}">${title}</a></th><td class="number">${score.toFixed(2)}</td><td>${bar(score)}</td></tr>`,
  )}</tbody></table>
<p class="quiet">It answers from ${thresholds.answer} on, and offers a reading from ${thresholds.offer} on: the two lines. It offers one alone from ${thresholds.alone} on.</p>`;

const width = 120;

const bar = (score: number): Html =>
  html`<svg class="bar" width="${width}" height="14" viewBox="0 0 ${width} 14" aria-hidden="true"><rect class="track" width="${width}" height="8" y="3" rx="4"/><rect class="value" width="${(score * width).toFixed(1)}" height="8" y="3" rx="4"/>${[thresholds.offer, thresholds.answer].map((at) => html`<rect class="tick" x="${at * width}" width="1" height="14"/>`)}</svg>`;
