import nock from 'nock';
import { scopes } from '../../src/adapters/slack/commands.ts';
import { createSlackAdapter, type SlackConfig } from '../../src/adapters/slack/index.ts';
import { limits } from '../../src/adapters/slack/limits.ts';
import { writtenId } from '../../src/adapters/slack/people.ts';
import type { Message } from '../../src/adapters/slack/render.ts';
import type { Clock, Log, Platform, RemoteAdapter, Store } from '../../src/core/ports.ts';
import { draw } from '../../src/draw.ts';
import { about } from '../../src/log.ts';
import { createHealth } from '../../src/server/health.ts';
import { createWebServer } from '../../src/server/index.ts';
import { createMeter } from '../../src/server/metrics.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { bringBot, startDelivery } from './delivering.ts';
import { freePort } from './free-port.ts';
import { botUser, team } from './slack-payloads.ts';
import { encoded, signed } from './slack-request.ts';
import { viewViolations } from './slack-view.ts';

/** A message Slack received: `to` is a Web API method, or `response_url`, then with its address. */
export type Sent = { to: string; body: Message & Record<string, unknown>; url?: string };

export type SlackApp = {
  /** What Slack received so far, in order. */
  sent: Sent[];
  /** What was logged, in order, as text. */
  logged: string[];
  /** The tokens that the Web API was called with to show something, in order. */
  tokens: string[];
  /** The files that were uploaded, in order, also those that nobody saw. */
  uploads: { name: string; content: Buffer }[];
  adapter: RemoteAdapter;
  /** Where the web server listens. */
  address: string;
  /** The value of a metric, 0 where it was never counted. */
  metric(line: string): Promise<number>;
  /** Delivers a payload, signed. Settles when it is acknowledged, which is before it is answered. */
  post(payload: object): Promise<Response>;
  /** Delivers a body as it is. */
  postRaw(body: string, headers?: Record<string, string>): Promise<Response>;
  /** Slack answers the next message to `to`, which may be `anything`, with this code. */
  refuse(to: string, code: string): void;
  /** Settles when nothing is under way. */
  quiet(): Promise<void>;
  /** Stops the adapter, which waits for what is in flight; gives all that was sent. */
  stop(): Promise<Sent[]>;
};

export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';

/** `people`: what Slack says of them, by id; of all others it says nothing. A function is given the adapter, before it starts. */
type GivenBot = Parameters<typeof bringBot>[0];

type Options = {
  bot: GivenBot | ((platform: Platform) => GivenBot);
  appToken?: string | null;
  access?: SlackConfig['access'];
  apiUrl?: string | null;
  store?: Store;
  clock?: Clock;
  log?: Log;
  people?: Record<string, object>;
  /** The user groups, by handle, with who is in them. */
  groups?: Record<string, string[]>;
  privateChannels?: string[];
  /** Who is in a channel, by its id. */
  members?: Record<string, string[]>;
  /** The messages of a thread, by the timestamp of its first one. */
  threads?: Record<string, object[]>;
  /** The scopes of the token. */
  granted?: string[];
};

/**
 * The real adapter and web server on a free port, with Slack's side of the network played by nock: Web API calls and response URLs are recorded and
 * accepted. Any other address fails the call. With an app token it opens a socket instead (slack-socket.ts).
 */
export async function startSlack({
  bot,
  appToken = null,
  access = { botToken: 'xoxb-not-a-token' },
  apiUrl = null,
  clock = Date.now,
  store: givenStore = createMemoryStore(clock),
  log: givenLog,
  people = {},
  groups = {},
  privateChannels = [],
  members = {},
  threads = {},
  granted = scopes,
}: Options): Promise<SlackApp> {
  const sent: Sent[] = [];
  const logged: string[] = [];
  const tokens: string[] = [];
  const uploads: SlackApp['uploads'] = [];
  const refusals: { to: string; code: string }[] = [];
  const port = await freePort();
  const keep = (level: string) => (fields: object, said: string) =>
    void logged.push(`${level} ${said} ${JSON.stringify(fields)}`);
  const log = givenLog ?? { info: keep('info'), warn: keep('warn'), error: keep('error') };

  const triggers = new Set<unknown>();
  const take = (to: string, body: Sent['body'], url?: string): string | null => {
    if (to === 'views.open') {
      // https://docs.slack.dev/reference/methods/views.open#errors
      if (triggers.has(body.trigger_id)) return 'exchanged_trigger_id';
      triggers.add(body.trigger_id);
      const broken = viewViolations(body.view);
      if (broken.length > 0) logged.push(`Slack refuses the view: ${broken.join('; ')}`);
      if (broken.length > 0) return 'invalid_arguments';
    }
    sent.push({ to, body, ...(url ? { url } : {}) });
    const index = refusals.findIndex((refusal) => refusal.to === to || refusal.to === 'anything');
    return index < 0 ? null : (refusals.splice(index, 1)[0]?.code ?? null);
  };
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  const api = nock('https://slack.com').persist();
  api
    .post('/api/auth.test')
    .reply(
      200,
      { ok: true, user_id: botUser, bot_id: 'BAH5CA16Z', user: 'tiebreak', team_id: 'T123ABC456' },
      { 'x-oauth-scopes': granted.join(',') },
    );
  api.post(/^\/api\/(?:chat|views)\./).reply(async (request: Request) => {
    tokens.push(request.headers.get('authorization')?.replace('Bearer ', '') ?? '');
    const code = take(new URL(request.url).pathname.replace('/api/', ''), fromForm(await request.text()));
    return [200, code ? { ok: false, error: code } : { ok: true, ts: '1515449999.000001' }];
  });
  // https://docs.slack.dev/messaging/working-with-files#uploading_files
  const files = new Map<string, Record<string, unknown>>();
  api.post('/api/files.getUploadURLExternal').reply(async (request: Request) => {
    const body = fromForm(await request.text());
    const id = `F${files.size + 1}`;
    files.set(id, body);
    const code = take('files.getUploadURLExternal', body);
    return [
      200,
      code ? { ok: false, error: code } : { ok: true, upload_url: `https://files.slack.com/upload/v1/${id}`, file_id: id },
    ];
  });
  nock('https://files.slack.com')
    .persist()
    .post(/^\/upload\/v1\//)
    .reply(async (request: Request) => {
      const bytes = Buffer.from(await request.arrayBuffer());
      const file = files.get(request.url.split('/').at(-1) ?? '');
      const isWhole = Number(file?.length) === bytes.length;
      uploads.push({ name: String(file?.filename), content: bytes });
      return isWhole ? [200, `OK - ${bytes.length}`] : [400, 'the length is not what was said'];
    });
  api.post('/api/files.completeUploadExternal').reply(async (request: Request) => {
    const body = fromForm(await request.text());
    const code = take('files.completeUploadExternal', body);
    return [200, code ? { ok: false, error: code } : { ok: true, files: body.files }];
  });
  const asked = async (request: Request, say: (body: Sent['body']) => object): Promise<[number, object]> => {
    const code = take(new URL(request.url).pathname.replace('/api/', ''), {} as Sent['body']);
    sent.pop(); // shows nobody anything
    return [200, code ? { ok: false, error: code } : { ok: true, ...say(fromForm(await request.text())) }];
  };
  api
    .post('/api/usergroups.list')
    .reply((request: Request) =>
      asked(request, () => ({ usergroups: Object.keys(groups).map((handle) => ({ id: `S${handle}`, handle, name: handle })) })),
    );
  api
    .post('/api/usergroups.users.list')
    .reply((request: Request) => asked(request, ({ usergroup }) => ({ users: groups[String(usergroup).slice(1)] ?? [] })));
  api
    .post('/api/conversations.info')
    .reply((request: Request) =>
      asked(request, ({ channel }) => ({ channel: { id: channel, is_private: privateChannels.includes(String(channel)) } })),
    );
  api
    .post('/api/conversations.replies')
    .reply((request: Request) => asked(request, ({ ts }) => ({ messages: threads[String(ts)] ?? [] })));
  api.post('/api/conversations.members').reply((request: Request) =>
    asked(request, ({ channel, cursor = '0' }) => {
      const [all, from, page] = [members[String(channel)], Number(cursor), 10];
      if (!all) return { ok: false, error: 'channel_not_found' };
      const next_cursor = from + page < all.length ? String(from + page) : '';
      return { members: all.slice(from, from + page), response_metadata: { next_cursor } };
    }),
  );
  api.post('/api/users.info').reply((request: Request) =>
    asked(request, ({ user }) => {
      const found = people[String(user)];
      return found ? { user: { id: user, team_id: team, deleted: false, ...found } } : { ok: false, error: 'missing_scope' };
    }),
  );
  nock('https://hooks.slack.com')
    .persist()
    .post(/.*/)
    .reply(async (request: Request) => {
      const code = take('response_url', (await request.json()) as Sent['body'], request.url);
      return code ? [400, code] : [200, 'ok'];
    });

  const meter = createMeter();
  const adapters: RemoteAdapter[] = [];
  // The bot asks its platform, which needs a delivery, which needs a bot: as in serve.ts, they meet when the first event comes.
  const meeting: { adapter?: RemoteAdapter; delivering?: ReturnType<typeof startDelivery> } = {};
  const met = () => meeting.delivering as ReturnType<typeof startDelivery>;
  const platform: Platform = {
    hearsChannels: true,
    carries: limits.carries,
    cannotWhisper: [],
    showsPictures: true,
    announces: true,
    isAdmin: (event) => (meeting.adapter as RemoteAdapter).isAdmin(event),
    isMember: (event) => (meeting.adapter as RemoteAdapter).isMember(event),
    isPrivatePlace: (event) => (meeting.adapter as RemoteAdapter).isPrivatePlace(event),
    zoneOf: (event) => (meeting.adapter as RemoteAdapter).zoneOf(event),
    canJoin: (event) => (meeting.adapter as RemoteAdapter).canJoin(event),
    groupWord: 'user group',
    groupsOf: (event) => (meeting.adapter as RemoteAdapter).groupsOf(event),
    membersOf: (event, group) => (meeting.adapter as RemoteAdapter).membersOf(event, group),
    namesOf: (event, people) => (meeting.adapter as RemoteAdapter).namesOf(event, people),
    writtenId,
    peopleIn: (place, most) => (meeting.adapter as RemoteAdapter).peopleIn(place, most),
  };
  const { bot: whole, store } = bringBot(typeof bot === 'function' ? bot(platform) : bot, givenStore);
  const server = createWebServer({
    host: null,
    port,
    proxies: 0,
    log,
    meter,
    about,
    health: createHealth({ store, adapters, log }),
  });
  const adapter = createSlackAdapter({
    delivery: {
      accept: (...given) => met().delivery.accept(...given),
      answer: (...given) => met().delivery.answer(...given),
      show: (...given) => met().delivery.show(...given),
    },
    log,
    metrics: meter,
    draw,
    clock,
    config: { access, appToken, signingSecret, apiUrl },
    router: server.router,
    endpoint: server.endpoint,
    installations: store.installations('slack'),
    rows: store.workspace('slack', 'the app itself'),
  });
  meeting.adapter = adapter;
  meeting.delivering = startDelivery({ bot: whole, store, adapter: () => adapter, metrics: meter, clock });
  adapters.push(adapter);
  await adapter.start().catch((error) => {
    nock.cleanAll();
    throw error;
  });
  await met().start();
  await server.start();
  const address = `http://127.0.0.1:${port}`;

  const postRaw: SlackApp['postRaw'] = (body, headers = {}) =>
    fetch(`${address}/slack/events`, { method: 'POST', body, headers });

  return {
    sent,
    logged,
    tokens,
    uploads,
    adapter,
    address,
    async metric(line) {
      const said = await meter.text();
      return Number(
        said
          .split('\n')
          .find((each) => each.startsWith(`${line} `))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    },
    postRaw,
    post(payload) {
      const { body, type } = encoded(payload);
      return postRaw(body, { 'content-type': type, ...signed(signingSecret, body, Math.floor(clock() / 1000)) });
    },
    refuse: (to, code) => void refusals.push({ to, code }),
    quiet: () => met().quiet(),
    async stop() {
      await Promise.all([server.stop(), adapter.stop()]);
      await met().quiet();
      await met().stop();
      nock.cleanAll();
      nock.enableNetConnect();
      return sent;
    },
  };
}

/** The Web API takes forms whose structured fields are JSON. */
function fromForm(form: string): Sent['body'] {
  const read = (value: string): unknown => (/^(?:\[|\{|true$|false$)/.test(value) ? JSON.parse(value) : value);
  return Object.fromEntries([...new URLSearchParams(form)].map(([key, value]) => [key, read(value)])) as Sent['body'];
}
