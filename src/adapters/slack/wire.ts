import { z } from 'zod';

/** What Slack sends, as far as it is read here. */
export const id = z.string().min(1);
const Place = z.object({ id });
/** `name` is the handle: Slack sends no display name with what happens. */
export const Actor = Place.extend({ name: z.string().nullish(), username: z.string().nullish() });
export const Kind = z.object({ type: z.string().optional(), command: z.string().optional() });

/** https://docs.slack.dev/apis/events-api/#event-type-structure */
export const EventCallback = z.object({
  event_id: id,
  is_ext_shared_channel: z.boolean().nullish(),
  event: z.looseObject({
    type: z.string(),
    subtype: z.string().optional(),
    bot_id: z.string().nullish(),
    edited: z.unknown().optional(),
  }),
});

/** Other messages that somebody forwards with theirs have `is_share` (weak: https://github.com/ColeMurray/background-agents/pull/1146). */
const attachments = z.array(z.object({ is_share: z.boolean().nullish(), text: z.string().nullish() })).catch([]);

/** https://docs.slack.dev/reference/events/message, https://docs.slack.dev/reference/events/app_mention */
export const Message = z.object({
  user: id,
  channel: id,
  channel_type: z.string().optional(),
  ts: id,
  thread_ts: id.optional(),
  parent_user_id: id.optional(),
  text: z.string().default(''),
  attachments,
});
export type Message = z.infer<typeof Message>;

const Said = z.looseObject({ text: z.string().default('') });
/** https://docs.slack.dev/reference/events/message/message_changed */
export const Changed = z.looseObject({
  subtype: z.literal('message_changed'),
  channel: id,
  channel_type: z.string().optional(),
  message: Said,
  previous_message: Said,
});

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
export const SlashCommand = z.object({
  trigger_id: id,
  channel_id: id,
  user_id: id,
  user_name: z.string().default(''),
  text: z.string().default(''),
  response_url: z.url(),
});

const Interaction = z.object({
  trigger_id: id,
  user: Actor,
  response_url: z.url(),
});

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const MessageShortcut = Interaction.extend({
  callback_id: z.string(),
  channel: Place,
  message: z.object({ ts: id, thread_ts: id.optional(), text: z.string().nullish(), attachments }),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const BlockActions = Interaction.partial({ response_url: true }).extend({
  channel: Place.extend({ name: z.string().optional() }).nullish(),
  container: z.object({
    type: z.string(),
    message_ts: id.optional(),
    thread_ts: id.optional(),
    is_ephemeral: z.boolean().default(false),
  }),
  actions: z.array(z.object({ value: z.string().optional() })).min(1),
});

const Picked = z.object({ value: z.string() });
const FilledView = z.object({
  private_metadata: z.string(),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          value: z.string().nullish(),
          selected_option: Picked.nullish(),
          selected_options: z.array(Picked).nullish(),
          selected_users: z.array(z.string()).nullish(),
        }),
      ),
    ),
  }),
});
export type FilledView = z.infer<typeof FilledView>;
/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const ViewSubmission = Interaction.omit({ response_url: true }).extend({ view: FilledView });

/** https://docs.slack.dev/reference/events/member_joined_channel */
export const Joined = z.object({ user: id, channel: id, inviter: id.nullish() });

const Team = z.object({ id: id.nullish(), enterprise_id: id.nullish() }).nullish();
/** What says whose payload it is, whichever kind it is of. */
export const Origins = z.looseObject({
  authorizations: z
    .array(z.object({ team_id: id.nullish(), enterprise_id: id.nullish(), is_enterprise_install: z.boolean().nullish() }))
    .nullish(),
  team_id: id.nullish(),
  enterprise_id: id.nullish(),
  is_enterprise_install: z.union([z.boolean(), z.string()]).nullish(),
  team: Team,
  enterprise: z.object({ id }).nullish(),
  user: z.union([z.object({ team_id: id.nullish() }), z.string()]).nullish(),
  view: z.object({ private_metadata: z.string() }).nullish(),
  actions: z.array(z.object({ action_id: z.string().nullish() })).nullish(),
});

/**
 * https://docs.slack.dev/reference/events/app_uninstalled, https://docs.slack.dev/reference/events/tokens_revoked,
 * https://docs.slack.dev/reference/events/team_access_revoked
 */
export const Removal = z.object({
  type: z.literal('event_callback'),
  event_time: z.number(),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({ type: z.literal('tokens_revoked'), tokens: z.object({ bot: z.array(z.string()).min(1) }) }),
    z.object({ type: z.literal('team_access_revoked'), team_ids: z.array(id).min(1) }),
  ]),
});
