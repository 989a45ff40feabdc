import { lexer, type Token, type Tokens } from 'marked';
import { shorten } from '../../../core/cut.ts';
import { labelOf } from '../../../core/decisions/outcome.ts';
import { type Decision, fileOf, plainStatus, textOf } from '../../../core/decisions/record.ts';
import { type Html, html } from '../html.ts';
import { scrolling } from '../render.ts';
import { type Frame, layout } from './layout.ts';

/** One record, to be read or taken along. Its body is Markdown: what stands here is made of its structure, and of nothing else. */
export function recordPage(record: Decision, frame: Frame): Html {
  const { number, title, status, chosen, date, deciders } = record;
  // The title stands above.
  const tokens = lexer(textOf(record)).filter(
    (token) => token.type !== 'space' && !(token.type === 'heading' && token.depth === 1),
  );
  return layout(
    { title: labelOf(number), path: '/decisions' },
    html`<main id="main" tabindex="-1">
<p><a href="/decisions">All decisions</a></p>
<p class="quiet">${labelOf(number)}</p>
<h1 dir="auto">${title}</h1>
<dl class="facts"><div><dt>Status</dt><dd>${statusPill(record)}${status.kind === 'superseded' && status.file !== null ? html` <a href="/decisions/${status.by}">Read ${labelOf(status.by)}</a>` : null}</dd></div>${chosen ? html`<div><dt>Chosen</dt><dd dir="auto">${chosen}</dd></div>` : null}<div><dt>Decided on</dt><dd>${date}</dd></div><div><dt>By</dt><dd dir="auto">${deciders.join(', ') || 'nobody'}</dd></div></dl>
<p><a class="button-like" href="/decisions/${number}.md" download="${fileOf(record)}">Download as Markdown (MADR)</a></p>
${picture(scorecardIn(tokens))}
<article class="record">${tokens.map(block)}</article>
</main>`,
    frame,
  );
}

/** A status as a small sign; the word says it, not the color. */
export const statusPill = (record: Decision): Html =>
  html`<span class="status is-${record.status.kind}">${plainStatus(record)}</span>`;

function block(token: Token): Html {
  switch (token.type) {
    case 'heading':
      return token.depth === 2
        ? html`<h2 dir="auto">${inline(token.tokens)}</h2>`
        : html`<h3 dir="auto">${inline(token.tokens)}</h3>`;
    case 'paragraph':
      return html`<p dir="auto">${inline(token.tokens)}</p>`;
    case 'list': {
      const items = (token as Tokens.List).items.map((item) => html`<li dir="auto">${item.tokens.map(itemBlock)}</li>`);
      return token.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return scrolling(
        html`<table><thead><tr>${header.map((cell) => html`<th scope="col" dir="auto">${inline(cell.tokens)}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td dir="auto">${inline(cell.tokens)}</td>`)}</tr>`)}</tbody></table>`,
      );
    }
    case 'blockquote':
      return html`<blockquote>${token.tokens?.map(block)}</blockquote>`;
    case 'code':
      return html`<pre tabindex="0"><code>${token.text}</code></pre>`;
    case 'hr':
      return html`<hr>`;
    case 'space':
      return html``;
    default:
      return inlineToken(token); // the text of a list's item
  }
}

const inline = (tokens: Token[] = []): Html[] => tokens.map(inlineToken);

/** A paragraph of a list's item leaves it to the item which way its words go, so that the bullet goes with them. */
const itemBlock = (token: Token): Html => (token.type === 'paragraph' ? html`<p>${inline(token.tokens)}</p>` : block(token));

function inlineToken(token: Token): Html {
  switch (token.type) {
    case 'strong':
      return html`<strong>${inline(token.tokens)}</strong>`;
    case 'em':
      return html`<em>${inline(token.tokens)}</em>`;
    case 'codespan':
      return html`<code>${token.text}</code>`;
    case 'br':
      return html`<br>`;
    case 'link': {
      const to = addressOf(token.href);
      return to ? html`<a href="${to}">${inline(token.tokens)}</a>` : html`${inline(token.tokens)}`;
    }
    case 'text':
      return token.tokens ? html`${inline(token.tokens)}` : html`${token.text}`;
    case 'escape':
      return html`${token.text}`;
    default:
      return html`${token.raw}`; // markup of another kind is text
  }
}

/** Where a link of a record leads: a page of the web, or another record, which stands beside its file; null for anything else. */
function addressOf(href: string): string | null {
  const [, number] = /^(\d{4,})-[^/]*\.md$/.exec(href) ?? [];
  if (number) return `/decisions/${Number(number)}`;
  return /^https?:\/\//.test(href) ? href : null;
}

/** What a scorecard left in a record: points of 100 for each option, and how much each answer counted, in percent. */
type Scorecard = { options: Bar[]; drivers: Bar[] };
type Bar = { label: string; value: string };

const plain = (token: Token): string => {
  if ('tokens' in token && token.tokens) return token.tokens.map(plain).join('');
  return token.type === 'escape' || token.type === 'text' ? token.text : token.raw;
};

/** Null where no scorecard stood behind the vote. */
function scorecardIn(tokens: Token[]): Scorecard | null {
  const drivers: Bar[] = [];
  const options: Bar[] = [];
  let [above, name] = ['', ''];
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === 2) [above, name] = [plain(token), ''];
    else if (token.type === 'heading') name = plain(token);
    else if (token.type === 'list' && above === 'Decision Drivers')
      for (const item of (token as Tokens.List).items) {
        const [, label, weight = ''] = /^(.+) \(weight (\d+)%\)$/.exec(item.tokens.map(plain).join('')) ?? [];
        if (label) drivers.push({ label, value: weight });
      }
    else if (token.type === 'paragraph' && above === 'Pros and Cons of the Options') {
      const [, points] = /^(\d+(?:\.\d+)?) of 100$/.exec(plain(token)) ?? [];
      if (name && points) options.push({ label: name, value: points });
    }
  }
  return options.length > 0 ? { options, drivers } : null;
}

/** Wide as a phone, so that its words are read there too; `label` in characters. */
const size = { width: 340, row: 42, head: 26, label: 36 };

/** A scorecard as a picture; all it shows is said in its label, and in the record below. */
function picture(card: Scorecard | null): Html | null {
  if (!card) return null;
  const groups = [
    { title: 'Points, of 100', bars: card.options, unit: '' },
    { title: 'How much each answer counted', bars: card.drivers, unit: '%' },
  ].filter(({ bars }) => bars.length > 0);
  let y = 0;
  const drawn = groups.map(({ title, bars, unit }) => {
    const head = html`<text class="head" x="0" y="${y + 14}">${title}</text>`;
    y += size.head;
    const rows = bars.map(({ label, value }) => {
      const length = (Math.min(100, Number(value)) / 100) * size.width;
      const row = html`<text x="0" y="${y + 12}">${shorten(label, size.label)}</text><text class="number" x="${size.width}" y="${y + 12}" text-anchor="end">${value}${unit}</text><rect class="track" x="0" y="${y + 19}" width="${size.width}" height="8" rx="4"/><rect class="value" x="0" y="${y + 19}" width="${length.toFixed(1)}" height="8" rx="4"/>`;
      y += size.row;
      return row;
    });
    y += 8;
    return html`${head}${rows}`;
  });
  const said = groups
    .map(({ title, bars, unit }) => `${title}: ${bars.map(({ label, value }) => `${label} ${value}${unit}`).join('; ')}.`)
    .join(' ');
  return html`<figure class="chart scorecard"><svg viewBox="0 0 ${size.width} ${y - 8}" role="img" aria-label="${said}">${drawn}</svg><figcaption>The scorecard that the vote began with.</figcaption></figure>`;
}
