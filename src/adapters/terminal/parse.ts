import type { Event, Input } from '../../core/event.ts';

/** What a person typed, as an event. `line` is anything that tells two inputs apart. There is one person, and one conversation. */
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
