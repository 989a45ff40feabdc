import { shorten } from '../cut.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import { type Block, buttons, heading, list, strong, table, text } from '../reply.ts';
import { counted, sentenceList } from '../sentences.ts';
import { bandOf, consensus, type Spread, spreadOf } from './group.ts';
import type { Reason, Recommendation } from './recommend.ts';
import { answersOf, recommendTo, type Scorecard, type Sheet } from './scorecard.ts';
import { back, toCard, verdictWord } from './show.ts';
import { groupFactors } from './weights.ts';

/**
 * Everything on one scorecard that people filled in: what each of them would be told, and what they are told together. `out`: for how many
 * an option is ruled out; for most of them, it comes after all others.
 */
type Group = { each: Recommendation[]; scores: ({ option: string; out: number; isOut: boolean } & Spread)[] };

/** Separate individuals: each is scored alone, and the scores are put together; weights are one group's judgement. */
function groupOf(knowledge: Knowledge, card: Scorecard, sheets: Sheet[]): Group {
  const factors = groupFactors(sheets.map((sheet) => sheet.factors));
  const each = sheets.map((sheet) => recommendTo(knowledge, card, { ...sheet, factors }));
  const scores = knowledge.pack.options.map(({ id }) => {
    const all = each.flatMap((found) => found.scores.filter(({ option }) => option === id));
    const out = all.filter(({ ruledOut }) => ruledOut.length > 0).length;
    return { option: id, out, isOut: 2 * out > each.length, ...spreadOf(all.map(({ point }) => point)) };
  });
  return { each, scores: scores.toSorted((a, b) => Number(a.isOut) - Number(b.isOut) || b.median - a.median) };
}

/** What a group of people is told: median and spread, how much they agree, and what they disagree about most. */
export function groupBlocks(knowledge: Knowledge, card: Scorecard, sheets: Sheet[]): Block[] {
  const fill = { label: 'Fill in mine', intent: toCard(card, { show: 'form' }) };
  if (sheets.length < 2)
    return [
      heading('Group'),
      text(
        'Only one person has filled this in. Share it; everybody who presses "Fill in mine" answers in private, and the group result is shown here.',
      ),
      buttons(fill, back(card)),
    ];
  const { each, scores } = groupOf(knowledge, card, sheets);
  const [first, second] = scores;
  const leads = each.map(({ scores: all }) => {
    const pointOf = (option: string | undefined): number => all.find((score) => score.option === option)?.point ?? 0;
    return pointOf(first?.option) - pointOf(second?.option);
  });
  const agreement = consensus(leads, 200);
  const hasLead = second !== undefined && !second.isOut;
  const agreed = hasLead ? ` Consensus on the lead: ${Math.round(agreement)} of 100, ${bandOf(agreement)}.` : '';
  const verdicts = [...Map.groupBy(each, ({ verdict }) => verdict)].sort((a, b) => b[1].length - a[1].length);
  const votes = sentenceList(verdicts.map(([verdict, all]) => `${verdictWord(knowledge, verdict)} for ${all.length}`));
  const apart = disagreements(knowledge, card, sheets, first?.option ?? '', second?.option ?? '');
  return [
    heading(`Group of ${sheets.length}`),
    table(
      'Scores of 100',
      ['', 'Median', 'From', 'To'],
      scores.map(({ option, out, median, low, high }) => [
        `${nameOf(knowledge.pack, option)}${out > 0 ? ` (ruled out for ${out})` : ''}`,
        ...[median, low, high].map((value) => value.toFixed(1)),
      ]),
    ),
    text(`Scored alone, it is ${votes}.${agreed}`),
    ...(hasLead ? withoutOne(knowledge, card, sheets, first?.option ?? '') : []),
    ...(apart.length > 0 ? [text(strong('You disagree most about')), list(apart)] : [text('You gave the same answers.')]),
    buttons(fill, back(card)),
  ];
}

/** Whether it hangs on one person, whoever that is: how often another option is ahead where one is left out. Nothing is said of two. */
function withoutOne(knowledge: Knowledge, card: Scorecard, sheets: Sheet[], first: string): Block[] {
  if (sheets.length < 3) return [];
  const others = sheets.flatMap((_, at) => {
    const [ahead] = groupOf(knowledge, card, sheets.toSpliced(at, 1)).scores;
    return ahead && ahead.option !== first ? [ahead.option] : [];
  });
  const names = sentenceList([...new Set(others)].map((id) => nameOf(knowledge.pack, id)));
  if (others.length === 0) return [text(`Whoever of you is left out, ${nameOf(knowledge.pack, first)} has the higher median.`)];
  return [
    text(
      `It hangs on ${others.length} of you: left out, ${others.length === 1 ? 'that one' : 'any of them'}, it would be ${names}.`,
    ),
  ];
}

/** The criteria on which people's answers are furthest apart, each with what was answered and by how many. Nobody is named. */
function disagreements(knowledge: Knowledge, card: Scorecard, sheets: Sheet[], first: string, second: string) {
  const all = sheets.map((sheet) => answersOf(knowledge, card, sheet));
  return knowledge.pack.criteria
    .map((criterion) => {
      const answers = all.map((given) => {
        const id = given.find((answer) => answer.criterion === criterion.id)?.answer;
        return criterion.answers.find((answer) => answer.id === id) ?? null;
      });
      const side = (answer: Reason['answer']): number => (answer ? (answer.fits[first] ?? 0) - (answer.fits[second] ?? 0) : 0);
      const sides = answers.map(side);
      return {
        criterion,
        answers,
        apart: criterion.weight * (Math.max(...sides) - Math.min(...sides)),
        agreement: consensus(sides, 200),
      };
    })
    .filter(({ apart }) => apart > 0)
    .sort((a, b) => b.apart - a.apart)
    .slice(0, 3)
    .map(({ criterion, answers, agreement }) => {
      const counts = [...Map.groupBy(answers, (answer) => answer?.label ?? 'no answer')];
      const said = counts.map(([label, those]) => `${label} (${those.length})`).join(' / ');
      return [strong(`${criterion.name}: `), `${said}. Consensus ${Math.round(agreement)} of 100, ${bandOf(agreement)}.`];
    });
}

/** Two scorecards side by side. */
export function comparisonBlocks(knowledge: Knowledge, cards: [Scorecard, Scorecard]): Block[] {
  const found = cards.map((card) => ({ card, result: recommendTo(knowledge, card, card.sheet) }));
  const rows = knowledge.pack.criteria.map((criterion) => [
    criterion.name,
    ...found.map(({ result }) => result.reasons.find((reason) => reason.criterion.id === criterion.id)?.answer?.label ?? 'open'),
  ]);
  const scoreRows = knowledge.pack.options.map(({ id, name }) => [
    name,
    ...found.map(({ result }) => result.scores.find(({ option }) => option === id)?.point.toFixed(1) ?? ''),
  ]);
  const differing = rows.filter(([, a, b]) => a !== b);
  const same = rows.length - differing.length;
  return [
    heading(`${titleOf(cards[0])} beside ${titleOf(cards[1])}`),
    table(
      'Side by side',
      ['', titleOf(cards[0]), titleOf(cards[1])],
      [['Verdict', ...found.map(({ result }) => verdictWord(knowledge, result.verdict))], ...scoreRows, ...differing],
    ),
    text(same > 0 ? `Alike, or open in both: ${counted(same, 'other question')}.` : 'No question is answered alike.'),
    buttons(...cards.map((card) => ({ label: titleOf(card), intent: toCard(card) }))),
  ];
}

/** What a scorecard is called: its name, or how its text begins. */
export const titleOf = ({ name, text: said }: Scorecard): string => name ?? shorten(said, 31);
