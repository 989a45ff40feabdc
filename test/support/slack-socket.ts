import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import nock from 'nock';
import { type WebSocket, WebSocketServer } from 'ws';

export type SlackSocket = {
  /** Envelopes we acknowledged. */
  acknowledged: string[];
  /** What we said as we acknowledged, by envelope. */
  responses: Map<string, unknown>;
  /** How often a socket was opened. */
  readonly opened: number;
  /** How many are open. */
  readonly open: number;
  /** How often we asked for one. */
  readonly asked: number;
  /** Sends a payload as Slack does over a socket. https://docs.slack.dev/apis/events-api/using-socket-mode#events */
  deliver(envelope: string, payload: object): void;
  /** Slack asks for a new connection, as it does every few hours. */
  refresh(): void;
  /** Slack ends the connection, and says why. */
  disconnect(reason: string): void;
  /** The next connection is not welcome: an app has ten at most. */
  refuseNext(): void;
  /** Nothing is ever said on the next connection; that we close it is answered only while the one after is being opened. */
  stallNext(): void;
  /** The next request for a connection is answered after so long, in ms, and the connection itself is there after as long again. */
  slowNext(ms: number): void;
  /** From now on every connection is ended as soon as it is there. */
  flap(): void;
  /** The connection stays, and nothing comes over it any more. */
  silence(): void;
  /** The connection is gone without a word. */
  drop(): void;
  stop(): Promise<void>;
};

/** Slack's side of Socket Mode: `answers` are what `apps.connections.open` says in turn, the last one from then on; null is our address. */
export async function startSocket(...answers: ({ ok: false; error: string } | number | null)[]): Promise<SlackSocket> {
  const verifyClient = async (_: unknown, welcome: (isWelcome: boolean) => void) => {
    if (closeStalled) slow = 300;
    closeStalled?.();
    closeStalled = undefined;
    await setTimeout(slow);
    slow = 0;
    welcome(true);
  };
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong: false, verifyClient });
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const acknowledged: string[] = [];
  const responses = new Map<string, unknown>();
  let [asked, opened, slow] = [0, 0, 0];
  let closeStalled: (() => void) | undefined;
  let current: WebSocket | undefined;
  let silent: WebSocket | undefined;
  let isRefusing = false;
  let isStalling = false;
  let isFlapping = false;

  server.on('connection', (socket) => {
    opened += 1;
    current = socket;
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data));
      acknowledged.push(envelope_id);
      responses.set(envelope_id, payload);
    });
    socket.on('ping', (data) => socket !== silent && socket.pong(data));
    if (isStalling) {
      isStalling = false;
      const close = socket.close.bind(socket);
      socket.close = (...said) => {
        closeStalled = () => close(...said);
      };
      return;
    }
    if (isRefusing) {
      isRefusing = false;
      return socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
    }
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A123ABC456' } }));
    if (isFlapping) socket.send(JSON.stringify({ type: 'disconnect', reason: 'warning' }));
  });
  nock('https://slack.com')
    .persist()
    .post('/api/apps.connections.open')
    .reply(async (_request: Request) => {
      asked += 1;
      await setTimeout(slow);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (typeof answer === 'number') return [answer, ''];
      return [200, answer ?? { ok: true, url: `ws://127.0.0.1:${port}/link/?ticket=1234` }];
    });

  return {
    acknowledged,
    responses,
    get opened() {
      return opened;
    },
    get open() {
      return server.clients.size;
    },
    get asked() {
      return asked;
    },
    deliver(envelope, payload) {
      const type = 'command' in payload ? 'slash_commands' : 'event' in payload ? 'events_api' : 'interactive';
      current?.send(JSON.stringify({ envelope_id: envelope, type, payload, accepts_response_payload: type !== 'events_api' }));
    },
    refresh: () => current?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })),
    disconnect: (reason) => current?.send(JSON.stringify({ type: 'disconnect', reason })),
    refuseNext: () => {
      isRefusing = true;
    },
    stallNext: () => {
      isStalling = true;
    },
    slowNext: (ms) => {
      slow = ms;
    },
    flap: () => {
      isFlapping = true;
    },
    silence: () => {
      silent = current;
    },
    drop: () => current?.terminate(),
    async stop() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
