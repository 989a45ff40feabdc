import { isUncalled } from './audience.ts';
import { commands, grammarOf } from './commands.ts';
import type { Conversation } from './conversation.ts';
import { BotError } from './errors.ts';
import type { Event, Input, Reach } from './event.ts';
import type { Intent } from './intent.ts';
import type { Answer } from './knowledge/ask.ts';
import { words } from './knowledge/features.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { thresholds } from './knowledge/matcher.ts';
import { questionWords } from './patterns.ts';
import { asksOfPeople, isOrder, isPleasantry, isQuestion, listenerIn, ordersAnswer, ownWords } from './said.ts';
import { describesProject } from './scoring/project.ts';
import { answersUs, understand } from './understand.ts';
import { isOnSubject } from './unprompted.ts';

/** How sure the matcher must be for us to speak without having been spoken to. */
const unasked = 1.5 * thresholds.answer;

/**
 * What an event asks of us. `intent`: null for a button or form that we no longer understand. `said`: the person's own words, empty if nobody
 * typed any. `isBare`: whether they mean nothing outside their conversation, like "why?".
 */
type Heard = { intent: Intent | null; said: string; isBare: boolean };

/**
 * What an event asks of us; null where it is meant for others, or wants no answer. `before`: what it may lean on. Pure.
 * @throws BotError where we are pointed at a message that has no words
 */
export function hear(event: Event, before: Conversation | null, knowledge: Knowledge): Heard | null {
  const { reach } = event;
  if (reach === 'overheard' && !before) return null;
  const isCalled = !isUncalled(event);
  const isQuoted = event.input.type === 'quoted';
  const input: Input = 'text' in event.input ? { type: 'text', text: ownWords(event.input.text, isCalled) } : event.input;
  const said = input.type === 'text' ? input.text : '';
  if (isQuoted && !isCalled) return null; // people point each other at words
  if (isQuoted && said === '') throw wordless(reach);
  const isToUs = before !== null && answersUs(before, said, knowledge, isCalled);
  if (input.type === 'text' && !isToUs && isForOthers(event, said, knowledge))
    return isCalled ? { said, intent: { verb: 'here', args: { said } }, isBare: true } : null;
  const isScript = input.type === 'command' && reach !== 'command'; // each of its lines stands alone
  const leansOn = reach === 'ambient' || isScript ? null : before;
  const heard: Heard = { said, ...understand(input, leansOn, grammarOf(knowledge), knowledge, isCalled && !isScript) };
  if (isQuoted && !changesNothing(heard.intent)) return asked(said); // somebody else's words are no order
  return isCalled ? heard : overheard(heard, { reach, isToUs, isOurTurn: before?.isOurTurn === true }, knowledge);
}

type Talk = { reach: Reach; isToUs: boolean; isOurTurn: boolean };

/** What we take of words that were not said to us by name; null where they are meant for others. */
function overheard(heard: Heard, { reach, isToUs, isOurTurn }: Talk, knowledge: Knowledge): Heard | null {
  const { intent, said, isBare } = heard;
  if (isBare) return isOurTurn || (isToUs && reach === 'below') ? heard : null; // a bare "why?" to whoever spoke last
  if (intent?.verb !== 'ask') return asked(said); // an order is meant for whoever was spoken to
  const isTheirs = !isToUs && !isOurTurn && isOfTheirs(said, knowledge);
  return isTheirs || namesAlone(intent.args.question ?? '', knowledge) ? null : heard;
}

/** Words as a question, whatever else they may mean. */
const asked = (said: string): Heard => ({ said, intent: { verb: 'ask', args: { question: said } }, isBare: false });

/** Whether an intent only shows something. */
const changesNothing = (intent: Intent | null): boolean => {
  const { verb = '', args = {} } = intent ?? {};
  const has = (...names: string[]): boolean => Object.keys(args).every((name) => names.includes(name));
  if (verb === 'recommend') return has('description', 'card', 'show', 'of');
  if (verb === 'decisions') return has('search', 'said') && !/^\s*review\b/i.test(args.search ?? '');
  return ['ask', 'compare', 'help', 'sources'].includes(verb);
};

const wordless = (reach: Reach): BotError =>
  new BotError(
    'no-words',
    reach === 'shortcut'
      ? 'That message has no words that I can read. Ask me in your own.'
      : 'I cannot see what that message says. Ask me in your own words, or use "Ask Tiebreak" in its menu.',
  );

/**
 * Whether words want no answer from us. Of what is said to others, that is all that asks nothing, is meant for the people there, or describes a
 * project; of what is said to us, only thanks. A command always wants an answer, and so does whoever points us at words.
 */
function isForOthers(event: Event, said: string, knowledge: Knowledge): boolean {
  if (isUncalled(event))
    return (
      !isQuestion(said) || asksOfPeople(said) || namesSomebody(said, knowledge) || describesProject(said, knowledge).length > 0
    );
  return event.reach !== 'command' && event.input.type !== 'quoted' && isPleasantry(said);
}

/** Words that people put around a name without asking anything. */
const little = new Set(
  'the a an maybe just please so then i mean meant how what about hm ok well perhaps even only honestly really actually'.split(
    ' ',
  ),
);

/** Whether words are names of options and little more: among people, "X?" and "maybe X?" ask nothing of us. */
const namesAlone = (said: string, { names }: Knowledge): boolean =>
  words(names.read(said).rest).every((word) => little.has(word));

/** How a question of a word or two begins, or one that goes on from another. */
const begins = new Set(['and', 'but', 'so', 'or', 'also', ...questionWords]);

const belongs = /\b(?:our|my|your|his|her|their)\b/i;

/** Whether people who say these words to each other mean something of their own: "forms?", "how big is our traffic?". Not if they name an option. */
function isOfTheirs(said: string, { names }: Knowledge): boolean {
  const [first = '', ...others] = words(said);
  const isScrap = others.length < 2 && !begins.has(first);
  return (isScrap || belongs.test(said)) && names.read(said).options.length === 0;
}

/** Whether words are said to somebody by name. ("X: is it fast?" may name an option instead.) */
function namesSomebody(said: string, { names }: Knowledge): boolean {
  const listener = listenerIn(said);
  if (listener === null) return false;
  const { options, outside } = names.read(listener);
  return options.length === 0 && outside.length === 0;
}

/**
 * Whether these answers are worth saying. To people who did not ask us only what helps is: no "I don't know" in their conversation, nor after a plain remark,
 * and nothing that they have just read. `before`: the conversation that they go on from.
 */
export function isWorthSaying(
  event: Event,
  { intent, said, isBare }: Heard,
  answers: Answer[],
  before: Conversation | null,
  knowledge: Knowledge,
): boolean {
  if (isBare) return true;
  const [answer] = answers;
  const isKnown = answer?.outcome === 'answer';
  const isAbove = standsAbove(answers, before);
  if (isUncalled(event)) {
    const isRead = isAbove && (before?.isOurTurn || before?.asker === event.user);
    const isNew = !isRead || asksOfAnother(answers, before, knowledge);
    return isKnown && isNew && answer.confidence >= unasked && isOnSubject(answer, knowledge);
  }
  if (event.reach !== 'reply' || intent?.verb !== 'ask' || isQuestion(said) || ordersAnswer(said)) return true;
  // "Give me a minute" asks nothing of us.
  if (isOrder(said)) return answer?.outcome !== 'declined' || commands.some(({ askedFor }) => askedFor?.test(said));
  return !answer || (isKnown && !isAbove) || isChoice(said, knowledge);
}

/** Whether words set options against each other: "this vs that" asks without a question mark. */
const isChoice = (said: string, { names }: Knowledge): boolean =>
  names.read(said).options.length > 1 && /\b(?:or|vs|versus)\b/i.test(said);

/** Whether these answers are the last ones that were given. */
const standsAbove = (answers: Answer[], before: Conversation | null): boolean =>
  before !== null && answers.every(({ entry, row }) => entry !== null && row === null && before.answered.includes(entry));

/** Whether what they answer names an option that was not asked about before. */
const asksOfAnother = (answers: Answer[], before: Conversation | null, { names }: Knowledge): boolean =>
  answers.some(({ question }) => names.read(question).options.some((option) => !before?.options.includes(option)));
