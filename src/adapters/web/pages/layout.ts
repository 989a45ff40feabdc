import { type Html, html, type Part } from '../html.ts';

/** What stands around every page. `isFull`: it fills the window and scrolls inside; `script` and `styles` are assets. */
type Page = { title: string; path: string; isFull?: boolean; script?: string; styles?: string[] };

/** What whoever looks may go to: the chat, where there is a playground; null where they may go nowhere yet. */
export type Frame = { hasChat: boolean; isSignedIn: boolean } | null;

/** Around the chat. */
export const playground: Frame = { hasChat: true, isSignedIn: false };

const places = [
  { path: '/chat', name: 'Chat' },
  { path: '/knowledge', name: 'Knowledge' },
  { path: '/decisions', name: 'Decisions' },
  { path: '/gaps', name: 'Gaps' },
];

/** A whole page. */
export const layout = ({ title, path, isFull, script, styles = ['pages.css'] }: Page, main: Part, frame: Frame): Html =>
  html`<!doctype html>
<html lang="en"${isFull ? html` class="full"` : null}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tiebreak</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${['base.css', ...styles].map(
  (style) => html`<link rel="stylesheet" href="/assets/${style}">
`,
)}<script type="module" src="/assets/time.js"></script>
${script ? html`<script type="module" src="/assets/${script}"></script>` : null}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><a class="brand" href="/" aria-label="Tiebreak"><img src="/assets/icon.svg" alt="" width="26" height="26"><span>Tiebreak</span></a>
<nav aria-label="Pages">${places
    .filter(({ path }) => frame && (frame.hasChat || path !== '/chat'))
    .map(
      (place) =>
        html`<a href="${place.path}"${path.startsWith(place.path) ? html` aria-current="page"` : null}>${place.name}</a>`,
    )}</nav>${frame?.isSignedIn ? html`<form method="post" action="/sign-out"><button class="plain">Sign out</button></form>` : null}</header>
${main}
</body>
</html>`;
