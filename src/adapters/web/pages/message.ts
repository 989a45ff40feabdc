import { type Html, html, type Part } from '../html.ts';
import { layout } from './layout.ts';

const link = html`<code>/tiebreak web</code>`;

const messages: Record<string, { title: string; next: Part }> = {
  'sign-in': {
    title: 'Please sign in',
    next: html`Send ${link} where you talk to Tiebreak: it gives you a link of your own.`,
  },
  'link-over': { title: 'That link no longer works', next: html`It works once, for ten minutes. Send ${link} for another.` },
  'signed-out': { title: 'Signed out', next: html`Send ${link} to come back.` },
  400: { title: 'That could not be read', next: 'Please go back and try again.' },
  403: { title: 'Not from here', next: 'Open the page itself and try again.' },
  404: { title: 'No such page', next: 'It may have moved, or its message is too old.' },
  429: { title: 'That was a lot at once', next: 'Please wait ten seconds and try again.' },
  413: { title: 'That is too much at once', next: 'Please send less.' },
};

/** What happened, and what to do next: an HTTP status, or one of the above by name. */
export function messagePage(status: number | string): Html {
  const { title, next } = messages[status] ?? {
    title: 'Something went wrong on our side',
    next: 'Please try again in a minute.',
  };
  // Whoever has to sign in would be led back here.
  const back = status === 'sign-in' || status === 'signed-out' ? null : html`<p><a href="/">Back to the start</a></p>`;
  return layout({ title, path: '' }, html`<main id="main" tabindex="-1"><h1>${title}</h1><p>${next}</p>${back}</main>`, null);
}
