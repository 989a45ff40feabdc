import { describe, expect, it } from 'vitest';
import type { Preview } from '../src/adapters/web/index.ts';
import { rehearse } from '../src/adapters/web/rehearse.ts';
import type { Library } from '../src/core/ports.ts';
import { previews } from '../src/previews.ts';
import { createTestBot, createTestLog } from './support/bot.ts';
import { knowledge } from './support/knowledge.ts';

const library: Library = { knowledge: () => knowledge, problems: () => [], isCurrent: () => true, onChange: () => () => {} };

/** A rehearsal, and which previews it drew. */
async function rehearsed(draw: (preview: Preview, payload: unknown) => ReturnType<Preview['look']> = ({ look }, it) => look(it)) {
  const [drawn, log] = [[] as string[], createTestLog()];
  const bot = createTestBot({ log });
  const watched = previews.map((preview) => ({
    ...preview,
    look(payload: unknown) {
      drawn.push(preview.name);
      return draw(preview, payload);
    },
  }));
  const options = { bot, library, store: bot.store, previews: watched, clock: Date.now, log };
  const doors = { isOpen: false, isLocal: false, hasChat: false, pagesAt: null, isSecure: true };
  const end = rehearse({ ...options, ...doors }, knowledge.pack.suggestions[0] ?? '');
  return { drawn, log, store: bot.store, end };
}

describe('the rehearsal of a first question', () => {
  it('goes all the way, from what a browser sends to each preview of an answer', async () => {
    const { drawn, log, store, end } = await rehearsed();
    await end;
    expect(drawn).toEqual(['Slack', 'Discord']);
    expect(log.lines).toEqual([]);
    const said = await store.workspace('web', 'playground').kept('said:tiebreak-ana');
    expect(JSON.stringify(said)).toContain('"outcome":"answer"');
  });

  it('says where something fails', async () => {
    const { end } = await rehearsed(() => {
      throw new Error('no such look');
    });
    await expect(end).rejects.toThrow('500 from /chat/inspect/');
  });
});
