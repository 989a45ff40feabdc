import { describe, expect, it } from 'vitest';
import { renderForm as discordForm } from '../src/adapters/discord/form.ts';
import { limits as discordLimits } from '../src/adapters/discord/limits.ts';
import { render as discord } from '../src/adapters/discord/render.ts';
import { renderForm as slackForm } from '../src/adapters/slack/form.ts';
import { limits as slackLimits } from '../src/adapters/slack/limits.ts';
import { render as slack } from '../src/adapters/slack/render.ts';
import { inWords, isAttachment } from '../src/adapters/slack/upload.ts';
import { render as terminal } from '../src/adapters/terminal/render.ts';
import { commands } from '../src/core/commands.ts';
import type { Reach } from '../src/core/event.ts';
import { formOf, fit as split } from '../src/core/fit.ts';
import type { Field } from '../src/core/form.ts';
import { encodeIntent } from '../src/core/intent.ts';
import type { Block, Button, FormBlock, Reply } from '../src/core/reply.ts';
import { createTestBot, createTestLog, testEvent } from './support/bot.ts';
import { active as discordActive } from './support/discord-harness.ts';
import { modalViolations } from './support/discord-modal.ts';
import { messageViolations } from './support/discord-rules.ts';
import { seeded } from './support/random.ts';
import { hostile } from './support/replies.ts';
import { active as slackActive, violations } from './support/slack-message.ts';
import { viewViolations } from './support/slack-view.ts';

const said = [
  'is flask faster than django?',
  'and which is more secure? Is Django good for APIs? who uses flask?',
  'why?',
  'source?',
  'compare them on that',
  'thanks!',
  'We are four people with six weeks, an internal dashboard over our Postgres, SSO, and maybe a public API later.',
  'security matters twice as much',
  'decide Which framework for billing?',
  'decisions',
  'decisions download 1',
  'scorecards',
  'settings',
  'gaps',
  'erase me',
  '',
  '?',
  'x'.repeat(5_000),
  ...hostile,
];
const values = [
  '',
  '1',
  '0',
  '-1',
  '999999999999',
  'yes',
  'a',
  'a,b',
  'me',
  'everything',
  '1e9',
  'NaN',
  '2026-12-31',
  'Tea\nCoffee\nWater',
  'faq:faster',
  ...hostile,
];
/** Ids that both platforms could have given. */
const people = ['111111111111111111', '222222222222222222', '333333333333333333'];
const reaches: Reach[] = ['command', 'mention', 'direct', 'reply', 'below', 'overheard', 'ambient', 'shortcut'];

const buttonsOf = (block: Block): Button[] =>
  block.type === 'buttons'
    ? block.buttons
    : block.type === 'choices'
      ? block.choices
      : block.type === 'feedback'
        ? [block.good, block.bad]
        : [];

/** Moments that we show ourselves; the one that somebody typed is not among them. */
const isMoment = (found: string): boolean =>
  found === 'rich text date' || (found.startsWith('timestamp: ') && !found.includes('1700000000'));

/** Whatever a platform would refuse of a reply, or would make of people's words but show them. */
function problemsOf(reply: Reply): string[] {
  const terminalText = terminal(reply, { columns: 60, isColored: false, isPrompt: false }).text;
  const blocks = reply.blocks.flatMap((block) => (isAttachment(block) ? inWords(block, null) : [block]));
  const [onSlack, onDiscord] = [formOf(reply, slackLimits), formOf(reply, discordLimits)];
  const hasForm = reply.blocks.some(({ type }) => type === 'form');
  const origin = { channel: 'C1', thread: '1.2', isPrivate: false, isThreadOpen: false, responseUrl: null };
  return [
    ...(terminalText.trim() === '' ? ['says nothing'] : []),
    ...split({ ...reply, blocks }, slackLimits).flatMap((part) => [
      ...violations(slack(part)),
      ...slackActive(slack(part)).filter((each) => !isMoment(each)),
    ]),
    ...split(reply, discordLimits).flatMap((part) => [
      ...messageViolations(discord(part)),
      ...discordActive(discord(part)).filter((each) => !isMoment(each)),
    ]),
    ...(onSlack ? viewViolations(slackForm(onSlack, origin)) : []),
    ...(onDiscord ? modalViolations(discordForm(onDiscord)) : []),
    ...(hasForm && !(onSlack && onDiscord) ? ['a form that cannot be opened'] : []),
  ];
}

/** People who type, click whatever they were shown (also what others were), and fill in forms, at random; gives what went wrong. */
async function wander(seed: number, steps: number): Promise<string[]> {
  const random = seeded(seed);
  const pick = <Item>(all: readonly Item[]): Item => all[Math.floor(random() * all.length)] as Item;
  let now = 1_800_000_000_000;
  const log = createTestLog();
  const bot = createTestBot({ log, clock: () => now, platform: { carries: discordLimits.carries } });
  const buttons: Button[] = [];
  const forms: FormBlock[] = [];
  const fill = (field: Field): string => {
    if (field.kind !== 'people' && random() < 0.3) return pick(values);
    if ('options' in field) return pick(field.options).value;
    return field.kind === 'people' ? people.join(',') : pick([field.value, ...said, ...values]).slice(0, field.longest);
  };
  const act = () => {
    const chance = random();
    const button = pick(buttons);
    const form = pick(forms)?.form;
    if (chance < 0.35 && button) return { type: 'action' as const, action: encodeIntent(button.intent) };
    if (chance < 0.55 && form) {
      const filled = Object.fromEntries(form.fields.map((field) => [field.name, fill(field)]));
      return { type: 'form' as const, action: encodeIntent(form.submit), values: filled };
    }
    if (chance < 0.7) {
      const command = pick(commands);
      return {
        type: 'command' as const,
        verb: command.name,
        args: Object.fromEntries(command.arguments.map(({ name }) => [name, pick([...said, ...values])])),
      };
    }
    if (chance < 0.75)
      return {
        type: 'action' as const,
        action: `${pick(commands).name}?${pick(['id', 'card', 'number', 'entry', 'do'])}=${encodeURIComponent(pick(values))}`,
      };
    return { type: 'text' as const, text: pick(said) };
  };
  const wrong: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    now += random() < 0.05 ? 90_000_000 : 5_000;
    const input = act();
    const isClick = input.type === 'action' || input.type === 'form';
    const reach = isClick ? 'button' : input.type === 'command' ? 'command' : pick(reaches);
    const replies = await bot.handle(
      testEvent(input.type === 'text' && reach === 'shortcut' ? { ...input, type: 'quoted' } : input, {
        id: `event-${step}`,
        user: pick(people),
        name: pick(['Ana', 'Ben', '<@U1> *Cy*']),
        channel: pick(['c', 'd']),
        thread: pick(['t', null]),
        reach,
        isPrivate: random() < 0.3,
        isAdmin: random() < 0.5,
      }),
    );
    for (const reply of replies) {
      buttons.push(...reply.blocks.flatMap(buttonsOf));
      forms.push(...reply.blocks.filter((block): block is FormBlock => block.type === 'form'));
      wrong.push(...problemsOf(reply).map((problem) => `${JSON.stringify(input)}: ${problem}`));
    }
  }
  return [
    ...wrong,
    ...log.lines
      .filter(({ level }) => level === 'error')
      .map(({ fields, message }) => `${message} ${JSON.stringify(fields)} ${String((fields as { err?: Error }).err?.stack)}`),
  ];
}

describe('people who try whatever there is', () => {
  it.each(Array.from({ length: 24 }, (_, seed) => seed + 1))(
    'find nothing that breaks, nor a message a platform would refuse (seed %i)',
    async (seed) => {
      expect(await wander(seed, 150)).toEqual([]);
    },
  );
});
