/** Matthews correlation for many classes (Gorodkin 2004): 1 is perfect, 0 is guessing. */
export function mcc(truth: string[], guesses: string[]): number {
  const total = truth.length;
  const count = (list: string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1);
    return counts;
  };
  const [real, guessed] = [count(truth), count(guesses)];
  const hits = truth.filter((label, row) => label === guesses[row]).length;
  const squares = (counts: Map<string, number>): number => [...counts.values()].reduce((sum, each) => sum + each * each, 0);
  const chance = [...real].reduce((sum, [label, times]) => sum + times * (guessed.get(label) ?? 0), 0);
  const spread = Math.sqrt((total * total - squares(guessed)) * (total * total - squares(real)));
  return spread === 0 ? 0 : (hits * total - chance) / spread;
}

/** The value below which a share of the values lies, 0 to 1. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** 0 of 0 is 0. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Rounds to a number of decimals. */
export const round = (value: number, decimals = 3): number => Number(value.toFixed(decimals));

/** Rows of text in columns as wide as their widest cell, numbers to the right. */
export function columns(rows: (string | number)[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => String(row[at]).length)));
  const line = (row: (string | number)[]): string =>
    row.map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at] ?? 0) : String(cell).padStart(widths[at] ?? 0))).join('  ');
  return `${rows.map(line).join('\n')}\n`;
}
