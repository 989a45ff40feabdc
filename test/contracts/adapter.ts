import type { Event } from '../../src/core/event.ts';
import type { Limits } from '../../src/core/ports.ts';
import type { Reply } from '../../src/core/reply.ts';

/** What the contract suite needs to know of an adapter. Payloads are what the platform's wire carries. */
export type AdapterHarness = {
  name: string;
  limits: Limits;
  /** Real payload shapes, and the event each must become; null where it is not for us. */
  fixtures: { name: string; payload: unknown; event: Partial<Event> | null }[];
  parse(payload: unknown): Event | null;
  /** The message sent for a reply that fits. */
  render(reply: Reply): unknown;
  /** The literal text a person reads in a rendered message, the platform's escapes undone, labels of buttons included. */
  visible(message: unknown): string;
  /** Every documented limit this message breaks, in words. */
  violations(message: unknown): string[];
  /** Everything in this message that is more than literal text because of its content: pings, links, markup from text. */
  active(message: unknown): string[];
  /** The verbs registered with the platform. */
  registered: string[];
  /** What the platform sends when a person uses the verb with these arguments. */
  commandPayload(verb: string, args: Record<string, string>): unknown;
  /** What the platform sends when a person clicks a button that carries this action. */
  buttonPayload(action: string): unknown;
};
