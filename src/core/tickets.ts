import type { z } from 'zod';
import type { WorkspaceStore } from './ports.ts';
import { parsed } from './shapes.ts';

/** What the keys of tickets begin with; no export shows them. */
export const ticketPrefix = 'ticket:';

/**
 * Tickets of one kind. Each is random, and kept for `memory` ms with what it stands for: only whoever was given one can do what it is for.
 */
export function createTickets<Holder extends { user: string }>(kind: string, shape: z.ZodType<Holder>, memory: number) {
  const keyOf = (ticket: string): string => `${ticketPrefix}${kind}:${ticket}`;
  /** Null if a ticket has expired, or never existed. */
  const find = async (rows: WorkspaceStore, ticket: string): Promise<Holder | null> =>
    parsed(shape, await rows.recall(keyOf(ticket)));
  return {
    find,
    async issue(rows: WorkspaceStore, holder: Holder): Promise<string> {
      const ticket = crypto.randomUUID();
      await rows.remember(keyOf(ticket), holder, memory, holder.user);
      return ticket;
    },
    /** As `find`, but also null if the ticket was spent before. */
    async spend(rows: WorkspaceStore, ticket: string): Promise<Holder | null> {
      const holder = await find(rows, ticket);
      return holder && (await rows.mark(keyOf(ticket), 2 * memory)) ? holder : null;
    },
    end: (rows: WorkspaceStore, ticket: string): Promise<void> => rows.forget(keyOf(ticket)),
  };
}
