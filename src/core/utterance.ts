import type { Knowledge } from './knowledge/knowledge.ts';
import type { Named } from './knowledge/names.ts';
import { anyOf, questionWords } from './patterns.ts';
import { isPleasantry, isQuestion, straight, withoutEmoji, withoutEnd } from './said.ts';

/** Words that may lean on what was said before them. */
export type Utterance = {
  said: string;
  /** Whether they are said to us. */
  isCalled: boolean;
  /** What is left without what leads them in and out. */
  rest: string;
  /** Whether something leads them in. */
  isLedIn: boolean;
  /** What the rest names, and what it says besides, without punctuation. */
  named: Named;
  subject: string;
};

/** What leads in to words that lean on what was said: "and", "ok, what about". May be nothing. */
const leadIn =
  /^(?:(?:and|n|ok(?:ay)?|so|but|hm+|then|now|cool|nice|right|yeah|great|interesting|wow|huh|lol|haha|got it|thanks|thank you|thx|ah|oh|oops|sorry|actually|wait|well|also|only|just|i see|(?:no[\s,.]+)?i (?:mean(?:t)?|asked about))\b[\s,.!]*)*(?:(?:what|how) about|and for)?\s*/i;
const leadOut = /(?:(?<![\s,])[\s,]+(?:then|tho(?:ugh)?|too|as well|instead|only|please|pls|plz|btw|tbh|for (?:me|us)))+$/i;
/** Leads on to another subject also where nothing is asked: "hm, and security", not "hm, never mind". */
const leadsOn = /\b(?:and|n|but|(?<!asked )about)\b/i;
/** Says that something else was meant. A plain "I mean" only goes on talking. */
const corrects = /\bmeant\b|\basked about\b|\b(?:no|sorry|oops|actually|wait)[\s,.!]{1,5}i mean\b/i;
/** What was not meant, behind what was. */
const notMeant = /(?<![\s,])(,|\s+and)?\s+not\s+([^,]{1,60})$/i;
/** What somebody tells or asks: no name of a thing has these words. */
const clause = new RegExp(
  String.raw`\b${anyOf(...questionWords, 'i|you|he|she|it|we|they|this|that|my|our|your|was|were|had|no|not|yes|to')}\b|n't\b`,
  'i',
);

/** Whether words name a thing, and tell or ask nothing: "the admin panel". */
const isThing = (words: string): boolean => words.split(/\s+/).length <= 4 && !clause.test(words);

const sentence = /^[^.!?]{1,60}[.!]+\s+(?=\S)/;

/** A text without the sentences of thanks or assent that it begins with. */
function withoutThanks(text: string): string {
  let from = 0;
  for (;;) {
    const first = sentence.exec(text.slice(from))?.[0] ?? '';
    if (first === '' || !isPleasantry(first)) return text.slice(from);
    from += first.length;
  }
}

/** What people meant, without what they did not: "this, not that", said to correct us or of two options. */
function meantIn(words: string, isCorrection: boolean, { names }: Pick<Knowledge, 'names'>): string {
  const [behind = '', mark, not = ''] = notMeant.exec(words) ?? [];
  const meant = words.slice(0, words.length - behind.length);
  const isOption = (text: string): boolean => names.read(text).options.length === 1;
  const isApart = (isCorrection && mark !== undefined) || (isOption(meant) && isOption(not));
  return isApart && isThing(meant) && isThing(not) ? meant : words;
}

/** Takes words apart: what leads them in and out, what they name, and what they say of it. Pure. */
export function utteranceOf(said: string, isCalled: boolean, knowledge: Pick<Knowledge, 'names'>): Utterance {
  const bare = withoutEnd(withoutThanks(straight(withoutEmoji(said)).trim()));
  const lead = leadIn.exec(bare)?.[0] ?? '';
  const isCorrection = corrects.test(lead);
  const led = bare.slice(lead.length).replace(leadOut, '');
  const rest = isCorrection || /\bmean\b/i.test(lead) ? meantIn(led, isCorrection, knowledge) : led;
  const named = knowledge.names.read(rest);
  const subject = named.rest.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const isLedIn = leadsOn.test(lead) || (isCorrection && isThing(rest)) || (lead !== '' && isQuestion(said));
  return { said, isCalled, rest, isLedIn, named, subject };
}
