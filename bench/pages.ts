import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { freePort } from '../test/support/free-port.ts';
import { columns, quantile, round } from './metrics.ts';

const executablePath =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** From the Enter key to the first answer that is painted, in ms. */
const stopwatch = `new Promise((resolve) => {
  let began = 0;
  addEventListener('keydown', ({ key }) => { if (key === 'Enter') began ||= performance.now(); }, true);
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.post .source')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  }).observe(document.querySelector('#posts'), { childList: true, subtree: true });
})`;

const pages = ['/chat/general', '/chat/tiebreak?as=ben', '/knowledge', '/knowledge/faq:faster', '/decisions', '/gaps'];

/** Opens a page in a browser that has none of it yet; gives what it weighs, all files together, in kB as they are sent. */
async function weigh(browser: Browser, origin: string, path: string): Promise<number> {
  const context = await browser.newContext({ baseURL: origin });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (!response.headers()['content-type']?.startsWith('text/event-stream'))
      sizes.push(response.body().then(({ length }) => length));
  });
  await page.goto(path);
  await page.waitForTimeout(300);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return round(bytes / 1024, 1);
}

/** Asks in a channel that is empty for this member, as a person does, and waits for the answer; gives ms. */
async function ask(page: Page, member: string, question: string): Promise<number> {
  await page.goto(`/chat/tiebreak?as=${member}`);
  await page.locator('.composer textarea:focus').waitFor();
  await page.evaluate('document.querySelector("#posts").replaceChildren()');
  const taken = page.evaluate<number>(stopwatch);
  await page.keyboard.type(question);
  await page.keyboard.press('Enter');
  return taken;
}

/** Starts the playground as `npm start` does, on a database of its own; gives where it is. */
async function start(folder: string): Promise<{ child: ChildProcess; origin: string }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['src/main.ts', 'start', '--only', 'web'], {
    env: { ...process.env, PORT: String(port), TIEBREAK_DATABASE: join(folder, 'tiebreak.db'), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(`${origin}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { child, origin };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error('the playground did not start');
}

/** What the pages weigh, and how long the first answer takes to be on the screen after Enter, on a real browser and a real database. */
export async function benchPages(count: number): Promise<{ data: unknown; text: string }> {
  if (!executablePath) throw new Error('no Chromium here (Debian: apt-get install chromium, or set CHROMIUM to its path)');
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-'));
  const { child, origin } = await start(folder);
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath, args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu'] });
  try {
    const context = await browser.newContext({ baseURL: origin, viewport: { width: 1_280, height: 800 } });
    const page = await context.newPage();
    const questions = [
      'is flask faster than django?',
      'which is more secure?',
      'does django come with an admin?',
      'can flask scale?',
    ];
    const times: number[] = [];
    for (let index = 0; index < count; index += 1)
      times.push(
        await ask(page, ['ana', 'ben', 'chidi', 'dana'][index % 4] as string, questions[index % questions.length] as string),
      );
    const weights: Record<string, number> = {};
    for (const path of pages) weights[path] = await weigh(browser, origin, path);
    const [first = 0] = times;
    const answer = {
      first: round(first, 0),
      median: round(quantile(times, 0.5), 0),
      p95: round(quantile(times, 0.95), 0),
      worst: round(Math.max(...times), 0),
    };
    const text = `${columns([['page', 'kB'], ...Object.entries(weights)])}\n${columns([
      ['Enter to answer, ms', 'first', 'median', 'p95', 'worst'],
      [`${count} questions`, answer.first, answer.median, answer.p95, answer.worst],
    ])}`;
    return { data: { weights, answer }, text };
  } finally {
    await browser.close();
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}
