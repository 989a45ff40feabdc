import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { fill } from '../src/adapters/terminal/form.ts';
import { chat, platform } from '../src/adapters/terminal/index.ts';
import { run } from '../src/adapters/terminal/once.ts';
import { render } from '../src/adapters/terminal/render.ts';
import { formOf } from '../src/core/fit.ts';
import { type Field, type Form, textField } from '../src/core/form.ts';
import { announcement, list, plainReply, type Reply, strong, table, text } from '../src/core/reply.ts';
import { describeAdapter } from './contracts/adapter.ts';
import { createTestBot } from './support/bot.ts';
import { forms } from './support/replies.ts';
import { terminalHarness } from './support/terminal-harness.ts';

describeAdapter(terminalHarness);

/** A screen whose input is already typed, and what ends up on it. */
function typed(...lines: string[]) {
  const output = new PassThrough();
  const chunks: string[] = [];
  output.on('data', (chunk) => chunks.push(String(chunk)));
  const input = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(''));
  return { screen: { input, output, isInteractive: false, isColored: false, columns: 80 }, shown: () => chunks.join('') };
}

/** `ask` for every line, as JSON. */
const everyLine = { input: { type: 'command', verb: 'ask', args: {} }, everyLine: 'question', isJson: true, out: null } as const;

describe('the terminal', () => {
  it('shows a moment in the time zone where it is', () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    const moment = text('Until ', { text: '2026-03-02 12:00 UTC', time: Date.UTC(2026, 2, 2, 12) }, '.');
    expect(render(plainReply('asker', moment), { columns: 80, isColored: false, isPrompt: true }).text).toBe(
      'Until 2026-03-02 21:00 GMT+9.\n',
    );
    vi.unstubAllEnvs();
  });

  it('reads a moment in that time zone too', async () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    const { screen, shown } = typed('decide Tea or milk? until 2026-03-06 5pm', '1', '', '', '', '', '');
    const bot = createTestBot({ platform, clock: () => Date.UTC(2026, 2, 2, 12) });
    await chat(bot, screen);
    vi.unstubAllEnvs();
    expect(shown()).toMatch(
      /It ends\n.+\n\(empty keeps: Fri 2026-03-06 17:00 Asia\/Tokyo\)[\s\S]+Open until 2026-03-06 17:00 GMT\+9/,
    );
  });

  it('talks: a question, then a number for what the answer offers', async () => {
    const { screen, shown } = typed('is flask faster?', '1', 'exit', 'never read');
    await chat(createTestBot(), screen);
    expect(shown()).toContain('Flask, slightly, on simple endpoints.');
    expect(shown()).toContain('Speed rarely decides it');
    expect(shown()).not.toContain('never read');
  });

  it('asks the fields of a form one by one, and says how where nobody can answer', async () => {
    const { screen, shown } = typed(
      'is flask faster?',
      '5',
      '5',
      '',
      'It is <b>about</b> 2019.',
      'is flask faster?',
      '5',
      '5',
      'cancel',
    );
    await chat(createTestBot(), screen);
    expect(shown()).toMatch(
      /Something else[\s\S]+What was wrong\?\n[\s\S]+This one is needed\.[\s\S]+Thank you\.[\s\S]+Left as it was\.\n/,
    );
    const once = typed();
    await run({ handle: async () => [forms['one of two']], mayAnswer: async () => true, suggest: () => [] }, once.screen, {
      input: { type: 'command', verb: 'settings', args: {} },
      everyLine: null,
      isJson: false,
      out: null,
    });
    expect(once.shown()).toMatch(/Pick\n\s*• Which\? \(Option 0 \/ Option 1\): Option 1\nTo fill it in, .*-- chat/);
  });

  it('says how to leave, and ends quietly where somebody does so in the middle of a form', async () => {
    const { screen, shown } = typed('settings', '1');
    await chat(createTestBot(), { ...screen, isInteractive: true });
    expect(shown()).toMatch(/^Ask anything\. .*`exit` leaves\.\n[\s\S]*Left as it was\.\n/);
  });

  it('shows the settings and changes them, a number away', async () => {
    const { screen, shown } = typed('settings', '1', '2', '', '1', '', '2', 'ben', 'Asia/Tokyo', 'settings');
    await chat(createTestBot(), screen);
    expect(shown()).toMatch(
      /Only when somebody calls me[\s\S]+1\. Change the settings[\s\S]+\(a number; empty keeps: Admins\)[\s\S]+Saved\.[\s\S]+curate answers: Everyone[\s\S]+Trusted people: ben[\s\S]+Time zone: Asia\/Tokyo/,
    );
    expect(shown()).not.toContain('cannot hear');
  });

  it('takes `none` for a text that may stay empty, where an empty line keeps what is there', async () => {
    const answered = async (field: Field, line: string) => {
      let asked = '';
      const form = { title: 'Save', submit: { verb: 'help', args: {} }, submitLabel: 'Save', fields: [field] };
      const values = await fill(form, async (said) => {
        asked = said;
        return line;
      });
      return [values?.name, asked.split('\n').at(-1)];
    };
    const kept = textField('name', 'Name', 'Billing');
    expect(await answered(kept, 'None')).toEqual(['', '(`none` leaves it empty; empty keeps: Billing)']);
    expect(await answered(kept, '')).toEqual(['Billing', expect.anything()]);
    expect(await answered({ ...kept, required: true }, 'none')).toEqual(['none', '(empty keeps: Billing)']);
    expect(await answered({ ...kept, value: '' }, 'none')).toEqual(['none', '(empty leaves it out)']);
  });

  it('takes numbers for choices, names for people, and asks again for anything else', async () => {
    const answered = async (reply: Reply, ...lines: string[]) => {
      const asked: string[] = [];
      const form = formOf(reply, terminalHarness.limits) as Form;
      const values = await fill(form, async (said) => {
        asked.push(said);
        return lines.shift() ?? null;
      });
      return [values?.words, asked.length];
    };
    expect(await answered(forms['one of two'], '3', 'x', '1')).toEqual(['o0', 3]);
    expect(await answered(forms['one of two'], '')).toEqual(['o1', 1]);
    expect(await answered(forms['some of three'], '1 2, 2')).toEqual(['o0,o1', 1]);
    expect(await answered(forms['some of three'], 'none')).toEqual(['', 1]);
    expect(await answered(forms['some of twenty-five'], '', 'none', '25')).toEqual(['o24', 3]);
    expect(await answered(forms.people, '@ana, ben')).toEqual(['ana,ben', 1]);
    expect(await answered(forms['a word'], 'x'.repeat(101), 'word')).toEqual(['word', 2]);
    expect(await answered(forms['a word'])).toEqual([undefined, 1]);
  });

  it('repeats a message of several questions as it was, with the surest answer', async () => {
    const { screen, shown } = typed('Hello there, what? Is Flask faster than Django? And which one is more secure?');
    await run(createTestBot(), screen, everyLine);
    expect(JSON.parse(shown())).toMatchObject({
      question: 'Hello there, what? Is Flask faster than Django? And which one is more secure?',
      outcome: 'answer',
      entry: expect.stringMatching(/faster|secure/),
    });
  });

  it('prints one JSON object a line, in order', async () => {
    const { screen, shown } = typed('is flask faster than django', 'zxqv wvut', '', 'which is safer, for "quotes" & co?');
    await run(createTestBot(), screen, everyLine);
    const lines = shown()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => [line.question, line.outcome, line.entry])).toEqual([
      ['is flask faster than django', 'answer', 'faq:faster'],
      ['zxqv wvut', 'declined', null],
      ['', 'declined', null],
      ['which is safer, for "quotes" & co?', 'answer', 'faq:more-secure'],
    ]);
    expect(lines[0]).toMatchObject({
      confidence: expect.any(Number),
      candidates: expect.arrayContaining([{ entry: 'faq:faster', confidence: lines[0].confidence }]),
      sources: [
        { title: 'Django vs Flask: A Complete Comparison', section: 'Frequently Asked Questions > Is Flask faster than Django?' },
        expect.anything(),
      ],
      text: expect.stringContaining('Flask, slightly'),
    });
    expect(lines[1].sources).toEqual([]);
  });

  it('sets the options side by side in a table that fits the screen', async () => {
    const { screen, shown } = typed();
    const input = { type: 'command', verb: 'compare', args: {} } as const;
    await run(createTestBot(), screen, { input, everyLine: null, isJson: false, out: null });
    expect(shown()).toMatch(/│ Django\s+│ Flask/);
    expect(
      Math.max(
        ...shown()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('wraps, and keeps wide characters in their columns', () => {
    const wide = table(
      'T',
      ['', 'A'],
      [
        ['日本', 'b'],
        ['c', '👩‍👩‍👧‍👦'],
      ],
    );
    const { text: shown } = render(plainReply('thread', text(strong('x'.repeat(50))), list([['日本語 '.repeat(12)]]), wide), {
      columns: 40,
      isColored: false,
      isPrompt: true,
    });
    expect(shown).toMatchInlineSnapshot(`
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxxxxxxx

      • 日本語 日本語 日本語 日本語 日本語
        日本語 日本語 日本語 日本語 日本語
        日本語 日本語

      T
           │ A
      ─────┼───
      日本 │ b
      c    │ 👩‍👩‍👧‍👦
      "
    `);
  });

  it('puts the cells of a row below it where columns would be too narrow for words', () => {
    const rows = [['Security defaults', 'Broad protection from the start', 'Up to the developer']];
    const style = { columns: 36, isColored: false, isPrompt: true };
    const shown = render(announcement([table('', ['', 'Django', 'Flask'], rows)]), style).text;
    expect(shown).toBe('Security defaults\n• Django: Broad protection from\n  the start\n• Flask: Up to the developer\n');
  });
});
