import { afterEach, describe, expect, it } from 'vitest';
import { createTestBot } from './support/bot.ts';
import { discordHarness } from './support/discord-harness.ts';
import { modalCreate } from './support/discord-modal.ts';
import { autocompleteCreate, buttonCreate, ids, mentionCreate, messageCreate, slashCreate } from './support/discord-payloads.ts';
import { startDiscord } from './support/discord-server.ts';
import { type SlackApp, startSlack } from './support/slack-app.ts';
import { slackHarness } from './support/slack-harness.ts';
import * as payloads from './support/slack-payloads.ts';
import { viewSubmission } from './support/slack-view.ts';

/** The real core, behind the real SDKs, on the platforms' real wire. */

const cited = /Source: Django vs Flask: A Complete Comparison \(Leanware Editorial Team, 2026\): /;
const thread = '1515449400.000009';

describe('on Slack', () => {
  let slack: SlackApp;
  afterEach(() => slack.stop());
  const shown = (body: unknown): string => slackHarness.visible(body);
  const actionOf = (body: unknown, label: RegExp): string => {
    const elements = (body as { blocks: { elements?: { text?: { text: string }; value?: string }[] }[] }).blocks.flatMap(
      ({ elements = [] }) => elements,
    );
    return elements.find(({ text }) => label.test(text?.text ?? ''))?.value ?? '';
  };

  it('answers a mention in a thread there, cited; then a follow-up in that thread; and leaves small talk alone', async () => {
    slack = await startSlack({ bot: createTestBot() });
    const say = (event: object, id: string) => slack.post({ ...event, event_id: id });
    await say(payloads.appMention(`<@${payloads.botUser}> is flask faster than django?`, { thread_ts: thread }), 'Ev1');
    await expect.poll(() => slack.sent.length).toBe(1);
    await say(payloads.message('which framework is more secure?', { thread_ts: thread }), 'Ev2');
    await expect.poll(() => slack.sent.length).toBe(2);
    await say(payloads.message('cool, thanks everybody', { thread_ts: thread }), 'Ev3');
    await say(payloads.message('which framework is more secure?', { thread_ts: '1515449400.999999' }), 'Ev4');
    const [first, second, ...others] = await slack.stop();
    expect(others).toEqual([]);
    for (const sent of [first, second])
      expect(sent).toMatchObject({ to: 'chat.postMessage', body: { channel: payloads.channel, thread_ts: thread } });
    expect(shown(first?.body)).toMatch(/^Flask, slightly, on simple endpoints\.[\s\S]+Django: [\s\S]+Flask: /);
    expect(shown(first?.body)).toMatch(cited);
    expect(shown(second?.body)).toMatch(/^Django, out of the box/);
  });

  it('answers the same delivery once', async () => {
    slack = await startSlack({ bot: createTestBot() });
    const mention = payloads.appMention(`<@${payloads.botUser}> is flask faster?`);
    for (let delivery = 0; delivery < 4; delivery += 1) await slack.post(mention);
    expect(await slack.stop()).toHaveLength(1);
  });

  it('answers a slash command privately, follows a related question, and shares it on request', async () => {
    slack = await startSlack({ bot: createTestBot() });
    await slack.post(payloads.slashCommand('compare'));
    await expect.poll(() => slack.sent.length).toBe(1);
    const private_ = slack.sent[0];
    expect(private_).toMatchObject({ to: 'response_url', body: { response_type: 'ephemeral' } });
    expect(shown(private_?.body)).toMatch(/Framework type[\s\S]+Architectural control/);
    const click = payloads.ephemeralBlockActions(actionOf(private_?.body, /Share/));
    await slack.post({ ...click, trigger_id: '1.2.3' });
    await slack.quiet();
    const [, shared] = await slack.stop();
    expect(shared).toMatchObject({ to: 'chat.postMessage', body: { channel: payloads.channel } });
    expect(shown(shared?.body)).toMatch(/Framework type[\s\S]+Architectural control/);
  });

  it('shares a scorecard: everybody sees it, in place of the private message', async () => {
    slack = await startSlack({ bot: createTestBot() });
    await slack.post(payloads.slashCommand('recommend four people, six weeks, SSO'));
    await expect.poll(() => slack.sent.length).toBe(1);
    await slack.post(payloads.anew(payloads.ephemeralBlockActions(actionOf(slack.sent[0]?.body, /Share/))));
    await slack.quiet();
    const [, shared, gone] = slack.sent;
    expect(shared).toMatchObject({ to: 'chat.postMessage', body: { channel: payloads.channel } });
    expect(shown(shared?.body)).toMatch(/^Django fits better/);
    expect(gone).toMatchObject({ to: 'response_url', body: { delete_original: true } });
  });

  it.each([
    ['a scorecard', 'recommend four people, six weeks, SSO', 'what if we were two people?', /^If Team were/],
    ['an answer', 'is flask faster?', 'and django?', /^Is Flask faster than Django\?\nDjango: /],
  ])('goes on from %s that was shared in the thread below it', async (_what, command, said, expected) => {
    slack = await startSlack({ bot: createTestBot() });
    await slack.post(payloads.slashCommand(command));
    await expect.poll(() => slack.sent.length).toBe(1);
    await slack.post(payloads.anew(payloads.ephemeralBlockActions(actionOf(slack.sent[0]?.body, /Share/))));
    await slack.quiet();
    const below = { thread_ts: '1515449999.000001', parent_user_id: payloads.botUser };
    await slack.post(payloads.appMention(`<@${payloads.botUser}> ${said}`, below));
    const last = (await slack.stop()).at(-1);
    expect(last).toMatchObject({ to: 'chat.postMessage', body: { thread_ts: below.thread_ts } });
    expect(shown(last?.body)).toMatch(expected);
  });

  it('draws a shared scorecard anew where its owner corrects it in the thread below', async () => {
    slack = await startSlack({ bot: createTestBot({ platform: { announces: true } }) });
    await slack.post(payloads.slashCommand('recommend four people, six weeks, SSO'));
    await expect.poll(() => slack.sent.length).toBe(1);
    await slack.post(payloads.anew(payloads.ephemeralBlockActions(actionOf(slack.sent[0]?.body, /Share/))));
    await slack.quiet();
    const below = { thread_ts: '1515449999.000001', parent_user_id: payloads.botUser };
    await slack.post(payloads.appMention(`<@${payloads.botUser}> make it two people`, below));
    const sent = (await slack.stop()).slice(3);
    expect(sent.map(({ to, body }) => [to, body.ts ?? body.thread_ts]).sort()).toEqual([
      ['chat.postMessage', below.thread_ts],
      ['chat.update', below.thread_ts],
    ]);
    const [said] = sent.filter(({ to }) => to === 'chat.postMessage');
    expect(shown(said?.body)).toMatch(/^Team is now "Two or three people"\. Django leads by \d+\.\d points\.$/);
  });

  it('runs a vote: its message in the channel, a choice in private, an edit, and how it ended', async () => {
    slack = await startSlack({ bot: createTestBot({ platform: { announces: true } }) });
    const to = (method: string) => slack.sent.filter((each) => each.to === method).map(({ body }) => body);
    const actions = (body: unknown, label: RegExp) => payloads.blockActions(actionOf(body, label));
    await slack.post(payloads.slashCommand('decide Which framework for <billing>?'));
    await expect.poll(() => to('views.open').length).toBe(1);
    await slack.post(viewSubmission(to('views.open')[0]?.view as never, {}));
    await expect.poll(() => to('chat.postMessage').length).toBe(1);
    const [vote] = to('chat.postMessage');
    expect(vote).toMatchObject({ channel: payloads.channel, metadata: { event_type: 'tiebreak_answer' } });
    expect(shown(vote)).toMatch(/Which framework for <billing>\?[\s\S]+(?:0 of 2 voted|Nobody has voted yet)/);
    await expect.poll(() => to('response_url').map(shown)).toEqual([expect.stringMatching(/^The vote has started/)]);
    expect(to('response_url')[0]).toMatchObject({ response_type: 'ephemeral' });

    await slack.post(payloads.anew(actions(vote, /^Django$/)));
    await expect.poll(() => to('chat.update').length).toBe(1);
    expect(to('chat.update')[0]).toMatchObject({ channel: payloads.channel, ts: '1515449999.000001' });
    expect(shown(to('chat.update')[0])).toMatch(/1 (?:of 2 )?voted: /);
    expect(shown(to('chat.update')[0])).not.toMatch(/Django.*(?:1 person|100%)/);
    await slack.post(payloads.anew(actions(vote, /^Manage$/)));
    await expect.poll(() => to('response_url').length).toBe(3);
    await slack.post(payloads.anew(actions(to('response_url')[2], /^Close it now$/)));
    await expect.poll(() => to('chat.postMessage').length).toBe(2);
    expect(shown(to('chat.update').at(-1))).toMatch(/^Decided: Django/);
    expect(shown(to('chat.postMessage')[1])).toMatch(/^Decided: Django \(Which framework for <billing>\?\)[\s\S]+Show ADR-0001/);
  }, 30_000);

  it('draws a scorecard anew in its message when weights change in words, and says so in a sentence', async () => {
    slack = await startSlack({ bot: createTestBot({ platform: { announces: true } }) });
    const to = (method: string) => slack.sent.filter((each) => each.to === method).map(({ body }) => body);
    const described = 'recommend four people, six weeks, an internal dashboard over our Postgres, SSO';
    await slack.post(payloads.appMention(`<@${payloads.botUser}> ${described}`, { thread_ts: thread }));
    await expect.poll(() => to('chat.postMessage').length).toBe(1);
    const said = payloads.message('log-ins matter twice as much', { thread_ts: thread });
    await slack.post({ ...said, event_id: 'Ev2' });
    await expect.poll(() => to('chat.update').length).toBe(1);
    expect(to('chat.update')[0]).toMatchObject({ channel: payloads.channel, ts: '1515449999.000001' });
    expect(shown(to('chat.update')[0])).toMatch(/^Django fits better[\s\S]+\+4\.[67] Log-ins/);
    await expect.poll(() => to('chat.postMessage').length).toBe(2);
    expect(to('chat.postMessage')[1]).toMatchObject({ thread_ts: thread });
    expect(shown(to('chat.postMessage')[1])).toMatch(/^Log-ins now counts twice as much\. Django leads by \d+\.\d points\.$/);
  }, 30_000);

  it('shows a vote that was started where it was no member as soon as it is invited', async () => {
    slack = await startSlack({ bot: createTestBot({ platform: { announces: true } }) });
    const posts = () => slack.sent.filter(({ to }) => to === 'chat.postMessage').map(({ body }) => body);
    slack.refuse('chat.postMessage', 'not_in_channel');
    await slack.post(payloads.slashCommand('decide Which framework?'));
    await expect.poll(() => slack.sent.some(({ to }) => to === 'views.open')).toBe(true);
    await slack.post(viewSubmission(slack.sent.find(({ to }) => to === 'views.open')?.body.view as never, {}));
    await expect.poll(() => posts().length).toBe(2);
    expect(posts()[1]).toMatchObject({ channel: payloads.person });
    expect(shown(posts()[1])).toMatch(/its message was refused where you started it\. Make sure that I am invited there/);
    const joined = { type: 'member_joined_channel', user: payloads.botUser, channel: payloads.channel, team: payloads.team };
    await slack.post(payloads.eventCallback(joined));
    await expect.poll(() => posts().length).toBe(3);
    expect(posts()[2]).toMatchObject({ channel: payloads.channel });
    expect(shown(posts()[2])).toMatch(/Which framework\?[\s\S]+(?:0 of 2 voted|Nobody has voted yet)/);
    await slack.post(payloads.eventCallback({ ...joined, channel: 'C2' }, { event_id: 'Ev2' }));
    expect((await slack.stop()).filter(({ to }) => to !== 'chat.update').length).toBe(slack.sent.length);
    expect(posts()).toHaveLength(3);
  }, 30_000);

  it('asks the message that the shortcut was used on, in its thread', async () => {
    slack = await startSlack({ bot: createTestBot() });
    await slack.post(payloads.messageAction('Is Django good for APIs?', { message: { thread_ts: thread } }));
    const [sent] = await slack.stop();
    expect(sent).toMatchObject({ to: 'chat.postMessage', body: { thread_ts: thread } });
    expect(shown(sent?.body)).toMatch(cited);
  });
});

describe('on Discord', () => {
  const callback = /^\/interactions\/\d+\/[^/]+\/callback$/;
  const shown = (body: unknown): string => discordHarness.visible(body);
  let discord: Awaited<ReturnType<typeof startDiscord>>;
  afterEach(() => discord.stop());

  it('answers a slash command privately, cited, and shares it on request', async () => {
    discord = await startDiscord({ bot: createTestBot() });
    discord.dispatch(slashCreate('ask', { question: 'is flask faster than django?' }));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({ type: 4, data: { flags: 64 | (1 << 15), allowed_mentions: { parse: [] } } });
    expect(shown(body.data)).toMatch(/^Flask, slightly, on simple endpoints\./);
    expect(shown(body.data)).toMatch(cited);

    const rows: { components?: { label?: string; custom_id?: string }[] }[] = body.data.components;
    const share = rows.flatMap(({ components = [] }) => components).find(({ label }) => label === 'Share to channel');
    discord.dispatch(buttonCreate(share?.custom_id ?? '', 64));
    const shared = await discord.next(callback);
    expect(shared.body.data.flags & 64).toBe(0);
    expect(shown(shared.body.data)).toMatch(cited);
  });

  it('shares a scorecard: everybody sees it', async () => {
    discord = await startDiscord({ bot: createTestBot() });
    discord.dispatch(slashCreate('recommend', { description: 'four people, six weeks, SSO' }));
    const { body } = await discord.next(callback);
    const rows: { components?: { label?: string; custom_id?: string }[] }[] = body.data.components;
    const share = rows.flatMap(({ components = [] }) => components).find(({ label }) => label === 'Share to channel');
    discord.dispatch(buttonCreate(share?.custom_id ?? '', 64));
    const shared = await discord.next(callback);
    expect(shared.body).toMatchObject({ type: 4 });
    expect(shared.body.data.flags & 64).toBe(0);
    expect(shown(shared.body.data)).toMatch(/^Django fits better/);
  });

  it('answers a mention as a reply, and a reply to its answer', async () => {
    discord = await startDiscord({ bot: createTestBot() });
    discord.dispatch(mentionCreate(`<@${ids.bot}> which framework is more secure?`));
    const { body } = await discord.next(/^\/channels\/\d+\/messages$/);
    expect(body).toMatchObject({ allowed_mentions: { parse: [] }, message_reference: expect.anything() });
    expect(shown(body)).toMatch(/^Django, out of the box/);
    discord.dispatch(messageCreate('is flask faster?'));
    expect(await discord.isSilent()).toBe(true);
  });

  it('runs a vote: its message in the channel, a choice in private, an edit, and how it ended', async () => {
    discord = await startDiscord({ bot: createTestBot({ platform: { announces: true } }) });
    const asked = (method: string, path: RegExp) =>
      discord.requests.filter((each) => each.method === method && path.test(each.path)).map(({ body }) => body);
    const messages = /^\/channels\/\d+\/messages$/;
    const message = /^\/channels\/\d+\/messages\/\d+$/;
    const press = (
      body: { components: { components?: { label?: string; custom_id?: string }[] }[] },
      label: string,
      flags = 0,
    ) => {
      const all = body.components.flatMap(({ components = [] }) => components);
      discord.dispatch(buttonCreate(all.find((each) => each.label === label)?.custom_id ?? '', flags));
    };
    discord.dispatch(slashCreate('decide', { question: 'Which framework for **billing**?' }));
    const modal = await discord.next(callback);
    expect(modal.body.type).toBe(9);
    discord.dispatch(modalCreate(modal.body.data, {}));
    expect(shown((await discord.next(callback)).body.data)).toMatch(/^The vote has started/);
    await expect.poll(() => asked('POST', messages).length).toBe(1);
    const [vote] = asked('POST', messages);
    expect(vote).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
    expect(shown(vote)).toMatch(/Which framework for \*\*billing\*\*\?[\s\S]+(?:0 of 2 voted|Nobody has voted yet)/);

    press(vote, 'Django');
    expect(shown((await discord.next(callback)).body.data)).toMatch(/^Stored: Django/);
    await expect.poll(() => asked('PATCH', message).length).toBe(1);
    expect(shown(asked('PATCH', message)[0])).toMatch(/1 (?:of 2 )?voted: /);
    press(vote, 'Manage');
    press((await discord.next(callback)).body.data, 'Close it now', 64);
    await expect.poll(() => asked('POST', messages).length).toBe(2);
    expect(shown(asked('PATCH', message).at(-1))).toMatch(/^Decided: Django/);
    expect(shown(asked('POST', messages)[1])).toMatch(/^Decided: Django \(/);
  }, 30_000);

  it('draws a scorecard anew in its message when weights change in words, and says so in a sentence', async () => {
    discord = await startDiscord({ bot: createTestBot({ platform: { announces: true } }) });
    const asked = (method: string, path: RegExp) =>
      discord.requests.filter((each) => each.method === method && path.test(each.path));
    const posts = () => asked('POST', /^\/channels\/\d+\/messages$/).map(({ body }) => body);
    discord.dispatch(
      mentionCreate(`<@${ids.bot}> recommend four people, six weeks, an internal dashboard over our Postgres, SSO`),
    );
    await expect.poll(() => posts().length).toBe(1);
    expect(shown(posts()[0])).toMatch(/^Django fits better/);
    discord.dispatch(mentionCreate(`<@${ids.bot}> log-ins matter twice as much`));
    await expect.poll(() => asked('PATCH', /^\/channels\/\d+\/messages\/\d+$/).length).toBe(1);
    expect(shown(asked('PATCH', /messages/)[0]?.body)).toMatch(/^Django fits better[\s\S]+\+4\.[67] Log-ins/);
    await expect.poll(() => posts().length).toBe(2);
    expect(shown(posts()[1])).toMatch(/^Log-ins now counts twice as much\. Django leads by \d+\.\d points\.$/);
  }, 30_000);

  it('completes criteria from the pack while somebody types', async () => {
    discord = await startDiscord({ bot: createTestBot() });
    discord.dispatch(autocompleteCreate('compare', 'criterion', 'sec'));
    const { body } = await discord.next(callback);
    expect(body).toMatchObject({ type: 8, data: { choices: [{ name: 'Security defaults', value: 'Security defaults' }] } });
  });
});
