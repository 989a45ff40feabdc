import { describe, expect, it } from 'vitest';
import { file, picture, type Reply, text } from '../../src/core/reply.ts';
import type { FakeBot } from '../support/delivering.ts';

/** Something that people were shown: the words, and who reads them, whoever asked alone or everybody in the place. */
export type Seen = { words: string; by: 'asker' | 'place' };

/** A platform with the real adapter, where one person does things in a place that everybody reads. */
export type Stage = {
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
  /** What a person can do, and how many of the replies to it only they see; 0 where the platform has no way to show them one. */
  deeds: Record<string, 0 | 1>;
  /** How long a reply takes that is late here; in ms. */
  late: number;
  open(bot: FakeBot): Promise<Stage>;
};

const secret = 'SECRET';
const words = text(secret);
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>';
const replies: Record<string, Partial<Reply>> = {
  words: { blocks: [words] },
  'words in place of what was clicked': { blocks: [words], replaces: true },
  'more than one message': { blocks: [text(`${secret} and more. `.repeat(700))] },
  'a file': { blocks: [words, file(`${secret}.md`, 'text/markdown', secret)] },
  'a picture': { blocks: [words, picture(secret, secret, drawing)] },
};

const saying = (said: Partial<Reply>, hold: Promise<void> = Promise.resolve()): FakeBot => ({
  handle: () => hold.then(() => [{ audience: 'asker', blocks: [], answer: null, replaces: false, data: null, ...said }]),
  suggest: () => [],
});

/** What is for whoever asked is never shown to others, whatever they did and whatever goes wrong. Every adapter that others watch runs it. */
export function describeAudience({ name, deeds, late, open }: AudienceHarness): void {
  const holds = async (stage: Stage, isShown = true): Promise<void> => {
    await stage.quiet();
    const seen = (await stage.seen()).filter(({ words: said }) => said.includes(secret));
    await stage.stop();
    expect(seen.filter(({ by }) => by === 'place')).toEqual([]);
    if (isShown)
      expect(seen.length).toBeGreaterThanOrEqual(Object.values(deeds).reduce<number>((sum, count) => sum + count, 0));
  };

  describe(`what is for the asker alone, on ${name}`, () => {
    it.each(Object.entries(replies))('reaches nobody else: %s', async (_what, said) => {
      const stage = await open(saying(said));
      for (const deed of Object.keys(deeds)) await stage.does(deed);
      await holds(stage);
    });

    it.each(Object.entries(replies))('reaches nobody else where it takes long: %s', { timeout: 20_000 }, async (_what, said) => {
      let finish = (): void => {};
      const stage = await open(saying(said, new Promise((resolve) => (finish = resolve))));
      const done = Object.keys(deeds).map((deed) => stage.does(deed));
      setTimeout(finish, late);
      await Promise.all(done);
      await holds(stage);
    });

    it('reaches nobody else where the platform refuses its blocks', async () => {
      const stage = await open(saying({ blocks: [words] }));
      for (const deed of Object.keys(deeds)) {
        stage.refuseBlocks();
        await stage.does(deed);
        await stage.quiet();
      }
      await holds(stage);
    });

    it.each(Object.entries(replies))('reaches nobody else where what was done is over: %s', async (_what, said) => {
      const stage = await open(saying(said));
      stage.end();
      for (const deed of Object.keys(deeds)) await stage.does(deed);
      await holds(stage, false);
    });
  });
}
