import type { z } from 'zod';
import type { Event, Input, Reach } from '../../core/event.ts';
import { pointsElsewhere } from '../../core/said.ts';
import { shortcut } from './commands.ts';
import { originOf, readValues } from './form.ts';
import { workspaceIn } from './render.ts';
import { mention, unescapeText, withoutMention } from './text.ts';
import {
  type Actor,
  BlockActions,
  Changed,
  EventCallback,
  id,
  Joined,
  Kind,
  Message,
  MessageShortcut,
  Origins,
  Removal,
  SlashCommand,
  ViewSubmission,
} from './wire.ts';

/** What happened, and where Slack takes answers to it besides the Web API. */
export type Found = {
  event: Event;
  /** Takes 5 messages in 30 minutes, even where we are no member; null where people just talk. */
  responseUrl: string | null;
  /** Whether the event's thread has begun: in a thread without replies, Slack shows nobody a private message. */
  isThreadOpen: boolean;
  /** The timestamp of the message whose button it is, where it is one that everybody there sees; else null. */
  clicked: string | null;
  /** Opens one form, within 3 seconds; null where people just talk, or have just sent one in. */
  triggerId: string | null;
  /** When it came, in ms since 1970. */
  received: number;
};
type Spoken = z.infer<typeof EventCallback>['event'];
type Read = Omit<Found, 'received' | 'event'> & { event: Omit<Event, 'workspace'> };

/** The type of a payload, read before any schema is tried: most payloads are of another type, and a schema takes long to say why it does not fit. */
export const typeOf = (payload: unknown): unknown => (payload as { type?: unknown } | null)?.type;

/** Where a payload comes from: a workspace, the organisation it belongs to, and whether the whole organisation installed us. */
export type Tenant = { workspace: string | null; organisation: string | null; isOrganisation: boolean };

/** Whose payload it is, which decides with which token we may answer. Throws ZodError where it is malformed. */
export function tenantOf(payload: unknown): Tenant {
  const { authorizations, team_id, enterprise_id, is_enterprise_install, team, enterprise, user, view, actions } =
    Origins.parse(payload);
  const ours = typeOf(payload) === 'view_submission' && view ? originOf(view).workspace : workspaceIn(actions?.[0]?.action_id);
  // In a channel shared between companies, `team_id` may name theirs; the authorization names the installation that hears it.
  const heard = authorizations?.[0] ?? {
    team_id,
    enterprise_id,
    is_enterprise_install: String(is_enterprise_install) === 'true',
  };
  const isInstalledByOrganisation = heard.is_enterprise_install === true;
  const told = ours ?? heard.team_id ?? team_id ?? team?.id ?? (typeof user === 'object' ? user?.team_id : null) ?? null;
  const organisation = heard.enterprise_id ?? enterprise_id ?? enterprise?.id ?? team?.enterprise_id ?? null;
  const workspace = told === organisation ? null : told; // as `user.team_id` Slack may name the organisation
  return { workspace, organisation, isOrganisation: isInstalledByOrganisation || workspace === null };
}

/** Where we were removed: `members` are workspaces of an organisation that goes on without them. `at`: ms since 1970. */
export type Farewell = { at: number; from: string | null; members: string[] };

/** What a payload says of our removal; null where it says no such thing. */
export function farewellIn(payload: unknown): Farewell | null {
  const { data } = typeOf(payload) === 'event_callback' ? Removal.safeParse(payload) : {};
  if (!data) return null;
  const { event, event_time } = data;
  const { workspace, organisation, isOrganisation } = tenantOf(payload);
  const members = event.type === 'team_access_revoked' ? event.team_ids : [];
  const whole = isOrganisation ? organisation : workspace;
  return { at: 1_000 * event_time + 999, from: members.length > 0 ? null : whole, members }; // Slack tells whole seconds
}

/**
 * Reads what Slack delivered for a tenant (`tenantOf`): an Events API callback, a slash command, an interaction, or a form. Null where it is not for us: bots, edits
 * that do not add our name, joins, talk outside threads that calls somebody by name, and messages that mention us, which arrive as `app_mention` too.
 * @throws ZodError where a payload that is for us lacks what Slack documents.
 */
export function parse(payload: unknown, { workspace, organisation }: Tenant, botUser: string, now: number): Found | null {
  const found = read(payload, botUser);
  return found && { ...found, event: { ...found.event, workspace: id.parse(workspace ?? organisation) }, received: now };
}

function read(payload: unknown, botUser: string): Read | null {
  const { type, command } = Kind.parse(payload);
  if (command) return fromCommand(SlashCommand.parse(payload));
  if (type === 'event_callback') return fromEvent(EventCallback.parse(payload), botUser);
  if (type === 'message_action') return fromShortcut(MessageShortcut.parse(payload), botUser);
  if (type === 'block_actions') return fromClick(BlockActions.parse(payload));
  if (type === 'view_submission') return fromForm(ViewSubmission.parse(payload));
  return null;
}

function fromEvent(
  { event: told, event_id, is_ext_shared_channel }: z.infer<typeof EventCallback>,
  botUser: string,
): Read | null {
  if (told.type === 'member_joined_channel') return fromJoin(Joined.parse(told), event_id, botUser);
  const event = withNameAdded(told, botUser) ?? told;
  if (!isSaidByPerson(event)) return null;
  const message = Message.parse(event);
  const reach = event.type === 'app_mention' ? 'mention' : reachOf(message, botUser);
  if (!reach || message.user === botUser) return null;
  return {
    ...untold,
    event: {
      ...common,
      id: event_id,
      channel: message.channel,
      thread: message.thread_ts ?? (reach === 'mention' || reach === 'ambient' ? message.ts : null),
      follows: message.thread_ts ?? null,
      user: message.user,
      reach,
      isShared: is_ext_shared_channel === true,
      input: inputOf(message, reach, botUser),
    },
    isThreadOpen: message.thread_ts !== undefined,
  };
}

/** What a message says; where it is for us, and only points at one that it forwards, what that says, in somebody else's words. */
function inputOf(message: Message, reach: Reach, botUser: string): Input {
  const own = withoutMention(message.text, botUser);
  const theirs = withoutMention(forwardedIn(message), botUser);
  const isForUs = reach === 'mention' || reach === 'direct';
  return isForUs && theirs !== '' && pointsElsewhere(own) ? { type: 'quoted', text: theirs } : { type: 'text', text: own };
}

const forwardedIn = ({ attachments }: Pick<Message, 'attachments'>): string =>
  attachments.find(({ is_share }) => is_share)?.text ?? '';

/** A message to which an edit added our name: whoever forgot it means us then. Null where an event is something else. */
function withNameAdded(event: Spoken, botUser: string): Spoken | null {
  const { data } = event.subtype === 'message_changed' ? Changed.safeParse(event) : {};
  if (!data || data.channel_type === 'im') return null;
  const { channel, message, previous_message } = data;
  const isNamed = mention(botUser).test(message.text) && !mention(botUser).test(previous_message.text);
  return isNamed ? EventCallback.shape.event.parse({ ...message, channel, type: 'app_mention', edited: undefined }) : null;
}

/** Of those who join a channel, only we ourselves are news. */
const fromJoin = ({ user, channel, inviter }: z.infer<typeof Joined>, event_id: string, botUser: string): Read | null =>
  user !== botUser
    ? null
    : {
        ...untold,
        event: {
          ...common,
          id: event_id,
          channel,
          user: inviter ?? user,
          reach: 'arrival',
          input: { type: 'action', action: 'arrive' },
        },
      };

function fromCommand(command: z.infer<typeof SlashCommand>): Read {
  return {
    ...untold,
    event: {
      ...common,
      id: command.trigger_id,
      channel: command.channel_id,
      user: command.user_id,
      name: command.user_name,
      reach: 'command',
      input: { type: 'text', text: unescapeText(command.text) },
    },
    responseUrl: command.response_url,
    triggerId: command.trigger_id,
  };
}

function fromShortcut(action: z.infer<typeof MessageShortcut>, botUser: string): Read | null {
  if (action.callback_id !== shortcut.callback_id) return null;
  return {
    ...untold,
    event: {
      ...common,
      id: action.trigger_id,
      channel: action.channel.id,
      thread: action.message.thread_ts ?? action.message.ts,
      follows: action.message.thread_ts ?? null,
      user: action.user.id,
      name: nameOf(action.user),
      reach: 'shortcut',
      input: { type: 'quoted', text: withoutMention(action.message.text || forwardedIn(action.message), botUser) },
    },
    responseUrl: action.response_url,
    isThreadOpen: action.message.thread_ts !== undefined,
    triggerId: action.trigger_id,
  };
}

function fromClick(click: z.infer<typeof BlockActions>): Read | null {
  const { container, channel } = click;
  const action = click.actions[0]?.value;
  if (container.type !== 'message' || !channel || !action) return null;
  // A message only one person sees has no thread of its own, and in a direct message the conversation is the thread.
  const isDirect = channel.name === 'directmessage';
  const ownThread = container.is_ephemeral || isDirect ? undefined : container.message_ts;
  return {
    event: {
      ...common,
      id: click.trigger_id,
      channel: channel.id,
      thread: container.thread_ts ?? ownThread ?? null,
      user: click.user.id,
      name: nameOf(click.user),
      reach: 'button',
      isPrivate: container.is_ephemeral,
      isShared: !isDirect,
      input: { type: 'action', action },
    },
    responseUrl: click.response_url ?? null,
    isThreadOpen: container.thread_ts !== undefined,
    clicked: container.is_ephemeral ? null : (container.message_ts ?? null),
    triggerId: click.trigger_id,
  };
}

function fromForm({ view, ...submission }: z.infer<typeof ViewSubmission>): Read {
  const { action, isPrivate, responseUrl, isThreadOpen, channel, thread } = originOf(view);
  return {
    ...untold,
    event: {
      ...common,
      id: submission.trigger_id,
      channel,
      thread,
      user: submission.user.id,
      name: nameOf(submission.user),
      reach: 'button',
      isPrivate,
      input: { type: 'form', action, values: readValues(view) },
    },
    responseUrl,
    isThreadOpen,
  };
}

/** Slack never says who is an admin, and only with messages whether a channel is shared between companies: until then it counts as shared. */
const common = {
  platform: 'slack',
  name: '',
  thread: null,
  follows: null,
  isPrivate: false,
  isAdmin: null,
  isGuest: false,
  isShared: true,
} as const;

/** For payloads that say nothing about where else answers may go. */
const untold = { responseUrl: null, isThreadOpen: false, clicked: null, triggerId: null };

const spokenSubtypes = new Set([undefined, 'file_share', 'thread_broadcast']);

const isSaidByPerson = ({ type, subtype, bot_id, edited }: Spoken): boolean =>
  (type === 'message' || type === 'app_mention') && spokenSubtypes.has(subtype) && !bot_id && !edited;

function reachOf({ text, channel_type, ts, thread_ts, parent_user_id }: Message, botUser: string): Reach | null {
  if (channel_type === 'im') return 'direct';
  if (text === '') return null;
  const isInThread = thread_ts !== undefined && thread_ts !== ts;
  if (mention(botUser).test(text)) return null;
  // `<@U1>`, `<!here>`, `<!subteam^S1>`: said to them.
  if (!isInThread) return /<[@!]/.test(text) ? null : 'ambient';
  return parent_user_id === botUser ? 'below' : 'overheard';
}

const nameOf = ({ name, username }: z.infer<typeof Actor>): string => name ?? username ?? '';
