import { z } from 'zod';
import { kind, line, names, slug } from '../knowledge/fields.ts';

/** The shape of `criteria.yaml`: what a choice is scored on. docs/packs.md describes it; the messages are for a pack's author. */

const from = (least: number) =>
  z
    .int(kind(`must be a whole number from ${least} to 100`))
    .min(least, `must be ${least} or more`)
    .max(100, 'must be 100 or less');

/**
 * An answer to a criterion's question.
 * - `fits`: by option id, how well the option serves people who answer this: 0 not at all, 50 with ordinary work, 100 as if made for it
 * - `rulesOut`: by option id, why the option is out of the question
 * - `phrases`: words that reveal the answer in a free text (`phrases.ts` describes their language); if the text denies them ("no ... needed")
 *   or only considers them ("should we ..."), it means the answer `denied` or `doubted` instead, if there is one
 * - `section`: the passage that is cited
 */
export const AnswerOption = z.strictObject({
  id: slug.max(20, 'is longer than 20 characters: a button has to carry it'),
  label: line(70),
  fits: z.record(z.string(), from(0)),
  rulesOut: z.record(z.string(), line(160)).default({}),
  why: line(200),
  section: line(200),
  denied: slug.exactOptional(),
  doubted: slug.exactOptional(),
  phrases: names(300).default([]),
});
export type AnswerOption = z.infer<typeof AnswerOption>;

/** What a scorecard's buttons and forms carry besides answers, which they carry by the ids of criteria: no criterion may be called so. */
export const cardArguments = [
  'description',
  'card',
  'set',
  'to',
  'weigh',
  'by',
  'say',
  'show',
  'of',
  'name',
  'undo',
  'since',
] as const;

/**
 * A criterion. `weight` says how much the step from its worst to its best answer matters, compared with the others (swing weight, 1 to 100);
 * `called` holds words that people use for it when they change its weight.
 */
export const CriterionQuestion = z.strictObject({
  id: slug.max(20, 'is longer than 20 characters: a button has to carry it'),
  name: line(24),
  question: line(45),
  weight: from(1),
  called: names(40).default([]),
  answers: z
    .array(AnswerOption)
    .min(2, 'are fewer than two: nobody has a choice')
    .max(8, 'are more than eight: people read them on a phone'),
});
export type CriterionQuestion = z.infer<typeof CriterionQuestion>;

/** Empty if the pack recommends nothing. */
export const Criteria = z.array(CriterionQuestion).max(14, 'are more than fourteen: merge those that say the same');
