/**
 * Payloads in the shapes Slack documents, fields we do not read included:
 * https://docs.slack.dev/apis/events-api, https://docs.slack.dev/reference/events/message,
 * https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/reference/interaction-payloads
 */
export const team = 'T123ABC456';
export const channel = 'C123ABC456';
export const person = 'U123ABC456';
export const botUser = 'U0LAN0Z89';
export const responseUrl = 'https://hooks.slack.com/actions/T123ABC456/1234567890/dEaDbEeF';

type Fields = Record<string, unknown>;

/** The Events API's envelope around `event`; `envelope` replaces fields of it. */
export const eventCallback = (event: Fields, envelope: Fields = {}) => ({
  token: 'ZZZZZZWSxiZZZ2yIvs3peJ',
  team_id: team,
  context_team_id: team,
  context_enterprise_id: null,
  api_app_id: 'A123ABC456',
  event,
  type: 'event_callback',
  event_id: 'Ev123ABC456',
  event_time: 1515449522,
  authorizations: [{ enterprise_id: null, team_id: team, user_id: botUser, is_bot: true, is_enterprise_install: false }],
  is_ext_shared_channel: false,
  event_context: '4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMTIzQUJDNDU2In0',
  ...envelope,
});

const spoken = (type: string, text: string): Fields => ({
  type,
  user: person,
  client_msg_id: '6dbc1fb1-0a5b-4b0c-a5f4-1a0e1c8d6a11',
  ts: '1515449522.000016',
  text,
  team,
  blocks: [
    { type: 'rich_text', block_id: 'BXn1o', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] },
  ],
  channel,
  event_ts: '1515449522.000016',
});

export const appMention = (text: string, fields: Fields = {}, envelope: Fields = {}) =>
  eventCallback({ ...spoken('app_mention', text), ...fields }, envelope);

/** A message in a public channel; `fields` moves it to a thread, a direct message and so on. */
export const message = (text: string, fields: Fields = {}) =>
  eventCallback({ ...spoken('message', text), channel_type: 'channel', ...fields });

/** What an edit made of a message; a mention in it comes as an `app_mention` with `edited`, too. */
export const messageChanged = (before: string, after: string, fields: Fields = {}, more: Fields = {}) => {
  const { channel: _, event_ts: __, ...said } = spoken('message', after);
  const changed = { ...said, edited: { user: person, ts: '1515449599.000000' }, ...fields };
  const previous_message = { ...said, text: before, ...fields };
  return eventCallback({
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel,
    channel_type: 'channel',
    ts: '1515449599.000100',
    event_ts: '1515449599.000100',
    message: changed,
    previous_message,
    ...more,
  });
};

export const directMessage = (text: string, fields: Fields = {}) =>
  message(text, { channel: 'D024BE91L', channel_type: 'im', ...fields });

/** All values are text: it travels as a form. */
export const slashCommand = (text: string, fields: Record<string, string> = {}) => ({
  token: 'gIkuvaNzQIHg97ATvDxqgjtO',
  team_id: team,
  team_domain: 'example',
  channel_id: channel,
  channel_name: 'architecture',
  user_id: person,
  user_name: 'ada',
  command: '/tiebreak',
  text,
  api_app_id: 'A123ABC456',
  is_enterprise_install: 'false',
  response_url: 'https://hooks.slack.com/commands/T123ABC456/1234/5678',
  trigger_id: '13345224609.738474920.8088930838d88f008e0',
  ...fields,
});

const interaction = {
  token: 'Nj2rfC2hU8mAfgaJLemZgO7H',
  api_app_id: 'A123ABC456',
  team: { id: team, domain: 'example' },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: person, username: 'ada', name: 'ada', team_id: team },
  channel: { id: channel, name: 'architecture' },
  response_url: responseUrl,
  trigger_id: '13345224609.738474920.8088930838d88f008e0',
};

/** The shortcut "Ask Tiebreak" on somebody's message. */
export const messageAction = (text: string, { fields = {}, message = {} }: { fields?: Fields; message?: Fields } = {}) => ({
  ...interaction,
  type: 'message_action',
  callback_id: 'ask',
  action_ts: '1581106241.371594',
  message_ts: '1515449500.000001',
  message: { type: 'message', user: 'U2147483697', ts: '1515449500.000001', text, team, ...message },
  ...fields,
});

/** A click on a button of ours in a public message. */
export const blockActions = (value: string, { fields = {}, container = {} }: { fields?: Fields; container?: Fields } = {}) => ({
  ...interaction,
  type: 'block_actions',
  container: { type: 'message', message_ts: '1548261231.000200', channel_id: channel, is_ephemeral: false, ...container },
  message: { bot_id: 'BAH5CA16Z', type: 'message', text: 'An answer', user: botUser, ts: '1548261231.000200' },
  state: { values: {} },
  actions: [
    {
      type: 'button',
      action_id: '2.0',
      block_id: '=qXel',
      text: { type: 'plain_text', text: 'View', emoji: false },
      value,
      action_ts: '1548426417.840180',
    },
  ],
  ...fields,
});

/** The same in a message only the clicker sees: Slack sends no copy of it. */
export const ephemeralBlockActions = (value: string, container: Fields = {}) => {
  const { message: _, ...payload } = blockActions(value, { container: { is_ephemeral: true, ...container } });
  return payload;
};

let uses = 0;

/** The same payload as of another event: what people do twice has another id each time. */
export function anew<Payload extends object>(payload: Payload): Payload {
  uses += 1;
  const id = 'event_id' in payload ? { event_id: `EvAnew${uses}` } : { trigger_id: `13345224609.738474920.anew${uses}` };
  return { ...payload, ...id };
}
