import { type Command, grammarOf, type Outcome } from './commands.ts';
import { afterReply, Conversation, followUp } from './conversation.ts';
import { BotError } from './errors.ts';
import type { Event } from './event.ts';
import { keepDeclined, rate } from './feedback.ts';
import { type Intent, intentOf, isPleasantry, isQuestion, ownWords, readIntent } from './intent.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { thresholds } from './knowledge/matcher.ts';
import type { Bot, Clock, Log, Store } from './ports.ts';
import { type Audience, buttons, type Reply, text } from './reply.ts';

const hour = 3_600_000;
/** Slack may redeliver a delayed event for 24 h. */
const eventMemory = 26 * hour;
/** How long we remember what a thread is about, and so follow it. */
const conversationMemory = 24 * hour;

/** How sure the matcher must be to speak without having been spoken to. */
const unasked = 1.5 * thresholds.answer;

/** Puts the parts together: an event in, replies out. `commands` is the table of verbs. */
export function createBot({
  knowledge,
  commands,
  store,
  clock,
  log,
}: {
  knowledge: Knowledge;
  commands: Command[];
  store: Store;
  clock: Clock;
  log: Log;
}): Bot {
  const grammar = grammarOf(commands, knowledge);

  const run = (intent: Intent): Outcome => {
    const command = commands.find((each) => each.name === intent.verb);
    if (!command) throw new BotError('unknown-verb', 'I do not know that one any more. `help` lists what I can do.');
    return command.run(intent.args, { knowledge, commands });
  };

  const answer = async (event: Event): Promise<Reply[]> => {
    const rows = store.workspace(event.platform, event.workspace);
    if (!(await rows.mark(`event:${event.id}`, eventMemory))) return [];
    const place = `conversation:${event.channel}:${event.thread ?? event.user}`;
    const before = Conversation.safeParse(await rows.recall(place)).data ?? null;
    const heard = event.input.type === 'text' ? event.input.text : '';
    const isOverheard = event.reach === 'overheard';
    const said = ownWords(heard) || (isOverheard ? '' : heard);
    const leave = async (): Promise<Reply[]> => {
      if (isOverheard && before?.isOurTurn) await rows.remember(place, { ...before, isOurTurn: false }, conversationMemory);
      return [];
    };
    if (isOverheard && !(before && isQuestion(said))) return leave();
    if (event.reach !== 'command' && isPleasantry(said)) return leave();

    const follows = before && event.input.type === 'text' ? followUp(before, said, knowledge) : null;
    if (isOverheard && follows && !follows.args.question && !before?.isOurTurn) return []; // a bare "why?" to whoever spoke last
    const intent = follows ?? (event.input.type === 'text' ? readIntent(said, grammar) : intentOf(event.input, grammar));
    if (!intent) throw staleButton();
    if (intent.verb === 'rate') {
      const rating = { vote: intent.args.vote ?? '', entry: intent.args.entry ?? '', user: event.user, place };
      const blocks = await rate(rows, knowledge, rating, before, clock());
      if (!blocks) throw staleButton();
      return [{ audience: 'asker', blocks, answer: null }];
    }
    const outcome = run(intent);
    if (!isWorthSaying(event, outcome, said)) return leave();
    await rows.remember(place, afterReply(before, outcome, knowledge), conversationMemory);
    if (!isOverheard && outcome.answer?.outcome === 'declined' && said !== '') {
      await keepDeclined(rows, knowledge, event.id, outcome.answer.question, clock());
    }
    const audience = audienceOf(event, intent);
    const share = audience === 'asker' && outcome.share ? outcome.share : null;
    return [{ audience, blocks: share ? withShare(outcome, share) : outcome.blocks, answer: outcome.answer }];
  };

  return {
    async handle(event) {
      try {
        return await answer(event);
      } catch (error) {
        if (event.reach === 'overheard') return [];
        if (error instanceof BotError) return [sorry(event, error.message)];
        log.error(
          { err: error, event: event.id, platform: event.platform, workspace: event.workspace },
          'an event could not be answered',
        );
        return [sorry(event, 'Something went wrong on my side. Please try again in a minute.')];
      }
    },
    suggest(verb, argument, typed, count) {
      const found = commands.find((command) => command.name === verb)?.arguments.find((each) => each.name === argument);
      const wanted = typed.trim().toLowerCase();
      const values = found?.values(knowledge).filter((value) => value.toLowerCase().includes(wanted)) ?? [];
      const starts = (value: string): number => (value.toLowerCase().startsWith(wanted) ? 0 : 1);
      return values.toSorted((a, b) => starts(a) - starts(b)).slice(0, count);
    },
  };
}

/** A slash answer is private first; a click in private stays private; what is said in the open is answered in its thread. */
function audienceOf(event: Event, intent: Intent | null): Audience {
  if (intent?.share) return 'channel';
  return event.reach === 'command' || (event.reach === 'button' && event.isPrivate) ? 'asker' : 'thread';
}

/** Unless spoken to, say only what helps: no "I don't know" under somebody else's conversation, and none to a plain "thanks". */
function isWorthSaying(event: Event, { answer }: Outcome, said: string): boolean {
  if (event.reach === 'overheard') return answer?.outcome === 'answer' && answer.confidence >= unasked;
  if (event.reach === 'reply') return answer === null || answer.outcome === 'answer' || isQuestion(said);
  return true;
}

const staleButton = (): BotError => new BotError('stale-button', 'That button is from an older version of me. Please ask again.');

/** The outcome's blocks with one more button, beside the others where there are any. */
function withShare({ blocks }: Outcome, share: Intent): Reply['blocks'] {
  const button = { label: 'Share to channel', intent: { ...share, share: true as const } };
  const at = blocks.findLastIndex((block) => block.type === 'buttons');
  const last = blocks[at];
  return last?.type === 'buttons' ? blocks.with(at, buttons(...last.buttons, button)) : [...blocks, buttons(button)];
}

const sorry = (event: Event, sentence: string): Reply => ({
  audience: audienceOf(event, null),
  blocks: [text(sentence)],
  answer: null,
});
