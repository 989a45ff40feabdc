import { nameOf } from '../knowledge/pack.ts';
import { counted, sentenceList } from '../sentences.ts';
import { type Result, reaches } from './tally.ts';
import { awaited, type Vote } from './vote.ts';

/** A day as records write it, in UTC. `time` is in ms since 1970. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const people = (count: number): string => counted(count, 'person', 'people');

/** What a vote is called, to tell a runoff from the vote before it. */
export const titleOf = ({ question, rounds }: Vote): string => (rounds.length > 0 ? `Runoff: ${question}` : question);

export const padded = (number: number): string => String(number).padStart(4, '0');

/** What people call a record: ADR-0007. */
export const labelOf = (number: number): string => `ADR-${padded(number)}`;

/** The result of a vote in one line: the first thing that people read. */
export function headline(vote: Vote): string {
  const { result, method } = vote;
  if (vote.state === 'cancelled')
    return `Cancelled: ${vote.stands === null ? 'nothing was decided' : `${labelOf(vote.stands)} stands`}`;
  const leaders = result?.leaders.map((id) => nameOf(vote, id)) ?? [];
  switch (result?.kind) {
    case 'decided':
      return method === 'consent' ? `Agreed: ${leaders[0]}` : `Decided: ${leaders[0]}`;
    case 'tie':
      return `A tie between ${sentenceList(leaders)}: nothing is decided`;
    case 'below-threshold':
      return `Not decided: ${leaders[0]} came first, below the ${vote.threshold}% that was asked for`;
    case 'objections':
      return `Not agreed: ${counted(result.objections, 'objection')}`;
    case 'no-quorum':
      return `Not decided: the quorum of ${vote.quorum} was missed`;
    case 'too-few':
      return 'Not decided: too few voted for the choices to stay anonymous';
    case 'no-votes':
      if (result.voted === 0) return 'Not decided: nobody voted';
      return method === 'consent' ? 'Not agreed: nobody consented' : 'Not decided: nobody chose an option';
    default:
      return 'Open';
  }
}

/** The turnout, the rules and how the vote ended. */
export function outcomeSentences(vote: Vote): string[] {
  const { result, ended, ending, quorum, threshold, method, voters, group } = vote;
  if (!result || !ended) return [];
  const where = group ? ` in the ${group.name}` : voters === null ? ' in the channel' : '';
  const all = awaited(vote)?.length;
  const eligible = all === undefined ? '' : ` of ${all}${where}`;
  const abstained = result.abstained > 0 ? `, ${result.abstained} of them abstained` : '';
  return [
    `${result.voted}${eligible} voted${abstained}.`,
    ...(quorum > 0 ? [`The quorum was ${quorum}: ${result.voted >= quorum ? 'reached' : 'missed'}.`] : []),
    ...(threshold > 0 && method !== 'consent' ? [`An option needed ${threshold}%.`] : []),
    ended.by
      ? `Closed by ${ended.by.name}.`
      : `Closed ${ended.at >= vote.deadline ? 'at the deadline' : `as soon as ${ending === 'everyone' ? 'everybody' : 'enough people'} had voted`}.`,
  ];
}

/** One line for what each option got, best first. Empty if the counts would reveal who chose what. */
export const countLines = (vote: Vote): string[] => (vote.result?.options ?? []).map((count) => countLine(vote, count));

/** The option that won; undefined if none did. */
export const winnerOf = ({ options, result }: Vote): Vote['options'][number] | undefined =>
  result?.kind === 'decided' ? options.find(({ id }) => id === result.leaders[0]) : undefined;

/** The reasons that people gave, parted into those for and against the result. People who abstained or stood aside are not against it. */
export function reasonsIn(vote: Vote): Record<'support' | 'dissent', Result['reasons']> {
  const winner = winnerOf(vote);
  const reasons = vote.result?.reasons ?? [];
  const isDissent = ({ chose, isAgainst }: Result['reasons'][number]): boolean =>
    isAgainst || (winner !== undefined && chose.length > 0 && !chose.includes(winner.id));
  return { support: reasons.filter((each) => !isDissent(each)), dissent: reasons.filter(isDissent) };
}

/** One option's count in words: "Tea: 3 people, 60%". Of scores, the percentage is only given if one was asked for. */
export function countLine(vote: Vote, { id, sum, share, spread }: Result['options'][number]): string {
  const name = nameOf(vote, id);
  const isNearly = !reaches(share, vote.threshold) && Math.round(share) >= vote.threshold; // 66.6 must not be shown as the 67 that it missed
  const percent = `${isNearly ? (Math.floor(10 * share) / 10).toFixed(1) : Math.round(share)}%`;
  if (vote.method === 'consent') {
    const of = (value: number): number => spread.find(([each]) => each === value)?.[1] ?? 0;
    return `${name}: ${people(of(1))} consented, ${of(0)} stood aside, ${of(-1)} objected`;
  }
  if (vote.method !== 'score') return `${name}: ${people(sum)}, ${percent}`;
  const count = spread.reduce((total, [, each]) => total + each, 0);
  const mean = count === 0 ? 0 : Number((sum / count).toFixed(2));
  const given = spread.map(([value, each]) => `${each} gave ${value}`).join(', ');
  return `${name}: ${mean} of 5${vote.threshold > 0 ? `, ${percent}` : ''}${given && ` (${given})`}`;
}

/** What somebody chose in words: "Ana: Tea". */
export function choiceOf(vote: Vote, { name, chose, isAgainst, given }: NonNullable<Result['choices']>[number]): string {
  const scores = vote.options.flatMap(({ id }) => (given[id] === undefined ? [] : [`${nameOf(vote, id)} ${given[id]}`]));
  const chosen = vote.method === 'score' && scores.length > 0 ? scores : chose.map((id) => nameOf(vote, id));
  if (vote.method === 'consent') return `${name}: ${isAgainst ? 'objected' : chose.length > 0 ? 'consented' : 'stood aside'}`;
  return `${name}: ${sentenceList(chosen) || 'abstained'}`;
}

/** A reason, with the name of who gave it unless the vote is anonymous. */
export function reasonOf(vote: Vote, { name, chose, isAgainst, text }: Result['reasons'][number]): string {
  const options = sentenceList(chose.map((id) => nameOf(vote, id)));
  const [pro, neither] = vote.method === 'consent' ? ['consents', 'stands aside'] : [`for ${options}`, 'abstained'];
  const stand = isAgainst ? 'objects' : chose.length > 0 ? pro : neither;
  return `${name === null ? '' : `${name}, `}${stand}: ${text}`;
}
