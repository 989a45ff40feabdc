import { ids, interactionCreate, messageObject, user } from './discord-payloads.ts';

/** Reads a modal as Discord documents it, and fills it in as a person would. https://docs.discord.com/developers/components/using-modal-components */
// biome-ignore lint/suspicious/noExplicitAny: whatever was sent
type Node = any;

const optionsOf = (modal: Node): Node[] => modal.components.flatMap(({ component }: Node) => component.options ?? []);

/** Every text a person reads in it, what stands in its fields included. */
export const modalVisible = (modal: Node): string =>
  [
    modal.title,
    ...modal.components.flatMap(({ label, description, component }: Node) => [label, description ?? '', component.value ?? '']),
    ...optionsOf(modal).map(({ label }) => label),
  ].join('\n');

/** Labels, options and inputs are literal; only a Text Display would be markdown. */
export const modalActive = (modal: Node): string[] =>
  modal.components.flatMap(({ type }: Node) => (type === 18 ? [] : [`a component of type ${type}`]));

const known: Record<number, string[]> = {
  3: ['type', 'custom_id', 'options', 'placeholder', 'min_values', 'max_values', 'required'],
  4: ['type', 'custom_id', 'style', 'min_length', 'max_length', 'required', 'value', 'placeholder'],
  5: ['type', 'custom_id', 'placeholder', 'default_values', 'min_values', 'max_values', 'required'],
  21: ['type', 'custom_id', 'options', 'required'],
  22: ['type', 'custom_id', 'options', 'min_values', 'max_values', 'required'],
};
/** The fewest and most options. https://docs.discord.com/developers/components/reference */
const counts: Record<number, [number, number]> = { 3: [1, 25], 21: [2, 10], 22: [1, 10] };

/** Whatever Discord would refuse. */
export function modalViolations(modal: Node): string[] {
  const found: string[] = [];
  const rule = (isKept: boolean, broken: string): void => void (isKept || found.push(broken));
  const isText = (said: unknown, most: number): boolean =>
    typeof said === 'string' && said.length >= 1 && said.length <= most && said.isWellFormed();
  rule(isText(modal.custom_id, 100), `custom_id ${modal.custom_id}`);
  rule(isText(modal.title, 45), `title ${modal.title}`);
  rule(modal.components.length >= 1 && modal.components.length <= 5, `${modal.components.length} components`);
  const fields = modal.components.map(({ component }: Node) => component.custom_id);
  rule(new Set(fields).size === fields.length, 'a custom_id twice');
  for (const { type, label, description, component } of modal.components) {
    rule(type === 18, `type ${type} at the top`);
    rule(isText(label, 45), `label ${label}`);
    rule(description === undefined || isText(description, 100), `description ${description}`);
    rule(isText(component.custom_id, 100), `custom_id ${component.custom_id}`);
    for (const key of Object.keys(component)) rule(!!known[component.type]?.includes(key), `${key} in type ${component.type}`);
    const { value, max_length, options = [], min_values, max_values, required, default_values } = component;
    rule(min_values === undefined || required === false || min_values >= 1, 'min_values 0 though required');
    if (component.type === 4) {
      rule([1, 2].includes(component.style), `style ${component.style}`);
      rule(max_length >= 1 && max_length <= 4_000, `max_length ${max_length}`);
      rule(value === undefined || (isText(value, 4_000) && value.length <= max_length), 'value longer than may be typed');
    }
    const [least, most] = counts[component.type] ?? [0, 0];
    rule(options.length >= least && options.length <= most, `${options.length} options in type ${component.type}`);
    rule(new Set(options.map((option: Node) => option.value)).size === options.length, 'a value twice');
    for (const option of options) rule(isText(option.label, 100) && isText(option.value, 100), `option ${option.label}`);
    const defaults = default_values?.length ?? options.filter((option: Node) => option.default).length;
    const allowed = component.type === 21 ? 1 : (max_values ?? 25);
    rule(defaults <= allowed, `${defaults} defaults of ${allowed}`);
    rule(default_values === undefined || default_values.every(({ id }: Node) => /^\d+$/.test(id)), 'a default that is no id');
  }
  return found;
}

/** What a component holds once filled in: a text, or values joined by commas. */
function answerOf({ type, custom_id, value, options = [], default_values = [] }: Node, filled: string | undefined): Node {
  const answer = { type, id: 2, custom_id };
  const shown = options.filter((option: Node) => option.default).map((option: Node) => option.value);
  const several = filled?.split(',').filter(Boolean);
  for (const each of type === 4 || type === 5 ? [] : (several ?? []))
    if (!options.some((option: Node) => option.value === each)) throw new Error(`${custom_id} has no option ${each}`);
  if (type === 4) return { ...answer, value: filled ?? value ?? '' };
  if (type === 21) return { ...answer, value: several?.[0] ?? shown[0] ?? null };
  return { ...answer, values: several ?? (type === 5 ? default_values.map(({ id }: Node) => id) : shown) };
}

/**
 * MODAL_SUBMIT of a modal. Fields that are not named stay as they were shown.
 * @param from the flags of the message whose button opened it; null where a command did
 */
export const modalCreate = (
  modal: Node,
  filled: Record<string, string>,
  from: number | null = null,
  more: Record<string, unknown> = {},
) =>
  interactionCreate({
    type: 5,
    data: {
      custom_id: modal.custom_id,
      components: modal.components.map(({ component }: Node, index: number) => ({
        type: 18,
        id: index + 1,
        component: answerOf(component, filled[component.custom_id]),
      })),
      // "Resolved entities from selected options". https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
      resolved: { users: { [ids.bot]: user(ids.bot), [ids.asker]: user(ids.asker) } },
    },
    ...(from === null ? {} : { message: messageObject('', { author: user(ids.bot), flags: (1 << 15) | from }) }),
    ...more,
  });
