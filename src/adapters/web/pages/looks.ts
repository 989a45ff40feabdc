import { type Html, html } from '../html.ts';

/**
 * What a platform would show of a payload, drawn from the payload and nothing else, so that what is wrong there is wrong here. Only what our
 * renderers send is known; anything else shows as its type.
 */
export type Look = (payload: unknown) => Html;

/** What a Block Kit node may have, of what we send. https://docs.slack.dev/reference/block-kit/blocks */
type Node = {
  type?: string;
  text?: string | { text: string };
  style?: { bold?: boolean; italic?: boolean; code?: boolean } | string;
  elements?: Node[];
  rows?: { text: string }[][];
  blocks?: Node[];
  label?: { text: string };
  hint?: { text: string };
  element?: Node;
  title?: { text: string };
  submit?: { text: string };
  options?: { text: { text: string }; value: string }[];
  initial_value?: string;
  positive_button?: { text: { text: string } };
  negative_button?: { text: { text: string } };
  fallback?: string;
};

const textOf = (text: Node['text']): string => (typeof text === 'string' ? text : (text?.text ?? ''));

export const slackLook: Look = (payload) => {
  const { blocks = [], title, submit } = payload as Node;
  if (!title)
    return html`<div class="slack"><div class="who"><span class="badge">T</span><b>Tiebreak</b><span class="tag">APP</span></div>${blocks.map(slackBlock)}</div>`;
  return html`<div class="slack modal"><p class="modal-title">${title.text}</p>${blocks.map(slackBlock)}<div class="row end"><span class="button">Cancel</span><span class="button main">${submit?.text}</span></div></div>`;
};

const thumb = html`<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 7h2.5v6.5H2zM4.5 7.5 7.5 2c1.2 0 1.8.9 1.5 2l-.6 2.3H13c.8 0 1.3.7 1.1 1.5l-1.2 4.7c-.1.6-.6 1-1.2 1H4.5"/></svg>`;

function slackBlock(node: Node): Html {
  switch (node.type) {
    case 'header':
      return html`<p class="big" dir="auto">${textOf(node.text)}</p>`;
    case 'rich_text':
      return html`${node.elements?.map(slackBlock)}`;
    case 'rich_text_section':
      return html`<p dir="auto">${node.elements?.map(slackText)}</p>`;
    case 'rich_text_list':
      return html`<ul>${node.elements?.map((item) => html`<li dir="auto">${item.elements?.map(slackText)}</li>`)}</ul>`;
    case 'table':
      return html`<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><tbody>${node.rows?.map((row) => html`<tr>${row.map(({ text }) => html`<td dir="auto">${text}</td>`)}</tr>`)}</tbody></table></div>`;
    case 'actions':
      return html`<div class="row">${node.elements?.map(({ text }) => html`<span class="button">${textOf(text)}</span>`)}</div>`;
    case 'context':
      return html`<p class="small" dir="auto">${node.elements?.map(({ text }) => textOf(text))}</p>`;
    case 'context_actions':
      return html`<div class="row">${node.elements?.map(
        ({ positive_button: good, negative_button: bad }) =>
          html`<span class="thumb" title="${good?.text.text}">${thumb}</span><span class="thumb down" title="${bad?.text.text}">${thumb}</span>`,
      )}</div>`;
    case 'input':
      return html`<div class="input"><b dir="auto">${node.label?.text}</b>${slackInput(node.element ?? {})}${node.hint ? html`<p class="small" dir="auto">${node.hint.text}</p>` : null}</div>`;
    default:
      return html`<p class="small">${node.type}</p>`;
  }
}

const slackInput = ({ type = '', options, initial_value }: Node): Html =>
  options && /radio|checkboxes/.test(type)
    ? html`${options.map(({ text }) => html`<p>${type === 'checkboxes' ? '☐' : '○'} ${text.text}</p>`)}`
    : html`<p class="box" dir="auto">${initial_value ?? (type.includes('select') ? 'Select ▾' : ' ')}</p>`;

function slackText({ type, text, style, fallback }: Node): Html {
  if (type === 'date') return moment(fallback ?? '');
  const said = textOf(text);
  if (typeof style !== 'object') return html`${said}`;
  if (style.code) return html`<code>${said}</code>`;
  return style.bold ? html`<b>${said}</b>` : style.italic ? html`<em>${said}</em>` : html`${said}`;
}

/** A moment, which each reader sees in their own time zone. */
const moment = (said: string): Html => html`<span class="moment" title="In the reader's own time zone">${said}</span>`;

/** What a component may have, of what we send. https://docs.discord.com/developers/components/reference */
type Component = {
  type?: number;
  content?: string;
  label?: string;
  description?: string;
  title?: string;
  components?: Component[];
  component?: Component;
  items?: { description: string }[];
  file?: { url: string };
  options?: { label: string }[];
  value?: string;
};

const types = { row: 1, text: 10, gallery: 12, file: 13, label: 18, checkboxes: 22 };

export const discordLook: Look = (payload) => {
  const { components = [], content, title } = payload as Component;
  if (title)
    return html`<div class="discord modal"><p class="modal-title">${title}</p>${components.map(discordComponent)}<div class="row end"><span class="button">Cancel</span><span class="button main">Submit</span></div></div>`;
  return html`<div class="discord"><div class="who"><span class="badge">T</span><b>Tiebreak</b><span class="tag">APP</span></div>${content ? markdown(content) : null}${components.map(discordComponent)}</div>`;
};

function discordComponent({ type, content, components, items, file, label, description, component }: Component): Html {
  if (type === types.text) return markdown(content ?? '');
  if (type === types.row)
    return html`<div class="row">${components?.map(({ label }) => html`<span class="button">${label}</span>`)}</div>`;
  if (type === types.gallery)
    return html`${items?.map(({ description }) => html`<p class="box" dir="auto">Picture: ${description}</p>`)}`;
  if (type === types.file) return html`<p class="box" dir="auto">File: ${file?.url.replace('attachment://', '')}</p>`;
  if (type === types.label)
    return html`<div class="input"><b dir="auto">${label}</b>${description ? html`<p class="small" dir="auto">${description}</p>` : null}${
      component?.options
        ? component.options.map(({ label }) => html`<p>${component.type === types.checkboxes ? '☐' : '○'} ${label}</p>`)
        : html`<p class="box" dir="auto">${component?.value ?? ' '}</p>`
    }</div>`;
  return html`<p class="small">Component ${type}</p>`;
}

/** The part of Discord's markdown that our renderer writes: headings, lists, quiet lines, bold, italics, code and backslashes. */
function markdown(content: string): Html {
  const lines = content.split('\n');
  const blocks: Html[] = [];
  let items: Html[][] = [];
  const endList = (): void => {
    if (items.length > 0) blocks.push(html`<ul>${items.map((item) => html`<li dir="auto">${item}</li>`)}</ul>`);
    items = [];
  };
  for (const line of lines) {
    const last = items.at(-1);
    if (line.startsWith('- ')) items.push([html`${inline(line.slice(2))}`]);
    else if (last && line.startsWith('  ')) last.push(html`<br>${inline(line.trim())}`);
    else {
      endList();
      if (line.startsWith('### ')) blocks.push(html`<p class="big" dir="auto">${inline(line.slice(4))}</p>`);
      else if (line.startsWith('-# ')) blocks.push(html`<p class="small" dir="auto">${inline(line.slice(3))}</p>`);
      else blocks.push(line === '' ? html`<p class="gap"></p>` : html`<p dir="auto">${inline(line)}</p>`);
    }
  }
  endList();
  return html`${blocks}`;
}

const run = /<t:(\d+):f>|\\([^\p{L}\p{N}\s])|\*\*((?:\\.|[^\\])+?)\*\*|_((?:\\.|[^\\_])+)_(?!\w)|`([^`]+)`/gu;

function inline(text: string): Html[] {
  const parts: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(run)) {
    const [whole, time, escaped, bold, italic, code] = match;
    parts.push(html`${text.slice(from, match.index)}`);
    from = match.index + whole.length;
    if (time !== undefined) parts.push(moment(new Date(Number(time) * 1_000).toISOString().slice(0, 16).replace('T', ' ')));
    else if (escaped !== undefined) parts.push(html`${escaped}`);
    else if (bold !== undefined) parts.push(html`<b>${inline(bold)}</b>`);
    else if (italic !== undefined) parts.push(html`<em>${inline(italic)}</em>`);
    else parts.push(html`<code>${code}</code>`);
  }
  return [...parts, html`${text.slice(from)}`];
}
