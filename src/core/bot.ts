import { askingBetween } from './asking.ts';
import { audienceOf, behindButton, isForAll, isUncalled } from './audience.ts';
import { carriable, carriedVerb, withCarried } from './carried.ts';
import { type Context, commands, completions, type Outcome, type Verb } from './commands.ts';
import {
  afterReply,
  belowAnswer,
  type Conversation,
  goneOnBy,
  recallConversation,
  recallFollowed,
  rememberConversation,
  threadOf,
} from './conversation.ts';
import { isFirstSeen } from './data.ts';
import { voteVerb } from './decisions/clicks.ts';
import { arriveVerb } from './decisions/command.ts';
import { hereVerb } from './decisions/here.ts';
import { AsideError, BotError, FieldError, FormError, ourFault, staleButton } from './errors.ts';
import type { Event } from './event.ts';
import { feedbackOn, keepAnswered, keepDeclined, rateVerb } from './feedback.ts';
import { hear, isWorthSaying } from './hear.ts';
import type { Intent } from './intent.ts';
import type { Answer } from './knowledge/ask.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Bot, Clock, Log, Platform, Put, Store, Transaction, WorkspaceStore } from './ports.ts';
import { type Audience, type Block, buttons, plainReply, type Reply, type Source, text } from './reply.ts';
import { againVerb, offerAgain, withEarlier } from './unfinished-forms.ts';
import { isNews, isWelcome } from './unprompted.ts';

type Parts = {
  knowledge(): Knowledge;
  store: Store;
  /** The platform that an event came from, by its name. */
  platformOf(name: string): Platform;
  clock: Clock;
  log: Log;
  /** Where people reach our pages, if they do. */
  pagesAt?: string | null;
};

/** Everything that can be asked for by name: what people type, and what only buttons and platforms ask for. */
const verbs = new Map(
  [...commands, rateVerb, voteVerb, hereVerb, arriveVerb, againVerb, carriedVerb].map((verb): [string, Verb] => [
    verb.name,
    verb,
  ]),
);

/** Puts the parts together: an event in, replies out. `knowledge` is asked for at each event, so that it can change in between. */
export function createBot({ knowledge, store, platformOf, clock, log, pagesAt = null }: Parts): Bot {
  /** One attempt, in one transaction. An event that was handled before gets no reply. `run` is given the event with all that its button asks for. */
  const attempt = (
    came: Event,
    put: Put,
    run: (event: Event, inside: Transaction, here: Conversation | null) => Promise<Reply[]>,
  ): Promise<Reply[]> =>
    store.transaction(async (inside) => {
      const thread = threadOf(came);
      await inside.lock(JSON.stringify([came.platform, came.workspace, thread.key]));
      const rows = inside.workspace(came.platform, came.workspace);
      // All at once: the database may be far away.
      const [isNew, here, { event, of }] = await Promise.all([
        isFirstSeen(rows, came.id),
        recallConversation(rows, thread),
        withCarried(came, rows),
      ]);
      if (!isNew) return [];
      const replies = await carriable(await run(event, inside, here), platformOf(event.platform).carries, rows, of);
      await put(replies, inside);
      return replies;
    });

  const answer = (came: Event, put: Put): Promise<Reply[]> =>
    askingBetween(platformOf(came.platform), (platform) =>
      attempt(came, put, async (event, inside, here) => {
        const rows = inside.workspace(event.platform, event.workspace);
        const context: Context = {
          knowledge: knowledge(),
          commands,
          rows,
          platform,
          event: await withEarlier(event, rows),
          now: clock(),
          transact: (work) => work({ ...inside, platform: event.platform, workspace: event.workspace, rows }),
          pagesAt,
        };
        const replies = await repliesTo(context, here);
        if (replies === null) await passTurn(context, here);
        return replies ?? [];
      }),
    );

  const mayAnswer = async (event: Event): Promise<boolean> => {
    if (!isUncalled(event)) return true;
    const rows = store.workspace(event.platform, event.workspace);
    if (event.reach === 'ambient') return isWelcome(event, knowledge(), rows);
    if (event.reach === 'below' || (await rows.recall(threadOf(event).key)) !== null) return true;
    return (await recallFollowed(rows, event)) !== null;
  };

  return {
    async handle(event, put = async () => {}) {
      const { id, platform, workspace } = event;
      const once = async (): Promise<Reply[]> => ((await mayAnswer(event)) ? answer(event, put) : []);
      try {
        return await once().catch((error) => {
          if (error instanceof BotError) throw error;
          // If a connection to the database broke, it is replaced by now: nobody should have to ask again because of that.
          log.warn({ err: error, event: id, platform, workspace }, 'an event could not be answered at first; trying again');
          return once();
        });
      } catch (error) {
        if (!(error instanceof BotError))
          log.error({ err: error, event: id, platform, workspace }, 'an event could not be answered');
        return attempt(event, put, (whole, inside) => apologiesFor(error, whole, inside.workspace(platform, workspace)));
      }
    },
    mayAnswer,
    suggest: (...asked) => completions(knowledge(), ...asked),
  };
}

/** What to say to an event; null where that is left to others. `here`: the conversation in the event's own place. */
async function repliesTo(context: Context, here: Conversation | null): Promise<Reply[] | null> {
  const { event, knowledge, rows, platform } = context;
  // In a thread, what was said there counts; elsewhere, what a message replies to.
  const followed = here && event.thread !== null ? null : await recallFollowed(rows, event);
  const whole = followed ?? here;
  const before = whole && goneOnBy(event.user, whole);
  const heard = hear(event, before, knowledge);
  if (!heard) return null;
  const { intent } = heard;
  const verb = verbs.get(intent?.verb ?? '');
  if (!intent || !verb) throw staleButton();
  // People who reply go on from what was said in the open. What the asker said in private stays theirs.
  const open = followed ?? (heard.isBare && here ? { ...here, scorecard: null, question: '', asker: null } : null);
  const outcome = await unlessAside(verb.run(intent.args, context));
  if (!outcome) return isUncalled(event) ? null : leadTo(intent, open, context);
  const { blocks, answers = [], share = null } = outcome;
  if (blocks.length === 0) return [];
  if (!isWorthSaying(event, heard, answers, before, knowledge)) return null;
  if (event.reach === 'ambient' && !(await isNews(answers, event, rows))) return null;

  // Whatever a button says, only what its verb allows is shared.
  const audience = intent.share && share ? 'channel' : (outcome.audience ?? audienceOf(event));
  // The verb has done its work by now: the button only shows what came of it.
  if (audience === 'asker' && platform.cannotWhisper.includes(event.reach)) return leadTo(share ?? intent, open, context);
  await keepSaid(outcome, audience, { before, open }, context);
  return [replyOf(outcome, audience, event, platform)];
}

/** A button to what is for the asker alone. Whoever replies to that goes on from what was said in the open before. */
async function leadTo(intent: Intent, open: Conversation | null, { event, rows }: Context): Promise<Reply[]> {
  if (open && isForAll(event, 'thread')) await rememberConversation(rows, belowAnswer(event.channel, event.id), open);
  return [behindButton(intent)];
}

/** Notes that others have spoken since we did, in a thread that we are part of. */
async function passTurn({ event, rows }: Context, here: Conversation | null): Promise<void> {
  if (here?.isOurTurn && (event.reach === 'overheard' || event.reach === 'below'))
    await rememberConversation(rows, threadOf(event), { ...here, isOurTurn: false });
}

/** What is said of a failure; nothing where nobody spoke to us. A form that could not be accepted is offered again. */
async function apologiesFor(error: unknown, event: Event, rows: WorkspaceStore): Promise<Reply[]> {
  if (isUncalled(event) || event.reach === 'arrival') return [];
  const said = text(error instanceof BotError ? error.message : ourFault);
  if (!(error instanceof FormError)) return [sorry(event, said)];
  const again = await offerAgain(error, event, rows);
  const isWrong = error instanceof FieldError && error.field !== null;
  return [sorry(event, { ...said, ...(isWrong ? { field: error.field } : {}) }, ...(again ? [again] : []))];
}

/** What a verb gives back; null if what it shows is for the asker alone, and we cannot tell here who that is. */
const unlessAside = (running: Promise<Outcome>): Promise<Outcome | null> =>
  running.catch((error) => {
    if (error instanceof AsideError) return null;
    throw error;
  });

/**
 * Keeps what is said to an audience, for what is asked, rated or shared later. `before`: the conversation that it continues; `open`: the same, as
 * far as everybody may know it.
 */
async function keepSaid(
  outcome: Outcome,
  audience: Audience,
  { before, open }: Record<'before' | 'open', Conversation | null>,
  { event, knowledge, rows, now }: Context,
): Promise<void> {
  const { answers = [] } = outcome;
  if (!outcome.audience) {
    const after = (from: Conversation | null): Conversation => afterReply(from, outcome, knowledge, event, now);
    await rememberConversation(rows, threadOf(event), after(before));
    if (isForAll(event, audience)) await rememberConversation(rows, belowAnswer(event.channel, event.id), after(open));
  }
  if (!isUncalled(event)) await keepDeclined(rows, knowledge, event, answers, now);
  await keepAnswered(rows, knowledge, event, answers);
}

/** The reply to show for an outcome: its blocks, a button to share it if it is private, and the question whether an answer helped. */
function replyOf(outcome: Outcome, audience: Audience, event: Event, platform: Platform): Reply {
  const { blocks, answers = [], share = null, replaces = false, data = null, board = null } = outcome;
  const known = answers.filter(({ outcome: how }) => how === 'answer');
  const isAnswered = known.length > 0;
  const [surest] = (isAnswered ? known : answers).toSorted((a, b) => b.confidence - a.confidence);
  return {
    audience,
    blocks: [
      ...(audience === 'asker' && share ? withShare(blocks, share) : blocks),
      ...(isAnswered ? [feedbackOn(event.id)] : []),
    ],
    answer: surest ? { ...surest, sources: sourcesIn(answers) } : null,
    replaces: replaces && audience !== 'channel',
    data,
    board: audience !== 'asker' && platform.announces ? board : null,
  };
}

/** The sources of several answers, each section once. */
const sourcesIn = (answers: Answer[]): Source[] => [
  ...new Map(answers.flatMap(({ sources }) => sources).map((source) => [source.section, source])).values(),
];

/** The blocks with one more button, next to the others if there are any. */
function withShare(blocks: Block[], share: Intent): Block[] {
  const button = { label: 'Share to channel', intent: { ...share, share: true as const } };
  const at = blocks.findLastIndex((block) => block.type === 'buttons');
  const last = blocks[at];
  return last?.type === 'buttons' ? blocks.with(at, buttons(...last.buttons, button)) : [...blocks, buttons(button)];
}

/** Says what went wrong. After a click or a shortcut only whoever did it sees that. */
const sorry = (event: Event, ...blocks: Block[]): Reply =>
  plainReply(event.reach === 'button' || event.reach === 'shortcut' ? 'asker' : audienceOf(event), ...blocks);
