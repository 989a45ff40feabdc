import type { Event, Reach } from './event.ts';
import type { FormLimits } from './form.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Block, Reply } from './reply.ts';

/** How much room a block takes once it is rendered: components or blocks, and characters after escaping. */
export type Size = { blocks: number; characters: number };

/** What a platform accepts, as data. `Infinity` where it sets no limit. */
export type Limits = {
  /** The most that one message may hold. */
  message: { blocks: number; characters: number; tables: number };
  /** The most characters a single rendered block may hold, by type. */
  characters: Record<Block['type'], number>;
  table: { rows: number; columns: number };
  /** The most buttons in one block, and the characters in a label. */
  buttons: { count: number; label: number };
  /** The most characters of an encoded intent that a button and a form can carry. */
  carries: number;
  form: FormLimits;
  /** The size of a block as this platform's renderer would send it. */
  measure(block: Block): Size;
};

/** What the core can ask the platform that an event came from. */
export type Platform = {
  /** Whether we hear what people say in channels to nobody in particular. */
  hearsChannels: boolean;
  /** Whether it can show our pictures; where it cannot, a picture is described in words. */
  showsPictures: boolean;
  /** The most characters of an encoded intent that its buttons and forms can carry: what is longer is kept, and they carry its key. */
  carries: number;
  /** Whether we can post messages that no event asked for; where we cannot, everything has to be in replies. */
  announces: boolean;
  /** The ways in which an event reaches us that cannot be answered in private where others read too. */
  cannotWhisper: readonly Reach[];
  /**
   * Whether the person behind an event runs the workspace, where the event itself does not say. Null where only a click of theirs would tell,
   * false where nobody can know. Never rejects.
   */
  isAdmin(event: Event): Promise<boolean | null>;
  /**
   * Whether the person behind an event belongs to the workspace: no guest who sees only some of its places, and nobody of another company in a
   * place shared with it. @throws BotError where the platform does not say
   */
  isMember(event: Event): Promise<boolean>;
  /** Whether the place of an event is closed to some of the workspace; true where that cannot be known. Never rejects. */
  isPrivatePlace(event: Event): Promise<boolean>;
  /** The time zone of the person behind an event, by its name in the IANA database; null where the platform does not say. Never rejects. */
  zoneOf(event: Event): Promise<string | null>;
  /** Whether we are in the place of an event, or somebody can let us in; true where that cannot be known. Never rejects. */
  canJoin(event: Event): Promise<boolean>;
  /** The platform's word for a group of people that has a name ("user group", "role"); null where it has none. */
  groupWord: string | null;
  /** The groups in the workspace of an event. Never rejects. */
  groupsOf(event: Event): Promise<Groups>;
  /** Ids of the people in a group, by the group's id. @throws BotError where the platform does not say, with what to do */
  membersOf(event: Event, group: string): Promise<string[]>;
  /** Finds what stands in what people wrote in place of names, such as an id behind an @; null where the names stand there. */
  writtenId: RegExp | null;
  /** The names of people by their ids, and of whatever else `writtenId` finds, in their order; the id itself where the platform gives no name. Never rejects. */
  namesOf(event: Event, people: string[]): Promise<string[]>;
  /**
   * Ids of the people in a place, without bots and without those who have left. 'many' if there are more than `most`, null where the platform
   * does not say (the log then says what to do). Rejects if it should be asked again; with `NotYet` if it is known when.
   */
  peopleIn(place: Place, most: number): Promise<string[] | 'many' | null>;
};

/** A group of people that has a name, such as `@backend`. */
export type Group = { id: string; name: string };
/** `lacks`: why there may be more groups than we see, in a sentence of at most 100 characters; null if these are all. */
export type Groups = { all: Group[]; lacks: string | null };

/** The answer to an event, on its way: `replies` to show in order, each as one or more messages, at `address`. */
export type Post = {
  replies: Reply[];
  /** Where answers go, as the adapter noted when it delivered the event: plain data that only the adapter reads. */
  address: unknown;
  /** How many messages are done, including in earlier tries: do not send these again. */
  done: number;
  /** Whether an earlier try, whose end nobody saw, may have sent the next message: then look for it first, where that is possible. */
  isUnsure: boolean;
  /** Call this after each message, in order: it was sent, or refused for good. `message`: what `edit` finds it by, null if that is not known. */
  oneDone(outcome: 'sent' | 'refused', message: string | null): Promise<void>;
};

/** A place where people talk. */
export type Place = { platform: string; workspace: string; channel: string; thread: string | null };

/** Where a message goes that no event asked for: to a place, or to one person in private. */
export type Address = Place | { platform: string; workspace: string; user: string };

/** A message that was posted: what the platform needs to find it again, and a link for people (null where there is none). */
export type Shown = { message: string; link: string | null };

/**
 * Posts and edits messages that no event asked for. Everything here rejects if it should be tried again; with `NotYet` if it is known when, and
 * nothing went out.
 */
export type Announcer = {
  /** Whether a click on a private message reaches us as coming from the workspace that the message is about; if not, it gets no buttons. */
  privateClicks: boolean;
  /**
   * Posts a message. `key` is its own, and no other message has it. `isUnsure`: an earlier try, whose end nobody saw, may have posted it already;
   * that message is then changed to say this. Gives null if the platform refuses it for good (the log then says why), or if what was posted has
   * been deleted meanwhile: then nothing of it is left, and the key is used up.
   */
  post(to: Address, blocks: Block[], { key, isUnsure }: { key: string; isUnsure: boolean }): Promise<Shown | null>;
  /**
   * Changes a message. If it has grown beyond one message, the rest is posted below it. Gives what it is found by afterwards. Gives null if it, or
   * a part of it, is gone, or if a further part is refused for good: what is left is then deleted, so that it can be posted again. `keep` is told
   * what it is found by before anything more is posted, so that another try finds all of it.
   */
  edit(to: Address, message: string, blocks: Block[], keep: (message: string) => Promise<void>): Promise<string | null>;
  peopleIn: Platform['peopleIn'];
};

/** What receives events, and shows the replies. `stop` settles when no more events come. */
export type Adapter = Platform &
  Announcer & {
    name: string;
    /** May be called again after it rejected. @throws BotError with what to do; `Unreachable` if another try may help */
    start(): Promise<void>;
    stop(): Promise<void>;
    /** Whether events can reach us now. */
    isReady(): boolean;
  };

/** A platform elsewhere: hands its events to a `Delivery`, which stores them before they are acknowledged and has the answers sent. */
export type RemoteAdapter = Adapter & {
  /**
   * Shows what is left of an answer. Gives null when all of it is sent, or refused for good (the log then says so). Where the platform asks us
   * to wait, gives when to go on (ms since 1970). Rejects if it is not known whether a message went out.
   */
  send(post: Post): Promise<number | null>;
};

/** What an adapter hands its events to: stores them, and sees to it that each is answered once. */
export type Delivery = {
  /**
   * Stores an event, once however often it is delivered; its answer comes by `send`. Once this settles the event can be acknowledged, because
   * it cannot get lost any more. Rejects if it could not be stored. The event is answered at once, or not before `at` (ms since 1970).
   */
  accept(event: Event, address: unknown, at?: number | null): Promise<void>;
  /**
   * Answers an event now, for a platform that can show an answer in its acknowledgement. Gives the replies. Before anything is stored, `isTaken`
   * is asked whether the acknowledgement shows all of them; otherwise they come by `send`.
   */
  answer(event: Event, address: unknown, isTaken: (replies: Reply[]) => boolean): Promise<Reply[]>;
  /** Sends replies after all that `isTaken` had taken, if it turns out that the acknowledgement did not get through. */
  show(event: Event, address: unknown, replies: Reply[]): Promise<void>;
};

/** Is called with the replies to an event, in the same transaction that did what they say. */
export type Put = (replies: Reply[], inside: Transaction) => Promise<void>;

/** What an adapter talks to. */
export type Bot = {
  /**
   * Gives the replies to show, in order; none if the bot should stay silent, or has answered this event before. A fault becomes a reply
   * that says so. Rejects only if the store fails.
   */
  handle(event: Event, put?: Put): Promise<Reply[]>;
  /** False if an event certainly gets no answer. Costs little: most talk is not for us. */
  mayAnswer(event: Event): Promise<boolean>;
  /** Completions for a command's argument while it is typed, best first, at most `count`. */
  suggest(verb: string, argument: string, typed: string, count: number): string[];
};

/** Something that a pack's author should change: where, and what to do. `line` counts from 1. */
export type Problem = { file: string; line: number; message: string };

/** The pack in service, and what is wrong with its files as they are now. */
export type Library = {
  /** Always a valid pack: an edit that breaks the files changes nothing here. */
  knowledge(): Knowledge;
  problems(): Problem[];
  /** Whether what is in service is what the files say now. */
  isCurrent(): boolean;
  /** Calls back whenever any of this changes; gives a function that ends that. */
  onChange(listener: () => void): () => void;
};

/** Rows of one workspace of one platform; no other workspace can be reached through it. */
export type WorkspaceStore = {
  /** Sets a mark that expires after `ttl` ms. True if it was not set (or had expired) before: the first caller wins. */
  mark(key: string, ttl: number): Promise<boolean>;
  /**
   * Keeps a value that JSON can carry for `ttl` ms from now, in place of what was there. `user` is whose words it holds, so that they can be
   * erased with that person; null if it holds nobody's, or if it is to stay the person's it was before.
   */
  remember(key: string, value: unknown, ttl: number, user: string | null): Promise<void>;
  /** What was remembered; null if nothing was, or if it has expired. Comes from outside: pass it through a schema. */
  recall(key: string): Promise<unknown>;
  /** Deletes what was remembered. */
  forget(key: string): Promise<void>;
  /** Keeps a value of a kind until further notice, in place of what had the same key. `user` is whose it is; null if it is nobody's. */
  keep(kind: string, key: string, value: unknown, user: string | null): Promise<void>;
  /** Everything kept of a kind, the last changed first. Comes from outside: pass it through a schema. */
  kept(kind: string): Promise<unknown[]>;
  /** What is kept of a kind under a key; null if nothing is. Comes from outside: pass it through a schema. */
  find(kind: string, key: string): Promise<unknown>;
  /** What is kept of a kind under each of these keys, in their order; null where nothing is. Comes from outside: pass it through a schema. */
  findAll(kind: string, keys: string[]): Promise<unknown[]>;
  /** Deletes what is kept of a kind under a key; with null, everything of that kind. */
  drop(kind: string, key: string | null): Promise<void>;
  /** Everything kept and remembered, including what has expired and is not pruned yet. Reads a few rows at a time, however many there are. */
  rows(): AsyncIterable<StoredRow>;
  /** Deletes every row, marks included; with a `user`, every row that is this person's. Gives how many. */
  erase(user: string | null): Promise<number>;
};

/** A row as an export shows it. `expires`: ms since 1970, null for what is kept until further notice; `kind` is null for what expires. */
export type StoredRow = { kind: string | null; key: string; value: unknown; user: string | null; expires: number | null };

/**
 * What lets us act in the workspaces of a platform: whatever the platform gave us when we were installed, tokens included, as a value that JSON
 * can carry. A store that lasts encrypts it. It is kept apart from the rows of a workspace, so that no export shows it.
 */
export type Installations = {
  /** Keeps an installation in place of an earlier one. */
  save(workspace: string, installation: unknown): Promise<void>;
  /** Null where we are not installed. Comes from outside: pass it through a schema. */
  find(workspace: string): Promise<unknown>;
  /**
   * Lets one caller at a time, among all processes, change an installation. The others wait, and then see what it became.
   * @returns the installation as it is afterwards, null where there is none
   * @throws BotError `installation-busy` if somebody else's change takes longer than anybody should wait; whatever `change` rejects with
   */
  update(workspace: string, change: (installation: unknown) => Promise<unknown>): Promise<unknown>;
  /** Forgets an installation, unless it is newer than `until` (ms since 1970). Gives whether there was one. */
  erase(workspace: string, until: number): Promise<boolean>;
};

/** Work that must be done, whatever happens to the process that wanted it. */
export type Job = {
  /** Says who does it; `jobOn` gives the name of a job that only some processes can do. */
  name: string;
  /** A value that JSON can carry. */
  payload: unknown;
  /** At most one job waits under a key: a new one replaces it. */
  key: string;
  /** Jobs in the same queue are done one at a time, in the order of their times, then as they came. */
  queue: string;
  /** Not before this time (ms since 1970); null for at once. */
  at: number | null;
};

/**
 * Does a job. `tries` is how often it was begun before; one of these tries may have done it. Gives null when it is done, or a time (ms since
 * 1970) at which to ask again. If it rejects, the error is logged and the job is tried again, after a longer wait each time.
 */
export type Handler = (payload: unknown, tries: number) => Promise<number | null>;

export type Jobs = {
  /** Makes sure, before `start`, that this process may do jobs. @throws BotError `jobs-taken` if another process does them and only one can, `store-unavailable` if that cannot be told */
  claim(): Promise<void>;
  /**
   * From now on does the jobs that have a handler, several at a time, including those that other processes left undone. Each is begun as soon as
   * it is stored. Jobs of other names wait for a process that does them.
   */
  start(handlers: Record<string, Handler>): Promise<void>;
  /** Settles when everything is done that was begun, or that nobody else would begin now. What takes longer than `patience` ms is left for the next start. */
  stop(patience: number): Promise<void>;
  /** How much there is to do of the jobs that this process can do (before `start`: of all jobs), whichever process does them. */
  backlog(): Promise<Backlog>;
};

/** How many jobs are not due yet, due but not begun, and being done; `late`: how long the oldest due job has been due, in ms. */
export type Backlog = { later: number; due: number; busy: number; late: number };

/** A piece of work on a store: either all of its changes are made, or none. */
export type Transaction = {
  workspace(platform: string, workspace: string): WorkspaceStore;
  /** Makes every other transaction that locks this name, in any process, wait until this one is over. */
  lock(name: string): Promise<void>;
  /** Asks for a job, to be done once this transaction is over. */
  enqueue(job: Job): Promise<void>;
};

export type Store = {
  workspace(platform: string, workspace: string): WorkspaceStore;
  /**
   * Runs `work`. Its changes are kept if it resolves, and undone if it rejects. It may use the store only through what it is given. A power cut
   * (not the end of the process) may lose what has an expiry; everything else is on the disk when this settles.
   */
  transaction<Result>(work: (inside: Transaction) => Promise<Result>): Promise<Result>;
  jobs: Jobs;
  installations(platform: string): Installations;
  /** Encrypts with the newest key what an older one had encrypted. Gives the number of installations. */
  reseal(): Promise<number>;
  /** Forgets the installations that are encrypted with a key that is not set. Gives their number. */
  forgetLost(): Promise<number>;
  /** @throws BotError `key-missing` if an installation is encrypted with a key that is not set */
  checkKeys(): Promise<void>;
  /** Resolves when the database has accepted a change; rejects if it cannot be reached, is full, or can only be read. */
  ping(): Promise<void>;
  /** Stop `jobs` first. */
  close(): Promise<void>;
};

/** Turns a drawing (SVG) into a PNG. Rejects if it cannot. */
export type Draw = (svg: string) => Promise<Uint8Array>;

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Fields first, then a sentence, as pino has it. Never pass what people wrote. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;

/** What is counted for whoever runs the bot. `platform` is an adapter's name. */
export type Metrics = {
  /** A message was sent, was refused for good, or has to be tried again. */
  posted(platform: string, outcome: 'sent' | 'refused' | 'retried'): void;
  /** Something came from a workspace in which we are not installed. */
  strange(platform: string): void;
};
