import { type ArgsDef, type CommandDef, defineCommand } from 'citty';
import type { Command } from '../../core/commands.ts';
import type { Input } from '../../core/event.ts';

/** What a person asked for on the command line: a verb with its arguments, or every line of the standard input. */
export type Call = { input: Input | null; isJson: boolean };

/** The command table as terminal verbs. Words need no quotes: all that follow the verb are its first argument. */
export function terminalCommands(commands: Command[], run: (call: Call) => Promise<void>): Record<string, CommandDef> {
  const define = ({ name, summary, arguments: args }: Command): CommandDef => {
    const [argument] = args;
    const flags: ArgsDef = {
      ...(argument ? { [argument.name]: { type: 'positional', description: argument.summary, required: false } } : {}),
      json: { type: 'boolean', description: 'print one JSON object a line' },
      ...(name === 'ask' ? { stdin: { type: 'boolean', description: 'read one question a line from the standard input' } } : {}),
    };
    return defineCommand({
      meta: { name, description: summary },
      args: flags,
      async run({ args: given }) {
        const words = (given._ as string[]).join(' ').trim();
        const isJson = given.json === true;
        if (given.stdin === true) return run({ input: null, isJson });
        if (argument?.required && !words) throw new Error(`What is the ${argument.name}? Try: tiebreak ${name} "..."`);
        await run({ input: { type: 'command', verb: name, args: argument && words ? { [argument.name]: words } : {} }, isJson });
      },
    });
  };
  return Object.fromEntries(commands.map((command) => [command.name, define(command)]));
}
