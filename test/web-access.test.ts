import { afterEach, describe, expect, it } from 'vitest';
import { keepDeclined } from '../src/core/feedback.ts';
import { declined } from '../src/core/knowledge/ask.ts';
import { enter, links, sessions } from '../src/core/pages.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, talk } from './support/bot.ts';
import { knowledge } from './support/knowledge.ts';
import { openWebApp } from './support/web-app.ts';

type App = Awaited<ReturnType<typeof openWebApp>>;
const opened: App[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

/** The pages of a bot that platforms are connected to, and somebody's browser: it keeps one cookie. */
async function connected({ hasChat = false, isSecure = false, proxies = 0 as number | string[] } = {}) {
  const app = await openWebApp({ isOpen: false, hasChat, isSecure, proxies });
  opened.push(app);
  let cookie = '';
  const visit = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${app.origin}${path}`, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    const set = response.headers.get('set-cookie');
    if (set) cookie = set.split(';')[0] ?? '';
    return { status: response.status, text: await response.text(), set, headers: response.headers };
  };
  const link = async (user: string, isAdmin = false) =>
    `/sign-in/slack/T1/${await links.issue(app.store.workspace('slack', 'T1'), { user, isAdmin })}`;
  return { app, visit, link };
}

describe('the verb web', () => {
  it('gives a private link to whoever asks', () =>
    talk(createTestBot({ pagesAt: 'https://bot.example' }))
      .commands('web')
      .getsReply(/https:\/\/bot\.example\/sign-in\/test\/w\/[0-9a-f-]{36}/)
      .shownTo('asker'));

  it('says so where there are no pages', () =>
    talk()
      .commands('web')
      .getsReply(/I have no pages here/));

  it.each([true, false])('carries whether whoever asks is an admin (%s), by what the platform says', async (isAdmin) => {
    const bot = createTestBot({ pagesAt: 'https://bot.example', platform: { isAdmin: async () => isAdmin } });
    let link = '';
    await talk(bot)
      .commands('web')
      .sees((shown) => {
        link = shown.match(/[0-9a-f-]{36}/)?.[0] ?? '';
      });
    expect(await links.find(bot.store.workspace('test', 'w'), link)).toEqual({ user: 'ana', isAdmin });
  });
});

describe('signing in', () => {
  it('lets nobody see anything before', async () => {
    const { visit } = await connected({ hasChat: true });
    for (const path of [
      '/',
      '/knowledge',
      '/knowledge/faq:faster',
      '/knowledge/live',
      '/gaps',
      '/decisions',
      '/decisions/live',
      '/decisions/1',
      '/decisions/1.md',
      '/chat/general',
      '/chat/events',
    ])
      expect(await visit(path)).toMatchObject({ status: 401, text: expect.stringContaining('/tiebreak web') });
    expect(await visit('/chat', { method: 'POST', body: new URLSearchParams({ text: 'x' }) })).toMatchObject({ status: 401 });
    expect((await visit('/assets/base.css')).status).toBe(200);
  });

  it('takes a link and a click, once; looking at the link spends nothing', async () => {
    const { visit, link } = await connected();
    const path = await link('U1');
    for (let look = 0; look < 2; look += 1) expect(await visit(path)).toMatchObject({ status: 200, set: null });
    const entered = await visit(path, { method: 'POST' });
    expect(entered).toMatchObject({
      status: 303,
      set: expect.stringMatching(/^tiebreak=.+; Max-Age=28800; Path=\/; .*HttpOnly; SameSite=Lax$/),
    });
    expect(await visit('/knowledge')).toMatchObject({ status: 200, text: expect.stringContaining('Sign out') });
    expect((await visit('/knowledge')).headers.get('cache-control')).toBe('private, no-store');
    expect(await visit(path)).toMatchObject({ status: 200 }); // still looks the same
    expect(await visit(path, { method: 'POST' })).toMatchObject({
      status: 403,
      text: expect.stringContaining('That link no longer works'),
    });
  });

  it('lets exactly one of many who open a link at once come in', async () => {
    const { visit, link } = await connected();
    const path = await link('U1');
    const all = await Promise.all(Array.from({ length: 20 }, () => visit(path, { method: 'POST' })));
    expect(all.map(({ status }) => status).toSorted()).toEqual([303, ...Array(19).fill(403)].toSorted());
  });

  it('is over after ten minutes for the link and eight hours for the session', async () => {
    let now = 1_000;
    const rows = createMemoryStore(() => now).workspace('slack', 'T1');
    const holder = { user: 'U1', isAdmin: true };
    const late = await links.issue(rows, holder);
    const used = await links.issue(rows, holder);
    const session = (await enter(rows, used)) ?? '';
    now += 600_001;
    expect([await links.find(rows, late), await enter(rows, late), await sessions.find(rows, session)]).toEqual([
      null,
      null,
      holder,
    ]);
    now += 8 * 3_600_000;
    expect(await sessions.find(rows, session)).toBeNull();
  });

  it('never logs a link that still works, whatever fails', async () => {
    const { app, visit, link } = await connected();
    const path = await link('U1');
    const { workspace } = app.store;
    app.store.workspace = () => {
      throw new Error('the database is away');
    };
    expect((await visit(path)).status).toBe(500);
    expect((await visit(path, { method: 'POST' })).status).toBe(500);
    app.store.workspace = workspace;
    const failed = app.log.lines.filter(({ message }) => message === 'a page could not be made');
    expect(failed.map(({ fields }) => fields)).toMatchObject(Array(2).fill({ page: '/sign-in/:platform/:workspace/:link' }));
    expect(JSON.stringify(app.log.lines)).not.toContain(path.split('/').at(-1));
    expect((await visit(path, { method: 'POST' })).status).toBe(303);
  });

  it('shows a workspace its own rows, and a link opens no other workspace', async () => {
    const { app, visit, link } = await connected();
    const now = Date.now();
    await keepDeclined(app.store.workspace('slack', 'T1'), knowledge, { id: '1', user: 'U1' }, [declined('ours alone?')], now);
    await keepDeclined(app.store.workspace('slack', 'T2'), knowledge, { id: '2', user: 'U2' }, [declined('theirs alone?')], now);
    const path = await link('U1', true);
    expect((await visit(path.replace('/T1/', '/T2/'), { method: 'POST' })).status).toBe(403);
    await visit(path, { method: 'POST' });
    const { text } = await visit('/gaps');
    expect(text).toContain('ours alone?');
    expect(text).not.toContain('theirs alone?');
    // Whose cookie names another workspace has no session there.
    const forged = `tiebreak=${encodeURIComponent(`slack/T2/${path.split('/').at(-1)}`)}`;
    expect((await fetch(`${app.origin}/gaps`, { headers: { cookie: forged } })).status).toBe(401);
  });

  it('ends when somebody signs out, or has their data erased', async () => {
    const { app, visit, link } = await connected();
    await visit(await link('U1'), { method: 'POST' });
    const { set } = await visit('/sign-out', { method: 'POST' });
    expect(set).toMatch(/^tiebreak=;/);
    expect((await visit('/gaps')).status).toBe(401);
    await visit(await link('U1'), { method: 'POST' });
    expect((await visit('/knowledge')).status).toBe(200);
    await app.store.workspace('slack', 'T1').erase('U1');
    expect((await visit('/gaps')).status).toBe(401);
  });

  it('shows the gaps to whoever may curate, as that is settled now, and tells everybody else why not', async () => {
    const { app, visit, link } = await connected();
    const rows = app.store.workspace('slack', 'T1');
    await keepDeclined(rows, knowledge, { id: '1', user: 'U9' }, [declined('asked in private?')], Date.now());
    const seen = async (who: 'member' | 'admin') => {
      await visit(await link(who, who === 'admin'), { method: 'POST' });
      const { status, text } = await visit('/gaps');
      return [status, text.includes('asked in private?')];
    };
    expect(await seen('admin')).toEqual([200, true]);
    expect(await seen('member')).toEqual([403, false]);
    expect((await visit('/gaps')).text).toMatch(/Only people who may curate answers here see this page[\s\S]+asked in private/);
    await rows.keep('settings', 'workspace', { curate: 'trusted', trusted: ['member'] }, null);
    expect(await seen('member')).toEqual([200, true]);
    expect(await seen('admin')).toEqual([200, true]);
    await rows.keep('settings', 'workspace', { curate: 'trusted', trusted: ['other'] }, null);
    expect((await visit('/gaps')).status).toBe(200); // the admin who came last
    expect(await seen('member')).toEqual([403, false]);
    await rows.keep('settings', 'workspace', { curate: 'everyone' }, null);
    expect((await visit('/gaps')).status).toBe(200);
  });

  it('keeps the cookie to TLS where people come by TLS', async () => {
    const { visit, link } = await connected({ isSecure: true });
    const { set } = await visit(await link('U1'), { method: 'POST' });
    expect(set).toMatch(/^__Host-tiebreak=.+; Secure; SameSite=Lax$/);
  });

  it('refuses what another site sends, and has no playground unless asked for', async () => {
    const { visit, link } = await connected();
    const path = await link('U1');
    expect((await visit(path, { method: 'POST', headers: { origin: 'https://evil.example' } })).status).toBe(403);
    await visit(path, { method: 'POST' });
    expect((await visit('/chat/general')).status).toBe(404);
    expect((await visit('/')).headers.get('location')).toBe('/knowledge');
    expect((await visit('/knowledge')).text).not.toContain('>Chat<');
  });

  it('is not troubled by cookies that are not ours, and slows down who asks too much', async () => {
    const { visit } = await connected();
    for (const cookie of ['tiebreak=%', 'tiebreak=%25', 'tiebreak=a/b', 'tiebreak', '=;;', 'tiebreak=a/b/c'])
      expect((await visit('/gaps', { headers: { cookie } })).status).toBe(401);
    const all = await Promise.all(Array.from({ length: 80 }, () => visit('/sign-in/slack/T1/guess', { method: 'POST' })));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([403, 429]));
  });

  it.each<[string, number | string[], number[]]>([
    ['one proxy', 1, [429, 403]],
    ['a proxy at a known address', ['loopback'], [429, 403]],
    ['nobody, so that all who come by a proxy count as one', 0, [429, 429]],
    ['a proxy elsewhere', ['10.0.0.0/8'], [429, 429]],
  ])('counts by the address that a proxy names, where it trusts %s', async (_name, proxies, expected) => {
    const { app, visit } = await connected({ proxies });
    const guess = async (from: string): Promise<number> =>
      (await visit('/sign-in/slack/T1/guess', { method: 'POST', headers: { 'x-forwarded-for': from } })).status;
    await Promise.all(Array.from({ length: 70 }, () => guess('203.0.113.1')));
    expect([await guess('203.0.113.1'), await guess('203.0.113.2')]).toEqual(expected);
    const told = app.log.lines.filter(({ message }) => message.includes('TIEBREAK_PROXIES'));
    expect(told).toHaveLength(expected[1] === 429 ? 1 : 0);
  });
});
