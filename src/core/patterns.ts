/** Any of these, in a larger pattern: a long one is written as a list of its parts, a line each. */
export const anyOf = (...parts: RegExp[]): string => `(?:${parts.map(({ source }) => source).join('|')})`;
