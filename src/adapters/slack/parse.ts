import { z } from 'zod';
import type { Event, Reach } from '../../core/event.ts';
import { shortcut } from './commands.ts';
import { FilledView, Origin, readValues } from './form.ts';
import { readMarkup, unescapeText } from './text.ts';

/** What happened, and where Slack takes answers to it besides the Web API. */
export type Delivery = {
  event: Event;
  /** Takes 5 messages in 30 minutes, even where we are no member; null where people just talk. */
  responseUrl: string | null;
  /** Whether the event's thread has begun: in a thread without replies, Slack shows nobody a private message. */
  isThreadOpen: boolean;
  /** Opens one form, within 3 seconds; null where people just talk, or have just sent one in. */
  triggerId: string | null;
};

const id = z.string().min(1);
const Place = z.object({ id, team_id: id.nullish() });
/** `name` is the handle: Slack sends no display name with what happens. */
const Actor = Place.extend({ name: z.string().nullish(), username: z.string().nullish() });
const Kind = z.object({ type: z.string().optional(), command: z.string().optional() });

/** https://docs.slack.dev/apis/events-api/#event-type-structure */
const EventCallback = z.object({
  event_id: id,
  team_id: id.nullish(),
  enterprise_id: id.nullish(),
  authorizations: z.array(z.object({ team_id: id.nullish() })).optional(),
  event: z.looseObject({
    type: z.string(),
    subtype: z.string().optional(),
    bot_id: z.string().nullish(),
    edited: z.unknown().optional(),
  }),
});

/** https://docs.slack.dev/reference/events/message, https://docs.slack.dev/reference/events/app_mention */
const Message = z.object({
  user: id,
  channel: id,
  channel_type: z.string().optional(),
  ts: id,
  thread_ts: id.optional(),
  parent_user_id: id.optional(),
  text: z.string().default(''),
});
type Message = z.infer<typeof Message>;

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
const SlashCommand = z.object({
  trigger_id: id,
  team_id: id.optional(),
  enterprise_id: id.optional(),
  channel_id: id,
  user_id: id,
  user_name: z.string().default(''),
  text: z.string().default(''),
  response_url: z.url(),
});

const Interaction = z.object({
  trigger_id: id,
  team: z.object({ id }).nullish(),
  enterprise: z.object({ id }).nullish(),
  user: Actor,
  response_url: z.url(),
});

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
const MessageShortcut = Interaction.extend({
  callback_id: z.string(),
  channel: Place,
  message: z.object({ ts: id, thread_ts: id.optional(), text: z.string().nullish() }),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const BlockActions = Interaction.partial({ response_url: true }).extend({
  channel: Place.extend({ name: z.string().optional() }).nullish(),
  container: z.object({
    type: z.string(),
    message_ts: id.optional(),
    thread_ts: id.optional(),
    is_ephemeral: z.boolean().default(false),
  }),
  actions: z.array(z.object({ value: z.string().optional() })).min(1),
});

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const ViewSubmission = Interaction.omit({ response_url: true }).extend({ view: FilledView });

/** Whether a payload is a form sent in: it stays on the screen until we say whether all is well with it. */
export const isForm = (payload: unknown): boolean => (payload as { type?: unknown } | null)?.type === 'view_submission';

/** Where a payload comes from: a workspace, the organisation it belongs to, and whether the whole organisation installed us. */
export type Place = { workspace: string | null; organisation: string | null; isOrganisation: boolean };

const Team = z.object({ id: id.nullish(), enterprise_id: id.nullish() }).nullish();
const Origins = z.looseObject({
  authorizations: z
    .array(z.object({ team_id: id.nullish(), enterprise_id: id.nullish(), is_enterprise_install: z.boolean().nullish() }))
    .nullish(),
  team_id: id.nullish(),
  enterprise_id: id.nullish(),
  is_enterprise_install: z.union([z.boolean(), z.string()]).nullish(),
  team: Team,
  enterprise: z.object({ id }).nullish(),
  user: z.union([z.object({ team_id: id.nullish() }), z.string()]).nullish(),
});

/** Whose payload it is, which decides with which token we may answer. Throws ZodError where it is malformed. */
export function placeOf(payload: unknown): Place {
  const { authorizations, team_id, enterprise_id, is_enterprise_install, team, enterprise, user } = Origins.parse(payload);
  // In a channel shared between companies, `team_id` may name theirs; the authorization names the installation that hears it.
  const heard = authorizations?.[0] ?? {
    team_id,
    enterprise_id,
    is_enterprise_install: String(is_enterprise_install) === 'true',
  };
  const isInstalledByOrganisation = heard.is_enterprise_install === true;
  const workspace = heard.team_id ?? team_id ?? team?.id ?? (typeof user === 'object' ? user?.team_id : null) ?? null;
  const organisation = heard.enterprise_id ?? enterprise_id ?? enterprise?.id ?? team?.enterprise_id ?? null;
  return { workspace, organisation, isOrganisation: isInstalledByOrganisation || workspace === null };
}

/** https://docs.slack.dev/reference/events/app_uninstalled, https://docs.slack.dev/reference/events/tokens_revoked */
const Farewell = z.object({
  type: z.literal('event_callback'),
  event_time: z.number(),
  event: z.union([
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({ type: z.literal('tokens_revoked'), tokens: z.object({ bot: z.array(z.string()).min(1) }) }),
  ]),
});

/** When we were removed from where a payload comes from, in ms since 1970 (Slack tells whole seconds); null where it says no such thing. */
export function farewellIn(payload: unknown): number | null {
  const { data } = Farewell.safeParse(payload);
  return data ? 1_000 * data.event_time + 999 : null;
}

/**
 * Reads what Slack delivered: an Events API callback, a slash command, an interaction, or a form. Null where it is not for us: bots, edits,
 * joins, talk outside threads that calls somebody by name, and messages that mention us, which arrive as `app_mention` too.
 * @throws ZodError where a payload that is for us lacks what Slack documents.
 */
export function parse(payload: unknown, botUser: string): Delivery | null {
  const { type, command } = Kind.parse(payload);
  if (command) return fromCommand(SlashCommand.parse(payload));
  if (type === 'event_callback') return fromEvent(EventCallback.parse(payload), botUser);
  if (type === 'message_action') return fromShortcut(MessageShortcut.parse(payload), botUser);
  if (type === 'block_actions') return fromClick(BlockActions.parse(payload));
  if (isForm(payload)) return fromForm(ViewSubmission.parse(payload));
  return null;
}

function fromEvent({ event, ...envelope }: z.infer<typeof EventCallback>, botUser: string): Delivery | null {
  // In a channel shared between companies, `team_id` may name theirs; the authorization names the installation that hears it.
  const workspace = envelope.authorizations?.[0]?.team_id ?? envelope.team_id ?? envelope.enterprise_id;
  if (event.type === 'member_joined_channel') return fromJoin(Joined.parse(event), { ...envelope, workspace }, botUser);
  if (!isSaidByPerson(event)) return null;
  const message = Message.parse(event);
  const reach = event.type === 'app_mention' ? 'mention' : reachOf(message, botUser);
  if (!reach || message.user === botUser) return null;
  return {
    event: {
      ...common,
      id: envelope.event_id,
      workspace: id.parse(workspace),
      channel: message.channel,
      thread: message.thread_ts ?? (reach === 'mention' || reach === 'ambient' ? message.ts : null),
      user: message.user,
      name: '',
      reach,
      input: { type: 'text', text: withoutMention(message.text, botUser) },
    },
    responseUrl: null,
    isThreadOpen: message.thread_ts !== undefined,
    triggerId: null,
  };
}

/** https://docs.slack.dev/reference/events/member_joined_channel */
const Joined = z.object({ user: id, channel: id, inviter: id.nullish() });

/** Of those who join a channel, only we ourselves are news. */
const fromJoin = (
  { user, channel, inviter }: z.infer<typeof Joined>,
  { event_id, workspace }: { event_id: string; workspace: string | null | undefined },
  botUser: string,
): Delivery | null =>
  user !== botUser
    ? null
    : {
        event: {
          ...common,
          id: event_id,
          workspace: id.parse(workspace),
          channel,
          thread: null,
          user: inviter ?? user,
          name: '',
          reach: 'arrival',
          input: { type: 'action', action: 'arrive' },
        },
        responseUrl: null,
        isThreadOpen: false,
        triggerId: null,
      };

function fromCommand(command: z.infer<typeof SlashCommand>): Delivery {
  return {
    event: {
      ...common,
      id: command.trigger_id,
      workspace: id.parse(command.team_id ?? command.enterprise_id),
      channel: command.channel_id,
      thread: null,
      user: command.user_id,
      name: command.user_name,
      reach: 'command',
      input: { type: 'text', text: unescapeText(command.text) },
    },
    responseUrl: command.response_url,
    isThreadOpen: false,
    triggerId: command.trigger_id,
  };
}

function fromShortcut(action: z.infer<typeof MessageShortcut>, botUser: string): Delivery | null {
  if (action.callback_id !== shortcut.callback_id) return null;
  return {
    event: {
      ...common,
      id: action.trigger_id,
      workspace: workspaceOf(action),
      channel: action.channel.id,
      thread: action.message.thread_ts ?? action.message.ts,
      user: action.user.id,
      name: nameOf(action.user),
      reach: 'shortcut',
      input: { type: 'text', text: withoutMention(action.message.text ?? '', botUser) },
    },
    responseUrl: action.response_url,
    isThreadOpen: action.message.thread_ts !== undefined,
    triggerId: action.trigger_id,
  };
}

function fromClick(click: z.infer<typeof BlockActions>): Delivery | null {
  const { container, channel } = click;
  const action = click.actions[0]?.value;
  if (container.type !== 'message' || !channel || !action) return null;
  // A message only one person sees has no thread of its own, and in a direct message the conversation is the thread.
  const ownThread = container.is_ephemeral || channel.name === 'directmessage' ? undefined : container.message_ts;
  return {
    event: {
      ...common,
      id: click.trigger_id,
      workspace: workspaceOf(click),
      channel: channel.id,
      thread: container.thread_ts ?? ownThread ?? null,
      user: click.user.id,
      name: nameOf(click.user),
      reach: 'button',
      isPrivate: container.is_ephemeral,
      input: { type: 'action', action },
    },
    responseUrl: click.response_url ?? null,
    isThreadOpen: container.thread_ts !== undefined,
    triggerId: click.trigger_id,
  };
}

function fromForm({ view, ...submission }: z.infer<typeof ViewSubmission>): Delivery {
  const { action, isPrivate, responseUrl, isThreadOpen, channel, thread } = Origin.parse(JSON.parse(view.private_metadata));
  return {
    event: {
      ...common,
      id: submission.trigger_id,
      workspace: workspaceOf(submission),
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
    triggerId: null,
  };
}

/** Slack sends no locale with events, nor who is an admin. */
const common = { platform: 'slack', locale: 'en-US', isPrivate: false, isAdmin: null } as const;

const spokenSubtypes = new Set([undefined, 'file_share', 'thread_broadcast']);

const isSaidByPerson = ({ type, subtype, bot_id, edited }: z.infer<typeof EventCallback>['event']): boolean =>
  (type === 'message' || type === 'app_mention') && spokenSubtypes.has(subtype) && !bot_id && !edited;

function reachOf({ text, channel_type, ts, thread_ts, parent_user_id }: Message, botUser: string): Reach | null {
  if (text === '') return null;
  if (channel_type === 'im') return 'direct';
  const isInThread = thread_ts !== undefined && thread_ts !== ts;
  if (mention(botUser).test(text)) return null;
  // `<@U1>`, `<!here>`, `<!subteam^S1>`: said to them.
  if (!isInThread) return /<[@!]/.test(text) ? null : 'ambient';
  return parent_user_id === botUser ? 'reply' : 'overheard';
}

/** `team` is null where the app is installed for a whole organisation. */
const workspaceOf = ({ team, user, enterprise }: Pick<z.infer<typeof Interaction>, 'team' | 'user' | 'enterprise'>): string =>
  id.parse(team?.id ?? user.team_id ?? enterprise?.id);

const nameOf = ({ name, username }: z.infer<typeof Actor>): string => name ?? username ?? '';

const mention = (user: string): RegExp => new RegExp(`<@${user}(?:\\|[^>]*)?>`);

const withoutMention = (markup: string, botUser: string): string =>
  readMarkup(markup.replace(new RegExp(` ?${mention(botUser).source}[:,]?`, 'g'), '')).trim();
