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

  it('connects Slack by socket or by HTTP, and Discord', () => {
    expect(readConfig(slack).config?.slack).toMatchObject({ appToken: 'xapp-1', signingSecret: null, port: 3000 });
    expect(
      readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'a'.repeat(32), PORT: '8080' }).config?.slack,
    ).toMatchObject({ appToken: null, port: 8080 });
    expect(readConfig({ DISCORD_TOKEN: 'aa.bb.cc', DISCORD_API_URL: 'http://127.0.0.1:1/api' }).config?.discord).toEqual({
      token: 'aa.bb.cc',
      apiUrl: 'http://127.0.0.1:1/api',
      readsMessages: false,
    });
    const reading = readConfig({ DISCORD_TOKEN: 'aa.bb.cc', DISCORD_MESSAGE_CONTENT: 'true' });
    expect(reading.config?.discord).toMatchObject({ readsMessages: true });
  });

  it('reports every problem at once, each with its name and what to do', () => {
    const { problems } = readConfig({
      SLACK_BOT_TOKEN: 'nope',
      SLACK_SIGNING_SECRET: '',
      DISCORD_TOKEN: 'Bot x',
      DISCORD_MESSAGE_CONTENT: 'yes',
      PORT: 'many',
      SLACK_API_URL: 'gov',
      LOG_LEVEL: 'loud',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is set to nothing: give it a value, or remove the line/),
      expect.stringMatching(/^SLACK_BOT_TOKEN must start with xoxb-: copy it from/),
      expect.stringMatching(/^SLACK_API_URL must be an http or https address/),
      expect.stringMatching(/^DISCORD_TOKEN must be one word/),
      expect.stringMatching(/^DISCORD_MESSAGE_CONTENT must be true or false/),
      expect.stringMatching(/^PORT must be a port number/),
      expect.stringMatching(/^LOG_LEVEL must be one of fatal, /),
    ]);
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
