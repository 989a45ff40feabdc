import { complete } from '../../src/adapters/web/commands.ts';
import { renderForm } from '../../src/adapters/web/form.ts';
import { limits } from '../../src/adapters/web/limits.ts';
import { Act, parse } from '../../src/adapters/web/parse.ts';
import { render } from '../../src/adapters/web/render.ts';
import { splitValues } from '../../src/core/form.ts';
import type { AdapterHarness } from '../contracts/adapter.ts';
import { fieldsIn, tagsIn, textIn } from './html-page.ts';
import { ourPages } from './replies.ts';

let count = 0;

/** What the chat's page sends, as express reads it. */
const sent = (fields: Record<string, unknown>) => {
  count += 1;
  return { id: `act-${count}`, user: 'ana', channel: 'general', thread: '', ...fields };
};

/** What a reply may be made of. Buttons do something only through the form around them, and what they carry is checked on the way in. */
const inert: Record<string, string[]> = {
  h3: ['dir'],
  a: ['class', 'href', 'download', 'dir'],
  p: ['dir', 'class', 'data-field'],
  ul: [],
  ol: ['class'],
  li: ['dir'],
  div: ['class', 'tabindex', 'role', 'aria-label'],
  table: ['class'],
  img: ['class', 'src', 'alt'],
  svg: ['class', 'width', 'height', 'viewbox', 'aria-hidden'],
  rect: ['class', 'x', 'y', 'width', 'height', 'rx'],
  caption: ['dir'],
  thead: [],
  tbody: [],
  tr: [],
  th: ['scope', 'dir'],
  td: ['dir', 'class'],
  strong: [],
  em: [],
  code: [],
  button: ['name', 'value', 'class', 'dir'],
};
const inForms: Record<string, string[]> = {
  ...inert,
  h2: ['id', 'dir'],
  p: ['class', 'id', 'dir', 'data-field'],
  input: ['id', 'type', 'name', 'value', 'checked', 'required', 'maxlength', 'aria-describedby', 'dir'],
  select: ['id', 'name', 'required', 'aria-describedby'],
  option: ['value', 'selected', 'dir'],
  textarea: ['id', 'rows', 'name', 'required', 'maxlength', 'aria-describedby', 'dir'],
  label: ['for', 'class', 'dir'],
  span: ['class', 'dir'],
  fieldset: ['class', 'aria-describedby', 'role'],
  legend: ['dir'],
  button: ['class', 'type', 'data-close'],
};

/** A link that is more than one of ourPages, or a file to take along, of text that no browser runs. */
const links = (markup: unknown): string[] =>
  tagsIn(String(markup)).flatMap(({ name, attributes, isEnd }) =>
    name !== 'a' ||
    isEnd ||
    (/^data:text\/markdown;/.test(attributes.href ?? '') && attributes.download) ||
    attributes.href?.startsWith(ourPages)
      ? []
      : [`a link to ${attributes.href}`],
  );

const strangers = (markup: unknown, known: Record<string, string[]>): string[] =>
  tagsIn(String(markup)).flatMap(({ name, attributes }) =>
    known[name] ? Object.keys(attributes).filter((each) => !known[name]?.includes(each.toLowerCase())) : [`<${name}>`],
  );

export const webHarness: AdapterHarness = {
  name: 'web',
  limits,
  fixtures: [
    {
      name: 'a question in a channel, by name',
      payload: sent({ id: 'a1', text: '@tiebreak is it faster?' }),
      event: {
        platform: 'web',
        workspace: 'playground',
        channel: 'general',
        user: 'ana',
        reach: 'mention',
        thread: 'a1',
        input: { type: 'text', text: 'is it faster?' },
      },
    },
    {
      name: 'a follow-up in a thread',
      payload: sent({ text: 'why?', thread: 'a1' }),
      event: { reach: 'overheard', thread: 'a1', input: { type: 'text', text: 'why?' } },
    },
    {
      name: 'words in the channel of one person and the bot, which is theirs alone',
      payload: sent({ text: 'why?', channel: 'tiebreak', user: 'ben' }),
      event: { reach: 'direct', channel: 'tiebreak-ben', thread: null },
    },
    {
      name: 'a command, answered apart from the thread it is typed in',
      payload: sent({ text: '/compare security', thread: 'a1' }),
      event: { reach: 'command', thread: null, input: { type: 'text', text: 'compare security' } },
    },
    {
      name: 'a click on what only one person sees',
      payload: sent({ action: 'help', thread: 'a1', isPrivate: 'true' }),
      event: { reach: 'button', thread: 'a1', isPrivate: true, input: { type: 'action', action: 'help' } },
    },
    {
      name: 'a form with one of several picked',
      payload: sent({ submit: 'ask', 'field.pick': ['', 'a', 'b'], 'field.none': '' }),
      event: { input: { type: 'form', action: 'ask', values: { pick: 'a,b', none: '' } } },
    },
    {
      name: 'talk in a channel',
      payload: sent({ id: 'a2', text: 'lunch?', user: 'ben' }),
      event: { reach: 'ambient', thread: 'a2', isAdmin: false },
    },
    { name: 'nothing said', payload: sent({ text: '  ' }), event: null },
    { name: 'two things at once', payload: sent({ text: 'x', action: 'help' }), event: null },
    { name: 'a person whose name is markup', payload: sent({ text: '@tiebreak x', user: '<b>' }), event: null },
    { name: 'more words than anybody types', payload: sent({ text: `@tiebreak ${'x'.repeat(4_000)}` }), event: null },
  ],
  parse(payload) {
    const { data } = Act.safeParse(payload);
    return data ? parse(data, false) : null;
  },
  render: (reply) => String(render(reply)),
  visible: (message) => textIn(String(message)),
  violations: () => [], // a page sets no limit
  active: (message) => [...strangers(message, inert), ...links(message)],
  registered: complete('/', { suggest: () => [] }).map(({ text }) => text.slice(1).trim()),
  commandPayload: (verb, args) => sent({ text: `/${[verb, ...Object.values(args)].join(' ')}` }),
  buttonPayload: (action) => sent({ action }),
  renderForm: (form) => String(renderForm(form, [{ id: 'ana', name: 'Ana' }])),
  formVisible: (shown) => textIn(String(shown)),
  formViolations: () => [],
  formActive: (shown) => strangers(shown, inForms),
  formPayload(shown, filled) {
    const fields = fieldsIn(String(shown));
    const isSeveral = (name: string): boolean => new RegExp(`type="checkbox" name="${name}"`).test(String(shown));
    const typed = Object.entries(filled).map(([field, value]) => {
      const name = `field.${field}`;
      return [name, isSeveral(name) ? ['', ...splitValues(value)] : value.replace(/\n/g, '\r\n')];
    });
    return sent({ ...fields, ...Object.fromEntries(typed) });
  },
};
