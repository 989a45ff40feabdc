import { z } from 'zod';
import { NotYet } from './errors.ts';
import type { Handler, Job } from './ports.ts';

/** What a job carries: which event, vote or record of a workspace it is about. What people said is in a row, where an export and an erasure find it. */
export const JobRef = z.object({ platform: z.string(), workspace: z.string(), id: z.string() });
export type JobRef = z.infer<typeof JobRef>;

/** The name of a job that only a process which serves this platform can do. */
export const jobOn = (platform: string, name: string): string => `${name}:${platform}`;

/** A job on something of a workspace, by its id, which any process may do. Those of one queue are done one after the other. */
export const jobFor = (
  { platform, workspace }: Pick<JobRef, 'platform' | 'workspace'>,
  name: string,
  id: string,
  at: number | null,
  queue = id,
): Job => ({
  name,
  payload: { platform, workspace, id } satisfies JobRef,
  key: JSON.stringify([name, platform, workspace, id]),
  queue: JSON.stringify([platform, workspace, queue]),
  at,
});

/** The same, for a process that serves the workspace's platform. */
export const platformJobFor: typeof jobFor = (of, name, ...more) => ({
  ...jobFor(of, name, ...more),
  name: jobOn(of.platform, name),
});

/**
 * The handlers of jobs that need a platform. A job that rejects with `NotYet` has not failed: it is asked again at that time.
 * @param served what this process has to serve each platform with
 * @param jobs for each job by name, what makes its handler from that
 */
export function handlersOn<Served>(
  served: Record<string, Served>,
  jobs: Record<string, (by: Served) => Handler>,
): Record<string, Handler> {
  return Object.fromEntries(
    Object.entries(served).flatMap(([platform, by]) =>
      Object.entries(jobs).map(([name, does]) => [jobOn(platform, name), whenTaken(does(by))]),
    ),
  );
}

const whenTaken =
  (handler: Handler): Handler =>
  (...asked) =>
    handler(...asked).catch((error) => {
      if (error instanceof NotYet) return error.until;
      throw error;
    });
