import { setTimeout as wait } from 'node:timers/promises';
import type { Event } from '../../core/event.ts';
import type { Clock, Delivery } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import type { Delivery as Found } from './parse.ts';

/** Slack closes a form when it hears that all is well, and shows a failure when it hears nothing for 3 s. https://docs.slack.dev/surfaces/modals#handling_submissions */
const patience = 2_500;

/** What is wrong with the fields of a form that was sent in, by field, as replies say it. */
export function problemsIn(replies: Reply[], { input }: Event): Record<string, string> {
  const fields = input.type === 'form' ? Object.keys(input.values) : [];
  return Object.fromEntries(
    replies
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) =>
        block.type === 'text' && block.field && fields.includes(block.field)
          ? [[block.field, block.inlines.map(({ text }) => text).join('')]]
          : [],
      ),
  );
}

/** If we are killed after an early acknowledgement, the form is answered so much later; in ms. */
const again = 60_000;

/**
 * Answers a form that was sent in: as soon as we know whether its fields are right, or in time before Slack gives up.
 * @returns what to acknowledge it with: the problems, which Slack then shows in the form, or null where the answer comes as messages
 */
export async function answerForm(
  found: Found,
  delivery: Delivery,
  clock: Clock,
  waitFor: (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<unknown> = wait,
): Promise<object | null> {
  const { event } = found;
  let isLate = false;
  const problemsOf = (replies: Reply[]): Record<string, string> | null => {
    const problems = problemsIn(replies, event);
    return Object.keys(problems).length > 0 ? problems : null;
  };
  const answered = delivery.answer(event, found, (replies) => !isLate && problemsOf(replies) !== null);
  const given = new AbortController();
  const late = waitFor(patience, undefined, { signal: given.signal }).then(async () => {
    isLate = true;
    await delivery.accept(event, found, clock() + again);
    return null;
  });
  late.catch(() => {}); // given up, or rejected beside an answer
  try {
    const replies = await Promise.race([answered, late]);
    const errors = replies && !isLate ? problemsOf(replies) : null;
    return errors ? { response_action: 'errors', errors } : null;
  } finally {
    given.abort();
  }
}
