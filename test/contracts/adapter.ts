import { describe, expect, it } from 'vitest';
import { commands, grammarOf } from '../../src/core/commands.ts';
import type { Event } from '../../src/core/event.ts';
import { fit as fitTo, formOf } from '../../src/core/fit.ts';
import type { Form } from '../../src/core/form.ts';
import { encodeIntent, type Intent } from '../../src/core/intent.ts';
import { intentOf } from '../../src/core/orders.ts';
import type { Limits } from '../../src/core/ports.ts';
import { choices, plainReply, plainText, type Reply, withIntents } from '../../src/core/reply.ts';
import { createTestBot } from '../support/bot.ts';
import { knowledge } from '../support/knowledge.ts';
import { corpus, everywhere, formOn, forms, hostile, literals, squeeze } from '../support/replies.ts';

/** What the contract suite needs to know of an adapter. Payloads are what the platform's wire carries. */
export type AdapterHarness = {
  name: string;
  limits: Limits;
  /** Real payload shapes, and the event each must become; null where it is not for us. */
  fixtures: { name: string; payload: unknown; event: Partial<Event> | null }[];
  parse(payload: unknown): Event | null;
  /** The message sent for a reply that fits. */
  render(reply: Reply): unknown;
  /** The literal text a person reads in a rendered message, the platform's escapes undone, labels of buttons included. */
  visible(message: unknown): string;
  /** Every documented limit this message breaks, in words. */
  violations(message: unknown): string[];
  /** Everything in this message that is more than literal text because of its content: pings, links, markup from text. */
  active(message: unknown): string[];
  /** The verbs registered with the platform. */
  registered: string[];
  /** What the platform sends when a person uses the verb with these arguments. */
  commandPayload(verb: string, args: Record<string, string>): unknown;
  /** What the platform sends when a person clicks a button that carries this action. */
  buttonPayload(action: string): unknown;
  /** A form that fits, as a person sees it opened. */
  renderForm(form: Form): unknown;
  /** The literal text in an opened form, what stands in its fields included. */
  formVisible(shown: unknown): string;
  /** Every documented limit an opened form breaks, in words. */
  formViolations(shown: unknown): string[];
  /** Everything in an opened form that is more than literal text. */
  formActive(shown: unknown): string[];
  /** What the platform sends when a person fills in a text, or values joined by commas, by field; the others stay as shown. */
  formPayload(shown: unknown, filled: Record<string, string>): unknown;
};

/** As much as a button of this platform carries; where nothing limits that, a lot. */
function longestIntent({ limits }: AdapterHarness): Intent {
  const intentOn = (question: string): Intent => ({ verb: 'ask', args: { question } });
  return intentOn('x'.repeat(Math.min(limits.carries, 5_000) - encodeIntent(intentOn('')).length));
}

/** The contract of an adapter. Every adapter runs all of it; none is excused. */
export function describeAdapter(harness: AdapterHarness): void {
  describe(`adapter contract: ${harness.name}`, () => {
    describe('reads what the platform sends', () => {
      it.each(harness.fixtures)('$name', ({ payload, event }) => {
        const parsed = harness.parse(payload);
        if (event === null) expect(parsed).toBeNull();
        else expect(parsed).toMatchObject(event);
      });

      it('gives a redelivered payload the same id, and two of a kind different ids', () => {
        for (const { payload } of harness.fixtures) expect(harness.parse(payload)?.id).toBe(harness.parse(payload)?.id);
        const one = [harness.commandPayload('help', {}), harness.buttonPayload('help')];
        const another = [harness.commandPayload('help', {}), harness.buttonPayload('help')];
        const ids = [...one, ...another].map((payload) => harness.parse(payload)?.id);
        expect(new Set(ids).size).toBe(ids.length);
      });

      it.each([null, undefined, 0, '', [], {}, { type: 'event_callback' }, { t: 'MESSAGE_CREATE', d: null }])(
        'ignores %j',
        (payload) => {
          expect(harness.parse(payload)).toBeNull();
        },
      );
    });

    describe('shows every reply within the limits, whole and literal', () => {
      it.each(Object.entries(corpus))('%s', (_name, reply) => {
        const messages = fitTo(reply, harness.limits).map(harness.render);
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.flatMap(harness.violations)).toEqual([]);
        expect(messages.flatMap(harness.active)).toEqual([]);
        const shown = squeeze(messages.map(harness.visible).join('\n'));
        expect(literals(reply).filter((said) => !isShown(said, shown))).toEqual([]);
      });

      it('with buttons that carry as much as they can', () => {
        const full = Array.from({ length: 30 }, (_, at) => ({ label: `No ${at}`, intent: longestIntent(harness) }));
        const messages = fitTo(plainReply('thread', choices(...full)), harness.limits).map(harness.render);
        expect(messages.flatMap(harness.violations)).toEqual([]);
      });

      it.each(hostile)('literally: %j', (said) => {
        for (const reply of everywhere(said)) {
          const messages = fitTo(reply, harness.limits).map(harness.render);
          expect(messages.flatMap(harness.active)).toEqual([]);
          expect(messages.flatMap(harness.violations)).toEqual([]);
          expect(isShown(said, squeeze(messages.map(harness.visible).join('\n')))).toBe(true);
        }
      });
    });

    describe('opens forms, and brings back what was filled in', () => {
      const opened = async (reply: Reply): Promise<unknown> => {
        const form = formOf(reply, harness.limits);
        expect(form).not.toBeNull();
        return harness.renderForm(form as Form);
      };
      const sent = async (shown: unknown, filled: Record<string, string>): Promise<Event['input'] | undefined> =>
        harness.parse(await harness.formPayload(shown, filled))?.input;

      it.each(Object.entries(forms))('%s', async (_name, reply) => {
        const shown = await opened(reply);
        expect(harness.formViolations(shown)).toEqual([]);
        expect(harness.formActive(shown)).toEqual([]);
        const { fields } = formOf(reply, harness.limits) as Form;
        for (const { label } of fields) expect(isShown(label, squeeze(harness.formVisible(shown)))).toBe(true);
        // What is shown comes back as it is, for every field, also an empty one.
        const needed = fields.flatMap(({ name, value, required }) => (required && !value ? [[name, 'o1']] : []));
        expect(await sent(shown, Object.fromEntries(needed))).toMatchObject({
          type: 'form',
          action: 'ask?entry=faq%3Afaster',
          values: { ...Object.fromEntries(fields.map(({ name, value }) => [name, value])), ...Object.fromEntries(needed) },
        });
      });

      it('also where they carry as much as they can', async () => {
        const intent = longestIntent(harness);
        const { blocks } = forms['a word'];
        const shown = await opened(plainReply('thread', ...blocks.map((block) => withIntents(block, () => intent))));
        expect(harness.formViolations(shown)).toEqual([]);
        expect(await sent(shown, { words: 'yes' })).toMatchObject({ action: encodeIntent(intent), values: { words: 'yes' } });
      });

      it('brings back several values, and none', async () => {
        const shown = await opened(forms['some of three']);
        expect(await sent(shown, { words: 'o1,o2' })).toMatchObject({ values: { words: 'o1,o2' } });
        expect(await sent(shown, { words: '' })).toMatchObject({ values: { words: '' } });
      });

      it.each(hostile)('literally: %j', async (said) => {
        const shown = await opened(formOn(said));
        expect(harness.formViolations(shown)).toEqual([]);
        expect(harness.formActive(shown)).toEqual([]);
        expect(isShown(said, squeeze(harness.formVisible(shown)))).toBe(true);
        const input = await sent(shown, { words: said, pick: 'b' });
        const intent = input && intentOf(input, grammarOf(knowledge));
        expect({ ...intent?.args, words: intent?.args.words?.trim() }).toEqual({
          entry: 'faq:faster',
          words: said.trim(),
          pick: 'b',
        });
      });

      it('asks all that starts a vote before it runs, in as many steps as its forms take', async () => {
        const bot = createTestBot();
        const says = async (payload: unknown): Promise<Reply> => (await bot.handle(harness.parse(payload) as Event))[0] as Reply;
        const wanted: Record<string, string> = {
          question: 'Tea?',
          ends: '90 minutes',
          context: 'It is late.',
          secrecy: 'anonymous',
          quorum: '4',
        };
        const asked: string[] = [];
        let said = await says(harness.commandPayload('decide', {}));
        for (let step = 0; step < 9; step += 1) {
          const form = formOf(said, harness.limits);
          if (!form) break;
          const names = form.fields.map(({ name }) => name);
          const shown = await harness.renderForm(form);
          expect(harness.formViolations(shown)).toEqual([]);
          const filled = Object.entries({ ...wanted, more: 'yes' }).filter(([name]) => names.includes(name));
          asked.push(...names.filter((name) => name !== 'more'));
          said = await says(await harness.formPayload(shown, Object.fromEntries(filled)));
        }
        expect(asked).toEqual([
          ...['question', 'options', 'method', 'ends', 'context', 'secrecy', 'voters', 'people'],
          ...['quorum', 'threshold', 'ending', 'review'],
        ]);
        const whole = plainText(said);
        for (const each of ['Tea?', 'It is late.', 'anonymous for good', 'At least 4 must vote']) expect(whole).toContain(each);
      });

      it('starts a vote with two clicks', async () => {
        const bot = createTestBot();
        const says = async (payload: unknown): Promise<Reply> => (await bot.handle(harness.parse(payload) as Event))[0] as Reply;
        const shown = await opened(await says(harness.commandPayload('decide', { question: 'Tea or coffee?' })));
        expect(plainText(await says(await harness.formPayload(shown, {})))).toMatch(
          /^Tea or coffee\?[\s\S]+Nobody has voted yet/,
        );
      });

      it('answers a form that was filled in, as privately as it was asked for', async () => {
        const bot = createTestBot();
        const says = async (payload: unknown): Promise<Reply> => (await bot.handle(harness.parse(payload) as Event))[0] as Reply;
        const asked = harness.commandPayload('ask', { question: 'is flask faster?' });
        await says(asked);
        const id = harness.parse(asked)?.id ?? '';
        const shown = await opened(
          await says(harness.buttonPayload(encodeIntent({ verb: 'rate', args: { vote: 'other', of: id } }))),
        );
        expect(harness.formVisible(shown)).toContain('What was wrong?');
        const said = await says(await harness.formPayload(shown, { comment: 'It is about another thing.' }));
        expect(said.audience).toBe('asker');
        const [message] = fitTo(said, harness.limits).map(harness.render);
        expect(harness.visible(message)).toContain('Thank you');
      });
    });

    describe('offers every command', () => {
      it('registers the whole table', () => {
        expect(harness.registered.toSorted()).toEqual(commands.map((command) => command.name).toSorted());
      });

      const grammar = grammarOf(knowledge);
      const uses = commands.flatMap((command) => [
        { verb: command.name, args: {} as Record<string, string> },
        ...command.arguments.map((argument) => ({ verb: command.name, args: { [argument.name]: 'is it <faster> & "safer"?' } })),
      ]);
      it.each(uses)('decodes $verb $args to the same intent', ({ verb, args }) => {
        const event = harness.parse(harness.commandPayload(verb, args));
        expect(event && intentOf(event.input, grammar)).toEqual({ verb, args });
      });

      it.each([
        { verb: 'ask', args: { entry: 'faq:faster' } },
        { verb: 'compare', args: {} },
        { verb: 'ask', args: { entry: 'topic:x', row: 'a/b' }, share: true as const },
      ])('brings back what a button carries: %j', (intent) => {
        const event = harness.parse(harness.buttonPayload(encodeIntent(intent)));
        expect(event && intentOf(event.input, grammar)).toEqual(intent);
        expect(event?.reach).toBe('button');
      });
    });
  });
}

/** Whether a text stands in what is shown, in one piece or, if it is long, with all its words in order and no character missing. */
function isShown(said: string, shown: string): boolean {
  if (shown.includes(squeeze(said))) return true;
  if (said.length < 200) return false;
  let from = 0;
  for (const word of said.split(/\s+/)) {
    if (word.length > 40) continue;
    from = shown.indexOf(word, from);
    if (from < 0) return false;
  }
  const count = (where: string, character: string): number => where.split(character).length - 1;
  return [...new Set(squeeze(said))].every((character) => count(shown, character) >= count(said, character));
}
