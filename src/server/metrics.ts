import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Adapter, Backlog, Jobs, Metrics } from '../core/ports.ts';
import { inTime } from './health.ts';

/** The core's metrics, what else the program measures, and all of it as text for Prometheus. */
export type Meter = Metrics & {
  /** An event was handled: with which outcome, and in how many seconds. */
  answered(platform: string, outcome: string, seconds: number): void;
  /** A line was logged at a level. */
  logged(level: string): void;
  /** What to ask, whenever somebody looks, for the state of connections and for the jobs that wait. */
  watch(adapters: Pick<Adapter, 'name' | 'isReady'>[], jobs: Pick<Jobs, 'backlog'>): void;
  contentType: string;
  text(): Promise<string>;
};

/** In seconds, from what nobody notices to the 3 s after which platforms give up. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];

/** Names and labels as https://prometheus.io/docs/practices/naming says; docs/operations.md lists them. */
export function createMeter(): Meter {
  const registry = new Registry();
  const own = { registers: [registry] };
  const events = new Counter({
    ...own,
    name: 'tiebreak_events_total',
    help: 'Events handled, by what came of them',
    labelNames: ['platform', 'outcome'],
  });
  const answers = new Histogram({
    ...own,
    name: 'tiebreak_answer_seconds',
    help: 'Time from an event to its answer, without sending it',
    labelNames: ['platform'],
    buckets,
  });
  const posts = new Counter({
    ...own,
    name: 'tiebreak_posts_total',
    help: 'Answers sent, refused or tried again',
    labelNames: ['platform', 'outcome'],
  });
  const strangers = new Counter({
    ...own,
    name: 'tiebreak_unknown_workspaces_total',
    help: 'Payloads from where we are not installed',
    labelNames: ['platform'],
  });
  const lines = new Counter({ ...own, name: 'tiebreak_log_lines_total', help: 'Log lines, by level', labelNames: ['level'] });
  collectDefaultMetrics({ register: registry });
  return {
    answered(platform, outcome, seconds) {
      events.inc({ platform, outcome });
      answers.observe({ platform }, seconds);
    },
    posted: (platform, outcome) => posts.inc({ platform, outcome }),
    strange: (platform) => strangers.inc({ platform }),
    logged: (level) => lines.inc({ level }),
    watch(adapters, jobs) {
      new Gauge({
        ...own,
        name: 'tiebreak_gateway_up',
        help: 'Whether events of a platform can reach us (1) or not (0)',
        labelNames: ['platform'],
        collect() {
          for (const { name, isReady } of adapters) this.set({ platform: name }, isReady() ? 1 : 0);
        },
      });
      // Without a database these have no value. The other metrics are needed all the more then.
      let asked: Promise<Partial<Backlog>> | null = null;
      const backlog = (): Promise<Partial<Backlog>> => {
        asked ??= inTime(jobs.backlog(), {})
          .catch(() => ({}))
          .finally(() => {
            asked = null;
          });
        return asked;
      };
      new Gauge({
        ...own,
        name: 'tiebreak_jobs',
        help: 'Jobs of all processes: not due yet (later), due, or being done (busy)',
        labelNames: ['state'],
        async collect() {
          const found = await backlog();
          for (const state of ['later', 'due', 'busy'] as const) this.set({ state }, found[state] ?? Number.NaN);
        },
      });
      new Gauge({
        ...own,
        name: 'tiebreak_jobs_late_seconds',
        help: 'How long the job that is due longest has been due',
        async collect() {
          this.set(((await backlog()).late ?? Number.NaN) / 1_000);
        },
      });
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
