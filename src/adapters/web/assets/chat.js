/**
 * The chat in a browser: sends forms without leaving the page, shows what the server sends, completes commands. All markup is made by the
 * server, with every text escaped.
 */

/** @template {Element} [Found=HTMLElement] @param {string} selector @param {ParentNode} [within] @returns {Found} */
const find = (selector, within = document) => /** @type {Found} */ (within.querySelector(selector));

const chat = find('.chat');
const log = find('.log');
const composer = /** @type {HTMLFormElement} */ (find('.composer'));
const words = /** @type {HTMLTextAreaElement} */ (find('textarea', composer));
const list = find('#completions');
const inspector = find('.inspector');
const dialog = /** @type {HTMLDialogElement} */ (find('#dialog'));
const toast = find('#problem');
const { channel, member, seen } = chat.dataset;

/** @param {string} [problem] */
const say = (problem = '') => {
  toast.textContent = problem;
  toast.classList.toggle('shown', problem !== '');
};

/** @param {string} markup */
const elementOf = (markup) => {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return /** @type {HTMLElement} */ (template.content.firstElementChild);
};

// What is said

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
const toEnd = () => log.scrollTo({ top: log.scrollHeight });

/** @param {{ id: string; into: string; html: string; isStale?: true }} news */
function show({ id, into, html, isStale }) {
  if (isStale) return location.reload();
  const item = elementOf(html);
  const follows = isAtEnd();
  const shown = document.getElementById(id);
  if (shown) {
    // Its thread stays, and so does the place of whoever works through it by keyboard.
    const thread = shown.querySelector('.replies');
    if (thread) item.querySelector('.replies')?.replaceWith(thread);
    const focused = [...shown.querySelectorAll('button')].indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    shown.replaceWith(item);
    if (focused >= 0)
      [...item.querySelectorAll('button')]
        .slice(0, focused + 1)
        .at(-1)
        ?.focus();
  } else (document.getElementById(into) ?? find('#posts')).append(item);
  // What is taller than the window is read from its top.
  if (follows) item.scrollIntoView({ block: item.offsetHeight > log.clientHeight ? 'start' : 'nearest' });
  const link = /** @type {HTMLElement | null} */ (item.querySelector('[data-inspect]'));
  if (link && isWide()) inspect(link.dataset.inspect ?? '');
}

const news = new EventSource(`/chat/events?channel=${channel}&as=${member}&seen=${seen}`);
news.onmessage = ({ data }) => show(JSON.parse(data));
news.onopen = () => say();
news.onerror = () => say('The connection is gone. Trying again…');

// What is sent

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {HTMLFormElement} form @param {HTMLElement | null} [submitter] */
async function send(form, submitter) {
  const data = new FormData(form, submitter);
  data.set('id', newId());
  data.set('locale', navigator.language);
  const body = new URLSearchParams(/** @type {[string, string][]} */ ([...data]));
  const answered = await fetch('/chat', { method: 'POST', body, headers: { accept: 'application/json' } }).catch(() => null);
  if (!answered?.ok) {
    say(answered?.status === 429 ? 'That was a lot at once. Please wait a moment.' : 'That did not arrive. Please try again.');
    return false;
  }
  say();
  const told = /** @type {{ thread?: string; form?: string; problems?: Record<string, string> }} */ (await answered.json());
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll('.problem')))
    place.textContent = told.problems?.[place.dataset.field ?? ''] ?? '';
  if (told.form) open(told.form, data);
  else if (dialog.open && !told.problems) dialog.close();
  if (told.thread) target(told.thread, String(data.get('text')).replace(/@tiebreak\b[,:]?\s*/i, ''));
  return true;
}

/** What was sent last: a line typed before its answer is there may belong to the thread that it begins. @type {Promise<unknown>} */
let sending = Promise.resolve();

document.addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method !== 'post') return;
  event.preventDefault();
  if (form !== composer) return void send(form, event.submitter);
  const said = words.value.trim();
  if (said === '') return;
  hide();
  words.value = '';
  past.push(said);
  toEnd();
  sending = sending.then(async () => {
    if (!(await send(composerWith(said)))) words.value ||= said;
  });
});

/** The composer's fields with these words: what stands in it may change while they are sent. @param {string} said */
function composerWith(said) {
  const form = document.createElement('form');
  for (const [name, value] of new FormData(composer)) {
    const field = document.createElement('input');
    field.name = name;
    field.value = name === 'text' ? '' : String(value);
    form.append(field);
  }
  /** @type {HTMLInputElement} */ (form.elements.namedItem('text')).value = said;
  return form;
}

/** @param {string} markup @param {FormData} from */
function open(markup, from) {
  const form = document.createElement('form');
  form.method = 'post';
  form.className = 'sheet';
  form.innerHTML = markup;
  for (const name of ['user', 'channel', 'thread', 'on', 'isPrivate']) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = String(from.get(name) ?? (name === 'isPrivate' ? 'true' : ''));
    form.append(field);
  }
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  /** @type {HTMLElement | null} */ (
    form.querySelector('.field :is(textarea, select, input:not([type=hidden])), [data-close]')
  )?.focus();
}
dialog.addEventListener('click', (event) => {
  if (/** @type {Element} */ (event.target).closest('[data-close]')) dialog.close();
});
dialog.addEventListener('close', () => words.focus());

// Threads

/** @param {string} id @param {string} [excerpt] what began the thread */
function target(id, excerpt = '') {
  const field = /** @type {HTMLInputElement} */ (composer.elements.namedItem('thread'));
  field.value = id;
  find('.target', composer).hidden = id === '';
  find('.target b', composer).textContent = excerpt;
  for (const each of document.querySelectorAll('.root.current')) each.classList.remove('current');
  if (id !== '') document.getElementById(`p-${id}`)?.classList.add('current');
  words.focus();
}

document.addEventListener('click', (event) => {
  const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('a'));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { thread, leave, inspect: post, view: wanted } = link.dataset;
  if (thread === undefined && leave === undefined && (post === undefined || !isWide())) return;
  event.preventDefault();
  if (thread !== undefined) target(thread, link.dataset.excerpt);
  else if (leave !== undefined) target('');
  else if (post !== undefined) inspect(post, wanted);
});

// Why, and as it will look

const isWide = () => matchMedia('(min-width: 1100px)').matches;
let view = 'why';
let inspected = '';

/** @param {string} post @param {string} [wanted] */
async function inspect(post, wanted = view) {
  view = wanted;
  inspected = post;
  const answered = await fetch(`/chat/inspect/${post}?channel=${channel}&as=${member}&view=${view}&part`).catch(() => null);
  if (!answered?.ok || inspected !== post) return;
  const hadFocus = inspector.contains(document.activeElement);
  inspector.innerHTML = await answered.text();
  inspector.scrollTop = 0;
  if (hadFocus) /** @type {HTMLElement | null} */ (inspector.querySelector('[aria-current]'))?.focus();
  for (const each of document.querySelectorAll('.inspected')) each.classList.remove('inspected');
  document.getElementById(`p-${post}`)?.classList.add('inspected');
}

// The composer

/** @type {string[]} */
const past = [];
let back = 0;
let active = -1;

const options = () => /** @type {HTMLElement[]} */ ([...list.children]);

/** @param {number} index */
function activate(index) {
  active = index;
  options().forEach((option, at) => void option.setAttribute('aria-selected', String(at === index)));
  const option = options()[index];
  option?.scrollIntoView({ block: 'nearest' });
  if (option) words.setAttribute('aria-activedescendant', option.id);
  else words.removeAttribute('aria-activedescendant');
}

function hide() {
  list.hidden = true;
  list.replaceChildren();
  activate(-1);
}

/** @param {HTMLElement | undefined} option */
function take(option) {
  if (!option) return;
  words.value = option.dataset.text ?? '';
  hide();
  words.focus();
  words.dispatchEvent(new Event('input'));
}

words.addEventListener('input', async () => {
  const text = words.value;
  if (!/^[/@]/.test(text)) return hide();
  const answered = await fetch(`/chat/complete?text=${encodeURIComponent(text)}`).catch(() => null);
  if (!answered?.ok || words.value !== text) return;
  /** @type {{ text: string; label: string; summary: string }[]} */
  const found = await answered.json();
  if (words.value !== text) return;
  if (found.length === 0) return hide();
  list.replaceChildren(
    ...found.map((each, index) => {
      const option = document.createElement('li');
      const [label, summary] = [document.createElement('b'), document.createElement('span')];
      label.textContent = each.label;
      summary.textContent = each.summary;
      option.append(label, ' ', summary);
      option.id = `option-${index}`;
      option.dataset.text = each.text;
      option.setAttribute('role', 'option');
      return option;
    }),
  );
  list.hidden = false;
  activate(-1);
});

list.addEventListener('mousedown', (event) => {
  event.preventDefault();
  take(/** @type {HTMLElement | undefined} */ (/** @type {Element} */ (event.target).closest('[role=option]') ?? undefined));
});

words.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  const count = options().length;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    if (active >= 0) take(options()[active]);
    else composer.requestSubmit();
  } else if (event.key === 'Tab' && !event.shiftKey && count > 0) {
    event.preventDefault();
    take(options()[Math.max(0, active)]);
  } else if (count > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    activate((active + (event.key === 'ArrowDown' ? 1 : count) + (active < 0 && event.key === 'ArrowUp' ? 1 : 0)) % (count || 1));
  } else if (event.key === 'ArrowUp' && (words.value === '' || words.value === past.at(-back)) && back < past.length) {
    event.preventDefault();
    back += 1;
    words.value = past.at(-back) ?? '';
  } else if (event.key !== 'ArrowUp') back = 0;
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || dialog.open) return;
  if (!list.hidden) hide();
  else if (document.activeElement !== words) words.focus();
  else target('');
});

// A thread named in the address, and the newest words, are in view from the start.
const named = /** @type {HTMLInputElement} */ (composer.elements.namedItem('thread')).value;
if (named) target(named, find('.target b', composer).textContent ?? '');
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
else if (find('#posts').childElementCount > 0) toEnd();
const last = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.links [data-inspect]'))].at(-1);
if (last && isWide()) inspect(last.dataset.inspect ?? '');
