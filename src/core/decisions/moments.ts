import { day, hour, minute } from '../time.ts';
import { clockIn, momentIn, zoneNamed } from '../zones.ts';

/** Beginnings of days, as `clockIn` gives them: of several that words may mean, the first whose hour is still to come. */
type Days = (today: number) => number[];

/**
 * What words say of a moment. `clock`: ms after midnight, NaN where it may be in the morning or the afternoon. `week`: the days of which `weekday` is
 * one. `zone`: empty where nobody can tell which one is meant.
 */
export type Moment = { clock?: number; days?: Days; week?: Days; weekday?: number; zone?: string };

type Reader = (found: string[]) => Moment;

const someDays = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at * day);
const weekdayOf = (date: number): number => new Date(date).getUTCDay();
/** Monday to Sunday. */
const nextWeek: Days = (today) => someDays(today + ((8 - weekdayOf(today)) % 7 || 7) * day, 7);

/** NaN if there is no such day: `Date.UTC` takes the 30th of February for the 2nd of March. */
function dateOf(year: number, month: number, date: number): number {
  const found = Date.UTC(year, month, date);
  return new Date(found).getUTCMonth() === month ? found : Number.NaN;
}

/** How long ago a date without a year may be, and not be taken for that of next year. */
const lately = 60 * day;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function dateIn(month = '', date = '', year = ''): Moment {
  const inYear = (which: number): number => dateOf(which, months.indexOf(month.slice(0, 3)), Number(date));
  if (year) return { days: () => [inYear(Number(year))] };
  const around = (today: number): number[] => [-1, 0, 1].map((more) => inYear(new Date(today).getUTCFullYear() + more));
  return { days: (today) => [around(today).find((found) => found >= today - lately) ?? Number.NaN] };
}

/** No moment has it where there is no such hour. */
const clockOf = (hours: number, minutes: number): number =>
  minutes < 60 && hours * 60 + minutes <= 24 * 60 ? hours * hour + minutes * minute : Number.POSITIVE_INFINITY;
const clock24 = (hours = '', minutes = ''): number => clockOf(Number(hours), Number(minutes));
const clock12 = (hours = '', minutes = '0', half = ''): number =>
  clockOf((Number(hours) % 12) + (half === 'p' ? 12 : 0), Number(minutes));

/** A day alone lasts until its last minute. */
const endOfDay = clockOf(23, 59);
const friday = 5;

const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const date = '(\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?:,?\\s+(\\d{4}))?';

/** What may be said of a moment, in any order, each kind once. */
const parts: [string, Reader][] = [
  [
    '(\\d{4})-(\\d\\d)-(\\d\\d)(?:(?:t|,?\\s+(?:at\\s+)?)(\\d{1,2}):(\\d\\d)(?::00(?:\\.0+)?)?)?',
    ([, year, month, date, hours, minutes]) => ({
      days: () => [dateOf(Number(year), Number(month) - 1, Number(date))],
      ...(hours ? { clock: clock24(hours, minutes) } : {}),
    }),
  ],
  [`${month}\\s+${date}${year}`, ([, month, date, year]) => dateIn(month, date, year)],
  [`${date}\\s+(?:of\\s+)?${month}${year}`, ([, date, month, year]) => dateIn(month, date, year)],
  ['today|tonight', () => ({ days: (today) => [today] })],
  ['day\\s+after\\s+tomorrow', () => ({ days: (today) => [today + 2 * day] })],
  ['tomorrow', () => ({ days: (today) => [today + day] })],
  ['end\\s+of\\s+next\\s+week', () => ({ weekday: friday, week: nextWeek, clock: endOfDay })],
  ['end\\s+of\\s+(?:the\\s+|this\\s+)?week|eow', () => ({ weekday: friday, clock: endOfDay })],
  ['next(?:\\s+week)?', () => ({ week: nextWeek })],
  ...[
    'sun(?:day)?',
    'mon(?:day)?',
    'tue(?:s(?:day)?)?',
    'wed(?:nesday)?',
    'thu(?:rs?(?:day)?)?',
    'fri(?:day)?',
    'sat(?:urday)?',
  ].map((name, at): [string, Reader] => [name, () => ({ weekday: at })]),
  ['(?:end|close)\\s+of\\s+(?:the\\s+)?(?:business|work(?:ing)?)(?:\\s+day)?|cob|eob', () => ({ clock: clockOf(17, 0) })],
  ['end\\s+of\\s+(?:the\\s+)?day|eod', () => ({ clock: endOfDay })],
  ['noon|midday', () => ({ clock: clockOf(12, 0) })],
  ['midnight', () => ({ clock: clockOf(24, 0) })],
  [
    '(0?[1-9]|1[0-2])(?:[:.](\\d\\d))?\\s?([ap])\\.?m\\.?',
    ([, hours, minutes, half]) => ({ clock: clock12(hours, minutes, half) }),
  ],
  ['(\\d\\d):(\\d\\d)(?::00(?:\\.0+)?)?', ([, hours, minutes]) => ({ clock: clock24(hours, minutes) })],
  ['(?:0?\\d|1[0-2])(?::\\d\\d)?', () => ({ clock: Number.NaN })],
  [
    // By itself it has its minutes and stands apart: "Dec 3-5" and "10:00-11:30" are from when to when.
    '(?:utc|gmt|(?<=\\s|\\d{4}-\\d\\d-\\d\\d\\D{1,5}\\d\\d:\\d\\d(?::00(?:\\.0+)?)?)(?=[+-]\\d\\d:?\\d\\d))([+-])(0?\\d|1[0-4])(?::?([0-5]\\d))?',
    ([, sign, hours = '', minutes = '00']) => ({ zone: `${sign}${hours.padStart(2, '0')}:${minutes}` }),
  ],
  ['utc|gmt', () => ({ zone: 'UTC' })],
  // An abbreviation may mean several zones, and in half of the year people say the wrong one.
  [
    '[a-z_]+(?:/[a-z_+-]+\\d*)+|[cemp][sd]?t|[cew]es?t|[bijk]st|ae[sd]t|nz[sd]t|hkt|msk|sgt',
    ([name = '']) => ({ zone: zoneNamed(name) ?? '' }),
  ],
];
const readers = parts.map(([pattern, read]) => ({ pattern: new RegExp(`(?:${pattern})(?![\\p{L}\\p{N}])`, 'uy'), read }));
const betweenParts = /(?:[\s,]+|(?:at|by|coming|on|the|this)\s+)*/y;

/** Reads words in small letters that are a moment and nothing else, such as `friday 17:00`, `noon tomorrow` or `dec 3 at 5pm`; null if they are not. */
export function momentOf(said: string): Moment | null {
  let all: Moment = {};
  for (let from = 0; from < said.length; ) {
    betweenParts.lastIndex = from;
    from += betweenParts.exec(said)?.[0].length ?? 0;
    const part = partAt(said, from);
    if (!part || Object.keys(part.read).some((kind) => kind in all)) return null;
    all = { ...all, ...part.read };
    from += part.length;
  }
  const { clock, days, week, weekday } = all;
  const isDay = days !== undefined || weekday !== undefined;
  return isDay || (clock !== undefined && week === undefined) ? all : null;
}

function partAt(said: string, from: number): { read: Moment; length: number } | null {
  for (const { pattern, read } of readers) {
    pattern.lastIndex = from;
    const found = pattern.exec(said);
    if (found) return { read: read([...found]), length: found[0].length };
  }
  return null;
}

/**
 * When that is, in a zone (ms since 1970). A weekday or an hour alone means the next one, and a weekday without an hour is never today. What is named
 * further may have passed.
 * @returns null if there is no such moment
 */
export function timeOf({ clock, days, week, weekday }: Moment, zone: string, now: number): number | null {
  const today = Math.floor(clockIn(zone, now) / day) * day;
  const coming: Days = () => (clock === undefined ? someDays(today + day, 7) : someDays(today, weekday === undefined ? 2 : 8));
  const times = (days ?? week ?? coming)(today)
    .filter((each) => weekday === undefined || weekdayOf(each) === weekday)
    .map((each) => each + (clock ?? endOfDay))
    .filter(Number.isFinite)
    .map((shown) => momentIn(zone, shown));
  return times.find((time) => time > now) ?? times[0] ?? null;
}

/**
 * A moment in words that mean the same wherever and whenever they are read: `Fri 2027-02-05 17:00 Europe/Berlin`. Where clocks show that hour for
 * the second time, the difference to UTC tells it from the first: `Sun 2027-10-31 02:20 +01:00`.
 */
export function sayTime(time: number, zone: string): string {
  const at = Math.floor(time / minute) * minute;
  const clock = clockIn(zone, at);
  const shown = new Date(clock);
  const where = momentIn(zone, clock) === at ? zone : sayDifference(clock - at);
  return `${shown.toUTCString().slice(0, 3)} ${shown.toISOString().slice(0, 16).replace('T', ' ')} ${where}`;
}

const sayDifference = (ms: number): string => `${ms < 0 ? '-' : '+'}${new Date(Math.abs(ms)).toISOString().slice(11, 16)}`;
