import type { Store, Transaction, WorkspaceStore } from './ports.ts';

/** A workspace within one transaction: its rows, locks, and jobs to be done once the transaction is over. */
export type Desk = Pick<Transaction, 'lock' | 'enqueue'> & { platform: string; workspace: string; rows: WorkspaceStore };

/** Runs `work` on the desk of a workspace, in one transaction. */
export const atDesk = <Result>(
  store: Pick<Store, 'transaction'>,
  { platform, workspace }: Pick<Desk, 'platform' | 'workspace'>,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> =>
  store.transaction(({ lock, enqueue, workspace: open }) =>
    work({ platform, workspace, lock, enqueue, rows: open(platform, workspace) }),
  );
