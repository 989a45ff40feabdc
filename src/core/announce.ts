import { NotYet } from './errors.ts';
import { fit } from './fit.ts';
import type { Address, Announcer, Limits, Shown, WorkspaceStore } from './ports.ts';
import { announcement, type Block, type Reply } from './reply.ts';
import { day } from './time.ts';

/** How long it is remembered that something was announced; in ms. */
export const announcementMemory = 90 * day;

/**
 * Posts a message of our own accord. Where one of this name was begun before, it may stand there: also where the job that began it has given
 * way to another. Null where it is refused for good. `user`: as for `remember`.
 */
export async function announce(
  rows: WorkspaceStore,
  announcer: Pick<Announcer, 'post'>,
  { to, name, user = null }: { to: Address; name: string; user?: string | null },
  blocks: Block[],
): Promise<Shown | null> {
  const begun = `begun:${name}`;
  const before = await rows.recall(begun);
  const attempt = before ?? crypto.randomUUID();
  if (before === null) await rows.remember(begun, attempt, announcementMemory, user);
  const shown = await announcer.post(to, blocks, { key: `${name}:${attempt}`, isUnsure: before !== null });
  if (shown !== null) return shown;
  // A platform may take the same key for the message that it had: what was taken away is begun anew under another.
  await rows.forget(begun);
  return before === null ? null : announce(rows, announcer, { to, name, user }, blocks);
}

/** A place on a platform where messages of our own stand. All of it rejects where it should be tried again, and where a message is gone. */
export type Wall = {
  limits: Limits;
  /** Puts one part up; `key` tells it from all others. Gives the ids of the messages it became, null where it is refused for good. */
  put(part: Reply, key: string): Promise<string[] | null>;
  /** The id of what was put up under a key, null where it is not there, or cannot be looked for. */
  find(key: string): Promise<string | null>;
  /** Changes a message; one that was put up under `key`, where that is not null, is found by it after that too. */
  change(id: string, part: Reply, key: string | null): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  /** Whether a rejection says that the message is not there, or cannot be changed any more. */
  isGone(error: unknown): boolean;
};

/** Where a part stands; `id` is null where nothing is there yet. `key`: what it is put up under, null where its id is known anyway. */
type Slot = { id: string | null; key: string | null };

const partsOf = (blocks: Block[], { limits }: Wall): Reply[] => fit(announcement(blocks), limits);

/**
 * Puts blocks up, as many messages as it takes; where it `isUnsure`, what an earlier try left under this key becomes them. Gives an id that
 * names them all, null where one is refused for good, or was deleted meanwhile: then none is left.
 */
export async function putUp(
  blocks: Block[],
  { key, isUnsure }: { key: string; isUnsure: boolean },
  wall: Wall,
): Promise<string | null> {
  const parts = partsOf(blocks, wall);
  const slots: Slot[] = [];
  for (let index = 0; ; index += 1) {
    const of = `${key}.${index}`;
    const id = isUnsure ? await wall.find(of) : null;
    if (id === null && index >= parts.length) break;
    slots.push({ id, key: of });
  }
  return show(parts, slots, wall);
}

/** The first of the messages that an id of `putUp` names. */
export const firstOf = (message: string): string => message.split(',')[0] as string;

/** In an id that names several: what follows is the key of a part that was begun, and may stand there. */
const maybe = '?';

/**
 * Changes what `putUp` put up, takes away what is too many, and puts up below what is more: people talk below the first of it, and refer to it.
 * Gives the id that names it then. Null where some of it is gone, or a part is refused for good: what is left is then taken away too, so that it
 * can be put up anew.
 * @param keep is given the id to find it by from then on, before anything is put up: with it the next try finds what this one left
 */
export async function redraw(
  message: string,
  blocks: Block[],
  wall: Wall,
  keep: (message: string) => Promise<void>,
): Promise<string | null> {
  const parts = partsOf(blocks, wall);
  const known = message.split(',');
  const more = parts.slice(known.length).map(() => crypto.randomUUID());
  if (more.length > 0) await keep([...known, ...more.map((key) => maybe + key)].join(','));
  const slots: Slot[] = [];
  for (const each of known) {
    const key = each.startsWith(maybe) ? each.slice(maybe.length) : null;
    slots.push(key === null ? { id: each, key } : { id: await wall.find(key), key });
  }
  slots.push(...more.map((key) => ({ id: null, key })));
  return show(parts, slots, wall);
}

/** Shows parts in their slots, and nothing in those left over. Null where one is refused, or gone: then all of it is taken away. */
async function show(parts: Reply[], slots: Slot[], wall: Wall): Promise<string | null> {
  const shown: string[] = [];
  const put: string[] = [];
  const takeAway = async (ids: (string | null)[]): Promise<void> => {
    for (const id of ids)
      if (id !== null)
        await wall.remove(id).catch((error) => {
          if (!wall.isGone(error)) throw error;
        });
  };
  const takeAll = () => takeAway([...slots.map(({ id }) => id), ...put]);
  try {
    for (const [index, part] of parts.entries()) {
      const { id = null, key = null } = slots[index] ?? {};
      if (id !== null) await wall.change(id, part, key);
      const ids = id === null ? await wall.put(part, key ?? '') : [];
      if (ids === null) {
        await takeAll();
        return null;
      }
      put.push(...ids);
      shown.push(...(id === null ? ids : [id]));
    }
  } catch (error) {
    if (wall.isGone(error)) {
      await takeAll();
      return null;
    }
    // What went out before is to be looked for when the rest is tried again.
    throw error instanceof NotYet && put.length > 0 ? new Error('only a part went out', { cause: error }) : error;
  }
  await takeAway(slots.slice(parts.length).map(({ id }) => id));
  return shown.join(',');
}
