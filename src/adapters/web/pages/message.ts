import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

const messages: Record<number, { title: string; next: string }> = {
  400: { title: 'That could not be read', next: 'Please go back and try again.' },
  403: { title: 'Not from here', next: 'Open the page itself and try again.' },
  404: { title: 'No such page', next: 'It may have moved, or its message is too long ago.' },
  429: { title: 'That was a lot at once', next: 'Please wait ten seconds and try again.' },
  413: { title: 'That is too much at once', next: 'Please send less.' },
};

/** What went wrong, and what to do next. */
export function messagePage(status: number): Html {
  const { title, next } = messages[status] ?? {
    title: 'Something went wrong on our side',
    next: 'Please try again in a minute.',
  };
  return layout(
    { title, path: '' },
    html`<main id="main" tabindex="-1"><h1>${title}</h1><p>${next}</p><p><a href="/">Back to the start</a></p></main>`,
  );
}
