import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { webApi } from '@slack/bolt';
import { type CallbackOptions, ErrorCode, InstallProvider, type InstallProviderOptions, InvalidStateError } from '@slack/oauth';
import type { Router } from 'express';
import type { Clock, Installations, Log, WorkspaceStore } from '../../core/ports.ts';
import { type Installation, whoIs } from './access.ts';
import { scopes } from './commands.ts';
import { createLogger } from './log.ts';

/** Where people go to install, and where Slack sends them back. */
const paths = { install: '/slack/install', redirect: '/slack/oauth_redirect' };

/** How long somebody may take between the two, in ms. https://docs.slack.dev/authentication/installing-with-oauth */
const patience = 600_000;

type Options = {
  app: { clientId: string; clientSecret: string; url: string | null };
  installations: Installations;
  /** Where the states that were used are marked. */
  rows: WorkspaceStore;
  /** Another address for Slack, such as GovSlack's. */
  apiUrl: string | null;
  clientOptions: webApi.WebClientOptions;
  clock: Clock;
  log: Log;
};

/** Adds the pages that install the app in a workspace, or in a whole organisation: Slack's installer, our storage and our states. */
export function addInstallRoutes(router: Router, { app, installations, rows, apiUrl, clientOptions, clock, log }: Options): void {
  const installUrlOptions = { scopes, ...(app.url ? { redirectUri: `${app.url}${paths.redirect}` } : {}) };
  const states = createStates(app.clientSecret, rows, clock);
  const provider = new InstallProvider({
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    directInstall: true,
    installUrlOptions,
    logger: createLogger(log),
    clientOptions: clientOptions as NonNullable<InstallProviderOptions['clientOptions']>,
    ...(apiUrl ? { authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href } : {}),
    // A browser takes a cookie of this prefix only from this very host, over https (or localhost).
    stateCookieName: '__Host-tiebreak-install',
    stateCookieExpirationSeconds: patience / 1_000,
    stateStore: {
      generateStateParam: async () => states.issue(),
      async verifyStateParam(_now, state) {
        if (!(await states.redeem(state))) throw new InvalidStateError('The state is forged, over, or was used before');
        return installUrlOptions;
      },
    },
    installationStore: {
      async storeInstallation({ team, enterprise, isEnterpriseInstall, bot }) {
        const id = isEnterpriseInstall ? enterprise?.id : team?.id;
        if (!id || !bot) throw new Error('Slack gave no bot token');
        const { token: botToken, userId: botUserId, refreshToken = null, expiresAt } = bot;
        const { botName } = await whoIs(new webApi.WebClient(botToken, clientOptions));
        const kept = { botToken, botUserId, botName, refreshToken, expiresAt: expiresAt ? 1_000 * expiresAt : null };
        await installations.save(id, kept satisfies Installation);
        log.info({ workspace: id, isOrganisation: isEnterpriseInstall === true }, 'Slack installed us');
      },
      fetchInstallation: () => Promise.reject(new Error('access.ts reads installations')),
    },
  });
  router.get(paths.install, (request, response) => provider.handleInstallPath(request, response));
  const failure: CallbackOptions['failure'] = ({ code }, _options, { url }, response) => {
    const isTheirs = code === ErrorCode.MissingStateError || code === ErrorCode.InvalidStateError;
    const isDeclined = new URLSearchParams(url?.split('?')[1]).get('error') === 'access_denied';
    log.warn({ code, isDeclined }, 'an installation did not come about');
    response.writeHead(isTheirs || isDeclined ? 400 : 502, { 'content-type': 'text/html; charset=utf-8' });
    response.end(failed(isDeclined ? sentences.declined : isTheirs ? sentences.over : sentences.refused));
  };
  router.get(paths.redirect, (request, response) => provider.handleCallback(request, response, { failure }));
}

const sentences = {
  declined: 'You cancelled, so Tiebreak was not installed.',
  over: 'Tiebreak was not installed: this page is good once, for ten minutes, and in the browser in which you began.',
  refused: 'Slack did not complete the installation. If that happens again, tell whoever runs Tiebreak: the log says more.',
};

/** Nothing in it comes from outside. */
const failed = (sentence: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not installed</title>
<style>body{font:1rem/1.5 system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>Not installed</h1><p>${sentence}</p><p><a href="${paths.install}">Try again</a></p></html>`;

/**
 * What ties Slack's answer to the browser that asked: signed, so that nothing is stored before somebody comes back, and marked as used when
 * they do. The installer holds it against the browser's cookie. A state is `<random>.<ms since 1970>.<signature>`.
 */
function createStates(secret: string, rows: WorkspaceStore, clock: Clock) {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(`tiebreak install state ${text}`).digest();
  return {
    issue(): string {
      const text = `${randomBytes(16).toString('base64url')}.${clock()}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    /** Whether a state is ours, of the last 600 s, and was not redeemed before, in any process. */
    async redeem(state: string): Promise<boolean> {
      const [random, issued, signature, ...rest] = state.split('.');
      const text = `${random}.${issued}`;
      const given = Buffer.from(signature ?? '', 'base64url');
      const isOurs = rest.length === 0 && given.length === 32 && timingSafeEqual(given, sign(text));
      return isOurs && clock() - Number(issued) <= patience && rows.mark(`install:${random}`, 2 * patience);
    },
  };
}
