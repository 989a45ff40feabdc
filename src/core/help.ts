import type { Command } from './commands.ts';
import { onVoteSaid } from './decisions/here.ts';
import { suggestionButtons } from './knowledge/answer.ts';
import { editionOf } from './knowledge/pack.ts';
import { type Block, choices, code, list, strong, text } from './reply.ts';
import { counted, sentenceList } from './sentences.ts';

/** How a verb is typed: `ask <question>`, `compare [criterion]`. */
export const usageOf = ({ name, arguments: taken }: Command): string =>
  [name, ...taken.map((each) => (each.required ? `<${each.name}>` : `[${each.name}]`))].join(' ');

/** Verbs with their arguments, and what they do. */
export const usage = (verbs: Command[]): Block => list(verbs.map((verb) => [code(usageOf(verb)), `  ${verb.summary}`]));

export const helpCommand: Command = {
  name: 'help',
  summary: 'What you can ask for',
  askedFor: null,
  arguments: [],
  async run(_args, context) {
    const ofVote = await onVoteSaid(context); // "how is it going?"
    if (ofVote) return ofVote;
    const { knowledge, commands } = context;
    const { pack } = knowledge;
    return {
      blocks: [
        text(strong(`I answer questions about ${pack.title}`), ' from reviewed passages, each with its source.'),
        text('Ask in your own words, for example:'),
        choices(...suggestionButtons(knowledge, pack.suggestions)),
        text('What I do by name:'),
        usage(commands),
      ],
    };
  },
};

export const sourcesCommand: Command = {
  name: 'sources',
  summary: 'What I know, from where, as of when',
  askedFor: null,
  arguments: [],
  async run(_args, context) {
    const ofVote = await onVoteSaid(context); // "is it anonymous?"
    if (ofVote) return ofVote;
    const { pack } = context.knowledge;
    const { source } = pack;
    const rows = pack.tables.reduce((sum, table) => sum + table.rows.length, 0);
    return {
      blocks: [
        text(strong(source.title), `, ${source.author}, ${source.year}.`),
        list([
          [
            `${counted(pack.entries.length, 'reviewed answer')} and ${counted(pack.tables.length, 'table')} of ${counted(rows, 'row')} in all, on ${sentenceList(pack.options.map((option) => option.name))}.`,
          ],
          [`Pack ${editionOf(pack)}, last reviewed on ${pack.reviewed}; facts are as of ${source.year}.`],
          ['Every answer names the section it rests on.'],
          ...(source.note ? [[source.note]] : []),
          ['No language model: every answer is a passage somebody reviewed, and nothing you ask leaves your workspace.'],
          [code('erase me'), ' deletes what I keep about you.'],
        ]),
      ],
    };
  },
};
