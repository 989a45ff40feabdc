import type { Event, Reach } from './event.ts';
import type { FormLimits } from './form.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Block, Reply } from './reply.ts';

/** What a block takes up on a platform once rendered: components or blocks, and characters after escaping. */
export type Size = { blocks: number; characters: number };

/** What a platform takes, as data. `Infinity` where it sets no limit. */
export type Limits = {
  /** The most that one message may hold. */
  message: { blocks: number; characters: number; tables: number };
  /** The most characters a single rendered block may hold, by type. */
  characters: Record<Block['type'], number>;
  table: { rows: number; columns: number };
  /** The most buttons in one block, and the characters in a label and in the encoded intent it carries. */
  buttons: { count: number; label: number; action: number };
  form: FormLimits;
  /** Measures a block as this platform's renderer would send it. */
  measure(block: Block): Size;
};

/** What the core may ask of the platform that an event came from. */
export type Platform = {
  /** Whether we hear what people say in channels to nobody in particular. */
  hearsChannels: boolean;
  /** Whether it shows pictures of ours; where it does not, one is said in words. */
  showsPictures: boolean;
  /** Whether we can put messages before people that no event asks for; where we cannot, all that is to be seen is in replies. */
  announces: boolean;
  /** How something may reach us to which nothing can be said that only its person sees, where others read too. */
  cannotWhisper: readonly Reach[];
  /**
   * Whether who did this runs the workspace, where the event does not say; null where a click of theirs would tell, false where it cannot be
   * known. Never rejects.
   */
  isAdmin(event: Event): Promise<boolean | null>;
  /**
   * Whether who did this is one of the workspace's own: no guest who sees some of its places only, and nobody of another company in a place
   * shared with it. Never rejects.
   */
  isMember(event: Event): Promise<boolean>;
  /** Whether not everybody in the workspace can read the place of an event; true where it cannot be known. Never rejects. */
  isPrivatePlace(event: Event): Promise<boolean>;
  /** What people here call a group that they can name all at once ("user group", "role"); null where there are none. */
  groupWord: string | null;
  /** The groups where an event happened. Never rejects. */
  groupsOf(event: Event): Promise<Groups>;
  /** Ids of the people in a group, by its id. @throws BotError where the platform does not say, with what to do */
  membersOf(event: Event, group: string): Promise<string[]>;
  /** What stands for a name in what people wrote, such as a person's id behind an @; null where names stand there. */
  writtenId: RegExp | null;
  /** What people here are called, by their ids and in their order, and what else `writtenId` finds; the id of whom the platform does not name. Never rejects. */
  namesOf(event: Event, people: string[]): Promise<string[]>;
  /**
   * Ids of the people in a place, without bots and those who have left. 'many' where they are more than `most`, null where the platform
   * does not say (the log then says what to do). Rejects where it should be asked again; with `NotYet` where it is known when.
   */
  peopleIn(place: Place, most: number): Promise<string[] | 'many' | null>;
};

/** A group of people that has a name, such as `@backend`. */
export type Group = { id: string; name: string };
/** `lacks`: a sentence of at most 100 characters on why there may be more than we see; null where these are all. */
export type Groups = { all: Group[]; lacks: string | null };

/** The answer to an event on its way: `replies` to show in order, one or more messages each, at `address`. */
export type Post = {
  replies: Reply[];
  /** What the platform's adapter said of where answers go when it delivered the event: plain data that only it reads. */
  address: unknown;
  /** How many messages are done, in earlier tries too; these are not to be sent again. */
  done: number;
  /** Whether the next message may have gone out in an earlier try whose end nobody saw: then it is to be looked for, where it can be. */
  isUnsure: boolean;
  /** To be called after each message, in order: it went out, or was refused for good. `message`: what `edit` finds it by, null where that is not known. */
  oneDone(outcome: 'sent' | 'refused', message: string | null): Promise<void>;
};

/** A place where people talk. */
export type Place = { platform: string; workspace: string; channel: string; thread: string | null };

/** Where a message goes that no event asks for: a place, or one person in private. */
export type Address = Place | { platform: string; workspace: string; user: string };

/** A message that was put there: what the platform needs to find it again, and where people do (null where there is no such address). */
export type Shown = { message: string; link: string | null };

/** Messages of our own accord, and whom they reach. All of it rejects where it should be tried again; with `NotYet` where it is known when, and nothing went out. */
export type Announcer = {
  /** Whether a click on a message to one person comes from the workspace that it is about; where it does not, buttons there lead nowhere. */
  privateClicks: boolean;
  /**
   * `key` tells the message from all others; `isUnsure` says that it may stand there already, from an earlier try whose end nobody saw: then
   * that is changed to say this. Null where the platform refuses it for good (the log then says why), or what stood there was deleted meanwhile:
   * nothing of it is left, and the key is used up.
   */
  post(to: Address, blocks: Block[], { key, isUnsure }: { key: string; isUnsure: boolean }): Promise<Shown | null>;
  /**
   * Gives what it is found by then: more is posted below. Null where it is gone, or a part of it, or a further part is refused for good: what is
   * left is then deleted, so that it can be posted anew. `keep` is given what it is found by once more is begun, so that another try finds that.
   */
  edit(to: Address, message: string, blocks: Block[], keep: (message: string) => Promise<void>): Promise<string | null>;
  peopleIn: Platform['peopleIn'];
};

/** A platform: receives events, writes them down before it acknowledges them, shows the replies. `stop` settles when no more come. */
export type Adapter = Platform &
  Announcer & {
    name: string;
    /** May be called again where it rejected. @throws BotError with what to do; `Unreachable` where another try may mend it */
    start(): Promise<void>;
    stop(): Promise<void>;
    /** Whether events can reach us now. */
    isReady(): boolean;
    /**
     * Shows what is left of an answer. Gives null when it is done or refused for good (it then says so in the log), else when to go on (ms since
     * 1970), where the platform asks us to wait. Rejects where it is not known whether a message went out.
     */
    send(post: Post): Promise<number | null>;
  };

/** What an adapter hands its events to. */
export type Delivery = {
  /**
   * Writes an event down, once however often it is delivered; its answer comes by `send`. Once this settles, the event may be acknowledged:
   * it is not lost any more. Rejects where it could not be stored. It is answered at once, or not before `at` (ms since 1970).
   */
  accept(event: Event, address: unknown, at?: number | null): Promise<void>;
  /**
   * Answers an event now, for a platform that takes something of the answer as its acknowledgement: gives the replies. `isTaken` is asked,
   * before anything is stored, whether they are all shown that way; otherwise they come by `send`.
   */
  answer(event: Event, address: unknown, isTaken: (replies: Reply[]) => boolean): Promise<Reply[]>;
  /** Has replies shown by `send` after all, which `isTaken` took, where it turned out that they did not get through. */
  show(event: Event, address: unknown, replies: Reply[]): Promise<void>;
};

/** What an adapter talks to. */
export type Bot = {
  /**
   * Gives the replies to show, in order; none when the bot should stay silent, or has answered this event before. A fault becomes a reply
   * that says so. `put` is called with them in the transaction of everything that they say is done. Rejects only where the store fails.
   */
  handle(event: Event, put?: (replies: Reply[], inside: Transaction) => Promise<void>): Promise<Reply[]>;
  /** False where an event certainly gets no answer, told without much work: most talk is not for us. */
  mayAnswer(event: Event): Promise<boolean>;
  /** Completions for a command's argument while it is typed, best first, at most `count`. */
  suggest(verb: string, argument: string, typed: string, count: number): string[];
};

/** Something a pack's author should change: where, and what to do. `line` counts from 1. */
export type Problem = { file: string; line: number; message: string };

/** The pack in service, and what is wrong with its files as they stand now. */
export type Library = {
  /** A valid pack, always: files that break it leave it as it was. */
  knowledge(): Knowledge;
  problems(): Problem[];
  /** Whether the files as they stand are what is in service. */
  isCurrent(): boolean;
  /** Calls back after each of these changes; gives what ends that. */
  onChange(listener: () => void): () => void;
};

/** Rows of one workspace of one platform; no other workspace can be reached through it. */
export type WorkspaceStore = {
  /** Sets a mark that expires after `ttl` ms. True if it was not set (or had expired) before: the first caller wins. */
  mark(key: string, ttl: number): Promise<boolean>;
  /**
   * Keeps a value that JSON can carry for `ttl` ms from now, in place of what was there. `user` is whose words it holds, so that they can be
   * erased; null where nobody's are, or where they stay whose they were.
   */
  remember(key: string, value: unknown, ttl: number, user: string | null): Promise<void>;
  /** What was remembered, null if nothing was or its time is over. From outside: pass it through a schema. */
  recall(key: string): Promise<unknown>;
  /** Deletes what was remembered. */
  forget(key: string): Promise<void>;
  /** Keeps a value of a kind until further notice, in place of what had the same key. `user` is whose it is, null where it is nobody's. */
  keep(kind: string, key: string, value: unknown, user: string | null): Promise<void>;
  /** Everything kept of a kind, the newest change first. From outside: pass it through a schema. */
  kept(kind: string): Promise<unknown[]>;
  /** What is kept of a kind under a key, null if nothing is. From outside: pass it through a schema. */
  find(kind: string, key: string): Promise<unknown>;
  /** What is kept of a kind under each of these keys, in their order, null where nothing is. From outside: pass it through a schema. */
  findAll(kind: string, keys: string[]): Promise<unknown[]>;
  /** Deletes what is kept of a kind under a key, or (null) everything of the kind. */
  drop(kind: string, key: string | null): Promise<void>;
  /** Everything kept and remembered, also what has expired and is not pruned yet; a few rows at a time, whatever their number. */
  rows(): AsyncIterable<Row>;
  /** Deletes every row, marks included, or (where `user` is given) every row that is this person's. Gives how many. */
  erase(user: string | null): Promise<number>;
};

/** A row as an export shows it. `expires`: ms since 1970, null for what is kept until further notice; `kind` is null for what expires. */
export type Row = { kind: string | null; key: string; value: unknown; user: string | null; expires: number | null };

/**
 * What lets us act in the workspaces of a platform: whatever it hands us there, tokens included, as a value that JSON can carry. A store that
 * lasts encrypts it. Apart from the rows of a workspace, so that no export shows it.
 */
export type Installations = {
  /** Keeps an installation in place of an earlier one. */
  save(workspace: string, installation: unknown): Promise<void>;
  /** Null where we are not installed. From outside: pass it through a schema. */
  find(workspace: string): Promise<unknown>;
  /**
   * Lets one caller at a time, of all processes, change an installation: the others wait, and are handed what it became.
   * @returns the installation as it is afterwards, null where there is none
   * @throws BotError `installation-busy` where somebody else's change takes longer than anybody should wait; whatever `change` rejects with
   */
  update(workspace: string, change: (installation: unknown) => Promise<unknown>): Promise<unknown>;
  /** Forgets an installation, unless it is newer than `until` (ms since 1970). */
  erase(workspace: string, until: number): Promise<void>;
};

/** Work that must be done, whatever happens to the process that wanted it. */
export type Job = {
  /** Names who does it; `jobOn` gives the name of a job that only some processes can do. */
  name: string;
  /** A value that JSON can carry. */
  payload: unknown;
  /** Of jobs with one key at most one waits: the last. */
  key: string;
  /** Jobs of one queue are done one at a time, in the order of their times, then as they came. */
  queue: string;
  /** Not before this time (ms since 1970); null for at once. */
  at: number | null;
};

/**
 * Does a job. `tries` is how often it was begun before, whatever became of that: it may have been done. Gives null when it is done, or a time
 * (ms since 1970) to be asked again. What it rejects with is logged, and the job is tried again, later each time.
 */
export type Handler = (payload: unknown, tries: number) => Promise<number | null>;

export type Jobs = {
  /** Makes sure, ahead of `start`, that this process may do jobs. @throws BotError `jobs-taken` where another does them and only one can, `store-unavailable` where that cannot be told */
  claim(): Promise<void>;
  /**
   * Does the jobs that have a handler from now on, also those that others left undone, several at a time; each is begun as soon as it is
   * stored. Those of other names wait for a process that does them.
   */
  start(handlers: Record<string, Handler>): Promise<void>;
  /** Settles when what was begun is done, and what nobody else would begin now; what is not done within `patience` ms is left for another start. */
  stop(patience: number): Promise<void>;
  /** What there is to do of the jobs that this process does (before it starts: of all), whichever process does it. */
  backlog(): Promise<Backlog>;
};

/** How many jobs are not due yet, are due and not begun, and are being done; `late`: how long the longest due one has been due, in ms. */
export type Backlog = { later: number; due: number; busy: number; late: number };

/** A piece of work on a store whose changes are all made, or none. */
export type Transaction = {
  workspace(platform: string, workspace: string): WorkspaceStore;
  /** Holds up every other transaction that locks this name, in any process, until this one is over. */
  lock(name: string): Promise<void>;
  /** Asks for a job, to be done once this is over. */
  enqueue(job: Job): Promise<void>;
};

export type Store = {
  workspace(platform: string, workspace: string): WorkspaceStore;
  /**
   * Runs `work`, whose changes are kept when it settles and undone when it rejects. It must not use the store but through what it is handed.
   * What only expires may be lost to a power cut (not to the end of the process); everything else is on the disk when this settles.
   */
  transaction<Result>(work: (inside: Transaction) => Promise<Result>): Promise<Result>;
  jobs: Jobs;
  installations(platform: string): Installations;
  /** Encrypts with the newest key what an older one has encrypted; gives how many installations that were. */
  reseal(): Promise<number>;
  /** Forgets the installations that are encrypted with a key that is not set; gives how many those were. */
  forgetLost(): Promise<number>;
  /** @throws BotError `key-missing` where an installation is encrypted with a key that is not set */
  checkKeys(): Promise<void>;
  /** Settles when the database has taken a change; rejects when it cannot be reached, is full or may only be read. */
  ping(): Promise<void>;
  /** Stop `jobs` before. */
  close(): Promise<void>;
};

/** Turns a drawing (SVG) into a PNG. Rejects where it cannot. */
export type Draw = (svg: string) => Promise<Uint8Array>;

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Structured first, then a sentence; the shape pino has. Never pass what people wrote. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;

/** What is counted for whoever runs it. `platform` is an adapter's name. */
export type Metrics = {
  /** An answer went out, was refused for good, or has to be tried again. */
  posted(platform: string, outcome: 'sent' | 'refused' | 'retried'): void;
  /** Something came from where we are not installed. */
  strange(platform: string): void;
};
