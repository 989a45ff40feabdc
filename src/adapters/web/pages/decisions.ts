import { labelOf } from '../../../core/decisions/outcome.ts';
import { type Decision, statuses } from '../../../core/decisions/record.ts';
import type { Around } from '../../../core/decisions/rows.ts';
import { findsRecord } from '../../../core/decisions/search.ts';
import { voteBlocks } from '../../../core/decisions/show.ts';
import type { Vote } from '../../../core/decisions/vote.ts';
import { announcement, type Block } from '../../../core/reply.ts';
import { type Html, html } from '../html.ts';
import { render } from '../render.ts';
import { type Frame, layout } from './layout.ts';
import { statusPill } from './record.ts';

/** A vote, what is known of it, and where people find its message. */
export type Running = { vote: Vote; around: Around; link: string | null };
/** What somebody looks for: words, and a status (empty for any). */
type Filter = { words: string; status: string };

/** Records that a filter lets through, the newest first; whether there are older ones, and whether there are any at all. */
export type Found = { records: Decision[]; isMore: boolean; isAny: boolean };

/** What a filter lets through. */
export const meantBy =
  ({ words, status }: Filter) =>
  (record: Decision): boolean =>
    findsRecord(words, record) && (status === '' || record.status.kind === status);

/** The votes that run, and a page of records. */
export const decisionsPage = (
  running: Running[],
  { records, isMore, isAny }: Found,
  { words, status }: Filter,
  frame: Frame,
): Html => {
  const older = new URLSearchParams({ words, status, below: String(records.at(-1)?.number ?? '') });
  return layout(
    { title: 'Decisions', path: '/decisions', script: 'live.js' },
    html`<main id="main" class="wide" tabindex="-1">
<h1>Decisions</h1>
<p class="lead">What the team has decided, why, and what it is deciding now.</p>
${running.length > 0 ? html`<nav class="contents" aria-label="On this page"><a href="#records">Records</a></nav>` : null}
<div id="running" data-live="/decisions/live" role="status">${runningVotes(running)}</div>
<h2 id="records">Records</h2>
${
  !isAny
    ? html`<p class="empty">None yet. <code>decide</code> puts a question to the vote; what comes of it is kept here.</p>`
    : html`<form class="filter" action="/decisions" role="search"><label>Words <input type="search" name="words" value="${words}"></label> <label>Status <select name="status"><option value="">any</option>${statuses.map((each) => html`<option value="${each}"${each === status ? html` selected` : null}>${each}</option>`)}</select></label> <button>Filter</button></form>
${records.length === 0 ? html`<p class="empty">None has that in it.</p>` : html`<ol class="records">${records.map((record) => html`<li><a href="/decisions/${record.number}"><span class="quiet">${labelOf(record.number)}</span> <span><b dir="auto">${record.title}</b>${record.chosen ? html`<span class="chosen" dir="auto">${record.chosen}</span>` : null}</span> ${statusPill(record)} <span class="quiet">${record.date}</span></a></li>`)}</ol>`}
${isMore ? html`<p><a href="/decisions?${String(older)}" rel="next">Older ones</a></p>` : null}`
}
</main>`,
    frame,
  );
};

/** What may be read of a vote here; one votes where it was started. */
const toRead = (blocks: Block[]): Block[] => blocks.filter(({ type }) => type !== 'buttons' && type !== 'choices');

/** The votes that run, as their own messages show them. */
export const runningVotes = (running: Running[]): Html =>
  running.length === 0
    ? html`<p class="quiet">No vote is running.</p>`
    : html`<h2>Running</h2>${running.map(({ vote, around, link }) => html`<section class="vote">${render(announcement(toRead(voteBlocks(vote, around, true))))}${link ? html`<p><a href="${link}">Vote where it was started</a></p>` : null}</section>`)}`;
