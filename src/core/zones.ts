import { day } from './time.ts';

/**
 * A time zone by its name in the IANA database, `UTC`, or its difference to that (`+02:00`); null if there is none of that name. Abbreviations are
 * none: `CST` and `IST` mean several.
 */
export function zoneNamed(name: string): string | null {
  if (!/^(?:utc|[+-]\d\d:\d\d|\w+(?:\/[\w+-]+)+)$/i.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** What clocks in a zone show at a moment (ms since 1970): as the moment at which they show it in UTC. */
export const clockIn = (zone: string, at: number): number =>
  Date.parse(`${new Date(at).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);

/**
 * When clocks in a zone show this (as `clockIn` gives it); the first time, where they are put back over it. Where they are put forward over it,
 * when they would have shown it: https://tc39.es/proposal-temporal/docs/timezone.html#ambiguity-due-to-dst-or-other-time-zone-offset-changes
 */
export function momentIn(zone: string, shown: number): number {
  const differences = [shown - day, shown + day].map((at) => clockIn(zone, at) - at);
  const moments = differences.map((difference) => shown - difference);
  return moments.find((at) => clockIn(zone, at) === shown) ?? (moments[0] as number);
}
