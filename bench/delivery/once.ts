import { freePort } from '../../test/support/free-port.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { columns } from '../metrics.ts';
import { startApi } from './api.ts';
import { mentionBody, type Process, send, signedHeaders, startProcess, wait } from './process.ts';

/**
 * Events, each delivered four times to two processes on one Postgres, which are killed with -9 at random and started again, while the Web API
 * loses 1% of its responses and limits 1% of the calls. A delivery that is not acknowledged is repeated, as Slack does it.
 */
export async function benchOnce(events: number, kills: number) {
  const postgres = await startPostgres();
  const api = await startApi({ faults: 0.01 });
  const env = { SLACK_API_URL: api.url, DATABASE_URL: await postgres.createDatabase() };
  const ports = [await freePort(), await freePort()];
  const processes: (Process | null)[] = [];
  for (const [place, port] of ports.entries()) processes[place] = await startProcess(env, undefined, port);
  const began = performance.now();
  const counts = { delivered: 0, unanswered: 0, killed: 0 };

  const deliver = async (id: string, ts: string): Promise<void> => {
    const body = mentionBody(id, ts);
    for (;;) {
      const port = ports[Math.floor(Math.random() * 2)] as number;
      const status = await send(port, body, signedHeaders(body)).catch(() => 0);
      if (status === 200) {
        counts.delivered += 1;
        return;
      }
      counts.unanswered += 1;
      await wait(50 + 200 * Math.random());
    }
  };

  let isDone = false;
  const killing = (async () => {
    while (counts.killed < kills && !isDone) {
      await wait(500 + 1_500 * Math.random());
      const place = Math.floor(Math.random() * 2);
      const victim = processes[place];
      if (!victim || isDone) continue;
      processes[place] = null;
      await victim.kill();
      counts.killed += 1;
      processes[place] = await startProcess(env, undefined, ports[place]);
    }
  })();
  // The first delivery of an event, and the three others somewhat later, among those of other events.
  let next = 0;
  const last: (() => Promise<void>)[] = [];
  const client = async (): Promise<void> => {
    for (;;) {
      const index = next;
      next += 1;
      if (index >= events) return;
      const ts = `${1_600_000_000 + index}.000100`;
      await deliver(`Ev${index}`, ts);
      for (let again = 0; again < 3; again += 1) last.push(() => deliver(`Ev${index}`, ts));
      while (last.length > 300) await last.splice(Math.floor(Math.random() * last.length), 1)[0]?.();
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let each = last.pop(); each; each = last.pop()) await each();
    }),
  );
  // A small run is over before so many could be killed: the rest falls while answers are still under way.
  const limit = performance.now() + 180_000;
  const answered = (): number => new Set(api.posted.map(({ thread }) => thread)).size;
  while (answered() < events && performance.now() < limit) await wait(100);
  isDone = true;
  await killing;
  await wait(3_000); // what would come twice
  const replies = api.posted.length;
  const seconds = (performance.now() - began) / 1_000;
  const data = {
    events,
    ...counts,
    ...api.counts,
    replies,
    missing: events - answered(),
    doubled: replies - answered(),
    seconds: Math.round(seconds),
  };
  for (const each of processes) await each?.kill();
  await api.stop();
  await postgres.stop();
  const text = columns([
    ['', 'found', 'wanted'],
    ['events with a reply', events - data.missing, events],
    ['replies beyond the first', data.doubled, 0],
  ]);
  const summary = `each event delivered 4 times to two processes on one Postgres, ${data.killed} kill -9, ${data.lost} responses of the Web API lost, ${data.limited} calls limited, ${data.seconds} s`;
  return { data, text: `${summary}\n${text}` };
}
