import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scopes, shortcut, slashCommand, usageHint } from '../src/adapters/slack/commands.ts';
import { limits } from '../src/adapters/slack/limits.ts';
import { farewellIn, parse, tenantOf } from '../src/adapters/slack/parse.ts';
import { render } from '../src/adapters/slack/render.ts';
import { escapeText, readMarkup } from '../src/adapters/slack/text.ts';
import { commands } from '../src/core/commands.ts';
import { code, heading, list, table, text } from '../src/core/reply.ts';
import { describeAdapter } from './contracts/adapter.ts';
import { cpuTime } from './support/cpu-time.ts';
import { reply } from './support/replies.ts';
import { manifest, slackHarness } from './support/slack-harness.ts';
import { violations } from './support/slack-message.ts';
import * as payloads from './support/slack-payloads.ts';

const read = (payload: unknown) => parse(payload, tenantOf(payload), payloads.botUser, 0);

describeAdapter(slackHarness);

describe('parse', () => {
  test.each([
    ['<@U1>', '@U1'],
    ['<@U1|ada>', '@ada'],
    ['<#C1>', '#C1'],
    ['<#C1|>', '#C1'],
    ['<#C1|general>', '#general'],
    ['<!here>', '@here'],
    ['<!channel|channel>', '@channel'],
    ['<!subteam^S1>', '@S1'],
    ['<!subteam^S1|@backend>', '@backend'],
    ['<!date^1392734382^{date}|18 February>', '18 February'],
    ['<https://a.example?b=1&amp;c=2>', 'https://a.example?b=1&c=2'],
    ['<https://a.example|A &lt; B>', 'A < B'],
    ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['&amp;lt;b&gt; &nbsp;', '&lt;b> &nbsp;'],
    ['*Which database?*\n• _Postgres_, ~MySQL~ or *<https://a.example|SQLite>*', 'Which database?\n• Postgres, MySQL or SQLite'],
    ['*_both_* (*b*)', 'both (b)'],
    ['*so*:\n```def _f_ (*args*)```\n_or_', 'so:\n```def _f_ (*args*)```\nor'],
    [
      '2 * 3 * 4, a*b*c, snake_case_name, __init__, `*args*`, ~/a ~/b',
      '2 * 3 * 4, a*b*c, snake_case_name, __init__, `*args*`, ~/a ~/b',
    ],
  ])('reads %s as %s', (markup, seen) => expect(readMarkup(markup)).toBe(seen));

  test('what was escaped reads as it was', () => {
    const said = '<@U1> & &amp; <https://x|y> > <';
    expect(readMarkup(escapeText(said))).toBe(said);
  });
});

describe('render', () => {
  test('empty texts leave no empty element, which Slack refuses', () => {
    const message = render(reply(heading(''), text('', 'a'), text(''), list([[''], ['b']]), list([]), table('', ['x'], [['']])));
    expect(violations(message)).toEqual([]);
    expect(message.blocks?.map(({ type }) => type)).toEqual(['rich_text', 'rich_text', 'table']);
  });

  test('an emoji that somebody typed, which Slack hands on by its name, is one again; times and code stay', () => {
    const said = text(
      '昼:pizza: :+1::skin-tone-3::tada:\u00a0at 10:30:45, a:Type:b std::vec::new() key:value: ',
      code(':tada:'),
      {
        text: ':100:',
        mark: 'strong',
      },
    );
    const typed = (words: string, style = {}) => ({ type: 'text', text: words, ...style });
    expect(render(reply(said)).blocks).toMatchObject([
      {
        elements: [
          {
            elements: [
              typed('昼'),
              { type: 'emoji', name: 'pizza' },
              typed(' '),
              { type: 'emoji', name: '+1::skin-tone-3' },
              { type: 'emoji', name: 'tada' },
              typed('\u00a0at 10:30:45, a:Type:b std::vec::new() key:value: '),
              typed(':tada:', { style: { code: true } }),
              { type: 'emoji', name: '100' },
            ],
          },
        ],
      },
    ]);
  });

  test('a row of emoji with skin tones is read soon', () => {
    const began = cpuTime();
    render(reply(text(`${':clap::skin-tone-3:'.repeat(60)}x`)));
    expect(cpuTime() - began).toBeLessThan(100);
  });

  test('measures what it sends, escaped', () => {
    expect(limits.measure(heading('a&b'))).toEqual({ blocks: 1, characters: 7 });
    expect(limits.measure(table('cap', ['Name', 'A'], [['r', 'v']]))).toEqual({ blocks: 2, characters: 17 });
  });
});

describe('the manifest', () => {
  /** https://docs.slack.dev/reference/events: what each event needs, and a payload of it that we answer. */
  const events: Record<string, { scope: string; payload: unknown }> = {
    app_mention: { scope: 'app_mentions:read', payload: payloads.appMention('hi') },
    'message.channels': { scope: 'channels:history', payload: payloads.message('hi', { thread_ts: '1.2' }) },
    'message.groups': { scope: 'groups:history', payload: payloads.message('hi', { thread_ts: '1.2', channel_type: 'group' }) },
    'message.im': { scope: 'im:history', payload: payloads.directMessage('hi') },
    member_joined_channel: {
      scope: 'channels:read',
      payload: payloads.eventCallback({
        type: 'member_joined_channel',
        user: payloads.botUser,
        channel: 'C1',
        channel_type: 'C',
        team: payloads.team,
      }),
    },
    'message.mpim': { scope: 'mpim:history', payload: payloads.message('hi', { thread_ts: '1.2', channel_type: 'mpim' }) },
  };
  /** No scope is needed to hear that we are gone. */
  const farewells = {
    app_uninstalled: { type: 'app_uninstalled' },
    tokens_revoked: { type: 'tokens_revoked', tokens: { oauth: [], bot: [payloads.botUser] } },
  };
  /** https://docs.slack.dev/reference/methods */
  const methods: Record<string, string | null> = {
    'auth.test': null,
    'chat.postMessage': 'chat:write',
    'chat.postEphemeral': 'chat:write',
    'chat.update': 'chat:write',
    'chat.delete': 'chat:write',
    'chat.getPermalink': null,
    'users.info': 'users:read',
    'views.open': null,
    // And groups:read for private channels.
    'conversations.info': 'channels:read',
    // And the others of these for private channels and direct messages.
    'conversations.members': 'channels:read',
    'usergroups.list': 'usergroups:read',
    'usergroups.users.list': 'usergroups:read',
    'files.getUploadURLExternal': 'files:write',
    'files.completeUploadExternal': 'files:write',
    // With the `history` scopes of the messages we hear.
    'conversations.history': null,
    'conversations.replies': null,
  };
  const { features, oauth_config, settings } = manifest;

  test('every event it asks for is answered', () => {
    const asked: string[] = settings.event_subscriptions.bot_events;
    expect(asked.toSorted()).toEqual([...Object.keys(events), ...Object.keys(farewells)].toSorted());
    for (const event of Object.values(farewells))
      expect(farewellIn(payloads.eventCallback(event, { event_time: 1_515_449_522 }))).toMatchObject({ at: 1_515_449_522_999 });
    for (const { payload } of Object.values(events)) expect(farewellIn(payload)).toBeNull();
    for (const { payload } of Object.values(events)) expect(read(payload)).not.toBeNull();
  });

  test('asks for the scopes that are used, and no more', () => {
    const folder = new URL('../src/adapters/slack/', import.meta.url);
    const source = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const called = new Set(
      source.flatMap((code) => [...code.matchAll(/client\.((?:[a-z]+\.)+[a-zA-Z]+)\(/g)].map(([, method]) => method ?? '')),
    );
    expect([...called].toSorted()).toEqual(Object.keys(methods).toSorted());
    const used = new Set([
      'commands',
      'groups:read',
      'im:read',
      'mpim:read',
      ...Object.values(events).map(({ scope }) => scope),
      ...Object.values(methods).filter((scope) => scope !== null),
    ]);
    expect(oauth_config.scopes.bot.toSorted()).toEqual([...used].toSorted());
    expect(scopes).toEqual(oauth_config.scopes.bot);
    expect(oauth_config.scopes).not.toHaveProperty('user');
  });

  test('has the command, with a hint that names every verb', () => {
    expect(features.slash_commands).toHaveLength(1);
    expect(features.slash_commands[0]).toMatchObject({
      command: slashCommand,
      usage_hint: usageHint(),
      should_escape: false,
    });
    expect(slackHarness.registered).toEqual(commands.map(({ name }) => name));
  });

  test('has the shortcut we answer', () => {
    expect(features.shortcuts).toEqual([{ ...shortcut, description: expect.any(String) }]);
    expect(read(payloads.messageAction('hi', { fields: { callback_id: features.shortcuts[0].callback_id } }))).not.toBeNull();
  });

  test('starts in Socket Mode, with clicks and direct messages', () => {
    expect(settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(features.app_home).toMatchObject({ messages_tab_enabled: true, messages_tab_read_only_enabled: false });
    expect(features.bot_user).toEqual({ display_name: 'Tiebreak', always_online: true });
  });

  test('keeps to the lengths Slack takes', () => {
    // https://docs.slack.dev/reference/app-manifest
    expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
    expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
    expect(features.shortcuts[0].description.length).toBeLessThanOrEqual(150);
    expect(features.slash_commands[0].usage_hint.length).toBeLessThanOrEqual(1000);
  });
});
