import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BotError } from '../../core/errors.ts';
import type { Input } from '../../core/event.ts';
import { formOf } from '../../core/fit.ts';
import { encodeIntent } from '../../core/intent.ts';
import type { Adapter, Announcer, Bot, Platform } from '../../core/ports.ts';
import { type Button, type FileBlock, plainText, type Reply } from '../../core/reply.ts';
import { fill } from './form.ts';
import { limits } from './limits.ts';
import { parse } from './parse.ts';
import { literal, render, type Style } from './render.ts';

/** The streams of a person's terminal. `isColored` and `columns` say what the output can show. */
export type Screen = Omit<Style, 'isPrompt'> & {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  isInteractive: boolean;
};

/** The process's own streams, and what they can show. A reader that goes away (`| head`) ends the process quietly. */
export function openScreen({
  stdin: input,
  stdout: output,
  stderr,
  exit,
}: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'exit'>): Screen {
  output.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') exit(0);
    stderr.write(`The output cannot be written (${code}), and is not complete.\n`);
    exit(1);
  });
  const isInteractive = Boolean(input.isTTY && output.isTTY);
  return {
    input,
    output,
    isInteractive,
    isColored: Boolean(output.isTTY && output.hasColors()),
    get columns() {
      return Math.min(output.columns ?? 100, 110); // a window may be made narrower
    },
  };
}

/** Whoever sits at the terminal may do everything. */
export const platform: Platform = {
  hearsChannels: true,
  cannotWhisper: [],
  showsPictures: false,
  announces: false,
  isAdmin: async () => true,
  isMember: async () => true,
  isPrivatePlace: async () => false, // there is only one
  canJoin: async () => true,
  groupWord: null,
  writtenId: null,
  groupsOf: async () => ({ all: [], lacks: null }),
  membersOf: async () => [],
  namesOf: async (_event, people) => people, // they are typed by name
  peopleIn: async () => null,
};

/** A terminal announces nothing: there may be nobody in front of it. */
export const announcer: Announcer = {
  privateClicks: true,
  post: async () => null,
  edit: async (_to, message) => message,
  peopleIn: platform.peopleIn,
};

/** A prompt. `start` settles when the input ends, or the person types `exit`. A number picks what the last reply offered. */
export function createTerminalAdapter({ bot, screen }: { bot: Bot; screen: Screen }): Adapter {
  const lines = createInterface({ input: screen.input, output: screen.output, terminal: screen.isInteractive });
  const session = randomUUID(); // a store that lasts remembers the lines of earlier ones
  let offered: Button[] = [];
  let count = 0;
  let isOpen = true;
  lines.once('close', () => {
    isOpen = false; // the input has ended, or Ctrl-C was pressed
  });

  const inputOf = (line: string): Input => {
    const picked = /^\d+$/.test(line) ? offered[Number(line) - 1] : undefined;
    return picked ? { type: 'action', action: encodeIntent(picked.intent) } : { type: 'text', text: line };
  };

  const typed = lines[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string | null> => {
    if (screen.isInteractive && isOpen) lines.prompt();
    const { value, done } = await typed.next();
    return done ? null : value;
  };
  const ask = async (said: string): Promise<string | null> => {
    await write(screen.output, `\n${literal(said)}\n`);
    return nextLine();
  };

  /** Shows what the bot says to an input. A form asked for by a number, or alone, is filled in at once. */
  const converse = async (input: Input): Promise<void> => {
    count += 1;
    const event = parse(input, `${session} ${count}`);
    for (const reply of await bot.handle(event)) {
      const form = event.reach === 'button' || reply.blocks.length === 1 ? formOf(reply, limits) : null;
      if (form) {
        const wrong = reply.blocks.filter((block) => block.type === 'text' && block.field !== undefined);
        if (wrong.length > 0)
          await write(screen.output, `\n${render({ ...reply, blocks: wrong }, { ...screen, isPrompt: true }).text}\n`);
        const values = await fill(form, ask);
        if (values) await converse({ type: 'form', action: encodeIntent(form.submit), values });
        else await write(screen.output, '\nLeft as it was.\n\n');
        continue;
      }
      const { text, numbered } = render(reply, { ...screen, isPrompt: true });
      offered = numbered;
      await write(screen.output, `\n${text}\n`);
    }
  };

  return {
    name: 'terminal',
    ...platform,
    async start() {
      lines.setPrompt('tiebreak> ');
      if (screen.isInteractive) await write(screen.output, 'Ask anything. `help` says what else I can do, `exit` leaves.\n\n');
      for (let line = await nextLine(); line !== null && !/^\s*(exit|quit)\s*$/i.test(line); line = await nextLine()) {
        if (line.trim()) await converse(inputOf(line.trim()));
      }
      lines.close();
    },
    async stop() {
      lines.close();
    },
    isReady: () => true,
    ...announcer,
    async send(post) {
      for (const reply of post.replies.slice(post.done)) {
        await write(screen.output, `\n${render(reply, { ...screen, isPrompt: true }).text}\n`);
        await post.oneDone('sent', null);
      }
      return null;
    },
  };
}

/**
 * Runs one verb, once. Settles when the replies are written. If `out` is not null, a file among them is written there, and its path to the screen.
 * @throws BotError if there is no file for `out`, with what was said instead
 */
export async function runOnce(
  bot: Bot,
  screen: Screen,
  { input, isJson, out }: { input: Input; isJson: boolean; out: string | null },
): Promise<void> {
  for (const reply of await bot.handle(parse(input, randomUUID()))) {
    const given = reply.blocks.find((block) => block.type === 'file');
    if (out === null) await write(screen.output, isJson ? jsonLine(reply, input) : said(reply, screen));
    else if (given) await write(screen.output, `${await save(given, out)}\n`);
    else throw new BotError('no-file', `${said(reply, screen).trim()}\nNothing was written to ${out}.`);
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

/** Runs a verb for every line of the input, as its argument, one after the other, so that any number of lines takes the same memory. */
export async function runLines(
  bot: Bot,
  screen: Screen,
  { verb, argument }: { verb: string; argument: string },
  isJson: boolean,
): Promise<void> {
  let count = 0;
  for await (const line of linesOf(screen.input)) {
    count += 1;
    const input: Input = { type: 'command', verb, args: { [argument]: line } };
    for (const reply of await bot.handle(parse(input, count)))
      await write(screen.output, isJson ? jsonLine(reply, input) : said(reply, screen));
  }
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
function jsonLine(reply: Reply, input: Input): string {
  if (reply.data) return `${JSON.stringify(reply.data)}\n`;
  const shown = { ...reply, blocks: reply.blocks.filter(({ type }) => type !== 'buttons' && type !== 'feedback') };
  const { outcome, entry, row, confidence, candidates } = reply.answer ?? {};
  const question = (input.type === 'command' ? input.args.question : undefined) ?? reply.answer?.question;
  return `${JSON.stringify({
    ...(reply.answer ? { question, outcome, entry, ...(row ? { row } : {}), confidence, candidates } : {}),
    sources: (reply.answer?.sources ?? []).map(({ title, section }) => ({ title, section })),
    text: plainText(shown),
  })}\n`;
}

/** Settles when the reader can take more. */
export async function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  if (!output.write(text)) await once(output, 'drain');
}
