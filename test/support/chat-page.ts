import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Waits for what is read to be so. */
export const eventually = <Read>(read: () => Promise<Read>) => expect.poll(read, { timeout: 30_000 });

/**
 * Types once the page is ready for it: a browser gives a field its focus some time after the page has loaded. A form that closes gives the focus back
 * at once, and the page then takes it away and gives it again: what is typed in between would be lost.
 */
export async function type(page: Page, words: string): Promise<void> {
  await page.locator('#dialog').waitFor({ state: 'hidden' });
  await page.evaluate('new Promise((isOver) => setTimeout(isOver))');
  await page.locator('.composer textarea:focus').waitFor();
  await page.keyboard.type(words);
}

/** Types and sends, as a person does. */
export async function say(page: Page, words: string): Promise<void> {
  await type(page, words);
  await page.keyboard.press('Enter');
}

/** What was said last. */
export const last = (page: Page) => page.locator('article.post').last();

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).last();

/** Goes on by Tab until what has the focus reads or is called so. Throws where Tab does not come there. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const isIt = (said: string): boolean => (typeof name === 'string' ? said === name : name.test(said));
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate<string>(focused);
    if (isIt(said)) return;
  }
  throw new Error(`Tab does not come to ${name}`);
}

/** What has the focus, as it is read out: its label, or its text. */
const focused = `(() => {
  const at = document.activeElement;
  const label = at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '';
  return label.replace(/\\s+/g, ' ').trim();
})()`;

/**
 * Walks through a page by Tab alone, from where the focus is and round to it again.
 * @returns what Tab cannot reach, what shows no sign of having the focus, and what has it out of sight; nothing is fine
 */
export async function walkByTab(page: Page): Promise<string[]> {
  await page.evaluate(`(() => {
    globalThis.problems = [];
    globalThis.reached = new Set();
    const nameOf = (at) => at.tagName.toLowerCase() + ' "' + (at.getAttribute('aria-label') ?? at.textContent).trim().replace(/\\s+/g, ' ').slice(0, 40) + '"';
    // One of a group of radio buttons stands for all: arrows go on within it.
    const isOfGroup = (at) => at.type === 'radio' && [...document.querySelectorAll('input[type=radio]')].some((other) => other.name === at.name && reached.has(other));
    globalThis.look = () => {
      const at = document.activeElement;
      if (!at || at === document.body) return true; // past the end: it goes on at the top
      if (reached.has(at)) return false;
      reached.add(at);
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) problems.push('no sign of focus: ' + nameOf(at));
      const { top, bottom, left, right, width } = at.getBoundingClientRect();
      if (width === 0 || bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) problems.push('out of sight: ' + nameOf(at));
      return true;
    };
    globalThis.finish = () => {
      const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
      const open = document.querySelector('dialog[open]') ?? document;
      const missed = all.filter((at) => open.contains(at) && at.checkVisibility() && !at.disabled && !reached.has(at) && !isOfGroup(at));
      return [...problems, ...missed.map((at) => 'Tab does not come to: ' + nameOf(at))];
    };
  })()`);
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press('Tab');
    if (!(await page.evaluate<boolean>('look()'))) break;
  }
  return page.evaluate<string[]>('finish()');
}

/** Begins to note all that moves by itself in a page, also what browsers forgive since somebody has just typed. */
export const watchShifts = `(() => {
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      shifts.push(value.toFixed(4) + ' ' + sources.map(({ node }) => node?.nodeName + '.' + node?.className).join(', '));
  }).observe({ type: 'layout-shift' });
})()`;
