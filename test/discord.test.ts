import { describe, expect, it } from 'vitest';
import { definitions, isChanged } from '../src/adapters/discord/commands.ts';
import { choicesOf } from '../src/adapters/discord/complete.ts';
import { limits, plainLimits } from '../src/adapters/discord/limits.ts';
import { literal, literalLine, marked } from '../src/adapters/discord/markdown.ts';
import { readPacket } from '../src/adapters/discord/parse.ts';
import { render } from '../src/adapters/discord/render.ts';
import { commands } from '../src/core/commands.ts';
import { fit as split } from '../src/core/fit.ts';
import {
  type Block,
  buttons,
  choices,
  code,
  heading,
  type Inline,
  list,
  sources,
  strong,
  table,
  text,
} from '../src/core/reply.ts';
import { describeAdapter } from './contracts/adapter.ts';
import { discordHarness as harness } from './support/discord-harness.ts';
import { readMarkdown } from './support/discord-markdown.ts';
import { slashCreate } from './support/discord-payloads.ts';
import { commandViolations } from './support/discord-rules.ts';
import { reply } from './support/replies.ts';

const intent = { verb: 'help', args: {} };

describeAdapter(harness);

describe('reading', () => {
  it.each([null, 'a', {}, { t: null, d: null }, { t: 'GUILD_CREATE', d: { id: '1' } }])('ignores %j', (payload) =>
    expect(readPacket(payload)).toBeNull(),
  );

  it.each([
    { t: 'MESSAGE_CREATE', d: null },
    { t: 'MESSAGE_CREATE', d: { content: 'x' } },
    { t: 'INTERACTION_CREATE', d: { type: 99 } },
    slashCreate('ask', {}, { channel_id: '../../users/@me' }),
    slashCreate('ask', {}, { member: undefined }),
    slashCreate('ask', {}, { data: { type: 1, name: 'tiebreak', options: [] } }),
  ])('refuses %j', (payload) => expect(() => readPacket(payload)).toThrow());
});

/** Every form that Discord documents, and what has fooled escapers before. */
const hostile = [
  '@everyone @here <@1> <@!1> <@&1> <#1> <@$1>',
  '</ask:1> </tiebreak ask:12> <t:1618953630> <t:1618953630:R> <:e:1> <a:e:1> <id:browse> <id:linked-roles:5>',
  'https://evil.example http://a.b/c?d=e#f HTTPS://EVIL.EXAMPLE steam://run/1 <https://evil.example> <mailto:a@b.co> <a@b.co> <+4912345>',
  '[click](https://evil.example) [click](<https://evil.example> "title") [a][b]',
  '**bold** *it* _it_ __under__ ~~strike~~ ||spoiler|| `code` ``co`de`` ```js\ncode\n```',
  '***both*** _**x**_ **_x_** snake_case_name 2*3*4 a_b _c_ d**e**f',
  ':tada: :+1: :-1: a:b:c: ::x:: :thumbsup::skin-tone-2: 10:30:15',
  '# one\n## two\n### three\n-# quiet\n#### four\n#hash C# F#',
  '- item\n* item\n+ item\n1. one\n2) two\n10. ten\n  - deep\n   12. deep',
  '> quote\n>>> block\n  > deep\n>none',
  'a\r- b\r\n# c\u2028> d\u2029* e\u0085-# f\v1. g',
  '\\ \\\\ \\* \\\\* \\n \\_ \\',
  '¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻',
  '---\n===\ntitle\n---',
  '`',
  '``',
  '```',
  '*',
  '**',
  '_',
  '__',
  '~~',
  '||',
  '<',
  '>',
  '[',
  ':',
  '#',
  '-',
  '1.',
  '\u0000\u0007 \ud800 bad surrogate',
];

const flat = (said: string): string => said.toWellFormed().replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n');

describe('text stays text', () => {
  it.each(hostile)('%j as a text', (said) => {
    expect(readMarkdown(literal(said))).toEqual({ text: flat(said), forms: [], active: [] });
  });

  it.each(hostile)('%j in every other place', (said) => {
    const line = said.split(/[\r\n\v\f\u0085\u2028\u2029]/)[0] || 'x';
    const message = render(
      reply(
        heading(line),
        text(said, strong(said), ' and ', code(said), { text: said, mark: 'emphasis' }),
        list([[said], [strong(said)], [said, code(said)]]),
        table(line, [line, line, line], [[line, line, line]]),
        sources([{ title: line, section: line, author: line, year: 2020 }]),
        buttons({ label: 'x', intent }),
      ),
    );
    expect(harness.active(message)).toEqual([]);
    expect(harness.violations(message)).toEqual([]);
  });

  it('holds for text made of nothing but markup', () => {
    const parts = [
      '*',
      '**',
      '_',
      '__',
      '~~',
      '||',
      '`',
      '```',
      '<',
      '>',
      '@everyone',
      '<@1>',
      '[a](https://b.cd)',
      'https://b.cd',
      ':a:',
      ':',
      '#',
      '-',
      '- ',
      '# ',
      '> ',
      '1. ',
      '\n',
      ' ',
      'a',
      '9',
      '\\',
      '.',
      '(',
      ')',
      '-# ',
    ];
    let seed = 7;
    const pick = <T>(all: T[]): T => {
      seed = (seed * 48_271) % 2_147_483_647;
      return all[seed % all.length] as T;
    };
    const some = (): string => Array.from({ length: 1 + (seed % 9) }, () => pick(parts)).join('');
    for (let round = 0; round < 3_000; round += 1) {
      const said = some();
      expect(readMarkdown(literal(said)), said).toEqual({ text: said, forms: [], active: [] });
      const inlines = Array.from({ length: 1 + (seed % 4) }, (): Inline => {
        const mark = pick([undefined, 'strong', 'emphasis', 'code'] as const);
        return mark ? { text: some(), mark } : { text: some() };
      });
      const markdown = marked(inlines);
      const read = readMarkdown(markdown);
      expect({ active: read.active, text: read.text, markdown }).toEqual({
        active: [],
        text: inlines.map((each) => each.text).join(''),
        markdown,
      });
      const item = readMarkdown(`- ${literal(said.trim() || 'x', '\n  ')}`);
      expect({ active: item.active, text: item.text }).toEqual({ active: [], text: `• ${said.trim() || 'x'}` });
      const title = literalLine(said).trim();
      if (title) expect(harness.visible(render(reply(heading(said))))).toBe(readMarkdown(title).text);
    }
  });

  it('shows the forms that the reply asks for', () => {
    const markdown = marked([strong('a*b'), { text: ' c ' }, code('d_e'), { text: 'f', mark: 'emphasis' }, { text: '.' }]);
    expect(readMarkdown(markdown)).toEqual({ text: 'a*b c d_ef.', forms: ['bold', 'code', 'emphasis'], active: [] });
  });
});

describe('rendering', () => {
  it('looks calm on a phone', () => {
    const message = render(
      reply(
        heading('Is C# fast?'),
        text('Yes: ', strong('very'), '.'),
        list([['One'], ['Two']]),
        table(
          'At a glance',
          ['', 'Django', 'Flask'],
          [
            ['Speed', 'fine', 'fine - ish'],
            ['Size', 'big', '1. small'],
          ],
        ),
        sources([{ title: 'Article', section: 'Speed', author: 'Ann', year: 2020 }]),
        choices({ label: 'Security?', intent: { verb: 'ask', args: { entry: 'faq:security' } } }),
        buttons({ label: 'Share', intent: { verb: 'ask', args: {}, share: true } }),
      ),
    );
    expect(message).toEqual({
      flags: 32_768,
      allowed_mentions: { parse: [], replied_user: false },
      components: [
        { type: 10, content: '### Is C# fast?' },
        { type: 10, content: 'Yes: **very**.' },
        { type: 10, content: '- One\n- Two' },
        {
          type: 10,
          content: '**At a glance**\n\n**Speed**\nDjango: fine\nFlask: fine - ish\n\n**Size**\nDjango: big\nFlask: 1. small',
        },
        { type: 10, content: '-# Source: Article (Ann, 2020): Speed' },
        { type: 1, components: [{ type: 2, style: 2, label: 'Security?', custom_id: '0:ask?entry=faq%3Asecurity' }] },
        { type: 1, components: [{ type: 2, style: 2, label: 'Share', custom_id: '1:share/ask' }] },
      ],
    });
  });

  it('keeps a heading that ends in a hash', () => {
    expect(harness.visible(render(reply(heading('C#'))))).toBe('C#');
  });

  it('sends nothing where there is nothing to show', () => {
    expect(render(reply(text(' \n'), list([['']]), buttons(), sources([]))).components).toEqual([]);
  });

  it.each([
    ['long text', [text('Word, and *more* words. '.repeat(900))]],
    ['text of three bytes a character', [text('速'.repeat(9_000))]],
    ['many blocks', Array.from({ length: 90 }, (_, index) => text(`block ${index}`))],
    [
      'many buttons',
      [buttons(...Array.from({ length: 60 }, (_, index) => ({ label: `Button ${index} ${'x'.repeat(90)}`, intent })))],
    ],
    [
      'a long table',
      [
        table(
          'T',
          ['A', 'B'],
          Array.from({ length: 300 }, (_, index) => [`row ${index}`, 'cell_'.repeat(20)]),
        ),
      ],
    ],
  ] satisfies [string, Block[]][])('splits %s into messages that Discord takes', (_name, blocks) => {
    const parts = split(reply(...blocks), limits);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(harness.violations(render(part))).toEqual([]);
      for (const { intent: _intent } of part.blocks.flatMap((each) => (each.type === 'buttons' ? each.buttons : [])))
        expect(_intent).toEqual(intent);
    }
  });

  it('measures plain text by what escaping makes of it', () => {
    expect(plainLimits.measure(text('a*b'))).toEqual({ blocks: 1, characters: 4 });
  });
});

describe('commands', () => {
  const ours = definitions(commands, ({ name }) => name === 'compare', [0, 1]);

  it('are ones that Discord takes', () => {
    expect(commandViolations(JSON.parse(JSON.stringify(ours)))).toEqual([]);
    expect(harness.registered).toEqual(commands.map(({ name }) => name));
    expect(ours[0]?.options?.find(({ name }) => name === 'compare')?.options?.[0]).toMatchObject({
      autocomplete: true,
      required: false,
    });
  });

  it('list required arguments first', () => {
    const argument = (name: string, required: boolean) => ({ name, summary: name, required, values: () => [] });
    const [ask] = commands;
    if (!ask) throw new Error('no commands');
    const [slash] = definitions([{ ...ask, arguments: [argument('a', false), argument('b', true)] }], () => false, [0]);
    expect(slash?.options?.[0]?.options?.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  /** As Discord hands them back: with ids, versions and everything it fills in, in its own order. */
  const registered = () =>
    ours.toReversed().map((each) => ({
      ...JSON.parse(JSON.stringify(each)),
      id: '1',
      application_id: '2',
      version: '3',
      default_member_permissions: null,
      dm_permission: true,
      nsfw: false,
      description: each.description ?? '',
      contexts: [2, 1, 0],
      name_localizations: null,
    }));

  it('are unchanged when Discord only filled them in', () => expect(isChanged(ours, registered())).toBe(false));
  it('are changed by a word, an argument, a command more or less, or an answer we cannot read', () => {
    expect(isChanged(ours, [])).toBe(true);
    expect(isChanged(ours, registered().slice(1))).toBe(true);
    expect(isChanged(ours, [...registered(), { name: 'old', description: 'x' }])).toBe(true);
    expect(
      isChanged(
        ours,
        registered().map((each) => ({ ...each, description: 'x' })),
      ),
    ).toBe(true);
    expect(
      isChanged(
        ours,
        registered().map(({ options: _options, ...each }) => each),
      ),
    ).toBe(true);
    expect(isChanged(ours, { message: 'no' })).toBe(true);
  });

  it('complete with what Discord takes back', () => {
    expect(choicesOf(['a', 'a', ' ', 'x'.repeat(101), ...Array.from({ length: 40 }, (_, index) => `c${index}`)])).toHaveLength(
      25,
    );
  });
});
