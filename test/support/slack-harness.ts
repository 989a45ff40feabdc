import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { renderForm } from '../../src/adapters/slack/form.ts';
import { limits } from '../../src/adapters/slack/limits.ts';
import { parse, tenantOf } from '../../src/adapters/slack/parse.ts';
import { render } from '../../src/adapters/slack/render.ts';
import type { AdapterHarness } from '../contracts/adapter.ts';
import { active, violations, visible } from './slack-message.ts';
import * as slack from './slack-payloads.ts';
import { viewActive, viewSubmission, viewViolations, viewVisible } from './slack-view.ts';

const { botUser, channel, person, team } = slack;
const thread = '1515449400.000009';
const grid = { enterprise_id: 'E07QVJ1LF', team_id: 'T07GRIDWS1' };

export const manifest = parseYaml(readFileSync(new URL('../../slack-manifest.yaml', import.meta.url), 'utf8'));
const usageHint: string = manifest.features.slash_commands[0].usage_hint;

/** A message that somebody forwards, as Slack attaches it to theirs. */
const forwarded = [
  {
    id: 1,
    ts: '1515449400.000001',
    is_msg_unfurl: true,
    is_share: true,
    author_id: 'U777',
    channel_id: 'C777',
    from_url: 'https://example.slack.com/archives/C777/p1515449400000001',
    fallback: '[January 8th, 2018] ada: is *A* faster?',
    text: 'is *A* faster?',
    mrkdwn_in: ['text'],
    footer: 'Slack Conversation',
  },
];

const fixtures: AdapterHarness['fixtures'] = [
  {
    name: 'a mention in a channel',
    payload: slack.appMention(
      `<@${botUser}> is A &amp; B &lt;fast&gt;, <@U777> in <#C42|general>? <https://a.example/x|this> <!here>`,
    ),
    event: {
      id: 'Ev123ABC456',
      platform: 'slack',
      workspace: team,
      channel,
      thread: '1515449522.000016',
      user: person,
      reach: 'mention',
      isPrivate: false,
      isShared: false,
      input: { type: 'text', text: 'is A & B <fast>, @U777 in #general? this @here' },
    },
  },
  {
    name: 'a mention in a thread, not at the start',
    payload: slack.appMention(`so, <@${botUser}>, faster?`, { thread_ts: thread, parent_user_id: 'U777' }),
    event: { reach: 'mention', thread, input: { type: 'text', text: 'so, faster?' } },
  },
  { name: 'a mention alone', payload: slack.appMention(`<@${botUser}>`), event: { input: { type: 'text', text: '' } } },
  { name: 'a mention by a bot', payload: slack.appMention(`<@${botUser}> hi`, { bot_id: 'B1' }), event: null },
  {
    name: 'a mention somebody edited',
    payload: slack.appMention(`<@${botUser}> hi`, { edited: { user: person, ts: '1515449599.000000' } }),
    event: null,
  },
  {
    name: 'a mention that somebody added to what they had said',
    payload: slack.messageChanged('is it faster?', `<@${botUser}> is it faster?`),
    event: {
      reach: 'mention',
      channel,
      thread: '1515449522.000016',
      user: person,
      input: { type: 'text', text: 'is it faster?' },
    },
  },
  {
    name: 'a mention that somebody added in a thread',
    payload: slack.messageChanged('is it?', `is it <@${botUser}>?`, { thread_ts: thread, parent_user_id: 'U777' }),
    event: { reach: 'mention', thread, input: { type: 'text', text: 'is it?' } },
  },
  {
    name: 'a mention that stood there before an edit',
    payload: slack.messageChanged(`<@${botUser}> is it fsater?`, `<@${botUser}> is it faster?`),
    event: null,
  },
  {
    name: 'a mention that an edit took away',
    payload: slack.messageChanged(`<@${botUser}> is it faster?`, 'is it faster?'),
    event: null,
  },
  {
    name: 'a mention that a bot added',
    payload: slack.messageChanged('hi', `<@${botUser}> hi`, { bot_id: 'B1' }),
    event: null,
  },
  {
    name: 'a mention added to a direct message, which was answered without',
    payload: slack.messageChanged('hi', `<@${botUser}> hi`, {}, { channel: 'D024BE91L', channel_type: 'im' }),
    event: null,
  },
  {
    name: 'a mention in a workspace on Enterprise Grid, the app installed for the organisation',
    payload: slack.appMention(
      `<@${botUser}> hi`,
      {},
      {
        ...grid,
        authorizations: [
          { enterprise_id: 'E07QVJ1LF', team_id: null, user_id: botUser, is_bot: true, is_enterprise_install: true },
        ],
      },
    ),
    event: { workspace: 'T07GRIDWS1' },
  },
  {
    name: 'a mention in a channel shared with another company',
    payload: slack.appMention(`<@${botUser}> hi`, { team: 'TOTHER' }, { team_id: 'TOTHER', is_ext_shared_channel: true }),
    event: { workspace: team, isShared: true },
  },
  {
    name: 'a direct message',
    payload: slack.directMessage('which is faster?'),
    event: { reach: 'direct', channel: 'D024BE91L', thread: null, input: { type: 'text', text: 'which is faster?' } },
  },
  {
    name: 'a direct message in a thread',
    payload: slack.directMessage('and security?', { thread_ts: thread }),
    event: { reach: 'direct', thread },
  },
  { name: 'our own direct message', payload: slack.directMessage('hello', { user: botUser }), event: null },
  {
    name: 'talk in a thread',
    payload: slack.message('what about security?', { thread_ts: thread, parent_user_id: 'U777' }),
    event: { reach: 'overheard', thread, input: { type: 'text', text: 'what about security?' } },
  },
  {
    name: 'talk in a thread below a message of ours',
    payload: slack.message('and that?', { thread_ts: thread, parent_user_id: botUser }),
    event: { reach: 'below', thread },
  },
  {
    name: 'talk in a thread of a private channel',
    payload: slack.message('is it?', { thread_ts: thread, channel_type: 'group' }),
    event: { reach: 'overheard' },
  },
  {
    name: 'talk in a thread of a group message',
    payload: slack.message('is it?', { thread_ts: thread, channel_type: 'mpim' }),
    event: { reach: 'overheard' },
  },
  {
    name: 'talk in a thread, sent to the channel too',
    payload: slack.message('is it?', { thread_ts: thread, subtype: 'thread_broadcast', root: { ts: thread } }),
    event: { reach: 'overheard', thread },
  },
  {
    name: 'a picture with words in a thread',
    payload: slack.message('is this right?', { thread_ts: thread, subtype: 'file_share', files: [{ id: 'F1' }], upload: false }),
    event: { reach: 'overheard', thread },
  },
  {
    name: 'a picture without words in a thread',
    payload: slack.message('', { thread_ts: thread, subtype: 'file_share', files: [{ id: 'F1' }] }),
    event: null,
  },
  {
    name: 'a picture without words in a direct message, where it can only be meant for us',
    payload: slack.directMessage('', { subtype: 'file_share', files: [{ id: 'F1' }] }),
    event: { reach: 'direct', input: { type: 'text', text: '' } },
  },
  {
    name: 'a direct message that forwards another',
    payload: slack.directMessage('', { attachments: forwarded }),
    event: { reach: 'direct', input: { type: 'quoted', text: 'is A faster?' } },
  },
  {
    name: 'a mention that asks what we think of a message that it forwards',
    payload: slack.appMention(`<@${botUser}> thoughts?`, { attachments: forwarded }),
    event: { reach: 'mention', input: { type: 'quoted', text: 'is A faster?' } },
  },
  {
    name: 'a direct message that asks something about a message that it forwards',
    payload: slack.directMessage('is B faster, too?', { attachments: forwarded }),
    event: { input: { type: 'text', text: 'is B faster, too?' } },
  },
  {
    name: 'a message forwarded among people in a thread',
    payload: slack.message('thoughts?', { attachments: forwarded, thread_ts: thread, parent_user_id: 'U777' }),
    event: { reach: 'overheard', input: { type: 'text', text: 'thoughts?' } },
  },
  {
    name: 'a direct message with the preview of a link',
    payload: slack.directMessage('', { attachments: [{ id: 1, is_msg_unfurl: true, text: 'is A faster?' }] }),
    event: { input: { type: 'text', text: '' } },
  },
  {
    name: 'talk in a channel',
    payload: slack.message('lunch &amp; then?'),
    event: { reach: 'ambient', channel, thread: '1515449522.000016', input: { type: 'text', text: 'lunch & then?' } },
  },
  { name: 'talk in a group message', payload: slack.message('lunch?', { channel_type: 'mpim' }), event: { reach: 'ambient' } },
  { name: 'talk in a channel that names somebody', payload: slack.message('<@U777> lunch?'), event: null },
  { name: 'talk in a channel that calls everybody', payload: slack.message('<!here> lunch?'), event: null },
  { name: 'a bot in a channel', payload: slack.message('is it deployed?', { bot_id: 'BAH5CA16Z' }), event: null },
  {
    name: 'talk in a channel that somebody edited',
    payload: slack.message('is it?', { edited: { user: person, ts: '1515449599.000000' } }),
    event: null,
  },
  {
    name: 'a form sent in',
    payload: viewSubmission(
      renderForm(
        {
          title: 'Words',
          submit: { verb: 'help', args: { of: 'x' } },
          submitLabel: 'Send',
          fields: [
            { name: 'words', label: 'What?', hint: '', required: false, value: '', kind: 'text', isMultiline: true, longest: 9 },
          ],
        },
        { channel, thread, isPrivate: true, isThreadOpen: true, responseUrl: null },
      ),
      { words: '<!here> & <@U777>' },
    ),
    event: {
      workspace: team,
      channel,
      thread,
      user: person,
      reach: 'button',
      isPrivate: true,
      isAdmin: null,
      input: { type: 'form', action: 'help?of=x', values: { words: '<!here> & <@U777>' } },
    },
  },
  {
    name: 'a form that is not ours',
    payload: viewSubmission({ type: 'modal', private_metadata: '', blocks: [] }, {}),
    event: null,
  },
  {
    name: 'a thread message that mentions us, which arrives as app_mention too',
    payload: slack.message(`<@${botUser}> faster?`, { thread_ts: thread }),
    event: null,
  },
  {
    name: 'a bot in a thread',
    payload: slack.message('deployed', {
      thread_ts: thread,
      bot_id: 'BAH5CA16Z',
      app_id: 'A9',
      bot_profile: { id: 'BAH5CA16Z' },
    }),
    event: null,
  },
  {
    name: 'a classic bot',
    payload: slack.eventCallback({
      type: 'message',
      subtype: 'bot_message',
      ts: '1358877455.000010',
      thread_ts: thread,
      text: 'Pushing is the answer',
      bot_id: 'BB12033',
      username: 'github',
      channel,
      channel_type: 'channel',
    }),
    event: null,
  },
  {
    name: 'an edited message',
    payload: slack.eventCallback({
      type: 'message',
      subtype: 'message_changed',
      channel,
      ts: '1358878755.000001',
      hidden: true,
      channel_type: 'channel',
      message: {
        type: 'message',
        user: person,
        text: 'Hello, world?',
        ts: thread,
        edited: { user: person, ts: '1355517536.000001' },
      },
    }),
    event: null,
  },
  {
    name: 'a deleted message',
    payload: slack.eventCallback({
      type: 'message',
      subtype: 'message_deleted',
      channel,
      channel_type: 'channel',
      ts: '1358878755.000001',
      deleted_ts: '1358878749.000002',
      hidden: true,
    }),
    event: null,
  },
  {
    name: 'somebody joining',
    payload: slack.message(`<@${person}> has joined the channel`, { subtype: 'channel_join' }),
    event: null,
  },
  { name: 'an event we did not ask for', payload: slack.eventCallback({ type: 'reaction_added', user: person }), event: null },
  {
    name: 'the slash command',
    payload: slack.slashCommand('compare R&amp;D &lt;!channel&gt;'),
    event: {
      id: '13345224609.738474920.8088930838d88f008e0',
      workspace: team,
      channel,
      thread: null,
      user: person,
      reach: 'command',
      input: { type: 'text', text: 'compare R&D <!channel>' },
    },
  },
  {
    name: 'the slash command on Enterprise Grid',
    payload: slack.slashCommand('help', { ...grid, enterprise_name: 'Grid', is_enterprise_install: 'true' }),
    event: { workspace: 'T07GRIDWS1' },
  },
  {
    name: 'the shortcut on a message in a thread',
    payload: slack.messageAction('is <https://a.example|this> faster?', { message: { thread_ts: thread } }),
    event: {
      id: '13345224609.738474920.8088930838d88f008e0',
      workspace: team,
      channel,
      thread,
      user: person,
      reach: 'shortcut',
      input: { type: 'quoted', text: 'is this faster?' },
    },
  },
  {
    name: 'the shortcut on a message in the channel',
    payload: slack.messageAction('faster?'),
    event: { reach: 'shortcut', thread: '1515449500.000001' },
  },
  {
    name: 'the shortcut on a message without text',
    payload: slack.messageAction('', { message: { text: undefined, bot_id: 'B1' } }),
    event: { reach: 'shortcut', input: { type: 'quoted', text: '' } },
  },
  { name: 'another shortcut', payload: slack.messageAction('hi', { fields: { callback_id: 'other' } }), event: null },
  {
    name: 'the shortcut, the app installed for the organisation',
    payload: slack.messageAction('hi', {
      fields: {
        team: null,
        enterprise: { id: 'E07QVJ1LF', name: 'Grid' },
        is_enterprise_install: true,
        user: { id: person, username: 'ada', name: 'ada', team_id: 'T07GRIDWS1' },
      },
    }),
    event: { workspace: 'T07GRIDWS1' },
  },
  {
    name: 'a click on a message in the channel',
    payload: slack.blockActions('ask?entry=faster'),
    event: {
      workspace: team,
      channel,
      thread: '1548261231.000200',
      user: person,
      reach: 'button',
      isPrivate: false,
      isShared: true, // it may be: a click does not say
      input: { type: 'action', action: 'ask?entry=faster' },
    },
  },
  {
    name: 'a click on a message in a thread',
    payload: slack.blockActions('help', { container: { thread_ts: thread } }),
    event: { reach: 'button', thread },
  },
  {
    name: 'a click on a private message',
    payload: slack.ephemeralBlockActions('help'),
    event: { reach: 'button', thread: null, isPrivate: true },
  },
  {
    name: 'a click on a private message in a thread',
    payload: slack.ephemeralBlockActions('share/help', { thread_ts: thread }),
    event: { reach: 'button', thread, isPrivate: true },
  },
  {
    name: 'a click in a direct message',
    payload: slack.blockActions('help', { fields: { channel: { id: 'D024BE91L', name: 'directmessage' } } }),
    event: { reach: 'button', channel: 'D024BE91L', thread: null, isPrivate: false, isShared: false },
  },
  {
    name: 'a click in a view',
    payload: slack.blockActions('help', {
      fields: { container: { type: 'view', view_id: 'V1' }, channel: undefined, response_url: undefined },
    }),
    event: null,
  },
  {
    name: 'our own joining of a channel',
    payload: slack.eventCallback({
      type: 'member_joined_channel',
      user: botUser,
      channel,
      channel_type: 'C',
      team,
      inviter: person,
    }),
    event: {
      workspace: team,
      channel,
      thread: null,
      user: person,
      reach: 'arrival',
      input: { type: 'action', action: 'arrive' },
    },
  },
  {
    name: "somebody else's joining of a channel",
    payload: slack.eventCallback({ type: 'member_joined_channel', user: person, channel, channel_type: 'C', team }),
    event: null,
  },
  { name: 'a closed view', payload: { type: 'view_closed', team: { id: team }, user: { id: person } }, event: null },
];

/** Slack, as the adapter contract sees it. */
/** As Slack's: another one for every use. */
let triggers = 0;
const nextTrigger = (): string => {
  triggers += 1;
  return `13345224609.738474920.${triggers}`;
};

export const slackHarness: AdapterHarness = {
  name: 'slack',
  limits,
  fixtures,
  parse(payload) {
    try {
      return parse(payload, tenantOf(payload), botUser, 0)?.event ?? null;
    } catch {
      return null;
    }
  },
  render,
  visible,
  violations,
  active,
  registered: usageHint.split(' | ').map((usage) => usage.split(' ', 1)[0] ?? ''),
  commandPayload: (verb, args) =>
    slack.slashCommand(
      [verb, ...Object.values(args)].join(' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      { trigger_id: nextTrigger() },
    ),
  renderForm: (form) =>
    renderForm(form, { channel, thread: null, isPrivate: true, isThreadOpen: false, responseUrl: slack.responseUrl }),
  formVisible: viewVisible,
  formViolations: viewViolations,
  formActive: viewActive,
  formPayload: viewSubmission,
  buttonPayload: (action) => slack.blockActions(action, { fields: { trigger_id: nextTrigger() } }),
};
