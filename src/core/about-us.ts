import { anyOf, info, opener, wholeText } from './patterns.ts';

/** How people name us, and what we say. */
const us = '(?:you|u|tiebreak|(?:this|the|your) (?:bot|chat ?bot|app|thing|tool|assistant))';
const ours = `(?:(?:all )?(?:your|the|these|those|this|that|all this) ${info}|what you (?:say|tell (?:me|us)|know))`;
const it = `(?:${us}|${ours}|this|it|that)`;
const machine =
  '(?:an? )?(?:real |actual )?(?:ai|llm|(?:chat ?)?bot|robot|machine|computer|human(?: being)?|person|(?:large )?language model|(?:chat ?)?gpt[\\w.-]*|openai|claude|gemini|copilot)';
const theirs = '(?:(?:all )?(?:of )?(?:my|our) (?:messages?|questions?|data|chats?|conversations?|words|talk))';
const said =
  '(?:(?:what|everything|anything)(?: that)? (?:i|we) (?:ask(?:ed)?|sa(?:y|id)|wr(?:i|o)te|typed?)(?: (?:you|here|in here|in this channel))?)';

/** A whole text that is one of these, and what people say before it. */
const wonders = (...patterns: string[]): RegExp =>
  wholeText(`\\W*${opener}${anyOf(...patterns)}(?:\\W(?:then|please|pls|plz|btw|exactly|anyway))?\\W*`);

/** A greeting, or a question what we are for. */
export const wondersWhoWeAre = wonders(
  '(?:hello|hi|hey|hallo|yo|hiya|good (?:morning|afternoon|evening))(?: there| all| everyone| team| bot| tiebreak)?',
  `(?:who|what)(?:'s| is| are|s| r) ${us}(?: (?:good )?for)?(?: exactly)?|what(?:'s|s| is) your (?:name|job|purpose)`,
  `what (?:else )?(?:can|could|do|does|should) (?:i|we|${us}) (?:do|ask|know|say|help|answer|offer)(?: (?:you|me|us|here|about|with|for))*`,
  `(?:what|which)(?: (?:kinds?|sorts?) of)? (?:questions?|topics?|subjects?|commands?|things?|frameworks?)(?: (?:can|could|do|does) (?:i|we|${us}) (?:answer|ask|know|cover|have|understand)(?: (?:you|me|us|of|about))*)`,
  `what are (?:your|the) commands|(?:(?:list|show)(?: (?:me|us|all|the|your))* )?commands|menu|usage|start|about|info|(?:give me )?(?:an )?examples?(?: questions?)?`,
  `how (?:do|can|should) (?:i|we) (?:use|ask|talk to) (?:${us}|this)|how (?:do|does) (?:${us}|this) work`,
  `i (?:don'?t|do not) (?:know|understand|get) how (?:to use (?:${us}|this)|(?:${us}|this) works?)`,
  "how(?:(?: are| r) (?:you|u)(?: doing)?|(?:'s| is) it going)(?: today)?|(?:nice|good|great) to meet you|(?:can|do) you do (?:any|some)thing else|what(?:'s| is) up|(?:tell (?:me|us) about|introduce|describe|explain) yourself",
  '(?:(?:are|r) )?(?:you|u) (?:still )?(?:there|here|alive|awake|online|working)|any(?:one|body)(?: (?:there|home|here))?|do you work|ping|test(?:ing(?= \\d| test))?(?: (?:\\d+|test(?:ing)?))*',
  `(?:i(?:['’]?m| am)|we(?:['’]?re| are)) new(?: here)?(?:\\W+(?:what(?:['’]s| is) (?:all )?this(?: all)?(?: about| for)?|how does this work))?`,
  '(?:(?:i|we) (?:have|got) |got )?an? (?:quick )?question(?: for (?:you|all|everyone))?',
  '(?:(?:i need|can|could|please) )?(?:(?:you|some|anyone|anybody|someone|somebody) )?help(?: me| us)?(?: out)?(?: with (?:something|this|a (?:quick )?(?:question|thing)))?',
);

/** A question whether we are a machine that makes things up, how old it is what we know, or what becomes of what one says. */
export const wondersHowWeKnow = wonders(
  `(?:are|r|is) (?:${us}|this|it) (?:(?:really|just|only) )?(?:(?:powered by|based on|using|run by) )?${machine}(?: generated)?(?: or ${machine})?`,
  `(?:am i|are we) (?:talking|speaking|chatting|writing) (?:to|with) ${machine}(?: or ${machine})?|(?:do|does) (?:${us}|this) use ${machine}`,
  `(?:what|which) (?:(?:ai|language) )?(?:model|llm|ai) (?:are you|is (?:this|it)|do you (?:use|run on))|is there ${machine} behind (?:${us}|this|it)`,
  `(?:is|are|was|were) ${it} (?:(?:written|made|generated) by |from )${machine}|(?:is|are) ${it} ai[ -]generated|did ${machine} (?:write|make|generate) ${it}`,
  `who (?:made|wrote|built|created|programmed|trained|maintains|owns|runs|reviewed|is behind) (?:${us}|${ours}|this)|who (?:is|are) your (?:authors?|makers?|owners?)`,
  `where (?:do|does|did) (?:you|u) (?:get|take|have|know) (?:${ours}|this|that|it|all (?:this|that))(?: from)?|where (?:do|does|is|are) ${ours} (?:come )?from`,
  `(?:on )?what (?:is|are) (?:${ours}|this|that|it) based(?: on)?|how do you know (?:all (?:this|that)|so much)`,
  `(?:can|could|should) (?:i|we) (?:trust|rely on|believe) ${it}|how (?:sure|certain|confident|reliable|accurate|trustworthy|correct) (?:are|is) (?:${us}|${ours})`,
  `(?:are|is) (?:${us}|${ours}) (?:(?:always|ever|really) )?(?:right|wrong|correct|reliable|accurate|true|trustworthy|reviewed|biased|neutral|made up)|how often are (?:you|u) (?:right|wrong)|what(?:'?s| is) (?:your|ur) version`,
  `(?:did|do|can|could) (?:you|u) (?:ever |just )?(?:lie|hallucinate|guess|be wrong|(?:search|browse) the (?:web|internet)|make (?:mistakes|(?:things|stuff|it|this|that) up)|make up (?:things|stuff|answers)|invent (?:things|stuff|answers))`,
  `how (?:old|recent|current|fresh|up[ -]to[ -]date) (?:is|are) ${it}|(?:is|are) ${it} (?:still )?(?:up[ -]to[ -]date|current|recent|outdated)`,
  `when (?:was|were) (?:${it}|${ours}) (?:last )?(?:updated|written|reviewed|checked)|when was the last (?:update|review)|(?:what|which) (?:year|date) (?:is|are) ${it} from`,
  `(?:is|are) (?:this|it|that|${theirs}|${said})(?: chat)? (?:private|confidential|safe|secret|anonymous)(?: (?:with you|here))?`,
  `(?:do|can|will|does) (?:${us}|this) (?:see|read|store|save|log|keep|track|remember|share) (?:everything|this|(?:all )?${said}|${theirs})`,
  `are you (?:listening|reading|spying|watching)(?: (?:along|in|on us|to us))?(?: (?:to )?(?:everything|${said}))?`,
  `(?:who|does any(?:one|body)|can any(?:one|body))(?: can| else)* (?:see|read)s? (?:${said}|${theirs}|this)`,
  `what do you (?:know|store|keep|remember) (?:about|of) (?:me|us)|what data do you (?:collect|store|keep|have)(?: (?:about|of|on) (?:me|us))?`,
  `what (?:do you do|happens) (?:with|to) ${theirs}|where (?:is|are|does|do) ${theirs} (?:stored|kept|saved|go)`,
  `do you (?:send|sell|share|give) ${theirs}(?: (?:to|with) [^?!.,]{1,30})?|do you (?:learn|remember)(?: (?:from )?(?:me|us|this|${theirs}|${said}))?`,
);
