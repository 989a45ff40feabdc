import { isDeepStrictEqual } from 'node:util';
import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { type Argument, type Command, commands } from '../../core/commands.ts';
import type { Bot } from '../../core/ports.ts';
import { commandTypes, contexts } from './wire.ts';

const inAnyOrder = z
  .array(z.int())
  .nullish()
  .transform((all) => all?.toSorted() ?? null);

/**
 * A command as Discord registers it, with what it fills in where nothing is said. What it adds on its own (ids, versions) is dropped, so
 * that ours and the registered ones can be compared. https://docs.discord.com/developers/interactions/application-commands
 */
const Definition = z.object({
  type: z.int().default(1),
  name: z.string(),
  description: z.string().default(''),
  get options(): z.ZodDefault<z.ZodArray<typeof Option>> {
    return z.array(Option).default([]);
  },
  contexts: inAnyOrder,
  integration_types: inAnyOrder,
});
const Option = z.object({
  type: z.int(),
  name: z.string(),
  description: z.string(),
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  get options(): z.ZodDefault<z.ZodArray<typeof Option>> {
    return z.array(Option).default([]);
  },
});
type Definition = z.input<typeof Definition>;

const subcommand = 1;
const text = 3;

/**
 * A command table as Discord takes it: `/tiebreak` with a subcommand a verb, and "Ask Tiebreak" on a message.
 * @param isCompleted whether an argument completes while it is typed
 * @param installs where the app may be installed: 0 servers, 1 users
 */
export function definitions(
  table: Command[],
  isCompleted: (command: Command, argument: Argument) => boolean,
  installs: number[],
): Definition[] {
  const place = { contexts: Object.values(contexts), integration_types: installs };
  const options = table.map((command) => ({
    type: subcommand,
    name: command.name,
    description: command.summary,
    options: command.arguments
      .map((argument) => ({
        type: text,
        name: argument.name,
        description: argument.summary,
        required: argument.required,
        autocomplete: isCompleted(command, argument),
      }))
      // "Required options must be listed before optional options"
      .sort((a, b) => Number(b.required) - Number(a.required)),
  }));
  return [
    {
      type: commandTypes.slash,
      name: 'tiebreak',
      description: 'Reviewed answers to a choice between options, with their sources',
      options,
      ...place,
    },
    { type: commandTypes.message, name: 'Ask Tiebreak', ...place },
  ];
}

/** Whether what Discord has registered differs from ours in anything that we define. */
export function isChanged(ours: Definition[], registered: unknown): boolean {
  const known = z.array(Definition).safeParse(registered);
  const inOrder = (all: z.infer<typeof Definition>[]) => all.toSorted((a, b) => a.type - b.type || (a.name < b.name ? -1 : 1));
  return !known.success || !isDeepStrictEqual(inOrder(known.data), inOrder(z.array(Definition).parse(ours)));
}

/** https://docs.discord.com/developers/resources/application#application-object */
const Application = z.object({
  id: z.string(),
  integration_types_config: z.record(z.string(), z.unknown()).default({ 0: {} }),
});

/**
 * Registers the commands for every server, and only where they changed: Discord takes 200 creations a day.
 * @returns whether they had changed. Rejects with what Discord answered.
 */
export async function registerCommands(rest: REST, bot: Bot): Promise<boolean> {
  const { id, integration_types_config } = Application.parse(await rest.get(Routes.currentApplication()));
  // A way to install that the app does not allow would be refused with everything else.
  const installs = Object.keys(integration_types_config).map(Number);
  const ours = definitions(commands, ({ name }, argument) => bot.suggest(name, argument.name, '', 1).length > 0, installs);
  const isStale = isChanged(ours, await rest.get(Routes.applicationCommands(id)));
  if (isStale) await rest.put(Routes.applicationCommands(id), { body: ours });
  return isStale;
}
