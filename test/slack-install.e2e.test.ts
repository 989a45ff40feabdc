import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Store } from '../src/core/ports.ts';
import { buttons, plainReply, text } from '../src/core/reply.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { openPostgresStore } from '../src/store/postgres.ts';
import { createVault } from '../src/store/vault.ts';
import { saying } from './support/delivering.ts';
import { startPostgres } from './support/postgres.ts';
import { type SlackApp, startSlack } from './support/slack-app.ts';
import { app, createBrowser, createOAuth } from './support/slack-oauth.ts';
import * as payloads from './support/slack-payloads.ts';

const { team } = payloads;
const bot = saying(plainReply('thread', text('hello'), buttons({ label: 'Help', intent: { verb: 'help', args: {} } })));
const start = Date.now(); // the SDK reads the real clock when it stores an installation
const hour = 3_600_000;

let now: number;
let store: Store;
let slack: SlackApp;
const clock = () => now;
beforeEach(() => {
  now = start;
  store = createMemoryStore(clock);
});
afterEach(() => slack.stop());

/** The app for several workspaces, Slack's side of its installation, and a browser at it. */
async function open(kind: Parameters<typeof createOAuth>[0] = {}) {
  slack = await startSlack({ bot, access: app, store, clock });
  const oauth = createOAuth(kind);
  oauth.listen();
  return { oauth, browser: createBrowser(slack.address) };
}

let count = 0;
/** Somebody mentions us; gives the tokens that the answers used so far. */
async function mention(envelope: object = {}, at = slack, status = 200): Promise<void> {
  count += 1;
  const response = await at.post(payloads.appMention('hi', {}, { event_id: `Ev${count}`, ...envelope }));
  expect(response.status).toBe(status);
}
const answered = (times: number): Promise<void> => vi.waitFor(() => expect(slack.tokens).toHaveLength(times), 5_000);
const counted = (strangers: number): Promise<void> =>
  vi.waitFor(async () => expect(await slack.metric('tiebreak_unknown_workspaces_total{platform="slack"}')).toBe(strangers));
const installation = (id = team): Promise<unknown> => store.installations('slack').find(id);

const farewell = (event: object, time = now, envelope: object = {}) =>
  payloads.eventCallback({ ...event }, { authorizations: undefined, event_time: Math.floor(time / 1_000), ...envelope });

describe('installing', () => {
  it('leads to Slack and back, and then answers with the token of that workspace', async () => {
    const { browser, oauth } = await open();
    const url = await browser.begin();
    expect(url.origin + url.pathname).toBe('https://slack.com/oauth/v2/authorize');
    expect(url.searchParams.get('client_id')).toBe(app.clientId);
    expect(url.searchParams.get('redirect_uri')).toBe('https://tiebreak.example/slack/oauth_redirect');
    expect(url.searchParams.get('scope')?.split(',')).toContain('chat:write');
    expect(url.searchParams.has('user_scope')).toBe(false);
    expect([...browser.cookies.keys()]).toEqual([expect.stringMatching(/^__Host-/)]);
    expect(await installation()).toBeNull();

    const done = await browser.finish(url.searchParams.get('state'));
    expect(done.status).toBe(200);
    expect(oauth.asked).toMatchObject([{ redirect_uri: 'https://tiebreak.example/slack/oauth_redirect' }]);
    expect(await installation()).toMatchObject({ botToken: 'xoxb-access-1', botName: 'tiebreak', refreshToken: null });
    await mention();
    await answered(1);
    expect(slack.tokens).toEqual(['xoxb-access-1']);
    expect(slack.logged.join('\n')).not.toMatch(/xoxb|client-secret|code-/);
  });

  it('uses the newest token where somebody installs again', async () => {
    const { browser } = await open();
    await browser.install();
    await mention();
    await answered(1);
    await browser.install();
    await mention();
    await answered(2);
    expect(slack.tokens).toEqual(['xoxb-access-1', 'xoxb-access-2']);
  });

  it.each<[string, (browser: ReturnType<typeof createBrowser>, state: string) => Promise<Response>]>([
    ['is missing', (browser) => browser.finish(null)],
    [
      'is forged',
      (browser) => forge(browser, `${randomBytes(16).toString('base64url')}.${now}.${randomBytes(32).toString('base64url')}`),
    ],
    ['is signed with nothing', (browser) => forge(browser, `x.${now}.`)],
    ['is changed', (browser, state) => forge(browser, state.replace(/\.\d+\./, `.${now + 1}.`))],
    ['has no end', (browser, state) => forge(browser, `${state}.more`)],
    [
      'is older than 600 seconds',
      (browser, state) => {
        now += 600_001;
        return browser.finish(state);
      },
    ],
    ['comes from another browser', (_, state) => createBrowser(slack.address).finish(state)],
    [
      'comes from a browser that began an installation of its own',
      async (_, state) => {
        const other = createBrowser(slack.address);
        await other.begin();
        return other.finish(state);
      },
    ],
  ])('refuses a state that %s', async (_, come) => {
    const { browser, oauth } = await open();
    const state = (await browser.begin()).searchParams.get('state') ?? '';
    const response = await come(browser, state);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/good once[\s\S]+href="\/slack\/install">Try again/);
    expect(oauth.asked).toEqual([]);
    expect(await installation()).toBeNull();
  });

  const forge = (browser: ReturnType<typeof createBrowser>, state: string): Promise<Response> => {
    for (const name of browser.cookies.keys()) browser.cookies.set(name, state);
    return browser.finish(state);
  };

  it('takes a state once, also where two come at once, and to the last second', async () => {
    const { browser, oauth } = await open();
    const state = (await browser.begin()).searchParams.get('state') ?? '';
    const replay = createBrowser(slack.address);
    for (const [name, value] of browser.cookies) replay.cookies.set(name, value);
    now += 600_000;
    const statuses = (await Promise.all([browser, replay].map((each) => each.finish(state)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 400]);
    for (const name of replay.cookies.keys()) replay.cookies.set(name, state);
    expect((await replay.finish(state)).status).toBe(400);
    expect(oauth.asked).toHaveLength(1);
  });

  it('installs nothing where the person says no, or Slack does', async () => {
    const { browser, oauth } = await open();
    const state = (await browser.begin()).searchParams.get('state');
    const declined = await browser.open(`/slack/oauth_redirect?error=access_denied&state=${state}`);
    expect([declined.status, await declined.text()]).toEqual([400, expect.stringContaining('You cancelled')]);
    oauth.fail('invalid_code');
    const refused = await browser.install();
    expect([refused.status, await refused.text()]).toEqual([502, expect.stringContaining('Slack did not complete')]);
    expect(slack.logged.filter((line) => line.includes('did not come about'))).toHaveLength(2);
    expect(await installation()).toBeNull();
  });
});

describe('a workspace that did not install us', () => {
  it('is ignored, and counted', async () => {
    const { browser } = await open();
    await mention();
    await browser.install();
    await mention({ team_id: 'TNEIGHBOUR', authorizations: [{ enterprise_id: null, team_id: 'TNEIGHBOUR' }] });
    await slack.post(payloads.slashCommand('help', { team_id: 'TNEIGHBOUR' }));
    await mention();
    await answered(1);
    expect(slack.sent).toHaveLength(1);
    await counted(3);
    await vi.waitFor(async () => expect(await slack.metric('tiebreak_posts_total{platform="slack",outcome="sent"}')).toBe(1));
  });
});

describe('a whole organisation that installed us', () => {
  const envelope = {
    enterprise_id: 'E1',
    authorizations: [
      { enterprise_id: 'E1', team_id: team, user_id: payloads.botUser, is_bot: true, is_enterprise_install: true },
    ],
  };

  it('is answered in each of its workspaces, also where only the workspace is named later', async () => {
    const { browser } = await open({ organisation: 'E1' });
    expect((await browser.install()).status).toBe(200);
    expect(await installation('E1')).toMatchObject({ botToken: 'xoxb-access-1' });
    await mention(envelope);
    await answered(1);
    await slack.post(
      payloads.blockActions('help', { fields: { team: null, enterprise: { id: 'E1' }, is_enterprise_install: true } }),
    );
    await answered(2);
    await mention();
    await answered(3);
    await mention({ team_id: 'TNEIGHBOUR', authorizations: [{ enterprise_id: 'E2', team_id: 'TNEIGHBOUR' }] });
    await counted(1);
    expect(new Set(slack.tokens)).toEqual(new Set(['xoxb-access-1']));
  });

  /** Of a click there Slack tells the organisation; of who clicked it tells one workspace, always the same, or the organisation. */
  const click = (home: string, button: object = {}) => {
    const { user, ...payload } = payloads.anew(payloads.blockActions('help'));
    const actions = payload.actions.map((action) => ({ ...action, ...button }));
    const fields = { team: null, enterprise: { id: 'E1' }, is_enterprise_install: true };
    return slack.post({ ...payload, ...fields, actions, user: { ...user, team_id: home } });
  };

  it('stays installed when somebody clicks of whom Slack tells the organisation only', async () => {
    const { browser } = await open({ organisation: 'E1' });
    await browser.install();
    expect((await click('E1')).status).toBe(200);
    await answered(1);
    expect(await installation('E1')).toMatchObject({ botToken: 'xoxb-access-1' });
    await mention(envelope);
    await answered(2);
  });

  it('is heard in the workspace where we said what was clicked, whichever Slack tells of who clicked', async () => {
    const { browser } = await open({ organisation: 'E1' });
    await browser.install();
    await mention(envelope);
    await answered(1);
    const [said] = slack.sent[0]?.body.blocks?.flatMap((block) => (block.type === 'actions' ? block.elements : [])) ?? [];
    for (const home of ['TELSEWHERE', 'E1']) await click(home, { action_id: said?.action_id });
    await answered(3);
    expect(bot.heard.slice(-2).map(({ workspace }) => workspace)).toEqual([team, team]);
    expect(await installation('TELSEWHERE')).toBeNull();
  });

  it('is forgotten in all of them when it removes us', async () => {
    const { browser } = await open({ organisation: 'E1' });
    await browser.install();
    await mention(envelope);
    await answered(1);
    await slack.post(farewell({ type: 'app_uninstalled' }, now, { team_id: null, enterprise_id: 'E1' }));
    await vi.waitFor(async () => expect(await installation('E1')).toBeNull());
    await mention(envelope);
    await mention();
    await counted(2);
    expect(slack.tokens).toHaveLength(1);
  });
});

describe('a workspace that its organisation takes us from', () => {
  const envelope = {
    enterprise_id: 'E1',
    authorizations: [
      { enterprise_id: 'E1', team_id: team, user_id: payloads.botUser, is_bot: true, is_enterprise_install: true },
    ],
  };
  const takenFrom = (...team_ids: string[]) =>
    slack.post(farewell({ type: 'team_access_revoked', team_ids }, now, { team_id: null, enterprise_id: 'E1' }));

  it('is a stranger from then on, and nothing goes there, until it is let in again; the others stay', async () => {
    const { browser } = await open({ organisation: 'E1' });
    await browser.install();
    await mention(envelope);
    await answered(1);
    expect((await takenFrom('TNEIGHBOUR')).status).toBe(200);
    await mention();
    await answered(2);
    expect((await takenFrom('TNEIGHBOUR', team)).status).toBe(200);
    expect(await installation()).toBeNull();
    expect(await installation('E1')).toMatchObject({ botToken: 'xoxb-access-1' });
    await mention();
    await mention();
    await counted(2);
    expect(slack.logged.filter((line) => line.includes('where the app is not installed'))).toHaveLength(1);
    await mention(envelope);
    await answered(3);
  });

  it('keeps its own installation, where it has one', async () => {
    const { browser } = await open();
    await browser.install();
    await takenFrom(team);
    await mention();
    await answered(1);
  });
});

describe('removing us', () => {
  it('erases the tokens and stops the calls; what was kept stays for an export', async () => {
    const { browser } = await open();
    await browser.install();
    await store.workspace('slack', team).keep('rating', 'a', 'kept', null);
    now += hour;
    await slack.post(farewell({ type: 'app_uninstalled' }));
    await vi.waitFor(async () => expect(await installation()).toBeNull());
    await slack.post(farewell({ type: 'tokens_revoked', tokens: { oauth: [], bot: [payloads.botUser] } }));
    await mention();
    expect(slack.tokens).toEqual([]);
    await counted(1);
    expect(await store.workspace('slack', team).kept('rating')).toEqual(['kept']);
  });

  it('happens too where only the bot’s token is revoked, not where a person’s is', async () => {
    const { browser } = await open();
    await browser.install();
    await slack.post(farewell({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } }));
    await mention();
    await answered(1);
    await slack.post(farewell({ type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: [payloads.botUser] } }));
    await vi.waitFor(async () => expect(await installation()).toBeNull());
  });

  it('is not undone by, nor undoes, what happened later: old news of it leaves a new installation alone', async () => {
    const { browser } = await open();
    await browser.install();
    const removed = now + hour;
    now += 2 * hour;
    await browser.install();
    await slack.post(farewell({ type: 'app_uninstalled' }, removed));
    await mention();
    await answered(1);
    expect(slack.tokens).toEqual(['xoxb-access-2']);
  });

  it('leaves the neighbours installed', async () => {
    const { browser } = await open();
    await browser.install();
    await slack.post(farewell({ type: 'app_uninstalled' }, now, { team_id: 'TNEIGHBOUR' }));
    await mention();
    await answered(1);
  });
});

describe('a token that ends', () => {
  it('is renewed once by two processes that notice at once, and both use what came of it', async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.stop());
    const url = await postgres.createDatabase();
    const vault = createVault(randomBytes(32), []);
    const [one, two] = await Promise.all(
      [1, 2].map(() => openPostgresStore({ url, clock, log: { info() {}, warn() {}, error() {} }, vault })),
    );
    store = one as Store;
    const { browser, oauth } = await open({ isRotated: true });
    await browser.install();
    const other = await startSlack({ bot, access: app, store: two as Store, clock });
    oauth.listen();
    onTestFinished(async () => {
      await other.stop();
      await Promise.all([one?.close(), two?.close()]);
    });

    now += 11 * hour;
    await Promise.all(Array.from({ length: 20 }, (_, index) => mention({}, index % 2 ? slack : other)));
    await vi.waitFor(() => expect(slack.tokens.length + other.tokens.length).toBe(20), 10_000);
    expect(oauth.asked.filter(({ grant_type }) => grant_type === 'refresh_token')).toHaveLength(1);
    expect(new Set([...slack.tokens, ...other.tokens])).toEqual(new Set(['xoxe.xoxb-1-access-2']));
    now += 11 * hour;
    await mention();
    await vi.waitFor(() => expect([...slack.tokens, ...other.tokens]).toContain('xoxe.xoxb-1-access-3'), 5_000);
  });

  it('is used while it lasts where Slack does not renew it, without asking at every event, and renewed when Slack does', async () => {
    const { browser, oauth } = await open({ isRotated: true });
    await browser.install();
    now += 11 * hour;
    oauth.fail('internal_error');
    for (let times = 1; times <= 3; times += 1) {
      await mention();
      await answered(times);
    }
    expect(oauth.asked).toHaveLength(2);
    oauth.fail(null);
    now += 61_000;
    await mention();
    await answered(4);
    expect(slack.tokens).toEqual([...Array(3).fill('xoxe.xoxb-1-access-1'), 'xoxe.xoxb-1-access-2']);
    expect(slack.logged.join('\n')).not.toMatch(/xox[be]/);
  });

  it('is not used after its end', async () => {
    const { browser, oauth } = await open({ isRotated: true });
    await browser.install();
    now += 13 * hour;
    oauth.fail('internal_error');
    await mention({}, slack, 503); // so that Slack delivers it again
    await vi.waitFor(() => expect(slack.logged.filter((line) => line.startsWith('error'))).toHaveLength(2));
    expect(slack.tokens).toEqual([]);
  });
});
