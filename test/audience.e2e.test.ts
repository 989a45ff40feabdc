import { setTimeout as wait } from 'node:timers/promises';
import { renderForm } from '../src/adapters/slack/form.ts';
import { createRoom, Post } from '../src/adapters/web/room.ts';
import { encodeIntent } from '../src/core/intent.ts';
import { announcement, text } from '../src/core/reply.ts';
import { type AudienceHarness, describeAudience, type Seen } from './contracts/audience.ts';
import { modalCreate } from './support/discord-modal.ts';
import {
  buttonCreate,
  directCreate,
  ids,
  mentionCreate,
  messageCommandCreate,
  messageObject,
  slashCreate,
  user,
} from './support/discord-payloads.ts';
import { startDiscord } from './support/discord-server.ts';
import { type Sent, startSlack } from './support/slack-app.ts';
import * as payloads from './support/slack-payloads.ts';
import { viewSubmission } from './support/slack-view.ts';
import { openWebApp } from './support/web-app.ts';

const ephemeral = 64;
const intent = { verb: 'help', args: {} };
const action = encodeIntent(intent);

/** How long a payload takes to the adapter over a socket of this machine, at most; in ms. */
const arrival = 40;

const discord: AudienceHarness = {
  name: 'discord',
  // Nothing said to a message is for one person: Discord shows such only to who used a command, a button or a form.
  deeds: {
    'a command': true,
    'a shortcut': true,
    'a click in public': true,
    'a click in private': true,
    'a form of a public message': true,
    'a form of a private message': true,
    'a form of a command': true,
    'a mention': false,
    'a reply': false,
    'a direct message': true,
  },
  late: 1_800,
  async open(bot) {
    const app = await startDiscord({ bot });
    const modal = { custom_id: action, components: [] };
    const ours = { type: 19, referenced_message: messageObject('', { author: user(ids.bot) }) };
    const packets: Record<string, () => object> = {
      'a command': () => slashCreate('help', {}),
      'a shortcut': () => messageCommandCreate(messageObject('help')),
      'a click in public': () => buttonCreate(`0:${action}`),
      'a click in private': () => buttonCreate(`0:${action}`, ephemeral),
      'a form of a public message': () => modalCreate(modal, {}, 0),
      'a form of a private message': () => modalCreate(modal, {}, ephemeral),
      'a form of a command': () => modalCreate(modal, {}),
      'a mention': () => mentionCreate(`<@${ids.bot}> help`),
      'a reply': () => mentionCreate('help', ours),
      'a direct message': () => directCreate('help'),
    };
    return {
      async does(deed) {
        app.dispatch(packets[deed]?.() ?? {});
        await wait(arrival);
      },
      refuseBlocks: () =>
        app.server.refuse(/callback$|\/messages$|@original$|^\/webhooks\/\d+\/[^/]+$/, { status: 400, code: 50035 }),
      end() {
        for (let count = 0; count < 40; count += 1) app.server.refuse(/callback$/, { status: 404, code: 10062 });
      },
      quiet: () => app.delivering.quiet(),
      seen: async () => app.server.shown.map(({ by, body }) => ({ by, words: JSON.stringify(body) })),
      stop: app.stop,
    };
  },
};

const urls = { inPublic: `${payloads.responseUrl}-public`, inPrivate: `${payloads.responseUrl}-private` };

/** Who sees what Slack was sent; null for what it shows nobody. */
function seenOnSlack({ to, body, url }: Sent): Seen['by'] | null {
  if (to === 'chat.postEphemeral' || to === 'views.open') return 'asker';
  if (to === 'files.getUploadURLExternal') return null;
  if (to !== 'response_url') return String(body.channel ?? body.channel_id).startsWith('D') ? 'asker' : 'place';
  if (body.replace_original) return url === urls.inPrivate ? 'asker' : 'place';
  return body.response_type === 'in_channel' ? 'place' : 'asker';
}

const slack: AudienceHarness = {
  name: 'slack',
  deeds: {
    'a command': true,
    'a shortcut': true,
    'a click in public': true,
    'a click in private': true,
    'a form of a public message': true,
    'a form of a private message': true,
    'a form long after the click': true,
    'a mention': true,
    'a reply': true,
    'a direct message': true,
  },
  late: 2_800,
  async open(bot) {
    const app = await startSlack({ bot });
    const acknowledged: Seen[] = [];
    const form = { title: 'Help', submit: intent, submitLabel: 'Send', fields: [] };
    const formFrom = (isPrivate: boolean, responseUrl: string | null) =>
      viewSubmission(
        renderForm(form, { channel: payloads.channel, thread: '1548261231.000200', isThreadOpen: true, isPrivate, responseUrl }),
        {},
      );
    const inThread = { thread_ts: '1515449400.000009', parent_user_id: payloads.botUser };
    const acts: Record<string, () => object> = {
      'a command': () => payloads.slashCommand('help', { response_url: urls.inPublic }),
      'a shortcut': () => payloads.messageAction('help'),
      'a click in public': () => payloads.blockActions(action, { fields: { response_url: urls.inPublic } }),
      'a click in private': () => ({ ...payloads.ephemeralBlockActions(action), response_url: urls.inPrivate }),
      'a form of a public message': () => formFrom(false, urls.inPublic),
      'a form of a private message': () => formFrom(true, urls.inPrivate),
      'a form long after the click': () => formFrom(false, null),
      'a mention': () => payloads.appMention(`<@${payloads.botUser}> help`),
      'a reply': () => payloads.message('help', inThread),
      'a direct message': () => payloads.directMessage('help'),
    };
    return {
      async does(deed) {
        const response = await app.post(payloads.anew(acts[deed]?.() ?? {}));
        const words = await response.text();
        acknowledged.push({ by: words.includes('"in_channel"') ? 'place' : 'asker', words });
      },
      refuseBlocks: () => app.refuse('anything', 'invalid_blocks'),
      end() {
        for (let count = 0; count < 80; count += 1) app.refuse('response_url', 'expired_url');
      },
      quiet: app.quiet,
      async seen() {
        const sent = app.sent.flatMap((each) => {
          const by = seenOnSlack(each);
          return by ? [{ by, words: JSON.stringify(each.body) }] : [];
        });
        return [...sent, ...acknowledged];
      },
      stop: app.stop,
    };
  },
};

const web: AudienceHarness = {
  name: 'web',
  deeds: {
    'a command': true,
    'a click in public': true,
    'a click in private': true,
    'a form of a public message': true,
    'a form of a private message': true,
    'a mention': true,
    'a reply': true,
    'a direct message': true,
  },
  late: 100,
  async open(bot) {
    const app = await openWebApp({ isOpen: true, hasChat: true, isSecure: false }, bot);
    const rows = app.store.workspace('web', 'playground');
    const room = createRoom(rows, Date.now);
    const said = { channel: 'general', thread: null, author: null, whose: 'ana' };
    const old = { reply: announcement([text('An answer')]), isAsked: false };
    for (const [id, to] of [...pairs('public', null), ...pairs('private', 'ana')]) await room.add({ ...said, id, to, said: old });
    const acts: Record<string, object> = {
      'a command': { text: '/help' },
      'a click in public': { action, on: 'public-click' },
      'a click in private': { action, on: 'private-click', isPrivate: 'true' },
      'a form of a public message': { submit: action, on: 'public-form' },
      'a form of a private message': { submit: action, on: 'private-form', isPrivate: 'true' },
      'a mention': { text: '@tiebreak help' },
      'a reply': { text: 'help', thread: 'public-click' },
      'a direct message': { text: 'help', channel: 'tiebreak' },
    };
    let count = 0;
    return {
      does(deed) {
        count += 1;
        const body = new URLSearchParams({ id: `act-${count}`, user: 'ana', channel: 'general', ...acts[deed] });
        return fetch(`${app.origin}/chat`, { method: 'POST', body, headers: { accept: 'application/json' } });
      },
      refuseBlocks() {},
      end() {},
      quiet: async () => {},
      async seen() {
        const posts = ['general', 'tiebreak-ana'].map(async (channel) =>
          (await rows.kept(`said:${channel}`)).map((row): Seen => {
            const { to, ...post } = Post.parse(row);
            return { by: to !== null || channel !== 'general' ? 'asker' : 'place', words: JSON.stringify(post) };
          }),
        );
        return (await Promise.all(posts)).flat();
      },
      stop: app.close,
    };
  },
};

const pairs = (where: string, to: string | null) => ['click', 'form'].map((deed) => [`${where}-${deed}`, to] as const);

for (const harness of [discord, slack, web]) describeAudience(harness);
