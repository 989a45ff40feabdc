/** Any of these, in a larger pattern: a long one is written as a list of its parts, a line each. */
export const anyOf = (...parts: (RegExp | string)[]): string =>
  `(?:${parts.map((part) => (typeof part === 'string' ? part : part.source)).join('|')})`;

/** Finds a text that is one of these and nothing else, in any case. */
export const wholeText = (...parts: string[]): RegExp => new RegExp(`^${anyOf(...parts)}$`, 'i');
