import { isReadOutside } from '../audience.ts';
import type { Command, Context, Outcome } from '../commands.ts';
import { buttons, heading, list, strong, text } from '../reply.ts';
import { recommendTo, type Scorecard, savedScorecards, titleOf } from './scorecard.ts';
import { toCard } from './show.ts';
import { showCard } from './show-card.ts';
import { comparisonBlocks } from './show-group.ts';
import { verdictWord } from './verdict.ts';

export const scorecardsCommand: Command = {
  name: 'scorecards',
  summary: 'List the saved scorecards, open one, or set two side by side',
  askedFor: /\bscore ?cards?\b/i,
  onlyShows: true,
  arguments: [
    {
      name: 'names',
      summary: 'One name, or two: "shop vs intranet"; leave it out for the list',
      required: false,
      values: () => [],
    },
  ],
  async run({ names = '' }, context) {
    const outcome = await found(names, context);
    return isReadOutside(context.event) ? { ...outcome, share: null, audience: 'asker' } : outcome;
  },
};

const betweenNames = /\s+(?:vs\.?|versus|and|with)\s+/i;

const isCalled = (card: Scorecard, name: string): boolean => titleOf(card).toLowerCase() === name.trim().toLowerCase();

/** The list of those that are saved, one of them, or two side by side. */
async function found(names: string, context: Context): Promise<Outcome> {
  const { knowledge, rows, event, platform } = context;
  const saved = (await platform.isMember(event)) ? await savedScorecards(rows) : [];
  if (saved.length === 0)
    return { blocks: [text('No scorecard is saved yet. Save one with the button under a recommendation.')] };
  // "search and billing" may be one name, and so may "search, billing".
  const readings = [[names], names.split(betweenNames), names.split(betweenNames).flatMap((each) => each.split(','))];
  const areNames = (some: string[]): boolean => some.every((name) => saved.some((card) => isCalled(card, name)));
  const wanted = (readings.find(areNames) ?? readings.at(-1) ?? []).filter((name) => name.trim() !== '');
  if (wanted.length === 0) {
    const verdict = (card: Scorecard): string => verdictWord(knowledge, recommendTo(knowledge, card, card.sheet).verdict);
    return {
      blocks: [
        heading('Saved scorecards'),
        list(saved.map((card) => [strong(titleOf(card)), `: ${verdict(card)}`])),
        buttons(...saved.slice(0, 10).map((card) => ({ label: titleOf(card), intent: toCard(card) }))),
      ],
    };
  }
  const cards = wanted.map((name) => cardCalled(saved, name));
  const [first, second] = cards;
  if (!first || cards.includes(undefined)) {
    const some = saved.slice(0, 5).map(titleOf).join(', ');
    return { blocks: [text(`No saved scorecard is called that. There ${saved.length === 1 ? 'is' : 'are'}: ${some}.`)] };
  }
  return second ? { blocks: comparisonBlocks(knowledge, [first, second]) } : showCard(first, context);
}

const cardCalled = (saved: Scorecard[], name: string): Scorecard | undefined =>
  saved.find((card) => isCalled(card, name)) ??
  saved.find((card) => titleOf(card).toLowerCase().includes(name.trim().toLowerCase()));
