import { z } from 'zod';
import type { Ballot, Vote } from './vote.ts';

/** What an option got. `share` is in percent of what it could get; `spread` says how many people gave each number, highest number first. */
const Count = z.object({
  id: z.string(),
  sum: z.number(),
  share: z.number(),
  spread: z.array(z.tuple([z.number(), z.number()])),
});
/** What a ballot is for: the ids of what somebody chose, none if they abstained; or against. */
const Stand = z.object({ chose: z.array(z.string()), isAgainst: z.boolean() });
type Stand = z.infer<typeof Stand>;

/** The result of a vote: enough to show it and to write the record, without anybody's choice if it is anonymous. */
export const Result = z.object({
  kind: z.enum(['decided', 'tie', 'below-threshold', 'objections', 'no-quorum', 'too-few', 'no-votes']),
  /** The option that came first, or several that tie. */
  leaders: z.array(z.string()),
  /** Best first. Empty if the counts would reveal who chose what. */
  options: z.array(Count),
  voted: z.int(),
  abstained: z.int(),
  /** Names of those who voted, in alphabetical order. */
  names: z.array(z.string()),
  /** What each of them chose, and gave each option by its id; null in an anonymous vote. */
  choices: z.array(Stand.extend({ name: z.string(), given: z.record(z.string(), z.number()).default({}) })).nullable(),
  /** The reasons that people wrote; `name` is null in an anonymous vote. */
  reasons: z.array(Stand.extend({ name: z.string().nullable(), text: z.string() })),
  objections: z.int(),
});
export type Result = z.infer<typeof Result>;

/** With fewer ballots than this, choices reveal whose they are: an anonymous vote with fewer shows none, and decides nothing. */
export const leastAnonymous = 3;
const highest = 5;

type Rule = Pick<Vote, 'method' | 'options' | 'quorum' | 'threshold' | 'secrecy'>;

/**
 * Counts a vote. Pure, and independent of the order of ballots: reasons are sorted by their text, names alphabetically.
 * - single and approval: how many people chose an option, of those who did not abstain
 * - score: the mean of the scores from 0 to 5, a blank counting as 0 (range voting)
 * - consent: agreed if somebody consents and nobody objects (sociocracy); standing aside is neither
 * A missed quorum is reported before anything else, and a tie before a missed threshold, since neither option has won.
 */
export function tally(vote: Rule, ballots: Ballot[], names: string[]): Result {
  const isAnonymous = vote.secrecy === 'anonymous';
  const chosen = ballots.filter(({ choice }) => Object.keys(choice).length > 0);
  const options = vote.options.map(({ id }) => countOf(id, vote, chosen)).sort((a, b) => b.sum - a.sum || order(a.id, b.id));
  const { sum: best, share } = options[0] ?? { sum: 0, share: 0 };
  const leaders = best > 0 ? options.filter(({ sum }) => sum === best).map(({ id }) => id) : [];
  const objections = chosen.filter(isObjection).length;
  const isShown = !isAnonymous || ballots.length >= leastAnonymous;
  const kind = kindOf(vote, { voted: ballots.length, best, leaders, share, objections, isShown });
  const turnout = { kind, voted: ballots.length, names: names.toSorted(order) };
  if (!isShown) return { ...turnout, leaders: [], options: [], abstained: 0, choices: null, reasons: [], objections: 0 };
  return {
    ...turnout,
    leaders,
    options,
    abstained: ballots.length - chosen.length,
    choices: isAnonymous ? null : choicesIn(ballots),
    reasons: reasonsIn(ballots, isAnonymous),
    objections,
  };
}

/** What an option got from those who chose something. */
function countOf(id: string, { method }: Rule, chosen: Ballot[]): Result['options'][number] {
  const values = chosen.map(({ choice }) => choice[id] ?? (method === 'consent' ? null : 0)).filter((value) => value !== null);
  const sum = values.reduce((total, value) => total + (method === 'consent' ? Number(value === 1) : value), 0);
  const share = chosen.length === 0 ? 0 : (100 * sum) / chosen.length / (method === 'score' ? highest : 1);
  const spread = [...Map.groupBy(values, (value) => value)].map(([value, all]): [number, number] => [value, all.length]);
  return { id, sum, share, spread: spread.sort((a, b) => b[0] - a[0]) };
}

const choicesIn = (ballots: Ballot[]): Result['choices'] =>
  ballots
    .map((ballot) => ({ name: ballot.name ?? '', ...standOf(ballot), given: ballot.choice }))
    .sort((a, b) => order(a.name, b.name) || order(a.chose.join(), b.chose.join()));

const reasonsIn = (ballots: Ballot[], isAnonymous: boolean): Result['reasons'] =>
  ballots
    .filter(({ reason }) => reason !== '')
    .map((ballot) => ({ name: isAnonymous ? null : ballot.name, ...standOf(ballot), text: ballot.reason }))
    .sort((a, b) => order(a.text, b.text) || order(a.name ?? '', b.name ?? '') || order(a.chose.join(), b.chose.join()));

const standOf = (ballot: Ballot): Stand => ({ chose: choseOf(ballot), isAgainst: isObjection(ballot) });

type Found = { voted: number; best: number; leaders: string[]; share: number; objections: number; isShown: boolean };

function kindOf(
  { method, quorum, threshold }: Rule,
  { voted, best, leaders, share, objections, isShown }: Found,
): Result['kind'] {
  if (voted === 0) return 'no-votes';
  if (voted < quorum) return 'no-quorum';
  if (!isShown) return 'too-few';
  if (objections > 0) return 'objections';
  if (best === 0) return 'no-votes';
  if (leaders.length > 1) return 'tie';
  return method !== 'consent' && !reaches(share, threshold) ? 'below-threshold' : 'decided';
}

/** Whether a share reaches a threshold, both in percent, to two decimals: so two of three people reach the 66.67 that somebody wrote for two thirds. */
export const reaches = (share: number, threshold: number): boolean => Math.round(100 * share) / 100 >= threshold;

/** The options to which a ballot gives the most, in alphabetical order. */
function choseOf({ choice }: Ballot): string[] {
  const most = Math.max(...Object.values(choice));
  return Object.keys(choice)
    .filter((id) => choice[id] === most && most > 0)
    .sort(order);
}

export const isObjection = ({ choice }: Pick<Ballot, 'choice'>): boolean => Object.values(choice).some((value) => value < 0);

/** Sorts by code units, so that the order is the same on every machine. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
