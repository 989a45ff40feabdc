import { z } from 'zod';
import { BotError, FieldError } from '../errors.ts';
import { oneKeyOf } from '../shapes.ts';
import { leastAnonymous, Result, tally } from './tally.ts';

/** How people answer: one option, all they can live with, 0 to 5 for each, or consent to one proposal. */
export const methods = {
  single: 'One option each',
  approval: 'Every option one can live with',
  score: 'A score of 0 to 5 for each option',
  consent: 'Consent to one proposal, or object',
} as const;
export const Method = oneKeyOf(methods);
export type Method = z.infer<typeof Method>;

/** What others see: choices are open, hidden until the close, or never anybody's. An anonymous vote is always hidden too: who voted and what changed would stand side by side. */
export const secrecies = {
  hidden: 'Hidden until the close, then by name',
  live: 'Live, by name',
  anonymous: 'Hidden until the close, and anonymous for good',
} as const;
export const Secrecy = oneKeyOf(secrecies);

/** What closes a vote before its deadline. */
export const endings = {
  deadline: 'At the deadline',
  quorum: 'As soon as enough people have voted',
  everyone: 'As soon as everybody has voted',
} as const;
export const Ending = oneKeyOf(endings);

export const mostOptions = 10;
/** More than so many people cannot be named as those who may vote: each is reminded in private. */
export const mostVoters = 500;
/** Where more than so many are in a channel whose vote it is, nobody counts them, and one message reminds them all. */
export const mostPresent = 50;

export const Person = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof Person>;

export const VoteOption = z.object({ id: z.string(), name: z.string(), note: z.string() });
export type VoteOption = z.infer<typeof VoteOption>;

/** What may still be changed while nobody has voted. */
export const Rules = z.object({
  /** Ids of those who may vote; null for everybody in the channel. */
  voters: z.array(z.string()).nullable(),
  /** The group whose members they were when it was chosen, as people read it: `user group @backend`. */
  group: z.object({ id: z.string(), name: z.string() }).nullable().default(null),
  /** Who may vote, as people read it: `the role backend`, `Ana, Ben and 3 others`; empty where it is the channel. */
  called: z.string().default(''),
  secrecy: Secrecy,
  /** So many must vote, 0 where any number will do. */
  quorum: z.int().min(0),
  /** What an option needs of what it could get, in percent: of the people who chose, or (score) of the highest mean. */
  threshold: z.number().min(0).max(100),
  ending: Ending,
  /** Days after the decision when it comes back to the channel; 0 for never. */
  reviewDays: z.int().min(0),
});
export type Rules = z.infer<typeof Rules>;
export const defaultRules: Rules = {
  voters: null,
  group: null,
  called: '',
  secrecy: 'hidden',
  quorum: 0,
  threshold: 0,
  ending: 'deadline',
  reviewDays: 0,
};

/** Why and by what the options were judged, as a scorecard or the pack has it; goes into the record. */
export const Ground = z.object({
  drivers: z.array(z.string()),
  pros: z.record(z.string(), z.array(z.string())),
  source: z.string(),
});
export type Ground = z.infer<typeof Ground>;

/** A vote that left a runoff: when it was closed, all that it was between, and how it came out in words. */
const Round = z.object({ at: z.number(), options: z.array(VoteOption), said: z.string(), standing: z.array(z.string()) });

/** A vote without what people chose. Times are ms since 1970. */
export const Vote = Rules.extend({
  /** Of a vote for its channel: ids of who was there when we last looked, and of whoever has voted since; null where that is not known. */
  present: z.array(z.string()).nullable().default(null),
  id: z.string(),
  question: z.string(),
  context: z.string(),
  options: z.array(VoteOption).min(1).max(mostOptions),
  method: Method,
  ground: Ground,
  /** Where it is held. */
  channel: z.string(),
  thread: z.string().nullable(),
  /** Whether not everybody in the workspace can read it there; what was stored before we asked counts as private. */
  isPrivate: z.boolean().default(true),
  starter: Person,
  started: z.number(),
  deadline: z.number(),
  state: z.enum(['open', 'closed', 'cancelled']),
  /** When and by whom it was closed or cancelled; null for by whom where nobody did: its time was over. */
  ended: z.object({ at: z.number(), by: Person.nullable() }).nullable(),
  result: Result.nullable(),
  /** The number of the record it led to. */
  record: z.int().nullable(),
  /** The number of the record it is to take the place of. */
  supersedes: z.int().nullable(),
  /** The number of the record that stands, where it led to none; null where there is none that people in its place may know of. */
  stands: z.int().nullable().default(null),
  /** The id of the vote between those that tied in it. */
  runoff: z.string().nullable().default(null),
  /** Of a runoff: the votes that led to it, the first one first. */
  rounds: z.array(Round).default([]),
  /** When it was last reopened; null for never. */
  reopened: z.number().nullable().default(null),
});
export type Vote = z.infer<typeof Vote>;

/**
 * What somebody chose: a number by option. single and approval 1 for what is chosen; score 0 to 5; consent 1 consents, 0 stands aside,
 * -1 objects. None at all is an abstention, which counts for the quorum only.
 */
export const Choice = z.record(z.string(), z.int().min(-1).max(5));
export type Choice = z.infer<typeof Choice>;

/** A choice as it is counted. Whose it is (id, name) is null in an anonymous vote. */
export const Ballot = z.object({
  user: z.string().nullable().default(null),
  name: z.string().nullable(),
  choice: Choice,
  reason: z.string(),
});
export type Ballot = z.infer<typeof Ballot>;

export const longestReason = 1_000;

/** People whose names differ: those who share one have their id beside it. */
export function tellApart(people: Person[]): Person[] {
  const sharing = Map.groupBy(people, ({ name }) => name);
  return people.map((each) =>
    (sharing.get(each.name)?.length ?? 0) > 1 ? { ...each, name: `${each.name} (${each.id})` } : each,
  );
}

/** Ids of those whose votes are waited for; null where that is not known. */
export const awaited = ({ voters, present }: Pick<Vote, 'voters' | 'present'>): string[] | null => voters ?? present;

/** @throws BotError where the vote is over, or not theirs */
export function mustBeVoter(vote: Vote, { user, channel }: { user: string; channel: string }, now: number): void {
  if (vote.state !== 'open' || now >= vote.deadline)
    throw new BotError('vote-over', 'This vote is over, so I did not count that.');
  // Whoever started it was there, and may have its buttons in private.
  const isVoter =
    vote.voters?.includes(user) ?? (channel === vote.channel || user === vote.starter.id || vote.present?.includes(user));
  if (isVoter) return;
  throw vote.voters === null
    ? new BotError('not-there', 'This vote is for the channel where it runs, so I did not count that here. Vote there.')
    : new BotError('not-a-voter', 'This vote is for others, so I did not count that. Its starter chose who may vote.');
}

/**
 * A choice that the vote's method knows.
 * @throws BotError `bad-choice` for any other
 */
export function readChoice({ method, options }: Pick<Vote, 'method' | 'options'>, choice: Choice): Choice {
  const given = Object.entries(choice);
  const [low, high] = { single: [1, 1], approval: [1, 1], score: [0, 5], consent: [-1, 1] }[method] as [number, number];
  const most = method === 'single' || method === 'consent' ? 1 : options.length;
  const isKnown = given.every(([id, value]) => options.some((option) => option.id === id) && value >= low && value <= high);
  if (!isKnown || given.length > most) throw new BotError('bad-choice', 'I do not understand that choice. Please vote again.');
  return choice;
}

/** What may be done to a vote as a whole. `names` are of those who voted. */
export type Action =
  | { do: 'rules'; rules: Partial<Rules>; voted: number }
  | { do: 'close'; by: Person | null; ballots: Ballot[]; names: string[] }
  | { do: 'cancel'; by: Person }
  | { do: 'extend'; deadline: number }
  | { do: 'reopen'; deadline: number };

/**
 * The vote after an action. Pure. Who may act is for the caller to ask.
 * @throws BotError `vote-over`, `vote-open`, `rules-fixed`, `bad-deadline` or `bad-field` where the vote's state forbids it; nothing has changed then
 */
export function act(vote: Vote, action: Action, now: number): Vote {
  switch (action.do) {
    case 'rules':
      mustBeOpen(vote);
      mustHaveNoVotes(action.voted);
      return fitRules({ ...vote, ...action.rules });
    case 'close':
      mustBeOpen(vote);
      return { ...vote, state: 'closed', ended: { at: now, by: action.by }, result: tally(vote, action.ballots, action.names) };
    case 'cancel':
      mustBeOpen(vote);
      return { ...vote, state: 'cancelled', ended: { at: now, by: action.by } };
    case 'extend':
      mustBeOpen(vote);
      if (action.deadline <= Math.max(now, vote.deadline)) throw new FieldError('ends', 'That is not later than it ends now.');
      return { ...vote, deadline: action.deadline };
    case 'reopen':
      if (vote.state === 'open') throw new BotError('vote-open', 'This vote is still open.');
      if (action.deadline <= now) throw new BotError('bad-deadline', 'That time has passed: choose a later one.');
      return {
        ...vote,
        state: 'open',
        deadline: action.deadline,
        ended: null,
        result: null,
        stands: null,
        runoff: null,
        reopened: now,
      };
  }
}

/**
 * A vote, or its rules, that can be kept.
 * @throws FieldError where an anonymous vote has too few people to hide among, or fewer may vote than must
 */
export function fitRules<Ruled extends Pick<Rules, 'voters' | 'secrecy' | 'quorum'>>(vote: Ruled): Ruled {
  const most = vote.voters?.length ?? Infinity;
  if (vote.secrecy === 'anonymous' && most < leastAnonymous)
    throw new FieldError(
      'secrecy',
      `An anonymous vote needs at least ${leastAnonymous} people: with fewer, the result says who chose what.`,
    );
  if (vote.quorum > most)
    throw new FieldError('quorum', `Only ${most} may vote, so ${vote.quorum} never will: choose a lower number.`);
  return vote;
}

/** Whether a vote closes now that these people (by id) have voted. */
export function isComplete(vote: Vote, voted: string[]): boolean {
  const { ending, quorum, secrecy } = vote;
  if (secrecy === 'anonymous' && voted.length < leastAnonymous) return false; // it would decide nothing
  const missing = new Set(awaited(vote)).difference(new Set(voted));
  if (ending === 'everyone') return voted.length > 0 && awaited(vote) !== null && missing.size === 0;
  return ending === 'quorum' && quorum > 0 && voted.length >= quorum;
}

/** The options of a runoff: those that tie, or the two best with whoever is level with the second; none where it would be no choice. */
export function runoffOf({ result, options, method }: Vote): VoteOption[] {
  if (!result || method === 'consent') return [];
  const { kind, leaders, options: counts } = result;
  const second = counts[1]?.sum ?? Infinity;
  const best = counts.filter(({ sum }) => sum >= second).map(({ id }) => id);
  const ids = kind === 'tie' ? leaders : kind === 'below-threshold' && options.length > 2 ? best : [];
  return options.filter(({ id }) => ids.includes(id));
}

/** @throws BotError `rules-fixed` where somebody has voted by the rules of a vote */
export function mustHaveNoVotes(voted: number): void {
  if (voted > 0)
    throw new BotError('rules-fixed', 'Somebody has voted by these rules, so they stay. Cancel the vote to start again.');
}

/** @throws BotError `vote-over` where it is not */
export function mustBeOpen({ state }: Vote): void {
  if (state !== 'open') throw new BotError('vote-over', 'This vote is over already.');
}
