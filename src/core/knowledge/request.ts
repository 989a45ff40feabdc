import { anyOf, questionWords } from '../patterns.ts';

const setOf = (...lines: string[]): Set<string> => new Set(lines.join(' ').split(' '));

/** What people say before they come to the point. */
const filler = setOf(
  'so ok okay well yeah yea yes no nope right hm hmm hmmm um uh uhm erm like basically actually honestly seriously really anyway anyways',
  'alright now then and but also though wait hey hi hello yo heya please pls kindly sorry listen look just guys all folks team everyone',
  'everybody there oh ah sir dear bot excuse bother good morning afternoon evening thanks cheers generally speaking briefly quickly again',
  'nowadays currently personally today',
);
/** Says that something is asked, or said by others. */
const asking = setOf(
  'ask asks asked asking wonder wonders wondered wondering know knows known question questions q doubt curious curiosity tell tells told',
  'say says said saying claim claims hear heard read sure unsure certain idea ideas debating discussing arguing discuss figure find clarify',
  'understand info information details facts overview summary summarise summarize more explain describe define explanation true opinion',
  'view take experience deal story interested apparently decide answer',
);
/** What people put around those words: who asks whom, and how. No question could be about these. */
const around = setOf(
  'i we you u me us my our your the a an one two he she they them it this that these someone somebody anyone anybody people boss manager',
  'ceo cto pm lead client customer colleague colleagues coworker friend intern interns want wants wanted would like love need needs been be',
  'was were am im id keep keeps keep may might mind could can will to get give have has had got go for with in on of from as by at here',
  'out about regarding concerning any some something anything quick short small simple dumb silly stupid noob newbie genuine genuinely',
  'honest serious straight random probably maybe perhaps not dont didnt cant no curious bit little else thing point rush urgent trying try',
  'talking talk chatting another further other everything basics if whether what whats how hows who',
  'which why is are do does did should happen article source pack text hot real sec moment time minute',
);
const beginsQuestion = new Set(questionWords);
const asksWhat = setOf('who what whats which why how hows when where');
const beforeQuestion = setOf('if whether that');
const beforeSubject = setOf('about on of regarding concerning with');
const explaining = setOf('explain describe define summarise summarize clarify');

/** What people put behind a question. */
const tail = new RegExp(
  String.raw`(?<![\s,])[\s,]+${anyOf(
    /please|pls|plz|too|as well|also|then|tho(?:ugh)?|thanks|thank you|thx|(?:for|to) (?:me|us)|right|true|correct|is (?:that|this|it) (?:true|right|correct|so)|or not/,
    /in (?:simple|plain|other) (?:terms|words|english)|(?:real )?quick(?:ly)?|a (?:bit|little)/,
    /you know|i guess|basically|only|anyone|anybody|folks|guys|any (?:thoughts|ideas?)|(?:anyone|do you) know|if that makes sense/,
  )}[\s?!.]*$`,
  'iu',
);

/** How many words of a request may be unknown, such as somebody's name. */
const mostStrange = 2;

/**
 * A text without the words by which somebody asks to be told: "hey, can you tell me more about the X, please?", "our lead wants to know
 * whether X is fast". They are the same for every subject, and hide it where it is short. Names of options are marks, which no request has in it.
 */
export const withoutRequest = (text: string): string =>
  text
    .slice(subjectIn(text))
    .replace(/^\s*(?:the|an?)\s+(?=\S)/i, '')
    .replace(tail, '');

/** Where the subject begins: behind the last point or word that ends a request, as long as nothing else was said before it. */
function subjectIn(text: string): number {
  let from = 0;
  let strange = 0;
  let isFiller = true;
  let isAsked = false;
  let last = '';
  for (const { 0: token, index } of text.matchAll(/@?[\p{L}\p{N}§][\p{L}\p{N}'’-]*|[,:;.!?…–—-]/gu)) {
    const word = token.toLowerCase().replace(/['’]/g, '');
    const isPlain = strange === 0;
    const isRequest = isFiller || isAsked;
    const isAfterIs = last === 'is' && from > 0 && asksWhat.has(word); // "what I want to know is why"
    if (/^[^\p{L}\p{N}@§]/u.test(word)) {
      if (isRequest && (isPlain || word === ':')) from = index + token.length;
      continue;
    }
    if (isPlain && index > 0 && beginsQuestion.has(word) && (isRequest || isAfterIs)) {
      from = index;
      isAsked = false;
    }
    const endsRequest =
      (beforeQuestion.has(word) && isAsked) ||
      (isPlain && explaining.has(word)) ||
      (isPlain && beforeSubject.has(word) && (isAsked || last === 'what' || last === 'how'));
    if (endsRequest) from = index + token.length;
    const isKnown = filler.has(word) || asking.has(word) || around.has(word) || word.startsWith('@');
    if (!isKnown) strange += 1;
    if (word.startsWith('§') || strange > mostStrange) break;
    isAsked ||= asking.has(word);
    isFiller &&= filler.has(word);
    last = word;
  }
  return from;
}
