import { wondersWhoWeAre } from './about-us.ts';
import { afterReply, type Conversation } from './conversation.ts';
import { type Answer, answerById, ask } from './knowledge/ask.ts';
import { words } from './knowledge/features.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { anyOf, questionWords } from './patterns.ts';
import { isQuestion } from './said.ts';
import { followUp } from './understand.ts';

/** At most this many questions of one message are answered. */
const mostQuestions = 3;

/** What a line in a list begins with. */
const listMark = /^\s*(?:\d{1,2}[.)]|[a-f]\)|[-*•])\s+/i;
/** Where one question of a message ends: before "and which", after a sentence, or with the line. Only the beginning of white space is tried, or a long run of it would take quadratic time. */
const betweenQuestions = new RegExp(
  String.raw`[,;]?(?<!\s)\s+and\s+(?=${anyOf(...questionWords)}\b)|(?<=[?])\s+|(?<=[.!])\s+(?=\p{Lu})|\n+`,
  'iu',
);

/** A mark of a list within a line. */
const inlineMark = /(?<!\S)(?:(\d{1,2})[.)]|([a-f])\))\s/gi;

/** The lines of a text, a list within a line taken apart: its marks count up from 1 or a, else they are numbers that end in a dot. */
function withListsApart(text: string): string {
  const marks = [...text.matchAll(inlineMark)];
  const isList =
    marks.length > 1 &&
    marks.every(([, number, letter = ''], at) => (number ?? letter.toLowerCase()) === (number ? `${at + 1}` : 'abcdef'[at]));
  return isList ? text.replace(inlineMark, '\n$&') : text;
}

/**
 * The answers to a message: where it asks several things and the pack knows more than one, each of them, at most three; else the one answer
 * to it all. Where there is none to it all, the one question in it that is known, and names an option or is clear: greetings, thanks and other questions
 * around it do not hide it. A later question may lean on the one before ("Is it fast? And the other one?"). Beside answers, questions
 * that had to be declined are given too, and those that are only offered: unsure, or too many. None is passed over in silence.
 */
export function askEach(knowledge: Knowledge, message: string): Answer[] {
  const parts = withListsApart(message)
    .split(betweenQuestions)
    .map((part) => part.replace(listMark, ''))
    .filter((part) => part.trim() !== '' && isQuestion(part) && !wondersWhoWeAre.test(part)); // "can you help?" asks nothing beside a question
  const whole = ask(knowledge, message);
  const isKnown = ({ outcome }: Answer): boolean => outcome === 'answer';
  if (parts.length < 2 && (isKnown(whole) || parts[0] === message)) return [surer(whole, parts[0] ?? message, knowledge)];
  const answers = answersTo(parts.slice(0, 2 * mostQuestions), knowledge);
  const [first, ...others] = answers.filter(isKnown);
  if (others.length === 0) return withOthers(whole, first, answers, knowledge);
  const more = others.slice(mostQuestions - 1);
  return answers.map((answer) => (more.includes(answer) ? { ...answer, outcome: 'choices', sources: [] } : answer));
}

/** The answer to all of a message, or to the one question in it, where that names an option and is known for surer: what stands around it only adds to it. */
function surer(whole: Answer, part: string, knowledge: Knowledge): Answer {
  if (part === whole.question || knowledge.names.read(part).options.length === 0) return whole;
  const answer = ask(knowledge, part);
  return answer.outcome === 'answer' && answer.confidence > whole.confidence ? answer : whole;
}

const leaning = /\b(?:it|its|that|this|these|those|they|them|there|again|(?<!which )one|not|you|so)\b/i;

/** Whether a question refers to what comes before it, or is too short to stand alone. */
const leans = (question: string): boolean => leaning.test(question) || words(question).length <= 2;

/** How sure the matcher must be of a question that names no option, to take it out of what stands around it. */
const clear = 0.7;

/** The answer to a message of whose questions at most one is known, with those that were declined, unless they are part of that one. */
function withOthers(whole: Answer, first: Answer | undefined, answers: Answer[], { names }: Knowledge): Answer[] {
  const declined = answers.filter(({ outcome }) => outcome === 'declined');
  const own = declined.filter(({ question }) => !leans(question));
  const isOwn = ({ question, confidence }: Answer): boolean =>
    names.read(question).options.length > 0 || (confidence >= clear && !leans(question));
  if (whole.outcome === 'answer' && whole.entry === first?.entry) return [whole, ...own];
  if (!first || !isOwn(first)) return [whole];
  // What stands before it leans on something else.
  const isPart = (each: Answer): boolean => leans(each.question) && answers.indexOf(each) > answers.indexOf(first);
  return whole.outcome === 'answer' && declined.some(isPart) ? [whole] : answers;
}

/** The answers to questions; each entry answers only once. */
function answersTo(questions: string[], knowledge: Knowledge): Answer[] {
  const answers: Answer[] = [];
  let state: Conversation | null = null;
  for (const asked of questions) {
    const { question = asked, entry, about } = (state && followUp(state, asked, knowledge, false)?.args) ?? {};
    const limits = { row: null, outside: [], about: about?.split(',') ?? null };
    const answer = entry ? answerById(knowledge, entry, limits) : ask(knowledge, question);
    const isSaid = answers.some((other) => other.entry === answer.entry && String(other.about) === String(answer.about));
    if (!isSaid || answer.outcome === 'declined') answers.push(answer);
    state = afterReply(state, { answers: [answer], blocks: [] }, knowledge, null, 0);
  }
  return answers;
}
