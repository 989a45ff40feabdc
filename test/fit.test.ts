import { describe, expect, it } from 'vitest';
import { fit as fitTo, formOf, unlimited } from '../src/core/fit.ts';
import { textField } from '../src/core/form.ts';
import type { Limits } from '../src/core/ports.ts';
import { buttons, form, heading, list, plainBlock, plainText, type Reply, table, text } from '../src/core/reply.ts';
import { reply } from './support/replies.ts';

const small: Limits = {
  message: { blocks: 3, characters: 60, tables: 1 },
  characters: {
    heading: 10,
    text: 20,
    list: 40,
    table: 40,
    bars: 40,
    file: 200,
    link: 200,
    picture: 40,
    buttons: 60,
    choices: 60,
    sources: 30,
    feedback: 60,
    form: 60,
  },
  table: { rows: 2, columns: 3 },
  buttons: { count: 2, label: 8 },
  carries: 100,
  form: {
    fields: 5,
    title: 8,
    label: 8,
    hint: 20,
    submitLabel: 8,
    option: { label: 8, value: 8, count: 3 },
    text: 10,
  },
  measure: (block) => ({ blocks: 1, characters: plainBlock(block).length }),
};
const shown = (fitted: Reply[]): string[][] => fitted.map(({ blocks }) => blocks.map(plainBlock));

describe('fit', () => {
  it('leaves a reply that fits alone', () => {
    const short = reply(text('Yes.'), list([['one'], ['two']]));
    expect(fitTo(short, small)).toEqual([short]);
  });

  it('cuts at line breaks first, then sentences, then spaces', () => {
    expect(shown(fitTo(reply(text('One. Two is longer\nThree is')), small))).toEqual([['One. Two is longer\n', 'Three is']]);
    expect(shown(fitTo(reply(text('Longer. And so on and on')), small))).toEqual([['Longer. And so on ', 'and on']]);
    expect(shown(fitTo(reply(text('Twelve chars. And more words')), small))).toEqual([['Twelve chars. ', 'And more words']]);
  });

  it('never cuts a character in two', () => {
    const family = '👩‍👩‍👧‍👦';
    for (const piece of shown(fitTo(reply(text(family.repeat(9))), small)).flat()) expect(piece.replaceAll(family, '')).toBe('');
  });

  it('keeps marks on both sides of a cut', () => {
    const [message] = fitTo(reply(text({ text: 'bold words that go on', mark: 'strong' })), small);
    expect(message?.blocks.map((block) => (block.type === 'text' ? block.inlines.map(({ mark }) => mark) : []))).toEqual([
      ['strong'],
      ['strong'],
    ]);
  });

  it('repeats the column names over every part of a table', () => {
    const fitted = fitTo(
      reply(
        table(
          'T',
          ['', 'A'],
          [
            ['1', 'a'],
            ['2', 'b'],
            ['3', 'c'],
          ],
        ),
      ),
      small,
    );
    expect(shown(fitted)).toEqual([['T\n1: A: a\n2: A: b'], ['T\n3: A: c']]);
  });

  it('makes a list of a table that is too wide, each cell under its column’s name', () => {
    expect(
      shown(fitTo(reply(table('T', ['', 'A', 'B', 'C'], [['1', 'a', 'b', 'c']])), small))
        .flat()
        .join(' '),
    ).toMatch(/T .*1\s*A: a\s*B: b\s*C: c/);
  });

  it('shortens a label and says it in full above', () => {
    const intent = { verb: 'help', args: {} };
    const [first] = fitTo(reply(buttons({ label: 'quite a long label', intent }, { label: 'short', intent })), small);
    expect(first && plainText(first)).toBe('• quite a long label\n\n→ quite a…\n→ short');
  });

  it('takes a heading along with what it heads', () => {
    const fitted = fitTo(reply(text('block 0'), text('block 1'), heading('head'), text('block 2')), small);
    expect(shown(fitted)).toEqual([
      ['block 0', 'block 1'],
      ['head', 'block 2'],
    ]);
  });

  it('starts a new message where one is full, in order', () => {
    const fitted = fitTo(reply(...Array.from({ length: 7 }, (_, index) => text(`block ${index}`))), small);
    expect(shown(fitted).map((blocks) => blocks.length)).toEqual([3, 3, 1]);
    expect(shown(fitted).flat()).toEqual(Array.from({ length: 7 }, (_, index) => `block ${index}`));
  });

  it('leaves no form to a button alone, and shows nobody what it is filled in with', () => {
    const intent = { verb: 'help', args: {} };
    const asked = form({ title: 'Vote', submit: intent, submitLabel: 'Go', fields: [textField('of', 'Of', 'a secret')] }, intent);
    expect(shown(fitTo(reply(asked), unlimited))).toEqual([['Press the button: it opens a form.', '→ Vote']]);
    expect(shown(fitTo(reply(text('So:'), asked), unlimited))).toEqual([['So:', '→ Vote']]);
  });

  it('shortens what a form says where its place is small, and says a label in full below it', () => {
    const intent = { verb: 'help', args: {} };
    const pick = { name: 'pick', label: 'Which of these?', hint: '', required: true, value: 'a', kind: 'choice' } as const;
    const asking = (values: string[]) =>
      reply(
        form(
          {
            title: 'A long title',
            submit: intent,
            submitLabel: 'Send',
            fields: [{ ...pick, options: values.map((value) => ({ value, label: `the option ${value}` })) }],
          },
          intent,
        ),
      );
    expect(formOf(asking(['a', 'b']), small)).toEqual({
      title: 'A long…',
      submit: intent,
      submitLabel: 'Send',
      fields: [
        {
          ...pick,
          label: 'Which o…',
          hint: 'Which of these?',
          options: [
            { value: 'a', label: 'the opt…' },
            { value: 'b', label: 'the opt…' },
          ],
        },
      ],
    });
    expect(
      shown(fitTo(asking(['a']), small))
        .flat()
        .slice(-2),
    ).toEqual(['• A long title', '→ A long…']);
    // What cannot be carried is said instead.
    expect(formOf(asking(['a', 'b', 'c', 'd']), small)).toBeNull();
    expect(
      fitTo(asking(['a', 'b', 'c', 'd']), small)
        .map(plainText)
        .join(' '),
    ).toMatch(/form[\s\S]+too\s+big/);
  });
});
