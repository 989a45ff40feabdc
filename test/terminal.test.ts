import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminalAdapter, runLines, runOnce } from '../src/adapters/terminal/index.ts';
import { render } from '../src/adapters/terminal/render.ts';
import { list, strong, table, text } from '../src/core/reply.ts';
import { describeAdapter } from './contracts/adapter.ts';
import { createTestBot } from './support/bot.ts';
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

describe('the terminal', () => {
  it('talks: a question, then a number for what the answer offers', async () => {
    const { screen, shown } = typed('is flask faster?', '1', 'exit', 'never read');
    await createTerminalAdapter({ bot: createTestBot(), screen }).start();
    expect(shown()).toContain('Flask, slightly, on simple endpoints.');
    expect(shown()).toContain('Speed rarely decides it');
    expect(shown()).not.toContain('never read');
  });

  it('repeats a message of several questions as it was, with the surest answer', async () => {
    const { screen, shown } = typed('Hello there, what? Is Flask faster than Django? And which one is more secure?');
    await runLines(createTestBot(), screen, true);
    expect(JSON.parse(shown())).toMatchObject({
      question: 'Hello there, what? Is Flask faster than Django? And which one is more secure?',
      outcome: 'answer',
      entry: expect.stringMatching(/faster|secure/),
    });
  });

  it('prints one JSON object a line, in order', async () => {
    const { screen, shown } = typed('is flask faster than django', 'zxqv wvut', '', 'which is safer, for "quotes" & co?');
    await runLines(createTestBot(), screen, true);
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
    await runOnce(createTestBot(), screen, { type: 'command', verb: 'compare', args: {} }, false);
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
    const { text: shown } = render(
      {
        audience: 'thread',
        answer: null,
        blocks: [
          text(strong('x'.repeat(50))),
          list([['日本語 '.repeat(12)]]),
          table(
            'T',
            ['', 'A'],
            [
              ['日本', 'b'],
              ['c', '👩‍👩‍👧‍👦'],
            ],
          ),
        ],
      },
      { columns: 40, isColored: false, isPrompt: true },
    );
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
});
