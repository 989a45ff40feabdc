/** How long it waits before it asks again, in ms. */
const pause = 1_500;

/**
 * Follows what the server tells, and asks again whenever that ends or is refused. Only while somebody looks: a browser keeps six connections
 * to a server open, and the pages behind others would take them all.
 * @template News
 * @param {(last: string | null) => string} address where to ask; `last` names what was told last, empty for nothing, null at the first time
 * @param {(news: News) => void} tell
 * @param {(isThere: boolean) => void} [state]
 */
export function follow(address, tell, state = () => {}) {
  /** @type {string | null} */
  let last = null;
  /** @type {EventSource | null} */
  let source = null;
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const start = () => {
    stop();
    if (document.hidden) return;
    source = new EventSource(address(last));
    last ??= '';
    source.onopen = () => state(true);
    source.onmessage = ({ data, lastEventId }) => {
      last = lastEventId || last;
      tell(JSON.parse(data));
    };
    source.onerror = () => {
      stop();
      state(false);
      timer = setTimeout(start, pause);
    };
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  start();
}
