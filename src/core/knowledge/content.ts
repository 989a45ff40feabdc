import { inlineText } from '../reply.ts';
import { stem, words } from './features.ts';
import type { Entry } from './pack.ts';

/** Words that people use whatever they talk about, by their stems. */
const common = new Set(
  `about after again all also always and another any anything app are back best better both but can come could day did does even every first for
  from get good had has have her here him his how into its just keep know less let like long look made make many may more most much need new not
  now off old one only other our out over own per put run same say see set she should some such take than that the their them then there these
  they thing this time too try two under use used very want was way well what when where which while who why with won work would year yes yet
  you your`
    .split(/\s+/)
    .map(stem),
);

/** The words of a text that say what it is about. */
export const contentOf = (text: string): string[] => words(text).filter((word) => word.length > 2 && !common.has(stem(word)));

/** Tells whether an entry says a word, in whatever form. */
export function saidBy({ title, answer, facts }: Entry): (word: string) => boolean {
  const told = [title, ...[answer, ...facts.map((fact) => fact.text)].map(inlineText)].join(' ');
  const stems = new Set(words(told).map(stem));
  return (word) => stems.has(stem(word));
}
