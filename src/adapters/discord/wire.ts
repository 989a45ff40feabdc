import { z } from 'zod';

/**
 * The parts of Discord's gateway payloads that we read. https://docs.discord.com/developers/events/gateway-events#receive-events
 * The objects are loose: Discord adds fields without notice.
 */
const Snowflake = z.string().regex(/^\d{1,20}$/);

/** Whether a workspace of ours is a server, by whose id it is called; else it is a person's own (parse.ts). */
export const isServer = (workspace: string): boolean => Snowflake.safeParse(workspace).success;

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const threads = { announcement: 10, public: 11, private: 12 } as const;

const User = z.looseObject({
  id: Snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
type User = z.infer<typeof User>;

/** https://docs.discord.com/developers/resources/message#message-object; in MESSAGE_CREATE mentions carry their `member`. */
export const Message = z.looseObject({
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: Snowflake.optional(),
  author: User,
  webhook_id: Snowflake.optional(),
  type: z.int(),
  content: z.string(),
  mentions: z.array(User.extend({ member: z.looseObject({ nick: z.string().nullish() }).optional() })),
  mention_roles: z.array(Snowflake).default([]),
  mention_everyone: z.boolean().default(false),
  // "approximate position of the message in a thread": only there.
  position: z.int().optional(),
  // What was forwarded: whoever does so adds no words, and its author is not named.
  message_snapshots: z.array(z.looseObject({ message: z.looseObject({ content: z.string().default('') }) })).default([]),
  referenced_message: z
    .looseObject({
      id: Snowflake,
      content: z.string().default(''),
      author: z.looseObject({ id: Snowflake }),
      message_reference: z.looseObject({ message_id: Snowflake.optional() }).nullish(),
      interaction_metadata: z.looseObject({ id: Snowflake }).nullish(),
    })
    .nullish(),
});
export type Message = z.infer<typeof Message>;

/**
 * Where an interaction was used: in a server, where a person and we are alone, or where people talk among themselves.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-context-types
 */
export const contexts = { server: 0, ours: 1, theirs: 2 } as const;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type */
export const interactionTypes = { command: 2, button: 3, typing: 4, form: 5 } as const;

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-types */
export const commandTypes = { slash: 1, message: 3 } as const;

/** What somebody may do, as bits. https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
export const may = {
  administrate: 1n << 3n,
  manageServer: 1n << 5n,
  view: 1n << 10n,
  write: 1n << 11n,
  connect: 1n << 20n,
  writeInThreads: 1n << 38n,
} as const;

/** Such bits as a number in digits, since an interaction is stored as JSON. https://docs.discord.com/developers/topics/permissions#permissions */
const Permissions = z.string().regex(/^\d{1,30}$/);

const asked = {
  id: Snowflake,
  application_id: Snowflake,
  token: z.string().min(1),
  channel_id: Snowflake,
  channel: z.looseObject({ type: z.int() }).optional(),
  guild_id: Snowflake.optional(),
  context: z.int().nullish(),
  // What we may do there ourselves.
  app_permissions: Permissions.optional(),
  // In a server the user comes inside `member`, in a direct message alone.
  member: z
    .looseObject({
      user: User,
      nick: z.string().nullish(),
      permissions: Permissions.default('0'),
    })
    .optional(),
  user: User.optional(),
  authorizing_integration_owners: z.record(z.string(), z.string()).optional(),
};

const Slash = z.looseObject({
  type: z.literal(commandTypes.slash),
  name: z.string(),
  options: z.tuple([
    z.looseObject({
      type: z.literal(1),
      name: z.string(),
      options: z
        .array(
          z.looseObject({
            name: z.string(),
            value: z.union([z.string(), z.number(), z.boolean()]),
            focused: z.boolean().default(false),
          }),
        )
        .default([]),
    }),
  ]),
});

const MessageCommand = z.looseObject({
  type: z.literal(commandTypes.message),
  target_id: Snowflake,
  resolved: z.looseObject({ messages: z.record(Snowflake, Message) }),
});

const CommandInteraction = z.looseObject({
  ...asked,
  type: z.literal(interactionTypes.command),
  data: z.discriminatedUnion('type', [Slash, MessageCommand]),
});
/** A message of ours, as an interaction on it names it. */
const Clicked = z.looseObject({ id: Snowflake, flags: z.int().default(0) });

const ButtonInteraction = z.looseObject({
  ...asked,
  type: z.literal(interactionTypes.button),
  data: z.looseObject({ component_type: z.literal(2), custom_id: z.string() }),
  message: Clicked,
});
/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure */
const Modal = z.looseObject({
  custom_id: z.string(),
  components: z.array(
    z.looseObject({
      component: z
        .looseObject({
          custom_id: z.string(),
          // A radio group without a choice has the value null.
          value: z.string().nullish(),
          values: z.array(z.string()).default([]),
        })
        .optional(),
    }),
  ),
  // Who was picked.
  resolved: z.looseObject({ users: z.record(Snowflake, User.pick({ bot: true })).default({}) }).default({ users: {} }),
});
export type Modal = z.infer<typeof Modal>;
const ModalInteraction = z.looseObject({
  ...asked,
  type: z.literal(interactionTypes.form),
  data: Modal,
  // The message whose button opened it; none where a command did.
  message: Clicked.optional(),
});
const Autocomplete = z.looseObject({ ...asked, type: z.literal(interactionTypes.typing), data: Slash });
export type Autocomplete = z.infer<typeof Autocomplete>;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
const Interaction = z
  .discriminatedUnion('type', [CommandInteraction, ButtonInteraction, Autocomplete, ModalInteraction])
  .refine(({ member, user }) => member ?? user, 'has neither member nor user');
export type Interaction = z.infer<typeof Interaction>;
/** One that is an event: not the typing of what completes. */
export type Act = Exclude<Interaction, Autocomplete>;

/** https://docs.discord.com/developers/events/gateway-events#ready */
export const Ready = z.looseObject({ guilds: z.array(z.looseObject({ id: Snowflake })) });

/** A dispatch that may be for us. */
export const Packet = z.discriminatedUnion('t', [
  z.looseObject({ t: z.literal('MESSAGE_CREATE'), d: Message }),
  z.looseObject({ t: z.literal('INTERACTION_CREATE'), d: Interaction }),
]);
export type Packet = z.infer<typeof Packet>;

/**
 * Whether somebody brought us along where we are not installed: by who authorized us, a server ("0") or a person ("1").
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-authorizing-integration-owners-object
 */
export const isGuest = ({ authorizing_integration_owners: owners }: Interaction): boolean =>
  owners !== undefined && owners['0'] === undefined && owners['1'] !== undefined;

/** Who used a command or a button. The schema has made sure that there is one. */
export const userOf = ({ member, user }: Interaction): User => (member?.user ?? user) as User;

/** The message whose button was clicked, or opened the form that was sent in; null where a command brought it. */
export const clickedIn = (interaction: Interaction): { id: string; flags: number } | null =>
  interaction.type === interactionTypes.button || interaction.type === interactionTypes.form
    ? (interaction.message ?? null)
    : null;

/** The message flag of a message that only one person sees. https://docs.discord.com/developers/resources/message#message-object-message-flags */
export const ephemeral = 1 << 6;
