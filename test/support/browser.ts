import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const executablePath =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** Why there are no browser tests here; null where there are. With TIEBREAK_BROWSER=required they run, or fail. */
export const noBrowser =
  executablePath || process.env.TIEBREAK_BROWSER === 'required'
    ? null
    : 'no Chromium here (Debian: apt-get install chromium, or set CHROMIUM to its path)';
if (noBrowser) process.stderr.write(`The tests in a browser are skipped: ${noBrowser}\n`);

/** Root has no sandbox of its own; without the rest, Chromium talks to its maker's servers. */
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath ?? '/usr/bin/chromium', args });

/** Closes every page: one that stays open would follow, and draw, all that happens in the tests after it. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** A page, and whatever went wrong or left the machine while it was open. */
export async function openPage(browser: Browser, origin: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1_280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) complaints.push(`asked ${request.url()}`);
  });
  return { page, complaints };
}

/** A picture for people to look at, in the folder that TIEBREAK_SCREENSHOTS names; none where it names none: it proves nothing. */
export async function picture(of: Page | Locator, name: string, fullPage = false): Promise<void> {
  const folder = process.env.TIEBREAK_SCREENSHOTS;
  if (folder) await of.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

/** What axe finds against WCAG 2.2 A and AA and its own best practices, in words. Evaluated, so that the page's own policy stays as it is. */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page
    const { violations } = await (globalThis as any).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
      selectors: false, // to find them takes as long as the rest
    });
    return violations.map(
      (each: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }) =>
        `${each.id}: ${each.help}: ${each.nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`,
    );
  });
}
