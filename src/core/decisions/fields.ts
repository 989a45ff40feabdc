import type { Field, Option } from '../form.ts';

const optionsOf = (labels: Record<string, string>): Option[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** One of some options, by their values; `value` is picked at first. */
export const choice = (name: string, label: string, labels: Record<string, string>, value: string): Field => ({
  kind: 'choice',
  name,
  label,
  hint: '',
  required: true,
  value,
  options: optionsOf(labels),
});

/** Words: a line that may stay empty, unless told otherwise. */
export const words = (
  name: string,
  label: string,
  value: string,
  more: Partial<Extract<Field, { kind: 'text' }>> = {},
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
