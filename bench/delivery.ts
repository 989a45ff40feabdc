import { benchFeedback } from './delivery/feedback.ts';
import { benchForged } from './delivery/forged.ts';
import { benchOnce } from './delivery/once.ts';
import { benchThroughput } from './delivery/throughput.ts';

export const deliveryParts = ['once', 'feedback', 'forged', 'throughput'] as const;

type Options = {
  parts: string[];
  events: number;
  kills: number;
  clicksKills: number;
  requests: number;
  seed: number;
  seconds: number;
};

/** Runs the parts asked for, one after the other; everything stays on the loopback. */
export async function benchDelivery({ parts, events, kills, clicksKills, requests, seed, seconds }: Options) {
  const data: Record<string, unknown> = {};
  const texts: string[] = [];
  const say = (name: string, found: { data: object; text: string }): void => {
    data[name] = found.data;
    texts.push(`${name}\n${found.text}`);
    process.stderr.write(`${name}: done\n`); // the whole takes a while
  };
  if (parts.includes('once')) say('each event answered once', await benchOnce(events, kills));
  if (parts.includes('feedback'))
    for (const kind of ['sqlite', 'postgres'] as const)
      say(`feedback and kill -9, ${kind}`, await benchFeedback(kind, clicksKills));
  if (parts.includes('forged')) say('forged and malformed', await benchForged(requests, seed));
  if (parts.includes('throughput')) say('throughput', await benchThroughput(seconds));
  return { data, text: texts.join('\n') };
}
