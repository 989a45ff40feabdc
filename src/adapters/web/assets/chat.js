import { complete } from './complete.js';
import { follow } from './follow.js';
import { measure } from './measure.js';

/**
 * The chat in a browser: sends forms without leaving the page, shows what the server sends. All markup is made by the
 * server, with every text escaped.
 */

/** @template {Element} [Found=HTMLElement] @param {string} selector @param {ParentNode} [within] @returns {Found} */
const find = (selector, within = document) => /** @type {Found} */ (within.querySelector(selector));

const chat = find('.chat');
const log = find('.log');
const composer = /** @type {HTMLFormElement} */ (find('.composer'));
const words = /** @type {HTMLTextAreaElement} */ (find('textarea', composer));
const inspector = find('.inspector');
const dialog = /** @type {HTMLDialogElement} */ (find('#dialog'));
const toast = find('#problem');
const { channel, member, seen } = chat.dataset;

/** Within a form that is open: all else lies behind it. @param {string} [problem] */
const say = (problem = '') => {
  (dialog.open ? dialog : chat).append(toast);
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

/** Whether the end of something is in view, or all but. @param {Element | null} item */
const endsInView = (item) => {
  const [box, end] = [log.getBoundingClientRect(), item?.getBoundingClientRect().bottom ?? 0];
  return end > box.top && end < box.bottom + 80;
};
/** What is taller than the window is read from its top. @param {HTMLElement} item */
const bring = (item) => item.scrollIntoView({ block: item.offsetHeight > log.clientHeight ? 'start' : 'nearest' });
/** Posts that are on their way since this page asked for them: wherever they belong, they come into view. @type {Set<string>} */
const asked = new Set();

/** `ids`: every post there is; one that is shown and not among them was erased. @param {{ id: string; into: string; html: string; isStale?: true; ids?: string[] }} news */
function show({ id, into, html, isStale, ids }) {
  const held = [...log.querySelectorAll('#posts li[id]')];
  if (isStale || (ids && held.some((post) => !ids.includes(post.id)))) {
    history.replaceState({ typed: words.value }, '');
    return location.reload();
  }
  if (ids) return;
  const item = elementOf(html);
  const shown = document.getElementById(id);
  let isNext = false;
  if (shown) {
    // Its thread stays, and so does the place of whoever works through it by keyboard.
    const thread = shown.querySelector('.replies');
    if (thread) item.querySelector('.replies')?.replaceWith(thread);
    const focused = [...shown.querySelectorAll('button')].indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    item.className = shown.className;
    shown.replaceWith(item);
    if (focused >= 0)
      [...item.querySelectorAll('button')]
        .slice(0, focused + 1)
        .at(-1)
        ?.focus();
  } else {
    const list = document.getElementById(into) ?? find('#posts');
    isNext = endsInView(list.lastElementChild ?? list.previousElementSibling);
    list.append(item);
  }
  // What changes stays where it is: somebody may be about to click in it.
  if (asked.delete(id) || isNext) bring(item);
  const link = /** @type {HTMLElement | null} */ (item.querySelector('[data-inspect]'));
  const post = link?.dataset.inspect ?? '';
  if (link && isWide() && (!shown || post === inspected)) inspect(post);
}

let isCutOff = false;
follow(
  (last) => `/chat/events?channel=${channel}&as=${member}&seen=${last || seen}${last === null ? '' : '&back'}`,
  show,
  (isThere) => {
    if (isThere && isCutOff) say();
    else if (!isThere) say('The connection is gone. Trying again…');
    isCutOff = !isThere;
  },
);

// What is sent

measure(composer);
words.required = false; // what is empty is not sent, without a word about it

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** How long a line may be silent before we say so, in ms: what was typed must not be gone for good. */
const patience = 20_000;

/** What is sent again since nobody said that it arrived counts once: it keeps its id. @param {FormData} data @param {string} [id] */
async function send(data, id = newId()) {
  data.set('id', id);
  const body = new URLSearchParams(/** @type {[string, string][]} */ ([...data]));
  const signal = AbortSignal.timeout(patience);
  const answered = await fetch('/chat', { method: 'POST', body, headers: { accept: 'application/json' }, signal }).catch(
    () => null,
  );
  /** @type {{ shown?: string; thread?: string; form?: string; problems?: Record<string, string> } | null} */
  const told = answered?.ok ? await answered.json().catch(() => null) : null;
  if (!told) {
    say(answered?.status === 429 ? 'That was a lot at once. Please wait a moment.' : 'That did not arrive. Please try again.');
    return false;
  }
  say();
  if (told.form) open(told.form, data);
  else if (told.problems) showProblems(told.problems);
  else if (dialog.open) {
    left.clear();
    dialog.close();
  }
  if (told.shown) {
    const id = `p-${told.shown}`;
    const shown = document.getElementById(id);
    if (shown) bring(shown);
    else asked.add(id);
  }
  if (told.thread) {
    const isBegun = told.thread !== data.get('thread');
    if (isBegun) target(told.thread, String(data.get('text')).replace(/@tiebreak\b[,:]?\s*/i, ''));
    toWords();
  }
  return true;
}

/** To what one goes on typing in. A phone would open its keyboard over what was just said. */
const toWords = () => {
  if (!matchMedia('(pointer: coarse)').matches) words.focus();
};

/** Beside each field, and to the first of them. @param {Record<string, string>} problems */
function showProblems(problems) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll('.problem'))) {
    place.textContent = problems[place.dataset.field ?? ''] ?? '';
    for (const field of place.closest('.field')?.querySelectorAll(fields) ?? [])
      field.setAttribute('aria-invalid', String(place.textContent !== ''));
  }
  /** @type {HTMLElement | null} */ (dialog.querySelector('[aria-invalid=true]'))?.focus();
}

const fields = ':is(textarea, select, input:not([type=hidden]))';

/** What was sent last: a line typed before its answer is there may belong to the thread that it begins. @type {Promise<unknown>} */
let sending = Promise.resolve();
/** Words that may not have arrived, and the id they went with. */
let doubtful = { said: '', id: '' };

document.addEventListener('submit', async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method !== 'post') return;
  event.preventDefault();
  if (form === composer) return speak();
  if (form.ariaBusy === 'true') return;
  form.ariaBusy = 'true';
  form.dataset.act ??= newId();
  if (await send(new FormData(form, event.submitter), form.dataset.act)) delete form.dataset.act;
  form.ariaBusy = null;
});

// The second click of a double click would hit what the first has brought.
document.addEventListener('click', (event) => {
  if (event.detail > 1 && /** @type {Element} */ (event.target).closest('button')) event.preventDefault();
});

function speak() {
  const said = words.value.trim();
  if (said === '') return;
  completions.hide();
  words.value = '';
  past.push(said);
  sending = sending.then(async () => {
    const data = new FormData(composer); // with the thread that the line before may have begun
    data.set('text', said);
    const id = doubtful.said === said ? doubtful.id : newId();
    doubtful = { said: '', id: '' };
    asked.add(`p-${id}`);
    composer.ariaBusy = 'true';
    const isThere = await send(data, id);
    composer.ariaBusy = null;
    if (isThere) return;
    doubtful = { said, id };
    words.value ||= said;
  });
}

/** Forms that were closed and not sent, with what was filled in, by their markup as it came. @type {Map<string, HTMLFormElement>} */
const left = new Map();

/** @param {string} markup @param {FormData} from */
function open(markup, from) {
  const form = left.get(markup) ?? document.createElement('form');
  if (!left.has(markup)) {
    form.method = 'post';
    form.className = 'sheet';
    form.innerHTML = markup;
    for (const name of ['user', 'channel', 'thread', 'on', 'isPrivate']) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.dataset.place = '';
      form.append(field);
    }
    measure(form);
    left.set(markup, form);
  }
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[data-place]')))
    field.value = String(from.get(field.name) ?? (field.name === 'isPrivate' ? 'true' : ''));
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  /** @type {HTMLElement | null} */ (form.querySelector(`.field ${fields}, [data-close]`))?.focus();
}
dialog.addEventListener('click', (event) => {
  if (/** @type {Element} */ (event.target).closest('[data-close]')) dialog.close();
});
// Of how a form will look one is open at a time: what was above the one that opens may have closed.
dialog.addEventListener(
  'toggle',
  ({ target }) => target instanceof HTMLDetailsElement && target.open && target.scrollIntoView(),
  true,
);
dialog.addEventListener('close', () => {
  words.blur(); // Chromium gives it the focus back, and then takes no typing where the form was sent by a click
  toWords();
});

// Threads

/** @param {string} id @param {string} [excerpt] what began the thread */
function target(id, excerpt = '') {
  const field = /** @type {HTMLInputElement} */ (composer.elements.namedItem('thread'));
  field.value = id;
  find('.target', composer).hidden = id === '';
  find('.target b', composer).textContent = excerpt;
  for (const each of document.querySelectorAll('.root.current')) each.classList.remove('current');
  if (id !== '') document.getElementById(`p-${id}`)?.classList.add('current');
  history.replaceState(null, '', `?as=${member}${id && `&thread=${id}`}`);
}

document.addEventListener('click', (event) => {
  const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('a'));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { thread, leave, inspect: post, view: wanted } = link.dataset;
  if (thread === undefined && leave === undefined && (post === undefined || !isWide())) return;
  event.preventDefault();
  if (post !== undefined) return inspect(post, wanted);
  target(thread ?? '', link.dataset.excerpt);
  words.focus();
});

// Why, and as it will look

const isWide = () => matchMedia('(min-width: 69em)').matches;
let view = 'why';
let inspected = '';

/** @param {string} post @param {string} [wanted] */
async function inspect(post, wanted = view) {
  const isSame = post === inspected && wanted === view;
  view = wanted;
  inspected = post;
  const answered = await fetch(`/chat/inspect/${post}?channel=${channel}&as=${member}&view=${view}&part`).catch(() => null);
  if (!answered?.ok || inspected !== post) return;
  const hadFocus = inspector.contains(document.activeElement);
  inspector.innerHTML = await answered.text();
  if (!isSame) inspector.scrollTop = 0;
  if (hadFocus) /** @type {HTMLElement | null} */ (inspector.querySelector('[aria-current]'))?.focus();
  for (const each of document.querySelectorAll('.inspected')) each.classList.remove('inspected');
  document.getElementById(`p-${post}`)?.classList.add('inspected');
}

// The composer

/** @type {string[]} */
const past = [];
let back = 0;
const completions = complete(words, find('#completions'));
words.addEventListener('keydown', (event) => {
  if (event.isComposing || completions.heard(event)) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    composer.requestSubmit();
  } else if (event.key === 'ArrowUp' && (words.value === '' || words.value === past.at(-back)) && back < past.length) {
    event.preventDefault();
    back += 1;
    words.value = past.at(-back) ?? '';
  } else if (event.key !== 'ArrowUp') back = 0;
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || dialog.open || event.defaultPrevented) return;
  if (document.activeElement !== words) words.focus();
  else target('');
});

// What was being typed when the page had to load itself anew.
words.value ||= history.state?.typed ?? '';
history.replaceState(null, '');

// A thread named in the address, and the newest words, are in view from the start.
const named = /** @type {HTMLInputElement} */ (composer.elements.namedItem('thread')).value;
if (named) target(named, find('.target b', composer).textContent ?? '');
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
else if (find('#posts').childElementCount > 0) log.scrollTo({ top: log.scrollHeight });
const last = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.links [data-inspect]'))].at(-1);
if (last && isWide()) inspect(last.dataset.inspect ?? '');
