import type { Outcome } from './commands.ts';
import type { Event } from './event.ts';
import type { Intent } from './intent.ts';
import { type Audience, type Block, buttons, plainReply, type Reply, text } from './reply.ts';

/** Who sees a message that is put some way: whoever asked alone, or everybody who reads the place. */
export type Sight = 'asker' | 'place';

/**
 * The one rule on where a reply may go, by which every adapter picks its way: what is for whoever asked goes no way on which others see it,
 * whatever else is closed. Gives the ways that are left, in their order; none where it may not be shown at all.
 */
export const openTo = <Way extends { sight: Sight }>(audience: Audience, ways: Way[]): Way[] =>
  ways.filter(({ sight }) => audience !== 'asker' || sight === 'asker');

/** Nobody spoke to us: then nothing is said but an answer. */
export const isUncalled = ({ reach }: Event): boolean => reach === 'overheard' || reach === 'below' || reach === 'ambient';

/** A slash command, and a click on what only one person sees, are between them and us, wherever they happen. */
export const isAside = ({ reach, isPrivate }: Event): boolean => reach === 'command' || isPrivate;

/** A slash answer is private first; a click in private stays private; what is said in the open is answered in its thread. */
export const audienceOf = (event: Event): Audience => (isAside(event) ? 'asker' : 'thread');

/** Outside threads anybody may reply to an answer that all see, or begin a thread with it, and means that one. */
export const isForAll = ({ thread, reach }: Event, audience: Audience): boolean =>
  thread === null && reach !== 'direct' && audience !== 'asker';

/** Stands, for all to see, for what only whoever asked may: whoever presses it is answered as themselves, and sees it alone. */
export const behindButton = ({ verb, args }: Intent): Reply =>
  plainReply(
    'thread',
    text('That is between you and me, and everybody can read what I say here. Press the button, and only you will see it.'),
    buttons({ label: 'Show it to me', intent: { verb, args } }),
  );

/** What a verb gives back for whoever asked alone. */
export const privately = (...blocks: Block[]): Outcome => ({ blocks, audience: 'asker' });
