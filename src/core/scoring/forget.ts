import { JobRef, jobFor } from '../jobs.ts';
import type { Clock, Handler, Store } from '../ports.ts';
import { day, hour } from '../time.ts';
import type { Desk } from '../transaction.ts';
import { fateOf, forgetSheets, scorecardMemory } from './scorecard.ts';

const job = 'scorecard-forget';

/** In ms. After `first`, a scorecard that nobody changed or saved is certainly forgotten; the sheets of others outlast it by at most `again`. */
const pause = { first: scorecardMemory + hour, again: day };

/** Schedules that the sheets of others on a scorecard are forgotten with it, unless it is saved. `now` is in ms since 1970. */
export const askToForget = (desk: Desk, card: string, now: number): Promise<void> =>
  desk.enqueue(jobFor(desk, job, card, now + pause.first));

/** The handler that forgets them; it needs no platform. */
export const createForgetHandlers = ({ store, clock }: { store: Store; clock: Clock }): Record<string, Handler> => ({
  async [job](payload) {
    const { platform, workspace, id } = JobRef.parse(payload);
    const rows = store.workspace(platform, workspace);
    const fate = await fateOf(rows, id);
    if (fate === 'forgotten') await forgetSheets(rows, id);
    return fate === 'unsaved' ? clock() + pause.again : null;
  },
});
