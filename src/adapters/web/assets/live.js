import { follow } from './follow.js';

/** A part of a page that the server replaces when it changes. */
for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-live]'))) {
  /** @param {{ html: string }} news */
  const tell = ({ html }) => {
    if (part.innerHTML !== html) part.innerHTML = html;
  };
  follow(
    () => part.dataset.live ?? '',
    tell,
    (isThere) => void part.toggleAttribute('data-lost', !isThere),
  );
}
