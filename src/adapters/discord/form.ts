import { type Field, type Form, joinValues, mostPeople, pickedIn, Values } from '../../core/form.ts';
import { encodeIntent } from '../../core/intent.ts';
import { readTimes } from './markdown.ts';
import type { Modal } from './wire.ts';

/** Component types of a modal, as numbers, so that whoever only renders need not load discord.js. https://docs.discord.com/developers/components/reference */
const types = { stringSelect: 3, textInput: 4, userSelect: 5, label: 18, radioGroup: 21, checkboxGroup: 22 } as const;

type FormMessage = { custom_id: string; title: string; components: Label[] };
type Label = { type: typeof types.label; label: string; description?: string; component: Record<string, unknown> };

/** A form that fits, as a modal: labels there are literal. https://docs.discord.com/developers/components/using-modal-components */
export const renderForm = (form: Form): FormMessage => ({
  custom_id: encodeIntent(form.submit),
  title: form.title.toWellFormed(),
  components: form.fields.map((field) => ({
    type: types.label,
    label: field.label.toWellFormed(),
    ...(field.hint ? { description: field.hint.toWellFormed() } : {}),
    component: { custom_id: field.name, required: field.required, ...renderField(field) },
  })),
});

/** Side by side up to ten; more are a menu. https://docs.discord.com/developers/components/reference#radio-group */
const mostBeside = 10;
const leastRadio = 2;

function renderField(field: Field): Record<string, unknown> {
  if (field.kind === 'text') {
    const { isMultiline, longest, value } = field;
    const shown = value ? { value: value.toWellFormed() } : {};
    return { type: types.textInput, style: isMultiline ? 2 : 1, max_length: longest, ...shown };
  }
  const least = field.required ? 1 : 0;
  if (field.kind === 'people') {
    const people = pickedIn(field).map((id) => ({ id, type: 'user' }));
    return {
      type: types.userSelect,
      min_values: least,
      max_values: mostPeople,
      ...(people.length > 0 ? { default_values: people } : {}),
    };
  }
  const picked = pickedIn(field);
  const options = field.options.map(({ value, label }) => ({
    value,
    label: label.toWellFormed(),
    ...(picked.includes(value) ? { default: true } : {}),
  }));
  const isMenu = options.length > mostBeside || (field.kind === 'choice' && options.length < leastRadio);
  if (field.kind === 'choice') {
    return isMenu ? { type: types.stringSelect, options, min_values: least, max_values: 1 } : { type: types.radioGroup, options };
  }
  return {
    type: isMenu ? types.stringSelect : types.checkboxGroup,
    options,
    min_values: least,
    max_values: options.length,
  };
}

/** A field in which a moment stands and nothing else; whatever else is typed into a form stays as it is. */
const moment = /^\s*<t:[^<>]*>\s*$/;

/** What was filled in, by field. Of those who were picked, bots are left out. @throws ZodError where it is not what our forms hold */
export function readValues({ components, resolved: { users } }: Modal): Values {
  const filledIn = ({ value, values }: { value?: string | null | undefined; values: string[] }): string =>
    value?.replace(moment, readTimes) ?? joinValues(values.filter((each) => !users[each]?.bot));
  return Values.parse(
    Object.fromEntries(components.flatMap(({ component }) => (component ? [[component.custom_id, filledIn(component)]] : []))),
  );
}
