import { isOnChoice } from '../knowledge/answer.ts';
import { ask } from '../knowledge/ask.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import { anyOf } from '../patterns.ts';
import { isQuestion, withoutEnd } from '../said.ts';
import { asName, unseen } from '../written.ts';

/** A question longer than this, in characters, says more than its options. */
const longest = 200;

/** What separates options, in a list or in a sentence. */
const between = /\s*[,;]\s*(?:or\s+)?|\s+(?:or|vs\.?|versus|\/)\s+|(?<=(?:^|\s)@\S+)\s+(?=@)/i;
const name = String.raw`(?:\p{Lu}|@[\p{L}\p{N}])(?:[^\s,:;?!()"“”'’]*[\p{L}\p{N}#+])?`;
/** Names or mentioned people in a sentence, if no word beside them could belong to them: "Postgres or MySQL", "Kafka, NATS or RabbitMQ". */
const namesInSentence = new RegExp(
  String.raw`(?<!\S)(?<!(?:[\p{Lu}@]\S*|,|\band)\s+)${name}(?:,\s+${name})*,?\s+(?:or|vs\.?|versus)\s+${name}(?=[.:;?!]+\s|$|,?\s+(?!and\b)\p{Ll})`,
  'u',
);
const asksWhether = /^(?:whether|if|do|does|did|should|shall|can|could|will|would|may|must|is|are|has|have)\b/i;
/** A proposal, which people are for or against: "move it to 10", "adopting it". Only by verbs that are hardly the name of a thing ("release date"). */
const proposes =
  /^(?:(?:let['’]?s|we|to)\s+)?(?:(?:adopt|add|allow|bann?|buy|dropp?|keep|skipp?|stopp?|switch|try)(?:ing)?|(?:delet|disabl|enabl|enforc|hir|introduc|mak|merg|migrat|mov|postpon|remov|renam|replac|requir|retir|rewrit|us)(?:e|ing))\s/i;
/** No option of a pack is a person, a place or a time. */
const asksElse = /^(?:who|where|when)\b/i;
const alternative = /\s(?:or|vs\.?|versus|\/)\s/i;

/** A name as an option. A semicolon would start another option. */
export const asOption = (name: string): string => asName(name.replaceAll(';', ' '));

/** What somebody wants to decide, as far as they said it. */
export type Proposal = { question: string; options: string[] };

/**
 * Reads words as a question and its options. The options are those that it lists, in a sentence or line by line; or those that the pack knows
 * and it names; or yes and no, to a proposal too; or all the pack's options, if it asks about these. Otherwise there are none: nobody should vote on a guess.
 */
export function readProposal(said: string, knowledge: Knowledge): Proposal {
  const [question = '', ...lines] = unquoted(said.replace(unseen, ''))
    .split('\n')
    .map((line) => line.trim());
  const below = [...new Set(lines.map((line) => line.replace(/^(?:[-*•]|\d+[.)](?!\d))\s*/, '')).filter(Boolean))];
  if (below.length > 1) return { question, options: below };
  const whole = [question, ...below].join(' ');
  return { question: whole, options: optionsIn(whole, knowledge) };
}

/** What words list to choose from: "Postgres or MySQL for billing?" Null where they list nothing. */
export const listedOptions = (said: string, knowledge: Knowledge): string[] | null =>
  told(listedIn(said), knowledge) ?? told(spokenIn(said), knowledge);

function optionsIn(question: string, knowledge: Knowledge): string[] {
  const { pack, names } = knowledge;
  const { options, outside } = names.read(question);
  const named = [...pack.options.filter(({ id }) => options.includes(id)).map(({ name }) => name), ...outside];
  const listed = told(numberedIn(question) ?? listedIn(question), knowledge);
  if (listed) return listed;
  if (named.length > 1 && question.split(alternative).every((each) => namesAny(each, knowledge))) return named;
  const spoken = told(spokenIn(question), knowledge);
  if (spoken) return spoken;
  if (alternative.test(question)) return []; // a choice between things that cannot be told apart from the other words
  if (asksWhether.test(question) || proposes.test(question)) return ['Yes', 'No'];
  const isOnOurs =
    question === '' ||
    options.length > 0 ||
    (outside.length === 0 && !asksElse.test(question) && asksForOurs(question, knowledge));
  return isOnOurs ? pack.options.map(({ name }) => name) : [];
}

/** What asks for `any` of the things in question, or for one of those that are called by its `first` words: "the best one". */
const asksForOne = new RegExp(
  String.raw`(?:^|[\s:])${anyOf(
    /(?<any>which\s+(?:one|is|of\s+(?:them|these|those|the\s+two))\b|what(?:['’]s|\s+is)\s+(?:better|easier|faster|quicker|safer|simpler)\b|(?:which\s+would\s+you|(?:which|what)\s+(?:to|should\s+(?:we|i)))\s+(?:choose|pick|take|use)\b)/,
    /(?:which|what|(?:choose|pick|decide\s+on)\s+an?|(?:(?:which|what)(?:['’]s|\s+is)\s+)?(?:the\s+)?best)\s+(?!is\b)(?<first>\p{L}+)(?:\s+(?<second>\p{L}+))?/u,
  )}`,
  'iu',
);

/**
 * Whether a question is the bare choice between the pack's options, or asks for one of them by what the pack knows: "Which one is faster?"
 * Else what it asks about is only something that the pack knows as well.
 */
function asksForOurs(question: string, knowledge: Knowledge): boolean {
  const isBareChoice = (asked: string): boolean => {
    const { outcome, entry } = ask(knowledge, asked);
    return outcome === 'answer' && isOnChoice(knowledge, entry);
  };
  if (ask(knowledge, question).outcome === 'declined') return false;
  const { any, first, second } = asksForOne.exec(question)?.groups ?? {};
  if (any !== undefined || isBareChoice(question)) return true;
  return (
    first !== undefined &&
    (isBareChoice(`Which ${first}?`) || (second !== undefined && isBareChoice(`Which ${first} ${second}?`)))
  );
}

/** What stands before options in one line that are numbered: nothing, a question, a colon, or how a question begins. */
const beforeNumbers = new RegExp(String.raw`^(?:|.*[?:]\s*|${asksWhether.source.slice(1)}\s+\S+\s+)$`, 'i');

const letters = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Options that are numbered in one line, or lettered, from the first on: "Lunch? 1) pizza, 2) pasta", "A. tea B. coffee". Null if none are: marks that
 * do not count up, or join parts of a sentence, are none, nor are initials and dates ("A. Smith or B. Jones").
 */
function numberedIn(question: string): string[] | null {
  if (question.length > longest) return null;
  const [, before = '', one = '', end = ''] = /^(.*?)(?<!\S)(1|a)([.)])\s/i.exec(question) ?? [];
  if (one === '' || !beforeNumbers.test(before)) return null;
  const mark = one === '1' ? /(?<!\S)(\d{1,2})[.)]\s+/ : /(?<!\S)([a-z])[.)]\s+/i;
  const parts = question.slice(before.length).split(mark).slice(1);
  const marks = parts.filter((_, index) => index % 2 === 0).map((each) => each.toLowerCase());
  const said = parts.filter((_, index) => index % 2 === 1).map((each) => each.trim());
  const options = said.map((each) => withoutEnd(each).replace(end === ')' ? /[,;]?(?:\s+or)?$/i : /[,;]$/, ''));
  const isCount = marks.length > 1 && marks.every((each, index) => each === (one === '1' ? `${index + 1}` : letters[index]));
  const isSentence = options.some((each) => each === '' || isQuestion(each) || /^(?:and|or)\b|\b(?:and|or)$/i.test(each));
  return isCount && !isSentence && !said.slice(0, -1).some((each) => /[?!]/.test(each)) ? options : null;
}

/**
 * The colon or dash before a list. A hyphen counts only before several parts, since it may stand within one: "Monday - Friday or weekends". The colon
 * of an emoji (`:pizza:`), which some platforms send in this form, does not count.
 */
const leadEnd = /(?<!:[\p{L}\p{N}_+'-]+):\s|(?<!\s)\s+(?:[–—]|-(?=[^,;/]*(?:\/|[,;](?!\s*or\b)[^,;/-]*(?:[,;]|\sor\s))))\s/u;
/**
 * A question before a list that says so: "Which database? Postgres; MySQL", "Who? Ann, Ben, Cy", "Which is better, tea or coffee?". "Thanks, all" is
 * none, and in "Who wants tea, coffee or water?" the list begins earlier.
 */
const askedBefore = new RegExp(
  anyOf(
    /^[^?]*\?\s+(?=[^?]*(?:;|\s(?:or|vs\.?|\/)\s|,[^?]*,))/,
    /^(?:(?:which|what)(?: of (?:these|them)| (?!of\b|about\b)\S+| (?:should|shall|do|would|could) (?:we|i) \S+)|(?:which|what|who)(?:['’]s| is| are| would be) \S*(?:er|est)),\s+(?=[^?]*\s(?:or|vs\.?)\s)/,
  ),
  'i',
);

/** What people put before options, in small letters ("Between the holidays" begins a sentence): "on tea or coffee", "between tea and coffee". */
const leadsToOptions = /^on /;
const leadsToChoice =
  /^(?:(?:we|i)(?:(?:['’]re| are|['’]m| am) (?:torn|undecided|split|debating)| can(?:not|['’]?t) (?:agree|decide))|(?:please )?help (?:us|me) (?:to )?(?:decide|choose|pick)) (?=(?:on|between)\s)/i;
const betweenThem = /^between (.{1,80}?) and (?=\S)/;

/** The options of a question that only lists them: "Tea, coffee or water?", "Tea, coffee, water", "Tea vs coffee", "Lunch: pizza, pasta"; null if it says more. */
function listedIn(question: string): string[] | null {
  if (question.length > longest) return null;
  const lead = asksWhether.test(question) ? '' : (askedBefore.exec(question)?.[0] ?? '');
  const asked = alternative.test(lead) ? question : question.slice(lead.length);
  const [list = '', ...before] = asked.split(leadEnd).reverse();
  const listed = withoutEnd(list)
    .replace(/\s+/g, ' ')
    .replace(leadsToChoice, '')
    .replace(leadsToOptions, '')
    .replace(betweenThem, '$1 or ');
  const options = withoutPurpose(listed.split(between).map(unquoted));
  const isShort = options.every((each) => /^\S+(?: \S+){0,2}$/.test(each) && !/[?!]|[.;]\s|^(?:and|but)\b/i.test(each));
  const isMarked = options.length > 1 && (asked !== question || before.length > 0 || alternative.test(listed));
  const isList = isMarked ? !isQuestion(options[0] ?? '') : options.length > 2 && !options.some(isQuestion);
  return isShort && isList ? options : null;
}

/** Options of one word each, without the purpose that follows the last one: "Postgres or MySQL for billing", "pizza or pasta tonight". */
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

/** The names between which a sentence asks to choose; null if it has more than one "or". "Should" is not a name, though it starts with a capital. */
function spokenIn(question: string): string[] | null {
  const said = withoutEnd(question).replace(asksWhether, (word) => word.toLowerCase());
  const [spoken] = (question.length > longest ? null : namesInSentence.exec(said)) ?? [];
  return spoken && !alternative.test(question.replace(spoken, '')) ? spoken.split(between) : null;
}

/**
 * Options under the pack's names for them, however they were written; null if two of them are the same. If each names a different option of the
 * pack, the other words belong to the question: "this or that for billing?"
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

/** A text without the quotation marks around it: people write them in a shell or a message without meaning them. */
const unquoted = (said: string): string =>
  said
    .trim()
    .replace(/^["“„«]([^"“”„«»]*)["”“»]$/, '$1')
    .trim();
