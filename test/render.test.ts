import { expect, it } from 'vitest';
import { render as discord } from '../src/adapters/discord/render.ts';
import { render as slack } from '../src/adapters/slack/render.ts';
import { render as terminal } from '../src/adapters/terminal/render.ts';
import { type Block, buttons, heading, link, list, plainReply, sources, strong, table, text } from '../src/core/reply.ts';

/** Holds one reply against what each platform shows of it, side by side. */
function expectRender(blocks: Block[], expected: { slack: object[]; discord: string[]; terminal: string }): void {
  const reply = plainReply('thread', ...blocks);
  expect(slack(reply).blocks).toMatchObject(expected.slack);
  expect(
    discord(reply).components?.map((each) =>
      'content' in each
        ? each.content
        : 'items' in each
          ? each.items.map(({ description }) => `(${description})`).join(' ')
          : 'file' in each
            ? each.file.url
            : each.components.map(({ label }) => `[${label}]`).join(' '),
    ),
  ).toEqual(expected.discord);
  expect(terminal(reply, { columns: 60, isColored: false, isPrompt: false }).text).toBe(expected.terminal);
}

it('shows an answer: the direct answer, facts, a quiet source, what comes next', () =>
  expectRender(
    [
      text(strong('Yes, by a little.')),
      list([[strong('Tea'), ': 5 cents.'], ['Both cost *time*.']]),
      sources([{ title: 'Morning drinks', section: 'Costs', author: 'The Desk', year: 2026 }]),
      buttons({ label: 'Why?', intent: { verb: 'ask', args: { entry: 'faq:why' } } }),
    ],
    {
      slack: [
        { type: 'rich_text', elements: [{ elements: [{ text: 'Yes, by a little.', style: { bold: true } }] }] },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_list',
              style: 'bullet',
              elements: [{ elements: [{ text: 'Tea' }, { text: ': 5 cents.' }] }, { elements: [{ text: 'Both cost *time*.' }] }],
            },
          ],
        },
        { type: 'context', elements: [{ type: 'plain_text', text: 'Source: Morning drinks (The Desk, 2026): Costs' }] },
        { type: 'actions', elements: [{ text: { text: 'Why?' }, value: 'ask?entry=faq%3Awhy' }] },
      ],
      discord: [
        '**Yes, by a little.**',
        '- **Tea**: 5 cents.\n- Both cost \\*time\\*.',
        '-# Source: Morning drinks (The Desk, 2026): Costs',
        '[Why?]',
      ],
      terminal:
        'Yes, by a little.\n\n• Tea: 5 cents.\n• Both cost *time*.\n\nSource: Morning drinks (The Desk, 2026): Costs\n\nSee also: Why?\n',
    },
  ));

it('shows a comparison: a native table, a name and a line a cell, a grid', () =>
  expectRender(
    [
      heading('Price'),
      table(
        'Side by side',
        ['', 'Tea', 'Coffee'],
        [
          ['A cup', '5 cents', '12 cents'],
          ['A pot', '20 cents', '40 cents'],
        ],
      ),
    ],
    {
      slack: [
        { type: 'header', text: { type: 'plain_text', text: 'Price', emoji: true } },
        { type: 'rich_text' },
        {
          type: 'table',
          rows: [
            [{ text: ' ' }, { text: 'Tea' }, { text: 'Coffee' }],
            [{ text: 'A cup' }, { text: '5 cents' }, { text: '12 cents' }],
            [{ text: 'A pot' }, {}, {}],
          ],
        },
      ],
      discord: [
        '### Price',
        '**Side by side**\n\n**A cup**\nTea: 5 cents\nCoffee: 12 cents\n\n**A pot**\nTea: 20 cents\nCoffee: 40 cents',
      ],
      terminal:
        'Price\n\nSide by side\n      │ Tea      │ Coffee\n──────┼──────────┼─────────\nA cup │ 5 cents  │ 12 cents\nA pot │ 20 cents │ 40 cents\n',
    },
  ));

it('shows a page to open: a link in the text, a button that leads there, an address on its own line', () =>
  expectRender([text('Here you come in.'), link('Open the pages', 'https://bot.example/sign-in/x')], {
    slack: [
      { type: 'rich_text' },
      { elements: [{ elements: [{ type: 'link', url: 'https://bot.example/sign-in/x', text: 'Open the pages' }] }] },
    ],
    discord: ['Here you come in.', '[Open the pages]'],
    terminal: 'Here you come in.\n\nOpen the pages:\nhttps://bot.example/sign-in/x\n',
  }));

it.each(['javascript:alert(1)', 'slack://open', '//evil.example', 'no address', ''])('links to no %j', (url) => {
  expect(() => link('Open it', url)).toThrow();
});
