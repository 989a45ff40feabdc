/** So many of something: "1 table", "2 tables". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Several things in a row: "a", "a and b", "a, b and c"; or with another word before the last. */
export const sentenceList = (items: string[], joint = 'and'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${joint} ${items.at(-1)}`;

/** A choice between things: "a or b", "a, b or c". */
export const choiceList = (items: string[]): string => sentenceList(items, 'or');

/** Points of a score: "61.5". */
export const inPoints = (value: number): string => value.toFixed(1);

/** The same with a sign: "+4.0", "-0.5". */
export const inSignedPoints = (value: number): string => `${value < 0 ? '-' : '+'}${inPoints(Math.abs(value))}`;

/** A share from 0 to 1: "38%". */
export const inPercent = (share: number): string => `${Math.round(100 * share)}%`;
