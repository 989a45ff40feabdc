/** Reads something for pages that follow it. */
type Watch = {
  /** Calls back with what `read` gives, at once and whenever that changes. Gives a function that ends this. `key` says what is read. */
  follow(key: string, read: () => Promise<string>, listener: (now: string) => void): () => void;
};

type Watched = { now: string | null; listeners: Set<(now: string) => void>; timer: NodeJS.Timeout | null };

/**
 * However many pages follow a thing, it is read once every `every` ms, one read after the other, and not at all while nobody follows it. If a read
 * fails, the next one is tried as usual.
 */
export function createWatch(every: number): Watch {
  const watched = new Map<string, Watched>();
  return {
    follow(key, read, listener) {
      const one = watched.get(key) ?? { now: null, listeners: new Set(), timer: null };
      const look = async (): Promise<void> => {
        const now = await read().catch(() => one.now);
        if (now !== null && now !== one.now) {
          one.now = now;
          for (const each of one.listeners) each(now);
        }
        if (one.listeners.size > 0) one.timer = setTimeout(look, every);
      };
      one.listeners.add(listener);
      if (one.now !== null) listener(one.now);
      if (!watched.has(key)) {
        watched.set(key, one);
        void look();
      }
      return () => {
        one.listeners.delete(listener);
        if (one.listeners.size > 0) return;
        if (one.timer) clearTimeout(one.timer);
        if (watched.get(key) === one) watched.delete(key);
      };
    },
  };
}
