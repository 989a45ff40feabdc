import { expect, it } from 'vitest';
import { commands } from '../src/core/commands.ts';
import type { Event } from '../src/core/event.ts';
import { rateCommand } from '../src/core/feedback.ts';
import { encodeIntent, type Intent } from '../src/core/intent.ts';
import { plainText } from '../src/core/reply.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, testEvent } from './support/bot.ts';

/** Arguments that only buttons carry; whoever forges a click may fill them in. */
const hidden = ['entry', 'of', 'row', 'table', 'about', 'outside', 'only', 'vote', 'comment', 'id', 'user', 'key'];

it('no verb shows or changes anything of a neighbour, whatever ids it is given, nor whether they exist', async () => {
  const store = createMemoryStore(() => 1_000);
  const bot = createTestBot({ store, clock: () => 1_000 });
  const theirs = { workspace: 'theirs', channel: 'C-7xq1z', thread: 'T-7xq1z', user: 'U-7xq1z' };
  const say = (text: string, where: Partial<Event>) => bot.handle(testEvent({ type: 'text', text }, where));
  const click = (intent: Intent, where: Partial<Event>) =>
    bot.handle(testEvent({ type: 'action', action: encodeIntent(intent) }, { reach: 'button', ...where }));

  await say('is flask faster? And which is more secure?', { ...theirs, id: 'E-7xq1z' });
  await say('what is the airspeed of a swallow?', { ...theirs, id: 'E-7xq1z-declined', thread: 'T-other' });
  await click({ verb: 'rate', args: { vote: 'wrong', of: 'E-7xq1z' } }, { ...theirs, id: 'E-7xq1z-rating' });
  const dump = () => Array.fromAsync(store.workspace('test', 'theirs').rows());
  const before = await dump();
  expect(new Set(before.map(({ kind }) => kind))).toEqual(new Set([null, 'declined', 'rating']));

  const ids = ['E-7xq1z', 'E-7xq1z-declined', 'C-7xq1z', 'T-7xq1z', 'U-7xq1z', ...before.map(({ key }) => key)];
  const verbs = [...commands, rateCommand];
  const names = [...new Set([...hidden, ...verbs.flatMap((verb) => verb.arguments.map(({ name }) => name))])];
  let count = 0;
  for (const { name: verb } of verbs)
    for (const name of names)
      for (const id of ids)
        for (const intent of [
          { verb, args: { [name]: id } },
          { verb, args: { [name]: id }, share: true as const },
          { verb, args: { vote: 'helpful', [name]: id } },
        ]) {
          count += 1;
          const ask = async (forged: Intent, channel: string): Promise<string> => {
            const replies = await click(forged, { id: `E-ours-${count}-${channel}`, workspace: 'ours', user: 'U-ours', channel });
            return replies.map(plainText).join('\n');
          };
          const made = id.replaceAll('7xq1z', '8xq2z');
          const shown = await ask(intent, 'one');
          // The same sentence, word for word, as for an id that nobody has.
          expect(shown.replaceAll('7xq1z', '8xq2z'), encodeIntent(intent)).toBe(
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
  const made = encodeIntent({ verb: 'ask', args: { of: 'E-8xq2z' }, share: true });
  const [nothing] = await bot.handle(testEvent({ type: 'action', action: made }, { id: 'E-made', reach: 'button' }));
  expect(shared && plainText(shared)).toMatch(/Flask, slightly/);
  expect(nothing && plainText(nothing)).not.toMatch(/Flask, slightly/);
});
