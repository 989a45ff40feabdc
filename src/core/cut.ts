/** The end of the last whole character (as a person counts them: an emoji with its parts is one) at or before `at`. */
export function wholeCharactersBefore(said: string, at: number): number {
  const from = Math.max(0, at - 64);
  let end = from;
  for (const { segment } of new Intl.Segmenter().segment(said.slice(from, at + 64))) {
    if (end + segment.length > at) break;
    end += segment.length;
  }
  return end > from ? end : at;
}

/** A text of at most `most` UTF-16 units: where it is longer, its first whole characters and an ellipsis. */
export const shorten = (said: string, most: number): string =>
  said.length > most ? `${said.slice(0, wholeCharactersBefore(said, most - 1)).trimEnd()}…` : said;
