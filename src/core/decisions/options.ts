import { ask } from '../knowledge/ask.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { isQuestion, withoutEnd } from '../said.ts';

/** A longer question than this says more than its options, in characters. */
const longest = 200;

/** What stands between options, in a list and in a sentence. */
const between = /\s*,\s*(?:or\s+)?|\s+(?:or|vs\.?|versus)\s+/i;
/** Names in a sentence: "Postgres or MySQL", "Kafka, NATS or RabbitMQ". */
const namesInSentence = /(?<!\S)\p{Lu}[^\s,]*(?:,\s+\p{Lu}[^\s,]*)*,?\s+(?:or|vs\.?|versus)\s+\p{Lu}[^\s,]*/u;
const asksWhether = /^(?:whether|do|does|did|should|shall|can|could|will|would|may|must|is|are|has|have)\b/i;
const alternative = /\s(?:or|vs\.?|versus)\s/i;

/** What nobody sees: it would make two options look alike, or turn around what stands behind one, such as its count. */
export const unseen = /[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** What somebody wants to be decided, as far as they said it. */
export type Proposal = { question: string; options: string[] };

/**
 * Reads words as a question and its options: what it lists, in a sentence or line by line; the options and outsiders of the pack that it names;
 * yes and no; or the pack's options, where it asks for one of these. None where it says nothing of the kind: nobody is to vote on a guess.
 */
export function readProposal(said: string, knowledge: Knowledge): Proposal {
  const [question = '', ...lines] = unquoted(said.replace(unseen, ''))
    .split('\n')
    .map((line) => line.trim());
  const below = [...new Set(lines.map((line) => line.replace(/^(?:[-*•]|\d+[.)])\s*/, '')).filter(Boolean))];
  if (below.length > 1) return { question, options: below };
  const whole = [question, ...below].join(' ');
  return { question: whole, options: optionsIn(whole, knowledge) };
}

function optionsIn(question: string, knowledge: Knowledge): string[] {
  const { pack, names } = knowledge;
  const { options, outside } = names.read(question);
  const named = [...pack.options.filter(({ id }) => options.includes(id)).map(({ name }) => name), ...outside];
  const listed = listedIn(question)?.map((each) => ownName(each, knowledge));
  if (listed) return listed;
  if (named.length > 1) return named;
  const spoken = namesInSentence.exec(withoutEnd(question.slice(0, longest)))?.[0].split(between);
  if (spoken) return spoken;
  if (alternative.test(question)) return []; // between things that we cannot tell apart from the rest of it
  if (asksWhether.test(question)) return ['Yes', 'No'];
  const isOnOurs = question === '' || named.length > 0 || ask(knowledge, question).outcome !== 'declined';
  return isOnOurs ? pack.options.map(({ name }) => name) : [];
}

/** The options that a question is made of, "Tea, coffee or water?", "Tea vs coffee" or "Lunch: pizza, pasta"; null where it says more than that. */
function listedIn(question: string): string[] | null {
  if (question.length > longest) return null;
  const [list = '', ...lead] = question.split(/:\s/).reverse();
  const listed = withoutEnd(list);
  const options = listed.split(between).map(unquoted);
  const isShort = options.every((each) => /^\S+(?: \S+){0,2}$/.test(each));
  return isShort &&
    options.length > 1 &&
    !isQuestion(options[0] ?? '') &&
    (lead.length > 0 || alternative.test(listed)) &&
    new Set(options).size === options.length
    ? options
    : null;
}

/** An option of the pack by the name it has there, however it was written. */
function ownName(said: string, { names, pack }: Knowledge): string {
  const { options, rest } = names.read(said);
  return (rest.trim() === '' && pack.options.find(({ id }) => id === options[0])?.name) || said;
}

/** A text without the quotation marks around it: in a shell or a message people write them, and do not mean them. */
const unquoted = (said: string): string =>
  said
    .trim()
    .replace(/^["“„«]([^"“”„«»]*)["”“»]$/, '$1')
    .trim();
