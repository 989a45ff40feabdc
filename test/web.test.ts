import { describe, expect, it, onTestFinished } from 'vitest';
import { complete } from '../src/adapters/web/commands.ts';
import { isOwnOrigin } from '../src/adapters/web/guard.ts';
import { html } from '../src/adapters/web/html.ts';
import { rootItem } from '../src/adapters/web/pages/chat.ts';
import { channels, createRoom, members, Post } from '../src/adapters/web/room.ts';
import { commands } from '../src/core/commands.ts';
import { announcement, heading, text } from '../src/core/reply.ts';
import { describeAdapter } from './contracts/adapter.ts';
import { createTestBot } from './support/bot.ts';
import { openWebApp } from './support/web-app.ts';
import { webHarness } from './support/web-harness.ts';

describeAdapter(webHarness);

it('a thread below a message of ours is one we are part of', async () => {
  const app = await openWebApp();
  onTestFinished(app.close);
  const rows = app.store.workspace('web', 'playground');
  const say = (id: string, text: string) =>
    fetch(`${app.origin}/chat`, {
      method: 'POST',
      body: new URLSearchParams({ id, user: 'ana', channel: 'general', thread: 'ours', text }),
      headers: { accept: 'application/json' },
    });
  const said = { reply: announcement([text('An answer')]), isAsked: false };
  const ours = { id: 'ours', channel: 'general', thread: null, author: null, whose: null, to: null, said };
  await createRoom(rows, Date.now).add(ours);
  await say('a', 'who brings the cake?');
  await say('b', 'is flask faster than django?');
  const posts = (await rows.kept('said:general')).map((row) => Post.parse(row)); // the newest first
  expect(posts.filter(({ thread, said }) => thread === 'ours' && !('hint' in said)).map(({ author }) => author)).toEqual([
    null,
    'ana',
    'ana',
  ]);
});

it('a message of our own that may stand there is changed to what is true now', async () => {
  const app = await openWebApp();
  onTestFinished(app.close);
  const to = { platform: 'web', workspace: 'playground', channel: 'general', thread: null };
  const first = await app.adapter.post(to, [text('Nobody has voted.')], { key: 'k', isUnsure: false });
  expect(await app.adapter.post(to, [text('1 has voted.')], { key: 'k', isUnsure: true })).toEqual(first);
  const posts = (await app.store.workspace('web', 'playground').kept('said:general')).map((row) => Post.parse(row));
  expect(posts.map(({ said }) => said)).toMatchObject([{ reply: { blocks: [text('1 has voted.')] } }]);
});

describe('markup', () => {
  it('escapes every text, in elements and attributes, and nothing twice', () => {
    const said = `<img src=x onerror="alert('&amp;')">`;
    expect(String(html`<p title="${said}">${said}${html`<b>${1}</b>`}${[html`<i></i>`, 'a & b', null, false]}</p>`)).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;&amp;amp;&#39;)&quot;&gt;">&lt;img src=x onerror=&quot;alert(&#39;&amp;amp;&#39;)&quot;&gt;<b>1</b><i></i>a &amp; b</p>',
    );
  });
});

it('says what began a thread without cutting a character in two', () => {
  const post = { id: 'p', place: 0, changed: 0, at: 0, channel: 'general', thread: null, author: 'ana', whose: 'ana', to: null };
  const [member, channel] = [members[0], channels[0]] as [(typeof members)[0], (typeof channels)[0]];
  const said = `${'a'.repeat(58)}\u{1f469}\u{200d}\u{1f4bb} is it fast?`;
  const shown = (said: Post['said']): string => String(rootItem({ ...post, said }, { member, channel }, []));
  expect(shown({ text: said })).toContain(`data-excerpt="${'a'.repeat(58)}…"`);
  const vote = announcement([heading('Tea or coffee?'), text('0 of 4 voted')]);
  expect(shown({ reply: vote, isAsked: false })).toContain('data-excerpt="Tea or coffee?"');
});

describe('completion', () => {
  const bot = createTestBot();
  const offered = (text: string): string[] => complete(text, bot).map((each) => each.text);

  it('lists the verbs after a slash, then what an argument may be', () => {
    expect(offered('/')).toEqual(commands.map(({ name, arguments: all }) => (all.length > 0 ? `/${name} ` : `/${name}`)));
    expect(offered('/comp')).toEqual(['/compare ']);
    expect(offered('/compare secur')).toEqual(['/compare Security defaults']);
    expect(offered('@ti')).toEqual(['@tiebreak ']);
  });

  it('stays out of the way of everything else', () => {
    for (const text of ['', 'is it faster?', 'and / or', '/nothing', '/ask is it faster?', '@ben', '@tiebreak is it'])
      expect(offered(text)).toEqual([]);
  });
});

describe('where a request may come from', () => {
  it.each([
    ['our own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['the address bar', { 'sec-fetch-site': 'none' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', host: 'localhost:3000' }, false],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, false],
    ['an older browser on our page', { origin: 'http://localhost:3000', host: 'localhost:3000' }, true],
    ['an older browser elsewhere', { origin: 'http://evil.example', host: 'localhost:3000' }, false],
    ['a page without an origin', { origin: 'null', host: 'localhost:3000' }, false],
    ['no browser', { host: 'localhost:3000' }, true],
  ])('%s', (_name, headers, isFine) => {
    expect(isOwnOrigin(headers)).toBe(isFine);
  });
});
