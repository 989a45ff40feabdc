import { describe, expect, it } from 'vitest';
import { recordPage } from '../src/adapters/web/pages/record.ts';
import type { Decision } from '../src/core/decisions/record.ts';
import { tagsIn, textIn } from './support/html-page.ts';

const record = (body: string, status: Decision['status'] = { kind: 'accepted' }): Decision => ({
  number: 7,
  title: 'Tea or <coffee>?',
  status,
  date: '2026-03-01',
  deciders: ['Ana', '<b>Ben</b>'],
  body,
  vote: '1',
  channel: 'general',
  thread: null,
  isPrivate: false,
  readers: [],
});

/** The page's main part, without what stands around every page. */
const shown = (of: Decision): string => /<main[\s\S]*<\/main>/.exec(String(recordPage(of, null)))?.[0] ?? '';
const tags = (markup: string, name: string) => tagsIn(markup).filter((tag) => tag.name === name && !tag.isEnd);

describe('the page of a record', () => {
  it('shows headings, lists, tables and links for what they are', () => {
    const markup = shown(
      record(
        '# Tea or \\<coffee\\>?\n\n## Context\n\nA **bold** word, `code`.\n\n## Options\n\n* Tea\n* Coffee\n\n### Tea\n\n| cup | pot |\n|---|---|\n| 5 | 20 |\n\n## More\n\nIn [this thread](https://chat.example/t/1). Supersedes [ADR-0003](0003-tea.md).\n',
      ),
    );
    expect(tags(markup, 'h1').map(({ text }) => text)).toEqual(['Tea or <coffee>?']);
    expect(tags(markup, 'h2').map(({ text }) => text)).toEqual(['Context', 'Options', 'More']);
    expect(tags(markup, 'h3').map(({ text }) => text)).toEqual(['Tea']);
    expect(tags(markup, 'li').map(({ text }) => text)).toEqual(['Tea', 'Coffee']);
    expect(tags(markup, 'th').map(({ text }) => text)).toEqual(['cup', 'pot']);
    expect(tags(markup, 'td').map(({ text }) => text)).toEqual(['5', '20']);
    expect([tags(markup, 'strong')[0]?.text, tags(markup, 'code')[0]?.text]).toEqual(['bold', 'code']);
    expect(tags(markup, 'a').map(({ attributes }) => attributes.href)).toEqual([
      '/decisions',
      '/decisions/7.md',
      'https://chat.example/t/1',
      '/decisions/3',
    ]);
    expect(textIn(markup)).toContain('Ana, <b>Ben</b>');
  });

  it('leaves it to the item of a list which way its words go, also where there is room between items', () => {
    expect(shown(record('* שלום\n\n* Tea\n'))).toContain('<li dir="auto"><p>שלום</p></li><li dir="auto"><p>Tea</p></li>');
  });

  it('makes nothing of markup, and links to nothing but pages and records', () => {
    const markup = shown(
      record(
        '## Context\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](//evil.example) ![c](https://evil.example/c.png) <img src=x>\n',
      ),
    );
    expect(tags(markup, 'script')).toEqual([]);
    expect(tags(markup, 'img')).toEqual([]);
    expect(tags(markup, 'a').map(({ attributes }) => attributes.href)).toEqual(['/decisions', '/decisions/7.md']);
    expect(textIn(markup)).toContain('<script>alert(1)</script>');
  });

  it('draws the scorecard behind the vote, and says all that is drawn', () => {
    const markup = shown(
      record(
        '## Decision Drivers\n\n* Time: we \\*hurry\\* (weight 60%)\n* Money: little (weight 40%)\n\n## Pros and Cons of the Options\n\n### Tea\n\n72.5 of 100\n\n* Good\n\n### Coffee\n\n31.0 of 100\n',
      ),
    );
    expect(tags(markup, 'svg').map(({ attributes }) => attributes['aria-label'])).toEqual([
      'Points, of 100: Tea 72.5; Coffee 31.0. How much each answer counted: Time: we *hurry* 60%; Money: little 40%.',
    ]);
    const widths = tags(markup, 'rect').flatMap(({ attributes }) => (attributes.class === 'value' ? [attributes.width] : []));
    expect(widths).toEqual(['246.5', '105.4', '204.0', '136.0']);
  });

  it('has no picture where no scorecard stood behind it, and leads to what superseded it', () => {
    const markup = shown(
      record('## Decision Drivers\n\n* None were written down.\n', { kind: 'superseded', by: 9, file: '0009-tea.md' }),
    );
    expect(tags(markup, 'svg')).toEqual([]);
    expect(tags(markup, 'a').map(({ attributes }) => attributes.href)).toContain('/decisions/9');
  });
});
