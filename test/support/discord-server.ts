import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type WebSocket, WebSocketServer } from 'ws';
import { createDiscordAdapter } from '../../src/adapters/discord/index.ts';
import { showOpen } from '../../src/core/decisions/desk.ts';
import type { Clock, Log, RemoteAdapter, Store } from '../../src/core/ports.ts';
import { draw } from '../../src/draw.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createTestLog, createTestMetrics } from './bot.ts';
import { bringBot, startDelivery } from './delivering.ts';
import { modalViolations } from './discord-modal.ts';
import { ids, messageObject, snowflake, user } from './discord-payloads.ts';
import { commandViolations, completionViolations, messageViolations } from './discord-rules.ts';

/** Messages go out with what the body below carries; anything may be asserted on. */
// biome-ignore lint/suspicious/noExplicitAny: bodies of every kind of request
export type Request = { method: string; path: string; body: any };
type Refusal = { status: number; code: number; message?: string; headers?: Record<string, string> };
type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
type Route = { method: string; path: RegExp; answer(ids: string[], body: unknown, query: URLSearchParams): Answer };
/** Something that people were shown: the message, and who sees it. */
type Shown = { by: 'asker' | 'place'; body: unknown };
/** An interaction that was dispatched: the message it was done on, and the one that its first response left, as far as there are any. */
type Asked = { place: 'asker' | 'place'; clicked: Standing | null; original: Standing | null; isAnswered: boolean };
type Standing = { id: string; flags: number };
type Place = { thread_metadata?: { archived: boolean; locked: boolean } } & Record<string, unknown>;

const token = 'MTE4.test.token';
const isEphemeral = 1 << 6;
const isLoading = 1 << 7;
/** View Channel and Connect, among others. */
const everyoneMay = (1 << 10) | (1 << 11) | (1 << 20);

/**
 * Discord's gateway and REST API on 127.0.0.1, as far as the bot uses them. It refuses what Discord refuses, and remembers what no
 * request of ours may do (`problems`).
 */
export async function createDiscordServer() {
  const requests: Request[] = [];
  const places: Record<string, Place> = { [ids.channel]: { type: 0, permission_overwrites: [] } };
  const problems: string[] = [];
  const refusals: { path: RegExp; refusal: Refusal }[] = [];
  const asked = new Map<string, Asked>();
  const shown: Shown[] = [];
  const nonces = new Set<string>();
  const posted: { id: string; channel: string; body: { nonce?: string } }[] = [];
  const deleted = new Set<string>();
  const responded: string[] = [];
  const losses: RegExp[] = [];
  const sockets = new Set<WebSocket>();
  const identified: { intents: number; token: string; shard: number[] }[] = [];
  let registered: object[] = [];
  let closeOnIdentify: number | null = null;
  let heartbeat = 41_250;
  let startLimit = { total: 1_000, remaining: 999, reset_after: 86_400_000 };
  let ownRole = ids.botRole;
  let isDeaf = false;
  let isForgetful = false;
  let resumed = 0;
  let sequence = 0;

  const noContent: Answer = { status: 204 };
  const error = (status: number, code: number, message = 'refused'): Answer => ({ status, body: { code, message } });
  const complain = (what: string, broken: string[]): Answer | null => {
    problems.push(...broken.map((each) => `${what}: ${each}`));
    return broken.length > 0 ? error(400, 50035, 'Invalid Form Body') : null;
  };
  const message = (body: unknown): Answer => ({
    status: 200,
    body: { id: snowflake(), channel_id: ids.channel, author: user(ids.bot), ...(body as object) },
  });

  const whole = (flags: number | undefined): number => (flags ?? 0) & ~isEphemeral;
  /** Keeps that people see a message as it now is; one that only one person sees stays so. */
  const show = ({ place }: Asked, { flags }: Standing, body: unknown): void =>
    void shown.push({ by: flags & isEphemeral ? 'asker' : place, body });

  /** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
  const callback = (
    token: string,
    body: { type?: number; data?: { choices?: []; flags?: number } },
    query: URLSearchParams,
  ): Answer => {
    const found = asked.get(token);
    if (!found) return error(404, 10062, 'Unknown interaction');
    if (found.isAnswered) return error(400, 40060, 'Interaction has already been acknowledged.');
    const { type, data } = body;
    const ofMessage = found.clicked ? [] : [`type ${type} where no message was clicked`];
    const rules: Record<number, () => string[]> = {
      4: () => messageViolations({ ...data, flags: whole(data?.flags) }),
      5: () => [],
      6: () => ofMessage,
      7: () => [...ofMessage, ...messageViolations({ ...data, flags: whole(data?.flags) })],
      8: () => completionViolations(data?.choices ?? []),
      9: () => modalViolations(data),
    };
    const refused = complain('interaction response', rules[type ?? 0]?.() ?? [`type ${type}`]);
    if (refused) return refused;
    found.isAnswered = true;
    if (type === 4 || type === 5)
      found.original = { id: snowflake(), flags: ((data?.flags ?? 0) & isEphemeral) | (type === 5 ? isLoading : 0) };
    if (type === 4 && found.original) responded.push(found.original.id);
    if (type === 6 || type === 7) found.original = found.clicked;
    if (found.original && (type === 4 || type === 7)) show(found, found.original, data);
    if (query.get('with_response') !== 'true') return noContent;
    return { status: 200, body: { interaction: { id: snowflake(), type: 2, response_message_id: found.original?.id } } };
  };

  const edit = (token: string, body: { flags?: number }): Answer => {
    const found = asked.get(token);
    if (!found?.original) return error(404, 10008, 'Unknown Message');
    const refused = complain('edit', messageViolations({ ...body, flags: whole(body.flags) }));
    if (refused) return refused;
    found.original.flags &= ~isLoading;
    show(found, found.original, body);
    return message(body);
  };

  const followUp = (token: string, body: { flags?: number }): Answer => {
    const found = asked.get(token);
    if (!found?.isAnswered) return error(404, 10015, 'Unknown Webhook');
    // "this endpoint will function as Edit Original Interaction Response [...] The ephemeral flag will be ignored"
    if (found.original && found.original.flags & isLoading) return edit(token, body);
    const refused = complain('follow-up', messageViolations({ ...body, flags: whole(body.flags) }));
    if (refused) return refused;
    show(found, { id: snowflake(), flags: body.flags ?? 0 }, body);
    return message(body);
  };

  const post = (channel: string, body: { flags?: number; nonce?: string; message_reference?: unknown }): Answer => {
    const refused = complain('message', [
      ...messageViolations(body),
      ...((body.flags ?? 0) & isEphemeral ? ['an ephemeral flag on a post'] : []),
    ]);
    if (refused) return refused;
    const thread = places[channel]?.thread_metadata;
    if (thread?.archived && thread.locked) return error(400, 160005, 'Thread is locked');
    if (thread) thread.archived = false;
    if (body.nonce && nonces.has(body.nonce)) problems.push(`message: nonce ${body.nonce} twice`);
    if (body.nonce) nonces.add(body.nonce);
    shown.push({ by: channel === ids.dm ? 'asker' : 'place', body });
    const answer = message(body);
    posted.push({ id: (answer.body as { id: string }).id, channel, body });
    return answer;
  };

  /** The newest first; with `after` those that came next. Without a nonce: Discord does not keep it. https://docs.discord.com/developers/resources/message#get-channel-messages */
  const history = (channel: string, query: URLSearchParams): Answer => {
    const [after, limit] = [query.get('after'), Number(query.get('limit') ?? 50)];
    if (limit < 1 || limit > 100) problems.push(`history: a limit of ${limit}`);
    const all = posted
      .filter((each) => each.channel === channel && (after === null || BigInt(each.id) > BigInt(after)))
      .map(({ id, body: { nonce, ...body } }) => messageObject('', { ...body, id, channel_id: channel, author: user(ids.bot) }));
    const page = after === null ? all.slice(-limit) : all.slice(0, limit);
    return { status: 200, body: page.reverse() };
  };

  /** "Tried to perform an operation on an archived thread, such as editing a message". https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
  const archived = error(400, 50083, 'Thread is archived');
  /** "When setting `archived` to `false`, when `locked` is also `false`, only the SEND_MESSAGES permission is required." https://docs.discord.com/developers/resources/channel#modify-channel */
  const reopen = (id: string, body: unknown): Answer => {
    const thread = places[id]?.thread_metadata;
    if (!isDeepStrictEqual(body, { archived: false }) || !thread) problems.push(`channel ${id} was changed`);
    if (!thread || thread.locked) return error(403, 50013, 'Missing Permissions');
    thread.archived = false;
    return { status: 200, body: { id, ...places[id] } };
  };
  /** A message of ours that people deleted, or we did, is gone. Of those that were not posted here, nothing is known. */
  const change = (channel: string, id: string, body: object): Answer => {
    if (places[channel]?.thread_metadata?.archived) return archived;
    if (deleted.has(id)) return error(404, 10008, 'Unknown Message');
    const refused = complain('edit', messageViolations(body));
    if (refused) return refused;
    const found = posted.find((each) => each.id === id);
    if (found) found.body = { ...found.body, ...body };
    return message({ ...body, id });
  };
  const remove = (channel: string, id: string): Answer => {
    if (places[channel]?.thread_metadata?.archived) return archived;
    if (deleted.has(id)) return error(404, 10008, 'Unknown Message');
    deleted.add(id);
    const index = posted.findIndex((each) => each.id === id);
    if (index !== -1) posted.splice(index, 1);
    return noContent;
  };

  const keepAsked = (packet: object): void => {
    const { t, d } = packet as { t?: string; d?: { token?: string; context?: number; message?: Standing } };
    if (t !== 'INTERACTION_CREATE' || !d?.token) return;
    const { token, context, message: on } = d;
    const clicked = on ? { id: on.id, flags: on.flags } : null;
    // Delivered again, it is the same.
    if (!asked.has(token))
      asked.set(token, { place: context === 1 ? 'asker' : 'place', clicked, original: null, isAnswered: false });
  };

  const rolesOf = (guild = '') => [
    { id: guild, name: '@everyone', permissions: String(everyoneMay) },
    { id: ids.otherRole, name: 'devs', permissions: '0' },
    { id: ownRole, name: 'Tiebreak', permissions: '0', managed: true, tags: { bot_id: ids.bot } },
  ];
  const members = [
    { user: user(ids.asker), roles: [ids.otherRole] },
    { user: user(ids.colleague), roles: [] },
    { user: { ...user(ids.bot), bot: true }, roles: [ids.otherRole] },
  ];
  const routes: Route[] = [
    {
      method: 'GET',
      path: /^\/gateway\/bot$/,
      answer: () => ({
        status: 200,
        body: {
          url: `ws://127.0.0.1:${port()}`,
          shards: 1,
          session_start_limit: { ...startLimit, max_concurrency: 1 },
        },
      }),
    },
    {
      method: 'GET',
      path: /^\/applications\/@me$/,
      answer: () => ({ status: 200, body: { id: ids.app, name: 'Tiebreak', integration_types_config: { 0: {}, 1: {} } } }),
    },
    { method: 'GET', path: /^\/applications\/(\d+)\/commands$/, answer: () => ({ status: 200, body: registered }) },
    {
      method: 'PUT',
      path: /^\/applications\/(\d+)\/commands$/,
      answer: ([application_id], body) => {
        const refused = complain('commands', commandViolations(body as []));
        if (refused) return refused;
        const filled = { description: '', nsfw: false, default_member_permissions: null, dm_permission: true };
        registered = (body as object[]).map((each) => ({
          ...filled,
          ...each,
          id: snowflake(),
          version: snowflake(),
          application_id,
        }));
        return { status: 200, body: registered };
      },
    },
    {
      method: 'POST',
      path: /^\/interactions\/\d+\/([^/]+)\/callback$/,
      answer: ([token = ''], body, query) => callback(token, body as object, query),
    },
    {
      method: 'GET',
      path: /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      answer: ([token = '']) => {
        const original = asked.get(token)?.original;
        // Whether one that only one person sees can be read is not documented any more (weak: it could not once).
        return original && !(original.flags & isEphemeral)
          ? { status: 200, body: original }
          : error(404, 10008, 'Unknown Message');
      },
    },
    {
      method: 'PATCH',
      path: /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      answer: ([token = ''], body) => edit(token, body as object),
    },
    {
      method: 'POST',
      path: /^\/webhooks\/\d+\/([^/]+)$/,
      answer: ([token = ''], body) => followUp(token, body as object),
    },
    { method: 'POST', path: /^\/users\/@me\/channels$/, answer: () => ({ status: 200, body: { id: ids.dm, type: 1 } }) },
    {
      method: 'POST',
      path: /^\/channels\/(\d+)\/messages$/,
      answer: ([channel = ''], body) => post(channel, body as object),
    },
    {
      method: 'GET',
      path: /^\/channels\/(\d+)\/messages$/,
      answer: ([channel = ''], _body, query) => history(channel, query),
    },
    {
      method: 'PATCH',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      answer: ([channel = '', id = ''], body) => change(channel, id, body as object),
    },
    {
      method: 'DELETE',
      path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
      answer: ([channel = '', id = '']) => remove(channel, id),
    },
    { method: 'PATCH', path: /^\/channels\/(\d+)$/, answer: ([id = ''], body) => reopen(id, body) },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/roles$/,
      answer: ([guild]) => ({
        status: 200,
        body: rolesOf(guild),
      }),
    },
    {
      method: 'GET',
      path: /^\/channels\/(\d+)$/,
      answer: ([id = '']) => (places[id] ? { status: 200, body: { id, ...places[id] } } : error(403, 50001, 'Missing Access')),
    },
    { method: 'GET', path: /^\/guilds\/(\d+)\/members$/, answer: () => ({ status: 200, body: members }) },
    {
      method: 'GET',
      path: /^\/guilds\/\d+\/members\/(\d+)$/,
      answer: ([id]) => {
        const found = members.find((member) => (member.user as { id: string }).id === id);
        return found ? { status: 200, body: found } : error(404, 10007, 'Unknown Member');
      },
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)$/,
      answer: ([id = '']) => ({ status: 200, body: { id, name: 'A server', owner_id: 'owner', roles: rolesOf(id) } }),
    },
    {
      method: 'GET',
      path: /^\/channels\/(\d+)\/thread-members$/,
      answer: ([id]) => ({
        status: 200,
        body: members.map((member) => ({ id, user_id: (member.user as { id: string }).id, flags: 0, member })),
      }),
    },
  ];

  const answerTo = ({ method, path, body }: Request, query: URLSearchParams, authorization: string | undefined): Answer => {
    const route = routes.find((each) => each.method === method && each.path.test(path));
    if (!route) {
      problems.push(`no such route: ${method} ${path}`);
      return error(404, 0, '404: Not Found');
    }
    // Interactions carry their own token; ours has no business there.
    const isOpen = path.startsWith('/interactions/') || path.startsWith('/webhooks/');
    if (isOpen && authorization) problems.push(`our token went to ${method} ${path}`);
    if (!isOpen && authorization !== `Bot ${token}`) return error(401, 0, '401: Unauthorized');
    const index = refusals.findIndex((each) => each.path.test(path));
    const [found] = index === -1 ? [] : refusals.splice(index, 1);
    if (found)
      return { ...error(found.refusal.status, found.refusal.code, found.refusal.message), headers: found.refusal.headers ?? {} };
    const answer = route.answer(route.path.exec(path)?.slice(1) ?? [], body, query);
    const lost = losses.findIndex((each) => each.test(path));
    return lost === -1 || losses.splice(lost, 1).length === 0 ? answer : error(500, 0, 'lost');
  };

  const server = createServer(async (incoming, outgoing) => {
    const body = await readBody(incoming);
    const request = {
      method: incoming.method ?? '',
      path: (incoming.url ?? '').replace(/^\/api\/v10/, '').replace(/\?.*/, ''),
      body,
    };
    requests.push(request);
    const {
      status,
      body: said,
      headers = {},
    } = answerTo(request, new URL(incoming.url ?? '', 'http://x').searchParams, incoming.headers.authorization);
    if (said === undefined) outgoing.writeHead(status).end();
    else outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(said));
  });
  const port = (): number => (server.address() as AddressInfo).port;

  new WebSocketServer({ server }).on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const say = (payload: object): void => socket.send(JSON.stringify({ s: null, t: null, ...payload }));
    say({ op: 10, d: { heartbeat_interval: heartbeat } });
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: (typeof identified)[number] };
      if (op === 1 && !isDeaf) say({ op: 11 });
      if (op === 6 && isForgetful) say({ op: 9, d: false });
      if (op === 6 && !isForgetful) {
        isDeaf = false;
        resumed += 1;
        say({ op: 0, s: sequence, t: 'RESUMED', d: {} });
      }
      if (op !== 2) return;
      identified.push(d);
      if (closeOnIdentify) return socket.close(closeOnIdentify);
      if (d.token !== token) return socket.close(4004);
      sequence += 1;
      say({ op: 0, s: sequence, t: 'READY', d: ready(`ws://127.0.0.1:${port()}`) });
    });
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    token,
    /** The channels that the bot sees, by id, as Discord describes them. */
    places,
    apiUrl: `http://127.0.0.1:${port()}/api`,
    requests,
    problems,
    identified,
    /** What people were shown, in order. */
    shown,
    /** The messages that stand in channels, in order. */
    posted,
    /** Somebody deletes a message. */
    remove: (id: string, channel: string = ids.channel): Answer => remove(channel, id),
    /** The ids of the messages that interactions were responded to with, in order. */
    responded,
    /** The next request to a path is refused, once each call. */
    refuse: (path: RegExp, refusal: Refusal): void => void refusals.push({ path, refusal }),
    /** The next request to a path is taken, and its answer gets lost. */
    lose: (path: RegExp): void => void losses.push(path),
    /** Ends the connection with this close code instead of READY. */
    closeOnIdentify: (code: number): void => {
      closeOnIdentify = code;
    },
    /** How many connections are open. */
    connections: () => sockets.size,
    /** How often a session was resumed. */
    resumed: () => resumed,
    /** Asks for a heartbeat this often, in ms. */
    beat: (ms: number): void => {
      heartbeat = ms;
    },
    /** How often the bot may identify, and still may. https://docs.discord.com/developers/events/gateway#session-start-limit-object */
    starts: (limit: typeof startLimit): void => {
      startLimit = limit;
    },
    /** We were thrown out and let in again: our role is another one. */
    renewRole: (role: string): void => {
      ownRole = role;
    },
    /** Acknowledges no heartbeat any more, until a session is resumed. */
    deafen: (): void => {
      isDeaf = true;
    },
    /** Takes no session for one that can be resumed. */
    forget: (): void => {
      isForgetful = true;
    },
    /** Ends the connection now. */
    close: (code: number): void => {
      for (const socket of sockets) socket.close(code);
    },
    /** Sends a dispatch (`{t, d}`), or any text as it is. */
    dispatch(packet: object | string): void {
      sequence += 1;
      if (typeof packet === 'object') keepAsked(packet);
      for (const socket of sockets)
        socket.send(typeof packet === 'string' ? packet : JSON.stringify({ op: 0, ...packet, s: sequence }));
    },
    async stop(): Promise<void> {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const type = incoming.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return chunks.length === 0 ? null : JSON.parse(body.toString());
  // https://docs.discord.com/developers/reference#uploading-files
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  const files = [...form.values()].filter((value) => value instanceof File);
  const sizes = Object.fromEntries(files.map(({ name, size }) => [name, size]));
  return { ...JSON.parse(String(form.get('payload_json'))), files: sizes };
}

/** https://docs.discord.com/developers/events/gateway-events#ready */
const ready = (resume_gateway_url: string): object => ({
  v: 10,
  user: { ...user(ids.bot), verified: true, mfa_enabled: true, flags: 0, email: null },
  guilds: [{ id: ids.guild, unavailable: true }],
  session_id: 'a-session',
  session_type: 'normal',
  resume_gateway_url,
  shard: [0, 1],
  application: { id: ids.app, flags: 565248 },
  private_channels: [],
  relationships: [],
  presences: [],
  user_settings: {},
  user_settings_proto: '',
  guild_join_requests: [],
  geo_ordered_rtc_regions: [],
  game_relationships: [],
  auth: {},
});

type DiscordServer = Awaited<ReturnType<typeof createDiscordServer>>;
/**
 * The real adapter, online at a local Discord. `dispatch` sends what a person did, `next` waits for what the bot does about it.
 * `stop` fails the test where a request broke Discord's rules.
 */
export async function startDiscord({
  bot: givenBot,
  store: givenStore = createMemoryStore(Date.now),
  clock = Date.now,
  server: given,
  log: givenLog,
  readsMessages = false,
}: {
  bot: Parameters<typeof bringBot>[0];
  store?: Store;
  clock?: Clock;
  server?: DiscordServer;
  log?: Log;
  readsMessages?: boolean;
}) {
  const server = given ?? (await createDiscordServer());
  const ownLog = createTestLog();
  const { lines } = ownLog;
  const log = givenLog ?? ownLog;
  const { bot, store } = bringBot(givenBot, givenStore);
  const metrics = createTestMetrics();
  const delivering = startDelivery({ bot, store, adapter: () => adapter, metrics, clock });
  const adapter: RemoteAdapter = createDiscordAdapter({
    bot,
    delivery: delivering.delivery,
    draw,
    log,
    clock,
    missed: (servers) => showOpen(store, 'discord', servers, clock()),
    config: { token: server.token, apiUrl: server.apiUrl, readsMessages, shards: null },
  });
  await adapter.start();
  await delivering.start();
  let read = server.requests.length;
  const { requests, dispatch } = server;
  return {
    server,
    adapter,
    delivering,
    metrics,
    lines,
    requests,
    dispatch,
    /** The first request to a path since the last one waited for. */
    async next(path: RegExp): Promise<Request> {
      for (let tries = 0; tries < 200; tries += 1) {
        const index = requests.findIndex((each, at) => at >= read && path.test(each.path));
        if (index !== -1) {
          read = index + 1;
          return requests[index] as Request;
        }
        await wait(10);
      }
      throw new Error(`no request to ${path}; log: ${JSON.stringify(lines)}; problems: ${server.problems.join('; ')}`);
    },
    /** Nothing was sent since the last request waited for, nor is within `ms`. */
    async isSilent(ms = 150): Promise<boolean> {
      await wait(ms);
      return requests.length === read;
    },
    async stop(): Promise<void> {
      await adapter.stop();
      await delivering.quiet();
      await delivering.stop();
      if (!given) await server.stop();
      if (server.problems.length > 0) throw new Error(`Discord would not have taken this:\n${server.problems.join('\n')}`);
    },
  };
}
