/** What was learned: the slot of each thing, by the thing's id, among `2 ** bits` slots. Plain data. */
export type Slots = { bits: number; slots: Int32Array };

/** The id of everything that was not learned. */
export const unknown = -1;

const slotOf = (hash: number, bits: number): number => (hash ^ (hash >>> 15)) & (2 ** bits - 1);

/**
 * Gives things ids by their hash, since keeping a string for each takes far longer (Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", 2009). Things whose hashes end alike share an id. That is about one in thirty, too few to matter.
 *
 * @param most about how many things there may be
 */
export function createIds(most: number): { learn(hash: number): number; table(): Slots } {
  const bits = Math.min(24, Math.max(16, Math.ceil(Math.log2(most))));
  const ids = new Int32Array(2 ** bits); // by slot: an id + 1, or 0
  const slots: number[] = [];
  return {
    learn(hash) {
      const slot = slotOf(hash, bits);
      if (ids[slot] === 0) ids[slot] = slots.push(slot);
      return (ids[slot] as number) - 1;
    },
    table: () => ({ bits, slots: Int32Array.from(slots) }),
  };
}

/** Gives a function that finds the id of a thing by its hash: `unknown` if it was not learned. */
export function createFinder({ bits, slots }: Slots): (hash: number) => number {
  const ids = new Int32Array(2 ** bits); // by slot: an id + 1, or 0
  for (let id = 0; id < slots.length; id += 1) ids[slots[id] as number] = id + 1;
  return (hash) => (ids[slotOf(hash, bits)] as number) - 1;
}

/** Where FNV-1a begins (Fowler, Noll and Vo). */
export const basis = 0x811c9dc5;

/** One step of FNV-1a: takes a character, or another hash, into a hash. */
export const mix = (hash: number, value: number): number => Math.imul(hash ^ value, 16777619);

export function hashOf(text: string): number {
  let hash = basis;
  for (let at = 0; at < text.length; at += 1) hash = mix(hash, text.charCodeAt(at));
  return hash;
}
