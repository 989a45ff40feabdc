import { NotYet } from './errors.ts';
import { fit } from './fit.ts';
import type { Limits } from './ports.ts';
import { announcement, type Block, type Reply } from './reply.ts';

/** A place on a platform where messages of our own stand. All of it rejects where it should be tried again, and where a message is gone. */
export type Wall = {
  limits: Limits;
  /** Puts one part up; `key` tells it from all others. Gives the ids of the messages it became, null where it is refused for good. */
  put(part: Reply, key: string): Promise<string[] | null>;
  change(id: string, part: Reply): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  /** Whether a rejection says that the message is not there, or cannot be changed any more. */
  isGone(error: unknown): boolean;
};

const partsOf = (blocks: Block[], { limits }: Wall): Reply[] => fit(announcement(blocks), limits);

/** Puts blocks up, as many messages as it takes. Gives an id that names them all, null where one is refused for good. */
export async function putUp(blocks: Block[], key: string, wall: Wall): Promise<string | null> {
  const ids: string[] = [];
  for (const [index, part] of partsOf(blocks, wall).entries()) {
    const put = await wall.put(part, `${key}.${index}`).catch((error) => {
      // What went out before is to be looked for when the rest is tried again.
      throw error instanceof NotYet && index > 0 ? new Error('only a part went out', { cause: error }) : error;
    });
    if (put === null) return null;
    ids.push(...put);
  }
  return ids.join(',');
}

/** The first of the messages that an id of `putUp` names. */
export const firstOf = (message: string): string => message.split(',')[0] as string;

/**
 * Changes what `putUp` put up, takes away what is too many, and puts up below what is more: people talk below the first of it, and refer to it.
 * Gives the id that names it then. Null where some of it is gone: what is left is then taken away too, so that it can be put up anew.
 */
export async function redraw(message: string, blocks: Block[], wall: Wall): Promise<string | null> {
  const ids = message.split(',');
  const parts = partsOf(blocks, wall);
  const takeAway = async (some: string[]): Promise<void> => {
    for (const id of some)
      await wall.remove(id).catch((error) => {
        if (!wall.isGone(error)) throw error;
      });
  };
  const isDrawn = await changeEach(parts.slice(0, ids.length), ids, wall);
  await takeAway(isDrawn ? ids.slice(parts.length) : ids);
  if (!isDrawn) return null;
  const shown = ids.slice(0, parts.length);
  for (const [index, part] of parts.entries())
    if (index >= ids.length) shown.push(...((await wall.put(part, `${ids[0]}.${index}`)) ?? []));
  return shown.join(',');
}

async function changeEach(parts: Reply[], ids: string[], { change, isGone }: Wall): Promise<boolean> {
  try {
    for (const [index, part] of parts.entries()) await change(ids[index] as string, part);
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}
