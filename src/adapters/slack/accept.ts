import type { Event } from '../../core/event.ts';
import type { Reply } from '../../core/reply.ts';

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

/**
 * Acknowledges a form that was sent in, once: as soon as we know whether its fields are right, or in time before Slack gives up.
 * @returns whether Slack now shows the problems; if not, they are still to be said
 */
export function createAcceptance(ack: (response?: object) => Promise<unknown>) {
  let isAccepted = false;
  const accept = async (problems: Record<string, string>): Promise<boolean> => {
    clearTimeout(timer);
    if (isAccepted) return false;
    isAccepted = true;
    const hasProblems = Object.keys(problems).length > 0;
    await (hasProblems ? ack({ response_action: 'errors', errors: problems }) : ack());
    return hasProblems;
  };
  const timer = setTimeout(() => void accept({}).catch(() => {}), patience);
  return accept;
}
