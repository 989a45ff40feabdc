import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import { type Heading, heading, strong, type Text, text } from '../reply.ts';
import { counted, inPercent, inPoints, inSignedPoints, sentenceList } from '../sentences.ts';
import type { Recommendation, Verdict } from './recommend.ts';

/** A verdict in a word or two. */
export const verdictWord = ({ pack }: Knowledge, verdict: Verdict): string => {
  const [either, neither] = pack.options.length > 2 ? ['a tie', 'none of them'] : ['either one', 'neither'];
  return { either, neither, unknown: 'not clear yet' }[verdict] ?? nameOf(pack, verdict);
};

const noneOf = ({ pack }: Knowledge): string => (pack.options.length > 2 ? 'None of them' : 'Neither');
const anyOf = ({ leaders }: Recommendation): string => (leaders.length > 2 ? 'Any' : 'Either');

/** The verdict in a line, then how sure it is, why, and with which weights. */
export function verdictBlocks(knowledge: Knowledge, found: Recommendation, weights: string | null): [Heading, Text] {
  const { verdict, leaders, scores, lead, confidence, reasons } = found;
  const answered = reasons.filter(({ answer }) => answer).length;
  const each = scores.map(({ option, point }) => `${nameOf(knowledge.pack, option)} ${inPoints(point)}`).join(', ');
  if (verdict === 'unknown')
    return [
      heading('Not enough to go by'),
      text('Nothing I understood speaks for one or the other. Tell me more, or answer a question:'),
    ];
  const why = ruledOutIn(knowledge, found);
  if (verdict === 'neither') return [heading(noneOf(knowledge)), text(why.join(' '))];
  const open = reasons.length - answered;
  const from = `from ${answered} of ${counted(reasons.length, 'question')}`;
  if (!lead) {
    const [only] = scores;
    const name = nameOf(knowledge.pack, verdict);
    return [heading(`Only ${name} is left`), text(`${why.join(' ')} ${name} has ${inPoints(only?.point ?? 0)} of 100, ${from}.`)];
  }
  const isLevel = verdict === 'either';
  const title = isLevel
    ? `${staysLevel(found) ? `${anyOf(found)} will do` : 'Level so far'}: ${sentenceList(leaders.map((id) => nameOf(knowledge.pack, id)))}`
    : `${nameOf(knowledge.pack, verdict)} fits ${confidence < 0.65 ? 'a little ' : ''}better`;
  const could = `the open ones could make it anything from ${inSignedPoints(lead.low)} to ${inSignedPoints(lead.high)}`;
  return [
    heading(title),
    text(
      `${each} of 100. `,
      strong(`${inPercent(confidence)} sure${isLevel ? ' that it stays so' : ''}`),
      `: the lead is ${inPoints(lead.point)} points, ${from}${open > 0 ? `; ${could}` : ''}.`,
      ...why.map((sentence) => ` ${sentence}`),
      weights ? ` With changed weights: ${weights}` : '',
    ),
  ];
}

/** Which options are ruled out, and why: a sentence each. */
export const ruledOutIn = ({ pack }: Knowledge, { scores }: Recommendation): string[] =>
  scores
    .filter(({ ruledOut }) => ruledOut.length > 0)
    .map(({ option, ruledOut }) => `${nameOf(pack, option)} is ruled out: ${sentenceList(ruledOut)}.`);

/** Whether options that are level will more likely than not stay so, whatever is still open: then it does not matter which one is chosen. */
const staysLevel = ({ confidence }: Recommendation): boolean => confidence >= 0.5;

/** Which option is ahead, and by how much, in a sentence. */
export function standingSentence(knowledge: Knowledge, found: Recommendation): string {
  const { verdict, lead, leaders } = found;
  if (verdict === 'unknown') return 'Nothing speaks for one or the other yet.';
  if (verdict === 'neither') return `${noneOf(knowledge)} will do.`;
  if (!lead) return `Only ${nameOf(knowledge.pack, verdict)} is left.`;
  const by = `by ${inPoints(lead.point)} points`;
  if (verdict !== 'either') return `${nameOf(knowledge.pack, verdict)} leads ${by}.`;
  return `${sentenceList(leaders.map((id) => nameOf(knowledge.pack, id)))} are level${staysLevel(found) ? `: ${anyOf(found).toLowerCase()} will do` : ' so far'}.`;
}
