import type { Intent } from '../intent.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import {
  type Bars,
  type Block,
  type Button,
  bars,
  buttons,
  choices,
  heading,
  list,
  sources,
  strong,
  table,
  text,
} from '../reply.ts';
import { choiceList, counted, inPercent, inPoints, inSignedPoints, sentenceList } from '../sentences.ts';
import type { CriterionQuestion } from './criteria.ts';
import { roundedToSum } from './model.ts';
import type { Reason, Recommendation } from './recommend.ts';
import { passed, type Scorecard, type Sheet } from './scorecard.ts';
import { ruledOutIn, verdictBlocks, verdictWord } from './verdict.ts';
import { offeredFactors, weightsSentence } from './weights.ts';

/** What a button of a scorecard asks for. */
export const toCard = (card: Pick<Scorecard, 'id'>, args: Record<string, string> = {}): Intent => ({
  verb: 'recommend',
  args: { card: card.id, ...args },
});

/** The two options between which contributions are measured: the one ahead and the next. */
const pairOf = ({ scores }: Recommendation): [string, string] => [scores[0]?.option ?? '', scores[1]?.option ?? ''];

/** The answered criteria, with contributions rounded so that they still add up to the lead. */
function shownReasons({ reasons, lead }: Recommendation): { reason: Reason; points: number }[] {
  const given = reasons.filter(({ answer }) => answer);
  const points = roundedToSum(
    given.map((each) => each.points.point),
    lead?.point ?? 0,
    1,
  );
  return given.map((reason, at) => ({ reason, points: points[at] as number }));
}

/** What each criterion adds to the lead, as bars. */
export function reasonBars(knowledge: Knowledge, found: Recommendation): Bars {
  const [first, second] = pairOf(found);
  const shown = shownReasons(found);
  return bars(
    `For (+) and against (-) ${nameOf(knowledge.pack, first)} over ${nameOf(knowledge.pack, second)}`,
    Math.max(1, ...shown.map(({ points }) => Math.abs(points))),
    shown.map(({ reason, points }) => ({ label: reason.criterion.name, value: points, shown: inSignedPoints(points) })),
  );
}

/** The table of what was understood: from which words, for which option it speaks, and by which section. */
function reasonTable(knowledge: Knowledge, found: Recommendation): Block[] {
  const [first, second] = pairOf(found);
  const shown = shownReasons(found);
  if (shown.length === 0) return [];
  const rows = shown.map(({ reason: { criterion, answer, given }, points }) => {
    const out = given?.certainty === 1 ? Object.keys(answer?.rulesOut ?? {}).map((id) => nameOf(knowledge.pack, id)) : [];
    const words = given?.words ? ` ("${given.words}")` : '';
    const part = given && given.certainty < 1 ? ', counted in part' : '';
    const whom =
      points === 0 ? 'neither' : `${nameOf(knowledge.pack, points > 0 ? first : second)} ${inPoints(Math.abs(points))}`;
    const says = found.lead ? whom : sentenceList(out) || 'nothing';
    return [criterion.name, `${answer?.label}${words}${part}`, says, answer?.section.split(' > ').at(-1) ?? ''];
  });
  return [
    table('What I understood', ['', 'Answer', found.lead ? 'Speaks for' : 'Rules out', 'Section'], rows),
    sources(knowledge.sourcesOf({ sections: ['the sections named with each answer'] })),
  ];
}

/** How many of the answers that would change a result are listed. */
const mostChanges = 3;

/** What would change the verdict, towards one option (its id) if somebody wants that: single answers, and how far the most sensitive weight can move. */
export function changeBlocks(knowledge: Knowledge, found: Recommendation, towards = ''): Block[] {
  if (found.verdict === 'unknown' || found.verdict === 'neither') return [];
  const wanted = found.flips.filter(({ verdict }) => verdict === towards);
  const byAnswer = [
    ...Map.groupBy(wanted.length > 0 ? wanted : found.flips, ({ criterion, verdict }) => `${criterion} ${verdict}`).values(),
  ].map((flips) => {
    const criterion = criterionOf(knowledge, flips[0]?.criterion);
    const labels = flips.flatMap(({ answer }) => criterion?.answers.find(({ id }) => id === answer)?.label ?? []);
    return [
      strong(`${criterion?.name}: `),
      `${choiceList(labels.map((label) => `"${label}"`))} would make it ${verdictWord(knowledge, flips[0]?.verdict ?? '')}.`,
    ];
  });
  const tight = found.stability
    .filter((each) => each.share > 0 && couldTurn(each))
    .toSorted((a, b) => Math.min(a.share - a.low, a.high - a.share) - Math.min(b.share - b.low, b.high - b.share))
    .slice(0, 1)
    .map((each) => [
      strong(`Weight of ${criterionOf(knowledge, each.criterion)?.name}: `),
      `${inPercent(each.share)} of the whole now; ${holdsFrom(each)}.`,
    ]);
  const left = byAnswer.length - mostChanges;
  const more = left > 0 ? [[`And ${counted(left, 'more such answer')}.`]] : [];
  const none = byAnswer.length === 0 ? [['No single answer.']] : [];
  const isOutOfReach = towards !== '' && wanted.length === 0 && towards !== found.verdict;
  const notThat = isOutOfReach ? [[`No single answer would make it ${verdictWord(knowledge, towards)}.`]] : none;
  return [text(strong('What would change this')), list([...notThat, ...byAnswer.slice(0, mostChanges), ...more, ...tight])];
}

type Stability = Recommendation['stability'][number];

/** Whether some weight of a criterion would cost the option ahead its lead. */
const couldTurn = ({ low, high }: Stability): boolean => low > 0 || high < 1;

const holdsFrom = ({ low, high }: Stability): string => `the lead holds from ${inPercent(low)} to ${inPercent(high)}`;

const criterionOf = ({ pack }: Knowledge, id: string | undefined): CriterionQuestion | undefined =>
  pack.criteria.find((criterion) => criterion.id === id);

/** The most useful question that is open; null if there is none, or all were passed over. */
export const nextIn = ({ open }: Recommendation, { answers }: Sheet): CriterionQuestion | null =>
  open.find(({ id }) => answers[id] !== passed) ?? null;

/** The next question, with a button for each answer. */
export function questionBlocks(card: Scorecard, criterion: CriterionQuestion | null): Block[] {
  if (!criterion) return [];
  const answer = (label: string, to: string): Button => ({ label, intent: toCard(card, { set: criterion.id, to }) });
  return [
    text(strong('Next: '), criterion.question),
    choices(...criterion.answers.map(({ id, label }) => answer(label, id)), answer("I don't know", passed)),
  ];
}

/** How many buttons to take answers back, and to answer the next question, a message has room for besides everything else that it may show. */
const mostToAnswer = 14;

/** What else is shown with a scorecard: the question to put next (null: the most useful one), a note on what was just done, and whether there are pictures. */
type Surroundings = { asks?: CriterionQuestion | null; note?: string | null; showsPictures: boolean };

/** A scorecard as whoever filled in the sheet sees it. */
export function scorecardBlocks(
  knowledge: Knowledge,
  { card, sheet, found }: { card: Scorecard; sheet: Sheet; found: Recommendation },
  { asks = null, note = null, showsPictures }: Surroundings,
): Block[] {
  const next = asks ?? nextIn(found, sheet);
  const weights = weightsSentence(sheet.factors, knowledge.pack.criteria);
  const fixes = found.reasons
    .filter(({ given }) => given)
    .slice(0, mostToAnswer - (next ? next.answers.length + 1 : 0))
    .map(({ criterion }) => ({ label: `Not so: ${criterion.name}`, intent: toCard(card, { set: criterion.id, to: '' }) }));
  const isScored = found.verdict !== 'unknown' && found.verdict !== 'neither';
  const show = (label: string, view: string): Button => ({ label, intent: toCard(card, { show: view }) });
  const [verdict, why] = verdictBlocks(knowledge, found, weights);
  return [
    ...(note ? [text(note)] : []),
    heading(card.name === null ? verdict.text : `${card.name}: ${verdict.text}`),
    why,
    ...(isScored && found.lead ? [reasonBars(knowledge, found)] : []),
    ...reasonTable(knowledge, found),
    ...(fixes.length > 0 ? [buttons(...fixes)] : []),
    ...changeBlocks(knowledge, found),
    ...questionBlocks(card, next),
    buttons(
      show('Questions', 'form'),
      ...(isScored ? [show('Why', 'why')] : []),
      ...(isScored && found.lead ? [show('Weights', 'weights')] : []),
      ...(isScored && found.lead && showsPictures ? [show('Picture', 'picture')] : []),
      show('Group', 'group'),
      show(card.name === null ? 'Save' : 'Rename', 'name'),
      { label: 'Put it to the vote', intent: { verb: 'decide', args: { card: card.id } } },
    ),
  ];
}

export const backButton = (card: Scorecard): Button => ({ label: 'Back to the result', intent: toCard(card) });

/** Each reason in a sentence, with its section. */
export function whyBlocks(knowledge: Knowledge, card: Scorecard, found: Recommendation): Block[] {
  const [first, second] = pairOf(found);
  const isOfTwo = found.scores.length < knowledge.pack.options.length;
  const speaksFor = ({ reason: { answer } }: { reason: Reason }): boolean =>
    (answer?.fits[first] ?? 0) >= (answer?.fits[second] ?? 0);
  // Without points that say so, only what speaks for the first is a reason for it.
  const shown = isOfTwo && !found.lead ? shownReasons(found).filter(speaksFor) : shownReasons(found);
  const out = ruledOutIn(knowledge, found);
  const sections = shown.flatMap(({ reason }) => reason.answer?.section ?? []);
  if (shown.length === 0) return [text('Nothing I understood speaks for one or the other yet.'), buttons(backButton(card))];
  return [
    heading(isOfTwo ? `Why: ${nameOf(knowledge.pack, first)} over ${nameOf(knowledge.pack, second)}` : 'Why'),
    ...(out.length > 0 ? [text(out.join(' '))] : []),
    list(
      shown.map(({ reason, points }) => [
        strong(
          `${reason.criterion.name}${found.lead ? ` (${inSignedPoints(points)} for ${nameOf(knowledge.pack, first)})` : ''}: `,
        ),
        reason.answer?.why ?? '',
      ]),
    ),
    ...(found.lead ? [text(howItIsWorkedOut)] : []),
    sources(knowledge.sourcesOf({ sections })),
    buttons(backButton(card)),
  ];
}

/** The method in two sentences, for whoever doubts a number. */
const howItIsWorkedOut =
  'How it is worked out: every answer gives each option 0 to 100 points, an open question 50, and the score is their mean by weight. "Sure" is the chance that this verdict stands once the open questions are answered.';

/** Every weight as a share of the whole, those by which another option could come first, and a button to change each. */
export function weightsBlocks(knowledge: Knowledge, card: Scorecard, found: Recommendation): Block[] {
  const [first] = pairOf(found);
  const weights = found.stability.toSorted((a, b) => b.share - a.share);
  const name = (criterion: string): string => criterionOf(knowledge, criterion)?.name ?? criterion;
  const turning = weights
    .filter(couldTurn)
    .map((each) => [
      strong(`${name(each.criterion)}: `),
      `${holdsFrom(each)}${each.flip === null ? '' : `; level at ${each.flip.toFixed(1)} times as much`}.`,
    ]);
  return [
    heading('Weights'),
    bars(
      'How much each question counts',
      weights[0]?.share || 1,
      weights.map(({ criterion, share }) => ({ label: name(criterion), value: share, shown: inPercent(share) })),
    ),
    turning.length > 0
      ? list(turning)
      : text(`However much a single one of them counts, ${nameOf(knowledge.pack, first)} stays ahead.`),
    text('Say for example "security matters twice as much" or "ignore the team", or pick one to change:'),
    buttons(
      ...knowledge.pack.criteria.map(({ id, name }) => ({ label: name, intent: toCard(card, { show: 'weight', of: id }) })),
      backButton(card),
    ),
  ];
}

/** The choices to change one weight. */
export function weightBlocks(knowledge: Knowledge, card: Scorecard, id: string): Block[] {
  const to = (factor: string, label: string): Button => ({ label, intent: toCard(card, { weigh: id, by: factor }) });
  return [
    text(strong(criterionOf(knowledge, id)?.name ?? id), ': how much should it count?'),
    choices(
      ...Object.entries(offeredFactors)
        .sort(([a], [b]) => Number(b) - Number(a))
        .map(([factor, label]) => to(factor, label)),
    ),
    buttons({ label: 'Back to the weights', intent: toCard(card, { show: 'weights' }) }),
  ];
}
