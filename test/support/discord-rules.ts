/** What Discord refuses, in words, written from its documentation: https://docs.discord.com/developers/components/reference */
type Component = {
  type?: unknown;
  content?: unknown;
  components?: Component[];
  label?: unknown;
  custom_id?: unknown;
  style?: unknown;
  url?: unknown;
  items?: unknown;
  file?: unknown;
};
type Message = { flags?: number; content?: unknown; components?: Component[]; allowed_mentions?: unknown } & Record<
  string,
  unknown
>;

const isComponentsV2 = 1 << 15;
// `files` is what came beside the JSON.
const known = new Set([
  'files',
  'flags',
  'content',
  'components',
  'allowed_mentions',
  'message_reference',
  'nonce',
  'enforce_nonce',
]);

export function messageViolations(body: unknown): string[] {
  const message = (body ?? {}) as Message;
  const broken: string[] = [];
  const check = (isFine: boolean, what: string): void => {
    if (!isFine) broken.push(what);
  };
  for (const key of Object.keys(message)) check(known.has(key), `unknown field ${key}`);
  check(
    JSON.stringify(message.allowed_mentions) === '{"parse":[],"replied_user":false}',
    'allowed_mentions must allow none, and no ping of whom we reply to',
  );
  const { nonce } = message;
  if (nonce !== undefined) check(typeof nonce === 'string' && nonce.length > 0 && nonce.length <= 25, 'nonce of 1-25 characters');
  if ((message.flags ?? 0) & isComponentsV2) {
    check(message.content === undefined, 'content beside components V2');
    broken.push(...componentViolations(message.components ?? []));
  } else {
    check(isText(message.content, 2_000), 'content of 1-2000 characters');
    check(message.components === undefined, 'components without their flag');
  }
  return broken;
}

const isText = (value: unknown, longest: number): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest && value.isWellFormed();

function componentViolations(components: Component[]): string[] {
  const all = components.flatMap((each) => [each, ...(each.components ?? [])]);
  const texts = all.filter(({ type }) => type === 10).map(({ content }) => String(content));
  const ids = all.filter(({ type, style }) => type === 2 && style !== 5).map(({ custom_id }) => custom_id);
  const bytes = texts.reduce((sum, each) => sum + Buffer.byteLength(each) + 12, 0);
  return [
    ...(components.length === 0 ? ['an empty message'] : []),
    ...(all.length > 40 ? [`${all.length} components, 40 at most`] : []),
    ...(texts.join('').length > 4_000 ? [`${texts.join('').length} characters of text, 4000 at most`] : []),
    // https://github.com/discord/discord-api-docs/issues/8554
    ...(bytes > 10_170 ? [`${bytes} bytes of text, 10170 at most`] : []),
    ...(new Set(ids).size < ids.length ? ['a custom_id twice'] : []),
    ...components.flatMap((each) => {
      if (each.type === 10) return isText(each.content, 4_000) ? [] : ['an empty or broken text'];
      if (each.type === 12) {
        // https://docs.discord.com/developers/components/reference#media-gallery
        const items = (each.items ?? []) as { media?: { url?: string }; description?: string }[];
        const isRight = items.length >= 1 && items.length <= 10;
        return isRight &&
          items.every(({ media, description }) => /^attachment:\/\/[\w.-]+$/.test(media?.url ?? '') && isText(description, 1_024))
          ? []
          : ['a media gallery without 1-10 files, each with a description of 1-1024 characters'];
      }
      // https://docs.discord.com/developers/components/reference#file
      if (each.type === 13)
        return /^attachment:\/\/[\w.-]+$/.test((each.file as { url?: string } | undefined)?.url ?? '')
          ? []
          : ['a file that is no attachment'];
      if (each.type !== 1) return [`component of type ${each.type} at the top`];
      const buttons = each.components ?? [];
      return [
        ...(buttons.length < 1 || buttons.length > 5 ? [`${buttons.length} buttons in a row, 1-5 allowed`] : []),
        ...buttons.flatMap((button) => [
          // https://docs.discord.com/developers/components/reference#button
          ...(button.style === 5
            ? [
                ...(isText(button.url, 512) && button.custom_id === undefined ? [] : [`a link of ${String(button.url).length}`]),
                ...(isText(button.label, 80) ? [] : [`a label of 1-80 characters: ${button.label}`]),
              ]
            : clickViolations(button)),
        ]),
      ];
    }),
  ];
}

const clickViolations = (button: Component): string[] => [
  ...(button.type === 2 && [1, 2, 3, 4].includes(Number(button.style)) ? [] : ['not a button that can be clicked']),
  ...(isText(button.label, 80) ? [] : [`a label of 1-80 characters: ${button.label}`]),
  ...(isText(button.custom_id, 100) ? [] : [`a custom_id of 1-100 characters: ${button.custom_id}`]),
];

type Option = { type?: number; name?: string; description?: string; required?: boolean; options?: Option[] };

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object */
export function commandViolations(commands: Option[]): string[] {
  const name = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
  const optionViolations = (option: Option): string[] => [
    ...(name.test(option.name ?? '') && option.name === option.name?.toLowerCase() ? [] : [`name ${option.name}`]),
    ...(isText(option.description, 100) ? [] : [`description of ${option.name}`]),
    ...((option.options?.length ?? 0) > 25 ? [`more than 25 options in ${option.name}`] : []),
    ...(option.options?.some(
      (each, index) => each.required && option.options?.slice(0, index).some((before) => !before.required && before.type !== 1),
    )
      ? [`an optional argument before a required one in ${option.name}`]
      : []),
    ...(option.options ?? []).flatMap(optionViolations),
  ];
  return commands.flatMap((command) => {
    if (command.type === 3)
      return isText(command.name, 32) && !command.description && !command.options ? [] : [`message command ${command.name}`];
    return optionViolations(command);
  });
}

/** https://docs.discord.com/developers/interactions/application-commands#autocomplete */
export const completionViolations = (choices: { name?: unknown; value?: unknown }[]): string[] => [
  ...(choices.length > 25 ? ['more than 25 choices'] : []),
  ...choices.filter(({ name, value }) => !isText(name, 100) || !isText(value, 100)).map(({ name }) => `choice ${name}`),
];
