import { randomUUID } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../core/errors.ts';
import type { Input } from '../../core/event.ts';
import type { Bot } from '../../core/ports.ts';
import { type FileBlock, plainText, type Reply } from '../../core/reply.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';
import { type Screen, write } from './screen.ts';

/** A verb with its arguments, or one to run for every line of the standard input, as its argument `everyLine`. `out`: where a file goes, null for the screen. */
export type Call = {
  input: Extract<Input, { type: 'command' }>;
  everyLine: string | null;
  isJson: boolean;
  out: string | null;
};

/**
 * Runs it: for every line one after the other, so that any number of lines takes the same memory. Settles when the replies are written. If `out` is
 * not null, a file among them is written there, and its path to the screen.
 * @throws BotError if there is no file for `out`, with what was said instead
 */
export async function run(bot: Bot, screen: Screen, { input, everyLine, isJson, out }: Call): Promise<void> {
  const answer = async (asked: Call['input'], id: string | number): Promise<void> => {
    for (const reply of await bot.handle(parse(asked, id))) {
      const given = reply.blocks.find((block) => block.type === 'file');
      if (out === null) await write(screen.output, isJson ? jsonLine(reply, asked) : said(reply, screen));
      else if (given) await write(screen.output, `${await save(given, out)}\n`);
      else throw new BotError('no-file', `${said(reply, screen).trim()}\nNothing was written to ${out}.`);
    }
  };
  if (everyLine === null) return answer(input, randomUUID());
  let count = 0;
  for await (const line of linesOf(screen.input)) {
    count += 1;
    await answer({ ...input, args: { [everyLine]: line } }, count);
  }
}

/** Writes a file to a path, or into a folder under its own name; gives its path. @throws BotError if it cannot be written */
async function save({ name, content }: FileBlock, out: string): Promise<string> {
  const isFolder = await stat(out).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const path = isFolder ? join(out, name) : out;
  await writeFile(path, content).catch((error) => {
    throw new BotError('not-written', `${path} cannot be written (${error.code}).`, { cause: error });
  });
  return path;
}

/** Lines end with \n or \r\n and nothing else (readline also splits at U+2028 and a lone \r); a byte-order mark is no part of the first. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const clean = (line: string): string => line.replace(/\r$/, '');
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield clean(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield clean(rest);
}

const said = (reply: Reply, screen: Screen): string => render(reply, { ...screen, isPrompt: false }).text;

/** A reply as one line for scripts. It has a `row` only if the question names a row of a table. */
function jsonLine(reply: Reply, { args }: Call['input']): string {
  if (reply.data) return `${JSON.stringify(reply.data)}\n`;
  const shown = { ...reply, blocks: reply.blocks.filter(({ type }) => type !== 'buttons' && type !== 'feedback') };
  const { outcome, entry, row, confidence, candidates } = reply.answer ?? {};
  const question = args.question ?? reply.answer?.question;
  return `${JSON.stringify({
    ...(reply.answer ? { question, outcome, entry, ...(row ? { row } : {}), confidence, candidates } : {}),
    sources: (reply.answer?.sources ?? []).map(({ title, section }) => ({ title, section })),
    text: plainText(shown),
  })}\n`;
}
