import type { Pack } from '../knowledge/pack.ts';
import type { AnswerOption, CriterionQuestion } from './criteria.ts';
import {
  type Criterion,
  contributions,
  type Interval,
  isLevel,
  leadersOf,
  leadOf,
  neutral,
  scoresOf,
  sharesOf,
  sumOf,
  tempered,
  tieline,
  weightedSum,
} from './model.ts';
import { normalShare, stability, weightFlip } from './sensitivity.ts';

/** An answer to one criterion. `certainty` is from 0 to 1: a plan or a "maybe" counts in part. `words` are those it was read from, empty if it was picked. */
export type Answered = { criterion: string; answer: string; certainty: number; words: string };

/** What is recommended: an option's id, `either` if several are level, `neither` if all are ruled out, `unknown` if nothing is known. */
export type Verdict = string;

/** One criterion in a result. `points` is what it adds, and could add, to the leader's lead over the runner-up. `answer` is null if nobody answered. */
export type Reason = { criterion: CriterionQuestion; answer: AnswerOption | null; given: Answered | null; points: Interval };

export type Recommendation = {
  verdict: Verdict;
  /** The recommended options: one, several if they tie, none if all are ruled out or nothing is known. */
  leaders: string[];
  /** Every option, best first; `ruledOut` says why it is out of the question. */
  scores: ({ option: string; ruledOut: string[] } & Interval)[];
  /**
   * How far the first option is ahead of the next possible one, in points of the score, and how far it might be ahead of the best of the others
   * once all questions are answered; null if no other option is possible.
   */
  lead: Interval | null;
  /** How likely the verdict is to stand, from 0 to 1. */
  confidence: number;
  /** Every criterion, strongest reason first. */
  reasons: Reason[];
  /** The open questions whose answers can still change the verdict, those that move the lead most first. */
  open: CriterionQuestion[];
  /** Single answers that would change the verdict, those to open questions first, each with the verdict it would lead to. */
  flips: { criterion: string; answer: string; verdict: Verdict }[];
  /**
   * Each weight's share of the whole, and between which shares the first option stays first if the other weights keep their proportions.
   * `flip` is the nearest multiple of the weight at which it no longer is, the other weights unchanged; null if there is none.
   */
  stability: { criterion: string; share: number; low: number; high: number; flip: number | null }[];
};

/** Two options are level if the reasons for and against cancel out, except for this part of their total. */
const balance = 0.15;

/** Known contributions are estimates too: each may be off by this share of itself, either way. */
const doubt = 0.5;

type Setting = { pack: Pick<Pack, 'options' | 'criteria'>; answers: Answered[]; factors: Record<string, number> };

/**
 * Scores the options of a pack. Pure; the order of options, criteria and answers does not matter.
 * @param answers at most one for each criterion; those that the pack does not know are ignored
 * @param factors by criterion, what its weight is multiplied by; 1 if missing
 */
export function recommend(pack: Setting['pack'], answers: Answered[], factors: Record<string, number> = {}): Recommendation {
  const setting = { pack, answers, factors };
  const criteria = countAll(setting);
  const judged = judge(pack, criteria);
  const { verdict, order } = judged;
  const scores = scoresOf(criteria, pack.options.length);
  const [first = 0] = order;
  // An option that is ruled out is neither ahead nor behind.
  const possible = order.filter((at) => at === first || (judged.ruledOut[at] as string[]).length === 0);
  const rivals = possible.slice(1).map((at): Rival => ({ at, parts: contributions(criteria, first, at) }));
  const parts = rivals[0]?.parts ?? contributions(criteria, first, first);
  const reasons = criteria.map(({ criterion, given, answer }, at): Reason => {
    return { criterion, given, answer, points: parts[at] as Interval };
  });
  const swing = ({ criterion }: Reason): number =>
    Math.max(0, ...rivals.map((rival) => widthOf(rival.parts[pack.criteria.indexOf(criterion)])));
  const unanswered = reasons.filter(({ answer }) => !answer).sort((a, b) => swing(b) - swing(a) || byId(a, b));
  const isUndecided = verdict === 'unknown' || canChange(judged, rivals);
  const open = unanswered.filter((each) => (isUndecided && swing(each) > 0) || canRuleOut(each.criterion, judged, pack));
  const flips = flipsOf(setting, criteria, verdict);
  const rows = possible.map((option) => criteria.map(({ point }) => point[option] as number));
  const weights = criteria.map(({ weight }) => weight);
  const shares = sharesOf(weights);
  return {
    verdict,
    leaders: judged.leaders.map((at) => pack.options[at]?.id as string),
    scores: order.map((at) => ({
      option: pack.options[at]?.id as string,
      ruledOut: judged.ruledOut[at] as string[],
      ...(scores[at] as Interval),
    })),
    lead: leadOver(rivals),
    confidence: confidenceIn(judged, rivals, reasons),
    reasons: reasons.toSorted((a, b) => Math.abs(b.points.point) - Math.abs(a.points.point) || swing(b) - swing(a) || byId(a, b)),
    open: open.map(({ criterion }) => criterion),
    flips,
    stability: pack.criteria.map(({ id }, at) => ({
      criterion: id,
      share: shares[at] as number,
      ...stability(weights, rows, at),
      flip: nearestFlip(weights, rows, at),
    })),
  };
}

/** Only the verdict of `recommend`, which spends most of its time on what would change it. */
export const verdictOf = (pack: Setting['pack'], answers: Answered[], factors: Record<string, number>): Verdict =>
  judge(pack, countAll({ pack, answers, factors })).verdict;

/** What answers say about each option, whatever the weights: its values by criterion, and why it is ruled out. */
export type Appraisal = { values: number[][]; ruledOut: string[][] };

export const appraise = (pack: Setting['pack'], answers: Answered[]): Appraisal =>
  appraisalOf(pack, countAll({ pack, answers, factors: {} }));

/** The multiple of a weight, nearest to 1, at which the first row is level with another; null if there is none. */
function nearestFlip(weights: number[], rows: number[][], criterion: number): number | null {
  const changes = rows.slice(1).flatMap((_, other) => weightFlip(weights, rows, 0, other + 1, criterion) ?? []);
  const nearest = changes.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
  return nearest === undefined ? null : 1 + nearest / (weights[criterion] as number);
}

const byId = (a: Reason, b: Reason): number => (a.criterion.id < b.criterion.id ? -1 : 1);

const answerOf = (criterion: CriterionQuestion, id: string): AnswerOption | null =>
  criterion.answers.find((answer) => answer.id === id) ?? null;

const countAll = (setting: Setting): Counted[] =>
  setting.pack.criteria.map((criterion) => {
    const isGiven = ({ criterion: id, answer }: Answered): boolean => id === criterion.id && answerOf(criterion, answer) !== null;
    return count(setting, criterion, setting.answers.find(isGiven) ?? null);
  });

/** A criterion as numbers, what was given for it, and for each option why it is ruled out. */
type Counted = Criterion & Omit<Reason, 'points'> & { out: string[][] };

/** A criterion without an answer counts as neutral; it can still get any of its answers, or not matter at all. */
function count({ pack, factors }: Setting, criterion: CriterionQuestion, given: Answered | null): Counted {
  const indifferent = pack.options.map(() => neutral);
  const valuesOf = ({ fits }: AnswerOption): number[] => pack.options.map((option) => fits[option.id] ?? neutral);
  const answer = given && answerOf(criterion, given.answer);
  const weight = criterion.weight * (factors[criterion.id] ?? 1);
  if (!given || !answer)
    return {
      criterion,
      given,
      answer,
      weight,
      point: indifferent,
      cases: [...criterion.answers.map(valuesOf), indifferent],
      out: pack.options.map(() => []),
    };
  const values = valuesOf(answer);
  const isCertain = given.certainty === 1;
  return {
    criterion,
    given,
    answer,
    weight,
    point: tempered(values, given.certainty),
    cases: isCertain ? [values] : [values, indifferent],
    out: pack.options.map(({ id }) => (isCertain && id in answer.rulesOut ? [answer.rulesOut[id] as string] : [])),
  };
}

type Judged = {
  verdict: Verdict;
  ruledOut: string[][];
  /** The indexes of the options, possible ones first, best first. */
  order: number[];
  leaders: number[];
};

/** Another possible option, and what each criterion adds to the leader's lead over it. */
type Rival = { at: number; parts: Interval[] };

const appraisalOf = ({ options }: Setting['pack'], criteria: Counted[]): Appraisal => ({
  values: options.map((_, option) => criteria.map(({ point }) => point[option] as number)),
  ruledOut: options.map((_, option) => criteria.flatMap(({ out }) => out[option] as string[])),
});

/** The verdict and what it rests on, but not what could change it. */
function judge(pack: Setting['pack'], criteria: Counted[]): Judged {
  const { options } = pack;
  const { values, ruledOut } = appraisalOf(pack, criteria);
  const scores = weightedSum(sharesOf(criteria.map(({ weight }) => weight)), values);
  const isOut = (at: number): boolean => (ruledOut[at] as string[]).length > 0;
  const idOf = (at: number): string => options[at]?.id as string;
  const order = options
    .map((_, at) => at)
    .sort(
      (a, b) =>
        Number(isOut(a)) - Number(isOut(b)) || (scores[b] as number) - (scores[a] as number) || (idOf(a) < idOf(b) ? -1 : 1),
    );
  const possible = order.filter((at) => !isOut(at));
  const isSilent = criteria.every(({ given }) => !given);
  const leaders = isSilent ? [] : leadersOf(criteria, possible, balance);
  const only = leaders.length > 1 ? 'either' : 'neither';
  const verdict = isSilent ? 'unknown' : leaders.length === 1 ? idOf(leaders[0] as number) : only;
  return { verdict, ruledOut, order, leaders };
}

/** The lead over the nearest rival; the open answers may make that another one. */
function leadOver(rivals: Rival[]): Interval | null {
  const leads = rivals.map(({ parts }) => leadOf(parts));
  const [nearest] = leads;
  return nearest
    ? { point: nearest.point, low: Math.min(...leads.map(({ low }) => low)), high: Math.min(...leads.map(({ high }) => high)) }
    : null;
}

const widthOf = (interval: Interval | undefined): number => (interval ? interval.high - interval.low : 0);

/** Whether the open answers could change the verdict: put another option first, or leave more or fewer options level. */
function canChange({ verdict, leaders }: Judged, rivals: Rival[]): boolean {
  if (verdict === 'neither') return false;
  return rivals.some(({ at, parts }) => {
    // The lead is least clear if the open answers add the least, and clearest if they add the most.
    const [low, high] = [parts.map((part) => part.low), parts.map((part) => part.high)];
    if (!leaders.includes(at)) return sumOf(low) < 0 || isLevel(low, balance);
    return !isLevel(low, balance) || !isLevel(high, balance);
  });
}

const canRuleOut = ({ answers }: CriterionQuestion, { leaders }: Judged, { options }: Setting['pack']): boolean =>
  answers.some(({ rulesOut }) => leaders.some((at) => options[at] && options[at].id in rulesOut));

/**
 * How likely the verdict is to stand: the lead compared with how far it may move, taken as normally distributed. An open question adds the
 * variance of a uniform distribution over what its answers could contribute; a known contribution a deviation of half its size, because
 * weights and values are estimates. Of several rivals, the one that makes the verdict least likely counts.
 */
function confidenceIn({ verdict, leaders }: Judged, rivals: Rival[], reasons: Reason[]): number {
  if (verdict === 'unknown') return 0;
  return Math.min(
    1,
    ...rivals.map(({ at, parts }) => {
      const isKnown = (each: number): boolean => (reasons[each] as Reason).answer !== null;
      const variances = parts.map((part, each) => (isKnown(each) ? (doubt * part.point) ** 2 : varianceOf(part)));
      const deviation = Math.sqrt(sumOf(variances));
      if (deviation === 0) return 1;
      const points = parts.map(({ point }) => point);
      const [lead, line] = [leadOf(parts).point, tieline(points, balance)];
      const below = (limit: number): number => normalShare((limit - lead) / deviation);
      return leaders.includes(at) ? below(line) - below(-line) : 1 - below(line);
    }),
  );
}

/** The variance of the uniform distribution over an interval. */
const varianceOf = ({ low, high }: Interval): number => (high - low) ** 2 / 12;

function flipsOf(setting: Setting, criteria: Counted[], verdict: Verdict): Recommendation['flips'] {
  const flips = criteria.flatMap(({ criterion, given }, at) =>
    criterion.answers
      .filter(({ id }) => id !== given?.answer)
      .map(({ id }) => {
        const answer = { criterion: criterion.id, answer: id, certainty: 1, words: '' };
        const changed = criteria.with(at, count(setting, criterion, answer));
        return { criterion: criterion.id, answer: id, verdict: judge(setting.pack, changed).verdict, isOpen: !given };
      }),
  );
  return flips
    .filter((flip) => flip.verdict !== verdict)
    .sort((a, b) => Number(b.isOpen) - Number(a.isOpen))
    .map(({ isOpen, ...flip }) => flip);
}
