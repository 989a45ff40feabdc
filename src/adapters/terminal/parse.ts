import type { Event, Input } from '../../core/event.ts';

/** Something a person typed, as an event: `line` is anything that tells two entries apart. One person, one conversation. */
export const parse = (input: Input, line: number | string): Event => ({
  id: String(line),
  platform: 'terminal',
  workspace: 'local',
  channel: 'prompt',
  thread: null,
  user: 'you',
  name: 'you',
  reach: input.type === 'text' || input.type === 'command' ? 'direct' : 'button',
  follows: null,
  isPrivate: false,
  isAdmin: true,
  isGuest: false,
  isShared: false,
  input,
});
