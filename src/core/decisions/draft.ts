import type { Context } from '../commands.ts';
import { shorten } from '../cut.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { nameOf } from '../knowledge/pack.ts';
import type { Scorecard } from '../scoring/scorecard.ts';
import { choiceList } from '../sentences.ts';
import { inNames } from '../written.ts';
import { asOption, type Proposal, readProposal } from './options.ts';
import type { Decision } from './record.ts';
import { findVote } from './rows.ts';
import { longestOption, type Method } from './vote.ts';

/** What a vote may be on besides what was said: a scorecard, an earlier decision, or what people propose or say they have settled on, by name. */
export type Basis = { card: Scorecard | null; old: Decision | null; proposed: string | null };

/** What a vote starts with: what was said, or what is known of the scorecard or the earlier decision that it is on. */
export type Draft = Proposal & { method?: Method; context?: string };

/** The draft of a vote on some words and its basis, with people's names in place of the ids that a platform leaves in what was said. */
export async function draftOn(words: string, { card, old, proposed }: Basis, context: Context): Promise<Draft> {
  const typed = readProposal(words, context.knowledge);
  const found: Draft = old ? await draftAnew(old, context) : card ? draftOf(card, context) : typed;
  const draft = proposed ? toConsent(proposed, found, context) : found;
  const said = [typed.question || draft.question, draft.context ?? '', ...draft.options];
  const [question = '', about = '', ...options] = await inNames(said, context);
  return { ...draft, question, options: options.map(asOption), context: about };
}

/** What people propose: an option of the pack under its name, also where they name it in their own words; else what they say. */
export function proposalIn(said: string, { pack, names }: Knowledge): string {
  const { options, rest } = names.read(said);
  const [only = said, ...others] = options;
  return nameOf(pack, others.length > 0 || /[\p{L}\p{N}]/u.test(rest) ? said : only);
}

/** A vote by which people agree to one proposal: an option of the pack, or anything else. */
function toConsent(proposed: string, draft: Draft, { knowledge }: Context): Draft {
  const isOption = knowledge.pack.options.some(({ name }) => name === proposed);
  const question = draft.question || (isOption ? choiceIn(null, knowledge) : asOption(proposed));
  return { ...draft, question, options: [shorten(proposed, longestOption)], method: 'consent' };
}

/** The choice between the pack's options as a question, under the name of what it is for, if that has one. */
const choiceIn = (name: string | null, { pack }: Knowledge): string =>
  `${name ?? 'Which should we choose'}: ${choiceList(pack.options.map(({ name }) => name))}?`;

/** A vote on what a scorecard scores. Its description is only taken along for the person who wrote it: others have not seen all of it. */
const draftOf = ({ name, text, sheet }: Scorecard, { knowledge, event }: Context): Draft => {
  const options = knowledge.pack.options.map(({ name }) => name);
  return { question: choiceIn(name, knowledge), options, context: sheet.user === event.user ? text : '' };
};

/** A vote that decides an earlier decision again, between the same options if its vote still exists. */
async function draftAnew({ title, vote }: Decision, { rows, knowledge }: Context): Promise<Draft> {
  const before = await findVote(rows, vote).catch(() => null); // it may have been erased
  if (!before) return readProposal(title, knowledge);
  const { method, options, rounds, context } = before;
  const [first] = rounds;
  const names = (first?.options ?? options).map(({ name }) => name);
  return { question: title, options: names, context, ...(first ? {} : { method }) };
}
