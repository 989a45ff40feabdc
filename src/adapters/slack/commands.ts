import { commands } from '../../core/commands.ts';
import { usageOf } from '../../core/help.ts';

/**
 * Slack learns about us from `slack-manifest.yaml`, which a person pastes once: there is nothing to register at run time.
 * What the manifest must say about commands is here, and a test holds the two together.
 */
export const slashCommand = '/tiebreak';

/** The only way to us inside a thread besides a mention and our own buttons: slash commands do not work there. */
export const shortcut = { name: 'Ask Tiebreak', type: 'message', callback_id: 'ask' } as const;

/** What the app may do where it is installed. */
export const scopes = [
  'chat:write',
  'commands',
  'app_mentions:read',
  'channels:history',
  'groups:history',
  'im:history',
  'mpim:history',
  'users:read',
  'files:write',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'im:read',
  'mpim:read',
];

/** What Slack shows while somebody types the command: every verb with its arguments. */
export const usageHint = (): string => commands.map(usageOf).join(' | ');
