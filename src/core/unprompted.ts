import type { Event } from './event.ts';
import type { Answer } from './knowledge/ask.ts';
import { contentOf, saidBy } from './knowledge/content.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { thresholds } from './knowledge/matcher.ts';
import { anyOf } from './patterns.ts';
import type { WorkspaceStore } from './ports.ts';
import { isQuestion, ownWords } from './said.ts';
import { isUnprompted } from './settings.ts';
import { day } from './time.ts';

/** How sure the matcher must be for us to answer people who talk among themselves: docs/settings.md has the measurements. */
const surest = 2.25 * thresholds.answer;

/** Longer messages tell a story, and a question in them is rarely for a stranger. */
const longest = 300;

/** The same answer is not given twice in a channel within a day. */
const pause = day;

/**
 * Words that point at something of the team's own: their server, not the option as such. The matcher would hear only the subject. "The" is one of
 * them, unless a comparison follows.
 */
const own = new RegExp(
  String.raw`\b${anyOf(
    /our|ours|my|mine|your|yours|his|her|their|theirs|this|that|these|those|here|there|today|tonight|tomorrow/,
    /yesterday|now|yet|still|already|again/,
    /the(?!\s+(?:(?:main|key|biggest|real)\s+)?(?:differences?|pros|cons|(?:dis)?advantages?|benefits?|drawbacks?|downsides?|upsides?|better|best|right|more|most|faster|easier|safer|simpler)\b)/,
  )}\b`,
  'i',
);
/** The same, unless several options are named: "should we use this or that?" asks for what we know. */
const ownOfOne = /\b(?:we|us|i|me|they|he|she|who|whose|when|where|any(?:one|body)|some(?:one|body)|did|was|were)\b/i;

/**
 * Whether something said in a channel, to nobody in particular, may get an answer: a short question that names an option of the pack and
 * nothing beyond it nor anything of the team's own, without code, where the channel wants it. Looks into the store last: most talk never gets that far.
 */
export async function isWelcome({ input, channel }: Event, { names }: Knowledge, rows: WorkspaceStore): Promise<boolean> {
  if (input.type !== 'text' || input.text.length > longest || input.text.includes('```')) return false;
  const said = ownWords(input.text, false);
  if (!isQuestion(said)) return false;
  const { options, outside } = names.read(said);
  const isGeneral = !own.test(said) && (options.length > 1 || !ownOfOne.test(said));
  return options.length > 0 && outside.length === 0 && isGeneral && (await isUnprompted(rows, channel));
}

/** Whether a question that people ask each other is on the subject of its answer: it names an option, or shares a word with what the entry says. */
export function isOnSubject({ question, entry }: Answer, knowledge: Knowledge): boolean {
  if (knowledge.names.read(question).options.length > 0) return true;
  const found = knowledge.entry(entry ?? '');
  return found !== undefined && contentOf(question).some(saidBy(found));
}

/** Whether what was found is sure enough to be said unasked, and was not said here lately. */
export async function isNews(answers: Answer[], { channel }: Event, rows: WorkspaceStore): Promise<boolean> {
  const isSure = answers.every(({ outcome, confidence }) => outcome === 'answer' && confidence >= surest);
  if (!isSure || answers.length === 0) return false;
  return rows.mark(JSON.stringify(['unprompted', channel, ...answers.map(({ entry }) => entry)]), pause);
}
