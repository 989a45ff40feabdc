/** Moments in the reader's own time zone, also those that come later. Without scripts they stand in UTC. */
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
/** @type {WeakSet<Element>} */
const shown = new WeakSet();

const localize = () => {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll('time.local-time'))) {
    if (shown.has(time)) continue;
    shown.add(time);
    time.title = time.textContent ?? '';
    time.textContent = format.format(new Date(time.dateTime));
  }
};

localize();
new MutationObserver(localize).observe(document.body, { childList: true, subtree: true });
