import { ask } from '../knowledge/ask.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import { isQuestion, withoutEnd } from '../said.ts';

/** A longer question than this says more than its options, in characters. */
const longest = 200;

/** What stands between options, in a list and in a sentence. */
const between = /\s*[,;]\s*(?:or\s+)?|\s+(?:or|vs\.?|versus|\/)\s+/i;
const name = String.raw`(?:\p{Lu}|@[\p{L}\p{N}])(?:[^\s,:;?!()"“”'’]*[\p{L}\p{N}#+])?`;
/** Names in a sentence, or people it mentions, so that no word beside them may belong to them: "Postgres or MySQL", "Kafka, NATS or RabbitMQ". */
const namesInSentence = new RegExp(
  String.raw`(?<!\S)(?<!(?:[\p{Lu}@]\S*|,|\band)\s+)${name}(?:,\s+${name})*,?\s+(?:or|vs\.?|versus)\s+${name}(?=[.:;?!]+\s|$|,?\s+(?!and\b)\p{Ll})`,
  'u',
);
const asksWhether = /^(?:whether|if|do|does|did|should|shall|can|could|will|would|may|must|is|are|has|have)\b/i;
const alternative = /\s(?:or|vs\.?|versus|\/)\s/i;

/** What nobody sees: it would make two options look alike, or turn around what stands behind one, such as its count. */
export const unseen = /[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** What somebody is called, in one line that leaves what stands behind it as it is; empty where nothing of it is seen. */
export const asName = (name: string): string => name.replace(unseen, '').replace(/\s+/g, ' ').trim();

/** A name as an option: a semicolon in it would begin another. */
export const asOption = (name: string): string => asName(name.replaceAll(';', ' '));

/** What somebody wants to be decided, as far as they said it. */
export type Proposal = { question: string; options: string[] };

/**
 * Reads words as a question and its options: what it lists, in a sentence or line by line; the options and outsiders of the pack that it names;
 * yes and no; or the pack's options, where it asks for one of these. None where it says nothing of the kind: nobody is to vote on a guess.
 */
export function readProposal(said: string, knowledge: Knowledge): Proposal {
  const [question = '', ...lines] = unquoted(said.replace(unseen, ''))
    .replace(/^(?:on|about)\s+(?=\S)/i, '')
    .replace(/^between\s+(.+?)\s+and\s+/i, '$1 or ')
    .split('\n')
    .map((line) => line.trim());
  const below = [...new Set(lines.map((line) => line.replace(/^(?:[-*•]|\d+[.)](?!\d))\s*/, '')).filter(Boolean))];
  if (below.length > 1) return { question, options: below };
  const whole = [question, ...below].join(' ');
  return { question: whole, options: optionsIn(whole, knowledge) };
}

function optionsIn(question: string, knowledge: Knowledge): string[] {
  const { pack, names } = knowledge;
  const { options, outside } = names.read(question);
  const named = [...pack.options.filter(({ id }) => options.includes(id)).map(({ name }) => name), ...outside];
  const listed = told(listedIn(question), knowledge);
  if (listed) return listed;
  if (named.length > 1 && question.split(alternative).every((each) => namesAny(each, knowledge))) return named;
  const spoken = told(spokenIn(question), knowledge);
  if (spoken) return spoken;
  if (alternative.test(question)) return []; // between things that we cannot tell apart from the rest of it
  if (asksWhether.test(question)) return ['Yes', 'No'];
  const isOnOurs =
    question === '' || options.length > 0 || (outside.length === 0 && ask(knowledge, question).outcome !== 'declined');
  return isOnOurs ? pack.options.map(({ name }) => name) : [];
}

/** What ends the words before a list; not the name of an emoji (`:pizza:`), which is how some platforms hand one on. */
const leadEnd = /(?<!:[\p{L}\p{N}_+'-]+):\s/u;

/** The options that a question is made of, "Tea, coffee or water?", "Tea, coffee, water", "Tea vs coffee" or "Lunch: pizza, pasta"; null where it says more than that. */
function listedIn(question: string): string[] | null {
  if (question.length > longest) return null;
  const [list = '', ...lead] = question.split(leadEnd).reverse();
  const listed = withoutEnd(list);
  const options = withoutPurpose(listed.split(between).map(unquoted));
  const isShort = options.every((each) => /^\S+(?: \S+){0,2}$/.test(each) && !/[?!]|[.;]\s/.test(each));
  const isMarked = options.length > 1 && (lead.length > 0 || alternative.test(listed));
  const isList = isMarked ? !isQuestion(options[0] ?? '') : options.length > 2 && !options.some(isQuestion);
  return isShort && isList ? options : null;
}

/** Options of a word each, less what the last one is followed by that all of them are for: "Postgres or MySQL for billing", "pizza or pasta tonight". */
function withoutPurpose(options: string[]): string[] {
  const last = /^(\S+) (?:for|today|tomorrow|tonight)\b/.exec(options.at(-1) ?? '')?.[1];
  const others = options.slice(0, -1);
  return last && others.every((each) => /^\S+$/.test(each) && each !== last) ? [...others, last] : options;
}

/** Whether words name an option or an outsider of the pack. */
const namesAny = (said: string, { names }: Knowledge): boolean => {
  const { options, outside } = names.read(said);
  return options.length + outside.length > 0;
};

/** The names between which a sentence asks to choose; null where it has more than one "or". A capital at its start makes no name of "Should". */
function spokenIn(question: string): string[] | null {
  const said = withoutEnd(question).replace(asksWhether, (word) => word.toLowerCase());
  const [spoken] = (question.length > longest ? null : namesInSentence.exec(said)) ?? [];
  return spoken && !alternative.test(question.replace(spoken, '')) ? spoken.split(between) : null;
}

/**
 * Options by the names that the pack has for them, however they were written; null where two of them are the same. Where each names another one, what
 * is said besides belongs to the question: "this or that for billing?"
 */
function told(said: string[] | null, { names, pack }: Knowledge): string[] | null {
  if (!said) return null;
  const read = said.map((each) => {
    const { options, outside, rest } = names.read(each);
    const [name = null, ...others] = [...options.map((id) => nameOf(pack, id)), ...outside];
    return { each, name: others.length === 0 ? name : null, isBare: rest.trim() === '' };
  });
  const areDistinct = (options: (string | null)[]): options is string[] =>
    new Set(options).size === said.length && !options.includes(null);
  const named = read.map(({ name }) => name);
  const options = areDistinct(named) ? named : read.map(({ each, name, isBare }) => (isBare && name) || each);
  return areDistinct(options) ? options : null;
}

/** A text without the quotation marks around it: in a shell or a message people write them, and do not mean them. */
const unquoted = (said: string): string =>
  said
    .trim()
    .replace(/^["“„«]([^"“”„«»]*)["”“»]$/, '$1')
    .trim();
