import { privately } from '../audience.ts';
import type { Context, Outcome, Verb } from '../commands.ts';
import { BotError, staleButton } from '../errors.ts';
import { readForm } from '../form.ts';
import { type Block, buttons, choices, link, strong, text } from '../reply.ts';
import { may, zoneHere } from '../settings.ts';
import { day } from '../time.ts';
import type { Desk } from '../transaction.ts';
import { asName } from '../written.ts';
import { ballotForm, nextPage, readBallot, reasonForm } from './ballots.ts';
import { ballotOf, type Change, castBallot, changeVote, closeIfDue, showSoon, startRunoff } from './desk.ts';
import { groupsFor } from './electorate.ts';
import { endHere } from './ends.ts';
import { endForm, readRules, rulesForm } from './forms.ts';
import { titleOf } from './outcome.ts';
import { readerOf, voteFor } from './readers.ts';
import { aroundOf, findVote, voteLink, voterOf, votersOf } from './rows.ts';
import { endedBlocks, standingList, storedBlocks, toVote, voteBlocks } from './show.ts';
import { type Choice, mustBeOpen, mustBeVoter, mustHaveNoVotes, type Person, type Vote } from './vote.ts';

/** A vote's message as it is now; `isWhole` is as in `voteBlocks`. */
const blocksOf = async (vote: Vote, { rows }: Pick<Desk, 'rows'>, isWhole = false): Promise<Block[]> =>
  voteBlocks(vote, await aroundOf(rows, vote), isWhole);

/** The answer to whoever changed a vote: `said` if the platform updates the vote's message by itself, else the vote as it is now, for all to see. */
export const confirmation = async (
  { platform }: Context,
  desk: Pick<Desk, 'rows'>,
  vote: Vote,
  said: string,
): Promise<Outcome> => (platform.announces ? privately(text(said)) : { blocks: await blocksOf(vote, desk), audience: 'thread' });

/** What whoever started a vote is told. */
export const startedNote = (what: 'vote' | 'runoff'): string =>
  `The ${what} has started: its message will appear in this conversation in a moment.`;

/** Who did this, by the name that people here know them by. */
export async function personOf({ event, platform }: Context): Promise<Person> {
  const [named] = await platform.namesOf(event, [event.user]);
  const name = asName(named && named !== event.user ? named : event.name);
  return { id: event.user, name: name || event.user };
}

/** A click on a vote, or one of its forms sent in. */
export const voteVerb: Verb = {
  name: 'vote',
  async run({ id = '', do: deed = '', ...args }, context) {
    const run = Object.hasOwn(deeds, deed) ? deeds[deed] : undefined;
    if (!run) throw staleButton();
    const before = await voteFor(context.rows, id, readerOf(context));
    const vote = await closedIfDue(before, context);
    const isLate = vote !== before && !alsoWhenOver.has(deed);
    if (isLate || (vote.state !== 'open' && deed in forVoters)) return sayOver(vote, context);
    if (deed in forVoters) mustBeVoter(vote, context.event, context.now);
    if (deed in forManagers && !(await mayManage(vote, context))) throw mayNotManage(vote);
    return run({ vote, args, context });
  },
};

/** Closes a vote that is used after its deadline, in case the job that should have closed it is late. */
const closedIfDue = async (vote: Vote, { transact, now }: Context): Promise<Vote> =>
  vote.state === 'open' && now >= vote.deadline
    ? transact(async (desk) => {
        await closeIfDue(desk, vote.id, now);
        return findVote(desk.rows, vote.id);
      })
    : vote;

/** What still makes sense with a vote that has just turned out to be over. */
const alsoWhenOver = new Set(['manage', 'reopen', 'runoff']);

const sayOver = async (vote: Vote, context: Context): Promise<Outcome> => {
  const how = context.platform.announces ? endedBlocks(vote) : await blocksOf(vote, context);
  return privately(text('This vote is over, so I did not count that.'), ...how);
};

/** Whether whoever did this may close a vote, cancel it, and so on. */
export const mayManage = async (vote: Vote, context: Context): Promise<boolean> =>
  vote.starter.id === context.event.user || may('closeVotes', context);

export const mayNotManage = ({ starter }: Vote): BotError =>
  new BotError('not-allowed', `Only ${starter.name}, who started it, and whoever may close votes here can do that.`);

type Asked = { vote: Vote; args: Record<string, string>; context: Context };
type Deed = (asked: Asked) => Promise<Outcome>;

/** What people vote by: it counts while the vote is open, and only for those who may vote in it. */
const forVoters: Record<string, Deed> = {
  cast: (asked) => cast(asked, choiceIn(asked.args.on ?? ''), null),
  ballot: async ({ vote, args, context }) => privately(ballotForm(vote, await stored(vote, context), Number(args.from) || 0)),
  pick: async (asked) => {
    const { vote, args, context } = asked;
    const before = await stored(vote, context);
    const outcome = await readForm(
      args,
      () => ballotForm(vote, before, 0),
      () => cast(asked, readBallot(vote, args, before?.choice ?? {}), null),
    );
    const from = nextPage(vote, args);
    const more =
      from === null ? [] : [buttons({ label: 'Score the others', intent: toVote(vote, { do: 'ballot', from: String(from) }) })];
    return { ...outcome, blocks: [...outcome.blocks, ...more] };
  },
  reason: async ({ vote, context }) => {
    const before = await stored(vote, context);
    if (!before) throw new BotError('no-choice', 'Vote first, then say why.');
    return privately(reasonForm(vote, before.reason, false));
  },
  say: (asked) => withReason(asked, null),
  object: async ({ vote, context }) => privately(reasonForm(vote, (await stored(vote, context))?.reason ?? '', true)),
  objection: (asked) => withReason(asked, { [asked.vote.options[0]?.id ?? '']: -1 }),
};

/** What whoever may read the vote can look at. */
const forReaders: Record<string, Deed> = {
  all: async ({ vote, context }) => privately(...(await blocksOf(vote, context, true))),
  /** For people who find the vote outside its thread. */
  show: async ({ vote, context }) => privately(...(await blocksOf(vote, context, true)), ...(await linkTo(vote, context))),
};

/** A link to a vote's message, none where nothing leads there. The message is updated first, and posted again if it was deleted. */
async function linkTo(vote: Vote, { rows, transact, now }: Context): Promise<Block[]> {
  if (vote.state === 'open') await transact((desk) => showSoon(desk, vote, now));
  const address = await voteLink(rows, vote.id);
  return address === null ? [] : [link('Go to the vote', address)];
}

/** How an open vote stands, and where its message is, for all who read the place where it runs; nothing where nothing leads there. */
export async function wayTo(vote: Vote, context: Context): Promise<Block[]> {
  const way = await linkTo(vote, context);
  return way.length > 0 ? [text(strong(titleOf(vote))), standingList(vote, await aroundOf(context.rows, vote)), ...way] : [];
}

/** What only those who may manage the vote can do. */
const forManagers: Record<string, Deed> = {
  manage: async ({ vote, context }) => {
    const isFixed = vote.state === 'open' && (await votersOf(context.rows, vote)).length > 0;
    const note = isFixed ? ' Its rules stay: somebody has voted by them.' : '';
    return privately(text(`What should happen to this vote?${note}`), manageChoices(vote, isFixed));
  },
  rules: async ({ vote, context }) => {
    mustHaveNoVotes((await votersOf(context.rows, vote)).length);
    return privately(rulesForm(vote, await groupsFor(context)));
  },
  set: async (asked) => {
    const { vote, args, context } = asked;
    const form = async () => rulesForm(vote, await groupsFor(context), args.voters);
    return readForm(args, form, async () => {
      const rules = await readRules(vote, args, { ...context.event, channel: vote.channel, thread: vote.thread }, context);
      return change(asked, { do: 'rules', rules });
    });
  },
  close: async (asked) => change(asked, { do: 'close', by: await personOf(asked.context) }),
  cancel: async (asked) => change(asked, { do: 'cancel', by: await personOf(asked.context) }),
  extend: (asked) => change(asked, { do: 'extend', deadline: asked.vote.deadline + day }),
  until: async (asked) => {
    const { vote, args, context } = asked;
    mustBeOpen(vote);
    const { ends, to } = args;
    const form = async () => endForm(vote, Number(to) || null, (await zoneHere(context)) ?? 'UTC');
    if (ends === undefined) return privately(await form());
    return readForm(args, form, async () => change(asked, { do: 'extend', deadline: (await endHere(ends, context)).at }));
  },
  reopen: (asked) =>
    change(
      asked,
      { do: 'reopen' },
      asked.vote.secrecy === 'anonymous' ? 'It is open again, and empty: the choices were deleted when it ended.' : done,
    ),
  runoff: async ({ vote, context }) => {
    const starter = await personOf(context);
    return context.transact(async (desk) => {
      const { runoff, isNew } = await startRunoff(desk, vote.id, starter, context.now);
      if (isNew) return confirmation(context, desk, runoff, startedNote('runoff'));
      return privately(text('That runoff was started before.'), ...(await blocksOf(runoff, desk)));
    });
  },
};

const deeds: Record<string, Deed> = { ...forVoters, ...forReaders, ...forManagers };

/** Stores the reason from a form: of an objection with that choice, else for the one that is stored already. */
const withReason = (asked: Asked, choice: Choice | null): Promise<Outcome> => {
  const { vote, args } = asked;
  const { reason = '' } = args;
  return readForm(
    args,
    () => reasonForm(vote, reason, choice !== null),
    () => cast(asked, choice, reason),
  );
};

/** Reads a button's choice: `a` chooses that option, `a:0` gives it a number, nothing is an abstention. */
const choiceIn = (on: string): Choice => {
  const [id = '', value = '1'] = on.split(':');
  return id === '' ? {} : { [id]: Number(value) };
};

const stored = (vote: Vote, { transact, event }: Context) => transact((desk) => ballotOf(desk, vote, event.user));

async function cast({ vote, context }: Asked, choice: Choice | null, reason: string | null): Promise<Outcome> {
  const { event, rows, now, transact } = context;
  const { user, channel } = event;
  const { name } = (await voterOf(rows, vote, user)) ?? (await personOf(context));
  const done = await transact((desk) => castBallot(desk, vote.id, { user, name, channel }, { choice, reason }, now));
  const stored = storedBlocks(done.vote, done.ballot);
  if (context.platform.announces) return privately(...stored);
  // Nothing else shows the vote as it is now, with its buttons.
  return privately(...stored.filter(({ type }) => type !== 'buttons'), ...(await blocksOf(done.vote, context)));
}

const done = "Done. The vote's message will show it in a moment.";

const change = ({ vote, context }: Asked, what: Change, said = done): Promise<Outcome> =>
  context.transact(async (desk) => confirmation(context, desk, await changeVote(desk, vote.id, what, context.now), said));

function manageChoices(vote: Vote, isFixed: boolean): Block {
  const to = (label: string, deed: string) => ({ label, intent: toVote(vote, { do: deed }) });
  if (vote.state !== 'open')
    return choices(to(vote.secrecy === 'anonymous' ? 'Start it again for a day' : 'Reopen it for a day', 'reopen'));
  return choices(
    to('Close it now', 'close'),
    to('Extend it by a day', 'extend'),
    to('Extend it to a later time', 'until'),
    to('Cancel it', 'cancel'),
    ...(isFixed ? [] : [to('Change its rules', 'rules')]),
  );
}
