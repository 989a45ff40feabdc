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
  tempered,
  tieline,
  weightedSum,
} from './model.ts';
import { normalShare, stability, weightFlip } from './sensitivity.ts';

/** An answer to one criterion. `certainty` 0 to 1: a plan or a "maybe" counts in part. `words`: what it was taken from, empty where picked. */
export type Answered = { criterion: string; answer: string; certainty: number; words: string };

/** What is recommended: an option's id, `either` where several do, `neither` where all are ruled out, `unknown` where nothing speaks. */
export type Verdict = string;

/** One criterion in a result. `points`: what it adds to the leader's lead over the runner-up, and could; zero where there is none. Null answer: nobody answered. */
export type Reason = { criterion: CriterionQuestion; answer: AnswerOption | null; given: Answered | null; points: Interval };

export type Recommendation = {
  verdict: Verdict;
  /** The options that will do: one, or several where it is a tie; none where all are ruled out or nothing is known. */
  leaders: string[];
  /** Every option, the best first; `ruledOut` says why it cannot be taken. */
  scores: ({ option: string; ruledOut: string[] } & Interval)[];
  /**
   * How far the first is ahead of the next that can be taken, in points of the score, and how far it might be ahead of whichever is then the
   * best of the others; null where no other can be taken.
   */
  lead: Interval | null;
  /** How likely the verdict is to stand, 0 to 1. */
  confidence: number;
  /** Every criterion, the weightiest reason first. */
  reasons: Reason[];
  /** The open questions while their answers can still change the verdict, those that move the lead the most first; else none. */
  open: CriterionQuestion[];
  /** Single answers that would change the verdict, those to open questions first, each with what it would become. */
  flips: { criterion: string; answer: string; verdict: Verdict }[];
  /**
   * Each weight's share of the whole, and within which it may lie for the first to stay first while the others keep their proportions;
   * `flip`: the nearest multiple of the weight at which it no longer does, the others left as they are, null where none does.
   */
  stability: { criterion: string; share: number; low: number; high: number; flip: number | null }[];
};

/** Options are level where the reasons for and against cancel but for this part of them all. */
const balance = 0.15;

/** A known contribution is a judgement too: it may be this share of itself off, either way. */
const doubt = 0.5;

type Setting = { pack: Pick<Pack, 'options' | 'criteria'>; answers: Answered[]; factors: Record<string, number> };

/**
 * Scores the options of a pack. Pure; the same whatever the order of options, criteria and answers.
 * @param answers at most one a criterion; those the pack does not know are passed over
 * @param factors by criterion, what its weight is multiplied by; 1 where there is none
 */
export function recommend(pack: Setting['pack'], answers: Answered[], factors: Record<string, number> = {}): Recommendation {
  const setting = { pack, answers, factors };
  const criteria = countAll(setting);
  const judged = judge(pack, criteria, isSilent(setting));
  const { verdict, order } = judged;
  const scores = scoresOf(criteria, pack.options.length);
  const [first = 0] = order;
  // What is ruled out is not ahead of anybody, nor behind.
  const possible = order.filter((at) => at === first || (judged.ruledOut[at] as string[]).length === 0);
  const rivals = possible.slice(1).map((at): Rival => ({ at, parts: contributions(criteria, first, at) }));
  const parts = rivals[0]?.parts ?? contributions(criteria, first, first);
  const reasons = pack.criteria.map((criterion, at): Reason => {
    const given = givenTo(setting, criterion);
    return { criterion, given, answer: given ? answerOf(criterion, given.answer) : null, points: parts[at] as Interval };
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
      ...stability(weights, rows, 0, at),
      flip: nearestFlip(weights, rows, at),
    })),
  };
}

/** Only the verdict of `recommend`: most of its time goes into what would change that. */
export function verdictOf(pack: Setting['pack'], answers: Answered[], factors: Record<string, number>): Verdict {
  const setting = { pack, answers, factors };
  return judge(pack, countAll(setting), isSilent(setting)).verdict;
}

/** What answers say of each option, whatever the weights: its values by criterion, and why it is ruled out. */
export type Standing = { values: number[][]; ruledOut: string[][] };

export const standingOf = (pack: Setting['pack'], answers: Answered[]): Standing =>
  standing(pack, countAll({ pack, answers, factors: {} }));

/** The multiple of a weight, nearest to 1, at which the first row is level with another one; null where none is. */
function nearestFlip(weights: number[], rows: number[][], criterion: number): number | null {
  const changes = rows.slice(1).flatMap((_, other) => weightFlip(weights, rows, 0, other + 1, criterion) ?? []);
  const nearest = changes.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
  return nearest === undefined ? null : 1 + nearest / (weights[criterion] as number);
}

const byId = (a: Reason, b: Reason): number => (a.criterion.id < b.criterion.id ? -1 : 1);

const answerOf = (criterion: CriterionQuestion, id: string): AnswerOption | null =>
  criterion.answers.find((answer) => answer.id === id) ?? null;

const givenTo = ({ answers }: Setting, criterion: CriterionQuestion): Answered | null =>
  answers.find((given) => given.criterion === criterion.id && answerOf(criterion, given.answer) !== null) ?? null;

const isSilent = (setting: Setting): boolean => setting.pack.criteria.every((criterion) => !givenTo(setting, criterion));

const countAll = (setting: Setting): Counted[] =>
  setting.pack.criteria.map((criterion) => count(setting, criterion, givenTo(setting, criterion)));

/** A criterion as numbers, and by option why it is ruled out. */
type Counted = Criterion & { out: string[][] };

/** What nobody answered counts as neutral, and may become any of its answers or not matter at all. */
function count({ pack, factors }: Setting, criterion: CriterionQuestion, given: Answered | null): Counted {
  const indifferent = pack.options.map(() => neutral);
  const valuesOf = ({ fits }: AnswerOption): number[] => pack.options.map((option) => fits[option.id] ?? neutral);
  const answer = given && answerOf(criterion, given.answer);
  const weight = criterion.weight * (factors[criterion.id] ?? 1);
  if (!given || !answer)
    return {
      weight,
      point: indifferent,
      cases: [...criterion.answers.map(valuesOf), indifferent],
      out: pack.options.map(() => []),
    };
  const values = valuesOf(answer);
  const isCertain = given.certainty === 1;
  return {
    weight,
    point: tempered(values, given.certainty),
    cases: isCertain ? [values] : [values, indifferent],
    out: pack.options.map((option) => (isCertain ? (answer.rulesOut[option.id] ?? []) : [])).map((reason) => [reason].flat()),
  };
}

type Judged = {
  verdict: Verdict;
  ruledOut: string[][];
  /** Options by place: those that can be taken first, the best first. */
  order: number[];
  leaders: number[];
};

/** Another option that can be taken, and what each criterion adds to the lead of the first over it. */
type Rival = { at: number; parts: Interval[] };

const standing = ({ options }: Setting['pack'], criteria: Counted[]): Standing => ({
  values: options.map((_, option) => criteria.map(({ point }) => point[option] as number)),
  ruledOut: options.map((_, option) => criteria.flatMap(({ out }) => out[option] as string[])),
});

/** The verdict and what it rests on, without what could change it. */
function judge(pack: Setting['pack'], criteria: Counted[], isSilent: boolean): Judged {
  const { options } = pack;
  const { values, ruledOut } = standing(pack, criteria);
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
  const leaders = isSilent ? [] : leadersOf(criteria, possible, balance);
  const only = leaders.length > 1 ? 'either' : 'neither';
  const verdict = isSilent ? 'unknown' : leaders.length === 1 ? idOf(leaders[0] as number) : only;
  return { verdict, ruledOut, order, leaders };
}

/** The lead over the nearest rival, which open answers may make another one. */
function leadOver(rivals: Rival[]): Interval | null {
  const leads = rivals.map(({ parts }) => leadOf(parts));
  const [nearest] = leads;
  return nearest
    ? { point: nearest.point, low: Math.min(...leads.map(({ low }) => low)), high: Math.min(...leads.map(({ high }) => high)) }
    : null;
}

const widthOf = (interval: Interval | undefined): number => (interval ? interval.high - interval.low : 0);

/** Whether any answers to what is open could change the verdict: put another option first, or leave more or fewer of them level. */
function canChange({ verdict, leaders }: Judged, rivals: Rival[]): boolean {
  if (verdict === 'neither') return false;
  return rivals.some(({ at, parts }) => {
    // Of all that the open answers may add, the least leaves the lead least clear, the most most.
    const [low, high] = [parts.map((part) => part.low), parts.map((part) => part.high)];
    const isBehind = (points: number[]): boolean => points.reduce((sum, each) => sum + each, 0) < 0;
    if (!leaders.includes(at)) return isBehind(low) || isLevel(low, balance);
    return !isLevel(low, balance) || !isLevel(high, balance);
  });
}

const canRuleOut = ({ answers }: CriterionQuestion, { leaders }: Judged, { options }: Setting['pack']): boolean =>
  answers.some(({ rulesOut }) => leaders.some((at) => options[at] && options[at].id in rulesOut));

/**
 * How likely the verdict is to stand: the lead beside how far it may move, taken as normally distributed. Open questions move it by the
 * variance of their possible answers, each as likely; known contributions by half of themselves, for weights and values are judgements.
 * Of several rivals the one that makes it least likely counts.
 */
function confidenceIn({ verdict, leaders }: Judged, rivals: Rival[], reasons: Reason[]): number {
  if (verdict === 'unknown') return 0;
  return Math.min(
    1,
    ...rivals.map(({ at, parts }) => {
      const isKnown = (each: number): boolean => (reasons[each] as Reason).answer !== null;
      const variances = parts.map((part, each) => (isKnown(each) ? (doubt * part.point) ** 2 : varianceOf(part)));
      const deviation = Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0));
      if (deviation === 0) return 1;
      const points = parts.map(({ point }) => point);
      const [lead, line] = [leadOf(parts).point, tieline(points, balance)];
      const below = (limit: number): number => normalShare((limit - lead) / deviation);
      return leaders.includes(at) ? below(line) - below(-line) : 1 - below(line);
    }),
  );
}

/** Of anything between two ends, all as likely (the uniform distribution). */
const varianceOf = ({ low, high }: Interval): number => (high - low) ** 2 / 12;

function flipsOf(setting: Setting, criteria: Counted[], verdict: Verdict): Recommendation['flips'] {
  const flips = setting.pack.criteria.flatMap((criterion, at) => {
    const given = givenTo(setting, criterion);
    return criterion.answers
      .filter(({ id }) => id !== given?.answer)
      .map(({ id }) => {
        const answer = { criterion: criterion.id, answer: id, certainty: 1, words: '' };
        const changed = criteria.with(at, count(setting, criterion, answer));
        return { criterion: criterion.id, answer: id, verdict: judge(setting.pack, changed, false).verdict, isOpen: !given };
      });
  });
  return flips
    .filter((flip) => flip.verdict !== verdict)
    .sort((a, b) => Number(b.isOpen) - Number(a.isOpen))
    .map(({ isOpen, ...flip }) => flip);
}
