import { z } from 'zod';

/** How payloads reach us. */
export type Receiver = {
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
  /** Whether payloads can reach us now. */
  isConnected(): boolean;
};

/** What a payload is acknowledged with (null for a bare acknowledgement), and what to do where it turns out that this did not get through. */
export type Receipt = { said: object | null; unheard(): Promise<void> };

export const bareReceipt: Receipt = { said: null, unheard: async () => {} };

/**
 * Takes a payload, and gives what to acknowledge it with once it is safe. Rejects with a ZodError where it
 * is malformed; with anything else where it must not be acknowledged, so that Slack delivers it again.
 */
export type Receive = (payload: unknown) => Promise<Receipt>;

export const notStored =
  'a Slack payload could not be stored; Slack delivers an event again, and says of anything else that it failed';

/** Whether a payload is at fault: it would be the next time too. */
export const isMalformed = (error: unknown): boolean => error instanceof z.ZodError || error instanceof SyntaxError;
