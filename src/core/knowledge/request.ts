import { anyOf } from '../patterns.ts';

const politely = /(?:please|pls|kindly|quickly|briefly)/;
const further = /(?:a (?:bit|little)|some|something|anything|everything|more|all|the basics)/;
const regarding = /(?:about|on|of|regarding|concerning)/;

/** How people ask to be told of what they name next. Each ends before a space. */
const requests = anyOf(
  new RegExp(`(?:explain|describe|summari[sz]e|define)(?: to)?(?: me| us)?(?: ${further.source})*(?: ${regarding.source})?`),
  new RegExp(`(?:tell|brief|enlighten)(?: me| us)(?: ${further.source})*(?: ${regarding.source})?`),
  new RegExp(
    `give (?:me|us) (?:${further.source} |an? )*(?:short |brief |quick )?(?:info|information|details|facts|summary|overview|idea) ${regarding.source}`,
  ),
  new RegExp(`what (?:do|can|could) you (?:know|tell (?:me|us)|say) ${regarding.source}`),
  new RegExp(`do you (?:know|have) (?:${further.source} |any )*(?:info |information |details |facts )?${regarding.source}`),
  new RegExp(
    `(?:i|we)(?:'d| would)? (?:want|like|need|love) to (?:know|hear|understand)(?: ${further.source})*(?: ${regarding.source})?`,
  ),
  /(?:i am|i'm|im|we are|we're) (?:curious|interested|wondering)(?: in| about| if| whether|[:,])?/,
  /(?:just |honestly )?(?:curious|wondering)(?: about| if| whether|[:,])?|in your (?:honest )?opinion,?/,
  /(?:does|do) (?:anyone|anybody|someone|somebody|you) (?:here )?know(?: if| whether)?|any ideas? (?:if|whether)/,
  /(?:an? |another |one (?:more )?)?(?:quick |short |small |general |simple |dumb |stupid |genuine |honest |serious )?question(?: about| on| regarding| -|[:,])/,
  new RegExp(`(?:any |some |more )?(?:info|information|details|facts) ${regarding.source}`),
  /more (?:about|on)|(?:what|how) about/,
  /what does (?:the|your) (?:article|source|pack|text) (?:say|tell) (?:about|on)/,
  /what(?:'s|s| is) the (?:deal|story) with/,
);

const before = new RegExp(
  `^\\s*(?:(?:hey|hi|hello|${politely.source})\\b[\\s,.:!]*)*` +
    `(?:(?:(?:can|could|would|will) (?:you|anyone|anybody|someone|somebody) )?(?:${politely.source} )*${requests}\\s+(?:(?:the|an?)\\s+)?)?(?=\\S)`,
  'iu',
);
const after = /(?<![\s,])[\s,]+(?:please|pls|thanks|thank you|thx|for (?:me|us))[\s?!.]*$/iu;

/**
 * A text without a greeting and the words by which somebody asks to be told ("hey, can you tell me more about the X, please?"): they are the same
 * for every subject, and hide it where it is short.
 */
export const withoutRequest = (text: string): string => text.replace(before, '').replace(after, '');
