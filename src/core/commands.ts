import { decideCommand } from './decisions/command.ts';
import { decisionsCommand } from './decisions/decisions.ts';
import { proposalIn } from './decisions/draft.ts';
import type { Event } from './event.ts';
import { helpCommand, sourcesCommand } from './help.ts';
import type { Intent } from './intent.ts';
import { type Answer, ask } from './knowledge/ask.ts';
import { askCommand, compareCommand } from './knowledge/command.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Grammar } from './orders.ts';
import { webCommand } from './pages.ts';
import type { Platform, WorkspaceStore } from './ports.ts';
import { eraseCommand, exportCommand } from './privacy.ts';
import type { Audience, Block } from './reply.ts';
import { recommendCommand } from './scoring/command.ts';
import { scorecardsCommand } from './scoring/scorecards.ts';
import { settingsCommand } from './settings.ts';
import type { Desk } from './transaction.ts';

export type Argument = {
  name: string;
  summary: string;
  required: boolean;
  /** Everything that this argument can complete to, in the order to offer it; empty if any words will do. */
  values(knowledge: Knowledge): string[];
};

/** What a verb gives back: blocks to show, and what else a reply needs. */
export type Outcome = {
  blocks: Block[];
  /** What was found, if questions were asked. */
  answers?: Answer[];
  /** The intent that shows the same to everybody, if it may be shared. */
  share?: Intent | null;
  /** Who may see it, if the event does not decide that. */
  audience?: Audience;
  /** These three as in a `Reply`. */
  replaces?: boolean;
  data?: object;
  board?: string;
  /** The id of the scorecard that it is about. */
  scorecard?: string;
  /** What words may pick, where it is offered in another message than this. */
  offered?: Intent[];
};

/** What a verb can use besides its arguments. */
export type Context = {
  knowledge: Knowledge;
  commands: Command[];
  rows: WorkspaceStore;
  platform: Platform;
  event: Event;
  /** In ms since 1970. */
  now: number;
  /** Runs `work` on this workspace's rows: either all of its changes are made, or none. */
  transact<Result>(work: (desk: Desk) => Promise<Result>): Promise<Result>;
  /** Where people reach our pages; null if we have none. */
  pagesAt: string | null;
};

/** What can be asked for by name, even if only buttons do so. */
export type Verb = {
  name: string;
  /** @throws BotError if what was asked makes no sense; its message is shown. */
  run(args: Record<string, string>, context: Context): Promise<Outcome>;
};

/**
 * A verb of the table, as data: each platform turns it into a command of its own, and help into a line. When it is typed as text, everything after
 * the verb is its first argument.
 */
export type Command = Verb & {
  /** One line, at most 100 characters: the tightest limit a platform sets for a description. */
  summary: string;
  /** How people ask in their own words for what it does; tried only if no passage answers them. */
  askedFor: RegExp | null;
  /** Whether it shows something and asks nothing first: whoever asks for it in their own words gets it at once, instead of a button to it. */
  onlyShows?: true;
  arguments: Argument[];
};

/** Every verb there is, in the order help lists them. */
export const commands: Command[] = [
  askCommand,
  compareCommand,
  recommendCommand,
  scorecardsCommand,
  decideCommand,
  decisionsCommand,
  helpCommand,
  settingsCommand,
  sourcesCommand,
  webCommand,
  exportCommand,
  eraseCommand,
];

/** What it takes to read typed words: the verbs of the table and the options of the pack. */
export const grammarOf = (knowledge: Knowledge): Grammar => ({
  verbs: commands.map((command) => ({ name: command.name, argument: command.arguments[0]?.name ?? null })),
  optionsIn: (said) => knowledge.names.read(said).options,
  isOption: (said) => knowledge.pack.options.some(({ name }) => name === proposalIn(said, knowledge)),
  hasAnswer: (said) => ask(knowledge, said).outcome !== 'declined' || commands.some(({ askedFor }) => askedFor?.test(said)),
  canScore: (said) => knowledge.scope(said).length > 0,
});

/** What a command's argument can complete to while it is typed, best first, at most `count`. */
export function completions(knowledge: Knowledge, verb: string, argument: string, typed: string, count: number): string[] {
  const found = commands.find(({ name }) => name === verb)?.arguments.find(({ name }) => name === argument);
  const wanted = typed.trim().toLowerCase();
  const values = found?.values(knowledge).filter((value) => value.toLowerCase().includes(wanted)) ?? [];
  const starts = (value: string): number => (value.toLowerCase().startsWith(wanted) ? 0 : 1);
  return values.toSorted((a, b) => starts(a) - starts(b)).slice(0, count);
}
