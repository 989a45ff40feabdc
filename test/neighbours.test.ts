import { expect, it } from 'vitest';
import { commands } from '../src/core/commands.ts';
import { voteCommand } from '../src/core/decisions/command.ts';
import { allVotes } from '../src/core/decisions/rows.ts';
import type { Vote } from '../src/core/decisions/vote.ts';
import type { Event } from '../src/core/event.ts';
import { rateCommand } from '../src/core/feedback.ts';
import { encodeIntent, type Intent } from '../src/core/intent.ts';
import { plainText } from '../src/core/reply.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, testEvent } from './support/bot.ts';

/** Arguments that only buttons carry; whoever forges a click may fill them in. */
const hidden = [
  ...[
    'entry',
    'of',
    'row',
    'table',
    'about',
    'outside',
    'only',
    'vote',
    'comment',
    'id',
    'user',
    'key',
    'card',
    'supersedes',
    'number',
  ],
  ...['card', 'set', 'to', 'weigh', 'by', 'say', 'show', 'name', 'what', 'people'],
];

it('no verb shows or changes anything of a neighbour, whatever ids it is given, nor whether they exist', async () => {
  const store = createMemoryStore(() => 1_000);
  const bot = createTestBot({ store, clock: () => 1_000 });
  const theirs = { workspace: 'theirs', channel: 'C-90417', thread: 'T-90417', user: 'U-90417' };
  const say = (text: string, where: Partial<Event>) => bot.handle(testEvent({ type: 'text', text }, where));
  const click = (intent: Intent, where: Partial<Event>) =>
    bot.handle(testEvent({ type: 'action', action: encodeIntent(intent) }, { reach: 'button', ...where }));

  await say('is flask faster? And which is more secure?', { ...theirs, id: 'E-90417' });
  await say('zxqv blorp wvut?', { ...theirs, id: 'E-90417-declined', thread: 'T-other' });
  await click({ verb: 'rate', args: { vote: 'wrong', of: 'E-90417' } }, { ...theirs, id: 'E-90417-rating' });
  await click({ verb: 'recommend', args: { description: 'A small API by a team of three.' } }, { ...theirs, id: 'E-90417-card' });
  await click({ verb: 'recommend', args: { card: 'E-90417-card', name: '90417 90417' } }, { ...theirs, id: 'E-90417-saved' });
  await bot.handle(
    testEvent(
      {
        type: 'form',
        action: 'decide?start=yes',
        values: { question: 'Which? 7xq1z', options: 'One\nTwo', method: 'single', hours: '24' },
      },
      { reach: 'button', ...theirs, id: 'E-7xq1z-vote' },
    ),
  );
  const [{ id: vote }] = (await allVotes(store.workspace('test', 'theirs'))) as [Vote];
  await click({ verb: 'vote', args: { id: vote, do: 'cast', on: 'a' } }, { ...theirs, id: 'E-7xq1z-cast' });
  const dump = () => Array.fromAsync(store.workspace('test', 'theirs').rows());
  const before = await dump();
  expect(new Set(before.map(({ kind }) => kind))).toEqual(
    new Set([null, `sealed:ballot:${vote}`, 'vote', `voter:${vote}`, 'declined', 'rating', 'scorecard']),
  );

  const ids = [
    'E-90417',
    'E-90417-card',
    '90417 90417',
    'E-90417-declined',
    'C-90417',
    'T-90417',
    'U-90417',
    ...before.map(({ key }) => key),
  ];
  const verbs = [...commands, rateCommand, voteCommand];
  const names = [...new Set([...hidden, ...verbs.flatMap((verb) => verb.arguments.map(({ name }) => name))])].filter(
    (name) => !['question', 'criterion', 'description'].includes(name), // read by the pack alone, word for word
  );
  let count = 0;
  for (const { name: verb } of verbs)
    for (const name of names)
      for (const id of ids)
        for (const intent of [
          { verb, args: { [name]: id } },
          { verb, args: { [name]: id }, share: true as const },
          { verb, args: { vote: 'helpful', show: 'why', name: 'ours', sure: 'yes', save: 'yes', [name]: id } },
        ]) {
          count += 1;
          const ask = async (forged: Intent, channel: string): Promise<string> => {
            const replies = await click(forged, { id: `E-ours-${count}-${channel}`, workspace: 'ours', user: 'U-ours', channel });
            return replies.map(plainText).join('\n');
          };
          const made = id.replaceAll('90417', '80528');
          const shown = await ask(intent, 'one');
          // The same sentence, word for word, as for an id that nobody has.
          expect(shown.replaceAll('90417', '80528'), encodeIntent(intent)).toBe(
            await ask({ ...intent, args: { ...intent.args, [name]: made } }, 'two'),
          );
        }
  expect(count).toBeGreaterThan(100);
  expect(await dump()).toEqual(before);
});

it('the test above would notice: an id of our own does show what we asked', async () => {
  const bot = createTestBot();
  await bot.handle(testEvent({ type: 'text', text: 'is flask faster? And which is more secure?' }, { id: 'E-ours' }));
  const share = encodeIntent({ verb: 'ask', args: { of: 'E-ours' }, share: true });
  const [shared] = await bot.handle(testEvent({ type: 'action', action: share }, { id: 'E-share', reach: 'button' }));
  const made = encodeIntent({ verb: 'ask', args: { of: 'E-80528' }, share: true });
  const [nothing] = await bot.handle(testEvent({ type: 'action', action: made }, { id: 'E-made', reach: 'button' }));
  expect(shared && plainText(shared)).toMatch(/Flask, slightly/);
  expect(nothing && plainText(nothing)).not.toMatch(/Flask, slightly/);
});
