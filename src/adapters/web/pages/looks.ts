import { type Html, html, type Part } from '../html.ts';
import { scrolling } from '../render.ts';

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
  options?: Option[];
  initial_value?: string;
  initial_option?: Option;
  initial_options?: Option[];
  initial_users?: string[];
  multiline?: boolean;
  optional?: boolean;
  positive_button?: { text: { text: string } };
  negative_button?: { text: { text: string } };
  fallback?: string;
  name?: string;
};

type Option = { text: { text: string }; value: string };

const textOf = (text: Node['text']): string => (typeof text === 'string' ? text : (text?.text ?? ''));

/** What a platform puts around a message, or around a form, which has a title. */
const framed = (platform: string, title: string | undefined, shown: Part, submit: string | undefined): Html =>
  title
    ? html`<div class="${platform} modal"><p class="modal-title">${title}</p>${shown}<div class="row end"><span class="button">Cancel</span><span class="button main">${submit}</span></div></div>`
    : html`<div class="${platform}"><div class="who"><span class="badge">T</span><b>Tiebreak</b><span class="tag">APP</span></div>${shown}</div>`;

export const slackLook: Look = (payload) => {
  const { blocks = [], title, submit } = payload as Node;
  return framed('slack', title?.text, blocks.map(slackBlock), submit?.text);
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
      return scrolling(
        html`<table><tbody>${node.rows?.map((row) => html`<tr>${row.map(({ text }) => html`<td dir="auto">${text}</td>`)}</tr>`)}</tbody></table>`,
      );
    case 'actions':
      return html`<div class="row">${node.elements?.map(({ text }) => html`<span class="button">${textOf(text)}</span>`)}</div>`;
    case 'context':
      return html`<p class="small" dir="auto">${node.elements?.map(({ text }) => textOf(text))}</p>`;
    case 'context_actions':
      return html`<div class="row">${node.elements?.map(
        ({ positive_button: good, negative_button: bad }) =>
          html`<span class="thumb">${thumb}<span class="unseen">${good?.text.text}</span></span><span class="thumb down">${thumb}<span class="unseen">${bad?.text.text}</span></span>`,
      )}</div>`;
    case 'input':
      return html`<div class="input"><p><b dir="auto">${node.label?.text}</b>${node.optional ? html` <span class="small">(optional)</span>` : null}</p>${slackInput(node.element ?? {})}${node.hint ? html`<p class="small" dir="auto">${node.hint.text}</p>` : null}</div>`;
    default:
      return html`<p class="small">${node.type}</p>`;
  }
}

function slackInput({ type = '', options = [], initial_value, multiline, ...initial }: Node): Html {
  const isOne = type === 'radio_buttons' || type === 'static_select';
  const picked = isOne ? [initial.initial_option] : (initial.initial_options ?? []);
  const labels = picked.flatMap((option) => option?.text.text ?? []);
  if (type === 'radio_buttons' || type === 'checkboxes')
    return optionList(
      options.map(({ text }) => text.text),
      labels,
      isOne,
    );
  if (type === 'plain_text_input') return box(initial_value, multiline);
  return box(`${[...labels, ...(initial.initial_users ?? [])].join(', ') || (isOne ? 'Choose an option' : 'Choose options')}  ▾`);
}

/** What may be picked, all in sight. */
const optionList = (labels: string[], picked: string[], isOne: boolean): Html =>
  html`${labels.map((label) => html`<p class="pick" dir="auto"><span aria-hidden="true">${picked.includes(label) ? (isOne ? '◉' : '☑') : isOne ? '○' : '☐'}</span> ${label}${picked.includes(label) ? html`<span class="unseen"> (picked)</span>` : null}</p>`)}`;

/** A field to type into, or a menu. */
const box = (said = '', isTall = false): Html => html`<p class="box${isTall ? ' tall' : ''}" dir="auto">${said || ' '}</p>`;

function slackText({ type, text, style, fallback, name }: Node): Html {
  if (type === 'date') return moment(fallback ?? '');
  if (type === 'link') return html`<span class="link">${textOf(text)}</span>`;
  const said = type === 'emoji' ? `:${name}:` : textOf(text);
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
  options?: { label: string; default?: boolean }[];
  value?: string;
  style?: number;
  required?: boolean;
  default_values?: { id: string }[];
};

const types = { row: 1, input: 4, text: 10, gallery: 12, file: 13, label: 18, radio: 21, checkboxes: 22 };

/** The style of a button that leads to a page. */
const leading = 5;

export const discordLook: Look = (payload) => {
  const { components = [], content, title } = payload as Component;
  return framed('discord', title, [content ? markdown(content) : null, components.map(discordComponent)], 'Submit');
};

function discordComponent({ type, content, components, items, label, description, component = {}, file }: Component): Html {
  switch (type) {
    case types.text:
      return markdown(content ?? '');
    case types.row:
      return html`<div class="row">${components?.map(({ label, style }) => html`<span class="button">${label}${style === leading ? html` <span aria-hidden="true">↗</span>` : null}</span>`)}</div>`;
    case types.gallery:
      return html`${items?.map(({ description }) => box(`Picture: ${description}`))}`;
    case types.file:
      return box(`File: ${file?.url.replace('attachment://', '')}`);
    case types.label:
      return html`<div class="input"><p><b dir="auto">${label}</b>${component.required ? html` <span class="needed">*</span>` : null}</p>${description ? html`<p class="small" dir="auto">${description}</p>` : null}${discordInput(component)}</div>`;
    default:
      return html`<p class="small">Component ${type}</p>`;
  }
}

function discordInput({ type, options = [], value, style, default_values: people = [] }: Component): Html {
  const picked = options.filter((option) => option.default).map(({ label }) => label);
  if (type === types.radio || type === types.checkboxes)
    return optionList(
      options.map(({ label }) => label),
      picked,
      type === types.radio,
    );
  if (type === types.input) return box(value, style === 2);
  return box(`${[...picked, ...people.map(({ id }) => id)].join(', ') || 'Make a selection'}  ▾`);
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
