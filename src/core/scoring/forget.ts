import { JobRef, jobFor } from '../jobs.ts';
import type { Clock, Handler, Store } from '../ports.ts';
import { day, hour } from '../time.ts';
import type { Desk } from '../transaction.ts';
import { fateOf, forgetSheets, memory } from './scorecard.ts';

const job = 'scorecard-forget';

/** By `first` a scorecard that nobody changed or saved is forgotten, by whichever clock; what others filled in outlasts it by `again` at most; in ms. */
const pause = { first: memory + hour, again: day };

/** Asks for what others filled in on a scorecard to be forgotten with it, where nobody saves it. `now`: ms since 1970. */
export const askToForget = (desk: Desk, card: string, now: number): Promise<void> =>
  desk.enqueue(jobFor(desk, job, card, now + pause.first));

/** Forgets it; any process may. */
export const createForgetHandlers = ({ store, clock }: { store: Store; clock: Clock }): Record<string, Handler> => ({
  async [job](payload) {
    const { platform, workspace, id } = JobRef.parse(payload);
    const rows = store.workspace(platform, workspace);
    const fate = await fateOf(rows, id);
    if (fate === 'forgotten') await forgetSheets(rows, id);
    return fate === 'unsaved' ? clock() + pause.again : null;
  },
});
