import type { Command, Context, Outcome } from '../commands.ts';
import type { Event } from '../event.ts';
import { type Block, buttons, file, heading, list, strong, text } from '../reply.ts';
import { closeDue, showUnshown } from './desk.ts';
import { decisionFor, decisionsFor, isFromElsewhere } from './readers.ts';
import { type Decision, fileOf, labelOf, statusOf, textOf, toMarkdown } from './record.ts';
import { review, toReview } from './review.ts';

const shownAtOnce = 10;
const show = ({ number }: Pick<Decision, 'number'>) => ({
  label: labelOf(number),
  intent: { verb: 'decisions', args: { number: String(number) } },
});
const download = ({ number }: Pick<Decision, 'number'>) => ({
  label: 'Download',
  intent: { verb: 'decisions', args: { number: String(number), as: 'file' } },
});
const plainly = (...blocks: Block[]): Outcome => ({ blocks, answers: [], share: null });

export const decisionsCommand: Command = {
  name: 'decisions',
  summary: 'List the decisions made here, search them, or show one by its number',
  arguments: [
    {
      name: 'search',
      summary: 'Words, a status, a date (2026-03) or a number; download 12; review 12 2027-01-31',
      required: false,
      values: () => ['accepted', 'rejected', 'superseded'],
    },
  ],
  async run({ search = '', ...args }, context) {
    const { rows, event, now, transact } = context;
    await transact(async (desk) => {
      await closeDue(desk, now);
      await showUnshown(desk, event.channel, now);
    });
    const [, as = args.as, said, day] =
      /^(?:(download|review)\s+)?(?:adr-?)?0*(\d+)(?:\s+(\d{4}-\d\d-\d\d|never))?$/i.exec(search.trim()) ?? [];
    const number = args.number ?? said;
    if (number) {
      const record = await decisionFor(rows, Number(number), event);
      const way = as === 'file' ? 'download' : (as ?? '').toLowerCase();
      const run = Object.hasOwn(ways, way) ? ways[way] : undefined;
      const outcome = await run?.(record, { ...args, ...(day ? { day } : {}) }, context);
      return discreetly([record], event, outcome ?? plainly(...recordBlocks(record)));
    }
    const all = await decisionsFor(rows, event);
    if (all.length === 0) return plainly(text('Nothing has been decided here yet. `decide` puts a question to the vote.'));
    const found = all.filter((record) => isMeant(record, search)).reverse();
    if (found.length === 0) return plainly(text(`None of the ${all.length} decisions here has that in it.`));
    const shown = found.slice(0, shownAtOnce);
    const listed = plainly(
      heading(search.trim() === '' ? 'Decisions' : `Decisions with "${search.trim()}"`),
      list(shown.map((each) => [strong(labelOf(each.number)), ` ${each.title}  (${plainStatus(each)}, ${each.date})`])),
      ...(found.length > shown.length
        ? [text(`And ${found.length - shown.length} older ones: search for them by a word, a status or a date.`)]
        : []),
      buttons(...shown.map(show)),
    );
    return discreetly(shown, event, listed);
  },
};

type Way = (record: Decision, args: Record<string, string>, context: Context) => Promise<Outcome>;

/** What may be done with a record besides reading it. */
const ways: Record<string, Way> = {
  download: async (record) => ({ ...plainly(recordFile(record)), share: download(record).intent }),
  review,
};

/** What somebody may read though it belongs to a private place elsewhere, nobody else sees here. */
const discreetly = (shown: Decision[], event: Event, outcome: Outcome): Outcome =>
  shown.some((record) => isFromElsewhere(record, event)) ? { ...outcome, share: null, audience: 'asker' } : outcome;

/** Every word must be in the title, the text, the status, the date or a decider's name. */
export function isMeant(record: Decision, search: string): boolean {
  const whole = [labelOf(record.number), record.title, record.body, plainStatus(record), record.date, ...record.deciders]
    .join('\n')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** A status in words, without markup. */
export const plainStatus = (record: Decision): string =>
  record.status.kind === 'superseded' ? `superseded by ${labelOf(record.status.by)}` : statusOf(record);

/** A record to take along. */
const recordFile = (record: Decision): Block => file(fileOf(record), 'text/markdown', toMarkdown(record));

/** A record in place: its Markdown is text to copy, sections as headings. */
function recordBlocks(record: Decision): Block[] {
  const [, ...sections] = textOf(record).split(/^#{1,3} /m);
  const unescaped = (markdown: string): string => markdown.replace(/\\([^\w\s])/g, '$1');
  return [
    heading(`${labelOf(record.number)}: ${record.title}`),
    text(strong(plainStatus(record)), `, ${record.date}, decided by ${record.deciders.join(', ') || 'nobody'}`),
    ...sections.slice(1).flatMap((section): Block[] => {
      const [title = '', ...rest] = section.split('\n');
      const body = unescaped(rest.join('\n').trim()).replace(/^\* /gm, '• ');
      return [text(strong(unescaped(title)), body === '' ? '' : `\n${body}`)];
    }),
    buttons(
      download(record),
      ...(record.status.kind === 'superseded' ? [] : [{ label: 'Set a review', intent: toReview(record) }]),
      { label: 'Decide it anew', intent: { verb: 'decide', args: { supersedes: String(record.number) } } },
      ...(record.status.kind === 'superseded' ? [show({ number: record.status.by })] : []),
    ),
  ];
}
