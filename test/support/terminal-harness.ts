import { stripVTControlCharacters } from 'node:util';
import { fill } from '../../src/adapters/terminal/form.ts';
import { limits } from '../../src/adapters/terminal/limits.ts';
import { parse } from '../../src/adapters/terminal/parse.ts';
import { literal, render } from '../../src/adapters/terminal/render.ts';
import { commands } from '../../src/core/commands.ts';
import type { Input } from '../../src/core/event.ts';
import { type Form, splitValues } from '../../src/core/form.ts';
import { encodeIntent } from '../../src/core/intent.ts';
import type { AdapterHarness } from '../contracts/adapter.ts';

const isInput = (payload: unknown): payload is Input =>
  typeof payload === 'object' && payload !== null && 'type' in payload && ('text' in payload || 'action' in payload);
const line = (text: string): Input => ({ type: 'text', text });

/** Every line a person types is another. */
const lines = new Map<Input, number>();
const lineOf = (input: Input): number => {
  if (!lines.has(input)) lines.set(input, lines.size + 1);
  return lines.get(input) as number;
};

/** A form at a prompt: what is asked, field by field. */
type Asked = { form: Form; questions: string[] };
async function askedBy(form: Form): Promise<Asked> {
  const questions: string[] = [];
  await fill(form, async (said) => {
    questions.push(literal(said));
    const asked = form.fields[questions.length - 1];
    return asked?.required && !asked.value ? ('options' in asked ? '1' : 'x') : '';
  });
  return { form, questions };
}

/** A terminal's wire is what a person types. Tables and long lines wrap, so what is visible is read without line breaks and rules. */
export const terminalHarness: AdapterHarness = {
  name: 'terminal',
  limits,
  fixtures: [
    {
      name: 'a question',
      payload: line('is it faster?'),
      event: { platform: 'terminal', reach: 'direct', input: line('is it faster?'), thread: null },
    },
    {
      name: 'a number that picks a choice',
      payload: { type: 'action', action: 'help' },
      event: { reach: 'button', input: { type: 'action', action: 'help' } },
    },
  ],
  parse: (payload) => (isInput(payload) ? parse(payload, lineOf(payload)) : null),
  render: (reply) => render(reply, { columns: 4_000_000, isColored: true, isPrompt: true }).text,
  visible: (message) => stripVTControlCharacters(String(message)),
  violations: () => [], // a terminal sets no limit
  active: (message) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for control characters is the point
    const left = stripVTControlCharacters(String(message)).match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g);
    return left ? [`control characters: ${JSON.stringify(left)}`] : [];
  },
  registered: commands.map((command) => command.name),
  commandPayload: (verb, args) => line([verb, ...Object.values(args)].join(' ')),
  renderForm: askedBy,
  formVisible: (shown) => (shown as Asked).questions.join('\n'),
  formViolations: () => [],
  formActive: (shown) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for control characters is the point
    (shown as Asked).questions.flatMap((said) => said.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g) ?? []),
  async formPayload(shown, filled) {
    const { form } = shown as Asked;
    const answers = form.fields.map((field) => {
      const value = filled[field.name];
      if (value === undefined || field.kind === 'text') return value ?? '';
      if (field.kind === 'people') return value || 'none';
      return (
        splitValues(value)
          .map((each) => field.options.findIndex((option) => option.value === each) + 1)
          .join(', ') || 'none'
      );
    });
    const values = await fill(form, async () => answers.shift() ?? null);
    return { type: 'form', action: encodeIntent(form.submit), values };
  },
  buttonPayload: (action) => ({ type: 'action', action }),
};
