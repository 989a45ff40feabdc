import { z } from 'zod';
import type { Command } from './commands.ts';
import { refused } from './data.ts';
import { BotError, type FieldError } from './errors.ts';
import type { Event } from './event.ts';
import { type Form, filledWith } from './form.ts';
import type { WorkspaceStore } from './ports.ts';
import { type FormBlock, form } from './reply.ts';

/** How long what was filled in is kept, in ms. */
const memory = 24 * 3_600_000;

const Refused = z.object({ user: z.string(), form: z.custom<Form>((value) => typeof value === 'object' && value !== null) });

/**
 * A form that was refused, to be offered with what was filled in: a platform may have closed it, and a button cannot carry that much.
 * Null where there is none to offer.
 */
export async function offerAgain(
  error: FieldError,
  { id, user, input }: Event,
  rows: Pick<WorkspaceStore, 'remember'>,
): Promise<FormBlock | null> {
  if (input.type !== 'form' || !error.form) return null;
  const again = filledWith(error.form, input.values);
  await rows.remember(`${refused}${id}`, { user, form: again } satisfies z.infer<typeof Refused>, memory, user);
  return form(again, { verb: againCommand.name, args: { of: id } });
}

/** Opens such a form for whoever filled it in. Only its button says it, so it is not in the table of verbs. */
export const againCommand: Command = {
  name: 'again',
  summary: 'Fill in a form again',
  arguments: [],
  async run({ of = '' }, { rows, event }) {
    const { data } = Refused.safeParse(await rows.recall(`${refused}${of}`));
    if (data?.user !== event.user)
      throw new BotError('stale-button', 'I do not remember that form any more. Please begin again.');
    const intent = { verb: againCommand.name, args: { of } };
    return { blocks: [form(data.form, intent)], answers: [], share: null, audience: 'asker' };
  },
};
