import type { Field } from '../../src/core/form.ts';
import {
  type Block,
  bars,
  buttons,
  choices,
  code,
  feedback,
  file,
  form,
  heading,
  link,
  list,
  picture,
  plainReply,
  type Reply,
  sources,
  strong,
  table,
  text,
} from '../../src/core/reply.ts';

/** A reply of some blocks, as a thread is shown it. */
export const reply = (...blocks: Block[]): Reply => plainReply('thread', ...blocks);
const intent = { verb: 'ask', args: { entry: 'faq:faster' } };
const numbered = (count: number, word: string): string =>
  Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ');
const source = { title: 'A & B <compared>', section: 'One > Two', author: 'Somebody', year: 2026 };

/** Where every link in these replies leads. */
export const ourPages = 'https://bot.example/';

/** What people type to see whether a bot can be made to shout, link or draw. */
export const hostile = [
  '<!channel> <!here> <!everyone>',
  '<@U12345> <@!123456789012345678> <@&123456789012345678>',
  '<#C12345|general> <#123456789012345678> </ask:123456789012345678>',
  '<https://evil.example|click me> [click me](https://evil.example)',
  'https://evil.example/path?q=1&r=2 http://evil.example www.evil.example',
  '@everyone and @here and @channel',
  'a & b < c > d &amp; &lt;!channel&gt;',
  '*bold* _italic_ ~strike~ `code` ```block``` **bold** __under__ ~~strike~~ ||spoiler||',
  '# heading\n## heading\n### heading\n-# small',
  '> quote\n>>> quote\n- item\n* item\n1. item\n12) item',
  ':tada: <:emoji:123456789012345678> <a:emoji:123456789012345678> <t:1700000000:R>',
  '\\*escaped\\* back\\slash \\\\ \\',
  'zero\u200bwidth \u202eright to left\u202c \u2066isolate\u2069 \ufeff',
  'שלום עולם مرحبا بالعالم',
  '👩‍👩‍👧‍👦 🏳️‍🌈 é e\u0301 𝕏',
  '<!date^1392734382^{date}|x> <!subteam^S1>',
  "<script>alert('x')</script> \"quotes\" 'quotes'",
  'mailto:a@evil.example <mailto:a@evil.example|x> slack://open tel:+123',
  '| a | b |\n|---|---|\n| c | d |',
];

const formReplyIn = (title: string): Reply =>
  reply(
    text('It needs a few words.'),
    form(
      {
        title,
        submit: intent,
        submitLabel: 'Send',
        fields: [{ name: 'words', label: 'What?', hint: '', required: false, value: '', kind: 'people' }],
      },
      intent,
    ),
  );

/** Replies of every shape and size. */
export const corpus = {
  'an ordinary answer': reply(
    text(strong('Yes, by a little.')),
    list([[strong('One'), ': quick.'], [strong('Two'), ': slow, see ', code('two.py'), '.'], ['Both are fine.']]),
    sources([source, { ...source, section: 'Three' }]),
    buttons({ label: 'Why?', intent }, { label: 'Share to channel', intent: { ...intent, share: true } }),
  ),
  'a question whether it helped': reply(text('So.'), feedback({ label: 'Helpful', intent }, { label: 'Not helpful', intent })),
  'a form where none can be opened': formReplyIn('Set it up'),
  'offered readings': reply(text('Which do you mean?'), choices(...['One', 'Two', 'Three'].map((label) => ({ label, intent })))),
  'a heading, long and short': reply(heading('Short'), heading(numbered(60, 'heading'))),
  'a table': reply(
    table(
      'Compared',
      ['', 'One', 'Two'],
      [
        ['Speed', 'high', 'low'],
        ['Price', 'low', 'high'],
      ],
    ),
  ),
  'a table without a caption, with empty cells': reply(
    table(
      '',
      ['', 'One'],
      [
        ['Speed', ''],
        ['', 'x'],
      ],
    ),
  ),
  'a long table': reply(
    table(
      'Long',
      ['', 'One', 'Two'],
      Array.from({ length: 250 }, (_, row) => [`row${row}`, `one${row}`, `two${row}`]),
    ),
  ),
  'a wide table': reply(
    table(
      'Wide',
      Array.from({ length: 30 }, (_, column) => `column${column}`),
      [Array.from({ length: 30 }, (_, column) => `cell${column}`)],
    ),
  ),
  'a table with a huge cell': reply(table('Huge', ['', 'One'], [['row', numbered(4_000, 'cell')]])),
  bars: reply(
    bars('Points', 10, [
      { label: 'One', value: 10, shown: '+10.0' },
      { label: 'Two', value: -2.5, shown: '-2.5' },
      { label: 'Three', value: 0, shown: '0.0' },
    ]),
  ),
  '400 bars with long labels': reply(
    bars(
      '',
      400,
      Array.from({ length: 400 }, (_, at) => ({ label: `Bar${at} ${numbered(20, 'label')}`, value: at, shown: `${at}` })),
    ),
  ),
  'a bar with a label of 20,000 characters': reply(bars('Long', 1, [{ label: numbered(2_500, 'label'), value: 1, shown: '1' }])),
  'a picture': reply(picture('points', 'One 10, Two -2.5', '<svg xmlns="http://www.w3.org/2000/svg"/>')),
  'a file': reply(text('Here it is.'), file('0001-what-we-do.md', 'text/markdown', '# What we do\n')),
  'a picture with a long description': reply(picture('points', numbered(3_000, 'word'), '<svg/>')),
  'many tables': reply(...Array.from({ length: 5 }, (_, index) => table(`Table ${index}`, ['', 'One'], [[`row${index}`, 'x']]))),
  'a text of 40,000 characters': reply(text(numbered(5_000, 'word'))),
  'a single word of 40,000 characters': reply(text('x'.repeat(40_000))),
  'emoji only, 10,000 of them': reply(text('👩‍👩‍👧‍👦'.repeat(1_000))),
  '40,000 characters that must all be escaped': reply(text('&<>*_'.repeat(8_000))),
  'a list of 500 items': reply(list(Array.from({ length: 500 }, (_, index) => [strong(`Item${index}`), ': fact']))),
  'a list with an item of 20,000 characters': reply(list([[numbered(2_500, 'item')], ['short']])),
  'a link': reply(text('Here you come in.'), link('Open the pages', `${ourPages}sign-in/x/y/z`)),
  'a link that is longer than anybody makes it': reply(link('Open it', `${ourPages}${'x'.repeat(600)}`)),
  'right to left': reply(text('שלום עולם'), list([['مرحبا'], ['بالعالم']])),
  '60 buttons': reply(text('Pick'), buttons(...Array.from({ length: 60 }, (_, index) => ({ label: `Button ${index}`, intent })))),
  'a label of 500 characters': reply(choices({ label: numbered(60, 'label'), intent }, { label: 'short', intent })),
  '40 sources': reply(
    sources(Array.from({ length: 40 }, (_, index) => ({ ...source, section: `Section ${index} ${numbered(10, 'part')}` }))),
  ),
  '200 small blocks': reply(...Array.from({ length: 200 }, (_, index) => text(`Block${index}.`))),
};

const plainField = { name: 'words', hint: '', required: false, value: '' };
const formReply = (title: string, ...fields: Field[]): Reply =>
  reply(text('It needs a few words.'), form({ title, submit: intent, submitLabel: 'Send', fields }, intent));
const optionsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ value: `o${index}`, label: `Option ${index}` }));

/** Replies with forms of every kind and size. */
export const forms = {
  'a word': formReply('Words', { ...plainField, label: 'What?', kind: 'text', isMultiline: false, longest: 100 }),
  'a long text, prefilled': formReply('Words', {
    ...plainField,
    label: 'What?',
    hint: 'In your own words.',
    required: true,
    value: numbered(500, 'word'),
    kind: 'text',
    isMultiline: true,
    longest: 10_000,
  }),
  'one of two': formReply('Pick', { ...plainField, label: 'Which?', value: 'o1', kind: 'choice', options: optionsOf(2) }),
  'one of one': formReply('Pick', { ...plainField, label: 'Which?', kind: 'choice', options: optionsOf(1) }),
  'one of eleven': formReply('Pick', { ...plainField, label: 'Which?', value: 'o10', kind: 'choice', options: optionsOf(11) }),
  'some of three': formReply('Pick', { ...plainField, label: 'Which?', value: 'o0,o2', kind: 'choices', options: optionsOf(3) }),
  'some of twenty-five': formReply('Pick', {
    ...plainField,
    label: 'Which?',
    required: true,
    kind: 'choices',
    options: optionsOf(25),
  }),
  people: formReply('Who', { ...plainField, label: 'Who may?', value: '53908232506183680', kind: 'people' }),
  'twelve fields': formReply(
    'All of it',
    ...Array.from({ length: 12 }, (_, index): Field => {
      const common = { ...plainField, name: `field-${'abcdefghijkl'.charAt(index)}`, label: `Field ${index + 1}` };
      return index % 2 === 0
        ? { ...common, kind: 'text', isMultiline: false, longest: 100, value: `value ${index}` }
        : { ...common, kind: 'choice', value: 'o1', options: optionsOf(4) };
    }),
  ),
  'five fields with long texts': formReply(
    numbered(30, 'title'),
    ...(['a', 'b', 'c', 'd', 'e'] as const).map(
      (name): Field => ({
        ...plainField,
        name,
        label: numbered(12, 'label'),
        hint: numbered(400, 'hint'),
        kind: 'choices',
        options: [{ value: 'x', label: numbered(60, 'option') }],
      }),
    ),
  ),
};

/** A text in every place of a form where a text can stand. */
export const formOn = (said: string): Reply =>
  formReply(
    said,
    { ...plainField, label: said, hint: said, value: said, kind: 'text', isMultiline: true, longest: 4_000 },
    {
      ...plainField,
      name: 'pick',
      label: 'Which?',
      kind: 'choice',
      options: ['a', 'b'].map((value) => ({ value, label: said })),
    },
  );

/** A text in every place a text can stand. */
export const everywhere = (said: string): Reply[] => [
  reply(
    heading(said),
    text('You asked: ', { text: said, mark: 'emphasis' }),
    text(said),
    list([[said], [strong(said), code(said)]]),
    sources([{ ...source, section: said }]),
  ),
  reply(text(said), link(said, `${ourPages}page`)),
  reply(table(said, ['', said], [[said, said]])),
  reply(bars(said, 1, [{ label: said, value: 1, shown: said }]), picture('hostile', said, '<svg/>')),
  reply(choices({ label: said, intent }), buttons({ label: said, intent })),
  reply(text(said), file('notes.md', 'text/markdown', said)),
  formReplyIn(said),
];

/** Every text in a reply, as somebody wrote it. */
export const literals = (of: Reply): string[] => of.blocks.flatMap(textsOf).filter((said) => said.trim() !== '');

function textsOf(block: Block): string[] {
  switch (block.type) {
    case 'heading':
      return [block.text];
    case 'text':
      return block.inlines.map((inline) => inline.text);
    case 'list':
      return block.items.flat().map((inline) => inline.text);
    case 'table':
      return [block.caption, ...block.columns, ...block.rows.flat()];
    case 'bars':
      return [block.caption, ...block.bars.flatMap(({ label, shown }) => [label, shown])];
    case 'picture':
      return [block.alt];
    case 'file': // what is in it is no part of what is shown everywhere
      return [];
    case 'buttons':
      return block.buttons.map((button) => button.label);
    case 'choices':
      return block.choices.map((choice) => choice.label);
    case 'feedback':
      return [block.good.label, block.bad.label];
    case 'form':
      return [block.form.title];
    case 'link':
      return [block.label];
    case 'sources':
      return block.sources.flatMap(({ title, section, author }) => [title, section, author]);
  }
}

/** A text as compared: without white space, and in one canonical form (é is é however it is composed). */
export const squeeze = (said: string): string => said.normalize('NFC').replace(/\s+/g, '');
