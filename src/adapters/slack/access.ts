import { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Clock, Installations, Log } from '../../core/ports.ts';
import { hour, minute } from '../../core/time.ts';
import { scopes } from './commands.ts';
import { codeOf, startProblem } from './errors.ts';
import type { Farewell, Tenant } from './parse.ts';

/** Who we are in a workspace, and the Web API as we may call it there. */
export type Self = { botUserId: string; botName: string; client: webApi.WebClient };

/** Where we may act, and as whom. */
export type Access = {
  /** Null where we are not installed. Rejects where it cannot be told, such as without a database. */
  in(tenant: Pick<Tenant, 'workspace' | 'organisation'>): Promise<Self | null>;
  /** We were removed: forgets how to get in, unless we were installed again since. */
  leave(farewell: Farewell): Promise<void>;
};

/** One token, for one workspace. Rejects with a BotError where Slack refuses it. The log says which scopes it lacks. */
export async function createTokenAccess(token: string, options: webApi.WebClientOptions, log: Log): Promise<Access> {
  const client = new webApi.WebClient(token, options);
  const { granted, ...who } = await whoIs(client).catch((error) => {
    throw startProblem('SLACK_BOT_TOKEN', '"OAuth & Permissions"', error);
  });
  const lacks = granted ? scopes.filter((scope) => !granted.includes(scope)) : [];
  if (lacks.length > 0)
    log.warn(
      { lacks },
      'Slack was installed without some scopes, and what takes them will not work: add them as in slack-manifest.yaml, and install the app again',
    );
  const self = { ...who, client };
  return { in: async () => self, leave: async () => {} };
}

/** Who a client's token makes us, and the scopes it was granted, null where Slack does not say. */
export async function whoIs(client: webApi.WebClient): Promise<Omit<Self, 'client'> & { granted: string[] | null }> {
  const { user_id = '', user = '', response_metadata } = await client.auth.test();
  return { botUserId: user_id, botName: user, granted: response_metadata?.scopes ?? null };
}

/** What we keep of an installation. With token rotation a token ends at `expiresAt` (ms since 1970) and is renewed with `refreshToken`. */
export const Installation = z.object({
  botToken: z.string().min(1),
  botUserId: z.string().min(1),
  botName: z.string(),
  refreshToken: z.string().min(1).nullable(),
  expiresAt: z.number().nullable(),
});
export type Installation = z.infer<typeof Installation>;

/** A workspace that a whole organisation's installation lets us into, so that the workspace's id alone is enough later. */
const Member = z.object({ organisation: z.string().min(1) });
const Stored = z.union([Installation, Member]).nullable();

/** How long before its end a token is renewed, as in Slack's SDK; in ms. */
const ahead = 2 * hour;
/** How long a token that still works is used after a failed renewal before the next try, in ms. */
const pause = minute;

type Options = {
  installations: Installations;
  app: { clientId: string; clientSecret: string };
  clientOptions: webApi.WebClientOptions;
  clock: Clock;
  log: Log;
};

/** Access by what people installed. */
export function createInstalledAccess({ installations, app, clientOptions, clock, log }: Options): Access {
  const clients = new Map<string, webApi.WebClient>();
  const nextTry = new Map<string, number>();
  const anonymous = new webApi.WebClient(undefined, clientOptions);

  const clientFor = (id: string, token: string): webApi.WebClient => {
    const known = clients.get(id);
    if (known?.token === token) return known;
    const client = new webApi.WebClient(token, clientOptions);
    clients.set(id, client);
    return client;
  };

  const isEnding = ({ expiresAt }: Installation): boolean => expiresAt !== null && expiresAt - clock() < ahead;

  /**
   * The installation with a token that lasts. One renewal at a time over all processes: Slack takes a refresh token once, and of two pairs
   * from one token only one works (https://github.com/slackapi/node-slack-sdk/issues/2504), so Bolt's own renewal is not used.
   */
  const renewed = async (id: string, installation: Installation): Promise<Installation | null> => {
    if (!isEnding(installation)) return installation;
    const isUsable = (installation.expiresAt ?? 0) > clock() + pause;
    if (isUsable && (nextTry.get(id) ?? 0) > clock()) return installation;
    try {
      const after = await installations.update(id, async (stored) => {
        const current = Installation.parse(stored);
        return isEnding(current) ? renew(current) : current;
      });
      return Installation.nullable().parse(after);
    } catch (error) {
      log.error(
        { ...codeOf(error), workspace: id },
        'a Slack token could not be renewed; if that stays so, install the app there again',
      );
      nextTry.set(id, clock() + pause);
      if (isUsable) return installation;
      throw error;
    }
  };

  /** https://docs.slack.dev/authentication/using-token-rotation#refresh */
  const renew = async (installation: Installation): Promise<Installation> => {
    const answer = await anonymous.oauth.v2.access({
      client_id: app.clientId,
      client_secret: app.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: installation.refreshToken ?? '',
    });
    const { access_token, refresh_token, expires_in } = Renewal.parse(answer);
    return { ...installation, botToken: access_token, refreshToken: refresh_token, expiresAt: clock() + 1_000 * expires_in };
  };

  const kept = async (id: string): Promise<z.infer<typeof Stored>> => Stored.parse(await installations.find(id));

  /** A workspace may lead to its organisation; that leads nowhere. */
  const find = async (id: string): Promise<Installation | null> => {
    const stored = await kept(id);
    const isMember = stored !== null && 'organisation' in stored;
    const [whole, found] = isMember ? [stored.organisation, await kept(stored.organisation)] : [id, stored];
    return found && 'botToken' in found ? renewed(whole, found) : null;
  };

  return {
    async in({ workspace, organisation }) {
      for (const id of [workspace, organisation]) {
        const installation = id && (await find(id));
        if (!installation) continue;
        if (workspace && id === organisation)
          await installations.save(workspace, { organisation } satisfies z.infer<typeof Member>);
        const { botToken, botUserId, botName } = installation;
        return { botUserId, botName, client: clientFor(id, botToken) };
      }
      return null;
    },
    async leave({ from, members, at }) {
      if (from !== null) {
        await installations.erase(from, at);
        clients.delete(from);
        log.info({ workspace: from }, 'Slack removed us; the tokens are erased');
      }
      for (const workspace of members) {
        // One that installed us by itself says so itself when it removes us.
        if (!Member.safeParse(await installations.find(workspace)).success) continue;
        await installations.erase(workspace, at);
        log.info({ workspace }, 'Slack removed us from one workspace of an organisation');
      }
    },
  };
}

const Renewal = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});
