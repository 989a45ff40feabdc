import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import { neutral } from '../scoring/model.ts';
import type { Recommendation } from '../scoring/recommend.ts';
import { inPercent, inPoints, sentenceList } from '../sentences.ts';
import type { Ground, VoteOption } from './vote.ts';

/** What a record says about its options, from a scorecard: the criteria with their weights, and each answer as a pro or a con with its passage. */
export function groundOf({ pack }: Knowledge, found: Recommendation, options: VoteOption[]): Ground {
  const given = found.reasons.filter(({ answer }) => answer);
  const share = (id: string): number => found.stability.find(({ criterion }) => criterion === id)?.share ?? 0;
  const { title, author, year } = pack.source;
  return {
    drivers: given.map(
      ({ criterion, answer }) => `${criterion.name}: ${answer?.label} (weight ${inPercent(share(criterion.id))})`,
    ),
    pros: Object.fromEntries(
      options.map(({ id, name }) => {
        const known = pack.options.find((option) => option.name === name);
        const lines = given.flatMap(({ criterion, answer }) => {
          const fit = known && answer ? (answer.fits[known.id] ?? neutral) : neutral;
          if (!answer || fit === neutral) return [];
          return [`${fit > neutral ? 'Good' : 'Bad'}, because of ${criterion.name}: ${answer.why} (${answer.section})`];
        });
        return [id, lines];
      }),
    ),
    source: `Pros and cons are from "${title}" (${author}, ${year}), the sections named with each.`,
  };
}

/** What a record says about its options without a scorecard: what the pack's overview says about those it knows. */
export function overviewOf({ pack }: Knowledge, options: Pick<VoteOption, 'id' | 'name'>[]): Ground {
  const [overview] = pack.tables;
  const placeOf = (name: string): number => pack.options.findIndex((option) => option.name.toLowerCase() === name.toLowerCase());
  const known = options.filter(({ name }) => placeOf(name) >= 0);
  if (!overview || known.length === 0) return { drivers: [], pros: {}, source: '' };
  const { title, author, year } = pack.source;
  return {
    drivers: [],
    pros: Object.fromEntries(
      known.map(({ id, name }) => [
        id,
        overview.rows.map((row) => `Neutral, because of ${row.name}: ${row.cells[placeOf(name)]}`),
      ]),
    ),
    source: `What is said of the options is from "${title}" (${author}, ${year}): ${overview.sections.join('; ')}.`,
  };
}

/** The scorecard's points for each option, by name, or what rules it out. */
export const notesOf = ({ pack }: Knowledge, { scores }: Recommendation): Map<string, string> =>
  new Map(
    scores.map(({ option, point, ruledOut }) => [
      nameOf(pack, option),
      ruledOut.length > 0 ? `ruled out: ${sentenceList(ruledOut)}` : `${inPoints(point)} of 100`,
    ]),
  );
