import { wordsToVote } from '../follow-ups.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { anyOf, order } from '../patterns.ts';
import { saysEnd, spanIn } from './ends.ts';
import { listedOptions, readProposal } from './options.ts';

/** How a vote is to be held, as arguments of `decide`: until when, in words, and whether nobody is to know who chose what. */
export type How = { ends?: string; anonymous?: 'yes' };

/** Words without what they say of that. */
export type Order = { words: string; how: How };

/** What begins the words that say until when: "until", "for", or what a vote does: "closes on", "it is open until". */
const beginning = anyOf(
  /(?<word>until|till?|for|by)/,
  /(?:(?:it|voting|(?:the\s+)?(?:vote|poll))\s+)?(?:(?:is|stays)\s+)?(?:open|runs|close[sd]?|closing|ends|ending)(?:\s+(?:at|by|for|in|on|until|till?))?/,
  /(?:the\s+)?deadline(?:\s+is)?:?/,
);
const begins = new RegExp(String.raw`^${beginning}\s+`, 'i');
const secretly = /(?:\ban?\s+)?\b(?:anonymous(?:ly)?|secret(?:ly)?)\b(?:\s+vote\b)?/gi;
/** What people say along with it. */
const asides = /\b(?:ok(?:ay)?|right|please|shall we|all|everyone|thanks|now|here)\b/gi;

const saysSpan = (ends: string): boolean => spanIn(ends) !== null;

/**
 * What words say of how a vote is to be held, if they say nothing else: "until Friday, anonymously". Behind a comma an end may stand by itself
 * (", 2 days") where it is one to `saysBare`. Null if they say more.
 */
export function howIn(said: string, saysBare = saysEnd): How | null {
  const open = said.replace(secretly, ' ');
  const words = open.replace(asides, ' ').replace(/^[\s,;]+|[\s,;?!.…)]+$/g, '');
  const { 0: first = '', groups } = begins.exec(words) ?? {};
  const ends = words.slice(first.length);
  const isBare = first === '';
  const says = isBare ? saysBare : /^for$/i.test(groups?.word ?? '') ? saysSpan : saysEnd;
  const isEnd = says(ends) && (!isBare || (/^\s*[,;]/.test(said) && !/[,;]/.test(ends)));
  if (words !== '' && !isEnd) return null;
  return { ...(ends === '' ? {} : { ends }), ...(open === said ? {} : { anonymous: 'yes' }) };
}

/** In so many characters, at the end of a text or behind the verb of an order, all that is looked for. */
const most = 120;

const them = '(?:it|this|that|them|these|those)';
/** An order to vote, up to how, and on what. */
const beginsVote = new RegExp(
  String.raw`^(?!would\b)${order}${anyOf(
    String.raw`put\s+${them}\s+(?:up\s+)?(?:to|for)\s+(?:an?|the)\s+vote`,
    String.raw`(?:we\s+(?=(?:vote|need)\b))?(?:${wordsToVote.source}|decide(?:\s+it)?)(?:\s+(?:on|about|for)\s+${them})?`,
  )}(?![\p{L}\p{N}])`,
  'iu',
);
const beforeQuestion = /\s*:(?=\s)|\s+(?=(?:on|about|between|whether)\s)|$/gi;

/** Reads what an order to vote says of how right behind its verb: "vote until Friday on this or that", "start a vote, 2 days, anonymous". */
export function readOrder(said: string): Order {
  const [verb = ''] = beginsVote.exec(said) ?? [];
  const rest = said.slice(verb.length);
  const secret: How = /\b(?:anonymous|secret)\b/i.test(verb) ? { anonymous: 'yes' } : {};
  const places = [...rest.slice(0, most).matchAll(beforeQuestion)].map(({ index }) => index).reverse();
  for (const at of verb === '' ? [] : places) {
    const how = at < most ? howIn(rest.slice(0, at)) : null;
    if (how) return { words: verb + rest.slice(at), how: { ...secret, ...how } };
  }
  return { words: said, how: secret };
}

/** The words at the very end of a text that say how, what stands before them, and the word or the comma that begins them. */
type Tail = Order & { before: string; first: string; said: string };

const mayBegin = new RegExp(String.raw`[,;]|(?<=^|[\s(])(?:(?:anonymous|secret)(?:ly)?\b|${beginning}\s)`, 'gi');

function tailOf(whole: string): Tail | null {
  mayBegin.lastIndex = Math.max(0, whole.length - most);
  for (const { index, 0: found } of whole.matchAll(mayBegin)) {
    const said = whole.slice(index);
    const how = howIn(said, saysSpan);
    if (!how || Object.keys(how).length === 0) continue;
    const before = whole.slice(0, index);
    return {
      before,
      words: before.replace(/(?<![\s,;(])[\s,;(]+(?:[–—-]\s+)?$/, ''),
      how,
      first: found.trim().toLowerCase(),
      said,
    };
  }
  return null;
}

/** A list may go on behind its commas, unless its last part was said to be that. */
const goesOn = /[,;](?!.*\s(?:or|vs\.?)\s[^,;]*$)/i;
/** What can be done for a while. "Wait until Friday" is one thing. */
const lasts =
  /\b(?:ban|be|block|close|continue|defer|delay|disable|do|enable|extend|freeze|go|have|hold|keep|last|leave|live|lock|meet|open|park|pause|pay|play|postpone|remain|rent|rest|run|sit|skip|sleep|snooze|stand|stay|stick|stop|suspend|test|try|use|wait|work)(?:s|e?d|ing)?\b/i;
const isName = (option: string): boolean => /^(?:\S+|[\p{Lu}@\d].*)$/u.test(option);

/** Whether what follows begins a sentence, or a line of its own that is none of several below a question: these are options. */
function isApart({ before, said }: Tail): boolean {
  const lines = before.split('\n');
  const [last = '', above = ''] = lines.toReversed();
  if (last.trim() === '') return lines.length < 3 || above.trim() === '';
  return lines.length === 1 && (/[?!]\s*\(?$/.test(last) || (/\.\s+\(?$/.test(last) && /^\p{Lu}/u.test(said)));
}

/** Whether it follows a comma or plain names, and is part of nothing that people could choose. */
function isBeside({ before, words, said, first, how: { ends = '' } }: Tail, knowledge: Knowledge): boolean {
  if (before.includes('\n') || /^\W*for\b/i.test(said)) return false;
  if (/[,;]/.test(first)) {
    const { options } = readProposal(words, knowledge);
    return !goesOn.test(words) && !said.includes('?') && options.length > 0 && !options.some(saysSpan);
  }
  const areNames = /^(?:until|till?|anonymously)$/.test(first) && listedOptions(words, knowledge)?.every(isName) === true;
  return areNames && (ends === '' || !lasts.test(words));
}

/**
 * Reads how an order says that its vote is to be held: at its very end, and only where that is part of nothing that people could choose. It may
 * follow a sentence or a comma ("Tea or coffee? Until Friday 5pm"), or plain names ("tea or coffee until Friday").
 */
export const untilIn = (said: string, knowledge: Knowledge): Order =>
  read(said, (tail) => isApart(tail) || isBeside(tail, knowledge));

/** The same of a proposal, which may itself last until then: only a sentence of its own counts, and "anonymously" behind a comma. */
export const untilBehind = (said: string): Order => read(said, (tail) => isApart(tail) || /^,\s*anonymously\b/i.test(tail.said));

function read(said: string, isRead: (tail: Tail) => boolean): Order {
  const tail = tailOf(said);
  const isOne = tail && !tailOf(tail.words); // "until Friday, until Monday": these are what to choose from
  return isOne && isRead(tail) ? { words: tail.words, how: tail.how } : { words: said, how: {} };
}

/** What stands between such words and a question behind them. "On" may belong to either where a colon follows: "Monday on call: this or that". */
const leadsOn = /[^\S\n]*(?<mark>[:,]|(?<=[^\S\n])[–—-])[^\S\n]+|\s+(?:on|about)\s+(?!.*:\s)|\s+(?=(?:between|whether)\s)/gi;

/**
 * Reads the same of what stands behind the verb `decide`: "until Friday: this or that". A span may be what the question is about ("for 10 minutes:
 * sitting or standing"), and what follows a comma or a dash has to be plain names. Null where it says nothing of that, or nothing else.
 */
export function untilBefore(question: string, knowledge: Knowledge): Order | null {
  if (!/^(?:until|till?|by|for|anonymous|secret)/i.test(question)) return null;
  const places = [...question.slice(0, most).matchAll(leadsOn)].reverse();
  for (const { index, 0: found, groups } of places) {
    const said = question.slice(0, index);
    const how = howIn(said);
    if (!how || Object.keys(how).length === 0) continue;
    const words = question.slice(index + found.length);
    const mark = groups?.mark ?? '';
    const isClear = mark === '' || (!/^for\b/i.test(said) && (mark === ':' || areNames(words, knowledge)));
    return isClear && words !== '' ? { words, how } : null;
  }
  return null;
}

/** Whether words list plain names to choose from, none of which is itself an end. */
function areNames(words: string, knowledge: Knowledge): boolean {
  const options = words.includes(':') || lasts.test(words) ? null : listedOptions(words, knowledge);
  return options?.every((option) => isName(option) && !saysEnd(option)) === true;
}
