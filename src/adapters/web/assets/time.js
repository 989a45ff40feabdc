/** Moments in the reader's own time zone, also those that come later. Without scripts they stand in UTC. */
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
/** Of today, where that is enough. */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
/** @type {WeakSet<Element>} */
const shown = new WeakSet();

const localize = () => {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll('time.local-time'))) {
    if (shown.has(time)) continue;
    shown.add(time);
    time.title = time.textContent ?? '';
    const at = new Date(time.dateTime);
    const isToday = at.toDateString() === new Date().toDateString();
    time.textContent = (isToday && time.classList.contains('clock') ? clock : format).format(at);
  }
};

localize();
new MutationObserver(localize).observe(document.body, { childList: true, subtree: true });
