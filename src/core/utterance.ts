import type { Knowledge } from './knowledge/knowledge.ts';
import type { Named } from './knowledge/names.ts';
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
  /^(?:(?:and|n|ok(?:ay)?|so|but|hm+|then|now|cool|nice|right|yeah|great|interesting|wow|huh|lol|haha|got it|thanks|thank you|thx|ah|oh|oops|sorry|actually|wait|well|also|only|just|i see|(?:no[\s,.]+)?i (?:mean(?:t)?|asked(?: about)?))\b[\s,.!]*)*(?:(?:what|how) about|and for)?\s*/i;
const leadOut = /(?:(?<![\s,])[\s,]+(?:then|tho(?:ugh)?|too|as well|instead|only|please|pls|plz|btw|tbh|for (?:me|us)))+$/i;
/** What was not meant, behind what was. */
const notMeant = /(?<![\s,])[\s,]+(?:and )?not\b.*$/i;
/** Leads on to another subject also where nothing is asked: "hm, and security", not "hm, never mind". */
const leadsOn = /\b(?:and|n|but|about|mean|meant|asked)\b/i;

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

/** Takes words apart: what leads them in and out, what they name, and what they say of it. Pure. */
export function utteranceOf(said: string, isCalled: boolean, { names }: Pick<Knowledge, 'names'>): Utterance {
  const bare = withoutEnd(withoutThanks(straight(withoutEmoji(said)).trim()));
  const lead = leadIn.exec(bare)?.[0] ?? '';
  const meant = bare.slice(lead.length).replace(leadOut, '');
  const rest = /\b(?:meant?|asked)\b/i.test(lead) ? meant.replace(notMeant, '') : meant;
  const named = names.read(rest);
  const subject = named.rest.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return { said, isCalled, rest, isLedIn: leadsOn.test(lead) || (lead !== '' && isQuestion(said)), named, subject };
}
