import { describe, expect, it } from 'vitest';
import { complete } from '../src/adapters/web/commands.ts';
import { isOwnOrigin } from '../src/adapters/web/guard.ts';
import { html } from '../src/adapters/web/html.ts';
import { commands } from '../src/core/commands.ts';
import { describeAdapter } from './contracts/adapter.ts';
import { createTestBot } from './support/bot.ts';
import { webHarness } from './support/web-harness.ts';

describeAdapter(webHarness);

describe('markup', () => {
  it('escapes every text, in elements and attributes, and nothing twice', () => {
    const said = `<img src=x onerror="alert('&amp;')">`;
    expect(String(html`<p title="${said}">${said}${html`<b>${1}</b>`}${[html`<i></i>`, 'a & b', null, false]}</p>`)).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;&amp;amp;&#39;)&quot;&gt;">&lt;img src=x onerror=&quot;alert(&#39;&amp;amp;&#39;)&quot;&gt;<b>1</b><i></i>a &amp; b</p>',
    );
  });
});

describe('completion', () => {
  const bot = createTestBot();
  const offered = (text: string): string[] => complete(text, commands, bot).map((each) => each.text);

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
