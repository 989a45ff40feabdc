import { NotYet } from './errors.ts';
import { fit } from './fit.ts';
import type { Address, Announcer, Limits, Shown, WorkspaceStore } from './ports.ts';
import { announcement, type Block, type Reply } from './reply.ts';
import { day } from './time.ts';

/** How long we remember that something was announced; in ms. */
export const announcementMemory = 90 * day;

/**
 * Posts a message that no event asked for. If one of this name was begun before, by this job or another, it may already have been posted.
 * Null if it is refused for good. `user`: as for `remember`.
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
  // The platform may take the old key for the message that it had. What was deleted is therefore begun again under a new one.
  await rows.forget(begun);
  return before === null ? null : announce(rows, announcer, { to, name, user }, blocks);
}

/** A place where our messages are posted. Everything here rejects if it should be tried again, and if a message is gone. */
export type Wall = {
  limits: Limits;
  /** Posts one part; no other has its `key`. Gives the ids of the messages it became, null if it is refused for good. */
  put(part: Reply, key: string): Promise<string[] | null>;
  /** The id of what was posted under a key; null if it is not there, or cannot be looked for. */
  find(key: string): Promise<string | null>;
  /** Changes a message. If it was posted under a `key`, it can still be found by that afterwards. */
  change(id: string, part: Reply, key: string | null): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  /** Whether an error says that the message is gone, or can no longer be changed. */
  isGone(error: unknown): boolean;
};

/** Where a part goes. `id`: the message that is there already, null if none is. `key`: what it is posted under, null if its id is known anyway. */
type Slot = { id: string | null; key: string | null };

const partsOf = (blocks: Block[], { limits }: Wall): Reply[] => fit(announcement(blocks), limits);

/**
 * Posts blocks, as many messages as it takes. If it `isUnsure`, it reuses what an earlier try posted under this key. Gives an id that names all of
 * these messages; null if one is refused for good, or was deleted meanwhile: then none is left.
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

/** The first of the messages that such an id names. */
export const firstOf = (message: string): string => message.split(',')[0] as string;

/** Marks a key within an id that names several messages: of a part that was begun, and may have been posted. */
const maybe = '?';

/**
 * Changes what `putUp` posted: edits its messages, deletes those that are no longer needed, and posts further ones below, since people talk below
 * the first one and refer to it. Gives the id that names them afterwards; null if one of them is gone, or if a part is refused for good. All of
 * them are then deleted, so that it can be posted again.
 * @param keep is given the new id before anything is posted: with it the next try finds what this one left
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

/** Shows parts in their slots, and empties the slots that are left over. Null if a part is refused, or gone: then everything is deleted. */
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
    // Not `NotYet`: the next try has to look for what went out already.
    throw error instanceof NotYet && put.length > 0 ? new Error('only a part went out', { cause: error }) : error;
  }
  await takeAway(slots.slice(parts.length).map(({ id }) => id));
  return shown.join(',');
}
