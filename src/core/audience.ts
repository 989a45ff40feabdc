import type { Outcome } from './commands.ts';
import type { Event } from './event.ts';
import type { Intent } from './intent.ts';
import { type Audience, type Block, buttons, plainReply, type Reply, text } from './reply.ts';

/** Who sees a message that is sent in some way: only the asker, or everybody who reads the place. */
export type Sight = 'asker' | 'place';

/**
 * The one rule on where a reply may go, which every adapter follows: what is for the asker alone is never sent in a way that others see, even if
 * no other way is left. Gives the ways that are allowed, in their order; none if it may not be shown at all.
 */
export const openTo = <Way extends { sight: Sight }>(audience: Audience, ways: Way[]): Way[] =>
  ways.filter(({ sight }) => audience !== 'asker' || sight === 'asker');

/** Whether nobody spoke to us: then we say nothing unless we have an answer. */
export const isUncalled = ({ reach }: Event): boolean => reach === 'overheard' || reach === 'below' || reach === 'ambient';

/** Whether an event is between one person and us, wherever it happens: a slash command, or a click on what only they see. */
export const isAside = ({ reach, isPrivate }: Event): boolean => reach === 'command' || isPrivate;

/** Whether people of another company may read an answer in the open: then what belongs to other places is for the asker alone. */
export const isReadOutside = (event: Event): boolean => event.isShared && !isAside(event);

/** Who sees the answer, unless its verb decides otherwise: asides are answered in private, everything else in its thread. */
export const audienceOf = (event: Event): Audience => (isAside(event) ? 'asker' : 'thread');

/** Whether an answer is one that anybody can reply to, or begin a thread with: outside threads, and visible to all. */
export const isForAll = ({ thread, reach }: Event, audience: Audience): boolean =>
  thread === null && reach !== 'direct' && audience !== 'asker';

/** Shown to everybody in place of what only the asker may see: whoever presses the button is answered as themselves, in private. */
export const behindButton = ({ verb, args }: Intent): Reply =>
  plainReply(
    'thread',
    text('That is between you and me, and everybody can read what I say here. Press the button, and only you will see it.'),
    buttons({ label: 'Show it to me', intent: { verb, args } }),
  );

/** What a verb gives back for the asker alone. */
export const privately = (...blocks: Block[]): Outcome => ({ blocks, audience: 'asker' });
