/** Whoever goes on typing within this time is not asked for; in ms. */
const pause = 60;

/**
 * Offers what a line that begins with a command or a name may go on with, in a list below it.
 * @param {HTMLTextAreaElement} words @param {HTMLElement} list
 * @returns what hides it, and what gives it a key first: true where that meant the list
 */
export function complete(words, list) {
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

  /** @param {{ text: string; label: string; summary: string }[]} found */
  function offer(found) {
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
  }

  /** @param {string} text */
  async function ask(text) {
    const answered = await fetch(`/chat/complete?text=${encodeURIComponent(text)}`).catch(() => null);
    if (!answered?.ok || words.value !== text) return;
    const found = await answered.json();
    if (words.value !== text) return;
    if (found.length === 0) hide();
    else offer(found);
  }

  let asking = 0;
  words.addEventListener('input', () => {
    clearTimeout(asking);
    const text = words.value;
    if (!/^[/@]/.test(text)) hide();
    else asking = setTimeout(ask, pause, text);
  });

  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    take(/** @type {HTMLElement | undefined} */ (/** @type {Element} */ (event.target).closest('[role=option]') ?? undefined));
  });

  /** @type {Record<string, (count: number) => void>} */
  const keys = {
    Enter: () => take(options()[active]),
    Tab: () => take(options()[Math.max(0, active)]),
    ArrowDown: (count) => activate((active + 1) % count),
    ArrowUp: (count) => activate(active < 0 ? count - 1 : (active + count - 1) % count),
    Escape: hide,
  };

  /** @param {KeyboardEvent} event */
  function heard(event) {
    const count = options().length;
    const act = keys[event.key];
    if (!act || count === 0 || event.shiftKey || (event.key === 'Enter' && active < 0)) return false;
    event.preventDefault();
    act(count);
    return true;
  }

  return { hide, heard };
}
