import type { Knowledge } from '../knowledge/knowledge.ts';
import { anyOf } from '../patterns.ts';
import { saysEnd, spanIn } from './ends.ts';
import { listedOptions, readProposal } from './options.ts';

/** What begins the words that say until when: "until", "for", or what a vote does: "closes on", "it is open until". */
const begins = new RegExp(
  String.raw`(?<=^|[\s(])(?:(?<how>until|till?|for)|${anyOf(
    /(?:(?:it|voting|(?:the\s+)?(?:vote|poll))\s+)?(?:(?:is|stays)\s+)?(?:open|runs|close[sd]?|closing|ends|ending)(?:\s+(?:at|by|for|in|on|until|till?))?/,
    /(?:the\s+)?deadline(?:\s+is)?:?/,
  )})\s+`,
  'giu',
);

/** In so many characters at the end of a text they are looked for. */
const most = 120;

/** Words at the very end of a text that say until when: all of them, those of the end itself, and the word that begins them if that is all. */
type Tail = { before: string; until: string; ends: string; how: string; isAsked: boolean };

/** What a text ends with that says until when; null where nothing does. */
export function tailOf(said: string): Tail | null {
  begins.lastIndex = Math.max(0, said.length - most);
  for (const { index, 0: mark, groups } of said.matchAll(begins)) {
    const [, ends = '', close = ''] =
      /^([\s\S]*?)([\s?!.…),]*(?:please[\s?!.)]*)?)$/i.exec(said.slice(index + mark.length)) ?? [];
    const how = (groups?.how ?? '').toLowerCase();
    if (how === 'for' ? spanIn(ends) !== null : saysEnd(ends))
      return { before: said.slice(0, index), until: said.slice(index), ends, how, isAsked: close.includes('?') };
  }
  return null;
}

/** An order to vote on what was talked about, apart from how: "vote on it until Friday", "start a vote, 2 days, anonymous". `ends` may be empty. */
export type Order = { order: string; ends: string; isAnonymous: boolean };

/** Takes such an order apart; behind commas it holds nothing but how, else all of it is the order. */
export function readOrder(said: string): Order {
  const { before = said, ends = '' } = tailOf(said) ?? {};
  const [order = '', ...rules] = before
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^(?:ok(?:ay)?|right|please|shall we|all|everyone|thanks)[?!. ]*$/i.test(part));
  const secret = rules.filter((rule) => /^(?:an? )?(?:anonymous(?:ly)?|secret)(?: vote)?$/i.test(rule));
  const lasting = rules.filter(saysEnd);
  const isRead = secret.length + lasting.length === rules.length;
  return isRead
    ? { order, ends: ends || (lasting[0] ?? ''), isAnonymous: secret.length > 0 || /\b(?:anonymous|secret)/i.test(order) }
    : { order: said, ends: '', isAnonymous: false };
}

const comma = /[,;]\s*$/;
/** A list may go on behind its commas, unless its last part was said to be that. */
const goesOn = /[,;](?!.*\s(?:or|vs\.?)\s[^,;]*$)/i;
/** What can be done for a while. "Wait until Friday" is one thing. */
const lasts =
  /\b(?:ban|be|block|close|continue|defer|delay|disable|do|enable|extend|freeze|go|have|hold|keep|last|leave|live|lock|meet|open|park|pause|pay|play|postpone|remain|rent|rest|run|sit|skip|sleep|snooze|stand|stay|stick|stop|suspend|test|try|use|wait|work)(?:s|e?d|ing)?\b/i;
const isName = (option: string): boolean => /^(?:\S+|[\p{Lu}@\d].*)$/u.test(option);

/** Whether what follows begins a sentence, an aside, or a line of its own that is none of several below a question: these are options. */
function isApart(before: string): boolean {
  const lines = before.split('\n');
  const [last = '', above = ''] = lines.toReversed();
  if (last.trim() !== '') return lines.length === 1 && /(?:[?!.(]|\S\s+[–—-])\s*$/.test(last);
  return lines.length < 3 || above.trim() === '';
}

/** What is to be decided, and until when; empty where nobody says so. */
export type Timed = { words: string; ends: string };

/**
 * Reads until when an order says that its vote runs: at its very end, and only where that is part of nothing that people could choose. It may follow a
 * sentence or a comma ("Tea or coffee? Until Friday 5pm"), or plain names ("tea or coffee until Friday").
 */
export function untilIn(said: string, knowledge: Knowledge): Timed {
  const whole = { words: said, ends: '' };
  const tail = tailOf(said);
  if (!tail) return whole;
  const { before, how, ends, isAsked } = tail;
  const words = before.replace(/(?<![\s,;(–—-])[\s,;(–—-]+$/, '');
  if (tailOf(words)) return whole; // "until Friday, until Monday": these are what to choose from
  if (isApart(before)) return { words, ends };
  if (how === 'for' || said.includes('\n')) return whole;
  const hasOptions = readProposal(words, knowledge).options.length > 0;
  const isAside = comma.test(before) && !goesOn.test(words) && !isAsked && hasOptions;
  const isBehindNames = how !== '' && listedOptions(words, knowledge)?.every(isName) && !lasts.test(words);
  return isAside || isBehindNames ? { words, ends } : whole;
}
