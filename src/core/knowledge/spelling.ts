/** Shorter words than these have too many neighbours: as they are meant. */
const shortest = 5;
/** Longer ones are no words, and have slips without end. */
const longestWord = 24;
/** What a longer text is about does not hang on a letter. In characters. */
const longest = 500;
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/**
 * Learns how words are written. Gives a text in which each word that nobody ever wrote is the most frequent of those that one slip of a finger
 * makes it of: a letter too many, too few, another one, or two in the wrong order (Norvig, "How to write a spelling corrector", 2007).
 * @param right texts whose words may be meant, as `plainWords` gives them
 * @param known more of them, whose words are words too
 */
export function createSpelling(right: Iterable<string>, known: Iterable<string>): (text: string) => string {
  const times = new Map<string, number>();
  for (const text of right) for (const word of text.split(' ')) times.set(word, (times.get(word) ?? 0) + 1);
  for (const text of known) for (const word of text.split(' ')) if (!times.has(word)) times.set(word, 0);
  const timesOf = (word: string): number => (word.length < shortest ? 0 : (times.get(word) ?? 0));
  const meant = (written: string): string => {
    const word = written.toLowerCase();
    if (word.length < shortest - 1 || word.length > longestWord || times.has(word)) return written;
    let best = written;
    for (const other of slipsOf(word)) if (timesOf(other) > timesOf(best)) best = other;
    return best;
  };
  const inLetters = /(?<![§\p{L}\p{N}'’-])[a-z]+(?![\p{L}\p{N}'’-])/giu;
  return (text) => (text.length > longest ? text : text.replace(inLetters, meant));
}

/** What one slip makes of a word, its first letter aside: that one people rarely miss. */
function* slipsOf(word: string): Iterable<string> {
  for (let at = 0; at <= word.length; at += 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    if (after.length > 1) yield before + after[1] + after[0] + after.slice(2);
    if (at === 0) continue;
    if (after !== '') yield before + after.slice(1);
    for (const letter of letters) {
      yield before + letter + after;
      if (after !== '') yield before + letter + after.slice(1);
    }
  }
}
