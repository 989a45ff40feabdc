/** Gateway dispatches with every field that Discord's documentation shows for them. https://docs.discord.com/developers/events/gateway-events */
export const ids = {
  app: '1180000000000000001',
  bot: '1180000000000000001',
  botRole: '1180000000000000002',
  otherRole: '1180000000000000003',
  guild: '290926798626357999',
  channel: '645027906669510667',
  thread: '645027906669510999',
  dm: '645027906669510111',
  asker: '53908232506183680',
  colleague: '53908232506183681',
};

let last = 1_190_000_000_000_000_000n;
/** Ids are unique and grow, as Discord's do. */
export const snowflake = (): string => {
  last += 1n;
  return String(last);
};

const users: Record<string, object> = {
  [ids.asker]: {
    id: ids.asker,
    username: 'mason',
    global_name: 'Mason',
    avatar: 'a_d5efa99b3eeaa7dd43acca82f5692432',
    discriminator: '0',
    public_flags: 131141,
  },
  [ids.colleague]: { id: ids.colleague, username: 'nelly', global_name: null, avatar: null, discriminator: '0', public_flags: 0 },
  [ids.bot]: {
    id: ids.bot,
    username: 'Tiebreak',
    global_name: null,
    avatar: null,
    discriminator: '8142',
    bot: true,
    public_flags: 524288,
  },
};
export const user = (id: string): object =>
  users[id] ?? { id, username: 'somebody', global_name: null, avatar: null, discriminator: '0' };

const member = {
  roles: ['539082325061836999'],
  premium_since: null,
  pending: false,
  nick: null,
  mute: false,
  joined_at: '2017-03-13T19:19:14.040000+00:00',
  flags: 0,
  deaf: false,
  communication_disabled_until: null,
  banner: null,
  avatar: null,
};

const dispatch = (t: string, d: object): { op: number; s: number; t: string; d: object } => ({ op: 0, s: 42, t, d });

/** MESSAGE_CREATE: a message object with `guild_id`, `member` and mentions that carry members. */
export function messageObject(content: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 0,
    tts: false,
    timestamp: '2026-09-01T10:20:30.123000+00:00',
    pinned: false,
    nonce: '1190000000000000000',
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    member,
    id: snowflake(),
    flags: 0,
    embeds: [],
    edited_timestamp: null,
    content,
    components: [],
    channel_type: 0,
    channel_id: ids.channel,
    author: user(ids.asker),
    attachments: [],
    guild_id: ids.guild,
    ...more,
  };
}

export const mentionOf = (id: string, nick: string | null = null): object => ({ ...user(id), member: { ...member, nick } });

export const messageCreate = (content: string, more: Record<string, unknown> = {}) =>
  dispatch('MESSAGE_CREATE', messageObject(content, more));

/** A message that mentions us in its text. */
export const mentionCreate = (content: string, more: Record<string, unknown> = {}) =>
  messageCreate(content, { mentions: [mentionOf(ids.bot)], ...more });

/** A direct message: no guild, no member. */
export function directCreate(content: string, more: Record<string, unknown> = {}) {
  const packet = messageCreate(content, { channel_id: ids.dm, channel_type: 1, ...more });
  delete (packet.d as Record<string, unknown>).guild_id;
  delete (packet.d as Record<string, unknown>).member;
  return packet;
}

/** INTERACTION_CREATE in a server. */
export function interactionCreate(more: Record<string, unknown>) {
  return dispatch('INTERACTION_CREATE', {
    version: 1,
    type: 2,
    token: `aW50ZXJhY3Rpb246${snowflake()}`,
    member: { ...member, user: user(ids.asker), permissions: '2147483647' },
    locale: 'en-US',
    id: snowflake(),
    guild_locale: 'en-US',
    guild_id: ids.guild,
    guild: { id: ids.guild, locale: 'en-US', features: [] },
    entitlements: [],
    entitlement_sku_ids: [],
    context: 0,
    channel_id: ids.channel,
    channel: {
      id: ids.channel,
      type: 0,
      name: 'architecture',
      guild_id: ids.guild,
      nsfw: false,
      position: 1,
      permissions: '2147483647',
    },
    authorizing_integration_owners: { '0': ids.guild },
    attachment_size_limit: 10485760,
    application_id: ids.app,
    // View Channel, Send Messages, Attach Files, Read Message History, Send Messages in Threads.
    app_permissions: '274878008320',
    ...more,
  });
}

/** INTERACTION_CREATE in a direct message with us: `user` instead of `member`. */
export function directInteraction(more: Record<string, unknown>) {
  const packet = interactionCreate({
    user: user(ids.asker),
    context: 1,
    channel_id: ids.dm,
    channel: { id: ids.dm, type: 1, flags: 0 },
    app_permissions: '442368',
    authorizing_integration_owners: { '0': '0' },
    ...more,
  });
  for (const key of ['member', 'guild_id', 'guild', 'guild_locale']) delete (packet.d as Record<string, unknown>)[key];
  return packet;
}

export const commandData = (verb: string, args: Record<string, string>, focused?: string): object => ({
  type: 1,
  name: 'tiebreak',
  id: '771825006014889984',
  options: [
    {
      type: 1,
      name: verb,
      options: Object.entries(args).map(([name, value]) => ({
        type: 3,
        name,
        value,
        ...(name === focused ? { focused: true } : {}),
      })),
    },
  ],
});

export const slashCreate = (verb: string, args: Record<string, string>, more: Record<string, unknown> = {}) =>
  interactionCreate({ data: commandData(verb, args), ...more });

export const autocompleteCreate = (verb: string, argument: string, typed: string) =>
  interactionCreate({ type: 4, data: commandData(verb, { [argument]: typed }, argument) });

export const messageCommandCreate = (target: Record<string, unknown>, more: Record<string, unknown> = {}) => {
  const { guild_id, member: _member, ...resolved } = target;
  return interactionCreate({
    data: {
      type: 3,
      name: 'Ask Tiebreak',
      id: '771825006014889985',
      target_id: target.id,
      resolved: { messages: { [String(target.id)]: resolved } },
    },
    ...more,
  });
};

/** A click on a button of ours. `flags` are those of the message it stands on: 64 where only one person sees it. */
export const buttonCreate = (custom_id: string, flags = 0, more: Record<string, unknown> = {}) =>
  interactionCreate({
    type: 3,
    data: { id: 2, custom_id, component_type: 2 },
    message: {
      ...messageObject('', { author: user(ids.bot), flags: (1 << 15) | flags, application_id: ids.app }),
      components: [{ type: 1, id: 1, components: [{ type: 2, id: 2, style: 2, label: 'Next', custom_id }] }],
    },
    ...more,
  });
