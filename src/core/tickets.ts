import type { z } from 'zod';
import type { WorkspaceStore } from './ports.ts';
import { parsed } from './shapes.ts';

/** What the keys of tickets begin with; no export shows them. */
export const ticketPrefix = 'ticket:';

/**
 * Tickets of a kind: each is random and kept for `memory` ms with what it stands for, so that nothing but having been given one lets anybody do
 * what it is for.
 */
export function createTickets<Holder extends { user: string }>(kind: string, shape: z.ZodType<Holder>, memory: number) {
  const keyOf = (ticket: string): string => `${ticketPrefix}${kind}:${ticket}`;
  /** Null where a ticket is over, or never was. */
  const find = async (rows: WorkspaceStore, ticket: string): Promise<Holder | null> =>
    parsed(shape, await rows.recall(keyOf(ticket)));
  return {
    find,
    async issue(rows: WorkspaceStore, holder: Holder): Promise<string> {
      const ticket = crypto.randomUUID();
      await rows.remember(keyOf(ticket), holder, memory, holder.user);
      return ticket;
    },
    /** As `find`, and null too where it was spent before. */
    async spend(rows: WorkspaceStore, ticket: string): Promise<Holder | null> {
      const holder = await find(rows, ticket);
      return holder && (await rows.mark(keyOf(ticket), 2 * memory)) ? holder : null;
    },
    end: (rows: WorkspaceStore, ticket: string): Promise<void> => rows.forget(keyOf(ticket)),
  };
}
