import type { types } from '@slack/bolt';
import { z } from 'zod';
import { type Field, type Form, isLong, joinValues, mostPeople, pickedIn, Values } from '../../core/form.ts';
import { encodeIntent } from '../../core/intent.ts';
import { plain } from './text.ts';
import { type FilledView, id } from './wire.ts';

/** What a form carries from where it was opened to where it is sent in, so that its answer finds the way back. */
export const Origin = z.object({
  action: id,
  /** Ours: whoever sends it in, in a channel shared between companies, may be in theirs. Forms that were opened before an upgrade lack it. */
  workspace: id.nullish(),
  channel: id,
  thread: id.nullable(),
  isPrivate: z.boolean(),
  isThreadOpen: z.boolean(),
  responseUrl: z.url().nullable(),
});
export type Origin = z.infer<typeof Origin>;

/** Where a form that was sent in was opened. @throws ZodError or SyntaxError where it is none of ours */
export const originOf = ({ private_metadata }: { private_metadata: string }): Origin =>
  Origin.parse(JSON.parse(private_metadata));

/** A form that fits as a modal: every text of it is literal. https://docs.slack.dev/reference/views/modal-views */
export const renderForm = (form: Form, origin: Omit<Origin, 'action'>): types.ModalView => ({
  type: 'modal',
  title: plain(form.title),
  submit: plain(form.submitLabel),
  close: plain('Cancel'),
  private_metadata: JSON.stringify({ ...origin, action: encodeIntent(form.submit) } satisfies Origin),
  blocks: form.fields.map((field) => ({
    type: 'input',
    block_id: field.name,
    label: plain(field.label),
    ...(field.hint ? { hint: plain(field.hint) } : {}),
    optional: !field.required,
    element: renderField(field, isLong(form) ? 1 : mostBeside),
  })),
});

/** "A maximum of 10 options are allowed" beside each other. https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element */
const mostBeside = 10;

/** `mostOpen`: how many options may stand beside each other; more become a menu. */
function renderField(field: Field, mostOpen: number): types.InputBlock['element'] {
  const action_id = field.name;
  if (field.kind === 'text') {
    const initial = field.value ? { initial_value: field.value } : {};
    return { type: 'plain_text_input', action_id, multiline: field.isMultiline, max_length: field.longest, ...initial };
  }
  if (field.kind === 'people') {
    const people = pickedIn(field);
    return {
      type: 'multi_users_select',
      action_id,
      max_selected_items: mostPeople,
      ...(people.length > 0 ? { initial_users: people } : {}),
    };
  }
  const options = field.options.map(({ label, value }) => ({ text: plain(label), value }));
  const isMenu = options.length > mostOpen;
  if (field.kind === 'choice') {
    const initial = options.find(({ value }) => value === field.value);
    return {
      type: isMenu ? 'static_select' : 'radio_buttons',
      action_id,
      options,
      ...(initial ? { initial_option: initial } : {}),
    };
  }
  const initial = options.filter(({ value }) => pickedIn(field).includes(value));
  return {
    type: isMenu ? 'multi_static_select' : 'checkboxes',
    action_id,
    options,
    ...(initial.length > 0 ? { initial_options: initial } : {}),
  };
}

/** What was filled in, by field. Each block holds one element. @throws ZodError where it is not what our forms hold */
export const readValues = ({ state }: FilledView): Values =>
  Values.parse(
    Object.fromEntries(
      Object.entries(state.values).map(([name, elements]) => {
        const [{ value, selected_option, selected_options, selected_users } = {}] = Object.values(elements);
        const several = selected_options?.map((option) => option.value) ?? selected_users ?? [];
        return [name, value ?? selected_option?.value ?? joinValues(several)];
      }),
    ),
  );
