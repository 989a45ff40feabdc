/** How questions begin. */
export const questionWords =
  'who what whats which why how hows when where is are do does did can could should would will has have'.split(' ');

/** What people say before they come to the point: "so", "ok, and". May be nothing. */
export const opener = '(?:(?:and|but|so|ok(?:ay)?|well|then|also|hm+|hey|hi|hello|yo)\\b\\W*)*';

/** What stands before an order: "please", "could you", "let's", "we want to". May be nothing. */
export const order =
  "(?:(?:please|now|let['’]?s|let us|(?:can|could|would|shall|should) (?:we|you)|we (?:should|could|want to|need to)|i(?:(?:['’]d| would) like| want) to)\\s+)*";

/** What we say and know, as people call it. */
export const info =
  '(?:answers?|articles?|claims?|comparisons?|data|facts?|figures?|info(?:rmation)?|knowledge(?: base)?|numbers?|repl(?:y|ies)|sources?|stats?|stuff|tables?)';

/** Any of these, in a larger pattern: a long one is written as a list of its parts, a line each. */
export const anyOf = (...parts: (RegExp | string)[]): string =>
  `(?:${parts.map((part) => (typeof part === 'string' ? part : part.source)).join('|')})`;

/** Finds a text that is one of these and nothing else, in any case. */
export const wholeText = (...parts: string[]): RegExp => new RegExp(`^${anyOf(...parts)}$`, 'i');
