import { z } from 'zod';
import { privately } from './audience.ts';
import type { Verb } from './commands.ts';
import { unsentPrefix } from './data.ts';
import { BotError, type FormError } from './errors.ts';
import type { Event } from './event.ts';
import { type Field, type Form, filledWith, goesOn, Values } from './form.ts';
import { decodeIntent, encodeIntent } from './intent.ts';
import type { WorkspaceStore } from './ports.ts';
import { type FormBlock, form } from './reply.ts';
import { parsed } from './shapes.ts';
import { day } from './time.ts';

/** How long what was filled in is kept, in ms. */
const memory = day;

/** A form that is not complete yet: whose it is, what is still to be asked, and what was filled in so far. */
const Unsent = z.object({
  user: z.string(),
  form: z.custom<Form>((value) => typeof value === 'object' && value !== null),
  values: Values,
});
type Unsent = z.infer<typeof Unsent>;

type Rows = Pick<WorkspaceStore, 'remember' | 'recall' | 'forget'>;

async function recall(rows: Rows, id: string, user: string): Promise<Unsent> {
  const kept = parsed(Unsent, await rows.recall(`${unsentPrefix}${id}`));
  if (kept?.user !== user) throw new BotError('stale-button', 'I do not remember that form any more. Please begin again.');
  return kept;
}

/** Such a form as it is shown: it carries the id of its row, which holds what it asks for. */
function shown(rest: Form, id: string): FormBlock {
  const again = { verb: againVerb.name, args: { of: id } };
  return form({ ...rest, submit: again }, again);
}

/** The id of the unfinished form that an event completes, or tries again; null for any other event. */
function restOf({ input }: Event): string | null {
  const intent = input.type === 'form' ? decodeIntent(input.action) : null;
  return intent?.verb === againVerb.name ? (intent.args.of ?? '') : null;
}

/**
 * If a form was asked in several steps: the event as if everything had been filled in at once. What was kept is forgotten, so that nobody sends the rest
 * in twice; if it makes no sense, that is undone with all else.
 * @throws BotError if what was filled in before is no longer remembered
 */
export async function withEarlier(event: Event, rows: Rows): Promise<Event> {
  const { input, user } = event;
  const id = restOf(event);
  if (id === null || input.type !== 'form') return event;
  const { form, values } = await recall(rows, id, user);
  await rows.forget(`${unsentPrefix}${id}`);
  return { ...event, input: { ...input, action: encodeIntent(form.submit), values: { ...values, ...input.values } } };
}

/**
 * Keeps a form that is not complete yet, and gives it to be offered again with what was filled in. (The platform may have closed it, or may show
 * only a part of it, and a button cannot carry that much.) Null if there is none to offer.
 */
export async function offerAgain(error: FormError, event: Event, rows: Rows): Promise<FormBlock | null> {
  const { user, input } = event;
  if (input.type !== 'form' || !error.form) return null;
  const kept = restOf(event);
  const id = kept ?? event.id; // however often it is offered, it counts once
  const before = kept === null ? null : await recall(rows, kept, user);
  const { [goesOn.name]: more, ...filled } = input.values;
  const values = { ...before?.values, ...filled };
  const whole = filledWith(error.form, values);
  const asked = (before?.form ?? whole).fields;
  const isAsked = (name: string | null): boolean => asked.some((field) => field.name === name);
  const isNext = ({ name }: Field): boolean => {
    if (error.field === null) return isAsked(name) && !(name in input.values); // the rest of it
    return isAsked(error.field) ? isAsked(name) : true; // what was asked once more; all of it where an earlier step was wrong
  };
  const rest: Form = {
    ...whole,
    title: error.field === null ? `${whole.title}: the rest` : whole.title,
    fields: whole.fields.filter(isNext),
    goesOn: error.field !== null && (more === goesOn.yes || !(error.field in input.values)),
  };
  await rows.remember(`${unsentPrefix}${id}`, { user, form: rest, values } satisfies Unsent, memory, user);
  return shown(rest, id);
}

/** Opens such a form again, for the person who filled it in. */
export const againVerb: Verb = {
  name: 'again',
  async run({ of = '' }, { rows, event }) {
    const { form: rest } = await recall(rows, of, event.user);
    return privately(shown(rest, of));
  },
};
