import { encodeIntent } from '../../core/intent.ts';
import {
  type Bars,
  type Block,
  type Button,
  formButton,
  type Inline,
  type Reply,
  sourceLine,
  type Table,
} from '../../core/reply.ts';
import { type Html, html } from './html.ts';

/** A reply as markup: its text is literal, and the only elements that do something are buttons, which need a form around them. */
export const render = (reply: Reply): Html => html`${reply.blocks.map(renderBlock)}`;

function renderBlock(block: Block): Html {
  switch (block.type) {
    case 'heading':
      return html`<h3 dir="auto">${block.text}</h3>`;
    case 'text':
      return html`<p dir="auto"${block.field ? html` data-field="${block.field}"` : null}>${block.inlines.map(renderInline)}</p>`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li dir="auto">${item.map(renderInline)}</li>`)}</ul>`;
    case 'table':
      return renderTable(block);
    case 'bars':
      return renderBars(block);
    case 'picture':
      return html`<img class="picture" src="data:image/svg+xml;base64,${Buffer.from(block.svg).toString('base64')}" alt="${block.alt}">`;
    case 'file':
      return html`<p><a class="download" href="data:${block.mediaType};charset=utf-8;base64,${Buffer.from(block.content).toString('base64')}" download="${block.name}">Download ${block.name}</a></p>`;
    case 'link':
      return html`<p><a class="button-like" href="${block.url}" dir="auto">${block.label}</a></p>`;
    case 'buttons':
      return html`<div class="row">${block.buttons.map((each) => renderButton(each))}</div>`;
    case 'choices':
      return html`<ol class="choices">${block.choices.map((each) => html`<li>${renderButton(each)}</li>`)}</ol>`;
    case 'form':
      return html`<div class="row">${renderButton(formButton(block))}</div>`;
    case 'feedback':
      return html`<div class="row feedback">${renderButton(block.good, 'plain')}${renderButton(block.bad, 'plain')}</div>`;
    case 'sources':
      return html`<p class="source" dir="auto">${block.sources.length > 0 ? sourceLine(block.sources) : null}</p>`;
  }
}

const marks = {
  strong: (text: string) => html`<strong>${text}</strong>`,
  emphasis: (text: string) => html`<em>${text}</em>`,
  code: (text: string) => html`<code>${text}</code>`,
};

/** Moments are in UTC; a script on every page (time.js) turns them into the reader's own time zone. */
export const renderInline = ({ text, mark, time }: Inline): Html => {
  if (time !== undefined) return html`<time class="local-time" datetime="${new Date(time).toISOString()}">${text}</time>`;
  return mark ? marks[mark](text) : html`${text}`;
};

/** A table that scrolls on its own if it is wider than the page, by keyboard too. */
export const scrolling = (table: Html, name = 'Table'): Html =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${name}">${table}</div>`;

/** The first column names the row. */
export const renderTable = ({ caption, columns, rows }: Omit<Table, 'type'>): Html => {
  const table = html`<table>${caption ? html`<caption dir="auto">${caption}</caption>` : null}<thead><tr>${columns.map(
    (column) => (column ? html`<th scope="col" dir="auto">${column}</th>` : html`<td></td>`),
  )}</tr></thead><tbody>${rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row" dir="auto">${name}</th>${cells.map((cell) => html`<td dir="auto">${cell}</td>`)}</tr>`,
  )}</tbody></table>`;
  return scrolling(table, caption || 'Table');
};

const barWidth = 160;

/** Bars from the left, or from the middle if some point the other way. The numbers are beside them, so that nobody has to see the bars. */
function renderBars({ caption, most, bars }: Bars): Html {
  const isSigned = bars.some(({ value }) => value < 0);
  const [zero, room] = isSigned ? [barWidth / 2, barWidth / 2] : [0, barWidth];
  const rows = bars.map(({ label, value, shown }) => {
    const length = Math.min(room, (Math.abs(value) / most) * room);
    const x = value < 0 ? zero - length : zero;
    return html`<tr><th scope="row" dir="auto">${label}</th><td><svg class="bar" width="${barWidth}" height="14" viewBox="0 0 ${barWidth} 14" aria-hidden="true"><rect class="track" width="${barWidth}" height="8" y="3" rx="4"/><rect class="${value < 0 ? 'behind' : 'value'}" x="${x.toFixed(1)}" width="${length.toFixed(1)}" height="8" y="3" rx="2"/></svg></td><td class="number">${shown}</td></tr>`;
  });
  return html`<table class="bars">${caption ? html`<caption dir="auto">${caption}</caption>` : null}<tbody>${rows}</tbody></table>`;
}

const renderButton = ({ label, intent }: Button, look = ''): Html =>
  html`<button name="action" value="${encodeIntent(intent)}" class="${look}" dir="auto">${label}</button>`;
