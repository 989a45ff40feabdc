import { createKnowledge } from '../src/core/knowledge/knowledge.ts';
import type { Pack } from '../src/core/knowledge/pack.ts';
import { columns, quantile, round } from './metrics.ts';

/** Trains on a generated pack of many entries and asks it a question of each of a thousand; times and memory, nothing about quality. */
export function benchScale(entries: number): { data: unknown; text: string } {
  const pack = generate(entries);
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const knowledge = createKnowledge(pack);
  const trainingMs = round(performance.now() - started, 0);
  const after = process.memoryUsage().rss;
  const questions = pack.entries.slice(0, 1000).map(({ asked }) => `so ${asked[0]} after all`);
  const times = questions.map((question) => {
    const asked = performance.now();
    knowledge.match(question);
    return performance.now() - asked;
  });
  const data = {
    entries,
    phrasings: pack.entries.reduce((sum, entry) => sum + entry.asked.length, 0),
    trainingMs,
    millisecondsP50: round(quantile(times, 0.5), 2),
    millisecondsP99: round(quantile(times, 0.99), 2),
    rssMb: round(after / 2 ** 20, 0),
    rssOfKnowledgeMb: round((after - before) / 2 ** 20, 0),
  };
  return { data, text: columns(Object.entries(data)) };
}

/** A pack whose entries each speak of a few invented words of their own, in sentences of common ones. */
function generate(count: number): Pack {
  const random = createRandom();
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T;
  const syllables = 'ba ce di fo gu ka le mi no pu ra se ti vo zu sta tro pli'.split(' ');
  const invent = (): string => Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(syllables)).join('');
  const vocabulary = Array.from({ length: 3000 }, invent);
  const frames = ['how do I', 'which is better for', 'can we use', 'is there a', 'what about', 'does it have', 'why is'];
  const entry = (index: number): Pack['entries'][number] => {
    const own = Array.from({ length: 6 }, () => pick(vocabulary));
    const sentence = (): string => `${pick(frames)} ${pick(own)} ${pick(own)} ${pick(vocabulary)}`;
    return {
      id: `topic:${index}`,
      title: `${pick(own)} ${pick(own)}`,
      answer: [{ text: sentence() }],
      facts: Array.from({ length: 3 }, (_, at) => ({
        option: at === 0 ? 'one' : at === 1 ? 'two' : null,
        text: [{ text: sentence() }],
      })),
      sections: ['Generated'],
      related: [],
      asked: Array.from({ length: 10 }, sentence),
    };
  };
  return {
    id: 'generated',
    title: 'Generated',
    version: '1.0.0',
    reviewed: '2026-01-01',
    options: [
      { id: 'one', name: 'Oneword', aliases: [] },
      { id: 'two', name: 'Twoword', aliases: [] },
    ],
    source: { title: 'Generated', author: 'Nobody', year: 2026 },
    outside: [],
    suggestions: [],
    entries: Array.from({ length: count }, (_, index) => entry(index)),
    tables: [],
    unanswered: [],
    criteria: [],
  } satisfies Pack;
}

/** A small generator of numbers from 0 to below 1, the same every time (Lehmer's, after Park and Miller 1988). */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
