/** A part of a page that the server replaces when it changes. */
for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-live]'))) {
  const source = new EventSource(part.dataset.live ?? '');
  source.onmessage = ({ data }) => {
    const { html } = JSON.parse(data);
    if (part.innerHTML !== html) part.innerHTML = html;
  };
}
