import { findNames, folded } from '../knowledge/names.ts';
import type { Option } from '../knowledge/pack.ts';
import { anyOf } from '../patterns.ts';

/** A stretch of a text, in characters. */
export type Stretch = { start: number; end: number };

/** What a text means by some of its words. */
export type Stance = {
  isDenied: boolean;
  /** A plan, a wish, a doubt, or a merit of an option that is admitted before an objection. */
  isDoubted: boolean;
  /** The option that they describe, if the text turns it down: what speaks for that option is then not a need of the project. */
  against: string | null;
  /** The option that they praise: such words do not speak for another option. */
  praised: string | null;
  /** They say nothing of this project: what an option is good for in general, or whether to take it, which is what is asked. */
  isGeneral: boolean;
  /** Where they begin, including what denies them. */
  start: number;
};

/** How far from some words a denial or a doubt of them can be, in characters. */
const near = 250;

/** Where a text names an option. */
type Mention = Stretch & { id: string };

/** Prepares to read what a text means by its words, with the names of these options. */
export function createStance(options: Pick<Option, 'id' | 'name' | 'aliases'>[]) {
  const ids = new Map(
    options.flatMap(({ id, name, aliases }) => [id, name, ...aliases].map((each) => [folded(each).toLowerCase(), id])),
  );
  const anyName = findNames(ids.keys());
  return (text: string) => {
    const mentions = [...folded(text).matchAll(anyName)].map(
      ({ 0: name, index }): Mention => ({ id: ids.get(name.toLowerCase()) as string, start: index, end: index + name.length }),
    );
    const refused = refusedIn(text, mentions);
    // A text that turns down every option wants something of each.
    const against = refused.size < options.length ? refused : new Set();
    return ({ start, end }: Stretch, sentence: Stretch): Stance => {
      const from = Math.max(sentence.start, start - near);
      const before = text.slice(from, start);
      const words = text.slice(start, end);
      const after = text.slice(end, Math.max(end, Math.min(sentence.end, end + near)));
      const denial = denialIn(before, `${words}${after}`);
      const clause = `${before.split(clauseEnd).at(-1)} ${words} ${after.split(clauseEnd)[0]}`;
      const named =
        mentions.findLast((each) => each.start >= from && each.end <= start) ?? meantIn(sentence, start, text, mentions);
      const since = named ? text.slice(named.end, start) : '';
      const isSaidOf = named !== undefined && !ourselves.test(since);
      const isAsked = asksWhether.test(before) && mentions.some((each) => each.start >= start && each.end <= end);
      return {
        isDenied: denial !== null || deniedAfter.test(after) || saysNone.test(after) || isUnused(after),
        isDoubted: hedge.test(clause) || (named !== undefined && isGranted(before, after)),
        against: isSaidOf && against.has(named.id) ? named.id : null,
        isGeneral: (isSaidOf && goodFor.test(since) && !ourselves.test(after.split(objection)[0] as string)) || isAsked,
        praised: isSaidOf && !refused.has(named.id) && praise.test(since) ? named.id : null,
        start: denial === null ? start : from + denial,
      };
    };
  };
}

/** "It has ..." after a sentence that names just one option: treats "it" as a mention of that option. People do not describe the needs of a project like this. */
function meantIn({ start: from }: Stretch, start: number, text: string, mentions: Mention[]): Mention | undefined {
  const [all = '', before = ''] = itself.exec(text.slice(from, from + near)) ?? [];
  const last = mentions.findLast(({ end }) => end <= from);
  if (!last || all === '' || from + all.length > start || /[.!?;\n](?=\s)/.test(text.slice(last.end, from))) return undefined;
  const begins = Math.max(0, ...[...text.slice(0, last.start).matchAll(/(?<![.!?;\n])[.!?;\n]+\s/g)].map(({ index }) => index));
  const isAlone = mentions.every(({ id, start: at, end }) => id === last.id || at < begins || end > from);
  return isAlone ? { id: last.id, start: from + before.length, end: from + all.length } : undefined;
}
const itself =
  /^([.!?;\s]+)(?:it|that|this)(?=['’]s\b|\s+(?:also |already |even |just |all )?(?:is|was|would|has|had|comes?|came|brings?|ships?|includes?|offers?|provides?|bundles?|gives?|adds?|feels?|felt|does|lacks?)\b)(?!\s+(?:has|had) to\b)/i;

const ourselves = /\b(?:we|i|ours?|my|mine|us|this|these)\b/i;
/** "... is" or "... because it" right after a name, without an objection behind it. */
const praise = /^\s+(?:is|as|because|since|for its|due to its)\b(?!.*\b(?:not|but|too)\b)/i;

/** "... is great for": right after a name. */
const goodFor = new RegExp(
  String.raw`^\s+(?:is|are|was)\s+(?:\w+\s+){0,2}?${anyOf(
    /great|good|excellent|better|best|ideal|perfect|fine|nice/,
    /suited|suitable|designed|meant|intended|made|aimed|geared/,
  )}(?:\s+\w+){0,2}?\s+(?:for|when|if|in|at)\b`,
  'i',
);
/** "Should", "if": right before "we use ...". */
const asksWhether = /\b(?:should|shall|could|can|would|do|does|did|will|may|must|if|whether)\s+$/i;
const objection = /\b(?:but|however|though)\b|[;:]/i;

/** Words right before an option's name that put another option before it. */
const apart = new RegExp(
  String.raw`\b${anyOf(
    /instead of|rather than|unlike|over/,
    /(?:than|compared (?:to|with))(?: (?:other |bigger |heavier |full )?\w+ (?:like|such as))?|from|replac\w+|drop\w*/,
    /ditch\w*|remov\w+|avoid\w*|without|(?:could|might) have (?:used|picked|chosen|taken|gone (?:with|for))/,
    /(?:do|does)(?:n['’]?t| not) (?:need|require|necessitate|want|use)/,
  )}\s+(?:the |all of |using |an? )*$`,
  'i',
);
/** Words that say an option is too much, or not enough. */
const unfit = new RegExp(
  String.raw`\b${anyOf(
    /over-?kill|rejected|unused|unnecessary|heavy|heavier|bloated|overhead|more complex|complicated|restrictive|rigid/,
    /monolithic|magic|limited|limiting|missing|lacks?|lacking|too (?:much|big|complex|complicated|restrictive)/,
    /not needed/,
    /would (?:have (?:been|added|meant|imposed|required|forced|brought|needed)|mean|add|require|force|impose|compete)/,
  )}\b`,
  'i',
);
/** An objection after a merit, which makes an option unfit as well. */
const objected =
  /^[^.;]*?\b(?:but|however|though|yet)\b[^.;]{0,40}?\b(?:imposes?|dictates?|demands?|requires?|needs?|takes?) (?:\w+ ){0,2}?(?:more|deeper|extra|additional|longer|much|conventions|structure|knowledge|setup|a lot)\b/i;
/** How far such words can be from the name, in characters; half as far in the next sentence, if that begins with "it". */
const reach = 90;

/** The options that a text turns down, because it prefers another one or says that they do not fit. */
function refusedIn(text: string, mentions: Mention[]): Set<string> {
  const refused = mentions.filter(({ id, start, end }) => {
    const other = mentions.find((each) => each.start >= end && each.id !== id)?.start ?? text.length;
    const [sentence = '', next = ''] = text.slice(end, other).split(/(?<![.!?;\n])[.!?;\n]+(?=\s|$)/);
    return (
      (apart.test(text.slice(Math.max(0, start - 40), start)) && !/^\s+(?:experience|to)\b/i.test(sentence)) ||
      unfit.test(sentence.slice(0, reach)) ||
      objected.test(sentence) ||
      (/^\s*(?:it|this|that)\b/i.test(next) && unfit.test(next.slice(0, reach / 2)))
    );
  });
  return new Set(refused.map(({ id }) => id));
}

/** "Although X has ..., ...": whether words are a merit that is admitted before an objection. Only asked if an option is named before them. */
const isGranted = (before: string, after: string): boolean =>
  /(?:^|[.,(]\s*)(?:even though|although|though|while|whilst|despite)\b[^,]*$/i.test(before) && /(?:\w+\W+){3}/.test(after);

const clauseEnd = /[,:()\u2013\u2014]|\s-\s|\b(?:but|however|though|although|whereas|while)\b/i;

/** Words of a plan, a wish or a doubt. */
const hedge = new RegExp(
  String.raw`\b${anyOf(
    /maybe|perhaps|possibly|potentially|might|may|could|later|eventually|someday|some ?day|one day|at some point/,
    /in (?:the )?future|down the (?:road|line)|in the long run|nice[- ]to[- ]have|would be nice|if|optional(?:ly)?/,
    /not sure|unsure|probably|likely|hopefully|ideally|phase (?:two|2|ii)|v2|not yet|should (?:we|i)/,
    /(?:a|feature) requests? (?:to|from|by|for)|requested|propos(?:e|ed|es|al)|whether|considering/,
    /supposed(?:ly)?(?: to)?|think(?:ing)? (?:of|about)|wonder(?:ing)?|plan(?:s|ning)? to add/,
  )}\b`,
  'i',
);

/** "don't" and its like, also without the apostrophe. */
export const contracted = /(?:do|does|did|wo|would|is|are|was|were|ca|could|should|need|have|has|had)n['’]?t/;

const negator = new RegExp(
  String.raw`\b${anyOf(
    /no need|no|not|without|never|nor|neither|lack(?:s|ing)?|zero|hardly|none|nobody|cannot/,
    contracted,
    /rather than/,
    /than(?= (?:to )?(?:set up|use|have|build|write|run|install|deal|maintain|bother|learn)\b)|instead of/,
    /avoid(?:s|ing)?|skip(?:s|ping)?|free of|too (?:small|simple|early) (?:for|to)/,
  )}\b(?!\s+(?:only|just|to mention|sure|yet sure|doubt|matter|problem))`,
  'gi',
);
const turn = /\b(?:but|however|though|although|except|just|only|because|since|which|so|then|unless)\b|[:()\u2014]/i;
const nextStatement = /\band\b(?=\s+(?:we|i|it|they|have|want|need|will|is|are|then|the|a|an|some|use|should))/i;
const short = 7;

/** "We could have gone with ..." */
const untaken = /\b(?:could|might) have\s+$/i;

/** The place of the denial that the words before end with ("no ...", "we do not need a, b or ..."); null if there is none. */
function denialIn(before: string, rest: string): number | null {
  if (untaken.test(before) && /^(?:used|picked|chosen|taken|gone)\b/i.test(rest)) return before.search(untaken);
  const last = [...before.matchAll(negator)].at(-1);
  if (!last) return null;
  const said = last[0].toLowerCase();
  const between = before.slice(last.index + said.length);
  if (turn.test(between) || nextStatement.test(between)) return null;
  const isOfNouns = /^(?:no|without|zero)$/.test(said);
  if (isOfNouns && /\band\b/i.test(between)) return null;
  if (ofThePast.test(between) || besides.test(between) || (/^(?:rather|instead)/.test(said) && purpose.test(between)))
    return null;
  const isList = isListed(said, between, rest.slice(0, 40));
  if (/,/.test(between) && !isList) return null;
  const words = (between.match(/[\p{L}\p{N}]+/gu) ?? []).length;
  return words <= (isList ? 2 * short : short) ? last.index : null;
}

/** What somebody has not done yet or does not know, and may well need now. */
const ofThePast =
  /^\s+(?:(?:of (?:us|them)|[\p{L}]+) ){0,3}?(?:(?:ever |really |yet )?(?:built|made|written|worked|created|designed|done|tried|coded|seen|heard|experienced|familiar)|(?:much |any |real |prior |previous )*(?:experience|knowledge|idea|clue))\b/iu;
/** "instead of X to ...": only X is denied. */
const purpose = /^\s+(?![\p{L}]+ing\b)[\p{L}\p{N}]+\s+(?:to|because|since|so)\b/iu;
/** "... we do not need for an API": the denied words come before. */
const besides = /^\s+(?:really |actually )?(?:need|want|require|use) (?:for|in|at|here|yet)\b/i;

/**
 * Whether a denial covers the whole list that follows it: if "or" ends the list, or something is not needed, and no item begins a new
 * statement. "Instead of" and the like only deny one thing.
 */
function isListed(said: string, between: string, rest: string): boolean {
  if (/^(?:rather|instead|than)/.test(said)) return false;
  const isStatement = between
    .split(',')
    .slice(1)
    .some((item) => beginsStatement.test(item));
  if (isStatement) return false;
  if (/\b(?:or|nor)\b/i.test(`${between} ${rest}`)) return true;
  return /(?:not|t)$/.test(said) && /^\s+(?:\w+\s+)?(?:need|require|want|use|necessitate)\b/i.test(between);
}

const beginsStatement =
  /^\s*(?:and\s+)?(?:we|i|it|they|you|there|this|that|have|has|want|wants|need|needs|will|is|are|it['’]s|with|for|let)\b/i;

const deniedAfter = new RegExp(
  String.raw`^(?:[^\p{L}\p{N},;:]+(?!but\b)[\p{L}\p{N}]+){0,2}?\W+${anyOf(
    /(?:(?:is|are|was|would be|will be)\s+)?not(?:\s+\w+)?|(?:is|are|was)n['’]?t(?:\s+\w+)?/u,
    /(?:is|are|was|would be|will be|seems?)\s+un/u,
  )}\s*(?:needed|required|necessary|important|relevant|wanted|planned|essential|(?:a|an) (?:concern|issue|priority|must|requirement))\b`,
  'iu',
);

/** "Log-ins: none", as in a list of features. */
const saysNone = /^\s*[:=|\u2013\u2014-]\s*(?:none|no|nope|n\/a|nothing|false)\s*(?:[.,;()|]|$)/i;

/** "... a, b and c that would all sit unused", "... that we do not need": denies the whole list before it. */
const lies = new RegExp(
  String.raw`\b${anyOf(
    /(?:(?:we|i|you|it|this(?: \w+)?) )?(?:do|did|does)(?:n['’]?t| not) (?:really |actually |even )?(?:need|want|use|require)(?=\s*(?:[.,;:!?)]|$|for\b|in\b|here\b|yet\b))/,
    /unused|unneeded|superfluous|dead ?weight/,
    /(?:would|will|do|does|is|are)(?:n['’]?t| not| never) (?:all |even |ever )?(?:be )?used?/,
    /(?:are|were)(?:n['’]?t| not) (?:all |really )?(?:needed|required|necessary)|(?:out of|not in) scope/,
  )}\b`,
  'i',
);
const another = /\b(?:but|however|though|although|so|because|since|we|i|our|my)\b|[:;]/i;

function isUnused(after: string): boolean {
  const at = lies.exec(after)?.index;
  return at !== undefined && !another.test(after.slice(0, at));
}
