import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import { type Block, buttons, heading, list, strong, table, text } from '../reply.ts';
import { counted, inPoints, sentenceList } from '../sentences.ts';
import { bandOf, consensus, type Spread, spreadOf } from './group.ts';
import { sharesOf, weightedSum } from './model.ts';
import { type Answered, type Appraisal, appraise, type Reason, verdictOf } from './recommend.ts';
import { answersOver, recommendTo, type Scorecard, type Sheet, titleOf } from './scorecard.ts';
import { backButton, toCard } from './show.ts';
import { verdictWord } from './verdict.ts';
import { type Factors, groupFactors } from './weights.ts';

/** What one member of a group says, and what that means for each option. */
type Member = Pick<Sheet, 'factors'> & Appraisal & { given: Answered[] };

/**
 * The result of a group. `points` is what each member gives each option; `out` for how many members an option is ruled out. If it is for more
 * than half of them (`isOut`), it comes after all others.
 */
type Group = { factors: Factors; points: number[][]; scores: ({ option: string; out: number; isOut: boolean } & Spread)[] };

/** Scores each member alone, with the weights of the whole group, and puts the scores together. */
function groupOf({ pack }: Knowledge, members: Member[]): Group {
  const factors = groupFactors(members.map((member) => member.factors));
  const shares = sharesOf(pack.criteria.map(({ id, weight }) => weight * (factors[id] ?? 1)));
  const points = members.map(({ values }) => weightedSum(shares, values));
  const scores = pack.options.map(({ id }, at) => {
    const out = members.filter(({ ruledOut }) => (ruledOut[at] as string[]).length > 0).length;
    return { option: id, out, isOut: 2 * out > members.length, ...spreadOf(points.map((each) => each[at] as number)) };
  });
  return { factors, points, scores: scores.toSorted((a, b) => Number(a.isOut) - Number(b.isOut) || b.median - a.median) };
}

/** Shows a group's result: median and spread, how much they agree, and what they disagree about most. */
export function groupBlocks(knowledge: Knowledge, card: Scorecard, sheets: Sheet[]): Block[] {
  const fill = { label: 'Fill in mine', intent: toCard(card, { show: 'form' }) };
  if (sheets.length < 2)
    return [
      heading('Group'),
      text(
        'Only one person has filled this in. Share it; everybody who presses "Fill in mine" answers in private, and the group result is shown here.',
      ),
      buttons(fill, backButton(card)),
    ];
  const read = knowledge.scope(card.text);
  const members = sheets.map((sheet): Member => {
    const given = answersOver(read, sheet);
    return { factors: sheet.factors, given, ...appraise(knowledge.pack, given) };
  });
  const { factors, points, scores } = groupOf(knowledge, members);
  const [first, second] = scores;
  const placeOf = (score: typeof first): number => knowledge.pack.options.findIndex(({ id }) => id === score?.option);
  const leads = points.map((each) => (each[placeOf(first)] ?? 0) - (each[placeOf(second)] ?? 0));
  const agreement = consensus(leads);
  const hasLead = second !== undefined && !second.isOut;
  const agreed = hasLead ? ` Consensus on the lead: ${Math.round(agreement)} of 100, ${bandOf(agreement)}.` : '';
  const each = members.map(({ given }) => verdictOf(knowledge.pack, given, factors));
  const verdicts = [...Map.groupBy(each, (verdict) => verdict)].sort((a, b) => b[1].length - a[1].length);
  const votes = sentenceList(verdicts.map(([verdict, all]) => `${verdictWord(knowledge, verdict)} for ${all.length}`));
  const apart = disagreements(knowledge, members, factors, [first?.option ?? '', second?.option ?? '']);
  return [
    heading(`Group of ${sheets.length}`),
    table(
      'Scores of 100',
      ['', 'Median', 'From', 'To'],
      scores.map(({ option, out, median, low, high }) => [
        `${nameOf(knowledge.pack, option)}${out > 0 ? ` (ruled out for ${out})` : ''}`,
        ...[median, low, high].map(inPoints),
      ]),
    ),
    text(`Scored alone, it is ${votes}.${agreed}`),
    ...(hasLead ? withoutOne(knowledge, members, first?.option ?? '') : []),
    ...(apart.length > 0 ? [text(strong('You disagree most about')), list(apart)] : [text('You agree on all that counts.')]),
    buttons(fill, backButton(card)),
  ];
}

/** Whether the result depends on one person, without saying whom: how often another option is ahead if one is left out. Empty for a group of two. */
function withoutOne(knowledge: Knowledge, members: Member[], first: string): Block[] {
  if (members.length < 3) return [];
  const others = members.flatMap((_, at) => {
    const [ahead] = groupOf(knowledge, members.toSpliced(at, 1)).scores;
    return ahead && ahead.option !== first ? [ahead.option] : [];
  });
  const names = sentenceList([...new Set(others)].map((id) => nameOf(knowledge.pack, id)));
  if (others.length === 0)
    return [text(`Leave out any one of you, and ${nameOf(knowledge.pack, first)} still has the higher median.`)];
  const [who, without] = others.length === 1 ? ['one', 'that person'] : [others.length, 'any one of them'];
  return [text(`It depends on ${who} of you: without ${without}, it would be ${names}.`)];
}

/** The criteria on which people's answers differ most, each with what was answered and by how many. Names nobody. */
function disagreements(knowledge: Knowledge, members: Member[], factors: Factors, [first, second]: [string, string]) {
  return knowledge.pack.criteria
    .map((criterion) => {
      const answers = members.map(({ given }) => {
        const id = given.find((answer) => answer.criterion === criterion.id)?.answer;
        return criterion.answers.find((answer) => answer.id === id) ?? null;
      });
      const side = (answer: Reason['answer']): number => (answer ? (answer.fits[first] ?? 0) - (answer.fits[second] ?? 0) : 0);
      const sides = answers.map(side);
      return {
        criterion,
        answers,
        apart: criterion.weight * (factors[criterion.id] ?? 1) * (Math.max(...sides) - Math.min(...sides)),
        agreement: consensus(sides),
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
    ...found.map(({ result }) => inPoints(result.scores.find(({ option }) => option === id)?.point ?? 0)),
  ]);
  const differing = rows.filter(([, a, b]) => a !== b);
  const same = rows.length - differing.length;
  return [
    heading(`${titleOf(cards[0])} and ${titleOf(cards[1])} side by side`),
    table(
      'Side by side',
      ['', titleOf(cards[0]), titleOf(cards[1])],
      [['Verdict', ...found.map(({ result }) => verdictWord(knowledge, result.verdict))], ...scoreRows, ...differing],
    ),
    text(
      same > 0 ? `The same, or open in both: ${counted(same, 'other question')}.` : 'No question has the same answer in both.',
    ),
    buttons(...cards.map((card) => ({ label: titleOf(card), intent: toCard(card) }))),
  ];
}
