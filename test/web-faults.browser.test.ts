import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { closePages, noBrowser, openBrowser, openPage } from './support/browser.ts';
import { button, eventually, last, say, type } from './support/chat-page.ts';
import { openWebApp } from './support/web-app.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 }); // a browser on a busy machine

/** What a page is to a browser whose reader looks at another tab. */
const setHidden = (page: Page, isHidden: boolean) =>
  page.evaluate(`(() => {
    Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  })()`);

/** Whether the top of a post is in view. */
async function isInView(post: Locator): Promise<boolean> {
  const [box, log] = await Promise.all([post.boundingBox(), post.page().locator('.log').boundingBox()]);
  return box !== null && log !== null && box.y >= log.y && box.y < log.y + log.height - 80;
}

describe.skipIf(noBrowser)('the chat in a browser, where things go wrong', () => {
  let app: Awaited<ReturnType<typeof openWebApp>>;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([openWebApp(), openBrowser()]);
  });
  afterEach(() => closePages(browser));
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const open = async (path: string) => {
    const { page } = await openPage(browser, app.origin);
    await page.goto(path);
    return page;
  };
  const rows = () => app.store.workspace('web', 'playground');

  it('keeps the lines of a message, and sends one longer than a message may be not at all, rather than a part of it', async () => {
    const page = await open('/chat/tiebreak?as=dana');
    await type(page, 'which is faster');
    await page.keyboard.press('Shift+Enter');
    await say(page, 'on simple endpoints?');
    await eventually(() => page.locator('.log').innerText()).toContain('which is faster\non simple endpoints?');

    const words = `is it faster? ${'very '.repeat(900)}`;
    await page.locator('.composer textarea').focus();
    await page.keyboard.insertText(words);
    const before = await page.locator('article.post').count();
    await page.keyboard.press('Enter');
    const field = page.locator('.composer textarea');
    expect(await page.evaluate('document.activeElement.validationMessage')).toBe(
      `At most 4000 characters, please: these are ${words.length}.`,
    );
    expect(await field.inputValue()).toBe(words);
    expect(await page.locator('article.post').count()).toBe(before);
    await field.fill('is it faster?');
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('article.post').count()).toBeGreaterThan(before + 1);
  });

  it('does once what is clicked twice', async () => {
    const page = await open('/chat/backend?as=ana');
    await say(page, '/decide Once or twice?');
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).dblclick();
    await page.getByRole('heading', { name: 'Once or twice?' }).first().waitFor();
    await say(page, '/ask which is easier to learn?');
    await button(page, 'Share to channel').waitFor();
    const before = await page.locator('article.post').count();
    await button(page, 'Share to channel').dblclick();
    await eventually(() => page.locator('article.post').count()).toBe(before + 1);
    await page.waitForTimeout(700); // a second would come by now
    expect(await page.locator('article.post').count()).toBe(before + 1);
    const votes = (await rows().kept('vote')).filter((vote) => JSON.stringify(vote).includes('Once or twice?'));
    expect(votes).toHaveLength(1);
  });

  it('says once what is sent again since the answer to it was lost', async () => {
    const page = await open('/chat/general?as=ben');
    let lost = 0;
    await page.route('**/chat', async (route) => {
      if (route.request().method() !== 'POST' || lost > 1) return route.continue();
      lost += 1;
      await route.fetch();
      await (lost === 1 ? route.abort() : route.fulfill({ body: '<h1>Sign in to this hotel</h1>' }));
    });
    await say(page, '@tiebreak who uses flask at scale?');
    await eventually(() => page.locator('#problem').innerText()).toContain('Please try again');
    await eventually(() => page.locator('.composer textarea').inputValue()).toBe('@tiebreak who uses flask at scale?');
    await page.locator('.composer textarea').press('Enter');
    await eventually(async () => lost).toBe(2);
    await eventually(() => page.locator('.composer textarea').inputValue()).toBe('@tiebreak who uses flask at scale?');
    await page.locator('.composer textarea').press('Enter');
    await eventually(() => page.locator('.composer textarea').inputValue()).toBe('');
    await page.locator('.replies article').last().waitFor();
    await page.waitForTimeout(500);
    expect(await page.locator('#posts > li', { hasText: 'who uses flask at scale?' }).count()).toBe(1);
  });

  it('shows that something is on its way where the line is slow, and gives the words back where nothing comes', async () => {
    const page = await open('/chat/general?as=chidi');
    await page.evaluate(
      'AbortSignal.timeout = (timeout) => { globalThis.patience = timeout; return (globalThis.line = new AbortController()).signal; }',
    );
    await page.route('**/chat', () => {}); // nobody answers
    await say(page, '@tiebreak is anybody there?');
    await page.locator('.composer[aria-busy=true]').waitFor();
    await page.locator('.start button').first().click();
    await page.locator('.start form[aria-busy=true]').waitFor();
    expect(await page.evaluate('patience')).toBe(20_000);
    await page.evaluate('line.abort()');
    await eventually(() => page.locator('#problem').innerText()).toContain('Please try again');
    await eventually(() => page.locator('[aria-busy=true]').count()).toBe(1);
  });

  it('leaves alone what somebody looks behind while another message changes', async () => {
    const ana = await open('/chat/general?as=ana');
    await say(ana, '/decide Left or right?');
    await ana.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await button(ana, 'Left').waitFor();
    await say(ana, '@tiebreak is flask faster?');
    const behind = ana.locator('.inspector');
    await eventually(() => behind.innerText()).toContain('The words that decided');
    await behind.evaluate((at) => at.scrollTo(0, 100));
    await button(await open('/chat/general?as=ben'), 'Left').click();
    await eventually(() => ana.locator('.log').innerText()).toContain('1 of 4 voted');
    await ana.waitForTimeout(500);
    expect(await behind.innerText()).toContain('The words that decided');
    expect(await behind.evaluate((at) => at.scrollTop)).toBe(100);
  });

  it('goes to what is wrong in a form, and keeps what was filled in, sent or not', async () => {
    const page = await open('/chat/tiebreak?as=chidi');
    await say(page, '/decide');
    const dialog = page.getByRole('dialog', { name: 'Start a vote' });
    await dialog.getByLabel('Question').fill('Left half-way?');
    await page.keyboard.press('Escape');
    await say(page, '/decide');
    expect(await dialog.getByLabel('Question').inputValue()).toBe('Left half-way?');
    await page.context().setOffline(true);
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'That did not arrive.' }).waitFor(); // what is outside of it is not read out
    await page.context().setOffline(false);
    await dialog.getByLabel('It ends').fill('whenever');
    await dialog.getByLabel('Context').fill('As <typed>.');
    await dialog.getByRole('button', { name: 'Start' }).click();
    const wrong = dialog.getByLabel('It ends');
    await eventually(() => wrong.getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate('document.activeElement.name')).toBe('field.ends');
    expect(await dialog.locator('[id="field.ends-problem"]').innerText()).toContain('90 minutes');
    await wrong.fill('2 hours');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await eventually(() => last(page).innerText()).toContain('As <typed>.');
    await say(page, '/decide');
    await dialog.waitFor();
    expect(await dialog.getByLabel('Question').inputValue()).toBe(''); // what was sent is not offered again
  });

  it('tells the time where its reader is, and the day of what is older', async () => {
    const at = (day: number): number => new Date(Date.now() - day * 86_400_000).setUTCHours(3, 4);
    const post = { channel: 'general', thread: null, author: 'ana', whose: 'ana', to: null, said: { text: 'told' } };
    for (const day of [0, 9])
      await rows().keep(
        'said:general',
        `day-${day}`,
        { ...post, id: `day-${day}`, place: day, changed: day, at: at(day) },
        'ana',
      );
    const { page } = await openPage(browser, app.origin, { locale: 'en-GB', timezoneId: 'Asia/Kolkata' });
    await page.goto('/chat/general?as=ana');
    const shown = (day: number) => page.locator(`#p-day-${day} time`).innerText();
    await eventually(() => shown(9)).toMatch(/^\d+ \w+ \d{4}, 08:34$/);
    expect(await shown(0)).toMatch(/08:34$/);
  });

  it('stays in a thread when the page is loaded again', async () => {
    const page = await open('/chat/general?as=dana');
    await say(page, '@tiebreak is flask faster than django?');
    await eventually(() => page.locator('.target').innerText()).toContain('is flask faster');
    await page.reload();
    await eventually(() => page.locator('.target').innerText()).toContain('is flask faster');
    await say(page, 'and on security?');
    await eventually(() => page.locator('.root').last().locator('.replies article').count()).toBe(3);
    await page.keyboard.press('Escape');
    await page.reload();
    expect(await page.locator('.target').isVisible()).toBe(false);
  });

  it('brings into view what is asked for in an older thread, by words and by a click', async () => {
    const page = await open('/chat/general?as=ben');
    for (const question of ['is flask faster?', 'which is more secure?']) {
      await say(page, `@tiebreak ${question}`);
      await eventually(() => page.locator('.root').last().locator('.source').count()).toBe(1);
      await eventually(() => page.locator('.target').innerText()).toContain(question);
      await page.keyboard.press('Escape');
    }
    const older = page.locator('.root').nth(-2);
    const latest = older.locator('.replies article').last();
    await older.getByRole('link', { name: 'Reply in thread' }).click();
    await say(page, 'does it scale?');
    await eventually(() => older.locator('.source').count()).toBe(2);
    await eventually(() => isInView(latest)).toBe(true);
    await older.getByRole('button', { name: 'Not helpful' }).first().click();
    await eventually(() => latest.innerText()).toContain('What went wrong?');
    await eventually(() => isInView(latest)).toBe(true);
    await page.locator('.composer textarea').focus();
    await say(page, '/decide Up or down?');
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await eventually(() => latest.innerText()).toContain('0 of 4 voted'); // a moment after the form has its reply
    await eventually(() => isInView(latest)).toBe(true);
  });

  it('leaves a long vote where it is under the finger of whoever is about to choose', async () => {
    const { page } = await openPage(browser, app.origin, { viewport: { width: 360, height: 740 } });
    await page.goto('/chat/backend?as=ana');
    await say(page, '/decide Which of ten?');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Options').fill(Array.from({ length: 10 }, (_, index) => `Number ${index}`).join('\n'));
    await dialog.getByRole('button', { name: 'Start' }).click();
    const choice = button(page, 'Number 9');
    await choice.waitFor();
    await choice.scrollIntoViewIfNeeded();
    await page.locator('.log').evaluate((log) => log.scrollTo(0, log.scrollHeight));
    const before = await choice.boundingBox();
    await button(await open('/chat/backend?as=ben'), 'Number 1').click();
    await eventually(() => page.locator('.log').innerText()).toContain('1 of 4 voted');
    expect(await choice.boundingBox()).toEqual(before);
  });

  it('leads to what a form brought, without scripts', async () => {
    const { page } = await openPage(browser, app.origin, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await page.goto('/chat/tiebreak?as=ana');
    await page.getByLabel('Message Tiebreak as Ana').fill('/decide Tea or coffee?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    const begun = (await page.getByText('The vote has started').boundingBox())?.y;
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(740);
  });

  it('leaves the connection to others while nobody looks, and shows what it missed and what is gone', async () => {
    const page = await open('/chat/backend?as=chidi');
    const other = await open('/chat/backend?as=dana');
    await say(other, '@tiebreak is my secret safe with django?');
    await page.getByText('is my secret safe with django?').first().waitFor();
    await eventually(async () => JSON.stringify(await rows().kept('said:backend'))).toContain('my secret');
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    await setHidden(page, true);
    await page.waitForTimeout(300);
    await rows().erase('dana');
    await say(await open('/chat/backend?as=ben'), '@tiebreak is flask mature?');
    await page.waitForTimeout(1_500);
    expect(asked).toEqual([]);
    await setHidden(page, false);
    await eventually(() => page.locator('.log').innerText()).toContain('is flask mature?');
    await eventually(() => page.locator('.log').innerText()).not.toContain('my secret');
  });

  it.each(['/chat/general?as=ana', '/decisions', '/knowledge'])('asks again where its news were refused: %s', async (path) => {
    const { page } = await openPage(browser, app.origin);
    let asked = 0;
    await page.route(/\/(?:events|live)(?:\?|$)/, (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ status: 429 }) : route.continue();
    });
    await page.goto(path);
    await eventually(async () => asked).toBe(2);
  });

  it.each(['/decisions', '/knowledge'])('says that what it shows may be old while it hears no news: %s', async (path) => {
    const { page } = await openPage(browser, app.origin);
    const said = () => page.evaluate("getComputedStyle(document.querySelector('[data-live]'), '::before').content");
    let isBack = false;
    await page.route(/\/live$/, (route) => (isBack ? route.continue() : route.fulfill({ status: 401 })));
    await page.goto(path);
    await eventually(said).toContain('may be out of date');
    isBack = true;
    await eventually(said).toBe('none');
  });
});
