import type { Clock, Log } from '../../core/ports.ts';
import { badToken, faultOf } from './errors.ts';

/** For how long what Discord refuses is counted; in ms. */
const window = 600_000;
/** How long a channel that refused us is left alone: at first, since somebody may be giving us the right just now, then each time twice as long; in ms. */
const alone = { first: 15_000, longest: 600_000 };
/**
 * "IP addresses that make too many invalid HTTP requests [10,000 in 10 minutes] are temporarily restricted"; several processes may share ours, so
 * each stops at a tenth. Far fewer come of one vote: its reminders to people who take no direct messages.
 */
const most = 1_000;

/** Refusals that belong to one message, not to the channel: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const ofMessage = new Set<unknown>([160002]);

/** Keeps us from asking for what Discord refuses. https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans */
export type Guard = {
  /** To be called for every answer that counts as an invalid request: 401, 403 and 429. */
  refused(): void;
  /** Until when nothing at all is to be asked; ms since 1970, 0 where nothing is wrong. */
  until(): number;
  /** Whether our token was refused. */
  isRefused(): boolean;
  /** Runs a request for a channel, or, where it lately refused us, rejects as it did then. */
  watch<Result>(channel: string, request: () => Promise<Result>): Promise<Result>;
};

/** What a request to show something in a channel is watched as: where files may not be attached, words still may be said. */
export const watchedAs = (channel: string, files: unknown[]): string => (files.length > 0 ? `files in ${channel}` : channel);

/** Before we are connected we cannot tell our own messages from others. How long after that we are asked again, in ms. */
const unconnected = 5_000;

/** @param clock ms since 1970 */
export function createGuard(clock: Clock, log: Log, isConnected: () => boolean): Guard {
  const muted = new Map<string, { error: unknown; pause: number; until: number }>();
  let refusals: number[] = [];
  let isRefused = false;
  return {
    until() {
      if (!isConnected()) return clock() + unconnected;
      refusals = refusals.filter((at) => at > clock() - window);
      if (isRefused || refusals.length >= most) return (refusals.at(-1) ?? clock()) + window;
      return 0;
    },
    isRefused: () => isRefused,
    refused: () => void refusals.push(clock()),
    async watch(channel, request) {
      const before = muted.get(channel);
      if (before && before.until > clock()) throw before.error;
      try {
        const result = await request();
        muted.delete(channel);
        return result;
      } catch (error) {
        const { status, code } = faultOf(error);
        if (status === 403 && !ofMessage.has(code)) {
          const pause = Math.min(before ? 2 * before.pause : alone.first, alone.longest);
          muted.set(channel, { error, pause, until: clock() + pause });
        }
        if (status === 401 && !isRefused) {
          isRefused = true;
          log.error({ status }, badToken.message);
        }
        throw error;
      }
    },
  };
}
