import { z } from 'zod';
import { BotError, FieldError } from '../errors.ts';
import { oneKeyOf } from '../shapes.ts';
import { day } from '../time.ts';
import { leastAnonymous, Result, tally } from './tally.ts';

/** How people vote. */
export const methods = {
  single: 'One option each',
  approval: 'Every option one can live with',
  score: 'A score of 0 to 5 for each option',
  consent: 'Consent to one proposal, or object',
} as const;
export const Method = oneKeyOf(methods);
export type Method = z.infer<typeof Method>;

/** What others see of the choices. An anonymous vote is also hidden until the close, or changes in its counts would show who chose what. */
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
/** As much as a button holds on every platform, in characters. */
export const longestOption = 75;
/** The most people that can be named as voters: each of them is reminded in private. */
export const mostVoters = 500;
/** In a channel with more people than this, a vote does not count them, and one message reminds them all. */
export const mostPresent = 50;

export const Person = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof Person>;

export const VoteOption = z.object({ id: z.string(), name: z.string(), note: z.string() });
export type VoteOption = z.infer<typeof VoteOption>;

/** The rules of a vote, which can be changed while nobody has voted. */
export const Rules = z.object({
  /** Ids of those who may vote; null for everybody in the channel. */
  voters: z.array(z.string()).nullable(),
  /** The group whose members `voters` were when it was chosen, as people read it: `user group @backend`. */
  group: z.object({ id: z.string(), name: z.string() }).nullable().default(null),
  /** Who may vote, as people read it: `the role backend`, `Ana, Ben and 3 others`; empty if it is the channel. */
  called: z.string().default(''),
  secrecy: Secrecy,
  /** How many must vote; 0 if any number will do. */
  quorum: z.int().min(0),
  /** What an option needs to win, in percent: of the people who chose, or (score) of the highest possible mean. */
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

/** What a scorecard or the pack says about the options, for the record. */
export const Ground = z.object({
  drivers: z.array(z.string()),
  pros: z.record(z.string(), z.array(z.string())),
  source: z.string(),
});
export type Ground = z.infer<typeof Ground>;

/** A vote that led to a runoff: when it closed, its options, and its result in words. */
const Round = z.object({ at: z.number(), options: z.array(VoteOption), said: z.string(), standing: z.array(z.string()) });

/** A vote without its ballots. Times are in ms since 1970. */
export const Vote = Rules.extend({
  /** If the vote is for its channel: the ids of who was in it when we last looked, and of who has voted since; null if unknown. */
  present: z.array(z.string()).nullable().default(null),
  id: z.string(),
  question: z.string(),
  context: z.string(),
  options: z.array(VoteOption).min(1).max(mostOptions),
  method: Method,
  ground: Ground,
  /** Where the vote is held. */
  channel: z.string(),
  thread: z.string().nullable(),
  /** Whether only some of the workspace can read that channel. Votes stored before this was asked count as private. */
  isPrivate: z.boolean().default(true),
  starter: Person,
  started: z.number(),
  deadline: z.number(),
  state: z.enum(['open', 'closed', 'cancelled']),
  /** When and by whom it was closed or cancelled; `by` is null if it closed by itself. */
  ended: z.object({ at: z.number(), by: Person.nullable() }).nullable(),
  result: Result.nullable(),
  /** The number of the record it led to. */
  record: z.int().nullable(),
  /** The number of the record that it is meant to supersede. */
  supersedes: z.int().nullable(),
  /** The number of the record that still stands if this vote led to none; null if there is none that people in its place may know of. */
  stands: z.int().nullable().default(null),
  /** The id of its runoff. */
  runoff: z.string().nullable().default(null),
  /** If this is a runoff: the votes that led to it, oldest first. */
  rounds: z.array(Round).default([]),
  /** When it was last reopened; null for never. */
  reopened: z.number().nullable().default(null),
});
export type Vote = z.infer<typeof Vote>;

/**
 * What somebody chose: a number for each option that they gave one. No number at all is an abstention, which counts for the quorum only.
 * - single and approval: 1 for what is chosen
 * - score: 0 to 5
 * - consent: 1 consents, 0 stands aside, -1 objects
 */
export const Choice = z.record(z.string(), z.int().min(-1).max(5));
export type Choice = z.infer<typeof Choice>;

/** A choice with whose it is (`user` and `name`, null in an anonymous vote) and why. */
export const Ballot = z.object({
  user: z.string().nullable().default(null),
  name: z.string().nullable(),
  choice: Choice,
  reason: z.string(),
});
export type Ballot = z.infer<typeof Ballot>;

export const longestReason = 1_000;

/** Gives people distinct names: those who share one have their id added to it. */
export function tellApart(people: Person[]): Person[] {
  const sharing = Map.groupBy(people, ({ name }) => name);
  return people.map((each) =>
    (sharing.get(each.name)?.length ?? 0) > 1 ? { ...each, name: `${each.name} (${each.id})` } : each,
  );
}

/** The ids of those who may vote, as far as they are known; null if they are not. */
export const awaited = ({ voters, present }: Pick<Vote, 'voters' | 'present'>): string[] | null => voters ?? present;

/** @throws BotError if the vote is over, or they may not vote in it */
export function mustBeVoter(vote: Vote, { user, channel }: { user: string; channel: string }, now: number): void {
  if (vote.state !== 'open' || now >= vote.deadline)
    throw new BotError('vote-over', 'This vote is over, so I did not count that.');
  // The starter was in the channel, and may have got the vote's buttons in a private message.
  const isVoter =
    vote.voters?.includes(user) ?? (channel === vote.channel || user === vote.starter.id || vote.present?.includes(user));
  if (isVoter) return;
  throw vote.voters === null
    ? new BotError('not-there', 'This vote is for the channel where it runs. From here nothing counts: vote there.')
    : new BotError('not-a-voter', 'This vote is for others: its starter chose who may vote.');
}

/**
 * Checks a choice against the vote's method and options.
 * @throws BotError `bad-choice` if it does not fit them
 */
export function readChoice({ method, options }: Pick<Vote, 'method' | 'options'>, choice: Choice): Choice {
  const given = Object.entries(choice);
  const [low, high] = { single: [1, 1], approval: [1, 1], score: [0, 5], consent: [-1, 1] }[method] as [number, number];
  const most = method === 'single' || method === 'consent' ? 1 : options.length;
  const isKnown = given.every(([id, value]) => options.some((option) => option.id === id) && value >= low && value <= high);
  if (!isKnown || given.length > most) throw new BotError('bad-choice', 'I do not understand that choice. Please vote again.');
  return choice;
}

/** How every vote begins, and begins again: nothing has come of it yet. */
export const newVote = {
  state: 'open',
  ended: null,
  result: null,
  record: null,
  stands: null,
  runoff: null,
  reopened: null,
} as const;

/** What can be done to a vote as a whole; it is reopened for a day. `names` are those of the people who voted. */
export type Action =
  | { do: 'rules'; rules: Partial<Rules>; voted: number }
  | { do: 'close'; by: Person | null; ballots: Ballot[]; names: string[] }
  | { do: 'cancel'; by: Person }
  | { do: 'extend'; deadline: number }
  | { do: 'reopen' };

/**
 * The vote after an action. Pure. The caller checks that the person may act.
 * @throws BotError `vote-over`, `vote-open`, `rules-fixed` or `bad-field` if the vote's state forbids it
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
      return { ...vote, ...newVote, supersedes: vote.record ?? vote.supersedes, deadline: now + day, reopened: now };
  }
}

/**
 * Checks that a vote's rules fit together, and returns the vote.
 * @throws FieldError if an anonymous vote has too few people to hide among, or fewer people may vote than must
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

/** Whether a vote closes before its deadline, now that these people (by id) have voted. */
export function isComplete(vote: Vote, voted: string[]): boolean {
  const { ending, quorum, secrecy } = vote;
  if (secrecy === 'anonymous' && voted.length < leastAnonymous) return false; // it would decide nothing
  const missing = new Set(awaited(vote)).difference(new Set(voted));
  if (ending === 'everyone') return voted.length > 0 && awaited(vote) !== null && missing.size === 0;
  return ending === 'quorum' && quorum > 0 && voted.length >= quorum;
}

/** The options of a runoff: those that tie, or the two best and any that equal the second; none if a runoff makes no sense. */
export function runoffOf({ result, options, method }: Vote): VoteOption[] {
  if (!result || method === 'consent') return [];
  const { kind, leaders, options: counts } = result;
  const second = counts[1]?.sum ?? Infinity;
  const best = counts.filter(({ sum }) => sum >= second).map(({ id }) => id);
  const ids = kind === 'tie' ? leaders : kind === 'below-threshold' && options.length > 2 ? best : [];
  return options.filter(({ id }) => ids.includes(id));
}

/** @throws BotError `rules-fixed` if somebody has voted already */
export function mustHaveNoVotes(voted: number): void {
  if (voted > 0)
    throw new BotError('rules-fixed', 'Somebody has voted by these rules, so they stay. Cancel the vote to start again.');
}

/** @throws BotError `vote-over` if it is not open */
export function mustBeOpen({ state }: Vote): void {
  if (state !== 'open') throw new BotError('vote-over', 'This vote is over already.');
}
