import { asksSource, everyOne } from './follow-ups.ts';
import { anyOf, opener, order, questionWords, wholeText } from './patterns.ts';

const ends = new Set(' \t\r\n?!.…');

/** A text without the punctuation it ends with. A loop: a pattern for it takes quadratic time on a text of question marks. */
export function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ends.has(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}

/** Emoji and what belongs to them, as they are and by name. */
const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f/gu;
const byName = /^(?::[a-z+-][\w+'’-]*:)+$/i;

/** A text without its emoji: those by name only where it begins or ends, as code may look like one (":memory:"). */
export function withoutEmoji(text: string): string {
  const words = text.replace(emoji, ' ').split(/(\s+)/);
  const isWord = (each: string): boolean => each.trim() !== '' && !byName.test(each);
  const first = words.findIndex(isWord);
  return first < 0 ? '' : words.slice(first, words.findLastIndex(isWord) + 1).join('');
}

/** A text with straight apostrophes: phones bend them. */
export const straight = (text: string): string => text.replace(/[‘’]/g, "'");

/** Addresses, whose words nobody says, and zero-width spaces, which hide in pasted words. */
const links = /\bhttps?:\/\/\S+/gi;
const noWidth = /[\u200b\u2060\ufeff\u00ad]/g;
/** A whole message in code or in quotation marks. */
const wrapped = /^(?:`[^`]*`|"[^"]*"|“[^”]*”)[.?!\s]*$/;

/**
 * What a person says themselves, without code blocks and quoted lines. If no word is left of what is said to us (`isToUs`), all of it counts. Of what
 * people say to each other links are left out too, and all of a message that is nothing but code or a quotation.
 */
export function ownWords(text: string, isToUs: boolean): string {
  const own = text
    .split('```')
    .filter((_, index) => index % 2 === 0)
    .join(' ')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('>'))
    .join('\n')
    .replace(noWidth, '')
    .trim();
  if (isToUs) return /[\p{L}\p{N}]/u.test(own) ? own : text.replace(noWidth, '').trim();
  return wrapped.test(own) ? '' : own.replace(links, ' ').trim();
}

const pleasantries = new Set(
  `thanks thank thx ty tysm cheers cool nice great awesome perfect excellent good fine ok okay k kk yes yep yup yeah no nope nah whatever meh sure right agreed indeed
  lol haha hehe wow oh ah hm hmm got gotcha it makes sense sounds as well also you u all both everyone everybody guys folks team so very much lot a for the
  helpful that helps helped work one well done noted understood will do on my way same here me too np welcome your bye later cu see
  thats was really useful brilliant fantastic amazing wonderful lovely neat sweet love like answer answers answered clear perfectly please
  bot bad job sorry oops never mind nvm nevermind stop quiet brb goodbye good night tomorrow soon have day weekend enjoy appreciated appreciate
  kudos bravo rock rocks suck sucks bunch million ya true exactly absolutely definitely danke merci beaucoup gracias grazie obrigado obrigada спасибо 谢谢 ありがとう`.split(
    /\s+/,
  ),
);

/** People who say this want no answer to it. */
const dismissal = /^(?:please )?(?:shut up|be quiet|go away|leave (?:me|us) alone)(?: please| bot| tiebreak)*$/;

/** Says what somebody does now, between two words of thanks or assent: "ok, I'll go with the small one then, thanks". */
const closing =
  /^(?:ok(?:ay)?|alright|great|good|cool|perfect|nice|fine|thanks|thank you|thx)\b.{0,20}\b(?:(?:(?:i|we)(?:['’]?ll| will) (?:go|take|use|pick|stick|try)|(?:i['’]?m|we['’]?re) going with)\b[^?]{0,60}\b|it is(?: then)?[\s,.!]{1,5})(?:thanks|thank you|thx|cheers)\P{L}*$/iu;

/** What a message holds besides words: emoji by name, +1, whom it is said to. */
const besideWords = /:[\w+'’-]+:|(?<!\S)[+-]1(?!\S)|@\S+/g;

/** Whether a text is thanks, agreement or a goodbye and nothing else: there is nothing to answer. Emoji alone count. */
export function isPleasantry(text: string): boolean {
  const said =
    text
      .toLowerCase()
      .replace(besideWords, ' ')
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const isDoubt = asksSource.always.test(withoutEnd(text.trim()));
  const isAsking =
    isQuestion(text) ||
    isDoubt ||
    everyOne.test(withoutEnd(text.trim()).replace(/,? (?:please|pls)$/i, '')) ||
    text.trim() === '';
  return (
    !isAsking && (said.every((word) => pleasantries.has(word)) || dismissal.test(said.join(' ')) || closing.test(text.trim()))
  );
}

/** What is said to one of these is said to everybody, or to us. */
const everybody = '(?:all|everyone|everybody|folks|team|guys|there|you|here|channel|tiebreak)\\b';
/** Words that are no name, although they stand where one may: before a comma, "can you" or a question. */
const noName = `(?:${`so ok okay well yes yeah yep no nope hm hmm hi hey hello yo also now then and but or right wait oh ah sorry please pls
  thanks thx cool nice great good sure true fine agreed interesting maybe perhaps alright anyway otherwise however still again first second third
  next today nowadays btw fwiw imo imho tbh lol whose if for in with was q question update note edit ps fyi ot idea reminder todo help poll actually really
  honestly basically seriously generally finally lastly only especially personally ideally obviously apparently supposedly usually typically`
  .split(/\s+/)
  .concat(questionWords)
  .join('|')})\\b`;
const asksOf = `${anyOf(...questionWords)}\\b`;
/** The same before a colon. */
const label = '(?:q|question|update|note|edit|ps|fyi|btw|ot|idea|reminder|todo|help|poll)\\b';
const listeners = [
  new RegExp(`^\\s*@(?!${everybody})([\\w-]+)`, 'i'),
  new RegExp(`\\s@(?!${everybody})([\\w-]+)[?!.]*$`, 'i'),
  new RegExp(`^\\s*(?:hey|hi|hello|yo)\\s+(?!${everybody})(\\p{L}+)\\s*[,:]`, 'iu'),
  new RegExp(`^\\s*(?:hey|hi|hello|yo)\\s+(?!${everybody}|${noName})(\\p{L}+)\\s+(?=${asksOf})`, 'iu'),
  new RegExp(`^\\s*(?!${everybody}|${label})(\\p{L}+):\\s`, 'iu'),
  new RegExp(`^\\s*(?!${everybody}|${noName})(\\p{L}+),\\s`, 'iu'),
  new RegExp(`^\\s*(?!${everybody}|${noName})(\\p{L}+) (?:do|did|can|could|would|will|have|are) you\\b`, 'iu'),
];

/** Whom a text is said to by name: "@ben what about security?", "hey ben, which is faster?", "Ben: and the other one?"; null where nobody. */
export function listenerIn(text: string): string | null {
  for (const listener of listeners) {
    const name = listener.exec(text)?.[1];
    if (name) return name;
  }
  return null;
}

/** Behind a comma the same words are remarks: "okay, will do", "well, have a good day". */
const asks = new RegExp(
  String.raw`\?|^\W*(?:\d{1,2}[.)]\s*)?(?:(?:and|n|but|so|ok|hey|hi) )*${anyOf(...questionWords, 'any', 'anyone')}\b`,
  'i',
);

/** What is a question there too, unless it is put to the people there. */
const asksBehindComma =
  /^\W*(?:(?:ah|alright|and|but|cool|great|hm+|nice|no|oh|ok(?:ay)?|right|so|sorry|thanks|thx|wait|well|yeah|yes)\b[\s,.!]+)+(?:(?:how|what) about|which (?:of|one)|(?:how|what|where)(?:['’]?s| is| are| do| does| many| much)\b(?! (?:you|u|we|they|he|she)\b))\b/i;

/** Whether a text asks for something: it has a question mark, or starts like a question. */
export const isQuestion = (text: string): boolean => asks.test(text) || asksBehindComma.test(text);

const orders = new RegExp(
  `^\\W*${opener}${order}(?:just )?(?:(?<=to )(?:hear|know|see|learn)|i(?:['’]?m| am| was) (?:just )?(?:asking|curious|wondering)|(?:give|help|send|show|tell|write) (?:me|us)(?! about it\\W*$)|compare|describe|explain|list|recommend|suggest|summari[sz]e|translate)\\b`,
  'i',
);

/** Whether a text tells whoever it is said to what to do, or that somebody wants to know something. */
export const isOrder = (text: string): boolean => orders.test(text);

const asksWithin = new RegExp(`^\\W*(?:about )?${anyOf(...questionWords, 'if', 'whether')} \\p{L}`, 'iu');

/** Whether it does that in order to ask: "tell me who uses it". */
export const ordersAnswer = (text: string): boolean => isOrder(text) && asksWithin.test(text.replace(orders, ''));

/** Whether a question is about what people did, like or think: whoever is among them knows, and nobody else. */
export const asksOfPeople = (text: string): boolean =>
  /\b(?:(?:did|have|had|were|was) (?:we|you|they|he|she|i)|(?:do|does|would) (?:you|they|he|she|we) (?:like|think|want|prefer|mean|remember|agree|feel))\b/i.test(
    text,
  );

const tries =
  /^\W*(?:(?:and|but|so|ok(?:ay)?|hm+|well)\b\W+)*(?:(?:what|how about) if|(?:does|would|will) (?:it|that|this) (?:change(?: (?:anything|the result))?|matter|make (?:a|any) difference) if|how would (?:it|that|this|the (?:result|score|verdict)) (?:look|be|change|come out|turn out)(?: like)? (?:if|(?=with(?:out)?\b))|(?:what|how) about (?=with(?:out)?\b)|suppos(?:e|ing)|imagin(?:e|ing)|assum(?:e|ing)|let['’]?s (?:say|assume)|(?<=\b(?:and|but|so)\W+)if)\b\W*(?:that )?/i;

/** What a text tries out: "what if we were two?" tries out "we were two". Null if it tries out nothing. */
export const triedIn = (text: string): string | null => (tries.test(text) ? withoutEnd(text.replace(tries, '').trim()) : null);

const it = '(?:this|that|it|these|those)';
const them = '(?:him|her|them|us)';
/** Looks at what it is said to, and says nothing else. */
const points = wholeText(
  `(?:${it}(?: one| question| message)?|\\^+)?`,
  `(?:any |your |what are your )?(?:thoughts|opinions?|views?|take|ideas?)(?: (?:on|about) ${it})?|what(?:'s|s| is) your (?:take|opinion|view|answer)(?: (?:on|about) ${it})?`,
  `what (?:do|would) (?:you|u) (?:think|say|reckon)(?: (?:of|about|to) ${it})?|(?:what|how) about ${it}`,
  `(?:(?:can|could|would|will) (?:you|u) )?(?:(?:answer|settle|check|explain)(?: (?:${it}(?: question| one)?|${them}))?|weigh in(?: on ${it})?|help (?:${it}|${them})(?: out)?|help with ${it})`,
  `(?:is|are) (?:${it}|he|she|they) (?:really )?(?:true|right|correct|so|accurate|wrong|false)`,
);

/** Whether words say nothing but that we should look at what they reply to: none at all, "thoughts?", "is that true?". */
export const pointsElsewhere = (text: string): boolean =>
  points.test(
    text
      .replace(/’/g, "'")
      .replace(/[,?!.…\s]+/g, ' ')
      .replace(/(?:^| )(?:please|pls|plz)(?= |$)|^ ?(?:so|hey|hi|and|ok) /gi, '')
      .trim(),
  );
