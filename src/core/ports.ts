import type { Event } from './event.ts';
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

/** A platform: receives events, hands them to the bot, shows the replies. `stop` settles when what is in flight is done. */
export type Adapter = {
  name: string;
  limits: Limits;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** What an adapter talks to. */
export type Bot = {
  /** Gives the replies to show, in order; none when the bot should stay silent. Never rejects: a fault becomes a reply that says so. */
  handle(event: Event): Promise<Reply[]>;
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
  /** Keeps a value that JSON can carry for `ttl` ms from now, in place of what was there. */
  remember(key: string, value: unknown, ttl: number): Promise<void>;
  /** What was remembered, null if nothing was or its time is over. From outside: pass it through a schema. */
  recall(key: string): Promise<unknown>;
  /** Keeps a value of a kind until further notice, in place of what had the same key. */
  keep(kind: string, key: string, value: unknown): Promise<void>;
  /** Everything kept of a kind, the newest change first. From outside: pass it through a schema. */
  kept(kind: string): Promise<unknown[]>;
};

export type Store = {
  workspace(platform: string, workspace: string): WorkspaceStore;
  close(): Promise<void>;
};

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Structured first, then a sentence; the shape pino has. Never pass what people wrote. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
