import { commands } from '../../core/commands.ts';
import { usageOf } from '../../core/help.ts';
import type { Bot } from '../../core/ports.ts';

/** What a text that is being typed can become: `text` replaces it, `label` and `summary` are shown. */
type Completion = { text: string; label: string; summary: string };

const most = 8;

/** What a text that begins with a slash, or with the bot's name, can become, best first; nothing for other texts. */
export function complete(text: string, { suggest }: Pick<Bot, 'suggest'>): Completion[] {
  if (/^@\w*$/.test(text) && '@tiebreak'.startsWith(text.toLowerCase()) && text.toLowerCase() !== '@tiebreak')
    return [{ text: '@tiebreak ', label: '@tiebreak', summary: 'Ask in the open: the answer goes to a thread' }];
  const [, verb, typed] = /^\/([a-z-]*)(?:\s+([\s\S]*))?$/i.exec(text) ?? [];
  if (verb === undefined) return [];
  if (typed === undefined) {
    const found = commands.filter(({ name }) => name.startsWith(verb.toLowerCase()));
    return found.map((command) => ({
      text: `/${command.name}${command.arguments.length > 0 ? ' ' : ''}`,
      label: `/${usageOf(command)}`,
      summary: command.summary,
    }));
  }
  const command = commands.find(({ name }) => name === verb.toLowerCase());
  const [argument] = command?.arguments ?? [];
  if (!command || !argument) return [];
  return suggest(command.name, argument.name, typed, most)
    .filter((value) => value !== typed)
    .map((value) => ({ text: `/${command.name} ${value}`, label: value, summary: argument.summary }));
}
