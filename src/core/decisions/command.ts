import { privately } from '../audience.ts';
import type { Command, Context, Outcome, Verb } from '../commands.ts';
import { BotError, FieldError, staleButton } from '../errors.ts';
import { readForm } from '../form.ts';
import { type Block, text } from '../reply.ts';
import { ownWords } from '../said.ts';
import { findScorecard, recommendTo } from '../scoring/scorecard.ts';
import { asksOfVote } from './about-votes.ts';
import { confirmation, personOf, startedNote } from './clicks.ts';
import { showWaiting, startVote } from './desk.ts';
import { type Basis, draftOn, proposalIn } from './draft.ts';
import { groupsFor } from './electorate.ts';
import { endHere } from './ends.ts';
import { readStart, type Settled, startForm } from './forms.ts';
import { groundOf, notesOf, overviewOf } from './ground.ts';
import { onVoteHere } from './here.ts';
import { decisionFor, isFromElsewhere, readerOf } from './readers.ts';
import { untilBefore, untilIn } from './until.ts';
import { defaultRules } from './vote.ts';

const guest = new BotError(
  'guest',
  'I cannot hold a vote here: I may not post in this place, and the choices of others would not reach me. Start it where I was added for everybody, or have me added here first.',
);

const closed = new BotError(
  'closed-place',
  'I cannot hold a vote here: nobody can add me to this conversation. Start it in a channel that I am in.',
);

export const decideCommand: Command = {
  name: 'decide',
  summary: 'Put a question to the vote in this thread, and keep the decision',
  askedFor: new RegExp(
    String.raw`^(?!.*${asksOfVote.source}).*\b(?:votes?|voting|ballots?|(?:a|the|our|start|run|open) polls?|(?:let'?s|let us|can we|help us|how (?:do|can) we) decide)\b(?! between)`,
    'is',
  ),
  arguments: [{ name: 'question', summary: 'What is to be decided', required: false, values: () => [] }],
  async run(args, context) {
    const { rows, event, platform } = context;
    if (args.asked) throw staleButton(); // it named a question that is kept nowhere any more
    if (event.isGuest) throw guest;
    if (!(await platform.canJoin(event))) throw closed;
    const said = event.input.type === 'text' ? ownWords(event.input.text, true) : '';
    // Whoever says what is to be decided wants a new vote.
    const existing = args.question && said.includes(args.question) ? null : await onVoteHere(said, context);
    if (existing) return existing;
    const proposed = args.proposal ? proposalIn(args.proposal, context.knowledge) : null;
    const basis: Basis = {
      card: args.card ? await findScorecard(rows, args.card) : null,
      old: args.supersedes ? await decisionFor(rows, Number(args.supersedes), readerOf(context)) : null,
      proposed,
    };
    const { words, ends, wrong, anonymous } = await saidIn(args, context);
    const rules = anonymous ? { ...defaultRules, secrecy: 'anonymous' as const } : defaultRules;
    const draft = await draftOn(words, basis, context);
    const carried = {
      ...(args.proposal ? { proposal: args.proposal } : {}),
      ...(basis.card ? { card: basis.card.id } : {}),
      ...(basis.old ? { supersedes: String(basis.old.number) } : {}),
      ...(anonymous ? { anonymous: 'yes' } : {}),
    };
    const open = { ...carried, ...(words === '' ? {} : { question: words }), ...(ends === '' ? {} : { ends }) };
    const asked = async () =>
      startForm({ ...draft, ends, wrong, rules, groups: await groupsFor(context) }, carried, open, args.voters);
    if (args.start === 'yes') {
      const settled = await readForm(args, asked, () => readStart({ ...args, question: draft.question }, rules, context));
      return begin(settled, basis, context);
    }
    return {
      blocks: [
        ...(proposed ? [notYet(draft.options[0] ?? proposed)] : []),
        ...(wrong === null ? [] : [text(wrong)]),
        await asked(),
      ],
      ...(basis.old && isFromElsewhere(basis.old, event) ? { audience: 'asker' as const } : {}),
    };
  },
};

/** Starts a vote as its form says, with what speaks for and against its options. */
async function begin(settled: Settled, { card, old }: Basis, context: Context): Promise<Outcome> {
  const { knowledge, event, platform, now, transact } = context;
  const isPrivate = await platform.isPrivatePlace(event);
  const found = card && recommendTo(knowledge, card, card.sheet);
  const ground = found ? groundOf(knowledge, found, settled.options) : overviewOf(knowledge, settled.options);
  const notes = found ? notesOf(knowledge, found) : new Map<string, string>();
  const starter = await personOf(context);
  return transact(async (desk) => {
    const vote = await startVote(desk, {
      ...settled,
      options: settled.options.map((option) => ({ ...option, note: notes.get(option.name) ?? '' })),
      ground,
      channel: event.channel,
      thread: event.thread,
      isPrivate,
      starter,
      started: now,
      supersedes: old?.number ?? null,
      rounds: [],
    });
    return confirmation(context, desk, vote, startedNote('vote'));
  });
}

/** What is to be decided, and how: until when as somebody said it, empty if nobody did, and what is `wrong` about that. */
type Said = { words: string; ends: string; anonymous: boolean; wrong: string | null };

/**
 * Reads that, until when in words that mean the same to whoever opens the form, and later. What cannot be read stays as it was said, with what is
 * wrong about it.
 */
async function saidIn(args: Record<string, string>, context: Context): Promise<Said> {
  const { question = '' } = args;
  const begun = args.start || args.ends ? null : untilBefore(question, context.knowledge);
  if (begun) return saidIn({ ...args, ...begun.how, question: begun.words }, context);
  const read = untilIn(question, context.knowledge);
  const isRead = args.start || (args.ends && read.how.ends); // "until Friday", said before, is not said again
  const { words, how } = isRead ? { words: question, how: {} } : read;
  const { ends = '', anonymous }: Record<string, string> = { ...how, ...args };
  const said = { words, ends, anonymous: anonymous !== undefined, wrong: null };
  if (args.start || ends === '') return said;
  try {
    return { ...said, ends: (await endHere(ends, context)).said };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return { ...said, wrong: error.message };
  }
}

const notYet = (proposed: string): Block =>
  text(
    `Nothing is recorded yet. A vote asks everybody: if somebody agrees to "${proposed}" and nobody objects, it is decided and recorded.`,
  );

/** The bot was added to a place: votes that were started there before can be shown now. Nobody types this. */
export const arriveVerb: Verb = {
  name: 'arrive',
  async run(_args, { transact, event, now }) {
    await transact((desk) => showWaiting(desk, event.channel, now));
    return privately();
  },
};
