import { z } from 'zod';
import { shorten } from '../cut.ts';
import { BotError } from '../errors.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { WorkspaceStore } from '../ports.ts';
import { allParsed, parsed } from '../shapes.ts';
import { day } from '../time.ts';
import type { Desk } from '../transaction.ts';
import { type Answered, type Recommendation, recommend } from './recommend.ts';
import { mostRead } from './scope.ts';

/** What a weight is multiplied by. */
export const Factor = z.number().min(0).max(100);

/**
 * What people fill in on a scorecard, which overrides what its text says: answers by criterion (`passed` is "I don't know", `open` takes back what
 * was read from the text) and factors of weights.
 */
const Filled = z.object({
  answers: z.record(z.string(), z.string()).default({}),
  factors: z.record(z.string(), Factor).default({}),
});
export type Filled = z.infer<typeof Filled>;

/** What somebody filled in, without "I don't know": others may know, and have answered. */
export const withoutUnknown = ({ answers, factors }: Filled): Filled => ({
  answers: Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== passed)),
  factors,
});

/** What one person has filled in, and what that was before their last change, which they may take back; null where there is none. */
export const Sheet = Filled.extend({ user: z.string(), before: Filled.nullable().default(null) });
export type Sheet = z.infer<typeof Sheet>;

/** A project that is being scored: its description, and the sheet of its owner. `name` is null until it is saved. */
export const Scorecard = z.object({
  id: z.string(),
  text: z.string(),
  name: z.string().nullable(),
  sheet: Sheet,
});
export type Scorecard = z.infer<typeof Scorecard>;

/** Its name, or the beginning of its text if it has none. */
export const titleOf = ({ name, text }: Scorecard): string => name ?? shorten(text, 31);

export const passed = '-';
const open = '';

/** How long an unsaved scorecard is kept after its last change, in ms. */
export const scorecardMemory = 30 * day;

/** Stores a new scorecard under the id of the event that asked for it. */
export async function openScorecard(rows: WorkspaceStore, id: string, text: string, user: string): Promise<Scorecard> {
  const card: Scorecard = { id, text: text.slice(0, mostRead), name: null, sheet: emptySheet(user) };
  await keepScorecard(rows, card);
  return card;
}

/** Null if it is forgotten. */
export async function seekScorecard(rows: WorkspaceStore, id: string): Promise<Scorecard | null> {
  const working = parsed(Scorecard, await rows.recall(`scorecard:${id}`));
  return working ?? parsed(Scorecard, await rows.find('scorecard', id));
}

/** What has become of a scorecard. It is not parsed, so this also works for one that another version of the program wrote. */
export async function fateOf(rows: WorkspaceStore, id: string): Promise<'saved' | 'unsaved' | 'forgotten'> {
  if ((await rows.find('scorecard', id)) !== null) return 'saved';
  return (await rows.recall(`scorecard:${id}`)) === null ? 'forgotten' : 'unsaved';
}

/** @throws BotError `stale-button` if it is forgotten */
export async function findScorecard(rows: WorkspaceStore, id: string): Promise<Scorecard> {
  const card = await seekScorecard(rows, id);
  if (!card)
    throw new BotError('stale-button', 'That scorecard is too old for me to remember. Please describe the project again.');
  return card;
}

/** Locks a scorecard until the transaction is over, and reads it: clicks at the same time are handled one after the other. @throws as `findScorecard` */
export async function holdScorecard({ platform, workspace, rows, lock }: Desk, id: string): Promise<Scorecard> {
  await lock(JSON.stringify(['scorecard', platform, workspace, id]));
  return findScorecard(rows, id);
}

export async function keepScorecard(rows: WorkspaceStore, card: Scorecard): Promise<void> {
  await rows.remember(`scorecard:${card.id}`, card, scorecardMemory, card.sheet.user);
  if (card.name !== null) await rows.keep('scorecard', card.id, card, card.sheet.user);
}

/** The saved scorecards, the last changed first. */
export const savedScorecards = async (rows: WorkspaceStore): Promise<Scorecard[]> =>
  allParsed(Scorecard, await rows.kept('scorecard'));

/** Deletes the sheets of others on somebody's saved scorecards, which are erased with their owner. */
export async function dropSheetsOn(rows: WorkspaceStore, owner: string): Promise<void> {
  for (const { id, sheet } of await savedScorecards(rows)) if (sheet.user === owner) await forgetSheets(rows, id);
}

/** Deletes the sheets of others on a scorecard. */
export const forgetSheets = (rows: WorkspaceStore, card: string): Promise<void> => rows.drop(`sheet:${card}`, null);

/** Every sheet of a scorecard, its owner's first. */
export async function sheetsOf(rows: WorkspaceStore, card: Scorecard): Promise<Sheet[]> {
  const others = allParsed(Sheet, await rows.kept(`sheet:${card.id}`));
  return [card.sheet, ...others.filter(({ user }) => user !== card.sheet.user).map((own) => overOwners(card, own))];
}

/** A person's sheet of a scorecard; its owner's, less what that one does not know, if they have not filled in anything. */
export const sheetOf = async (rows: WorkspaceStore, card: Scorecard, user: string): Promise<Sheet> =>
  (await sheetsOf(rows, card)).find((sheet) => sheet.user === user) ?? overOwners(card, emptySheet(card.sheet.user));

const emptySheet = (user: string): Sheet => ({ user, answers: {}, factors: {}, before: null });

/** What somebody else filled in, over what the owner did: all see the same project until they say otherwise themselves. */
const overOwners = ({ sheet }: Scorecard, own: Sheet): Sheet => withFilled({ ...own, ...withoutUnknown(sheet) }, own);

export const withFilled = (sheet: Sheet, { answers, factors }: Filled): Sheet => ({
  ...sheet,
  answers: { ...sheet.answers, ...answers },
  factors: { ...sheet.factors, ...factors },
});

/** Stores what a person fills in. Returns the scorecard with it. */
export async function fillIn(rows: WorkspaceStore, card: Scorecard, user: string, filled: Filled): Promise<Scorecard> {
  const own = await ownSheet(rows, card, user);
  return keepSheet(rows, card, { ...withFilled(own, filled), before: { answers: own.answers, factors: own.factors } });
}

/** Takes back a person's last change. Returns the scorecard without it; null where there is none. */
export async function takeBack(rows: WorkspaceStore, card: Scorecard, user: string): Promise<Scorecard | null> {
  const own = await ownSheet(rows, card, user);
  return own.before ? keepSheet(rows, card, { ...own, ...own.before, before: null }) : null;
}

/** What a person has filled in themselves. */
export const ownSheet = async (rows: WorkspaceStore, card: Scorecard, user: string): Promise<Sheet> =>
  user === card.sheet.user ? card.sheet : (parsed(Sheet, await rows.find(`sheet:${card.id}`, user)) ?? emptySheet(user));

async function keepSheet(rows: WorkspaceStore, card: Scorecard, sheet: Sheet): Promise<Scorecard> {
  const isOwner = sheet.user === card.sheet.user;
  if (!isOwner) await rows.keep(`sheet:${card.id}`, sheet.user, sheet, sheet.user);
  const changed = isOwner ? { ...card, sheet } : card;
  await keepScorecard(rows, changed);
  return changed;
}

/** A person's answers: those read from the text, overridden by what they picked. */
export const answersOf = ({ scope }: Knowledge, { text }: Pick<Scorecard, 'text'>, sheet: Sheet): Answered[] =>
  answersOver(scope(text), sheet);

/** The same, with what was read from the text given. */
export function answersOver(read: Answered[], { answers }: Sheet): Answered[] {
  const picked = Object.entries(answers).flatMap(([criterion, answer]) =>
    answer === open || answer === passed ? [] : [{ criterion, answer, certainty: 1, words: '' }],
  );
  return [...read.filter(({ criterion }) => !(criterion in answers)), ...picked];
}

/** What a scorecard recommends by a person's answers. */
export const recommendTo = (knowledge: Knowledge, card: Pick<Scorecard, 'text'>, sheet: Sheet): Recommendation =>
  recommend(knowledge.pack, answersOf(knowledge, card, sheet), sheet.factors);

/** The same with the option ahead and `other` alone; with all of them where that is no other option. */
export function recommendOver(other: string, knowledge: Knowledge, card: Scorecard, sheet: Sheet): Recommendation {
  const found = recommendTo(knowledge, card, sheet);
  const options = knowledge.pack.options.filter(({ id }) => id === found.scores[0]?.option || id === other);
  return options.length < 2 ? found : recommend({ ...knowledge.pack, options }, answersOf(knowledge, card, sheet), sheet.factors);
}
