import type { Context, Outcome } from '../commands.ts';
import type { CriterionQuestion } from './criteria.ts';
import type { Recommendation } from './recommend.ts';
import { recommendTo, type Scorecard, type Sheet, sheetOf } from './scorecard.ts';
import { scorecardBlocks } from './show.ts';

/**
 * Where the answer goes. People's own scorecards replace the message that they clicked. Of those of others, what somebody filled in themselves is
 * shown to them alone, and so is what they clicked; what they ask in words, and all can see there, is answered as anything else.
 */
export function whereShown(card: Scorecard, { user }: Sheet, { event }: Context): Pick<Outcome, 'replaces' | 'audience'> {
  const { user: owner } = card.sheet;
  const isOwn = event.user === owner;
  const isOpen = isOwn || (user === owner && event.reach !== 'button');
  return { replaces: isOwn && event.reach === 'button', ...(isOpen ? {} : { audience: 'asker' }) };
}

/** Shows a scorecard as whoever asks for it has filled it in. */
export async function showCard(
  card: Scorecard,
  context: Context,
  { asks = null, note = null }: { asks?: CriterionQuestion | null; note?: string | null } = {},
): Promise<Outcome> {
  const { knowledge, rows, event, platform } = context;
  const sheet = await sheetOf(rows, card, event.user);
  const found = recommendTo(knowledge, card, sheet);
  return {
    blocks: scorecardBlocks(knowledge, { card, sheet, found }, { asks, note, showsPictures: platform.showsPictures }),
    share: { verb: 'recommend', args: { card: card.id } },
    data: dataOf(card, found),
    scorecard: card.id,
    ...(event.user === card.sheet.user ? { board: card.id } : {}),
    ...whereShown(card, sheet, context),
  };
}

/** A recommendation as data for scripts. Scores are from 0 to 100, confidence from 0 to 1. */
function dataOf({ text: description }: Scorecard, { verdict, scores, confidence, reasons, flips }: Recommendation): object {
  const round = (value: number, unit: number): number => Math.round(value * unit) / unit;
  return {
    text: description,
    verdict,
    scores: Object.fromEntries(scores.map(({ option, point }) => [option, round(point, 10)])),
    confidence: round(confidence, 1000),
    understood: reasons.flatMap(({ given }) =>
      given ? [{ criterion: given.criterion, answer: given.answer, words: given.words }] : [],
    ),
    unknown: reasons.filter(({ given }) => !given).map(({ criterion }) => criterion.id),
    flips,
  };
}
