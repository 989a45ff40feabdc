import type { Event, Input, Reach } from '../../core/event.ts';
import { pointsElsewhere } from '../../core/said.ts';
import { readValues } from './form.ts';
import { readTimes } from './markdown.ts';
import { actionOf } from './render.ts';
import {
  type Act,
  commandTypes,
  contexts,
  ephemeral,
  type Interaction,
  interactionTypes,
  isGuest,
  type Message,
  may,
  Packet,
  Ready,
  threads,
  userOf,
} from './wire.ts';

/** Who we are: our user, and the role that Discord made for us in each server, as far as it is known. */
export type Self = { id: string; roles: ReadonlyMap<string, string | null> };

/** An event, and the interaction that waits for its answer (null for a message, which is answered in its channel). */
export type Found = { event: Event; interaction: Interaction | null };

const relevant = new Set(['MESSAGE_CREATE', 'INTERACTION_CREATE']);

/** DEFAULT and REPLY; the others are system messages. https://docs.discord.com/developers/resources/message#message-object-message-types */
const spoken = new Set([0, 19]);

/**
 * Takes a gateway dispatch (`{t, d}`) and gives it checked, or null where it is of a kind that never concerns us.
 * @throws ZodError where it is malformed
 */
export const readPacket = (payload: unknown): Packet | null =>
  relevant.has((payload as { t?: string } | null)?.t ?? '') ? Packet.parse(payload) : null;

/** The servers that a READY names. */
export const serversIn = (ready: unknown): string[] => Ready.safeParse(ready).data?.guilds.map(({ id }) => id) ?? [];

/** What a dispatch asks of us; null where it is not for us. Completions while somebody types are no event either. */
export function parse(packet: Packet, self: Self): Found | null {
  if (packet.t === 'MESSAGE_CREATE') {
    const event = readMessage(packet.d, self);
    return event && { event, interaction: null };
  }
  return packet.d.type === interactionTypes.typing ? null : { event: readInteraction(packet.d, self), interaction: packet.d };
}

/** A server, or a person outside of any: their direct messages with us and their own install of us belong to them. */
const workspaceOf = (guild: string | undefined, user: string): string => guild ?? `dm:${user}`;

function readMessage(message: Message, self: Self): Event | null {
  const { author, guild_id } = message;
  if (author.bot || author.id === self.id || message.webhook_id || !spoken.has(message.type)) return null;
  const reach = reachOf(message, self);
  if (!reach || (contentOf(message) === '' && !namesOurRole(message, self))) return null;
  // A thread is a channel of its own here; elsewhere a conversation is with one person.
  const thread = message.position === undefined ? null : message.channel_id;
  return {
    id: message.id,
    platform: 'discord',
    workspace: workspaceOf(guild_id, author.id),
    channel: message.channel_id,
    thread,
    user: author.id,
    name: author.global_name ?? author.username,
    reach,
    // A thread has the id of the message that it began with. https://docs.discord.com/developers/resources/channel#start-thread-from-message
    follows:
      thread ?? (repliesToUs(message, self) ? answeredBy(message.referenced_message) : (message.referenced_message?.id ?? null)),
    isPrivate: false,
    isAdmin: guild_id === undefined ? true : null,
    isGuest: false,
    isShared: false,
    input: inputOf(message, self),
  };
}

/** What a message says; where it only points at another one, or forwards it, what that says, in somebody else's words: none where we may not read them. */
function inputOf(message: Message, self: Self): Input {
  const own = wordsIn(message.content, message, self);
  const on = repliedTo(message, self);
  if (on && pointsElsewhere(own)) return { type: 'quoted', text: wordsIn(on.content, message, self) };
  const theirs = own === '' ? wordsOf(message, self) : '';
  return theirs === '' ? { type: 'text', text: own } : { type: 'quoted', text: theirs };
}

const repliesToUs = ({ referenced_message: on }: Message, self: Self): boolean => on?.author.id === self.id;

/** What a message replies to, if we did not say that. */
const repliedTo = (message: Message, self: Self) => (repliesToUs(message, self) ? null : message.referenced_message);

/** What a message says, or the one that it forwards. */
const contentOf = ({ content, message_snapshots }: Message): string =>
  content || message_snapshots.map(({ message }) => message.content).join('\n');

/** Which event a message of ours answers: the command or click that it responds to (which may point at a message too), else what it replies to. */
const answeredBy = (ours: Message['referenced_message']): string | null =>
  ours?.interaction_metadata?.id ?? ours?.message_reference?.message_id ?? null;

/** A reply pings whom it answers: only a mention in the text calls us by name. */
function reachOf(message: Message, self: Self): Reach | null {
  if (!message.guild_id) return 'direct';
  if (message.content === '' && message.message_snapshots.length > 0) return null; // what somebody forwards is not their question
  const isPinged = message.mentions.some(({ id }) => id === self.id);
  const isTyped = isPinged && new RegExp(`<@!?${self.id}>`).test(message.content);
  if (isTyped || namesOurRole(message, self)) return 'mention';
  if (repliesToUs(message, self) && !beginsWithName.test(message.content)) return 'reply';
  // The rest has a text only where the app may read all messages. What names somebody, or replies to them, is said to them.
  const isToSomebody = message.mention_everyone || message.mentions.length + message.mention_roles.length > 0;
  if (isToSomebody || message.type !== 0) return null;
  return message.position === undefined ? 'ambient' : 'overheard';
}

/** Begins with somebody's mention: what follows is said to them. */
const beginsWithName = /^\s*<@[!&]?\d+>/;

/**
 * Whether a message names the role that carries our name, which the client offers next to us. Discord may keep the text of such a
 * message from us (it promises only what mentions the app), so an empty one counts too.
 */
function namesOurRole({ guild_id, mention_roles, content }: Message, { roles }: Self): boolean {
  const role = guild_id && roles.get(guild_id);
  return !!role && mention_roles.includes(role) && (content === '' || content.includes(`<@&${role}>`));
}

/** https://docs.discord.com/developers/reference#message-formatting-formats */
const markup =
  /<@!?(?<user>\d+)>|<@&(?<role>\d+)>|<#(?<channel>\d+)>|<a?(?<emoji>:\w+:)\d+>|<(?<command>\/[^:>]+):\d+>|<(?<link>https?:\/\/[^\s>]+)>/g;

/** A text as a person saw it, as far as Discord says what it names: else the id stays, for `writtenId` to find. */
const readMarkup = (content: string, nameOf: (user: string) => string): string =>
  readTimes(content).replace(markup, (...match) => {
    const found = match.at(-1) as Record<string, string | undefined>;
    if (found.user) return `@${nameOf(found.user)}`;
    if (found.role) return `@&${found.role}`;
    if (found.channel) return `#${found.channel}`;
    return found.emoji ?? found.command ?? found.link ?? '';
  });

/** What a message says or forwards; where that is nothing but our name, what it replies to, unless we said that. */
const wordsOf = (message: Message, self: Self): string =>
  wordsIn(contentOf(message), message, self) || wordsIn(repliedTo(message, self)?.content ?? '', message, self);

/** A text that a message shows, as a person saw it, less our own name. */
function wordsIn(content: string, message: Message, self: Self): string {
  const role = message.guild_id && self.roles.get(message.guild_id);
  const ourName = new RegExp(`\\s*<@(?:!?${self.id}${role ? `|&${role}` : ''})>`, 'g');
  const nameOf = (id: string): string => {
    const found = message.mentions.find((user) => user.id === id);
    return found?.member?.nick ?? found?.global_name ?? found?.username ?? 'someone';
  };
  return readMarkup(content.replace(ourName, ''), nameOf)
    .replace(/^[\s,:;]+/, '')
    .trim();
}

const threadTypes = new Set<number>(Object.values(threads));

function readInteraction(interaction: Act, self: Self): Event {
  const { id: user, global_name, username } = userOf(interaction);
  return {
    id: interaction.id,
    platform: 'discord',
    workspace: workspaceOf(interaction.guild_id, user),
    channel: interaction.channel_id,
    thread: threadTypes.has(interaction.channel?.type ?? 0) ? interaction.channel_id : null,
    user,
    name: interaction.member?.nick ?? global_name ?? username,
    follows: null,
    isPrivate: isPrivate(interaction),
    isAdmin: isAdmin(interaction),
    isGuest: (isGuest(interaction) && interaction.context !== contexts.ours) || isShutOut(interaction),
    isShared: false,
    ...wantedOf(interaction, self),
  };
}

/** Whether who used it runs the server; outside of any, what they do concerns only them. */
const isAdmin = ({ member }: Interaction): boolean =>
  !member || (BigInt(member.permissions) & (may.administrate | may.manageServer)) !== 0n;

/** Whether it was used in a server's channel where we may not post. */
function isShutOut({ guild_id, channel, app_permissions }: Interaction): boolean {
  if (guild_id === undefined || app_permissions === undefined) return false;
  const ours = BigInt(app_permissions);
  if (ours & may.administrate) return false;
  const needed = may.view | (threadTypes.has(channel?.type ?? 0) ? may.writeInThreads : may.write);
  return (ours & needed) !== needed;
}

/** A click on what one person sees, or a form opened from there or by a command. */
const isPrivate = (interaction: Interaction): boolean =>
  (interaction.type === interactionTypes.button && (interaction.message.flags & ephemeral) !== 0) ||
  (interaction.type === interactionTypes.form && (!interaction.message || (interaction.message.flags & ephemeral) !== 0));

function wantedOf(interaction: Act, self: Self): { reach: Reach; input: Input } {
  if (interaction.type === interactionTypes.button)
    return { reach: 'button', input: { type: 'action', action: actionOf(interaction.data.custom_id) } };
  if (interaction.type === interactionTypes.form) {
    const { data } = interaction;
    return { reach: 'button', input: { type: 'form', action: data.custom_id, values: readValues(data) } };
  }
  const { data } = interaction;
  if (data.type === commandTypes.message) {
    const target = data.resolved.messages[data.target_id];
    return { reach: 'shortcut', input: { type: 'quoted', text: target ? wordsOf(target, self) : '' } };
  }
  const [{ name: verb, options }] = data.options;
  // With a command Discord does not say whom its arguments name.
  const args = Object.fromEntries(options.map(({ name, value }) => [name, readMarkup(String(value), (id) => id)]));
  return { reach: 'command', input: { type: 'command', verb, args } };
}
