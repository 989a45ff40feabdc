import { expect } from 'vitest';
import { createBot } from '../../src/core/bot.ts';
import type { Event, Input, Reach } from '../../src/core/event.ts';
import { encodeIntent, type Intent } from '../../src/core/intent.ts';
import type { Knowledge } from '../../src/core/knowledge/knowledge.ts';
import type { Bot, Log, Metrics, Platform, Store } from '../../src/core/ports.ts';
import { type Block, type Button, formButton, plainText, type Reply } from '../../src/core/reply.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { knowledge as shipped } from './knowledge.ts';

/** A log that keeps what it is told. */
export function createTestLog(): Log & { lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** Metrics that keep what they are told. */
export function createTestMetrics(): Metrics & { counted: string[] } {
  const counted: string[] = [];
  return {
    counted,
    posted: (platform, outcome) => void counted.push(`${platform} ${outcome}`),
    strange: (platform) => void counted.push(`${platform} strange`),
  };
}

/** A platform that says nothing of anybody. */
export const quietPlatform: Platform = {
  hearsChannels: true,
  carries: Infinity,
  cannotWhisper: [],
  showsPictures: true,
  announces: false,
  isAdmin: async () => false,
  isMember: async () => true,
  isPrivatePlace: async () => false,
  zoneOf: async () => null,
  canJoin: async () => true,
  groupWord: null,
  writtenId: null,
  groupsOf: async () => ({ all: [], lacks: null }),
  membersOf: async () => [],
  namesOf: async (_event, people) => people,
  peopleIn: async () => null,
};

type Parts = {
  knowledge?: Knowledge;
  log?: Log;
  clock?: () => number;
  store?: Store;
  platform?: Partial<Platform>;
  pagesAt?: string | null;
};

/** The real core, on the memory store unless told otherwise. */
export const createTestBot = ({
  knowledge = shipped,
  log = createTestLog(),
  clock = Date.now,
  store = createMemoryStore(clock),
  platform = {},
  pagesAt = null,
}: Parts = {}): Bot & { store: Store } => {
  const whole: Platform = { ...quietPlatform, ...platform };
  return { ...createBot({ knowledge: () => knowledge, store, platformOf: () => whole, clock, log, pagesAt }), store };
};

type Where = {
  reach?: Reach;
  user?: string;
  name?: string;
  channel?: string;
  thread?: string | null;
  workspace?: string;
  id?: string;
  isPrivate?: boolean;
  isAdmin?: boolean | null;
  isGuest?: boolean;
  isShared?: boolean;
  follows?: string | null;
};

/** An event as a test platform would send it: a mention in a thread, unless told otherwise. */
export const testEvent = (input: Input, where: Where = {}): Event => ({
  id: 'event',
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  thread: 't',
  user: 'ana',
  name: '',
  reach: 'mention',
  follows: null,
  isPrivate: false,
  isAdmin: null,
  isGuest: false,
  isShared: false,
  input,
  ...where,
});

/**
 * A conversation as a transcript: `talk().says('is it faster?').getsReply(/by a little/)`. Lines run in order when the transcript is awaited.
 * `says` mentions the bot in a thread unless told otherwise; `picks` clicks the button or choice with that label in the last reply, `fills` sends in its form.
 */
export function talk(bot: Bot & { store?: Store } = createTestBot()) {
  let turn = 0;
  let last: Reply[] = [];
  let steps: Promise<void> = Promise.resolve();
  const then = (step: () => Promise<void> | void): void => {
    steps = steps.then(step);
  };
  const send = async (input: Input, where: Where): Promise<void> => {
    turn += 1;
    last = await bot.handle(testEvent(input, { id: `event-${turn}`, ...where }));
  };
  const shown = (): string => last.map(plainText).join('\n---\n');

  const transcript = {
    says(text: string, where: Where = {}) {
      then(() => send({ type: 'text', text }, where));
      return transcript;
    },
    /** Uses the shortcut on somebody else's words. */
    quotes(text: string, where: Where = {}) {
      then(() => send({ type: 'quoted', text }, { reach: 'shortcut', ...where }));
      return transcript;
    },
    commands(verb: string, args: Record<string, string> = {}, where: Where = {}) {
      then(() => send({ type: 'command', verb, args }, { reach: 'command', thread: null, ...where }));
      return transcript;
    },
    picks(label: string | RegExp, where: Where = {}) {
      then(() => {
        const offered = last.flatMap((reply) => reply.blocks).flatMap(buttonsOf);
        const button = offered.find((each) => (typeof label === 'string' ? each.label === label : label.test(each.label)));
        expect(button, `a button ${label} among ${offered.map((each) => each.label).join(' | ')}`).toBeDefined();
        return send(
          { type: 'action', action: encodeIntent(button?.intent as never) },
          { reach: 'button', isPrivate: last[0]?.audience === 'asker', ...where },
        );
      });
      return transcript;
    },
    /** Clicks a button that says this, or what this finds in the bot's store by then. */
    clicks(intent: Intent | ((store: Store) => Promise<Intent>), where: Where = {}) {
      then(async () => {
        const said = typeof intent === 'function' ? await intent(bot.store as Store) : intent;
        await send({ type: 'action', action: encodeIntent(said) }, { reach: 'button', ...where });
      });
      return transcript;
    },
    /** Sends in the form of the last reply. */
    fills(values: Record<string, string>, where: Where = {}) {
      then(() => {
        const form = last.flatMap((reply) => reply.blocks).find((block) => block.type === 'form')?.form;
        expect(form, 'a form').toBeDefined();
        return send(
          { type: 'form', action: encodeIntent(form?.submit as never), values },
          { reach: 'button', isPrivate: last[0]?.audience === 'asker', ...where },
        );
      });
      return transcript;
    },
    getsReply(...expected: (string | RegExp)[]) {
      then(() => {
        expect(last, 'one reply').toHaveLength(1);
        for (const each of expected) expect(shown()).toMatch(each);
      });
      return transcript;
    },
    getsNo(...unwanted: (string | RegExp)[]) {
      then(() => {
        expect(last, 'a reply').not.toHaveLength(0);
        for (const each of unwanted) expect(shown()).not.toMatch(each);
      });
      return transcript;
    },
    shownTo(audience: Reply['audience']) {
      then(() => expect(last.map((reply) => reply.audience)).toEqual([audience]));
      return transcript;
    },
    /** Hands on what the last reply says. */
    sees(look: (shown: string) => void) {
      then(() => look(shown()));
      return transcript;
    },
    getsSilence() {
      then(() => expect(shown()).toBe(''));
      return transcript;
    },
    // biome-ignore lint/suspicious/noThenProperty: a transcript is awaited
    then: ((resolve, reject) => steps.then(resolve, reject)) as Promise<void>['then'],
  };
  return transcript;
}

/** What may be clicked in a block. */
export function buttonsOf(block: Block): Button[] {
  if (block.type === 'buttons') return block.buttons;
  if (block.type === 'choices') return block.choices;
  if (block.type === 'form') return [formButton(block)];
  return block.type === 'feedback' ? [block.good, block.bad] : [];
}
