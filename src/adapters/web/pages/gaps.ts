import { type Gap, ratings } from '../../../core/feedback.ts';
import { gapsByDay, groupGaps } from '../../../core/gaps.ts';
import type { Knowledge } from '../../../core/knowledge/knowledge.ts';
import { type Html, html } from '../html.ts';
import { renderTable } from '../render.ts';
import { type Frame, layout } from './layout.ts';

const days = 30;

/** What could not be answered or was badly rated, by what it asks about, the newest first; and how many there were each day. */
export function gapsPage(gaps: Gap[], knowledge: Knowledge, now: number, frame: Frame): Html {
  const groups = groupGaps(gaps);
  return layout(
    { title: 'Gaps', path: '/gaps' },
    html`<main id="main" class="wide" tabindex="-1">
<h1>Gaps</h1>
<p class="lead">Questions without an answer, and answers that somebody was not happy with: what the pack should learn next.</p>
${
  gaps.length === 0
    ? html`<p class="empty">None yet. A question that no passage answers shows up here, and so does an answer that somebody marks as not helpful.</p>`
    : html`${chart(gapsByDay(gaps, now, days))}
<h2>${groups.length === 1 ? 'One subject' : `${groups.length} subjects`}</h2>
<ol class="gaps">${groups.map(({ question, gaps: alike }) => html`<li><h3 dir="auto">${question}</h3><p class="quiet">${summary(alike)}</p>${alike.length > 1 || alike.some(({ comment }) => comment) ? html`<details><summary>${alike.length === 1 ? 'What was said' : `All ${alike.length}`}</summary><ul>${alike.map((gap) => one(gap, knowledge))}</ul></details>` : null}</li>`)}</ol>`
}
</main>`,
    frame,
  );
}

/** Why somebody is not shown them, and what they can do. */
export const closedGapsPage = (frame: Frame): Html =>
  layout(
    { title: 'Gaps', path: '/gaps' },
    html`<main id="main" tabindex="-1">
<h1>Gaps</h1>
<p class="lead">Only people who may curate answers here see this page.</p>
<p>It shows questions without an answer word for word, including those that people asked in private.</p>
<p>An admin sees it, and can give others the right to curate with <code>/tiebreak settings</code>. If you are an admin, send <code>/tiebreak web</code> for a new link, which will know that you are one.</p>
</main>`,
    frame,
  );

const reasonOf = ({ reason }: Gap): string => (reason === 'declined' ? 'no answer' : ratings[reason].toLowerCase());

function summary(gaps: Gap[]): string {
  const counts = Map.groupBy(gaps, reasonOf);
  const [newest] = gaps;
  const people = new Set(gaps.map(({ user }) => user)).size;
  const said = [...counts].map(([reason, all]) => (all.length > 1 ? `${reason} (${all.length})` : reason)).join(', ');
  return `${said}; ${people === 1 ? 'one person' : `${people} people`}, last on ${dayOf(newest?.at ?? 0)}`;
}

const one = (gap: Gap, knowledge: Knowledge): Html =>
  html`<li><span dir="auto">${gap.question}</span> <span class="quiet">${reasonOf(gap)}, ${dayOf(gap.at)}, ${gap.pack}</span>${gap.entries.length > 0 ? html`<br><span class="quiet">Shown: ${gap.entries.map((id) => knowledge.entry(id)?.title ?? id).join('; ')}</span>` : null}${gap.comment ? html`<blockquote dir="auto">${gap.comment}</blockquote>` : null}</li>`;

const dayOf = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

const size = { width: 720, height: 120, gap: 4 };

/** Counts a day as bars; said in a sentence for who cannot see them, and in a table for who wants the numbers. */
function chart(counts: { from: number; count: number }[]): Html {
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const step = size.width / counts.length;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const said = `${total} in the last ${days} days, at most ${most} a day`;
  return html`<figure class="chart"><svg viewBox="0 0 ${size.width} ${size.height + 2}" role="img" aria-label="Gaps a day: ${said}"><line class="axis" x1="0" x2="${size.width}" y1="${size.height}" y2="${size.height}"/>${counts.map(
    ({ from, count }, index) => {
      const height = (count / most) * (size.height - 28);
      const x = index * step + size.gap / 2;
      return html`<g><title>${dayOf(from)}: ${count}</title><rect class="value" x="${x.toFixed(1)}" y="${(size.height - height).toFixed(1)}" width="${(step - size.gap).toFixed(1)}" height="${height.toFixed(1)}" rx="2"/>${count > 0 ? html`<text class="count" x="${(x + (step - size.gap) / 2).toFixed(1)}" y="${(size.height - height - 4).toFixed(1)}" text-anchor="middle">${count}</text>` : null}</g>`;
    },
  )}</svg><p class="ends quiet"><span>${dayOf(counts[0]?.from ?? 0)}</span><span>${dayOf(counts.at(-1)?.from ?? 0)}</span></p>
<figcaption>${said}.</figcaption></figure>
<details><summary>The numbers</summary>${renderTable({ caption: '', columns: ['Day', 'Gaps'], rows: counts.filter(({ count }) => count > 0).map(({ from, count }) => [dayOf(from), String(count)]) })}</details>`;
}
