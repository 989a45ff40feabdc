/** No word is put right to a shorter one than this: short words have too many neighbours. In letters. */
const shortest = 5;
/** Longer words are left as they are: trying all of their slips would take too long. In letters. */
const longestWord = 24;
/** Longer texts are left as they are: what they are about does not depend on one letter. In characters. */
const longest = 500;
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/**
 * Learns how words are written. Gives a function that puts a text right: each unknown word becomes the most frequent known word that is one slip
 * of a finger away. A slip is a letter too many, a letter too few, a wrong letter, or two letters in the wrong order (Norvig, "How to write a
 * spelling corrector", 2007).
 * @param right texts, as `plainWords` gives them, whose words an unknown word may become
 * @param known more texts, whose words are only left as they are
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

/** Every word that is one slip away. People rarely miss the first letter, so it only changes places with the second one. */
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
