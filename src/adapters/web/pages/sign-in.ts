import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

/** Where a link leads: one button, which spends it. */
export const signInPage = (path: string): Html =>
  layout(
    { title: 'Sign in', path: '' },
    html`<main id="main" tabindex="-1"><h1>The pages of your workspace</h1><p>This link is yours alone and works once. You stay signed in for eight hours, in this browser.</p><form method="post" action="${path}"><button class="primary">Open the pages</button></form></main>`,
    null,
  );
