import type { Command, Context } from '../commands.ts';
import { BotError } from '../errors.ts';
import { readForm } from '../form.ts';
import { isQuestion, withoutEnd } from '../intent.ts';
import { findScorecard, recommendTo, type Scorecard } from '../scoring/scorecard.ts';
import { begun, personOf, privately, shown } from './clicks.ts';
import { showWaiting, startVote } from './desk.ts';
import { groupsFor } from './electorate.ts';
import { readStart, startForm } from './forms.ts';
import { groundOf, notesOf, overviewOf } from './ground.ts';
import { decisionFor, isFromElsewhere } from './readers.ts';

const guest = new BotError(
  'guest',
  'I cannot hold a vote here: one person brought me along, and the choices of others would not reach me. Start it where I was added for everybody.',
);

export const decideCommand: Command = {
  name: 'decide',
  summary: 'Put a question to the vote in this thread, and keep the decision',
  askedFor:
    /\b(?:votes?|voting|ballots?|(?:a|the|our|start|run|open) polls?|(?:let'?s|let us|can we|help us|how (?:do|can) we) decide)\b(?! between)/i,
  arguments: [{ name: 'question', summary: 'What is to be decided', required: false, values: () => [] }],
  async run(args, context) {
    const { knowledge, rows, event, now, transact, platform } = context;
    if (event.isGuest) throw guest;
    const card = args.card ? await findScorecard(rows, args.card) : null;
    const old = args.supersedes ? await decisionFor(rows, Number(args.supersedes), event) : null;
    const carried = { ...(card ? { card: card.id } : {}), ...(old ? { supersedes: String(old.number) } : {}) };
    const question = unquoted(args.question ?? '') || old?.title || (card ? titleOf(card, context) : '');
    const ours = knowledge.pack.options.map(({ name }) => name);
    const isOnOurs = card !== null || knowledge.names.read(question).options.length > 0;
    const options = isOnOurs ? ours : (optionsIn(question) ?? ours);
    const asked = async () => startForm({ question, options, groups: await groupsFor(context) }, carried, args.voters);
    if (args.start !== 'yes')
      return {
        blocks: [await asked()],
        answers: [],
        share: null,
        ...(old && isFromElsewhere(old, event) ? { audience: 'asker' as const } : {}),
      };
    const said = await readForm(args, asked, () => readStart({ ...args, question }, context));
    const isPrivate = await platform.isPrivatePlace(event);
    const found = card && recommendTo(knowledge, card, card.sheet);
    const ground = found ? groundOf(knowledge, found, said.options) : overviewOf(knowledge, said.options);
    const notes = found ? notesOf(knowledge, found) : new Map<string, string>();
    const starter = await personOf(context);
    return transact(async (desk) => {
      const vote = await startVote(desk, {
        ...said,
        options: said.options.map((option) => ({ ...option, note: notes.get(option.name) ?? '' })),
        ground,
        channel: event.channel,
        thread: event.thread,
        isPrivate,
        starter,
        started: now,
        supersedes: old?.number ?? null,
        rounds: [],
      });
      return shown(context, desk, vote, begun('vote'));
    });
  },
};

/** A longer question than this says more than its options, in characters. */
const longestOptions = 200;

/** The options that a question is made of, "Tea, coffee or water?" or "Lunch: pizza or pasta?"; null where it says more than that. */
function optionsIn(question: string): string[] | null {
  if (question.length > longestOptions) return null;
  const listed = withoutEnd(question.split(':').at(-1) ?? '');
  const options = listed.split(/\s*,\s*(?:or\s+)?|\s+or\s+/i).map(unquoted);
  const isShort = options.every((each) => /^\S+(?: \S+){0,2}$/.test(each));
  return isShort &&
    options.length > 1 &&
    !isQuestion(options[0] ?? '') &&
    /\sor\s/i.test(listed) &&
    new Set(options).size === options.length
    ? options
    : null;
}

/** A question without the quotation marks around it: in a shell or a message people write them, and do not mean them. */
const unquoted = (said: string): string =>
  said
    .trim()
    .replace(/^["“„«]([^"“”„«»]*)["”“»]$/, '$1')
    .trim();

const titleOf = (card: Scorecard, { knowledge }: Context): string =>
  card.name ?? `Which do we take: ${knowledge.pack.options.map(({ name }) => name).join(' or ')}?`;

/** We were let into a place: votes that were started there before can be shown now. Nobody types this. */
export const arriveCommand: Command = {
  name: 'arrive',
  summary: 'Show the votes that wait for me here',
  askedFor: null,
  arguments: [],
  async run(_args, { transact, event, now }) {
    await transact((desk) => showWaiting(desk, event.channel, now));
    return privately();
  },
};
