import { z } from 'zod';
import { definitions } from '../../src/adapters/discord/commands.ts';
import { renderForm } from '../../src/adapters/discord/form.ts';
import { limits } from '../../src/adapters/discord/limits.ts';
import { parse, readPacket, type Self } from '../../src/adapters/discord/parse.ts';
import { render } from '../../src/adapters/discord/render.ts';
import { commands } from '../../src/core/commands.ts';
import type { Event } from '../../src/core/event.ts';
import type { AdapterHarness } from '../contracts/adapter.ts';
import { readMarkdown } from './discord-markdown.ts';
import { modalActive, modalCreate, modalViolations, modalVisible } from './discord-modal.ts';
import {
  autocompleteCreate,
  buttonCreate,
  commandData,
  directCreate,
  directInteraction,
  ids,
  interactionCreate,
  mentionCreate,
  mentionOf,
  messageCommandCreate,
  messageCreate,
  messageObject,
  slashCreate,
  user,
} from './discord-payloads.ts';
import { messageViolations } from './discord-rules.ts';
import { ourPages } from './replies.ts';

const self: Self = { id: ids.bot, roles: new Map([[ids.guild, ids.botRole]]) };

const said = (text: string): Event['input'] => ({ type: 'text', text });
const quoted = (text: string): Event['input'] => ({ type: 'quoted', text });
const inGuild = {
  platform: 'discord',
  workspace: ids.guild,
  channel: ids.channel,
  thread: null,
  user: ids.asker,
  isPrivate: false,
};
const inDirect = { ...inGuild, workspace: `dm:${ids.asker}`, channel: ids.dm };
const ours = {
  type: 19,
  referenced_message: messageObject('', { author: user(ids.bot), message_reference: { type: 0, message_id: '5' } }),
  message_reference: { type: 0, message_id: '1', channel_id: ids.channel, guild_id: ids.guild },
};
const theirs = { ...ours, referenced_message: messageObject('Any views?', { author: user(ids.colleague) }) };
/** "These messages have an array of message_snapshots [...] with a copy of the original message", and no words of their own. https://docs.discord.com/developers/resources/message#message-reference-types */
const forwarded = (content: string) => ({
  message_reference: { type: 1, message_id: '1', channel_id: ids.channel, guild_id: ids.guild },
  message_snapshots: [{ message: { type: 0, content, mentions: [], mention_roles: [], attachments: [], embeds: [], flags: 0 } }],
});

const fixtures: AdapterHarness['fixtures'] = [
  {
    name: 'a slash command with an option',
    payload: slashCreate('compare', { criterion: 'security' }, { id: '1' }),
    event: {
      ...inGuild,
      id: '1',
      reach: 'command',
      input: { type: 'command', verb: 'compare', args: { criterion: 'security' } },
    },
  },
  {
    name: 'a slash command without options',
    payload: interactionCreate({ data: { type: 1, name: 'tiebreak', id: '7', options: [{ type: 1, name: 'help' }] } }),
    event: { ...inGuild, reach: 'command', input: { type: 'command', verb: 'help', args: {} } },
  },
  {
    name: 'a slash command in a direct message',
    payload: directInteraction({ data: commandData('ask', { question: 'Is it fast?' }) }),
    event: { ...inDirect, reach: 'command', input: { type: 'command', verb: 'ask', args: { question: 'Is it fast?' } } },
  },
  ...[
    { name: 'in a direct message of people among themselves', context: 2, channel: { type: 3 }, isGuest: true },
    {
      name: 'in our direct messages, by somebody who installed us for themselves',
      context: 1,
      channel: { type: 1 },
      isGuest: false,
    },
  ].map(({ name, isGuest, ...where }) => ({
    name: `a slash command ${name}`,
    payload: directInteraction({ data: commandData('decide', {}), authorizing_integration_owners: { '1': ids.asker }, ...where }),
    event: { workspace: `dm:${ids.asker}`, reach: 'command' as const, isGuest },
  })),
  ...[
    { name: 'that we were not added to', owners: { '1': ids.asker }, isGuest: true },
    {
      name: 'that we were added to, by somebody who installed us too',
      owners: { '0': ids.guild, '1': ids.asker },
      isGuest: false,
    },
  ].map(({ name, owners, isGuest }) => ({
    name: `a slash command in a server ${name}`,
    payload: slashCreate('decide', {}, { authorizing_integration_owners: owners }),
    event: { ...inGuild, reach: 'command' as const, isGuest },
  })),
  ...[
    { name: 'that we do not see', app_permissions: '2048', isGuest: true },
    { name: 'that we see, and may not write in', app_permissions: '1024', isGuest: true },
    { name: 'where we run the server', app_permissions: '8', isGuest: false },
    { name: 'where we may write in threads only', app_permissions: String((1n << 10n) | (1n << 38n)), isGuest: true },
    {
      name: 'where we may write in threads only, in one',
      app_permissions: String((1n << 10n) | (1n << 38n)),
      channel: { id: ids.thread, type: 11 },
      channel_id: ids.thread,
      isGuest: false,
    },
  ].map(({ name, isGuest, ...where }) => ({
    name: `a slash command in a channel ${name}`,
    payload: slashCreate('decide', {}, where),
    event: { reach: 'command' as const, isGuest },
  })),
  { name: 'a completion while somebody types', payload: autocompleteCreate('compare', 'criterion', 'sec'), event: null },
  {
    name: 'a message command',
    payload: messageCommandCreate(
      messageObject('Is <@53908232506183681> right <:thinking:1>?', { mentions: [mentionOf(ids.colleague)] }),
    ),
    event: { ...inGuild, reach: 'shortcut', input: quoted('Is @nelly right :thinking:?') },
  },
  {
    name: 'a message command on a message that somebody forwarded',
    payload: messageCommandCreate(messageObject('', forwarded('Is it fast?'))),
    event: { reach: 'shortcut', input: quoted('Is it fast?') },
  },
  {
    name: 'a button on a private message',
    payload: buttonCreate('0:ask?entry=faq%3Afaster', 64),
    event: { ...inGuild, reach: 'button', isPrivate: true, input: { type: 'action', action: 'ask?entry=faq%3Afaster' } },
  },
  {
    name: 'a button on a public message',
    payload: buttonCreate('12:share/ask?entry=faq%3Afaster'),
    event: { ...inGuild, reach: 'button', isPrivate: false, input: { type: 'action', action: 'share/ask?entry=faq%3Afaster' } },
  },
  {
    name: 'a mention',
    payload: mentionCreate(`<@${ids.bot}> is it fast?`, { id: '2' }),
    event: { ...inGuild, id: '2', reach: 'mention', input: said('is it fast?') },
  },
  {
    name: 'a mention in the old form',
    payload: mentionCreate(`Hi <@!${ids.bot}>, is it fast?`),
    event: { reach: 'mention', input: said('Hi, is it fast?') },
  },
  {
    name: 'a mention in a thread',
    payload: mentionCreate(`<@${ids.bot}> and security?`, { channel_id: ids.thread, channel_type: 11 }),
    event: { ...inGuild, channel: ids.thread, reach: 'mention', input: said('and security?') },
  },
  {
    name: 'a mention and nothing else',
    payload: mentionCreate(`<@${ids.bot}>`),
    event: { ...inGuild, reach: 'mention', input: said('') },
  },
  {
    name: 'a mention with other markup',
    payload: mentionCreate(`<@${ids.bot}>: <@${ids.colleague}> in <#1> says </tiebreak ask:5> <a:wow:99> <https://a.example/b>`, {
      mentions: [mentionOf(ids.bot), mentionOf(ids.colleague, 'Nell')],
    }),
    event: { reach: 'mention', input: said('@Nell in #1 says /tiebreak ask :wow: https://a.example/b') },
  },
  {
    name: 'the role that carries our name',
    payload: messageCreate(`<@&${ids.botRole}> is it fast?`, { mention_roles: [ids.botRole] }),
    event: { ...inGuild, reach: 'mention', input: said('is it fast?') },
  },
  {
    name: 'the role that carries our name, its text kept from us',
    payload: messageCreate('', { mention_roles: [ids.botRole] }),
    event: { ...inGuild, reach: 'mention', input: said('') },
  },
  {
    name: 'another role that we may have',
    payload: messageCreate(`<@&${ids.otherRole}> lunch?`, { mention_roles: [ids.otherRole] }),
    event: null,
  },
  { name: '@everyone', payload: messageCreate('@everyone is it fast?', { mention_everyone: true }), event: null },
  {
    name: 'a reply to a message of ours, with its ping',
    payload: mentionCreate('and security?', ours),
    event: { ...inGuild, reach: 'reply', follows: '5', input: said('and security?') },
  },
  {
    name: 'a reply to an answer to a command, which somebody shared',
    payload: mentionCreate('and security?', {
      ...ours,
      referenced_message: messageObject('', {
        author: user(ids.bot),
        interaction_metadata: { id: '6', type: 3 },
        message_reference: { type: 0, message_id: '4' },
      }),
    }),
    event: { ...inGuild, reach: 'reply', follows: '6', input: said('and security?') },
  },
  {
    name: 'a reply to a message of ours that answers nobody',
    payload: mentionCreate('and security?', { ...ours, referenced_message: messageObject('', { author: user(ids.bot) }) }),
    event: { ...inGuild, reach: 'reply', follows: null, input: said('and security?') },
  },
  {
    name: 'a reply to a message of ours that names us and says nothing',
    payload: mentionCreate(`<@${ids.bot}>`, {
      ...ours,
      referenced_message: messageObject('It depends.', { author: user(ids.bot) }),
    }),
    event: { ...inGuild, reach: 'mention', input: said('') },
  },
  {
    name: 'a reply to a message of ours that names us too',
    payload: mentionCreate(`<@${ids.bot}> and security?`, ours),
    event: { ...inGuild, reach: 'mention', follows: '5', input: said('and security?') },
  },
  ...[`<@${ids.colleague}> <@${ids.bot}> is it fast?`, `<@${ids.bot}> <@${ids.colleague}> is it fast?`].map((words) => ({
    name: `a reply to a message of ours that names us and somebody else (${words})`,
    payload: mentionCreate(words, { ...ours, mentions: [mentionOf(ids.bot), mentionOf(ids.colleague, 'Nell')] }),
    event: { ...inGuild, reach: 'mention' as const, follows: '5', input: said('@Nell is it fast?') },
  })),
  {
    name: 'a reply to a message of ours that is said to somebody else',
    payload: mentionCreate(`<@${ids.colleague}> is it fast?`, {
      ...ours,
      mentions: [mentionOf(ids.bot), mentionOf(ids.colleague, 'Nell')],
    }),
    event: null,
  },
  {
    name: 'a reply to a message of ours that is said to a role',
    payload: mentionCreate(`<@&${ids.otherRole}> is it fast?`, { ...ours, mention_roles: [ids.otherRole] }),
    event: null,
  },
  {
    name: 'a reply to a message of ours that speaks of somebody else',
    payload: mentionCreate(`what did <@${ids.colleague}> mean?`, {
      ...ours,
      mentions: [mentionOf(ids.bot), mentionOf(ids.colleague, 'Nell')],
    }),
    event: { ...inGuild, reach: 'reply', input: said('what did @Nell mean?') },
  },
  { name: 'a reply to a message of ours without a ping: no text', payload: messageCreate('', ours), event: null },
  {
    name: 'a reply to somebody else that names us',
    payload: mentionCreate(`<@${ids.bot}> and what of speed?`, theirs),
    event: { ...inGuild, reach: 'mention', follows: theirs.referenced_message.id as string, input: said('and what of speed?') },
  },
  ...['', 'thoughts?', 'is that so?', 'Can you answer this, please?', '^^'].map((words) => ({
    name: `a reply to somebody else that names us and only points at it (${words})`,
    payload: mentionCreate(`<@${ids.bot}> ${words}`, theirs),
    event: { ...inGuild, reach: 'mention' as const, input: quoted('Any views?') },
  })),
  {
    name: 'a reply to somebody else that names us and only points at it, where we may not read what that is',
    payload: mentionCreate(`<@${ids.bot}> thoughts?`, {
      ...theirs,
      referenced_message: messageObject('', { author: user(ids.colleague) }),
    }),
    event: { ...inGuild, reach: 'mention', input: quoted('') },
  },
  {
    name: 'words that would point at something, in reply to nothing',
    payload: mentionCreate(`<@${ids.bot}> thoughts?`),
    event: { ...inGuild, reach: 'mention', input: said('thoughts?') },
  },
  { name: 'a reply to somebody else', payload: messageCreate('', theirs), event: null },
  { name: 'a message forwarded to others', payload: messageCreate('', forwarded('Is it fast?')), event: null },
  { name: 'a reply to a deleted message', payload: messageCreate('', { ...ours, referenced_message: null }), event: null },
  {
    name: 'a direct message',
    payload: directCreate('Is it fast?', { id: '3' }),
    event: { ...inDirect, id: '3', reach: 'direct', input: said('Is it fast?') },
  },
  {
    name: 'a direct message that names us',
    payload: directCreate(`<@${ids.bot}> is it fast?`, { mentions: [user(ids.bot)] }),
    event: { ...inDirect, reach: 'direct', input: said('is it fast?') },
  },
  {
    name: 'a message forwarded to us',
    payload: directCreate('', forwarded('Is it <:wow:1> fast?')),
    event: { ...inDirect, reach: 'direct', input: quoted('Is it :wow: fast?') },
  },
  {
    name: 'a picture sent to us',
    payload: directCreate('', { attachments: [{ id: '1', filename: 'a.png', size: 1, url: 'u', proxy_url: 'u' }] }),
    event: null,
  },
  { name: 'our own message', payload: mentionCreate(`<@${ids.bot}> hello`, { author: user(ids.bot) }), event: null },
  {
    name: "another bot's message",
    payload: mentionCreate(`<@${ids.bot}> hello`, { author: { ...user('77'), bot: true } }),
    event: null,
  },
  {
    name: "a webhook's message",
    payload: mentionCreate(`<@${ids.bot}> hello`, { webhook_id: '88', author: user('88') }),
    event: null,
  },
  { name: 'a system message (a pin)', payload: mentionCreate(`<@${ids.bot}>`, { type: 6 }), event: null },
  { name: 'a message that is not for us', payload: messageCreate(''), event: null },
  {
    name: 'talk in a channel, where we may read it',
    payload: messageCreate('Lunch <:wow:1>?'),
    event: { ...inGuild, reach: 'ambient', isAdmin: null, input: said('Lunch :wow:?') },
  },
  {
    name: 'talk in a thread, where we may read it',
    payload: messageCreate('Lunch?', { channel_id: ids.thread, position: 3 }),
    event: { ...inGuild, channel: ids.thread, thread: ids.thread, reach: 'overheard', follows: ids.thread },
  },
  {
    name: 'talk that names somebody',
    payload: messageCreate(`<@${ids.colleague}> lunch?`, { mentions: [mentionOf(ids.colleague)] }),
    event: null,
  },
  {
    name: 'a reply to somebody, where we may read it',
    payload: messageCreate('Lunch?', { ...theirs, mentions: [] }),
    event: null,
  },
  {
    name: 'a bot in a channel, where we may read it',
    payload: messageCreate('Is it deployed?', { author: { ...user('77'), bot: true } }),
    event: null,
  },
  {
    name: 'a command that mentions somebody',
    payload: slashCreate('decide', { question: `Who, <@${ids.colleague}> or <@!${ids.asker}>? In <#1>, by <@&2> <:tie:3>` }),
    event: {
      reach: 'command',
      input: {
        type: 'command',
        verb: 'decide',
        args: { question: `Who, @${ids.colleague} or @${ids.asker}? In #1, by @&2 :tie:` },
      },
    },
  },
  {
    name: 'a command that names a moment',
    payload: slashCreate('decide', { question: 'Do we ship <t:1798736400> or <t:1798822800:R>?' }),
    event: {
      reach: 'command',
      input: {
        type: 'command',
        verb: 'decide',
        args: { question: 'Do we ship 2026-12-31 17:00 UTC or 2027-01-01 17:00 UTC?' },
      },
    },
  },
  {
    name: 'a form with a moment in it',
    payload: modalCreate(
      { custom_id: 'help', components: [{ component: { type: 4, custom_id: 'ends' } }] },
      { ends: '<t:1798736400:F>' },
    ),
    event: { input: { type: 'form', action: 'help', values: { ends: '2026-12-31 17:00 UTC' } } },
  },
  { name: 'a command by an admin', payload: slashCreate('settings', {}), event: { reach: 'command', isAdmin: true } },
  ...['0', '32', '8', '442368'].map((permissions) => ({
    name: `a command by somebody with the permissions ${permissions}`,
    payload: slashCreate('settings', {}, { member: { user: user(ids.asker), permissions } }),
    event: { reach: 'command' as const, isAdmin: ['32', '8'].includes(permissions) },
  })),
  {
    name: 'a command in a direct message, where nobody else is',
    payload: directInteraction({ data: commandData('settings', {}) }),
    event: { ...inDirect, isAdmin: true },
  },
  {
    name: 'a form opened by a command, without a choice made',
    payload: modalCreate(
      {
        custom_id: 'help?of=x',
        components: [
          { component: { type: 4, custom_id: 'words' } },
          { component: { type: 21, custom_id: 'pick', options: [{ value: 'a' }, { value: 'b' }] } },
          { component: { type: 22, custom_id: 'some', options: [{ value: 'a' }, { value: 'b' }] } },
        ],
      },
      { words: '@everyone <@1>', some: 'a,b' },
    ),
    event: {
      ...inGuild,
      reach: 'button',
      isPrivate: true,
      isAdmin: true,
      input: { type: 'form', action: 'help?of=x', values: { words: '@everyone <@1>', pick: '', some: 'a,b' } },
    },
  },
  {
    name: 'a form in which somebody picked a bot too, who does nothing with it',
    payload: modalCreate(
      { custom_id: 'help', components: [{ component: { type: 5, custom_id: 'people' } }] },
      { people: `${ids.bot},${ids.asker},${ids.colleague}` },
    ),
    event: { input: { type: 'form', action: 'help', values: { people: `${ids.asker},${ids.colleague}` } } },
  },
  {
    name: 'another kind of dispatch',
    payload: { op: 0, s: 1, t: 'TYPING_START', d: { user_id: ids.asker, channel_id: ids.channel, timestamp: 1 } },
    event: null,
  },
];

type Component = { content?: string; label?: string; url?: string; items?: { description: string }[]; components?: Component[] };
type Message = { content?: string; components?: Component[] };

const textsOf = (message: unknown): string[] => {
  const { content, components = [] } = message as Message;
  return [content, ...components.map((each) => each.content)].filter((each) => each !== undefined);
};
const labelsOf = (message: unknown): string[] =>
  ((message as Message).components ?? []).flatMap(({ components = [] }) => components.map(({ label = '' }) => label));

/** What a picture is said to show: literal, like a label. */
const descriptionsOf = (message: unknown): string[] =>
  ((message as Message).components ?? []).flatMap(({ items = [] }) => items.map(({ description }) => description));

export const visible = (message: unknown): string =>
  [...textsOf(message).map((each) => readMarkdown(each).text), ...labelsOf(message), ...descriptionsOf(message)].join('\n');

export const active = (message: unknown): string[] => [
  ...textsOf(message).flatMap((each) => readMarkdown(each).active),
  ...((message as Message).components ?? []).flatMap(({ components = [] }) =>
    components.flatMap(({ url = ourPages }) => (url.startsWith(ourPages) ? [] : [`a link to ${url}`])),
  ),
];

export const discordHarness: AdapterHarness = {
  name: 'discord',
  limits,
  fixtures,
  parse(payload) {
    try {
      const packet = readPacket(payload);
      return packet && (parse(packet, self)?.event ?? null);
    } catch (error) {
      if (error instanceof z.ZodError) return null;
      throw error;
    }
  },
  render,
  visible,
  violations: messageViolations,
  active,
  registered: definitions(commands, () => false, [0])
    .flatMap(({ options }) => options ?? [])
    .map(({ name }) => name),
  commandPayload: (verb, args) => slashCreate(verb, args),
  renderForm,
  formVisible: modalVisible,
  formViolations: modalViolations,
  formActive: modalActive,
  formPayload: (shown, filled) => modalCreate(shown, filled),
  buttonPayload: (action) => buttonCreate(`3:${action}`),
};
