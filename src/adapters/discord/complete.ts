import type { REST } from 'discord.js';
import type { Bot, Log } from '../../core/ports.ts';
import { faultOf } from './errors.ts';
import { completions } from './limits.ts';
import { respond } from './ways.ts';
import type { Autocomplete } from './wire.ts';

const respondWithChoices = 8;

/** Completes the argument that is being typed. What Discord refuses is logged by its code; this never rejects. */
export async function complete(interaction: Autocomplete, { bot, rest, log }: { bot: Bot; rest: REST; log: Log }): Promise<void> {
  const [{ name: verb, options }] = interaction.data.options;
  const typed = options.find(({ focused }) => focused);
  try {
    const found = typed ? bot.suggest(verb, typed.name, String(typed.value), completions.count) : [];
    await respond(rest, interaction, { type: respondWithChoices, data: { choices: choicesOf(found) } });
  } catch (error) {
    log.warn({ ...faultOf(error), verb }, 'Discord did not take the completions');
  }
}

/** What is too long to be sent back whole is not offered: cut short it would mean something else. */
export const choicesOf = (found: string[]): { name: string; value: string }[] =>
  [...new Set(found)]
    .filter((value) => value.trim() !== '' && value.length <= completions.characters)
    .slice(0, completions.count)
    .map((value) => ({ name: value, value }));
