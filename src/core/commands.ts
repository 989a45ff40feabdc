import type { Intent } from './intent.ts';
import type { Answer } from './knowledge/ask.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Block } from './reply.ts';

export type Argument = {
  name: string;
  summary: string;
  required: boolean;
  /** Everything this argument may complete to, in the order to offer it; empty where any words will do. */
  values(knowledge: Knowledge): string[];
};

/** What a verb gives back: blocks to show, and what was found out where a question was answered. */
export type Outcome = { blocks: Block[]; answer: Answer | null };

/**
 * A verb, as data: it becomes a Slack subcommand, a Discord subcommand, a terminal verb and a line of help.
 * Typed as text, everything after the verb is its first argument.
 */
export type Command = {
  name: string;
  /** One line, at most 100 characters (Discord's limit for a description). */
  summary: string;
  arguments: Argument[];
  /** Arguments worth trying, without the verb. */
  examples(knowledge: Knowledge): string[];
  /** @throws BotError where what was asked makes no sense; its message is shown. */
  run(args: Record<string, string>, context: { knowledge: Knowledge; commands: Command[] }): Outcome;
};
