import { type Html, html, type Part } from '../html.ts';

/** What stands around every page. `isFull`: it fills the window and scrolls inside; `script`: one of the assets. */
export type Page = { title: string; path: string; isFull?: boolean; script?: string };

const places = [
  { path: '/chat', name: 'Chat' },
  { path: '/knowledge', name: 'Knowledge' },
  { path: '/gaps', name: 'Gaps' },
];

/** A whole page. `where`: the pages there are for whoever looks. */
export const layout = ({ title, path, isFull, script }: Page, main: Part, hasChat = true): Html =>
  html`<!doctype html>
<html lang="en"${isFull ? html` class="full"` : null}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tiebreak</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
${script ? html`<script type="module" src="/assets/${script}"></script>` : null}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><a class="brand" href="/" aria-label="Tiebreak"><img src="/assets/icon.svg" alt="" width="26" height="26"><span>Tiebreak</span></a>
<nav aria-label="Pages">${places
    .filter((place) => hasChat || place.path !== '/chat')
    .map(
      (place) =>
        html`<a href="${place.path}"${path.startsWith(place.path) ? html` aria-current="page"` : null}>${place.name}</a>`,
    )}</nav></header>
${main}
</body>
</html>`;
