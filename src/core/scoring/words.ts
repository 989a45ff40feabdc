import { aside, asksMore, asksSource, asksWhetherSure, it, wishes } from '../follow-ups.ts';
import type { Intent } from '../intent.ts';
import { words as wordsOf } from '../knowledge/features.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { anyOf, opener, order, wholeText } from '../patterns.ts';
import { isQuestion } from '../said.ts';
import type { Utterance } from '../utterance.ts';
import { onlyAnswerIn, readAmendment } from './amend.ts';
import { passed } from './scorecard.ts';
import { toCard } from './show.ts';
import { readFactors } from './weights.ts';

const result = '(?:result|verdict|scores?|scorecard|recommendation)';
const showUs = `(?:${order}(?:show|give|draw|make|list)(?: (?:me|us))? )?`;
/** What people add who ask for a choice of ours. May be nothing. */
const inOurPlace = '(?: (?:in (?:our|my) (?:place|case|position|situation|shoes)|if you were (?:us|me)|here))?';
const wouldYou = `(?:do|would) (?:you|u) (?:say|do|pick|take|choose|recommend|suggest|prefer)${inOurPlace}`;
/** Asks for a choice of ours. */
export const asksOurChoice = new RegExp(
  `^${opener}${order}(?:can['’]?t you )?(?:just )?${anyOf(
    `(?:what|which|who)(?: one)? ${wouldYou}`,
    `what (?:do|would) (?:you|u) (?:think|advise)${inOurPlace}`,
    /(?:choose|decide|pick)(?: (?:it|one))? for (?:me|us)/,
  )}(?:,? please)?\\W*$`,
  'i',
);
const whoElse =
  '(?:(?:how )?(?:can|could|do|may|should) |let )?(?:(?:we|us) (?:all|both)|(?:all|both|each|the rest) of us|(?:(?:the|my|our) )?(?:others?|team|colleagues|group)|every(?:body|one)|some(?:body|one) else)';

/** A view by the words that name it (`named`), and by those that may mean what else was talked about (`leaning`). */
type View = { show: string; named: RegExp; leaning?: RegExp };

const views: View[] = [
  {
    show: 'result',
    named: wholeText(
      `(?:which|what|who)(?: one)?(?:(?:['’]s| is) (?:winning|ahead|leading|better))|(?:which|what|who)(?: one)?(?: (?:is it|wins|fits(?: us)?(?: best| better)?|${wouldYou}|(?:should|shall|do) (?:we|i) (?:take|use|choose|pick|go (?:for|with))))`,
      `which(?: one)?|(?:score|recommend) ${it}`,
      `${showUs}(?:the|our|my) ${result}(?: (?:now|again))?|what(?:'s| is) (?:the|our|my) (?:verdict|score(?:s|card)?|recommendation)(?: now)?`,
      "what (?:else )?(?:do|would) you (?:still )?need(?: to know)?|what(?:'s| is) (?:still )?(?:missing|open)|(?:the )?next question",
    ),
    leaning: wholeText(
      `how (?:sure|certain|confident) (?:are you|is ${it})(?: (?:of|about) ${it})?|(?:what(?:'s| is) |who(?:'s| is) )?(?:the )?(?:second best|runner[- ]?up)`,
      `what (?:did|do|have) you (?:understand|understood|read)(?: (?:of|from) ${it})?`,
    ),
  },
  {
    show: 'weights',
    named: wholeText(
      `${showUs}(?:(?:the|your|our|my|all) )*weights|(?:what are|who (?:made|chose|set|picked)|where do|(?:(?:can|could|how (?:can|do)) (?:i|we) )?(?:change|adjust|edit)) (?:(?:the|your|our|my|these|those) )?weights(?: come from)?`,
      `how (?:is|are|do you) (?:${it}|they|the (?:questions|answers|criteria)) weigh(?:ed|ted)`,
      '(?:how much|what) (?:does|do) (?:each|every|which|the)(?: (?:question|criterion|criteria|answers?|questions))? (?:count|weigh|matter)(?: (?:how much|most))?',
    ),
  },
  {
    show: 'why',
    named: wholeText(
      `${order}explain (?:the|your|our|my) ${result}|why (?:the|this|that) ${result}`,
      `how (?:is|was|are|were|do you|did you) (?:(?:compute|calculate|work out|get) )?(?:the|this|that|your|our|my) ${result}(?: (?:computed|calculated|worked out|made))?|how does (?:the )?scoring work`,
      `what does (?:(?:the|it|that|your) )*(?:[\\d.]+ ?% )?(?:sure|confidence|lead|points?|scores?)(?: (?:sure|points?))? mean`,
    ),
    leaning: wholeText(
      `how (?:did|do) you (?:get|come|arrive)(?: (?:to|at|up with))? (?:${it}|(?:the|that|this) ${result})`,
      `what (?:speaks|counts|would speak) (?:for|against) (?:${it}|them)|${showUs}(?:the|your) reasons`,
    ),
  },
  {
    show: 'group',
    named: wholeText(
      `${showUs}(?:the |our )?group(?: (?:${result}|view))?|(?:the |our )?team ${result}`,
      '(?:(?:what|where|on what) )?(?:do|did) we (?:all )?(?:most )?(?:dis)?(?:agree|differ)(?: (?:most|about|on))*|who (?:dis)?agrees(?: with (?:me|us|this|it))?',
    ),
    leaning: wholeText(
      `${whoElse} (?:also )?(?:(?:fill|score) ${it}(?: in)?|fill in ${it}|answer(?: (?:${it}|the questions))?)(?: (?:too|as well|in|together))?`,
      `(?:fill|score) ${it} (?:in )?(?:together|as a (?:team|group))`,
    ),
  },
  {
    show: 'picture',
    named: wholeText(`${showUs}(?:${it} )?(?:(?:as|in) )?an? (?:picture|(?:bar )?chart|graph|diagram)`),
  },
  {
    show: 'form',
    named: wholeText(
      `${showUs}(?:(?:all|the|your) )*questions|what are (?:(?:all|the|your) )+questions`,
      '(?:(?:can|may|let) (?:i|me|us|we) )?(?:fill (?:in |out )?(?:(?:all|the) )*(?:questions|form|answers)|answer (?:(?:all|the) )*questions)',
    ),
    leaning: wholeText(`(?:(?:can|may|let) (?:i|me|us|we) )?fill (?:${it} in|in ${it})(?: myself)?`),
  },
];

/** Asks what came out: of a vote, if one runs or has ended since the scorecard was shown. */
const asksResult = wholeText(
  `(?:what(?:'s| is| are| was| were) |show(?: (?:me|us))? )?(?:(?:the|our|any) )?(?:final )?(?:results?|outcome|scores?)(?: (?:so far|now|then))?`,
);
/** Asks what would turn a verdict around. */
const asksWhatChanges = wholeText(
  `what (?:else )?(?:would|could|might|can|will) (?:make (?:${it} )?)?(?:change|flip|alter|tip|swing|reverse)(?: (?:${it}|your mind|the (?:verdict|result|outcome|recommendation|answer|scores?|lead|balance)))?`,
  `when (?:would|could) (?:${it}|the (?:verdict|result|outcome|recommendation)) (?:change|flip)`,
);
/** The same beside an option's name: "what would make it". */
const turnsTo = wholeText(
  `what (?:else )?(?:would|could|might) (?:make (?:${it}|us)|(?:speak for|favou?r|need to (?:change|be true) for|it take for|have to (?:change|be true) for))(?: (?:choose|take|pick|use|prefer|win|to win|better))?`,
  `when (?:would|could|does) (?:it be )?(?:win|better|fit better|come first)?`,
);
/** Wants another project scored. */
const startsAnew = wholeText(`${order}start (?:over|again|anew|from scratch)|(?:a |another |new |score another )+project`);
/** Wants the last change taken back. */
const takesBack = wholeText(
  `(?:(?:no|wait|sorry|please)[\\s,]+)*(?:(?:undo|revert)(?: (?:${it}|(?:the|my) (?:last )?change))?|take ${it} back)`,
);
const theCard = '(?:(?:the|this) )?(?:result|score(?:card)?)';
const aName = '["“”]?(?<name>[^"“”]+)["“”]?';
/** Wants a scorecard saved; the words behind that are its name. */
const savesIt = wholeText(`(?:please )?save(?: (?:it|this|that|${theCard})(?: (?:as|under) ${aName})?)?`);
/** Wants it called something, which may have been said of anything else: who finds it by that name is told first. */
const namesIt = wholeText(
  `(?:please )?(?:re)?name (?:it|${theCard})(?: (?:to|as) ${aName})?|(?:please )?(?:save as|name (?:it|${theCard})) ${aName}`,
);

/** What a conversation says of its scorecard: its id, when it was shown, whether it is what was talked about last, and whether no question was asked before it. */
export type Talk = { id: string; shown: number; isLast: boolean; isUnasked: boolean };

/**
 * What words mean of the scorecard of a conversation: a change of it or that taken back, one of its views, what would change its verdict, its name, or
 * its reasons. Pure.
 * @returns null where they mean none of that
 */
export function onScorecard({ id, shown, isLast, isUnasked }: Talk, words: Utterance, knowledge: Knowledge): Intent | null {
  const { said, isCalled, rest, isLedIn, named, subject } = words;
  const isToUs = isCalled && isLast;
  if (isToUs && startsAnew.test(rest)) return { verb: 'recommend', args: {} };
  if (changesWeights(said, knowledge) || (isToUs && readAmendment(said, knowledge))) return toCard({ id }, { say: said });
  const view = isCalled ? views.find((each) => each.named.test(rest) || (isLast && each.leaning?.test(rest))) : null;
  if (view || (isToUs && asksOurChoice.test(said))) return toCard({ id }, { show: view?.show ?? 'result' });
  if (isToUs && asksResult.test(rest)) return toCard({ id }, { show: 'result', since: String(shown) });
  if (asksWhatChanges.test(rest)) return toCard({ id }, { show: 'changes' });
  const [option, ...more] = named.options;
  if (option && more.length === 0 && isLast && turnsTo.test(subject)) return toCard({ id }, { show: 'changes', of: option });
  if (isToUs && takesBack.test(rest)) return toCard({ id }, { undo: 'yes' });
  const saves = isCalled ? savesIt.exec(rest) : null;
  if (saves) return toCard({ id }, saves.groups?.name ? { name: saves.groups.name } : { show: 'name' });
  const names = isCalled ? namesIt.exec(rest) : null;
  if (names) return toCard({ id }, { show: 'name', of: names.groups?.name ?? '' });
  const isWhy = /^why(?: not)?$/i.test(subject) || (aside.test(subject) && (isLedIn || isQuestion(said)));
  const asksWhy = option !== undefined && isWhy;
  const isDoubt = isQuestion(said) && asksWhetherSure.test(rest);
  const wonders = isDoubt || [asksSource, asksMore].some((wish) => wishes(rest, wish, isCalled));
  return isLast && isUnasked && (asksWhy || wonders) ? toCard({ id }, { show: 'why', of: option ?? '' }) : null;
}

const agrees = /^(?:yes|yep|yeah|yup)$/;
const denies = /^(?:no|nope|nah)$/;
const knowsNot =
  /^(?:i )?(?:(?:do not|don t|dont) know|have no (?:idea|clue)|no (?:idea|clue)|am not sure|not sure|skip(?: (?:it|this|that))?|pass)(?: yet)?$/;

/**
 * What words to us answer of the question that a scorecard asks (`offered`: what its choices do): by a label, by the only one that begins with their
 * "yes" or "no", by what a few words are read as, or by not knowing. Pure.
 * @returns the choice that says so; null where they say more, or something else
 */
export function answerAsked(offered: Intent[], said: string, knowledge: Knowledge): Intent | null {
  const { pack, names } = knowledge;
  const criterion = pack.criteria.find(({ id }) => id === offered[0]?.args.set);
  if (!criterion || isQuestion(said)) return null;
  const bare = wordsOf(said).join(' ');
  const begins = agrees.test(bare) ? 'yes' : denies.test(bare) ? 'no' : null;
  const [only, ...more] = criterion.answers.filter(({ label }) =>
    begins === null ? wordsOf(label).join(' ') === bare : wordsOf(label)[0] === begins,
  );
  const read = only || names.read(said).options.length > 0 ? null : onlyAnswerIn(said, knowledge);
  const meant = only ? only.id : read?.criterion === criterion.id ? read.answer : null;
  const to = knowsNot.test(bare) ? passed : more.length === 0 ? meant : null;
  return offered.find(({ args }) => args.set === criterion.id && args.to === to) ?? null;
}

/** Whether words change weights: "security matters twice as much". */
export const changesWeights = (said: string, { pack }: Pick<Knowledge, 'pack'>): boolean =>
  Object.keys(readFactors(said, pack.criteria)).length > 0;
