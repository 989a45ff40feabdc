import type { Command, Context } from '../commands.ts';
import { onVoteSaid } from '../decisions/here.ts';
import { answeredTo } from '../feedback.ts';
import { anyOf, opener, order } from '../patterns.ts';
import { type Block, choices, code, list, strong, text } from '../reply.ts';
import { choiceList } from '../sentences.ts';
import { inNames } from '../written.ts';
import { type Args, filledIn, onCard } from './clicks.ts';
import { projectForm } from './forms.ts';
import { fillIn, holdScorecard, openScorecard, recommendTo, type Scorecard } from './scorecard.ts';
import { toCard } from './show.ts';
import { showCard } from './show-card.ts';
import { asksOurChoice } from './words.ts';

export const recommendCommand: Command = {
  name: 'recommend',
  summary: 'Say what fits your project, with reasons: describe it, or fill in a form',
  askedFor: new RegExp(
    anyOf(
      asksOurChoice,
      /\b(?:recommend|suggest)(?:ations?|ions?)?(?: (?:me|us|here|something|one|then|please|now|for (?:me|us|(?:my|our) \w+)))*\W*$/,
      String.raw`^${order}(?:how (?:do|can|should|would) (?:i|we|you) )?(?:score|rate|evaluate|assess|judge) (?:us|(?:our|my|this|the|a) (?:\w+ )?(?:project|app|idea|case))\W*$`,
      /^(?:what|which)(?: one| of (?:them|the two))? (?:would )?(?:fits?|suits?) (?:us|me|(?:our|my|this) (?:project|app|team|case))(?: best| better)?\W*$/,
      String.raw`^${opener}(?:(?:(?:what(?:['’]?s| is)|any) )?(?:your|ur) (?:own )?(?:opinion|take|view|advice|pick))\W*$`,
      /^(?:what|which) (?:criteria|questions|factors) (?:do|should|would|can) (?:you|we|i)\b/,
    ),
    'i',
  ),
  arguments: [
    {
      name: 'description',
      summary: 'Your project in your own words; leave it out for a form',
      required: false,
      values: () => [],
    },
  ],
  async run(args: Args, context) {
    const { knowledge, rows } = context;
    if (knowledge.pack.criteria.length === 0)
      return {
        blocks: [
          text(
            `I know no criteria to score a project by on ${knowledge.pack.title}. `,
            code('compare'),
            ' sets the options side by side.',
          ),
        ],
      };
    const { card: id, since } = args;
    const ofVote = since === undefined ? null : await onVoteSaid(context, Number(since));
    if (ofVote) return ofVote;
    if (id !== undefined) return onCard(args, await context.transact((desk) => holdScorecard(desk, id)), context);
    const filled = filledIn(args, knowledge.pack.criteria);
    const isFilled = Object.keys(filled).length > 0;
    const asked = args.of ? await answeredTo(rows, args.of) : null;
    // What somebody asked may have been in private: it is theirs to score.
    const description = args.description ?? (asked?.asker === context.event.user ? asked.question : undefined);
    if (description === undefined && !isFilled) return { blocks: [projectForm(knowledge.pack.criteria)] };
    const card = await openFor(description?.trim() ?? '', context);
    const opened = isFilled ? await fillIn(rows, card, card.sheet.user, { answers: filled, factors: {} }) : card;
    const shown = await showCard(opened, context);
    return { ...shown, replaces: false }; // what was clicked may be an answer
  },
};

/** Opens a scorecard for a description, with people's names in place of the ids that a platform leaves in it. */
async function openFor(description: string, context: Context): Promise<Scorecard> {
  const { rows, event } = context;
  const [named = ''] = await inNames([description], context);
  return openScorecard(rows, event.id, named, event.user);
}

/** What to offer for a message that describes a project. Stores a scorecard for it under the event's id. */
export async function offerBlocks(said: string, context: Context): Promise<Block[]> {
  const { knowledge } = context;
  const card = await openFor(said, context);
  const understood = recommendTo(knowledge, card, card.sheet).reasons.filter(({ given }) => given);
  return [
    text('That sounds like a project. I understood:'),
    list(
      understood.map(({ criterion, answer, given }) => [strong(`${criterion.name}: `), `${answer?.label} ("${given?.words}")`]),
    ),
    choices({
      label: `Recommend: ${choiceList(knowledge.pack.options.map(({ name }) => name))}?`,
      intent: toCard(card),
    }),
  ];
}
