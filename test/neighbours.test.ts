import { expect, it } from 'vitest';
import { commands } from '../src/core/commands.ts';
import { voteVerb } from '../src/core/decisions/clicks.ts';
import type { Event, Input } from '../src/core/event.ts';
import { rateVerb } from '../src/core/feedback.ts';
import type { Field } from '../src/core/form.ts';
import { decodeIntent, encodeIntent, type Intent } from '../src/core/intent.ts';
import type { Store, Transaction, WorkspaceStore } from '../src/core/ports.ts';
import { plainText, type Reply } from '../src/core/reply.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { buttonsOf, createTestBot, testEvent } from './support/bot.ts';

/** Whoever acts is everywhere the same person, an admin, in the same channel and thread: all that differs is the workspace. */
const who = { user: 'U-1', channel: 'C-1', thread: 'T-1', isAdmin: true, reach: 'button' } as const;
const clock = () => 1_000;
const open = (store: Store) => createTestBot({ store, clock, pagesAt: 'https://bot.example' });

const actionOf = (intent: Intent): Input => ({ type: 'action', action: encodeIntent(intent) });
const start = (method: string, options: string): Input => ({
  type: 'form',
  action: 'decide?start=yes',
  values: { question: `Which, by ${method}?`, options, method, ends: '1 day' },
});
const first: Input[] = [
  ...commands.map(({ name: verb }): Input => ({ type: 'command', verb, args: {} })),
  ...['is flask faster? And which is more secure?', 'zxqv blorp wvut?', 'We are three people with an API.', 'why?'].map(
    (text): Input => ({ type: 'text', text }),
  ),
  ...['single', 'approval', 'score', 'consent'].map((method) => start(method, method === 'consent' ? 'One' : 'One\nTwo')),
];

/** What somebody fills in: what is there, else the first that may be picked, else somebody else, a time zone, or a number, which is a word too. */
const filledIn = (field: Field): string =>
  field.value ||
  ('options' in field ? (field.options[0]?.value ?? '') : field.kind === 'people' ? 'U-2' : field.name === 'zone' ? 'UTC' : '1');

/** Everything that replies offer to click or send in. */
const offersIn = (replies: Reply[]): Input[] =>
  replies
    .flatMap(({ blocks }) => blocks)
    .flatMap((block): Input[] => [
      ...buttonsOf(block).map(({ intent }) => actionOf(intent)),
      ...(block.type === 'form'
        ? [
            {
              type: 'form',
              action: encodeIntent(block.form.submit),
              values: Object.fromEntries(block.form.fields.map((field) => [field.name, filledIn(field)])),
            } as const,
          ]
        : []),
    ]);

/** Two of a shape do the same to different things. */
const shapeOf = (input: Input): string =>
  JSON.stringify(input).replace(/event-\d+|faq(?:%3A|:)[\w-]+|topic(?:%3A|:)[\w-]+/g, '#');

const erases = (input: Input): boolean => /sure=yes|what=person/.test(JSON.stringify(input));

const dump = (store: Store, workspace: string) => Array.fromAsync(store.workspace('test', workspace).rows());

/** A team that does everything it is offered, one of each shape, but erasing; gives all of that, with the events' ids. */
async function live(store: Store, workspace: string): Promise<{ id: string; input: Input }[]> {
  const bot = open(store);
  const acts: { id: string; input: Input }[] = [];
  const seen = new Set<string>();
  // Once more, when there is something to list.
  const queue = [...first, ...first].map((input, index) => ({ input, shape: `${index} ${shapeOf(input)}` }));
  for (let next = queue.shift(); next && acts.length < 600; next = queue.shift()) {
    const { input, shape } = next;
    if (seen.has(shape)) continue;
    seen.add(shape);
    const id = `event-${acts.length}`;
    acts.push({ id, input });
    if (erases(input)) continue;
    const offers = offersIn(await bot.handle(testEvent(input, { ...who, id, workspace })));
    queue.push(...offers.map((offer) => ({ input: offer, shape: shapeOf(offer) })));
  }
  return acts;
}

/** The same acts in another workspace, and every argument by itself with every id there is; gives what is shown of it. */
async function replay(store: Store, workspace: string, acts: Input[], ids: string[] = []): Promise<string[]> {
  const bot = open(store);
  const shown: string[] = [];
  const handle = async (input: Input, more: Partial<Event> = {}): Promise<void> => {
    const replies = await bot.handle(testEvent(input, { ...who, id: `event-${shown.length}`, workspace, ...more }));
    shown.push(
      `${JSON.stringify(input)}\n${replies
        .map(plainText)
        .join('\n')
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#')}`,
    );
  };
  for (const input of acts) await handle(input);
  for (const input of acts) if (input.type === 'action') await handle({ type: 'action', action: `share/${input.action}` });
  for (const intent of oneByOne(acts, ids)) await handle(actionOf(intent), { user: 'U-2' });
  return shown;
}

function oneByOne(acts: Input[], ids: string[]): Intent[] {
  const intents = acts.flatMap((input) => ('action' in input ? (decodeIntent(input.action) ?? []) : []));
  const named = intents.flatMap(({ verb, args }) => Object.keys(args).map((name) => ({ verb, name })));
  const all = [...new Map(named.map((each) => [JSON.stringify(each), each])).values()];
  return all.flatMap(({ verb, name }) => ids.map((id): Intent => ({ verb, args: { [name]: id } })));
}

/** What we are shown where there is no neighbour, of the same acts; the ids that are random are not shown. */
const alone = new Map<boolean, Promise<string[]>>();

/** Two worlds, with and without a neighbour: what we are shown in each, and what is the neighbour's before and after. */
async function beside(leak: (store: Store) => Store = (store) => store, withIds = false) {
  const shared = createMemoryStore(clock);
  const acts = await live(shared, 'theirs');
  const before = await dump(shared, 'theirs');
  const ids = withIds ? [...new Set(before.flatMap(({ key }) => [key, ...key.split(':')]))] : [];
  const inputs = acts.map(({ input }) => input);
  const shown = await replay(leak(shared), 'ours', inputs, ids);
  if (!alone.has(withIds)) alone.set(withIds, replay(createMemoryStore(clock), 'ours', inputs, ids));
  return { acts: inputs, before, after: await dump(shared, 'theirs'), shown, alone: (await alone.get(withIds)) ?? [] };
}

it('a neighbour changes nothing of what any verb says, and nothing of what is theirs changes, whatever ids are given', async () => {
  const { acts, before, after, shown, alone } = await beside(undefined, true);
  const verbs = new Set(acts.flatMap((input) => ('action' in input ? (decodeIntent(input.action)?.verb ?? []) : [])));
  const tried = new Set([...verbs, ...acts.flatMap((input) => (input.type === 'command' ? input.verb : []))]);
  expect([...commands, rateVerb, voteVerb].map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  for (const deed of ['cast', 'pick', 'say', 'objection', 'set', 'close', 'cancel', 'extend'])
    expect(JSON.stringify(acts)).toContain(`do=${deed}`);
  const kinds = new Set(before.map(({ kind }) => kind?.replace(/[0-9a-f-]{36}$/, '#') ?? null));
  for (const kind of [null, 'vote', 'voter:#', 'sealed:ballot:#', 'decision', 'declined', 'rating', 'scorecard', 'settings'])
    expect(kinds).toContain(kind);
  expect(shown.length).toBeGreaterThan(1_000);
  for (const [index, each] of shown.entries()) expect(each).toBe(alone[index]);
  expect(after).toEqual(before);
}, 60_000);

/** The store with one way to the rows of our workspace that leads to the neighbour's. */
function leaking(method: keyof WorkspaceStore) {
  const opening =
    (open: Transaction['workspace']): Transaction['workspace'] =>
    (platform, workspace) => {
      const theirs = open(platform, 'theirs');
      return workspace === 'ours' ? { ...open(platform, workspace), [method]: theirs[method].bind(theirs) } : theirs;
    };
  return (store: Store): Store => ({
    ...store,
    workspace: opening(store.workspace),
    transaction: (work) => store.transaction((inside) => work({ ...inside, workspace: opening(inside.workspace) })),
  });
}

const methods = ['mark', 'remember', 'recall', 'keep', 'kept', 'find', 'findAll', 'rows', 'erase'] as const;
it.each(methods)(
  'the test above would notice if `%s` reached the neighbour',
  async (method) => {
    const { before, after, shown, alone } = await beside(leaking(method));
    expect(JSON.stringify([after, shown]) === JSON.stringify([before, alone])).toBe(false);
  },
  60_000,
);

it('every way to the rows of a workspace is in the test above, but those that no verb goes with an id that two workspaces could have', () => {
  const ways = Object.keys(createMemoryStore(clock).workspace('test', 'ours'));
  expect(ways.filter((way) => !methods.some((method) => method === way))).toEqual(['forget', 'drop']);
});
