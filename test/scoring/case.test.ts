import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leadOf } from '../../src/core/scoring/model.ts';
import { recommend } from '../../src/core/scoring/recommend.ts';
import { knowledge } from '../support/knowledge.ts';

const doc = readFileSync(join(import.meta.dirname, '../../docs/scoring.md'), 'utf8');
const description = /^> (.+)$/m.exec(doc)?.[1] ?? '';
const { pack } = knowledge;
const found = recommend(pack, knowledge.scope(description));
const four = (value: number): string => value.toFixed(4);

it('works the case of docs/scoring.md through to the same decimals', () => {
  const rows = [...doc.matchAll(/^\| (\w+) \| (\d+) \| (.+?) \| ([\d.]+) \| (\d+) \| (\d+) \| (-?[\d.]+) \|$/gm)].map((row) =>
    row.slice(1),
  );
  const given = found.reasons.filter(({ answer }) => answer);
  expect(rows).toEqual(
    given.map(({ criterion, answer, given: said, points }) => [
      criterion.id,
      String(criterion.weight),
      said?.words,
      String(said?.certainty),
      ...pack.options.map(({ id }) => String(answer?.fits[id])),
      four(points.point),
    ]),
  );

  const whole = pack.criteria.reduce((sum, { weight }) => sum + weight, 0);
  const adds = rows.map(
    ([, weight, , counts, one, other]) => (Number(counts) * Number(weight) * (Number(one) - Number(other))) / whole,
  );
  expect(adds.map(four)).toEqual(rows.map((row) => row.at(-1)));
  const lead = adds.reduce((sum, each) => sum + each, 0);
  expect(lead).toBeCloseTo(found.lead?.point ?? NaN, 9);

  const scores = [4, 5].map((column) =>
    rows.reduce((sum, row) => sum + (Number(row[3]) * Number(row[1]) * (Number(row[column]) - 50)) / whole, 50),
  );
  const all = adds.reduce((sum, each) => sum + Math.abs(each), 0);
  const level = 0.15 * all;
  const open = found.reasons.filter(({ answer }) => !answer);
  const variance =
    adds.reduce((sum, each) => sum + (each / 2) ** 2, 0) +
    open.reduce((sum, { points }) => sum + (points.high - points.low) ** 2 / 12, 0);
  const deviation = Math.sqrt(variance);
  const range = leadOf(found.reasons.map(({ points }) => points));
  const kind = found.stability.find(({ criterion }) => criterion === 'kind');
  const percent = (share = NaN): string => `${(100 * share).toFixed(1)}%`;
  const sentences = [
    `weights of the pack together are ${whole}.`,
    `add up to the lead: ${four(lead)}.`,
    `Scores: Django ${four(scores[0] as number)}, Flask ${four(scores[1] as number)} `,
    `anything from ${four(range.low)} to ${four(range.high)}.`,
    `${four(all)} points: ${four(level)}.`,
    `standard deviation is ${four(deviation)}, so (${four(lead)} - ${four(level)}) / ${four(deviation)} = ${four((lead - level) / deviation)} of them`,
    `${four(found.confidence)} sure.`,
    `it is ${percent(kind?.share)} of the whole, and Django stays ahead while it is at most ${percent(kind?.high)}.`,
  ];
  for (const sentence of sentences) expect(doc).toContain(sentence);
  expect(found.verdict).toBe('django');
  expect(found.flips.map((flip) => Object.values(flip).join(' '))).toEqual([
    'architecture own either',
    'architecture services either',
    'architecture unusual either',
    'existing flask-code either',
    'existing flask-skills either',
    'kind elsewhere neither',
    'data queries either',
    'data other either',
  ]);
  expect(found.stability.filter(({ low, high }) => low > 0 || high < 1).map(({ criterion }) => criterion)).toEqual(['kind']);
});
