import nock from 'nock';
import { botUser, team } from './slack-payloads.ts';

export const app = { clientId: '1.2', clientSecret: 'client-secret-of-ours', url: 'https://tiebreak.example' };

type Grant = { access_token: string; refresh_token?: string; expires_in?: number };

/**
 * Slack's side of an installation. A code is good once, and so is a refresh token; a renewal makes the pair before it worthless.
 * https://docs.slack.dev/reference/methods/oauth.v2.access, https://docs.slack.dev/authentication/using-token-rotation
 */
export function createOAuth({ isRotated = false, organisation = null as string | null } = {}) {
  const codes = new Set<string>();
  let issued = 0;
  let current: string | undefined;
  let failure: string | null = null;
  const asked: Record<string, string>[] = [];

  const grant = (): Grant => {
    issued += 1;
    current = `xoxe-1-refresh-${issued}`;
    return isRotated
      ? { access_token: `xoxe.xoxb-1-access-${issued}`, refresh_token: current, expires_in: 43_200 }
      : { access_token: `xoxb-access-${issued}` };
  };
  const answer = (form: Record<string, string>): object => {
    asked.push(form);
    if (failure) return { ok: false, error: failure };
    if (form.client_id !== app.clientId || form.client_secret !== app.clientSecret)
      return { ok: false, error: 'bad_client_secret' };
    if (form.grant_type === 'refresh_token') {
      if (form.refresh_token !== current) return { ok: false, error: 'invalid_refresh_token' };
    } else if (!form.code || codes.has(form.code)) return { ok: false, error: 'invalid_code' };
    codes.add(form.code ?? '');
    return {
      ok: true,
      ...grant(),
      token_type: 'bot',
      scope: 'chat:write,commands',
      bot_user_id: botUser,
      app_id: 'A123ABC456',
      team: organisation ? null : { id: team, name: 'Example' },
      enterprise: organisation ? { id: organisation, name: 'Example, Inc.' } : null,
      is_enterprise_install: organisation !== null,
      authed_user: { id: 'U123ABC456' },
    };
  };
  return {
    /** What Slack was asked for, in order. */
    asked,
    /** From now on Slack answers with this code; null: as it should. */
    fail: (code: string | null): void => {
      failure = code;
    },
    /** Takes the calls from now on. */
    listen: (): void => {
      nock('https://slack.com')
        .persist()
        .post('/api/oauth.v2.access')
        .reply(async (request: Request) => {
          await new Promise((resolve) => setTimeout(resolve, 20)); // long enough for others to ask meanwhile
          return [200, answer(Object.fromEntries(new URLSearchParams(await request.text())))];
        });
    },
  };
}

/** Somebody's browser at our pages: keeps cookies, follows no redirect. */
export function createBrowser(address: string) {
  const cookies = new Map<string, string>();
  const open = async (path: string): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${address}${path}`, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  return {
    open,
    cookies,
    /** Goes to install: gives Slack's address, as our page redirects to it. */
    async begin(): Promise<URL> {
      return new URL((await open('/slack/install')).headers.get('location') ?? 'missing:');
    },
    /** Comes back from Slack. */
    finish: (state: string | null, code = `code-${crypto.randomUUID()}`): Promise<Response> =>
      open(`/slack/oauth_redirect?${new URLSearchParams({ code, ...(state === null ? {} : { state }) })}`),
    /** All of it, as people do it. */
    async install(): Promise<Response> {
      return this.finish((await this.begin()).searchParams.get('state'));
    },
  };
}
