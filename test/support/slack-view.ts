import { person, team } from './slack-payloads.ts';

/** Reads a modal as Slack documents it, and fills it in as a person would. https://docs.slack.dev/reference/views/modal-views */
// biome-ignore lint/suspicious/noExplicitAny: whatever was sent
type Node = any;

const texts = (view: Node): Node[] => [
  view.title,
  view.submit,
  view.close,
  ...view.blocks.flatMap((block: Node) => [
    block.label,
    ...(block.hint ? [block.hint] : []),
    ...(block.element.options ?? []).map((option: Node) => option.text),
  ]),
];

/** Every text a person reads in it, what stands in its fields included. */
export const viewVisible = (view: Node): string =>
  [...texts(view).map(({ text }) => text), ...view.blocks.map(({ element }: Node) => element.initial_value ?? '')].join('\n');

export const viewActive = (view: Node): string[] => texts(view).flatMap(({ type }) => (type === 'plain_text' ? [] : [type]));

/** Whatever Slack would refuse, with the page that says so. */
export function viewViolations(view: Node): string[] {
  const found: string[] = [];
  const rule = (isKept: boolean, broken: string): void => void (isKept || found.push(broken));
  const between = (said: unknown, least: number, most: number, what: string): void =>
    rule(
      typeof said === 'string' && said.length >= least && said.length <= most,
      `${what} not of ${least} to ${most} characters`,
    );
  rule(view.type === 'modal', 'not a modal');
  between(view.title?.text, 1, 24, 'title');
  between(view.submit?.text, 1, 24, 'submit');
  between(view.close?.text, 1, 24, 'close');
  between(view.private_metadata ?? '', 0, 3_000, 'private_metadata');
  rule(view.blocks.length >= 1 && view.blocks.length <= 100, `${view.blocks.length} blocks`);
  const ids = view.blocks.map(({ block_id }: Node) => block_id);
  rule(new Set(ids).size === ids.length, 'a block_id twice');
  for (const { type, block_id, label, hint, element } of view.blocks) {
    // https://docs.slack.dev/reference/block-kit/blocks/input-block
    rule(type === 'input', `${type} is no input`);
    between(block_id, 1, 255, 'block_id');
    between(label?.text, 1, 2_000, 'label');
    if (hint) between(hint.text, 1, 2_000, 'hint');
    between(element.action_id, 1, 255, 'action_id');
    found.push(...elementViolations(element));
  }
  return found;
}

/** https://docs.slack.dev/reference/block-kit/block-elements: the most options of each, and the field that shows what is picked. */
const menus: Record<string, { most: number; initial: string }> = {
  radio_buttons: { most: 10, initial: 'initial_option' },
  checkboxes: { most: 10, initial: 'initial_options' },
  static_select: { most: 100, initial: 'initial_option' },
  multi_static_select: { most: 100, initial: 'initial_options' },
};

function elementViolations(element: Node): string[] {
  const { type, options, max_length, initial_value } = element;
  if (type === 'plain_text_input') {
    return [
      ...(max_length >= 1 && max_length <= 3_000 ? [] : [`max_length of ${max_length}`]),
      ...(initial_value === undefined || (initial_value.length >= 1 && initial_value.length <= max_length)
        ? []
        : ['initial_value longer than may be typed']),
    ];
  }
  if (type === 'multi_users_select') return element.initial_users?.length === 0 ? ['no initial_users'] : [];
  const menu = menus[type];
  if (!menu) return [`no such element: ${type}`];
  const initial = [element[menu.initial] ?? []].flat();
  const isEmpty = element[menu.initial] !== undefined && initial.length === 0;
  const known = options.map((option: Node) => JSON.stringify(option));
  return [
    ...(options.length >= 1 && options.length <= menu.most ? [] : [`${options.length} options in ${type}`]),
    ...(new Set(options.map(({ value }: Node) => value)).size === options.length ? [] : ['a value twice']),
    ...options.flatMap(({ text, value }: Node) => [
      ...(text.text.length >= 1 && text.text.length <= 75 ? [] : [`option of ${text.text.length} characters`]),
      ...(value.length >= 1 && value.length <= 75 ? [] : [`value of ${value.length} characters`]),
    ]),
    ...(isEmpty ? [`an empty ${menu.initial}`] : []),
    ...(initial.every((option) => known.includes(JSON.stringify(option))) ? [] : ['picks what is no option']),
  ];
}

/** What an element holds once filled in: a text, or values joined by commas. */
function stateOf(element: Node, filled: string | undefined): Node {
  const { type } = element;
  const several = filled?.split(',').filter(Boolean);
  const optionOf = (value: string): Node => {
    const option = element.options.find((each: Node) => each.value === value);
    if (!option) throw new Error(`${element.action_id} has no option ${value}`);
    return option;
  };
  if (type === 'plain_text_input') return { type, value: (filled ?? element.initial_value) || null };
  if (type === 'multi_users_select') return { type, selected_users: several ?? element.initial_users ?? [] };
  if (type === 'checkboxes' || type === 'multi_static_select')
    return { type, selected_options: several?.map(optionOf) ?? element.initial_options ?? [] };
  return { type, selected_option: filled ? optionOf(filled) : (element.initial_option ?? null) };
}

let sent = 0;

/** The view_submission of a modal. Fields that are not named stay as they were shown. */
export function viewSubmission(view: Node, filled: Record<string, string>, fields: object = {}) {
  sent += 1;
  return {
    type: 'view_submission',
    team: { id: team, domain: 'example' },
    user: { id: person, username: 'ada', name: 'ada', team_id: team },
    api_app_id: 'A123ABC456',
    token: 'Nj2rfC2hU8mAfgaJLemZgO7H',
    trigger_id: `13345224609.738474920.form${sent}`,
    view: {
      ...view,
      id: 'VNHU13V36',
      team_id: team,
      callback_id: '',
      hash: '156772938.1827394',
      bot_id: 'BAH5CA16Z',
      app_id: 'A123ABC456',
      root_view_id: 'VNHU13V36',
      previous_view_id: null,
      clear_on_close: false,
      notify_on_close: false,
      external_id: '',
      state: {
        values: Object.fromEntries(
          view.blocks.map(({ block_id, element }: Node) => [
            block_id,
            { [element.action_id]: stateOf(element, filled[block_id]) },
          ]),
        ),
      },
    },
    enterprise: null,
    is_enterprise_install: false,
    response_urls: [],
    ...fields,
  };
}
