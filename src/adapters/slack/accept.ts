import type { Event } from '../../core/event.ts';
import { fit, formOf } from '../../core/fit.ts';
import type { Values } from '../../core/form.ts';
import type { Clock, Delivery } from '../../core/ports.ts';
import { problemsIn, type Reply } from '../../core/reply.ts';
import { limits } from './limits.ts';
import type { Found } from './parse.ts';
import type { Proven } from './proven.ts';
import { bareReceipt, type Receipt } from './receipt.ts';
import { renderIn } from './render.ts';
import { isAttachment } from './upload.ts';

/**
 * Slack delivers an event again where it hears nothing for 3 s, and shows a failure where it was a command or a form.
 * https://docs.slack.dev/apis/events-api/#retries, https://docs.slack.dev/surfaces/modals#handling_submissions
 */
const patience = 2_500;

/** What an event's replies are acknowledged with; null where they have to be posted. */
export function responseOf(replies: Reply[], event: Event, proven: Proven): object | null {
  if (event.input.type === 'form') return errorsOf(replies, event.input.values);
  return event.reach === 'command' ? messageOf(replies, event, proven) : null;
}

/** What is wrong with the fields of a form that was sent in with these values: Slack then shows it in the form. */
function errorsOf(replies: Reply[], values: Values): object | null {
  const problems = Object.entries(problemsIn(...replies)).filter(([field]) => Object.hasOwn(values, field));
  return problems.length > 0 ? { response_action: 'errors', errors: Object.fromEntries(problems) } : null;
}

/**
 * An answer for whoever used the command alone, in one message, of blocks that Slack is known to take: of an acknowledgement it does not say
 * that it refuses them. https://docs.slack.dev/interactivity/implementing-slash-commands#responding_immediate_response
 */
function messageOf([reply, ...others]: Reply[], event: Event, proven: Proven): object | null {
  if (!reply || others.length > 0 || reply.audience === 'channel' || event.thread !== null) return null;
  if (formOf(reply, limits) || reply.blocks.some(isAttachment)) return null;
  const [part, ...rest] = fit(reply, limits);
  if (!part || rest.length > 0) return null;
  return proven.holds(part) ? { ...renderIn(event.workspace, part), response_type: 'ephemeral' } : null;
}

/** How much later an event is answered if we are killed after an early acknowledgement; in ms. */
const again = 60_000;

/**
 * Answers an event before it is acknowledged: then either the answer is stored to be posted, or `responseOf` knows how to acknowledge with
 * it. One that takes longer is written down in time before Slack gives up.
 * @returns what to acknowledge it with: nothing if the answer comes as messages. If the acknowledgement does not get through, its answer is posted
 * too. What is wrong with a form is not, because the form stays open and can be sent in again.
 */
export async function answerAtOnce(
  found: Found,
  delivery: Delivery,
  clock: Clock,
  responseOf: (replies: Reply[]) => object | null,
  longest = patience,
): Promise<Receipt> {
  const { event } = found;
  let response: object | null = null;
  let isLate = false;
  const answered = delivery
    .answer(event, found, (replies) => {
      response = isLate ? null : responseOf(replies);
      return response !== null;
    })
    .then((replies) => {
      const unheard = () => (event.reach === 'command' ? delivery.show(event, found, replies) : Promise.resolve());
      return response ? { said: response, unheard } : bareReceipt;
    });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Receipt>((resolve, reject) => {
    timer = setTimeout(() => {
      if (response) return; // it is being stored that we say it here
      isLate = true;
      delivery.accept(event, found, clock() + again).then(() => resolve(bareReceipt), reject);
    }, longest);
  });
  late.catch(() => {}); // rejected beside an answer
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
