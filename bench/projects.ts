import { createKnowledge } from '../src/core/knowledge/knowledge.ts';
import { pictureOf } from '../src/core/picture.ts';
import { type Recommendation, recommend } from '../src/core/scoring/recommend.ts';
import { reasonBars } from '../src/core/scoring/show.ts';
import { draw } from '../src/draw.ts';
import { readLines, readPack } from './input.ts';
import { columns, quantile, round, share } from './metrics.ts';

/** A real description; `pick` is an option's id, or `either`: what experienced people recommended. */
type Project = { text: string; pick: string };

/** A text of which this much is understood must get a verdict. */
const enough = 3;
const pictures = 20;

/** Recommends for real descriptions, and counts how often that is what people recommended; an "either", on either side, counts half. */
export async function benchProjects(folder: string, path: string): Promise<{ data: unknown; text: string }> {
  const pack = await readPack(folder);
  const knowledge = createKnowledge(pack);
  const projects = readLines<Project>(path);
  const scopeStart = performance.now();
  knowledge.scope('');
  const readyMs = round(performance.now() - scopeStart, 1);
  const times: number[] = [];
  const run = ({ text }: Project): Recommendation => {
    const started = performance.now();
    const found = recommend(pack, knowledge.scope(text));
    times.push((performance.now() - started) * 1000);
    return found;
  };
  const rows = projects.map((project) => ({ project, found: run(project) }));
  const first = times[0] ?? 0;
  const cold = times.splice(0);
  for (let round = 0; round < 5; round += 1) projects.forEach(run); // as a process that has been up for a while
  const understood = ({ found }: (typeof rows)[number]): number => found.reasons.filter(({ given }) => given).length;
  const agreement = share(
    rows.reduce((sum, { project, found }) => sum + agreed(project.pick, found.verdict), 0),
    rows.length,
  );
  const unknown = rows.filter(({ found }) => found.verdict === 'unknown');
  const sure = rows.filter(({ found }) => found.confidence >= 0.75);
  const shares = {
    'agreement ("either" counts half)': percent(agreement),
    'the same of those it is 75% sure of': `${percent(
      share(
        sure.reduce((sum, { project, found }) => sum + agreed(project.pick, found.verdict), 0),
        sure.length,
      ),
    )} of ${sure.length}`,
    unknown: `${unknown.length} of ${rows.length}`,
    'unknown with three criteria or more': `${unknown.filter((row) => understood(row) >= enough).length}`,
    'criteria understood, median': `${quantile(rows.map(understood), 0.5)}`,
  };
  const drawn = await timePictures(rows.map(({ found }) => pictureOf('points', reasonBars(knowledge, found)).svg));
  const data = {
    shares,
    agreement: round(agreement),
    unknown: unknown.length,
    readyMs,
    microsecondsFirst: round(first, 0),
    microsecondsColdP50: round(quantile(cold, 0.5), 0),
    microsecondsP50: round(quantile(times, 0.5), 0),
    microsecondsP99: round(quantile(times, 0.99), 0),
    pictureFirstMs: drawn.first,
    pictureP50Ms: drawn.p50,
  };
  const verdicts = rows.map(({ project, found }) => ({
    pick: project.pick,
    verdict: found.verdict,
    confidence: round(found.confidence),
    understood: found.reasons.filter(({ given }) => given).length,
  }));
  return {
    data: { ...data, verdicts },
    text: `${columns(Object.entries(shares))}${rows.length} descriptions; phrases ready in ${readyMs} ms; first ${data.microsecondsFirst} us, cold ${data.microsecondsColdP50} us p50, warm ${data.microsecondsP50} us p50, ${data.microsecondsP99} us p99; picture ${drawn.first} ms first, ${drawn.p50} ms p50\n`,
  };
}

/** 1 for the same, half where one of the two says "either", else 0. */
function agreed(pick: string, verdict: string): number {
  if (pick === verdict) return 1;
  return pick === 'either' || verdict === 'either' ? 0.5 : 0;
}

async function timePictures(drawings: string[]): Promise<{ first: number; p50: number }> {
  const times: number[] = [];
  for (const svg of drawings.slice(0, pictures)) {
    const started = performance.now();
    await draw(svg);
    times.push(performance.now() - started);
  }
  return { first: round(times[0] ?? 0, 0), p50: round(quantile(times, 0.5), 0) };
}

const percent = (part: number): string => `${round(100 * part, 1)}%`;
