import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { z } from 'zod';

/** What each platform needs, and how to get it; `npm start` prints it if it is missing. */
export const platformHelp = {
  slack:
    'Slack: create an app from slack-manifest.yaml at api.slack.com/apps, install it, then set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (or SLACK_SIGNING_SECRET for HTTP) in .env. For several workspaces, see docs/operations.md.',
  discord:
    'Discord: create an app at discord.com/developers/applications, add the bot to your server, then set DISCORD_TOKEN in .env.',
};

const filled = z.string().trim().min(1);
const token = (prefix: string, where: string) =>
  filled.startsWith(prefix, `must start with ${prefix}: copy it from ${where}`).optional();
const secret = (where: string) => filled.regex(/^\S+$/, `must be one word: copy it from ${where}`).optional();
const whole = (least: number, most: number, error: string) =>
  z.coerce.number({ error }).int(error).min(least, error).max(most, error);
const readBy = <Value>(read: (said: string) => Value | null, error: string) =>
  z
    .string()
    .trim()
    .transform(read)
    .refine((value) => value !== null, error)
    .optional();
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const flag = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive', error: 'must be true or false' })
  .default(false);
const url = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be an http or https address, such as ${example}`, abort: true }).optional();
const notPostgres =
  'must be a Postgres address, such as postgres://user:password@host:5432/tiebreak; in a password @ is written as %40, / as %2F, # as %23 and ? as %3F';

/** 32 bytes, as `openssl rand -base64 32` or `openssl rand -hex 32` print them. */
const key = filled
  .transform((said) => Buffer.from(said, /^[\da-f]{64}$/i.test(said) ? 'hex' : 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes, as `openssl rand -base64 32` makes them')
  .optional();

/** Reads the ids of some shards, and how many there are in all, from `0-3/8` or `2/8`; null for anything else. */
function readShards(said: string) {
  const [, first, last, count] = (/^(\d{1,4})(?:-(\d{1,4}))?\/(\d{1,4})$/.exec(said) ?? []).map(Number);
  if (first === undefined || count === undefined) return null;
  const end = last === undefined || Number.isNaN(last) ? first : last;
  if (end < first || end >= count) return null;
  return { ids: Array.from({ length: end - first + 1 }, (_, index) => first + index), count };
}

/** What express takes as `trust proxy` (https://expressjs.com/en/guide/behind-proxies.html), except for trusting everybody. */
const proxy = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

function readProxies(said: string): number | string[] | null {
  if (/^\d$/.test(said)) return Number(said);
  const addresses = said.split(',').map((address) => address.trim());
  return addresses.every((address) => proxy.safeParse(address).success) ? addresses : null;
}

const Environment = z.object({
  SLACK_BOT_TOKEN: token('xoxb-', '"OAuth & Permissions" of your Slack app'),
  SLACK_APP_TOKEN: token('xapp-', '"Basic Information > App-Level Tokens" of your Slack app, with connections:write'),
  SLACK_SIGNING_SECRET: filled
    .regex(/^\S+$/, 'must be one word: copy it from "Basic Information" of your Slack app')
    .regex(/^(?!xox|xapp-)/, 'must be the signing secret, not a token: copy it from "Basic Information" of your Slack app')
    .optional(),
  SLACK_CLIENT_ID: secret('"Basic Information" of your Slack app'),
  SLACK_CLIENT_SECRET: secret('"Basic Information" of your Slack app'),
  SLACK_API_URL: url('https://slack-gov.com/api/'),
  DISCORD_TOKEN: secret('"Bot" of your Discord app, without "Bot" before it'),
  DISCORD_API_URL: url('https://discord.com/api'),
  DISCORD_SHARDS: readBy(readShards, 'must say which shards of how many this process has, such as 0-3/8'),
  DISCORD_MESSAGE_CONTENT: flag,
  HOST: filled.optional(),
  TIEBREAK_PLAYGROUND: flag,
  PORT: whole(0, 65_535, 'must be a port number, such as 3000').default(3000),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: notPostgres, abort: true })
    // A / or # in the password ends it: what stands before would be taken for the host, and shown.
    .regex(/^\w+:\/\/[^/?#]*(?:\/[^@?#]*)?(?:\?[^#]*)?$/, notPostgres)
    .optional(),
  DATABASE_CONNECTIONS: whole(5, Infinity, 'must be how many connections a process may hold, from 5 on, such as 30').default(30),
  TIEBREAK_DATABASE: filled.regex(/^(?!:memory:$|file:)/, 'must be the path of a file, such as data/tiebreak.db').optional(),
  TIEBREAK_KEY: key,
  TIEBREAK_KEY_OLD: key,
  // Without a path: the addresses of the pages, and the path of their cookie, begin at the root.
  TIEBREAK_URL: url('https://tiebreak.example.com').refine(
    (said) => said === undefined || /^https?:\/\/[^/?#@]+\/*$/i.test(said.trim()),
    'must end with the name of the machine, such as https://tiebreak.example.com: give Tiebreak a name of its own, rather than a path below another one',
  ),
  TIEBREAK_PROXIES: readBy(
    readProxies,
    'must be how many proxies stand before us, such as 1, or their addresses, such as 10.0.0.0/8, fd00::1',
  ),
  TIEBREAK_PACK: filled.optional(),
  LOG_LEVEL: z.enum(levels, { error: `must be one of ${levels.join(', ')}` }).default('info'),
});

/** What is still missing, or in the way, where a platform is set up only in part. */
function halfSet(set: Record<string, string | undefined>): string[] {
  const hasWayIn = set.SLACK_APP_TOKEN !== undefined || set.SLACK_SIGNING_SECRET !== undefined;
  const isShared = set.SLACK_CLIENT_ID !== undefined || set.SLACK_CLIENT_SECRET !== undefined;
  const problems: [isSo: boolean, problem: string][] = [
    [
      isShared && set.SLACK_BOT_TOKEN !== undefined,
      'SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: keep the token for one workspace, or the client id and secret for several',
    ],
    [
      (isShared || set.SLACK_BOT_TOKEN !== undefined) && !hasWayIn,
      'SLACK_APP_TOKEN is missing: set it for Socket Mode, or SLACK_SIGNING_SECRET to receive events over HTTP',
    ],
    [
      hasWayIn && !isShared && !set.SLACK_BOT_TOKEN,
      'SLACK_BOT_TOKEN is missing: install the app to your workspace and copy its bot token',
    ],
    ...['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'].map((name): [boolean, string] => [
      isShared && !set[name],
      `${name} is missing: copy it from "Basic Information" of your Slack app`,
    ]),
    [
      isShared && !set.TIEBREAK_KEY,
      'TIEBREAK_KEY is missing: it encrypts the tokens of workspaces; make one with `openssl rand -base64 32`',
    ],
    [
      isShared && /^http:\/\/(?!localhost(:\d+)?(\/|$))/i.test(set.TIEBREAK_URL ?? ''),
      'TIEBREAK_URL must begin with https:// where workspaces install the app (SLACK_CLIENT_ID): over http no browser keeps the cookie that an installation takes',
    ],
    [
      set.TIEBREAK_KEY_OLD !== undefined && !set.TIEBREAK_KEY,
      'TIEBREAK_KEY is missing: TIEBREAK_KEY_OLD only opens what it encrypted before',
    ],
  ];
  return problems.flatMap(([isSo, problem]) => (isSo ? [problem] : []));
}

export type Config = NonNullable<ReturnType<typeof readConfig>['config']>;

/**
 * Reads the environment. A variable that is set to nothing counts as not set, except that an empty secret is refused.
 * @param root the project's folder, where files go unless they are told to go elsewhere
 * @param written the names in the file `.env`
 * @returns the configuration, or every problem at once, each with the name of its variable and what to do
 */
export function readConfig(environment: Record<string, string | undefined>, root: string, written: string[] = []) {
  const known = Object.keys(Environment.shape);
  const empty = known.filter(
    (name) => environment[name] !== undefined && environment[name]?.trim() === '' && /TOKEN|SECRET|KEY/.test(name),
  );
  const set = Object.fromEntries(known.filter((name) => environment[name]?.trim()).map((name) => [name, environment[name]]));
  const parsed = Environment.safeParse(set);
  const problems = [
    ...empty.map((name) => `${name} is set to nothing: give it a value, or remove the line`),
    ...(parsed.error?.issues ?? [])
      .filter((issue) => !empty.includes(String(issue.path[0])))
      .map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...(empty.some((name) => name.startsWith('SLACK')) ? [] : halfSet(set)),
  ];
  const unknown = written.filter((name) => /^(slack|discord|database|tiebreak)_/i.test(name) && !known.includes(name));
  if (!parsed.success || problems.length > 0) return { config: null, problems: [...problems, ...unknown.map(notOurs)] };
  const env = parsed.data;
  const { SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = env;
  const publicUrl = env.TIEBREAK_URL?.trim().replace(/\/+$/, '') ?? null;
  // A token for one workspace, or the app as Slack knows it, to be installed in several.
  const access = botToken ? { botToken } : clientId && clientSecret ? { clientId, clientSecret, url: publicUrl } : null;
  return {
    problems: [],
    config: {
      slack: access
        ? {
            access,
            appToken: env.SLACK_APP_TOKEN ?? null,
            signingSecret: env.SLACK_SIGNING_SECRET ?? null,
            apiUrl: env.SLACK_API_URL ?? null,
          }
        : null,
      discord: env.DISCORD_TOKEN
        ? {
            token: env.DISCORD_TOKEN,
            apiUrl: env.DISCORD_API_URL ?? null,
            readsMessages: env.DISCORD_MESSAGE_CONTENT,
            shards: env.DISCORD_SHARDS ?? null,
          }
        : null,
      /** Where the web server listens. If `host` is null, that depends on what is served. */
      host: env.HOST ?? null,
      port: env.PORT,
      /** Where people reach it from outside; null if that is not set. */
      url: publicUrl,
      /** Whether the playground is there even if platforms are connected. */
      hasPlayground: env.TIEBREAK_PLAYGROUND,
      /** Which proxies we believe when they say where a request came from: so many before us, or those at these addresses; 0 for none. */
      proxies: env.TIEBREAK_PROXIES ?? 0,
      /** A Postgres address, and how many connections a process may hold; or else a file for SQLite. The key that encrypts tokens, and the one before it. */
      database: {
        url: env.DATABASE_URL ?? null,
        connections: env.DATABASE_CONNECTIONS,
        file: env.TIEBREAK_DATABASE ?? join(root, 'data/tiebreak.db'),
        key: env.TIEBREAK_KEY ?? null,
        oldKey: env.TIEBREAK_KEY_OLD ?? null,
      },
      /** The folder of a pack, instead of the shipped one. */
      pack: env.TIEBREAK_PACK ?? null,
      logLevel: env.LOG_LEVEL,
      /** Names in `.env` that look like ours and are not: misspelt, they change nothing. */
      unknown,
    },
  };
}

/** What to do about a name in `.env` that looks like ours and is not. */
export const notOurs = (name: string): string => `${name} in .env means nothing here: see .env.example for the right name`;

/** What is in the file `.env`; nothing if there is none. If it cannot be read, says what to do, rather than starting as if nothing were set up. */
export function readDotenv(path: string): { values: Record<string, string>; problem: string | null } {
  const wrong = (problem: string) => ({ values: {}, problem: `${path} ${problem}` });
  try {
    const text = readFileSync(path);
    return text.includes(0) ? wrong('is not plain text: save it as UTF-8.') : { values: parse(text), problem: null };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { values: {}, problem: null };
    return wrong(`cannot be read (${code}): let whoever starts this read it, or remove it.`);
  }
}
