import { describe, expect, it } from 'vitest';
import { type Block, file, picture, plainReply, type Reply, text } from '../../src/core/reply.ts';
import type { FakeBot } from '../support/delivering.ts';

/** Something that people were shown: the words, and who reads them, whoever asked alone or everybody in the place. */
export type Seen = { words: string; by: 'asker' | 'place' };

/** A platform with the real adapter, where one person does things in a place that everybody reads. */
type Stage = {
  /** Does one of the harness's deeds; settles when the platform has delivered it. */
  does(deed: string): Promise<unknown>;
  /** The platform refuses the blocks of the next message. */
  refuseBlocks(): void;
  /** Whatever was done can be answered no more but by posts. */
  end(): void;
  /** Settles when nothing is under way. */
  quiet(): Promise<void>;
  seen(): Promise<Seen[]>;
  stop(): Promise<unknown>;
};

export type AudienceHarness = {
  name: string;
  /** What a person can do, and whether the platform has a way to answer it that only they see. */
  deeds: Record<string, boolean>;
  /** How long a reply takes that is late here; in ms. */
  late: number;
  open(bot: FakeBot): Promise<Stage>;
};

const secret = 'SECRET';
const words = text(secret);
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>';
const replyOf = (blocks: Block[], replaces = false): Reply => ({ ...plainReply('asker', ...blocks), replaces });
/** What goes different ways on some platform; the first may be shown as the answer to what was done, the others follow. */
const others = [
  replyOf([text(`${secret} and more. `.repeat(700))]),
  replyOf([words, file(`${secret}.md`, 'text/markdown', secret)]),
  replyOf([picture(secret, secret, drawing)]),
];
const answers: Record<string, Reply[]> = {
  'of its own': [replyOf([words]), ...others],
  'in place of what was clicked': [replyOf([words], true), ...others],
};

const saying = (replies: Reply[], hold: Promise<void> = Promise.resolve()): FakeBot => ({
  handle: () => hold.then(() => replies),
  suggest: () => [],
});

/** What is for whoever asked is never shown to others, whatever they did and whatever goes wrong. Every adapter that others watch runs it. */
export function describeAudience({ name, deeds, late, open }: AudienceHarness): void {
  const toAsker = Object.values(deeds).filter(Boolean).length;
  const holds = async (stage: Stage, least: number): Promise<void> => {
    await stage.quiet();
    const seen = (await stage.seen()).filter(({ words: said }) => said.includes(secret));
    await stage.stop();
    expect(seen.filter(({ by }) => by === 'place').map(({ words: said }) => said.slice(0, 400))).toEqual([]);
    expect(seen.length).toBeGreaterThanOrEqual(least);
  };

  describe(`what is for the asker alone, on ${name}`, () => {
    it.each(Object.entries(answers))('reaches nobody else: a message %s', { timeout: 20_000 }, async (_how, replies) => {
      const stage = await open(saying(replies));
      for (const deed of Object.keys(deeds)) await stage.does(deed);
      await holds(stage, toAsker * replies.length);
    });

    it.each(Object.entries(answers))(
      'reaches nobody else where it takes long: a message %s',
      { timeout: 20_000 },
      async (_how, replies) => {
        const held = Promise.withResolvers<void>();
        const stage = await open(saying(replies, held.promise));
        const done = Object.keys(deeds).map((deed) => stage.does(deed));
        setTimeout(held.resolve, late);
        await Promise.all(done);
        await holds(stage, toAsker * replies.length);
      },
    );

    it('reaches nobody else where the platform refuses its blocks', { timeout: 20_000 }, async () => {
      const stage = await open(saying([replyOf([words])]));
      for (const [deed, isShown] of Object.entries(deeds)) {
        if (isShown) stage.refuseBlocks();
        await stage.does(deed);
        await stage.quiet();
      }
      await holds(stage, toAsker);
    });

    it.each(Object.entries(answers))(
      'reaches nobody else where what was done is over: a message %s',
      { timeout: 20_000 },
      async (_how, replies) => {
        const stage = await open(saying(replies));
        stage.end();
        for (const deed of Object.keys(deeds)) await stage.does(deed);
        await holds(stage, 1);
      },
    );
  });
}
