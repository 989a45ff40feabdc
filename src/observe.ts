import { JobRef } from './core/jobs.ts';
import type { Bot, Handler } from './core/ports.ts';
import { about, type FullLog } from './log.ts';
import type { Meter } from './server/metrics.ts';

/** The same bot, but what it does is counted and timed, and every log line about an event names the event. */
export const observe = (bot: Bot, meter: Pick<Meter, 'answered'>, log: Pick<FullLog, 'debug'>): Bot => ({
  suggest: bot.suggest,
  mayAnswer: bot.mayAnswer,
  handle: (event, put) =>
    about({ event: event.id, platform: event.platform, workspace: event.workspace }, async () => {
      const started = performance.now();
      const replies = await bot.handle(event, put);
      const seconds = (performance.now() - started) / 1_000;
      const outcome = replies.length === 0 ? 'silent' : (replies[0]?.answer?.outcome ?? 'other');
      meter.answered(event.platform, outcome, seconds);
      log.debug({ reach: event.reach, outcome, seconds }, 'handled');
      return replies;
    }),
});

/** The same jobs, but every log line of a job says what the job is about. */
export const observeJobs = (handlers: Record<string, Handler>): Record<string, Handler> =>
  Object.fromEntries(
    Object.entries(handlers).map(([job, handler]): [string, Handler] => [
      job,
      (payload, tries) => {
        const { data } = JobRef.safeParse(payload);
        const fields = data ? { job, of: data.id, platform: data.platform, workspace: data.workspace } : { job };
        return about(fields, () => handler(payload, tries));
      },
    ]),
  );
