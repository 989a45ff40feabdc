import { z } from 'zod';
import { shorten } from './cut.ts';
import { FormError } from './errors.ts';
import type { Intent } from './intent.ts';

/** One thing to pick; `value` comes back (no comma in it), `label` is shown. */
export type FieldOption = { value: string; label: string };

/** `value` is what the field shows at first: a text, an option's value, or several values as `joinValues` gives them. */
type Common = { name: string; label: string; hint: string; required: boolean; value: string };

/** What a person fills in: words, one of some options, several of them, or people (ids of the platform). */
export type Field = Common &
  (
    | { kind: 'text'; isMultiline: boolean; longest: number }
    | { kind: 'choice' | 'choices'; options: FieldOption[] }
    | { kind: 'people' }
  );

type More = Partial<Pick<Common, 'hint' | 'required'>>;

/** A field to pick one of some options, by their values; `value` is picked at first. */
export const choiceField = (
  name: string,
  label: string,
  labels: Record<string, string>,
  value: string,
  more: More = {},
): Field => ({
  kind: 'choice',
  name,
  label,
  hint: '',
  required: true,
  value,
  options: Object.entries(labels).map(([value, label]) => ({ value, label })),
  ...more,
});

/** A field for words: a line that may stay empty, unless told otherwise. */
export const textField = (
  name: string,
  label: string,
  value: string,
  more: More & { isMultiline?: boolean; longest?: number } = {},
): Field => ({
  kind: 'text',
  name,
  label,
  hint: '',
  required: false,
  value,
  isMultiline: false,
  longest: 200,
  ...more,
});

/** A field to pick people; it may stay empty, unless told otherwise. */
export const peopleField = (name: string, label: string, people: string[], more: More = {}): Field => ({
  kind: 'people',
  name,
  label,
  hint: '',
  required: false,
  value: joinValues(people),
  ...more,
});

/**
 * Questions to answer, the most important first: a platform that holds fewer asks the first ones, and the rest only on request (`firstFields`).
 * What is filled in joins the arguments of `submit` under the field's name; what was not asked is not among them. `goesOn`: whoever has to correct it
 * wanted the rest as well.
 */
export type Form = { title: string; submit: Intent; submitLabel: string; fields: Field[]; goesOn?: boolean };

/** Whether a form is so long that its options should be in menus, if the platform has menus. */
export const isLong = ({ fields }: Form): boolean => fields.length > 5;

/** How many people one field can name on every platform. */
export const mostPeople = 25;

/** What comes back from a form, by field name. A field left empty is ''; several values are joined by commas. */
export const Values = z.record(z.string().regex(/^[a-z][a-z-]{0,39}$/), z.string().max(4_000));
export type Values = z.infer<typeof Values>;

/**
 * Reads what came back from a form. `args`: what was filled in, and whatever else its intent carries.
 * @throws FormError with the form, as `form` gives it, if a field makes no sense, or if somebody wants to be asked the rest first
 */
export async function readForm<Read>(
  args: Record<string, string>,
  form: () => { form: Form } | Promise<{ form: Form }>,
  read: () => Read | Promise<Read>,
): Promise<Read> {
  const isToGoOn = args[goesOn.name] === goesOn.yes;
  const unfinished = new FormError('unfinished', null, 'Not yet: here is the rest. I keep what you filled in for a day.');
  try {
    const said = await read();
    if (isToGoOn) throw unfinished;
    return said;
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    // What is wrong with a field that is still to be asked may be put right there.
    const problem = isToGoOn && error.field !== null && !(error.field in args) ? unfinished : error;
    problem.form = (await form()).form;
    throw problem;
  }
}

/** A form with what was filled in, as far as its fields can show that. */
export const filledWith = (form: Form, values: Values): Form => ({
  ...form,
  fields: form.fields.map((field) => {
    const value = values[field.name] ?? field.value;
    const isOffered = field.kind !== 'choice' || field.options.some((option) => option.value === value);
    return { ...field, value: isOffered ? value : field.value };
  }),
});

/** The field that asks whether to go on to the rest of a form before it counts. */
export const goesOn = { name: 'more', yes: 'yes' } as const;

/** The first fields of a form, as many as a platform holds. If there are more, the last one asks whether to go on to the rest; by default the form is sent in. */
function firstFields({ fields, submitLabel, goesOn: isToGoOn = false }: Form, most: number): Field[] {
  if (fields.length <= most) return fields;
  const [first, rest] = [fields.slice(0, most - 1), fields.slice(most - 1)];
  const hint = `More to set: ${rest.map(({ label }) => label).join(', ')}`;
  const then = { no: submitLabel, [goesOn.yes]: 'Set more first' };
  const goOn = choiceField(goesOn.name, 'And then', then, isToGoOn ? goesOn.yes : 'no', { hint });
  return [...first, goOn];
}

/** What a field shows as picked, of options or people. */
export const pickedIn = ({ kind, value }: Field): string[] => (kind === 'choice' ? [value] : splitValues(value));

/** Several values as one text, and back. */
export const joinValues = (values: string[]): string => values.join(',');
export const splitValues = (value: string): string[] => value.split(',').filter(Boolean);

/** What an opened form may hold on a platform: fields, characters of its texts, and options of a field. */
export type FormLimits = {
  fields: number;
  title: number;
  label: number;
  hint: number;
  submitLabel: number;
  option: { label: number; value: number; count: number };
  text: number;
};

/**
 * A form within a platform's limits (see `firstFields`). A text that is too long for its place is shortened, and the hint of the field then has the
 * label in full, or says that the value was cut.
 * @returns null if the platform cannot carry the form
 */
export function fitForm(form: Form, limits: FormLimits): Form | null {
  const fields = firstFields(form, limits.fields);
  const options = fields.flatMap((field) => ('options' in field ? [field.options] : []));
  const isCarried =
    fields.length > 0 &&
    options.every((all) => all.length > 0 && all.length <= limits.option.count) &&
    options.flat().every(({ value }) => value.length <= limits.option.value);
  if (!isCarried) return null;
  const fitField = (field: Field): Field => {
    const { label, hint, value } = field;
    const longest = field.kind === 'text' ? Math.min(field.longest, limits.text) : Infinity;
    const missing = [label.length > limits.label ? label : '', value.length > longest ? `Cut to ${longest} characters.` : ''];
    const common = {
      label: shorten(label, limits.label),
      hint: shorten([...missing, hint].filter(Boolean).join(' '), limits.hint),
    };
    if (field.kind === 'text') return { ...field, ...common, longest, value: shorten(value, longest) };
    if (field.kind === 'people') return { ...field, ...common };
    return {
      ...field,
      ...common,
      options: field.options.map((each) => ({ ...each, label: shorten(each.label, limits.option.label) })),
    };
  };
  return {
    title: shorten(form.title, limits.title),
    submit: form.submit,
    submitLabel: shorten(form.submitLabel, limits.submitLabel),
    fields: fields.map(fitField),
  };
}

/** What a field says now, in words: labels instead of values. */
export function shownValue(field: Field): string {
  if (!('options' in field)) return field.value;
  return pickedIn(field)
    .map((value) => field.options.find((option) => option.value === value)?.label ?? value)
    .join(', ');
}
