import { factLines } from '../../../core/knowledge/answer.ts';
import type { Knowledge } from '../../../core/knowledge/knowledge.ts';
import { type Entry, editionOf } from '../../../core/knowledge/pack.ts';
import type { Library } from '../../../core/ports.ts';
import { sourceLine } from '../../../core/reply.ts';
import { type Html, html } from '../html.ts';
import { renderInline, renderTable } from '../render.ts';
import { type Frame, layout } from './layout.ts';

/** The whole pack: what it is, what is wrong with its files, its entries and tables. */
export function knowledgePage(library: Library, frame: Frame): Html {
  const knowledge = library.knowledge();
  const { pack } = knowledge;
  const kinds = [
    { name: 'Questions', entries: pack.entries.filter(({ id }) => id.startsWith('faq:')) },
    { name: 'Topics', entries: pack.entries.filter(({ id }) => !id.startsWith('faq:')) },
  ].filter(({ entries }) => entries.length > 0);
  return layout(
    { title: 'Knowledge', path: '/knowledge', script: 'live.js' },
    html`<main id="main" class="wide" tabindex="-1">
<h1 dir="auto">${pack.title}</h1>
<p class="lead">Everything it can say, from <cite><bdi>${pack.source.title}</bdi></cite>, <bdi>${pack.source.author}</bdi>, ${pack.source.year}.</p>
<dl class="facts"><div><dt>Pack</dt><dd>${editionOf(pack)}</dd></div><div><dt>Last reviewed</dt><dd>${pack.reviewed}</dd></div><div><dt>Options</dt><dd>${pack.options.map(({ name }, index) => html`${index > 0 ? ', ' : ''}<bdi>${name}</bdi>`)}</dd></div><div><dt>Entries</dt><dd>${pack.entries.length}</dd></div><div><dt>Ways to ask</dt><dd>${pack.entries.reduce((sum, { asked }) => sum + asked.length, 0)}</dd></div><div><dt>Tables</dt><dd>${pack.tables.length}</dd></div></dl>
${pack.source.note ? html`<p class="quiet" dir="auto">${pack.source.note}</p>` : null}
<div id="health" data-live="/knowledge/live" role="status">${health(library)}</div>
<nav class="contents" aria-label="On this page">${[...kinds.map(({ name }) => name), 'Tables', ...(pack.criteria.length > 0 ? ['Criteria'] : [])].map((name) => html`<a href="#${name.toLowerCase()}">${name}</a>`)}</nav>
${kinds.map(
  ({ name, entries }) =>
    html`<section><h2 id="${name.toLowerCase()}">${name}</h2><ul class="entries">${entries.map(
      (entry) =>
        html`<li><a href="/knowledge/${entry.id}"><b dir="auto">${entry.title}</b><span dir="auto">${entry.answer.map(renderInline)}</span></a></li>`,
    )}</ul></section>`,
)}
<section><h2 id="tables">Tables</h2>${pack.tables.map((table) => html`<h3 id="${table.id}" dir="auto">${table.title}</h3>${renderTable({ caption: '', columns: ['', ...pack.options.map(({ name }) => name)], rows: table.rows.map(({ name, cells }) => [name, ...cells]) })}<p class="source" dir="auto">${sourceLine(knowledge.sourcesOf(table))}</p>`)}</section>
${criteria(knowledge)}
</main>`,
    frame,
  );
}

/** What a project is scored on: what each answer says for each option, and where that stands. */
function criteria({ pack }: Knowledge): Html | null {
  if (pack.criteria.length === 0) return null;
  const columns = ['', ...pack.options.map(({ name }) => name), 'Why', 'Section'];
  return html`<section><h2 id="criteria">Criteria</h2><p>What <code>recommend</code> scores a project on, from 0 (cannot serve it) to 100 (as if made for it).</p>${pack.criteria.map(
    ({ name, question, weight, answers }) =>
      html`<details class="criterion"><summary><b dir="auto">${name}</b> <span dir="auto">${question}</span> <span class="quiet">weight ${weight}</span></summary>${renderTable(
        {
          caption: question,
          columns,
          rows: answers.map(({ label, fits, rulesOut, why, section }) => [
            label,
            ...pack.options.map(({ id }) => (rulesOut[id] ? `ruled out: ${rulesOut[id]}` : String(fits[id] ?? ''))),
            why,
            section.split(' > ').at(-1) ?? '',
          ]),
        },
      )}</details>`,
  )}</section>`;
}

/** What `tiebreak check` says of the files as they stand, and whether they are in service. */
export function health(library: Library): Html {
  const problems = library.problems();
  if (problems.length === 0) return html`<p class="good"><b>In service.</b> No problems found in its files.</p>`;
  return html`<div class="${library.isCurrent() ? 'fair' : 'bad'}"><p><b>${library.isCurrent() ? 'In service, with remarks.' : 'Not in service: the version before the last edit still answers.'}</b> ${problems.length} to change:</p><ul>${problems.map(({ file, line, message }) => html`<li><code>${file}:${line}</code> <span dir="auto">${message}</span></li>`)}</ul></div>`;
}

/** One entry: what it says, where from, how it is asked. */
export const entryPage = (knowledge: Knowledge, entry: Entry, frame: Frame): Html =>
  layout(
    { title: entry.title, path: '/knowledge' },
    html`<main id="main" tabindex="-1">
<p><a href="/knowledge">All of ${knowledge.pack.title}</a></p>
<h1 dir="auto">${entry.title}</h1>
<p class="lead" dir="auto">${entry.answer.map(renderInline)}</p>
<ul>${factLines(knowledge, entry, null).map((fact) => html`<li dir="auto">${fact.map(renderInline)}</li>`)}</ul>
${rowsOf(knowledge, entry)}
<p class="source" dir="auto">${sourceLine(knowledge.sourcesOf(entry))}</p>
<h2>Related</h2>
<ul>${entry.related.map((id) => html`<li><a href="/knowledge/${id}" dir="auto">${knowledge.entry(id)?.title ?? id}</a></li>`)}</ul>
<h2>How it is asked</h2>
<ul class="asked">${entry.asked.map((asked) => html`<li dir="auto">${asked}</li>`)}</ul>
<p class="quiet">Entry <code>${entry.id}</code> of ${editionOf(knowledge.pack)}, last reviewed on ${knowledge.pack.reviewed}</p>
</main>`,
    frame,
  );

function rowsOf(knowledge: Knowledge, entry: Entry): Html | null {
  const rows = knowledge.rowsAbout(entry.id);
  if (rows.length === 0) return null;
  const columns = ['', ...knowledge.pack.options.map(({ name }) => name)];
  return renderTable({ caption: 'Side by side', columns, rows: rows.map(({ name, cells }) => [name, ...cells]) });
}
