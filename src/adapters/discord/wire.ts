import { z } from 'zod';

/**
 * The parts of Discord's gateway payloads that we read, and of an interaction what is stored: the schemas drop all else.
 * https://docs.discord.com/developers/events/gateway-events#receive-events
 */
const Snowflake = z.string().regex(/^\d{1,20}$/);

/** Whether a workspace of ours is a server, by whose id it is called; else it is a person's own (parse.ts). */
export const isServer = (workspace: string): boolean => Snowflake.safeParse(workspace).success;

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const threads = { announcement: 10, public: 11, private: 12 } as const;

const User = z.object({
  id: Snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
type User = z.infer<typeof User>;

/** https://docs.discord.com/developers/resources/message#message-object; in MESSAGE_CREATE mentions carry their `member`. */
export const Message = z.object({
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: Snowflake.optional(),
  author: User,
  webhook_id: Snowflake.optional(),
  type: z.int(),
  content: z.string(),
  mentions: z.array(User.extend({ member: z.object({ nick: z.string().nullish() }).optional() })),
  mention_roles: z.array(Snowflake).default([]),
  mention_everyone: z.boolean().default(false),
  // "approximate position of the message in a thread": only there.
  position: z.int().optional(),
  // What was forwarded: whoever does so adds no words, and its author is not named.
  message_snapshots: z.array(z.object({ message: z.object({ content: z.string().default('') }) })).default([]),
  referenced_message: z
    .object({
      id: Snowflake,
      content: z.string().default(''),
      author: z.object({ id: Snowflake }),
      message_reference: z.object({ message_id: Snowflake.optional() }).nullish(),
      interaction_metadata: z.object({ id: Snowflake }).nullish(),
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
  channel: z.object({ type: z.int() }).optional(),
  guild_id: Snowflake.optional(),
  context: z.int().nullish(),
  // What we may do there ourselves.
  app_permissions: Permissions.optional(),
  // In a server the user comes inside `member`, in a direct message alone.
  member: z
    .object({
      user: User,
      nick: z.string().nullish(),
      permissions: Permissions.default('0'),
    })
    .optional(),
  user: User.optional(),
  authorizing_integration_owners: z.record(z.string(), z.string()).optional(),
};

const Slash = z.object({
  type: z.literal(commandTypes.slash),
  options: z.tuple([
    z.object({
      type: z.literal(1),
      name: z.string(),
      options: z
        .array(
          z.object({
            name: z.string(),
            value: z.union([z.string(), z.number(), z.boolean()]),
            focused: z.boolean().default(false),
          }),
        )
        .default([]),
    }),
  ]),
});

const MessageCommand = z.object({
  type: z.literal(commandTypes.message),
  target_id: Snowflake,
  resolved: z.object({ messages: z.record(Snowflake, Message) }),
});

const CommandInteraction = z.object({
  ...asked,
  type: z.literal(interactionTypes.command),
  data: z.discriminatedUnion('type', [Slash, MessageCommand]),
});
/** A message of ours, as an interaction on it names it. */
const Clicked = z.object({ id: Snowflake, flags: z.int().default(0) });

const ButtonInteraction = z.object({
  ...asked,
  type: z.literal(interactionTypes.button),
  data: z.object({ custom_id: z.string() }),
  message: Clicked,
});
/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure */
const Modal = z.object({
  custom_id: z.string(),
  components: z.array(
    z.object({
      component: z
        .object({
          custom_id: z.string(),
          // A radio group without a choice has the value null.
          value: z.string().nullish(),
          values: z.array(z.string()).default([]),
        })
        .optional(),
    }),
  ),
  // Who was picked.
  resolved: z.object({ users: z.record(Snowflake, User.pick({ bot: true })).default({}) }).default({ users: {} }),
});
export type Modal = z.infer<typeof Modal>;
const ModalInteraction = z.object({
  ...asked,
  type: z.literal(interactionTypes.form),
  data: Modal,
  // The message whose button opened it; none where a command did.
  message: Clicked.optional(),
});
const Autocomplete = z.object({ ...asked, type: z.literal(interactionTypes.typing), data: Slash });
export type Autocomplete = z.infer<typeof Autocomplete>;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
const Interaction = z
  .discriminatedUnion('type', [CommandInteraction, ButtonInteraction, Autocomplete, ModalInteraction])
  .refine(({ member, user }) => member ?? user, 'has neither member nor user');
export type Interaction = z.infer<typeof Interaction>;
/** One that is an event: not the typing of what completes. */
export type Act = Exclude<Interaction, Autocomplete>;

/** https://docs.discord.com/developers/events/gateway-events#ready */
export const Ready = z.object({ guilds: z.array(z.object({ id: Snowflake })) });

/** A dispatch that may be for us. */
export const Packet = z.discriminatedUnion('t', [
  z.object({ t: z.literal('MESSAGE_CREATE'), d: Message }),
  z.object({ t: z.literal('INTERACTION_CREATE'), d: Interaction }),
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
