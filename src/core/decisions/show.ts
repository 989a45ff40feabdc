import type { Intent } from '../intent.ts';
import { nameOf } from '../knowledge/pack.ts';
import { type Block, type Button, buttons, heading, type Inline, list, strong, text } from '../reply.ts';
import { choiceList, sentenceList } from '../sentences.ts';
import { choiceOf, countLine, countLines, headline, labelOf, outcomeSentences, reasonOf, reasonsIn, titleOf } from './outcome.ts';
import { fileOf } from './record.ts';
import type { Around } from './rows.ts';
import { leastAnonymous, type Result, tally } from './tally.ts';
import { awaited, type Ballot, endings, methods, runoffOf, secrecies, type Vote } from './vote.ts';

/** What a button on a vote asks for. */
export const toVote = ({ id }: Pick<Vote, 'id'>, args: Record<string, string>): Intent => ({
  verb: 'vote',
  args: { id, ...args },
});

/** What a button on a record asks for; without `args`, to show it. */
export const toRecord = (number: number, args: Record<string, string> = {}): Intent => ({
  verb: 'decisions',
  args: { number: String(number), ...args },
});

/** A moment, which readers see in their own time zone if the platform can show that, else in UTC. */
export const timeInline = (time: number): Inline => ({
  text: `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  time,
});

/** How many names, choices and reasons a vote's message lists: hundreds would not fit in one message. */
const mostListed = { names: 50, choices: 30, reasons: 10 };

/** The first few items, and how many more there are. */
type Firsts<Item> = { first: Item[]; more: number };
const firstOf = <Item>(items: Item[], most: number): Firsts<Item> => ({
  first: items.slice(0, most),
  more: Math.max(0, items.length - most),
});

/**
 * A vote as its thread sees it. Choices are shown before the close only if the vote is live, and never with names if it is anonymous.
 * `isWhole` lists everything, however long.
 */
export const voteBlocks = (vote: Vote, around: Around, isWhole = false): Block[] => {
  const most = isWhole ? { names: Infinity, choices: Infinity, reasons: Infinity } : mostListed;
  return vote.state === 'open' ? openBlocks(vote, around, most) : overBlocks(vote, most);
};

const showAll = (vote: Vote, more: number): Button[] =>
  more > 0 ? [{ label: 'Show all of it', intent: toVote(vote, { do: 'all' }) }] : [];

function openBlocks(vote: Vote, { voters, ballots }: Around, most: typeof mostListed): Block[] {
  const live = vote.secrecy === 'live' ? tally(vote, ballots, []) : null;
  const counts = new Map(live?.options.map((count) => [count.id, countLine(vote, count)]));
  const chose = firstOf(live?.choices ?? [], most.choices);
  return [
    heading(titleOf(vote)),
    ...vote.rounds.slice(-1).map(({ said }) => text(`The vote before: ${said}.`)),
    ...(vote.context === '' ? [] : [text(vote.context)]),
    list(vote.options.map(({ id, name, note }) => [strong(counts.get(id) ?? name), ...(note === '' ? [] : [`  ${note}`])])),
    standingList(vote, { voters }, most.names),
    ...choiceBlocks(vote, chose),
    buttons(
      ...voteButtons(vote),
      { label: 'Add a reason', intent: toVote(vote, { do: 'reason' }) },
      ...showAll(vote, live ? chose.more : firstOf(voters, most.names).more),
      manage(vote),
    ),
  ];
}

/** How many votes or records one answer leads to. */
export const shownAtOnce = 10;

/** Open votes, each with a button that leads to it; nothing if there are none. */
export const runningBlocks = (votes: Vote[]): Block[] =>
  votes.length === 0
    ? []
    : [
        heading(votes.length === 1 ? 'A vote is running' : `${votes.length} votes are running`),
        list(votes.map((vote) => [strong(titleOf(vote)), '  until ', timeInline(vote.deadline)])),
        buttons(
          ...votes
            .slice(0, shownAtOnce)
            .map((vote) => ({ label: `Vote: ${titleOf(vote)}`, intent: toVote(vote, { do: 'show' }) })),
        ),
      ];

/** Until when an open vote runs, by which rules, and who has voted: of a live one that stands with the choices. */
export function standingList(vote: Vote, { voters }: Pick<Around, 'voters'>, mostNames = mostListed.names): Block {
  const all = awaited(vote)?.length;
  const of = all === undefined ? '' : ` of ${all}`;
  const { first, more } = firstOf(
    voters.map(({ name }) => name),
    mostNames,
  );
  const names = vote.secrecy === 'live' ? [] : [...first, ...(more > 0 ? [`${more} more`] : [])];
  const isUntouched = voters.length === 0 && all === undefined;
  return list([
    ['Open until ', timeInline(vote.deadline), ...(vote.ending === 'deadline' ? [] : [`, or ${lower(endings[vote.ending])}`])],
    [`${methods[vote.method]}. ${secrecies[vote.secrecy]}.`, ...rulesOf(vote)],
    [isUntouched ? 'Nobody has voted yet' : `${voters.length}${of} voted${names.length === 0 ? '' : `: ${sentenceList(names)}`}`],
  ]);
}

/** Who chose what: the first ones, and how many more there are. */
const choiceBlocks = (vote: Vote, { first, more }: Firsts<NonNullable<Result['choices']>[number]>): Block[] =>
  first.length > 0 ? [list([...first.map((each) => [choiceOf(vote, each)]), ...andMore(more)])] : [];

const andMore = (more: number): string[][] => (more > 0 ? [[`and ${more} more`]] : []);

const lower = (said: string): string => said.charAt(0).toLowerCase() + said.slice(1);

function rulesOf({ quorum, threshold, method, secrecy, group, called }: Vote): string[] {
  const least = secrecy === 'anonymous' ? Math.max(quorum, leastAnonymous) : quorum;
  return [
    ...(called || group ? [` For ${called || `the ${group?.name}`}.`] : []),
    ...(least > 0 ? [` At least ${least} must vote.`] : []),
    ...(threshold > 0 && method !== 'consent' ? [` An option needs ${threshold}%.`] : []),
  ];
}

const manage = (vote: Vote): Button => ({ label: 'Manage', intent: toVote(vote, { do: 'manage' }) });

function voteButtons(vote: Vote): Button[] {
  const cast = (label: string, on: string): Button => ({ label, intent: toVote(vote, { do: 'cast', on }) });
  const [proposal] = vote.options;
  if (vote.method === 'single') return [...vote.options.map(({ id, name }) => cast(name, id)), cast('Abstain', '')];
  if (vote.method !== 'consent') return [{ label: 'Vote', intent: toVote(vote, { do: 'ballot' }) }, cast('Abstain', '')];
  return [
    cast('Consent', `${proposal?.id}:1`),
    cast('Stand aside', `${proposal?.id}:0`),
    { label: 'Object', intent: toVote(vote, { do: 'object' }) },
  ];
}

function overBlocks(vote: Vote, most: typeof mostListed): Block[] {
  const { result, record } = vote;
  const { support, dissent } = reasonsIn(vote);
  // If there is not room for all, those who are against are heard first.
  const against = firstOf(dissent, most.reasons);
  const pro = firstOf(support, most.reasons - against.first.length);
  const chose = firstOf(result?.choices ?? [], most.choices);
  const reasonBlocks = (title: string, { first, more }: typeof pro): Block[] =>
    first.length + more > 0
      ? [text(strong(title)), list([...first.map((each) => [reasonOf(vote, each)]), ...andMore(more)])]
      : [];
  return [
    heading(headline(vote)),
    text(strong(titleOf(vote)), ...standsSentence(vote)),
    ...(result ? [text(outcomeSentences(vote).join(' '))] : []),
    ...(countLines(vote).length > 0 ? [list(countLines(vote).map((line) => [line]))] : []),
    ...choiceBlocks(vote, chose),
    ...reasonBlocks('Reasons', pro),
    ...reasonBlocks('Dissent', against),
    ...(record === null ? [] : [text(`Kept as ${labelOf(record)}: `, fileOf({ number: record, title: vote.question }))]),
    buttons(
      ...recordButton(vote, 'Show the record'),
      ...nextButtons(vote),
      ...showAll(vote, chose.more + pro.more + against.more),
    ),
  ];
}

/** Says that an earlier record stands, unless the headline does so. */
const standsSentence = ({ stands, state }: Vote): string[] =>
  stands === null || state === 'cancelled' ? [] : [`: ${labelOf(stands)} stands.`];

/** The announcement of how a vote ended; if it decided nothing, with what can be done about it. */
export const endedBlocks = (vote: Vote): Block[] =>
  endBlocks(vote, [], vote.result !== null && vote.record === null ? nextButtons(vote) : []);

/** The same for all who see somebody ask, with the counts and what can be done. */
export const askedBlocks = (vote: Vote): Block[] => endBlocks(vote, countLines(vote), nextButtons(vote));

function endBlocks(vote: Vote, counts: string[], next: Button[]): Block[] {
  const all = [...recordButton(vote), ...next];
  return [
    text(strong(headline(vote)), ` (${titleOf(vote)})`, ...standsSentence(vote)),
    ...(counts.length > 0 ? [list(counts.map((line) => [line]))] : []),
    ...(all.length > 0 ? [buttons(...all)] : []),
  ];
}

/** The announcement that a closed vote is open again; the choices of an anonymous one were deleted when it closed. */
export const reopenedBlocks = (vote: Vote): Block[] => {
  const isEmpty = vote.secrecy === 'anonymous';
  return [
    text(
      strong(isEmpty ? 'Open again, and empty,' : 'Open again'),
      ' until ',
      timeInline(vote.deadline),
      `${isEmpty ? '. Whoever voted has to vote again' : ''}: ${titleOf(vote)}`,
    ),
    buttons({ label: 'Show the vote', intent: toVote(vote, { do: 'show' }) }),
  ];
};

/** Leads to the record that the vote led to, or else to the earlier one that still stands. */
function recordButton({ record, stands }: Vote, label?: string): Button[] {
  const number = record ?? stands;
  return number === null ? [] : [{ label: label ?? `Show ${labelOf(number)}`, intent: toRecord(number) }];
}

/** What can be done with a vote that is over. */
function nextButtons(vote: Vote): Button[] {
  const isShort = ['no-quorum', 'no-votes', 'too-few'].includes(vote.result?.kind ?? '');
  const named = isShort ? 'Extend by a day' : 'Reopen for a day';
  return [
    ...runoffButton(vote),
    { label: vote.secrecy === 'anonymous' ? 'Start it again for a day' : named, intent: toVote(vote, { do: 'reopen' }) },
  ];
}

/** Leads to the runoff, or starts it if there is something to decide between. */
function runoffButton(vote: Vote): Button[] {
  if (vote.runoff !== null) return [{ label: 'Show the runoff', intent: toVote({ id: vote.runoff }, { do: 'show' }) }];
  const names = runoffOf(vote).map(({ name }) => name);
  return names.length > 1 ? [{ label: `Runoff: ${choiceList(names)}`, intent: toVote(vote, { do: 'runoff' }) }] : [];
}

/** Confirms somebody's ballot to them alone. */
export function storedBlocks(vote: Vote, ballot: Ballot): Block[] {
  const said = Object.entries(ballot.choice).map(([id, value]) => {
    const name = nameOf(vote, id);
    if (vote.method === 'score') return `${name} ${value}`;
    return vote.method === 'consent' ? ({ 1: 'you consent', 0: 'you stand aside', [-1]: 'you object' }[value] ?? '') : name;
  });
  return [
    text(strong('Stored: '), sentenceList(said) || 'you abstain', ballot.reason ? `, because: ${ballot.reason}` : '.'),
    ...(vote.state === 'open'
      ? [
          text('You can change it until ', timeInline(vote.deadline), '.'),
          buttons({ label: ballot.reason ? 'Change the reason' : 'Add a reason', intent: toVote(vote, { do: 'reason' }) }),
        ]
      : [text('That was the last vote it waited for: it is closed now.')]),
  ];
}
