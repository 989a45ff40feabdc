import { isReadOutside } from '../audience.ts';
import type { Command, Context, Outcome } from '../commands.ts';
import type { Event } from '../event.ts';
import type { Intent } from '../intent.ts';
import { anyOf } from '../patterns.ts';
import { type Block, buttons, code, file, heading, link, list, strong, text } from '../reply.ts';
import { asksOfVote } from './about-votes.ts';
import { closeDue, showWaiting } from './desk.ts';
import { onVoteHere } from './here.ts';
import { unescaped } from './markdown.ts';
import { labelOf } from './outcome.ts';
import { decisionFor, decisionsFor, findDecisionFor, isFromElsewhere, openVotesFor, readerOf } from './readers.ts';
import { type Decision, fileOf, plainStatus, statuses, textOf, toMarkdown } from './record.ts';
import { review, toReview } from './review.ts';
import { voteLink } from './rows.ts';
import { findsRecord, findsVote, wordsIn } from './search.ts';
import { runningBlocks, shownAtOnce, toRecord } from './show.ts';
import type { Vote } from './vote.ts';

/** `12`, `ADR-0012`, `#12`, `download 12`, or `review 12` with a day in any words behind it. */
const byNumber = /^(?:(download|review)\s+)?(?:adr[-\s]?|#)?(\d+)$/i;
const reviewByNumber = /^(review)\s+(?:adr[-\s]?|#)?(\d+)\s+(\S.*)$/i;
const show = (number: number) => ({ label: labelOf(number), intent: toRecord(number) });
const toFile = ({ number }: Decision): Intent => toRecord(number, { as: 'file' });

export const decisionsCommand: Command = {
  name: 'decisions',
  summary: 'List the decisions made here and the votes that run, search them, or show one by its number',
  askedFor: new RegExp(
    anyOf(
      /\b(?:decisions|(?:our|the|last|latest|past) decision|(?:did|have|has) (?:we|the team|they|you) (?:already )?decided?|what (?:was|has been|got) decided)\b/,
      asksOfVote,
    ),
    'i',
  ),
  onlyShows: true,
  arguments: [
    {
      name: 'search',
      summary: 'Words, a status, a date (2026-03) or a number; download 12; review 12 2027-01-31',
      required: false,
      values: () => statuses,
    },
  ],
  async run({ search = '', said = '', ...args }, context) {
    const { event, now, transact } = context;
    const here = said === '' ? null : await onVoteHere(said, context);
    if (here) return here;
    await transact(async (desk) => {
      await closeDue(desk, now);
      await showWaiting(desk, event.channel, now);
    });
    const asked = args.number ? args : await askedByNumber(search.trim(), context);
    return asked ? showOne(asked, context) : showFound(search, context);
  },
};

const years = /^(?:19|20)\d\d$/;

/** The record that a search names by its number, and what is to be done with it; null if it is no such search. A year is one only where there is such a record. */
async function askedByNumber(search: string, context: Context): Promise<Record<string, string> | null> {
  const [, as = '', number, day] = byNumber.exec(search) ?? reviewByNumber.exec(search) ?? [];
  if (number === undefined) return null;
  const isYear = years.test(search) && (await findDecisionFor(context.rows, Number(number), readerOf(context))) === null;
  return isYear ? null : { number, as: as.toLowerCase(), ...(day ? { day } : {}) };
}

/** Shows a record, or does with it what was asked for. */
async function showOne({ number, as = '', ...args }: Record<string, string>, context: Context): Promise<Outcome> {
  const record = await decisionFor(context.rows, Number(number), readerOf(context));
  const way = Object.hasOwn(ways, as) ? ways[as] : undefined;
  return discreetly([record], context.event, await (way ?? read)(record, args, context));
}

/** Lists the records and the open votes that a search finds. */
async function showFound(search: string, context: Context): Promise<Outcome> {
  const { rows, event } = context;
  const reader = readerOf(context);
  const isAll = wordsIn(search).length === 0;
  const running = (await openVotesFor(rows, reader)).filter((vote) => findsVote(search, vote));
  const wanted = { most: shownAtOnce, isMeant: (record: Decision) => findsRecord(search, record) };
  const { records, isMore } = await decisionsFor(rows, reader, wanted);
  if (records.length === 0 && running.length > 0) return discreetly(running, event, { blocks: runningBlocks(running) });
  if (records.length === 0 && !isAll && (await decisionsFor(rows, reader, { most: 1 })).records.length > 0)
    return { blocks: [text('No decision here has that in it. ', code('decisions'), ' lists all of them.')] };
  if (records.length === 0)
    return { blocks: [text('Nothing has been decided here yet. ', code('decide'), ' puts a question to the vote.')] };
  const listed = [
    ...runningBlocks(running),
    heading(isAll ? 'Decisions' : `Decisions with "${search.trim()}"`),
    list(
      records.map((each) => [
        strong(labelOf(each.number)),
        ` ${each.title}  `,
        ...(each.chosen ? [strong(each.chosen), ' '] : []),
        `(${plainStatus(each)}, ${each.date})`,
      ]),
    ),
    ...(isMore ? [text('There are older ones: search by a word, a status or a date.')] : []),
    buttons(...records.map(({ number }) => show(number))),
  ];
  return discreetly([...records, ...running], event, { blocks: listed });
}

type Way = (record: Decision, args: Record<string, string>, context: Context) => Promise<Outcome>;

/** What a button brings is as long as a page, and each who reads the place may press it: so it is for who did. */
const read: Way = async (record, _args, { rows, event }) => ({
  blocks: recordBlocks(record, await voteLink(rows, record.vote)),
  share: toRecord(record.number),
  ...(event.reach === 'button' ? { audience: 'asker' } : {}),
});

const download: Way = async (record) => ({ blocks: [recordFile(record)], share: toFile(record) });

/** What can be done with a record besides reading it, as people type it and as buttons ask for it. */
const ways: Record<string, Way> = { download, file: download, review };

/** Shows the outcome to the asker alone if part of it is from a private place elsewhere, or from anywhere else while people of another company read here. */
const discreetly = (shown: (Decision | Vote)[], event: Event, outcome: Outcome): Outcome =>
  shown.some((each) => isFromElsewhere(each, event) || (isReadOutside(event) && each.channel !== event.channel))
    ? { ...outcome, share: null, audience: 'asker' }
    : outcome;

/** A record as a file to download. */
const recordFile = (record: Decision): Block => file(fileOf(record), 'text/markdown', toMarkdown(record));

/** A record as a message: its Markdown in plain words, sections as headings, and a link to `thread` unless that is null. */
function recordBlocks(record: Decision, thread: string | null): Block[] {
  const [, ...sections] = textOf(record).split(/^#{1,3} /m);
  // Links of ours only: what somebody typed is escaped.
  const plain = (markdown: string): string => unescaped(markdown.replace(/(?<!\\)\[([^\]\\]+)\]\([^)\s]+\)/g, '$1'));
  return [
    heading(`${labelOf(record.number)}: ${record.title}`),
    text(
      strong([record.chosen ?? [], plainStatus(record)].flat().join(': ')),
      `, ${record.date}, decided by ${record.deciders.join(', ') || 'nobody'}`,
    ),
    ...sections.slice(1).flatMap((section): Block[] => {
      const [title = '', ...rest] = section.split('\n');
      const body = plain(rest.join('\n').trim()).replace(/^\* /gm, '• ');
      return [text(strong(plain(title)), body === '' ? '' : `\n${body}`)];
    }),
    ...(thread === null ? [] : [link('Go to the thread of this vote', thread)]),
    buttons(
      { label: 'Download', intent: toFile(record) },
      ...(record.status.kind === 'superseded' ? [] : [{ label: 'Set a review', intent: toReview(record) }]),
      { label: 'Decide again', intent: { verb: 'decide', args: { supersedes: String(record.number) } } },
      ...(record.status.kind === 'superseded' ? [show(record.status.by)] : []),
    ),
  ];
}
