import type { Context } from '../commands.ts';
import { FieldError } from '../errors.ts';
import { zoneHere } from '../settings.ts';
import { day, hour, minute } from '../time.ts';
import { type Moment, momentOf, sayTime, timeOf } from './moments.ts';

/** When a vote ends (ms since 1970), and in words that mean the same to whoever reads them: `in 3 days`, `Fri 2027-02-05 17:00 Europe/Berlin`. */
type End = { at: number; said: string };

const longest = 366 * day;

/**
 * Reads when a vote ends: after a span of time (`90 minutes`, `in 3 days`, `2 days 4 hours`), or at a moment (`Friday 17:00`, `tomorrow noon`).
 * @param zoneHere gives the time zone of whoever says so, null if it is not known; asked only for a moment that names none
 * @throws FieldError if it is neither, has passed, or is more than a year away
 */
export async function readEnd(said: string, now: number, zoneHere: () => Promise<string | null>): Promise<End> {
  const text = bare(said);
  const lasts = spanOf(text);
  const moment = lasts === null ? momentOf(text) : null;
  const end = moment ? await endAt(moment, now, zoneHere) : { at: now + (lasts ?? Number.NaN), said: `in ${text}` };
  if (Number.isNaN(end.at))
    throw wrong('When does it end? Such as 90 minutes, 3 days, Friday 17:00, tomorrow noon, Dec 3 at 5pm.');
  if (end.at < now + minute) throw wrong('That is over before anybody can vote: choose a later time.');
  if (end.at > now + longest) throw wrong('At most a year, please.');
  return end;
}

/** The same, said by the person behind an event. */
export const endHere = (said: string, context: Context): Promise<End> => readEnd(said, context.now, () => zoneHere(context));

/** Whether words say when something ends, and nothing else. */
export const saysEnd = (said: string): boolean => spanIn(said) !== null || momentOf(bare(said)) !== null;

/** The span of time (ms) that words are, and nothing else; null if they are not. */
export const spanIn = (said: string): number | null => spanOf(bare(said));

const wrong = (why: string): FieldError => new FieldError('ends', why);

const bare = (said: string): string =>
  said
    .trim()
    .toLowerCase()
    .replace(/^(?:at|until|till?|by|on|in|for|to)\s+/, '')
    .replace(/(?<=\d)z$/, ' utc')
    .replace(/\.$/, '');

async function endAt(moment: Moment, now: number, zoneHere: () => Promise<string | null>): Promise<End> {
  if (Number.isNaN(moment.clock)) throw wrong('In the morning or in the afternoon? Write the hour as 05:00, 17:00, 5am or 5pm.');
  const zone = moment.zone ?? (await zoneHere());
  if (zone === '') throw wrong('In which time zone? I know those with a name such as Europe/Berlin, UTC, and UTC+2.');
  if (zone === null)
    throw wrong('I do not know your time zone: name it, as in Friday 17:00 Europe/Berlin, or set one in "settings".');
  const at = timeOf(moment, zone, now);
  if (at === null) throw wrong('There is no such day or hour.');
  return { at, said: sayTime(at, zone) };
}

const units = { m: minute, h: hour, d: day, w: 7 * day };
const counts: Record<string, number> = {
  'half a': 0.5,
  'half an': 0.5,
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
};
/** A span of time such as `3 days`, `1.5 h`, `half an hour` or `a week`; several may follow one another. */
const span = new RegExp(
  String.raw`(\d{1,4}(?:[.,]\d+)?|${Object.keys(counts).join('|')})\s*(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?)(?![a-z])`,
  'y',
);

function spanOf(text: string): number | null {
  let sum = 0;
  for (let from = 0; from < text.length; from = span.lastIndex) {
    span.lastIndex = from + (/^(?:\s|,|and\b)+/.exec(text.slice(from))?.[0].length ?? 0);
    const [, count = '', unit = ''] = span.exec(text) ?? [];
    if (unit === '') return null;
    sum += (counts[count] ?? Number(count.replace(',', '.'))) * units[unit.charAt(0) as keyof typeof units];
  }
  return sum || null;
}
