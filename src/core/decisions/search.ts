import { unescaped } from './markdown.ts';
import { labelOf } from './outcome.ts';
import { type Decision, plainStatus, statuses } from './record.ts';
import type { Vote } from './vote.ts';

/** Words that say nothing about what is searched for: "decisions about the billing". */
const little = new Set('a about an and at by did for from in instead is of on or our over the to was we what with'.split(' '));

/** The words that are searched for; none where everything is. */
export const wordsIn = (search: string): string[] =>
  search
    .toLowerCase()
    .split(/[\s,;?!"“”]+/)
    .filter((word) => word !== '' && !little.has(word));

const dates = /^(?:19|20)\d\d(?:-\d\d){0,2}$/;

/** Whether a search finds a record: it must have every status and date (2026, 2026-03, 2026-03-01) of the search, and every other word in its title, text or deciders. */
export function findsRecord(search: string, record: Decision): boolean {
  const { number, title, body, status, date, deciders } = record;
  const whole = [labelOf(number), title, unescaped(body), plainStatus(record), date, ...deciders].join('\n').toLowerCase();
  return wordsIn(search).every((word) => {
    if (statuses.includes(word)) return status.kind === word;
    return dates.test(word) ? date.startsWith(word) : whole.includes(word);
  });
}

/** Whether a search finds an open vote: every word must be in its question or an option. */
export function findsVote(search: string, { question, options }: Vote): boolean {
  const whole = [question, ...options.map(({ name }) => name)].join('\n').toLowerCase();
  return wordsIn(search).every((word) => whole.includes(word));
}
