import { DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, HTTPError, RateLimitError } from 'discord.js';
import { BotError, Unreachable } from '../../core/errors.ts';

/**
 * What may be logged of an error: Discord's code and HTTP status, or the kind of fault. Never its message or request, which may hold what
 * people wrote and the interaction's token.
 */
export function faultOf(error: unknown): { code: number | string; status?: number } {
  if (error instanceof DiscordAPIError) return { code: error.code, status: error.status };
  if (error instanceof HTTPError) return { code: 'http', status: error.status };
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return { code: String(typeof code === 'string' ? code : (name ?? typeof error)) };
}

/** How long to wait where Discord limits us: what it asks for within these bounds; in ms. */
const pause = { unsaid: 30_000, longest: 600_000 };

/** For how long Discord wants nothing more of us, in ms; null where an error says nothing of that. Nothing was done then. */
export function limitIn(error: unknown): number | null {
  if (!(error instanceof RateLimitError)) return null;
  return error.retryAfter > 0 ? Math.min(error.retryAfter, pause.longest) : pause.unsaid;
}

export const badToken = new BotError(
  'discord-token',
  'Discord does not accept the bot token. Copy it again from "Bot" of your app at discord.com/developers/applications (Reset Token shows a new one) and set DISCORD_TOKEN.',
);

/** Ends of a connection that no retry mends. https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const finalCloses: Record<number, BotError> = {
  4004: badToken,
  4010: new BotError(
    'discord-shards',
    'Discord knows no such shard. Set DISCORD_SHARDS to the same number of shards in every process (0-3/8, 4-7/8), or remove it where one process serves them all.',
  ),
  4011: new BotError(
    'discord-shards',
    'The bot is in more servers than its shards may hold (2,500 each). Remove DISCORD_SHARDS, or raise the number of shards in every process, and restart.',
  ),
  4012: new BotError('discord-version', 'Discord has retired the version of its gateway that we use. Update Tiebreak.'),
  4013: new BotError('discord-intents', 'Discord does not know the intents we ask for. Update Tiebreak.'),
  4014: new BotError(
    'discord-intents',
    'Discord does not allow this app the intents we ask for. With DISCORD_MESSAGE_CONTENT=true, turn on Message Content Intent under "Bot" of your app at discord.com/developers/applications; without it we ask for no privileged one: look there whether it is limited or in quarantine.',
  ),
};

/** What to tell whoever runs the bot about the end of a connection; `closeCode` is the gateway's. */
export const closeProblem = (closeCode: number): BotError =>
  finalCloses[closeCode] ??
  new BotError('discord-closed', `Discord ended the connection for good (${closeCode}). Restart the bot.`);

/** Why the bot could not start. `closeCode` is the gateway's, where it ended the connection. */
export function startProblem(error: unknown, closeCode: number | null): BotError {
  if (closeCode !== null) return closeProblem(closeCode);
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) return badToken;
  const { code, status } = faultOf(error);
  if (status === 401) return badToken;
  return new Unreachable(
    'discord-unreachable',
    `Discord cannot be reached (${status ?? code}): check the network. It is tried again.`,
  );
}

/** What whoever runs the bot can do about an answer that Discord did not take. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const advice: Record<number | string, string> = {
  10003: 'the channel is gone',
  10008: 'the message is gone',
  10015: 'the interaction is over (15 minutes)',
  10062: 'the interaction is over (3 seconds): the bot was too slow, or runs twice',
  50001: 'the bot does not see the channel: give it View Channel',
  50007: 'the person takes no direct messages from the bot',
  50013: 'give the bot Send Messages and Send Messages in Threads in the channel, and Manage Threads where threads are locked',
  50035: 'Discord did not take the form of the answer',
  50083: 'the thread is archived and locked: unlock it, or give the bot Manage Threads',
  unseen: 'it is for one person alone, and Discord shows that only to who used a command, a button or a form',
  160002: 'give the bot Read Message History, so that it can reply',
  160005: 'the thread is locked: unlock it, or give the bot Manage Threads',
  200000: 'AutoMod of the server blocks it',
};
