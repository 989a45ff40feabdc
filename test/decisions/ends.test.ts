import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnd, saysEnd } from '../../src/core/decisions/ends.ts';
import { sayTime } from '../../src/core/decisions/moments.ts';
import { untilIn } from '../../src/core/decisions/until.ts';
import { FieldError } from '../../src/core/errors.ts';
import { clockIn, momentIn, zoneNamed } from '../../src/core/zones.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { knowledge } from '../support/knowledge.ts';

const berlin = 'Europe/Berlin';
/** A Wednesday, 12:00 UTC. */
const wednesday = Date.UTC(2027, 0, 6, 12);
const minute = 60_000;
const day = 24 * 60 * minute;

/** When it ends, as clocks in the zone of whoever says so show it. */
const ends = async (said: string, now = wednesday, zone = berlin): Promise<string> => {
  const { at } = await readEnd(said, now, async () => zone);
  return new Date(clockIn(zone, at)).toISOString().slice(0, 16).replace('T', ' ');
};

describe('a moment, as people say it, in their own time zone', () => {
  it.each([
    ['Friday 17:00', '2027-01-08 17:00'],
    ['fri 5pm', '2027-01-08 17:00'],
    ['5 p.m. on Friday', '2027-01-08 17:00'],
    ['Friday, January 8th at 5:30pm', '2027-01-08 17:30'],
    ['tomorrow noon', '2027-01-07 12:00'],
    ['the day after tomorrow at midday', '2027-01-08 12:00'],
    ['today 18:00', '2027-01-06 18:00'],
    ['tonight', '2027-01-06 23:59'],
    ['midnight', '2027-01-07 00:00'],
    ['end of day', '2027-01-06 23:59'],
    ['EOD tomorrow', '2027-01-07 23:59'],
    ['close of business on Friday', '2027-01-08 17:00'],
    ['the end of the week', '2027-01-08 23:59'],
    ['end of next week', '2027-01-15 23:59'],
    ['until Monday', '2027-01-11 23:59'],
    ['by this Friday', '2027-01-08 23:59'],
    ['Wednesday', '2027-01-13 23:59'], // today it would be called today
    ['Wednesday 17:00', '2027-01-06 17:00'],
    ['Wednesday 09:00', '2027-01-13 09:00'],
    ['next Friday', '2027-01-15 23:59'],
    ['Friday next week, 10am', '2027-01-15 10:00'],
    ['next Monday', '2027-01-11 23:59'],
    ['13:30', '2027-01-06 13:30'],
    ['12:30', '2027-01-07 12:30'],
    ['Sep 3 at 5pm', '2027-09-03 17:00'],
    ['3rd of March 17:00', '2027-03-03 17:00'],
    ['March 3, 2027', '2027-03-03 23:59'],
    ['2027-01-31', '2027-01-31 23:59'],
    ['2027-01-31 17:00', '2027-01-31 17:00'],
    ['Sun 2027-01-31 17:00', '2027-01-31 17:00'],
    ['Friday 17:00 America/New_York', '2027-01-08 23:00'],
    ['Friday 17:00 utc', '2027-01-08 18:00'],
    ['Friday 5pm UTC-5', '2027-01-08 23:00'],
    ['Friday 24:00', '2027-01-09 00:00'],
  ])('%s', async (said, until) => expect(await ends(said)).toBe(until));

  it.each([
    ['5', /morning or in the afternoon/],
    ['Friday 5', /morning or in the afternoon/],
    ['tomorrow at 9', /morning or in the afternoon/],
    ['5:30', /morning or in the afternoon/],
    ['Friday 5pm CET', /In which time zone/],
    ['Friday 5pm IST', /In which time zone/],
    ['Friday 17:00 Mars/Phobos', /In which time zone/],
    ['Friday 25:00', /no such day or hour/],
    ['Friday 17:60', /no such day or hour/],
    ['Feb 30', /no such day or hour/],
    ['Friday, Jan 7', /no such day or hour/], // a Thursday
    ['today 09:00', /over before/],
    ['Jan 2', /over before/],
    ['Dec 28', /over before/], // of last year, not 356 days ahead
    ['2026-12-31', /over before/],
    ['Dec 3 2029', /At most a year/],
    ...[
      ...[
        'last Friday',
        'yesterday',
        'next week',
        'Friday or Monday',
        'Friday afternoon',
        'Friday lunch',
        'Friday Friday',
        'May',
      ],
      ...[
        '2/3',
        '03.04.2027',
        'Friday 17:00-18:00',
        'Friday 17:00-3',
        'Friday 10:00-11:30',
        '09:00-12:00',
        'Dec 10-1200',
        '17:00-9',
        'Monday-3',
        'Dec 3-5',
        'May 10-12',
        'Dec 24-26',
        '13pm',
        'utc',
        'at',
        'noon today tonight',
        'Friday at 5pm we meet',
        'now',
        '',
      ],
    ].map((said): [string, RegExp] => [said, /^When does it end\?/]),
  ])('%j is refused', async (said, why) => {
    const refused = await readEnd(said, wednesday, async () => berlin).catch((error) => error);
    expect(refused).toBeInstanceOf(FieldError);
    expect(refused.message).toMatch(why);
  });

  it('needs to know where that is only if nothing says so', async () => {
    const unasked = () => Promise.reject(new Error('asked'));
    for (const said of ['3 days', 'an hour', 'Friday 17:00 UTC', 'Friday 5pm Europe/Berlin', '2027-01-31T17:00+02:00'])
      await readEnd(said, wednesday, unasked);
    await expect(readEnd('Friday 17:00', wednesday, unasked)).rejects.toThrow('asked');
    await expect(readEnd('Friday 17:00', wednesday, async () => null)).rejects.toThrow(
      /^I do not know your time zone: name it, as in .+ or set one in "settings"\.$/,
    );
  });

  it('means the hour that clocks show then, not by what they differ now', async () => {
    const saturday = Date.UTC(2027, 2, 27, 12); // the clocks are put forward in the night
    expect((await readEnd('Sunday noon', saturday, async () => berlin)).at).toBe(Date.UTC(2027, 2, 28, 10));
    expect((await readEnd('tomorrow 01:59', saturday, async () => berlin)).at).toBe(Date.UTC(2027, 2, 28, 0, 59));
    // Clocks do not show 02:30 then: they would have, half an hour after they were put forward.
    expect(await ends('tomorrow 02:30', saturday)).toBe('2027-03-28 03:30');
    const october = Date.UTC(2027, 9, 30, 12); // put back: they show 02:30 twice
    expect((await readEnd('tomorrow 02:30', october, async () => berlin)).at).toBe(Date.UTC(2027, 9, 31, 0, 30));
    expect((await readEnd('tomorrow 03:30', october, async () => berlin)).at).toBe(Date.UTC(2027, 9, 31, 2, 30));
    expect((await readEnd('tomorrow', october, async () => berlin)).at).toBe(Date.UTC(2027, 9, 31, 22, 59));
  });

  it('is today where it is said', async () => {
    const late = Date.UTC(2027, 0, 6, 23, 30); // the 7th in Berlin, the 6th in New York
    expect(await ends('today', late)).toBe('2027-01-07 23:59');
    expect(await ends('today', late, 'America/New_York')).toBe('2027-01-06 23:59');
    expect(await ends('Thursday 10:00', late, 'Pacific/Kiritimati')).toBe('2027-01-14 10:00'); // the 7th, 13:30
  });
});

const zones = fc.constantFrom(
  'UTC',
  '+05:45',
  berlin,
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'America/St_Johns',
);
const moments = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2031, 0) });
/** Around when clocks are put back in Berlin, St. John's and New York, and on Lord Howe. */
const putBack = fc
  .tuple(
    fc.constantFrom(Date.UTC(2027, 9, 31, 1), Date.UTC(2027, 10, 7, 5), Date.UTC(2027, 3, 3, 15)),
    fc.integer({ min: -120, max: 120 }),
  )
  .map(([at, minutes]) => at + minutes * minute);
const one = (...words: string[]) => fc.constantFrom(...words, '');
const saidMoment = fc
  .tuple(
    one('until', 'by', 'on', 'for', 'last'),
    one('next', 'this', 'end of'),
    one('Monday', 'fri', 'Sunday', 'today', 'tomorrow', 'week', 'Dec 3', '29 February', '2027-10-31', 'Mar 28 2027', '31 Nov'),
    one('17:00', '02:30', '5pm', '12am', 'noon', 'midnight', 'eod', 'cob', '5', '24:00', '24:01', '0:00'),
    one('UTC', 'Europe/Berlin', '+14:00', 'UTC-12', 'PST', 'Nowhere/Atall'),
  )
  .map((words) => words.filter(Boolean).join(' '));
const saidSpan = fc
  .array(
    fc.tuple(fc.oneof(fc.nat(10_000), fc.double({ min: 0, max: 9_999, noNaN: true })), one('m', ' hours', 'd', ' weeks', 's')),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((parts) => parts.map((part) => part.join('')).join(' '));

describe('whatever is said', () => {
  it('ends in a minute at the earliest and in a year at the latest, and in the words that are given back at the same time', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(saidMoment, saidSpan, fc.string()), moments, zones, async (said, now, zone) => {
        const end = await readEnd(said, now, async () => zone).catch((error) => error);
        if (end instanceof FieldError) return;
        expect(end.at).toBeGreaterThanOrEqual(now + minute);
        expect(end.at).toBeLessThanOrEqual(now + 366 * day);
        expect(saysEnd(said)).toBe(true);
        expect(end.said.length).toBeLessThanOrEqual(60);
        expect((await readEnd(end.said, now, async () => null)).at).toBe(end.at);
      }),
      { numRuns: 2_000 },
    ));

  it('a clock shows what it is read by, except where it is put back over it', () =>
    fc.assert(
      fc.property(moments, zones, (at, zone) => {
        const shown = clockIn(zone, Math.floor(at / 1_000) * 1_000);
        expect(clockIn(zone, momentIn(zone, shown))).toBe(shown);
      }),
      { numRuns: 2_000 },
    ));

  it('a moment that is said reads back as that moment, also in the hour that clocks show twice', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(moments, putBack), zones, async (moment, zone) => {
        const at = Math.floor(moment / minute) * minute;
        expect((await readEnd(sayTime(moment, zone), at - day, async () => null)).at).toBe(at);
      }),
      { numRuns: 2_000 },
    ));

  it.each([
    ['europe/berlin', berlin],
    ['utc', 'UTC'],
    ['-03:30', '-03:30'],
    ['Etc/GMT+2', 'Etc/GMT+2'],
    ...['CET', 'EST', 'Berlin', '+25:00', 'Europe/Nowhere', 'Europe/Berlin; x', '', '../etc'].map((name): [string, null] => [
      name,
      null,
    ]),
  ])('a time zone is one that everybody knows by that name: %s', (name, zone) => expect(zoneNamed(name)).toBe(zone));
});

describe('until when an order says that its vote runs', () => {
  it.each([
    ['X or Y until Friday 5pm', 'X or Y', 'Friday 5pm'],
    ['tabs or spaces until friday', 'tabs or spaces', 'friday'],
    ['Tea or coffee for the office until Friday', 'Tea or coffee for the office', 'Friday'],
    ['X or Y? until tomorrow noon', 'X or Y?', 'tomorrow noon'],
    ['red or blue? closes in 2 hours', 'red or blue?', '2 hours'],
    ['red or blue, closes Friday', 'red or blue', 'Friday'],
    ['green tea or black tea, until Friday', 'green tea or black tea', 'Friday'],
    ['Tea, coffee or water, until Friday', 'Tea, coffee or water', 'Friday'],
    ['Should we move? For 2 days.', 'Should we move?', '2 days'],
    ['Which one? (open until Friday)', 'Which one?', 'Friday'],
    ['Which one? It is open for 2 days!', 'Which one?', '2 days'],
    ['Which one? The poll ends on Friday at 5pm', 'Which one?', 'Friday at 5pm'],
    ['Which one? Deadline: Friday', 'Which one?', 'Friday'],
    ['Which one?\nuntil Friday', 'Which one?', 'Friday'],
    ['Which one?\nTea\nCoffee\n\nuntil Friday', 'Which one?\nTea\nCoffee', 'Friday'],
    ['until Friday', '', 'Friday'],
  ])('%j', (said, words, until) => expect(untilIn(said, knowledge)).toEqual({ words, how: { ends: until } }));

  it.each([
    ['X or Y anonymously until Friday', 'X or Y', { ends: 'Friday', anonymous: 'yes' }],
    ['X or Y until Friday, anonymously', 'X or Y', { ends: 'Friday', anonymous: 'yes' }],
    ['tabs or spaces, 2 days, anonymous', 'tabs or spaces', { ends: '2 days', anonymous: 'yes' }],
    ['tabs or spaces, by Friday 5pm', 'tabs or spaces', { ends: 'Friday 5pm' }],
    ['tabs or spaces anonymously', 'tabs or spaces', { anonymous: 'yes' }],
    ['Which one? Anonymously, please', 'Which one?', { anonymous: 'yes' }],
  ])('and whether it is anonymous: %j', (said, words, how) => expect(untilIn(said, knowledge)).toEqual({ words, how }));

  it.each([
    'should we ship by Friday?',
    'keep it until Friday or drop it?',
    'Should we freeze deploys until Friday?',
    'ship or wait until Friday',
    'ship it or hold it until Friday',
    'should we keep Tea or Coffee until Friday',
    'pizza or pasta for 2 days',
    'pizza or pasta? for Friday',
    'pizza or pasta? For Friday.',
    'whether the shop closes at 5pm',
    'opens at 9, closes at 5pm',
    'Should we wait, until Friday?',
    'For how long? For 2 days or for 3 days?',
    'Until when? Until Friday, until Monday',
    'How long?\nuntil Friday\nuntil Monday',
    'How long: a day, a week, until Friday',
    'How long: a day; a week; until Friday',
    'How long are we there?\nall day\nuntil 5pm',
    'How long?\n- all day.\n- short. Until 5pm',
    'When do we ship?\n- now\n- until Friday',
    'When?\n1. now\n2. until Friday',
    'Tea or coffee? until the cows come home',
    'until Friday we have time: tea or coffee?',
    'Should we pause the rollout (until Friday)?',
    'Should we close the office – until Friday?',
    'Do we keep both vendors - for 2 weeks?',
    'Should we pay Acme Inc. until Friday?',
    'pizza or pasta, tomorrow',
    'trial: 1 week or 2 weeks, 3 weeks',
    'should we ship by Friday',
    'Which do you prefer: fast, cheap, anonymous',
    'How long: a day or a week, 2 days, 3 hours, a month',
    'tabs or spaces, 2 days, 3 days',
    'Should we review code anonymously?',
    'whether to vote anonymously',
  ])('is no part of what people choose between: %j', (said) =>
    expect(untilIn(said, knowledge)).toEqual({ words: said, how: {} }),
  );

  it('is found at once, however long the text', () => {
    const long = ['until ', 'until friday ', 'closes ', ' ', '? ', 'a or b ', 'the ', 'on ', ', '].map((each) =>
      each.repeat(1_000),
    );
    const began = cpuTime();
    for (const text of long) for (const more of ['', 'until friday', 'x']) untilIn(text + more, knowledge);
    expect(cpuTime() - began).toBeLessThan(1_000);
  });
});
