import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { links } from '../src/core/pages.ts';
import { axeProblems, closePages, noBrowser, openBrowser, openPage, picture } from './support/browser.ts';
import { button, eventually, last, say, tabTo, type, watchShifts } from './support/chat-page.ts';
import { openEditedWebApp, openWebApp } from './support/web-app.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 }); // a browser on a busy machine

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describe.skipIf(noBrowser)('the pages in a browser', () => {
  let app: Awaited<ReturnType<typeof openEditedWebApp>>;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([openEditedWebApp(), openBrowser()]);
  });
  afterEach(() => closePages(browser));
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const open = (options?: Parameters<typeof openPage>[2]) => openPage(browser, app.origin, options);

  describe('chat', () => {
    it('answers, follows up in the thread, and shows why and what platforms would show; by keyboard alone', async () => {
      const { page, complaints } = await open();
      await page.goto('/');
      await say(page, '@tiebreak is flask faster than django?');
      await page.getByText('Flask, slightly, on simple endpoints.').first().waitFor();
      await eventually(() => page.locator('.target').innerText()).toContain('is flask faster than django?');
      await say(page, '@tiebreak and on security?');
      await eventually(() => page.locator('.replies article').count()).toBe(3);
      expect(await page.locator('.target').innerText()).toContain('is flask faster than django?'); // what began the thread

      const inspector = page.locator('.inspector');
      await eventually(() => inspector.locator('mark').allInnerTexts()).toContain('security');
      expect(await inspector.innerText()).toContain('The words that decided');
      await tabTo(page, 'On Slack');
      await page.keyboard.press('Enter');
      await eventually(() => inspector.locator('.slack').count()).toBe(1);
      expect(JSON.parse(await inspector.locator('pre').innerText())).toMatchObject({ mrkdwn: false, blocks: expect.any(Array) });
      await tabTo(page, 'On Discord');
      await page.keyboard.press('Enter');
      await eventually(() => inspector.locator('.discord').count()).toBe(1);
      await page.keyboard.press('Escape'); // back to the words
      await page.keyboard.press('Escape'); // back to the channel
      await eventually(() => page.locator('.target').isVisible()).toBe(false);
      expect(complaints).toEqual([]);
    });

    it.each([1_280, 390])('moves nothing of its own accord while answers come in, %i px wide', async (width) => {
      const { page } = await open({ viewport: { width, height: 800 } });
      await page.goto('/chat/backend?as=dana');
      await page.locator('.composer textarea:focus').waitFor();
      await page.evaluate(watchShifts);
      const replies = page.locator('article.post .source');
      for (const [index, question] of ['@tiebreak is it faster?', 'and on security?', 'which scales?'].entries()) {
        const before = await replies.count();
        await say(page, question);
        await eventually(() => replies.count()).toBeGreaterThan(before);
        await page.waitForTimeout(300); // what is painted late would show
        expect(await page.evaluate('shifts'), `question ${index + 1}`).toEqual([]);
      }
    });

    it('takes a vote from its form to a choice by keyboard alone', async () => {
      const { page, complaints } = await open();
      await page.goto('/chat/backend?as=chidi');
      await say(page, '/decide Django or Flask?');
      await page.getByRole('dialog', { name: 'Start a vote' }).waitFor();
      expect(await page.evaluate('document.activeElement.name')).toBe('field.question');
      await tabTo(page, /^Context/);
      await page.keyboard.type('We start in May.');
      await tabTo(page, 'Start');
      await page.keyboard.press('Enter');
      await eventually(() => page.locator('.log').innerText()).toContain('Django or Flask?');
      await page
        .locator('article', { hasText: /(?:0 of 4 voted|Nobody has voted yet)/ })
        .last()
        .waitFor();
      await tabTo(page, 'Flask');
      await page.keyboard.press('Space');
      await eventually(() => page.locator('.log').innerText()).toContain('Stored: Flask');
      await tabTo(page, 'Add a reason');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await eventually(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
      expect(complaints).toEqual([]);
    });

    it('shows a form as Slack and Discord would open it, with the exact payload, and loses nothing that is filled in', async () => {
      const { page, complaints } = await open(phone);
      await page.goto('/chat/tiebreak?as=dana');
      await say(page, '/decide');
      const dialog = page.getByRole('dialog', { name: 'Start a vote' });
      await dialog.getByLabel('Question').fill('Tea or coffee?');
      await dialog.getByText('On Slack', { exact: true }).focus();
      await page.keyboard.press('Enter');
      await dialog.locator('.slack.modal').waitFor();
      expect(JSON.parse(await dialog.locator('pre:visible').innerText())).toMatchObject({
        type: 'modal',
        blocks: expect.any(Array),
      });
      expect(await axeProblems(page)).toEqual([]);
      await dialog.getByText('On Discord', { exact: true }).click();
      await dialog.locator('.discord.modal').waitFor();
      expect(await dialog.locator('.slack.modal').isVisible()).toBe(false);
      expect((await dialog.getByText('On Discord', { exact: true }).boundingBox())?.y).toBeGreaterThan(0);
      expect(JSON.parse(await dialog.locator('pre:visible').innerText())).toMatchObject({ title: 'Start a vote' });
      expect(await dialog.getByLabel('Question').inputValue()).toBe('Tea or coffee?');
      await dialog.getByRole('button', { name: 'Start' }).click();
      await eventually(() => page.locator('.log').innerText()).toContain('Tea or coffee?');
      expect(complaints).toEqual([]);
    });

    it('fits the window of a phone whatever is to be decided', async () => {
      const { page } = await open(phone);
      await page.goto('/chat/tiebreak?as=ben');
      await say(page, `/decide ${'Which_of_them_'.repeat(10)}?`);
      const dialog = page.getByRole('dialog', { name: 'Start a vote' });
      await dialog.getByLabel('Options').fill(`https://example.com/${'x'.repeat(54)}\nשלישית\n${'W'.repeat(60)}`);
      await dialog.getByRole('button', { name: 'Start' }).click();
      await button(page, 'שלישית').waitFor();
      const log = "document.querySelector('.log')";
      expect(await page.evaluate(`${log}.scrollWidth - ${log}.clientWidth`)).toBe(0);
    });

    it('keeps the keyboard of a phone closed over what a tap has brought, and opens it to reply', async () => {
      const { page } = await open(phone);
      await page.goto('/chat/general?as=dana');
      await page.getByRole('button', { name: 'Is Flask faster than Django?' }).tap();
      await eventually(() => page.locator('.target').innerText()).toContain('Is Flask faster');
      expect(await page.evaluate('document.activeElement.tagName')).not.toBe('TEXTAREA');
      await page.getByRole('link', { name: 'Reply in thread' }).last().tap();
      expect(await page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
    });

    it('gives a link to the pages, to be opened and not copied', async () => {
      const { page } = await open();
      await page.goto('/chat/tiebreak?as=ana');
      await say(page, '/web');
      await page.getByRole('link', { name: 'Open the pages' }).click();
      await page.getByRole('button', { name: 'Open the pages' }).click();
      await page.getByRole('heading', { name: 'Django vs Flask' }).waitFor();
    });

    it('takes what somebody said off every open page when it is erased', async () => {
      const [chidi, ana] = await Promise.all([open(), open()]);
      await Promise.all([chidi.page.goto('/chat/general?as=chidi'), ana.page.goto('/chat/general?as=ana')]);
      await say(chidi.page, '@tiebreak is my secret project safe with django?');
      await eventually(() => ana.page.locator('.log').innerText()).toContain('my secret project');
      await type(ana.page, '@tiebreak half a question');
      await chidi.page.goto('/chat/tiebreak?as=chidi');
      await say(chidi.page, '/erase me');
      await button(chidi.page, 'Erase what is mine').click();
      await eventually(() => chidi.page.locator('.log').innerText()).toMatch(/Erased: \d+ entries/);
      await eventually(() => chidi.page.locator('.log').innerText()).not.toContain('/erase me');
      await eventually(() => ana.page.locator('.log').innerText()).not.toContain('my secret project');
      const half = ana.page.locator('.composer textarea');
      await eventually(() => half.inputValue()).toBe('@tiebreak half a question');
      await half.fill('');
      // The same where it was erased elsewhere, such as from the command line.
      await say(ana.page, '@tiebreak is flask secure with my other secret in it?');
      await eventually(() => ana.page.locator('.log').innerText()).toContain('my other secret');
      const rows = app.store.workspace('web', 'playground');
      await eventually(async () => JSON.stringify(await rows.kept('said:general'))).toContain('my other secret');
      await ana.page.locator('.replies .source').last().waitFor();
      await ana.page.waitForTimeout(500); // what is told is on its way to the disk
      await rows.erase('ana');
      await eventually(() => ana.page.locator('.log').innerText()).not.toContain('my other secret');
    });

    it('completes a command and its argument, and compares', async () => {
      const { page, complaints } = await open();
      await page.goto('/chat/backend?as=ben');
      await type(page, '/comp');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.insertText('secur'); // at once: letter by letter, what completes them is offered anew each time
      await page.getByRole('option', { name: 'Security defaults' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await page.locator('.composer textarea').inputValue()).toBe('/compare Security defaults');
      await page.keyboard.press('Enter');
      await page.locator('.said table').waitFor();
      await eventually(() => last(page).innerText()).toContain('Only you can see this');
      expect(complaints).toEqual([]);
    });

    it('shows no completions of what was typed before, however late they come', async () => {
      const { page } = await open();
      await page.goto('/chat/backend?as=ben');
      const of = (text: string) => new RegExp(`/chat/complete\\?text=${encodeURIComponent(text)}$`);
      const asked = Promise.withResolvers<void>();
      const late = Promise.withResolvers<void>();
      await page.route(of('/'), async (route) => {
        asked.resolve();
        await late.promise;
        await route.continue();
      });
      await type(page, '/');
      await asked.promise;
      await page.keyboard.insertText('comp');
      await page.getByRole('option').first().waitFor();
      const came = page.waitForResponse(of('/'));
      late.resolve();
      await (await came).finished();
      await page.waitForTimeout(100);
      expect(await page.getByRole('option').allInnerTexts()).toEqual([expect.stringContaining('compare')]);
    });

    it('goes through what completes a command by the arrows, and closes it by Escape', async () => {
      const { page } = await open();
      await page.goto('/chat/backend?as=ben');
      await type(page, '/');
      await page.getByRole('option').nth(3).waitFor();
      const chosen = () => page.locator('[role=option][aria-selected=true]').evaluateAll((found) => found.map(({ id }) => id));
      const steps: [string, string][] = [
        ['ArrowDown', 'option-0'],
        ['ArrowDown', 'option-1'],
        ['ArrowUp', 'option-0'],
        ['ArrowUp', `option-${(await page.getByRole('option').count()) - 1}`],
        ['ArrowDown', 'option-0'],
      ];
      for (const [key, id] of steps) {
        await page.keyboard.press(key);
        expect([key, ...(await chosen())]).toEqual([key, id]);
      }
      await page.keyboard.press('Escape');
      expect(await page.getByRole('option').count()).toBe(0);
      expect(await page.locator('.composer textarea').inputValue()).toBe('/');
    });

    it('shows what is private to one member only, and what is shared to all, at once', async () => {
      const [ana, ben] = await Promise.all([open(), open()]);
      await ana.page.goto('/chat/general?as=ana');
      await ben.page.goto('/chat/general?as=ben');
      await say(ben.page, '/ask which is easier to learn?');
      await button(ben.page, 'Share to channel').waitFor();
      expect(await ana.page.getByText('Only you can see this').count()).toBe(0);
      expect(await ana.page.getByText('/ask which is easier').count()).toBe(0);
      const before = await ana.page.locator('article.post').count();
      await button(ben.page, 'Share to channel').click();
      await eventually(() => ana.page.locator('article.post').count()).toBe(before + 1);
      await eventually(() => last(ana.page).innerText()).toMatch(/Tiebreak[\s\S]+Source: /);
      // Somebody else goes on in the thread of what was shared.
      await ana.page.getByRole('link', { name: 'Reply in thread' }).last().click();
      await say(ana.page, '@tiebreak is it more secure?');
      await eventually(() => ben.page.locator('.replies article').last().innerText()).toContain('Source: ');
    });

    it('opens a form, says what is missing, sends it, and gives the focus back', async () => {
      const { page, complaints } = await open();
      await page.goto('/chat/tiebreak?as=dana');
      await say(page, 'is flask faster?');
      await button(page, 'Not helpful').click();
      await button(page, 'Something else').click();
      const dialog = page.getByRole('dialog', { name: 'Something else' });
      await dialog.waitFor();
      await dialog.getByRole('button', { name: 'Send' }).click();
      expect(await dialog.isVisible()).toBe(true); // the browser asks for the field that is needed
      await dialog.getByLabel('What was wrong?').fill('<b>It</b> is about "2019" & before.');
      await dialog.getByRole('button', { name: 'Send' }).click();
      await eventually(() => last(page).innerText()).toContain('Thank you.');
      await eventually(() => dialog.isVisible()).toBe(false);
      await eventually(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
      await page.goto('/gaps');
      await page.getByText('What was said').first().click();
      expect(await page.locator('.gaps').innerText()).toContain('<b>It</b> is about "2019" & before.');
      expect(complaints).toEqual([]);
    });

    it('recommends by a form, changes the result in place, and keeps the keyboard where it was', async () => {
      const { page, complaints } = await open();
      await page.goto('/chat/tiebreak?as=ben');
      await say(page, '/recommend');
      const dialog = page.getByRole('dialog', { name: 'What fits our project?' });
      await dialog.getByLabel('The project in your own words').fill('Four people, six weeks, an internal dashboard with SSO.');
      await dialog.getByLabel('Working code in Django').check();
      await dialog.getByRole('button').first().click();
      await eventually(() => last(page).innerText()).toContain('fits better');
      const before = await page.locator('article.post').count();
      await button(page, 'Why').focus();
      await page.keyboard.press('Enter');
      await button(page, 'Back to the result').waitFor();
      expect(await page.locator('article.post').count()).toBe(before);
      await eventually(() => page.evaluate('document.activeElement.textContent')).toBe('Back to the result');
      expect(complaints).toEqual([]);
    });

    it('stays silent where nobody asked it, and offers to ask', async () => {
      const { page } = await open();
      await page.goto('/chat/general?as=chidi');
      await say(page, 'which is more secure, django or flask?');
      await page.getByText('Tiebreak speaks when it is spoken to.').waitFor();
      await button(page, 'Ask it this').click();
      await eventually(() => last(page).innerText()).toContain('Django');
      // The same in a thread, where it answers only what it is sure of.
      await eventually(() => page.locator('.target').innerText()).toContain('which is more secure');
      await say(page, 'and what about the moon?');
      await last(page).getByText('Tiebreak speaks when it is spoken to.').waitFor();
      await button(page, 'Ask it this').click();
      await eventually(() => page.locator('.replies').last().locator('article').allInnerTexts()).toEqual([
        expect.stringContaining('Django'),
        expect.stringContaining('and what about the moon?'),
        expect.stringContaining('spoken to'),
        expect.stringContaining('@tiebreak and what about the moon?'),
        expect.stringContaining('no reviewed answer'),
      ]);
    });

    it('shows text that is markup as text', async () => {
      const { page, complaints } = await open();
      await page.goto('/chat/tiebreak?as=ben');
      await say(page, '<img src=x onerror=alert(1)> is <b>flask</b> faster?');
      await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
      expect(await page.locator('.log img').count()).toBe(0);
      expect(complaints).toEqual([]);
    });

    it('writes what is said from right to left that way, also where the bot is called first', async () => {
      const { page } = await open();
      await page.goto('/chat/general?as=ben');
      await say(page, '@tiebreak האם Django מהיר?');
      const said = page.locator('.root > article .said > p[dir]').last();
      await eventually(() => said.innerText()).toBe('@tiebreak האם Django מהיר?');
      expect(await said.evaluate((at) => at.matches(':dir(rtl)'))).toBe(true);
    });

    it('catches up when the connection comes back', async () => {
      const { page } = await open();
      await page.goto('/chat/backend?as=chidi');
      await page.context().setOffline(true);
      const other = await open();
      await other.page.goto('/chat/backend?as=dana');
      await say(other.page, '@tiebreak who uses flask?');
      await other.page.locator('.replies article').last().waitFor();
      await page.context().setOffline(false);
      await eventually(() => page.getByText('who uses flask?').count()).toBeGreaterThan(0);
    });

    it('works without scripts, a page at a time', async () => {
      const { page } = await open({ ...phone, javaScriptEnabled: false });
      await page.goto('/chat/tiebreak?as=chidi');
      await page.getByLabel('Message Tiebreak as Chidi').fill('does django come with an admin?');
      await page.getByRole('button', { name: 'Send' }).click();
      expect(await last(page).innerText()).toContain('Source: ');
      expect((await last(page).boundingBox())?.y).toBeLessThan(phone.viewport.height / 2);
      await button(page, 'Not helpful').click();
      await button(page, 'Something else').click();
      await page.getByLabel('What was wrong?').fill('Too short.');
      await page.getByRole('button', { name: 'Send' }).click();
      expect(await last(page).innerText()).toContain('Thank you.');
    });
  });

  describe('knowledge', () => {
    it('shows what an edit breaks and its repair while the page is open, and the old answers meanwhile', async () => {
      const { page, complaints } = await open();
      await page.goto('/knowledge');
      await eventually(() => page.locator('#health').innerText()).toContain('In service');
      let whole = '';
      app.edit('faq.md', (text) => {
        whole = text;
        return text.replace(/^Related: .*$/m, 'Related: `faq:no-such-thing`');
      });
      await eventually(() => page.locator('#health').innerText()).toContain('Not in service');
      expect(await page.locator('#health').innerText()).toMatch(/faq\.md:\d+[\s\S]+faq:no-such-thing/);
      await page.goto('/knowledge/faq:faster');
      expect(await page.locator('main').innerText()).toContain('Flask, slightly, on simple endpoints.');
      await page.goto('/knowledge');
      app.edit('faq.md', () =>
        whole.replace('Flask, slightly, on simple endpoints.', 'Flask, by a whisker, on simple endpoints.'),
      );
      await eventually(() => page.locator('#health').innerText()).not.toContain('Not in service');
      await page.goto('/chat/tiebreak?as=ana');
      await say(page, 'is flask faster than django?');
      await page.getByText('Flask, by a whisker, on simple endpoints.').first().waitFor();
      expect(complaints).toEqual([]);
    });
  });

  it('takes a vote by three members to a record, followed live on a page, and gives the file', async () => {
    const there = { locale: 'en-GB', timezoneId: 'Asia/Tokyo' };
    const [ana, ben, chidi, look, other] = await Promise.all([open(), open(), open(), open(there), open(phone)]);
    const people = [ana, ben, chidi].map(({ page }) => page);
    await Promise.all(['ana', 'ben', 'chidi'].map((name, index) => people[index]?.goto(`/chat/backend?as=${name}`)));
    await Promise.all([look, other].map(({ page }) => page.goto('/decisions')));
    await say(ana.page, '/decide Which of Django and Flask for <billing>?');
    const dialog = ana.page.getByRole('dialog', { name: 'Start a vote' });
    await dialog.getByLabel('Context').fill('We start in *May*.');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await eventually(() => look.page.locator('#running').innerText()).toContain('0 of 4 voted');
    for (const [index, choice] of ['Django', 'Flask', 'Django'].entries()) {
      await button(people[index] as Page, choice).click();
      await eventually(() => last(people[index] as Page).innerText()).toContain('Stored: ');
    }
    await eventually(() => look.page.locator('#running').innerText()).toContain('3 of 4 voted: Ana, Ben and Chidi');
    expect(await look.page.locator('#running').innerText()).not.toMatch(/67%|2 people/);
    const deadline = look.page.locator('#running time').last();
    const inTokyo = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Tokyo' });
    const moment = new Date(String(await deadline.getAttribute('datetime')));
    expect(await deadline.innerText()).toBe(inTokyo.format(moment));
    await picture(look.page, 'vote');
    await button(ben.page, 'Manage').click();
    await eventually(() => last(ben.page).innerText()).toContain('Only Ana, who started it');
    await button(ana.page, 'Manage').click();
    await button(ana.page, 'Close it now').click();
    await eventually(() => chidi.page.locator('.log').innerText()).toContain(
      'Decided: Django (Which of Django and Flask for <billing>?)',
    );
    for (const { page } of [look, other])
      await eventually(() => page.locator('#running').innerText()).not.toContain('Which of Django and Flask for <billing>?'); // others go on
    await look.page.reload();
    expect(await look.page.locator('.records li').first().innerText()).toMatch(
      /Which of Django and Flask for <billing>\?\s+Django\s+accepted/,
    );
    await look.page.getByLabel('Status').selectOption('accepted');
    await look.page.getByRole('button', { name: 'Filter' }).click();
    await look.page.getByRole('link', { name: /ADR-0001 Which of Django and Flask for <billing>/ }).click();
    expect(await look.page.locator('main').innerText()).toMatch(
      /accepted\s+Chosen\s+Django[\s\S]+Ana, Ben, Chidi[\s\S]+We start in \*May\*\./,
    );
    const [file] = await Promise.all([
      look.page.waitForEvent('download'),
      look.page.getByRole('link', { name: /Download/ }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^0001-which-of-django-and-flask-for.*\.md$/);
    await button(chidi.page, 'Show ADR-0001').click();
    await button(chidi.page, 'Download').click();
    const [same] = await Promise.all([
      chidi.page.waitForEvent('download'),
      chidi.page.getByRole('link', { name: /^Download 0001/ }).click(),
    ]);
    await picture(last(chidi.page), 'download');
    expect(same.suggestedFilename()).toBe(file.suggestedFilename());
    expect(await readFile(await same.path(), 'utf8')).toBe(await readFile(await file.path(), 'utf8'));
    expect([...ana.complaints, ...chidi.complaints, ...look.complaints, ...other.complaints]).toEqual([]);
  });

  it('lets somebody in by their link, and out again', async () => {
    const closed = await openWebApp({ isOpen: false, hasChat: false, isSecure: false });
    const { page } = await openPage(browser, closed.origin);
    await page.goto('/knowledge');
    expect(await page.locator('main').innerText()).toContain('/tiebreak web');
    expect(await axeProblems(page)).toEqual([]);
    await page.goto(
      `/sign-in/slack/T1/${await links.issue(closed.store.workspace('slack', 'T1'), { user: 'U1', isAdmin: false })}`,
    );
    expect(await axeProblems(page)).toEqual([]);
    await picture(page, 'sign-in');
    await page.getByRole('button', { name: 'Open the pages' }).click();
    await page.getByRole('heading', { name: 'Django vs Flask' }).waitFor();
    await picture(page, 'signed-in');
    // A link in a message comes from another site.
    await page.goto(closed.origin.replace('localhost', '127.0.0.1'));
    await page.evaluate(`document.body.innerHTML = '<a href="${closed.origin}/decisions">our decisions</a>'`);
    await page.getByRole('link', { name: 'our decisions' }).click();
    await page.getByRole('heading', { name: 'Decisions' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto('/gaps');
    expect(await page.locator('main').innerText()).toContain('Please sign in');
    await closed.close();
  });
});
