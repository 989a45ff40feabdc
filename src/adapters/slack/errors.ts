import { webApi } from '@slack/bolt';
import { BotError, Unreachable } from '../../core/errors.ts';

/** The SDK wraps what the network said (`ECONNREFUSED`) twice, `fetch` once. */
type Failure = {
  code?: unknown;
  data?: { error?: unknown };
  name?: unknown;
  cause?: { code?: unknown };
  original?: { code?: unknown; name?: unknown; cause?: { code?: unknown } };
};

/** Something between us and Slack answered in its place: the SDK gives that whole page as Slack's code. */
const notSlack = 'not_slack';
const slackCode = /^\w{1,80}$/;

/**
 * What may be logged of an error: Slack's code (`not_in_channel`), the network's or the SDK's, and its kind. Messages may quote what people wrote.
 * A call that took too long has only a number for a code, which says nothing, and a name that does (`TimeoutError`).
 */
export function codeOf(error: unknown): { code: string; kind: string } {
  const { code, data, name, cause, original } = (error ?? {}) as Failure;
  const said = data?.error === undefined || slackCode.test(String(data.error)) ? data?.error : notSlack;
  const codes = [original?.cause?.code, original?.code, original?.name, code, cause?.code];
  return {
    code: String(said ?? codes.find((each) => typeof each === 'string') ?? 'unknown'),
    kind: String(name ?? typeof error),
  };
}

/** It takes the words, not the blocks. A response URL may call them arguments (weak: https://github.com/hndrs/slack-spring-boot-starter/issues/343). */
export const refusedBlocks = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'invalid_attachments',
  'invalid_arguments',
]);
/** A response URL whose time or number of messages is over (weak: the codes are not documented). */
export const overResponse = new Set(['expired_url', 'used_url', 'http_404', 'http_410']);
/** We are no member of the place where we were to speak. */
export const noMember = new Set(['not_in_channel', 'channel_not_found', 'no_permission']);
/** We are a member, but only few may post there: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
export const barred = new Set([
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
]);
/** Slack's own faults, after which a message may have been posted: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const doubtful = new Set([
  notSlack,
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** How long to wait where Slack limits us: what it asks for within these bounds; in ms. */
const pause = { unsaid: 30_000, longest: 600_000 };

/** For how long Slack wants nothing more of us, in ms; null where an error says nothing of that. */
export function limitIn(error: unknown): number | null {
  if (error instanceof webApi.WebAPIRateLimitedError) return Math.min(1_000 * (error.retryAfter || 1), pause.longest);
  const { code, retryAfter } = { retryAfter: null, ...(error as { retryAfter?: unknown }), ...codeOf(error) };
  if (code !== 'ratelimited' && code !== 'http_429' && code !== 'message_limit_exceeded') return null;
  const said = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(said) && said > 0 ? Math.min(1_000 * said, pause.longest) : pause.unsaid;
}

/** That something was refused outside the SDK, by Slack or by ourselves in its place: nothing was posted. */
export const refusal = (said: string, code: string, options?: ErrorOptions): Error =>
  Object.assign(new Error(said, options), { code, isAnswer: true });

/** Whether Slack said no, so that nothing was posted, and will say so again. */
export const isRefusal = (error: unknown): boolean => {
  const { code } = codeOf(error);
  const isSaid = error instanceof webApi.WebAPIPlatformError || (error as { isAnswer?: boolean }).isAnswer === true;
  return isSaid && !doubtful.has(code) && !/^http_5/.test(code);
};

/** What to tell whoever runs the bot where a start failed; Slack may have refused the `token`, which is found at `place` among the app's pages. */
export const startProblem = (token: string, place: string, error: unknown): BotError => {
  const [{ code }, options] = [codeOf(error), { cause: error }];
  return isRefusal(error) && limitIn(error) === null
    ? new BotError(
        'slack-refused',
        `Slack does not accept ${token} (${code}): copy it again from ${place} of your Slack app.`,
        options,
      )
    : new Unreachable('slack-unreachable', `Slack cannot be reached (${code}): check the network. It is tried again.`, options);
};
