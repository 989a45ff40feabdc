import { describe, expect, it } from 'vitest';
import { readConfig as read } from '../src/config.ts';

const readConfig = (environment: Record<string, string | undefined>) => read(environment, '/home/tiebreak');

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

describe('the environment', () => {
  it('may be empty: then no platform is connected', () => {
    expect(readConfig({}).config).toMatchObject({
      slack: null,
      discord: null,
      pack: null,
      database: { url: null, file: '/home/tiebreak/data/tiebreak.db' },
    });
    expect(readConfig({ DATABASE_URL: 'mysql://x' }).problems).toEqual([
      expect.stringMatching(/^DATABASE_URL must be a Postgres address/),
    ]);
    expect(readConfig({ PORT: '', TIEBREAK_PACK: ' ' }).problems).toEqual([]);
  });

  it('holds 30 connections to Postgres, or as many as it is told', () => {
    const connections = (said: string) => readConfig({ DATABASE_CONNECTIONS: said }).config?.database.connections;
    expect([readConfig({}).config?.database.connections, connections('5')]).toEqual([30, 5]);
    for (const said of ['4', '5.5', 'many'])
      expect(readConfig({ DATABASE_CONNECTIONS: said }).problems).toEqual([
        expect.stringMatching(/^DATABASE_CONNECTIONS must be how many connections/),
      ]);
  });

  it('believes no proxy until it is told of one: how many, or where', () => {
    const proxies = (TIEBREAK_PROXIES: string) => readConfig({ TIEBREAK_PROXIES }).config?.proxies;
    expect(readConfig({}).config?.proxies).toBe(0);
    expect([proxies('1'), proxies('loopback, 10.0.0.0/8'), proxies('fd00::1')]).toEqual([
      1,
      ['loopback', '10.0.0.0/8'],
      ['fd00::1'],
    ]);
    for (const said of ['true', '-1', '100', '10.0.0', 'proxy.example', '1,', '0.0.0.0/99'])
      expect(readConfig({ TIEBREAK_PROXIES: said }).problems).toEqual([
        expect.stringMatching(/^TIEBREAK_PROXIES must be how many/),
      ]);
  });

  it('connects Slack by socket or by HTTP, and Discord', () => {
    expect(readConfig(slack).config).toMatchObject({
      slack: { access: { botToken: 'xoxb-1' }, appToken: 'xapp-1', signingSecret: null },
      port: 3000,
    });
    expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'a'.repeat(32), PORT: '8080' }).config).toMatchObject({
      slack: { appToken: null },
      port: 8080,
    });
    expect(readConfig({ DISCORD_TOKEN: 'aa.bb.cc', DISCORD_API_URL: 'http://127.0.0.1:1/api' }).config?.discord).toEqual({
      token: 'aa.bb.cc',
      apiUrl: 'http://127.0.0.1:1/api',
      readsMessages: false,
      shards: null,
    });
    const reading = readConfig({ DISCORD_TOKEN: 'aa.bb.cc', DISCORD_MESSAGE_CONTENT: 'true' });
    expect(reading.config?.discord).toMatchObject({ readsMessages: true });
  });

  it('has the shards of Discord that it is told, of how many there are', () => {
    const shards = (DISCORD_SHARDS: string) => readConfig({ DISCORD_TOKEN: 'aa.bb.cc', DISCORD_SHARDS }).config?.discord?.shards;
    expect([shards('0-3/8'), shards(' 2/8 '), shards('7-7/8')]).toEqual([
      { ids: [0, 1, 2, 3], count: 8 },
      { ids: [2], count: 8 },
      { ids: [7], count: 8 },
    ]);
    for (const said of ['8/8', '3-2/8', '0', '0-3', '0-3/0', 'all', '0,1/8', '-1/8'])
      expect(readConfig({ DISCORD_SHARDS: said }).problems, said).toEqual([
        expect.stringMatching(/^DISCORD_SHARDS must say which shards/),
      ]);
  });

  it('lets Slack be installed in several workspaces, with a key for their tokens in hex or base64', () => {
    const key = Buffer.alloc(32, 7);
    const app = {
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 's',
      SLACK_SIGNING_SECRET: 'x',
      TIEBREAK_URL: 'https://a.example/',
    };
    for (const TIEBREAK_KEY of [key.toString('hex'), key.toString('base64'), key.toString('base64url')]) {
      expect(readConfig({ ...app, TIEBREAK_KEY, TIEBREAK_KEY_OLD: Buffer.alloc(32).toString('base64') }).config).toMatchObject({
        slack: { access: { clientId: '1.2', clientSecret: 's', url: 'https://a.example' } },
        database: { key, oldKey: Buffer.alloc(32) },
      });
    }
    expect(readConfig({ ...app, TIEBREAK_KEY: 'hunter2' }).problems).toEqual([
      expect.stringMatching(/^TIEBREAK_KEY must be 32 bytes/),
    ]);
    expect(readConfig(app).problems).toEqual([expect.stringMatching(/^TIEBREAK_KEY is missing: it encrypts/)]);
    expect(readConfig({ ...app, TIEBREAK_KEY: key.toString('hex'), SLACK_CLIENT_SECRET: undefined }).problems).toEqual([
      expect.stringMatching(/^SLACK_CLIENT_SECRET is missing/),
    ]);
    expect(readConfig({ ...slack, ...app, TIEBREAK_KEY: key.toString('hex') }).problems).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set/),
    ]);
    expect(readConfig({ TIEBREAK_KEY_OLD: key.toString('hex') }).problems).toEqual([
      expect.stringMatching(/^TIEBREAK_KEY is missing/),
    ]);
    const at = (TIEBREAK_URL: string) => readConfig({ ...app, TIEBREAK_KEY: key.toString('hex'), TIEBREAK_URL }).problems;
    for (const plain of ['http://a.example', 'HTTP://localhost.a.example/'])
      expect(at(plain)).toEqual([expect.stringMatching(/^TIEBREAK_URL must begin with https/)]);
    expect(['https://a.example', 'http://localhost:3000', 'http://localhost'].map(at)).toEqual([[], [], []]);
    expect(readConfig({ ...slack, TIEBREAK_URL: 'http://a.example' }).problems).toEqual([]);
    for (const below of ['https://a.example/bot', 'https://a.example/?a=b', 'https://a.example#c', 'https://a:b@a.example'])
      expect(at(below)).toEqual([expect.stringMatching(/^TIEBREAK_URL must end with the name of the machine/)]);
    expect(readConfig({ TIEBREAK_KEY: '' }).problems).toEqual([expect.stringMatching(/^TIEBREAK_KEY is set to nothing/)]);
  });

  it('reports every problem at once, each with its name and what to do', () => {
    const { problems } = readConfig({
      SLACK_BOT_TOKEN: 'nope',
      SLACK_SIGNING_SECRET: '',
      DISCORD_TOKEN: 'Bot x',
      DISCORD_MESSAGE_CONTENT: 'yes',
      PORT: 'many',
      SLACK_API_URL: 'gov',
      TIEBREAK_DATABASE: ':memory:',
      LOG_LEVEL: 'loud',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is set to nothing: give it a value, or remove the line/),
      expect.stringMatching(/^SLACK_BOT_TOKEN must start with xoxb-: copy it from/),
      expect.stringMatching(/^SLACK_API_URL must be an http or https address/),
      expect.stringMatching(/^DISCORD_TOKEN must be one word/),
      expect.stringMatching(/^DISCORD_MESSAGE_CONTENT must be true or false/),
      expect.stringMatching(/^PORT must be a port number/),
      expect.stringMatching(/^TIEBREAK_DATABASE must be the path of a file/),
      expect.stringMatching(/^LOG_LEVEL must be one of fatal, /),
    ]);
  });

  it('finds the names in .env that look like ours and are not, and leaves alone what is there for others', () => {
    const written = ['DATABASE_ULR', 'slack_bot_token', 'PORT', 'TIEBREAK_URL', 'HTTPS_PROXY', 'PGSSLROOTCERT'];
    expect(read({}, '/home/tiebreak', written).config?.unknown).toEqual(['DATABASE_ULR', 'slack_bot_token']);
  });

  it('names them also where something else is wrong: a name that is misspelt is the likeliest cause', () => {
    const { problems } = read({ SLACK_APP_TOKEN: 'xapp-1' }, '/home/tiebreak', ['SLACK_BOT_TOKE', 'SLACK_APP_TOKEN']);
    expect(problems).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
      'SLACK_BOT_TOKE in .env means nothing here: see .env.example for the right name',
    ]);
  });

  it('takes no token for a signing secret', () => {
    for (const token of ['xoxb-1-a', 'xapp-1-a', 'xoxe.xoxp-1'])
      expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: token }).problems).toEqual([
        'SLACK_SIGNING_SECRET must be the signing secret, not a token: copy it from "Basic Information" of your Slack app',
      ]);
  });

  it('says of an address how it is to be written, once', () => {
    expect(readConfig({ TIEBREAK_URL: 'tiebreak.example.com' }).problems).toEqual([
      'TIEBREAK_URL must be an http or https address, such as https://tiebreak.example.com',
    ]);
    for (const password of ['p@ss/word', 'p/ss', 'p#ss', 'p?ss', '12/ss', '12#ss'])
      expect(readConfig({ DATABASE_URL: `postgres://u:${password}@host/db` }).problems).toEqual([
        expect.stringMatching(/^DATABASE_URL must be a Postgres address.+in a password @ is written as %40/),
      ]);
    for (const rest of [
      'u:p%40ss@host/db',
      'u:p@ss@host/db',
      'me@server:pw@server.example/db',
      'host/db',
      'u@host:5432/db?sslmode=verify-full&sslrootcert=/a@b.pem',
    ])
      expect(readConfig({ DATABASE_URL: `postgres://${rest}` }).problems).toEqual([]);
  });

  it('refuses a half-set platform', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1' }).problems).toEqual([
      expect.stringMatching(/^SLACK_APP_TOKEN is missing: set it for Socket Mode, or SLACK_SIGNING_SECRET/),
    ]);
    expect(readConfig({ SLACK_APP_TOKEN: 'xapp-1' }).problems).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing: install the app/),
    ]);
  });

  it('never repeats a secret in a problem', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: 'hunter2', DISCORD_TOKEN: 'hunter2 hunter2' }).problems.join()).not.toContain('hunter2');
  });
});
