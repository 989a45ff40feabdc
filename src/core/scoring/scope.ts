import type { Pack } from '../knowledge/pack.ts';
import type { AnswerOption } from './criteria.ts';
import { beginningsOf, type Phrase, readPhrase } from './phrases.ts';
import type { Answered } from './recommend.ts';

/** Reads what a description says of each criterion: at most one answer a criterion, and only what its own words give. */
export type Scope = (description: string) => Answered[];

/** What is read of a description: longer ones are pasted, and what matters comes first. In characters. */
const mostRead = 8_000;

/** What a plan, a wish or a "maybe" counts, and an answer that the text itself contradicts. */
const inPart = 0.5;

type Learned = { criterion: string; answer: AnswerOption; phrase: Phrase };
type Occurrence = Learned & { start: number; end: number };
/** `isMust`: the answer rules an option out, and is said plainly. */
type Evidence = { criterion: string; answer: string; certainty: number; isMust: boolean; start: number; end: number };

/** Makes a pack's phrases ready. */
export function createScope({ options, criteria }: Pick<Pack, 'options' | 'criteria'>): Scope {
  const byAnchor = new Map<string, Learned[]>();
  for (const { id, answers } of criteria) {
    for (const answer of answers) {
      for (const written of answer.phrases) {
        const phrase = readPhrase(written, options);
        const learned = { criterion: id, answer, phrase };
        for (const anchor of new Set(phrase.anchors)) byAnchor.set(anchor, [...(byAnchor.get(anchor) ?? []), learned]);
      }
    }
  }
  return (description) => {
    const text = description.slice(0, mostRead);
    const sentences = sentencesOf(text);
    const evidence = occurrencesIn(text, byAnchor).flatMap((found) => weigh(found, text, sentences));
    return criteria.flatMap(
      ({ id }) =>
        settle(
          evidence.filter(({ criterion }) => criterion === id),
          text,
        ) ?? [],
    );
  };
}

/** A description that says more than this repeats itself. */
const mostFound = 400;

/** Every phrase that stands in the text, with its place. A phrase is only tried where a word begins as it may begin. */
function occurrencesIn(text: string, byAnchor: Map<string, Learned[]>): Occurrence[] {
  const found: Occurrence[] = [];
  // Letter by letter, so that every place stays where it is.
  const lower = text.replace(/\p{Lu}/gu, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  );
  const words = [...lower.matchAll(/[\p{L}\p{N}]+/gu)];
  const beginnings = new Set(words.flatMap(([word]) => beginningsOf(word)));
  const isPossible = ({ phrase }: Learned): boolean => phrase.needs.every((all) => all.some((anchor) => beginnings.has(anchor)));
  for (const { 0: word, index: start } of words) {
    if (found.length >= mostFound) break;
    for (const learned of beginningsOf(word).flatMap((beginning) => byAnchor.get(beginning) ?? [])) {
      const end = isPossible(learned) ? learned.phrase.endAt(lower, start) : null;
      if (end !== null) found.push({ ...learned, start, end });
    }
  }
  return found;
}

/** Where each sentence begins and ends. A point inside a name or a number ends none. */
function sentencesOf(text: string): { start: number; end: number }[] {
  const sentences: { start: number; end: number }[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/[.!?;]+(?=\s|$)|\n+/g)) {
    sentences.push({ start, end: index });
    start = index;
  }
  return [...sentences, { start, end: text.length }];
}

/** How far from some words what denies or doubts them may stand, in characters. */
const near = 250;

/** What a phrase found in its sentence is worth: as it stands, in part, as its opposite, or nothing. */
function weigh(
  { criterion, answer, start, end }: Occurrence,
  text: string,
  sentences: { start: number; end: number }[],
): Evidence[] {
  const sentence = sentences.find((each) => start < each.end) ?? { start: 0, end: text.length };
  const from = Math.max(sentence.start, start - near);
  const before = text.slice(from, start);
  const after = text.slice(end, Math.max(end, Math.min(sentence.end, end + near)));
  const denial = denialIn(before, `${text.slice(start, end)}${after}`);
  const isDenied = denial !== null || deniedAfter.test(after);
  if (isDenied && !answer.denied) return [];
  const clause = `${before.split(clauseEnd).at(-1)} ${text.slice(start, end)} ${after.split(clauseEnd)[0]}`;
  const isDoubted = hedge.test(clause);
  const isMust = !isDenied && !isDoubted && Object.keys(answer.rulesOut).length > 0;
  const meant = (isDenied && answer.denied) || (isDoubted && answer.doubted) || answer.id;
  return [
    {
      criterion,
      answer: meant,
      certainty: isDoubted ? inPart : 1,
      isMust,
      start: denial === null ? start : from + denial,
      end,
    },
  ];
}

const clauseEnd = /[,:()\u2013\u2014]|\s-\s|\b(?:but|however|though|although|whereas|while)\b/i;

/** What people say of a plan, a wish or a doubt. */
const hedge =
  /\b(?:maybe|perhaps|possibly|potentially|might|may|could|later|eventually|someday|some ?day|one day|at some point|in (?:the )?future|down the (?:road|line)|in the long run|nice[- ]to[- ]have|would be nice|if|optional(?:ly)?|not sure|unsure|probably|likely|hopefully|ideally|phase (?:two|2|ii)|v2|not yet|should (?:we|i)|request(?:ed|s)?|propos(?:e|ed|es|al)|whether|considering|think(?:ing)? (?:of|about)|wonder(?:ing)?)\b/i;

const negator =
  /\b(?:no|not|without|never|nor|neither|lack(?:s|ing)?|zero|hardly|none of|nobody|cannot|(?:do|does|did|wo|would|is|are|was|were|ca|could|should|need|have|has|had)n['’]?t|rather than|instead of|avoid(?:s|ing)?|skip(?:s|ping)?|free of|too (?:small|simple|early) (?:for|to))\b(?!\s+(?:only|just|to mention|sure|yet sure|doubt|matter|problem))/gi;
const turn = /\b(?:but|however|though|although|except|just|only|because|since|which|so|then|unless)\b|[:()\u2014]/i;
const nextStatement = /\band\b(?=\s+(?:we|i|it|they|have|want|need|will|is|are|then|the|a|an|some|use|should))/i;
const short = 7;

/** Where what leads up to some words denies them ("no ...", "we do not need a, b or ..."); null where nothing does. */
function denialIn(before: string, rest: string): number | null {
  const last = [...before.matchAll(negator)].at(-1);
  if (!last) return null;
  const said = last[0].toLowerCase();
  const between = before.slice(last.index + said.length);
  if (turn.test(between) || nextStatement.test(between)) return null;
  const isOfNouns = /^(?:no|without|zero)$/.test(said);
  if (isOfNouns && /\band\b/i.test(between)) return null;
  // A list goes on over its commas where "or" ends it.
  const isList = /\b(?:or|nor)\b/i.test(`${between} ${rest.slice(0, 40)}`);
  if (/,/.test(between) && !isList) return null;
  const words = (between.match(/[\p{L}\p{N}]+/gu) ?? []).length;
  return words <= (isList ? 2 * short : short) ? last.index : null;
}

const deniedAfter =
  /^(?:\W+[\p{L}\p{N}]+){0,2}?\W+(?:(?:(?:is|are|was|would be|will be)\s+)?not(?:\s+\w+)?|(?:is|are|was)n['’]?t(?:\s+\w+)?|un)\s*(?:needed|required|necessary|important|relevant|wanted|planned|essential|(?:a|an) (?:concern|issue|priority|must|requirement))\b/iu;

/** The answer that most of the evidence speaks for, a must before all else; null without any. Words inside longer ones that say something else do not count. */
function settle(evidence: Evidence[], text: string): Answered | null {
  const isInside = (a: Evidence, b: Evidence): boolean =>
    a !== b && a.start >= b.start && a.end <= b.end && a.end - a.start < b.end - b.start;
  const musts = evidence.filter(({ isMust }) => isMust);
  const weighed = musts.length > 0 ? musts : evidence;
  const own = weighed.filter((each) => !weighed.some((other) => isInside(each, other)));
  const sums = new Map<string, number>();
  const seen = new Set<string>();
  for (const { answer, certainty, start, end } of own) {
    const words = `${answer} ${text.slice(start, end).toLowerCase()}`;
    if (!seen.has(words)) sums.set(answer, (sums.get(answer) ?? 0) + certainty);
    seen.add(words);
  }
  const [best] = [...sums].sort((a, b) => b[1] - a[1]);
  if (!best) return null;
  const [answer, sum] = best;
  const mine = own.filter((each) => each.answer === answer).sort((a, b) => a.start - b.start);
  const isContradicted = [...sums].some(([other, against]) => other !== answer && against >= sum / 2);
  const certainty = Math.max(...mine.map((each) => each.certainty)) * (isContradicted ? inPart : 1);
  const words = [...new Set(mine.map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' ')))].slice(0, 3).join(' … ');
  return { criterion: mine[0]?.criterion as string, answer, certainty, words };
}

/** Criteria that a message must speak of to count as the description of a project. */
const fewest = 2;
/** Sentences that ask which one to take, and nothing else: a description may end so. */
const asksChoice =
  /\b(?:should (?:we|i)|which|what(?: would| do| should)? (?:you|we|i|fits?|is (?:better|best))|recommend|suggest|advice|pick|choose|go (?:with|for)|better|or)\b/i;

/**
 * Whether a message describes a project instead of asking about facts: it speaks of two or more criteria, and asks nothing but which option
 * to take. Gives what was understood, empty where it does not.
 */
export function describesProject(said: string, { scope }: { scope: Scope }): Answered[] {
  const questions = sentencesOf(said).flatMap(({ start, end }) => (said[end] === '?' ? [said.slice(start, end)] : []));
  if (!questions.every((question) => asksChoice.test(question))) return [];
  const understood = scope(said);
  return understood.length >= (questions.length > 0 ? fewest + 1 : fewest) ? understood : [];
}
