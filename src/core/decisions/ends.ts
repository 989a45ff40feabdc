import { FieldError } from '../errors.ts';
import { day, hour, minute } from '../time.ts';

const units = { m: minute, h: hour, d: day, w: 7 * day };
const longest = 366 * day;

/** A span of time such as `3 days`, `1.5 h`, `half an hour` or `a week`; several may follow one another. */
const span =
  /(\d{1,4}(?:[.,]\d+)?|half an?|an?|one|two|three|four|five|six|seven)\s*(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?)(?![a-z])/y;
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

/** A day, and an hour of it with its zone: `2027-01-31 17:00 UTC`, `2027-01-31T17:00+02:00`, `2027-01-31 17:00 UTC+2`. */
const moment = /^(\d{4}-\d\d-\d\d)(?:(?:T|,?\s+(?:at\s+)?)(\d{1,2}:\d\d)(?::00(?:\.0+)?)?)?\s*(.*)$/i;
const zones = /^(?:z|(?:utc|gmt)?(?:([+-])(\d{1,2})(?::?(\d\d))?)?)$/i;

/**
 * Reads when a vote ends (ms since 1970): after a span of time (`90 minutes`, `in 3 days`, `2 days 4 hours`), or at a moment with its zone.
 * @throws FieldError if it is neither, has passed, or is more than a year away
 */
export function readEnd(said: string, now: number): number {
  const text = said.trim().replace(/^(?:at|until|by|on|in|for)\s+/i, '');
  const found = moment.exec(text);
  if (found && !(found[2] && found[3] && zones.test(found[3])))
    throw wrong('At what hour, in which time zone? 2027-01-31 17:00 UTC, or 2027-01-31 17:00 +02:00.');
  const at = found ? momentOf(found) : now + spanOf(text.toLowerCase());
  if (found && Number.isNaN(at)) throw wrong('There is no such day or hour: 2027-01-31 17:00 UTC is one.');
  if (Number.isNaN(at))
    throw wrong('How long it runs, please: 90 minutes, 4 hours, 3 days, 2 weeks; or until 2027-01-31 17:00 UTC.');
  if (at < now + minute) throw wrong('That is over before anybody can vote: choose a later time.');
  if (at > now + longest) throw wrong('At most a year, please.');
  return at;
}

const wrong = (why: string): FieldError => new FieldError('ends', why);

/** NaN if there is no such day or hour. */
const momentOf = ([, on = '', at = '', zone = '']: RegExpExecArray): number => {
  // Date.parse reads the 30th of February as the 2nd of March.
  if (!new Date(`${on}T00:00Z`).toJSON()?.startsWith(on)) return Number.NaN;
  const [, sign = '+', hours = '', minutes = '00'] = zones.exec(zone) ?? [];
  return Date.parse(`${on}T${at.padStart(5, '0')}:00${sign}${hours.padStart(2, '0')}:${minutes}`);
};

/** NaN if it is not a span of time. */
function spanOf(said: string): number {
  const text = said.replace(/\.$/, '');
  let sum = 0;
  span.lastIndex = 0;
  for (let from = 0; from < text.length; from = span.lastIndex) {
    span.lastIndex = from + (/^(?:\s|,|and\b)+/.exec(text.slice(from))?.[0].length ?? 0);
    const [, count = '', unit = ''] = span.exec(text) ?? [];
    if (unit === '') return Number.NaN;
    sum += (counts[count] ?? Number(count.replace(',', '.'))) * units[unit.charAt(0) as keyof typeof units];
  }
  return sum || Number.NaN;
}
