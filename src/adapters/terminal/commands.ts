import { type ArgsDef, type CommandDef, defineCommand } from 'citty';
import type { Command } from '../../core/commands.ts';
import type { Input } from '../../core/event.ts';

/** A verb with its arguments; null asks every line of the standard input. */
export type Call = { input: Input | null; isJson: boolean };

/** What the command line can start; each settles when it is done. */
export type Actions = {
  run(call: Call): Promise<void>;
  chat(): Promise<void>;
  start(): Promise<void>;
  /** `folder` is null for the pack in use. */
  check(folder: string | null): Promise<void>;
  /** Says what is wrong and ends the program. */
  fail(message: string): never;
};

/** The whole command line: the command table's verbs, and what only a terminal has. */
export const createProgram = (commands: Command[], { run, chat, start, check, fail }: Actions): CommandDef =>
  defineCommand({
    meta: { name: 'tiebreak', description: 'Answers "this or that?" from reviewed passages with their source' },
    subCommands: {
      ...Object.fromEntries(commands.map((command) => [command.name, defineVerb(command, run, fail)])),
      chat: defineCommand({ meta: { name: 'chat', description: 'Talk to it at a prompt' }, run: chat }),
      check: defineCommand({
        meta: { name: 'check', description: 'Report every problem of a pack' },
        args: {
          folder: { type: 'positional', description: 'the folder of the pack; without it, the one in use', required: false },
        },
        run: ({ args }) => check(args.folder ?? null),
      }),
      start: defineCommand({ meta: { name: 'start', description: 'Start every platform whose tokens are set' }, run: start }),
    },
  });

/** A verb of the table. Words need no quotes: all that follow it are its first argument. */
function defineVerb({ name, summary, arguments: [argument] }: Command, run: Actions['run'], fail: Actions['fail']): CommandDef {
  const flags: ArgsDef = {
    ...(argument ? { [argument.name]: { type: 'positional', description: argument.summary, required: false } } : {}),
    json: { type: 'boolean', description: 'print one JSON object a line' },
    ...(name === 'ask' ? { stdin: { type: 'boolean', description: 'read one question a line from the standard input' } } : {}),
  };
  return defineCommand({
    meta: { name, description: summary },
    args: flags,
    async run({ args }) {
      const unknown = Object.keys(args).filter((name) => name !== '_' && !(name in flags));
      if (unknown.length > 0) fail(`Unknown option --${unknown.join(', --')}. Put -- before words that begin with dashes.`);
      const words = args._.join(' ').trim();
      const isJson = args.json === true;
      if (args.stdin === true) return run({ input: null, isJson });
      await run({ input: { type: 'command', verb: name, args: argument && words ? { [argument.name]: words } : {} }, isJson });
    },
  });
}
