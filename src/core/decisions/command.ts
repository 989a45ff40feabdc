import { privately } from '../audience.ts';
import type { Command, Context, Verb } from '../commands.ts';
import { BotError } from '../errors.ts';
import { mostPeople, readForm } from '../form.ts';
import { findScorecard, recommendTo, type Scorecard } from '../scoring/scorecard.ts';
import { day } from '../time.ts';
import { begun, personOf, shown } from './clicks.ts';
import { asksOfVote } from './decisions.ts';
import { showWaiting, startVote } from './desk.ts';
import { groupsFor } from './electorate.ts';
import { readStart, startForm } from './forms.ts';
import { groundOf, notesOf, overviewOf } from './ground.ts';
import { asOption, type Proposal, readProposal } from './options.ts';
import { decisionFor, isFromElsewhere, readerOf } from './readers.ts';
import type { Decision } from './record.ts';
import { findVote } from './rows.ts';
import type { Method } from './vote.ts';

const guest = new BotError(
  'guest',
  'I cannot hold a vote here: one person brought me along, and the choices of others would not reach me. Start it where I was added for everybody.',
);

const forgotten = new BotError(
  'stale-button',
  'I do not remember any more what was to be put to the vote. Say it again, such as "decide Tea or coffee?"',
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
    const { knowledge, rows, event, now, transact, platform } = context;
    if (event.isGuest) throw guest;
    const card = args.card ? await findScorecard(rows, args.card) : null;
    const old = args.supersedes ? await decisionFor(rows, Number(args.supersedes), readerOf(context)) : null;
    const carried = { ...(card ? { card: card.id } : {}), ...(old ? { supersedes: String(old.number) } : {}) };
    const kept = args.asked && (await rows.recall(keyOf(args.asked)));
    if (args.asked && !kept) throw forgotten;
    const words = String(kept ?? args.question ?? '');
    const typed = await inNames(readProposal(words, knowledge), context);
    const draft = old ? await draftAnew(old, context) : card ? draftOf(card, context) : typed;
    const question = typed.question || draft.question;
    const open = words === '' ? carried : { ...carried, asked: args.asked ?? event.id };
    const asked = async () => startForm({ ...draft, question, groups: await groupsFor(context) }, carried, open, args.voters);
    if (args.start !== 'yes') {
      if (args.question) await rows.remember(keyOf(event.id), words, memory, event.user);
      return {
        blocks: [await asked()],
        ...(old && isFromElsewhere(old, event) ? { audience: 'asker' as const } : {}),
      };
    }
    const said = await readForm(args, asked, () => readStart({ ...args, question }, context));
    const isPrivate = await platform.isPrivatePlace(event);
    if (isPrivate === null) throw guest;
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

/** Where words are kept that are to be put to the vote: a button has little room to carry them. */
const keyOf = (event: string): string => `asked:${event}`;
/** For how long, in ms. */
const memory = 30 * day;

/**
 * What was said, with people's names where the platform left their ids: those would stand on buttons, and in the record. Of so many people
 * that no list of options holds them, the first.
 */
async function inNames({ question, options }: Proposal, { platform, event }: Context): Promise<Proposal> {
  const { writtenId } = platform;
  if (writtenId === null) return { question, options };
  const ids = [...new Set([question, ...options].join('\n').match(writtenId))].slice(0, mostPeople);
  const names = (ids.length > 0 ? await platform.namesOf(event, ids) : []).map(asOption);
  const nameOf = (id: string): string => {
    const name = names[ids.indexOf(id)] ?? id;
    return names.filter((each) => each === name).length > 1 ? `${name} (${id})` : name;
  };
  const named = (said: string): string => said.replace(writtenId, nameOf);
  return { question: named(question), options: options.map(named) };
}

/** What a vote is begun with where it is on something that there is already. */
type Begun = Proposal & { method?: Method; context?: string };

/** What a scorecard scores. In whose words its project is described, goes on with them; others were not shown all of them. */
const draftOf = ({ name, text, sheet }: Scorecard, { knowledge, event }: Context): Begun => {
  const options = knowledge.pack.options.map(({ name }) => name);
  const question = `${name ?? 'Which should we choose'}: ${options.join(' or ')}?`;
  return { question, options, context: sheet.user === event.user ? text : '' };
};

/** What was decided, to be decided anew: between the same options where they are still known. */
async function draftAnew({ title, vote }: Decision, { rows, knowledge }: Context): Promise<Begun> {
  const before = await findVote(rows, vote).catch(() => null); // it may have been erased
  if (!before) return readProposal(title, knowledge);
  const { method, options, rounds, context } = before;
  const [first] = rounds;
  const names = (first?.options ?? options).map(({ name }) => name);
  return { question: title, options: names, context, ...(first ? {} : { method }) };
}

/** We were let into a place: votes that were started there before can be shown now. Nobody types this. */
export const arriveVerb: Verb = {
  name: 'arrive',
  async run(_args, { transact, event, now }) {
    await transact((desk) => showWaiting(desk, event.channel, now));
    return privately();
  },
};
