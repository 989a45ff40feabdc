import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Input } from '../../core/event.ts';
import { formOf } from '../../core/fit.ts';
import { encodeIntent } from '../../core/intent.ts';
import type { Announcer, Bot, Platform } from '../../core/ports.ts';
import type { Button } from '../../core/reply.ts';
import { fill } from './form.ts';
import { limits } from './limits.ts';
import { parse } from './parse.ts';
import { literal, render } from './render.ts';
import { type Screen, write } from './screen.ts';

/** Whoever sits at the terminal may do everything. It announces nothing: there may be nobody in front of it. */
export const platform: Platform & Announcer = {
  hearsChannels: true,
  carries: limits.carries,
  cannotWhisper: [],
  showsPictures: false,
  announces: false,
  isAdmin: async () => true,
  isMember: async () => true,
  isPrivatePlace: async () => false, // there is only one
  zoneOf: async () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  canJoin: async () => true,
  groupWord: null,
  writtenId: null,
  groupsOf: async () => ({ all: [], lacks: null }),
  membersOf: async () => [],
  namesOf: async (_event, people) => people, // they are typed by name
  peopleIn: async () => null,
  privateClicks: true,
  post: async () => null,
  edit: async (_to, message) => message,
};

/** A prompt. Settles when the input ends, or the person types `exit`. A number picks what the last reply offered. */
export async function chat(bot: Bot, screen: Screen): Promise<void> {
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

  lines.setPrompt('tiebreak> ');
  if (screen.isInteractive) await write(screen.output, 'Ask anything. `help` says what else I can do, `exit` leaves.\n\n');
  for (let line = await nextLine(); line !== null && !/^\s*(exit|quit)\s*$/i.test(line); line = await nextLine()) {
    if (line.trim()) await converse(inputOf(line.trim()));
  }
  lines.close();
}
