import { anyOf, info, order, wholeText } from './patterns.ts';

/** What was said or shown last, as people point at it. */
export const it = '(?:that|this|it)';
/** The same by what it is called: "these numbers". */
const named = `(?:that|this|these|those) ${info}`;
/** What can only be what we said: "it" may be what we were asked about, which may be old or reliable too. "The data" is ours only where we are asked. */
const ours = `(?:that|this|these|those|${named})`;
const oursToUs = `(?:${ours}|(?:the|your) ${info})`;
const told = `(?:it|${ours})`;
const toldToUs = `(?:it|${oursToUs})`;
const sources = '(?:sources?|citations?|evidence|ref(?:erence)?s?|links?|proof|article)';

/** What may stand beside an option's name that adds no subject: "same question for", "in", "can X do that". May be nothing. */
export const aside = wholeText(
  '(?:(?:the|same|question|thing|for|with|in|on|of|using|that|this|it|too|also|now|case)\\b\\s*)*',
  `(?:like )?(?:(?:for|in|with) )?(?:is|does) ${it}(?: (?:also|too|different|the same|true|apply|hold|go))+(?: (?:for|in|with|to|of))?`,
  `(?:can|could|does|will|would)(?: t)? (?:do|have|offer|handle|support) (?:${it}|the same)|(?:doesn|won|isn) t(?: (?:do|have|offer|handle|support))? (?:${it}|the same)`,
  `how (?:does|would) (?:do|handle) ${it}|(?:how|what) (?:does|would) (?:it )?look like(?: ${it}| there| here| in that (?:regard|respect|case)| in| with| for)?|(?:is there|does have|has) (?:something|anything) (?:similar|like ${it})(?: (?:for|in|with))?|how (?:is|does) (?:different|differ|compare) (?:here|there)|is (?:any )?better (?:at|for|in) ${it}`,
);

/** What people ask for: in words that mean so whoever they are said to, and in words that may mean something else where people say them to each other. */
type Wish = { always: RegExp; toUs: RegExp };

/** Whether words ask for it. `isCalled`: they are said to us. */
export const wishes = (rest: string, { always, toUs }: Wish, isCalled: boolean): boolean =>
  always.test(rest) || (isCalled && toUs.test(rest));

const today = '(?: (?:(?:in|as of) \\d{4}|today|now|any ?more))?';
const upToDate = `(?:true|current|recent|valid|accurate|the case|up[ -]to[ -]date|outdated|out of date)${today}`;
const ofToday = `(?:${upToDate}|relevant${today}|from this year)`;
const howOld = (what: string): string[] => [
  `how (?:old|recent|current|fresh|up[ -]to[ -]date) (?:is|are) (?:it|${what})|what(?:'s| is) the date(?: (?:of|on) (?:it|${what}))?`,
  `when (?:was|were) (?:it|${what}) (?:last )?(?:written|reviewed|updated|checked)`,
  `when (?:was|were) ${what} published|(?:what|which) year (?:is|are) ${what} from`,
];
/** Asks how old an answer is. */
export const asksAge: Wish = {
  always: wholeText(
    ...howOld(ours),
    `is ${it} still (?:true|current|up[ -]to[ -]date)|(?:is|are) ${named} (?:still )?${ofToday}`,
  ),
  toUs: wholeText(
    ...howOld(oursToUs),
    `(?:is|are)(?:n'?t)? (?:it (?:(?:still|a bit) )?${upToDate}|${oursToUs} (?:(?:still|a bit) )?${ofToday})`,
    `(?:is|are)(?:n'?t)? ${oursToUs} (?:a bit )?old|(?:does|do) ${oursToUs} still (?:apply|hold)(?: (?:true|up|today|in \\d{4}))?`,
    `(?:as of|from|since) when(?:'s| is| was| are)? ${ours}|when(?:'s| is| was| are)? ${ours} from|(?:as of|from) when`,
    `last (?:checked|reviewed|updated)|when did (?:you|u) last (?:check|review|update)(?: ${toldToUs})?`,
    `(?:what|which) version (?:does|do|is|are) ${oursToUs} (?:about|apply to|based on|for|refer to)`,
    `(?:got |is there )?(?:an? |any )?(?:newer|more recent|newest|latest) ${sources}`,
    `(?:do|have) you (?:have|got) (?:(?:an? |any |the )?(?:newer|more recent|newest|latest) (?:version|one|${sources})|(?:any|some)thing (?:newer|more recent))`,
  ),
};

const sure = '(?:(?:100 ?% |really |so |very )?(?:certain|confident|positive|sure))';
const bad =
  '(?:bs|bullshit|dubious|false|hard to believe|incorrect|no longer (?:so|true)|nonsense|not (?:correct|right|so|true)|obsolete|out of date|outdated|untrue|wrong)';
const thinks = "(?:i(?:'?m)? )?(?:(?:pretty |quite )?sure|believe|find|guess|think)";
const whetherSo = (what: string): string[] => [
  `(?:where|who) (?:does|did|do) (?:${what}|you) (?:come|get|have|take)(?: ${what})? ?from|where(?:'s| is| are) ${what} from`,
  `(?:is|are) ${what} (?:really )?(?:true|right|so|correct)`,
  `(?:(?:(?:are|r) )?(?:you|u)|how|is ${what}(?: for)?) ${sure}(?: are (?:you|u)| is ${what})?(?: (?:about|of|in) ${what})?`,
  `(?:no,? )?(?:${thinks} (?:that )?)?(?:${what}|you)(?:'s|'re|s| is| are| sounds?| seems?| looks?) (?:just |very |so |a bit )?(?:${bad}|off)`,
  `(?:no,? )?${what} (?:can(?:'?t|not)|could ?n'?t) be (?:correct|right|so|true)`,
];
/** Doubts an answer where it is asked: a plain "sure" agrees. */
export const asksWhetherSure = wholeText(`(?:for )?${sure}(?: (?:about|of|in) ${told})?`);
/** Asks where an answer comes from, or doubts it, which a source answers best. */
export const asksSource: Wish = {
  always: wholeText(
    `(?:(?:what|where)(?:'s| is|s| are)? |got |any |(?:do|have) you (?:have|got) |show (?:me )?|(?:can|could|may) (?:i|you) (?:see|read|have|show|cite) )?(?:the |your |a |an |that from )?${sources}(?: (?:for|of) ${it})?`,
    `(?:says who(?: exactly)?|who says (?:that|so)|says (?:that|so)|who (?:wrote|said) ${it}|according to (?:who|whom|what)|based on what|\\W*citation needed\\W*)`,
    ...whetherSo(told),
    `where(?:'?d| did) you (?:get|read|find) ${it}(?: from)?|who told you ${it}`,
    `(?:(?:(?:can|could) you )?(?:(?:cite|prove) ${it}|back (?:that|this) up)|(?:can|could) you show ${it})(?: with an? ${sources})?`,
    `how do you know(?: (?:that|this))?`,
    `(?:(?:what|which)(?:'s| is)? )?(?:your |the )?(?:pack )?version(?: (?:is ${it}|are you(?: on)?|of what))?`,
    'really|seriously',
    `(?:no,? )?(?:that|it|you) (?:isn'?t|aren'?t)(?: (?:true|right|correct|so))?|no it (?:isn'?t|doesn'?t)`,
    `${bad}|(?:sounds|seems|looks) (?:${bad}|off)|i (?:don'?t|do not) (?:believe|buy) ${it}|(?:i )?(?:really )?doubt ${it}|i find ${it} hard to believe|i (?:disagree|don'?t (?:agree|think so))`,
  ),
  toUs: wholeText(
    ...whetherSo(toldToUs),
    `(?:what|which) ${sources}(?: (?:(?:do|did|have) you used?|(?:is|was) ${it}))?|(?:what do you base ${it} on|what(?:'s| is) ${it} based on)|i(?:'m| am) not (?:so |really )?(?:sure|convinced)|not convinced`,
    `how (?:reliable|accurate|trustworthy) (?:is|are) ${told}|(?:can|should) (?:i|we) (?:trust|rely on|believe) ${told}`,
    `(?:where )?can (?:i|we) (?:read|find|see) (?:${it}|the (?:full |whole )?(?:${sources}|thing|text))(?: somewhere| up)?`,
    `how (?:was|were) (?:${told} measured|${ours} tested)|(?:is|was) ${it} (?:just )?(?:(?:an?|your(?: own)?) (?:fact|opinion)|opinions?)(?: or (?:(?:an?|your(?: own)?) )?(?:fact|opinion))?|is (?:that|this) (?:official|reliable|trustworthy|verified)`,
    `(?:has (?:anyone |anybody )?|who |was )(?:${told} )?(?:been )?(?:checked|reviewed|verified)(?: ${told})?|who (?:compiled|made) ${named}`,
    `${order}(?:give|link|send|share|show)(?: (?:me|us))? (?:(?:an?|any|the|your) )?${sources}|(?:what|which) (?:page|paragraph|part|section)(?: is ${it} from)?`,
    `(?:got |(?:is|are) there |(?:do|have) you (?:have|got) )?(?:any |an)?(?:other|more|official) ${sources}`,
  ),
};

/** Asks for more of an answer: why it is so, or what else there is. */
export const asksMore: Wish = {
  always: wholeText(
    `(?:(?:but|and|tell (?:me|us)) )?why(?: (?:is|so|not|though|exactly))?(?: (?:${it}|so))?|how (?:come|so|much)|by how much`,
    `(?:tell me|say|know) more|more(?: details?| info)?|go on|elaborate|explain(?: (?:${it}|more|why))?|details?`,
  ),
  toUs: wholeText(
    `${order}(?:(?:tell (?:me|us)|say|know) (?:a (?:bit|little) )?more(?: (?:about|on) ${it})?|go on|elaborate(?: on ${it})?|explain(?: (?:${it}|more|why))?(?: (?:more )?(?:simply|in detail|further|again))?)`,
    `(?:some |any )more (?:details?|info)|(?:what|anything|something) else|(?:got|have|do you have|is there) (?:anything|something) (?:else|more)|(?:in |with )?more detail`,
    `how|how exactly|how (?:is|was) ${it} (?:calculated|computed|scored|worked out)|how do you (?:score|calculate|compute)(?: ${it})?|what (?:do you|does (?:that|this|it)) mean(?: by ${it})?|meaning|in what way|such as|${order}(?:give (?:me |us )?|show (?:me |us )?)?(?:(?:for|any|an|some) )?examples?|${order}(?:rephrase|reword)(?: ${it})?|like what|i (?:don'?t|do not|didn'?t) (?:get|understand)(?: ${it})?`,
  ),
};

const theQuestion = '(?:(?:my|our|the) )?question';
const wasNot = `(?:${it}(?:['’]?s| is| was) not|${it} (?:is|was)n['’]?t|not)`;
const answer = '(?:that|this|the|your) answer';
const no = '(?:no[\\s,.]+)?';
/** Says that an answer was to something else. */
export const wasNotMeant = wholeText(
  `${no}${wasNot} (?:really |quite )?what (?:i|we) (?:meant|asked|wanted|was asking|were asking)(?: for| about| to know)?`,
  `${no}(?:(?:i|we) (?:didn['’]?t|did not) (?:ask|mean) ${it}|you (?:misunderstood|misread)(?: (?:me|us|${it}|${theQuestion}))?)|wrong (?:question|topic|subject)`,
  `${no}(?:${it}|you) (?:(?:does|did|do|have|has)(?:n['’]?t| not)) (?:really |actually )?(?:answer(?:ed)?|address(?:ed)?) ${theQuestion}`,
);
/** Says that an answer was no help. */
export const wasNoHelp = wholeText(
  `${no}${wasNot} (?:very |really |so |that |at all )?helpful(?: at all)?|unhelpful|useless`,
  `${no}(?:${it}|${answer})(?:['’]?s| is| was) (?:(?:just|really|so|totally|completely) )?(?:useless|unhelpful|(?:no|not much|of no) help(?: at all)?)`,
  `(?:please |let me |can i |i(?:'d like| want) to |(?:how|where) (?:do|can|should) (?:i|we) )?(?:(?:flag|rate|report) (?:${it}|${answer}|an? (?:wrong answer|mistake|error))|(?:give|leave)(?: (?:you|some|any))* feedback)`,
  `${no}(?:${it}(?:['’]?s| is| was) )?(?:an? )?(?:wrong|useless|poor) answer|${it} answer (?:is|was) (?:bad|wrong|poor)`,
  `${no}${it} (?:does|did)(?:n['’]?t| not) (?:really )?help(?: (?:me|us))?(?: (?:much|at all))?`,
);

/** Asks for the last answer in as few words as possible. */
export const asksShort = wholeText(
  `(?:${order}(?:give (?:me|us) |what['’]?s )?(?:(?:the|a) )?)(?:tl;? ?dr|(?:short|shorter|quick|brief) (?:version|answer|summary)|summary)`,
  `(?:in )?(?:short|shorter|brief|briefly)|in (?:one|a) (?:sentence|line|word|nutshell)|eli5|(?:${it}(?:'s| is) )?(?:(?:way|much|far) )?too (?:long|much text)(?: to read)?`,
  `${order}(?:make ${it} (?:a bit )?(?:shorter|simpler)|sum ${it} (?:all )?up|summari[sz]e(?: (?:all (?:of )?)?${it})?|shorten ${it}|keep ${it} short)`,
  `${order}(?:explain|say) (?:${it} )?(?:(?:in (?:one|a) (?:sentence|line|nutshell)|in short|briefly|simply|simpler)|(?:to me )?like (?:i['’]?m|i am) (?:5|five))`,
);
/** Asks for the last answer once more. */
export const asksAgain = wholeText(
  `${order}(?:(?:say|show|post|tell me) (?:${it} )?(?:once )?(?:again|once more)|repeat(?: ${it}| yourself)?)|(?:once )?again|once more|what did you say|come again|pardon`,
);

const several = '(?:two|three|four|five)';
/** All options together. */
const them = `(?:them|both|these|(?:all |the )?${several})`;

/** The options by where they stand to those that were asked about. */
export const others = wholeText(`(?:the )?others?(?: (?:ones?|options?|framework|side|${several}))?`);
export const everyOne = wholeText(`(?:both|all|each|(?:all|the) ${several})(?: of (?:them|these|the ${several}))?`);

/** What stands before the options that people leave out. */
export const leavesOut = wholeText('(?:without|except(?: for)?|apart from|other than|leaving out)');

/** What sets an option's name against what was asked about. */
export const setsAgainst = wholeText('(?:as )?(?:compared|in comparison) (?:to|with)|vs|versus|(?:as )?opposed to');

/** Asks for the options side by side on what was asked. */
export const asksToCompare: Wish = {
  always: wholeText(
    `compare\\b[\\s,]*(?:${them}\\b\\s*)?(?:on|for|in|by|with)\\s+(?:${it}|those)|compare ${it}`,
    `(?:(?:show|put|set) (?:me |them |both )?)?(?:(?:in|as) a table|side by side|(?:a|the) table)`,
  ),
  toUs: wholeText(`${order}compare ${them}(?: for (?:me|us))?|table`),
};

/** Says yes to the one thing that was offered. */
export const accepts = wholeText(
  `(?:yes|yep|yeah|sure|go ahead|do it|(?:yes,? )?(?:that|this) one|yes,? (?:it|that) is)(?:,? please)?`,
);

/** "Vote", "hold a quick poll". */
export const wordsToVote =
  /(?:(?:have|take|hold|start|open|run|make|create|call|do|need|set\s+up)\s+(?:an?|the|another)\s+)?(?:(?:quick|straw|new|another|anonymous|secret)\s+)?(?:vote|poll)/;
/** Puts to the vote what was said before. Whoever asks whether to, or has us decide, does not. */
export const putsItToVote = wholeText(
  `(?!.*\\byou decide|should we\\b)${order}(?:decide(?: ${it})?|${wordsToVote.source})(?: (?:on|about|for) (?:${it}|them|these))?(?: today| again)*`,
  `${order}put (?:${it}|them|these) (?:up )?(?:to|for) (?:a|the) vote`,
);

/** What a scorecard recommends, where people say that they go with it. */
export const isTheResult = wholeText(`${it}|(?:the|your) (?:recommendation|result|verdict)`);

/** What stands before the one thing that people have settled on: "let's go with", "so we all agreed on", "decision:". */
export const settlesOn = new RegExp(
  `^(?:(?:so|ok(?:ay)?|then|please|record|note|that|the|our|final)[\\s,]+)*${anyOf(
    /(?:(?:let['’]?s|let us|we|i|everybody|everyone|the team)(?:['’](?:ll|re|ve|m)|\s+(?:will|are|have|all|just))*\s+)?(?:(?:go(?:ing)?|went)\s+(?:with|for)|decided\s+(?:on|for)|agreed?\s+(?:on|to)|settled?\s+(?:on|for))/,
    /(?:let['’]?s|let us|we|everybody|everyone|the team)(?:['’](?:ll|re|ve)|\s+(?:will|are|have|all|just))*\s+(?:choose|chose|pick(?:ed)?|take|taking)/,
    /decision(?:\s+is)?:?/,
  )}\\s+`,
  'i',
);
