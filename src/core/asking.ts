import type { Place, Platform } from './ports.ts';

/** Thrown by an attempt that has to ask its platform something before it can go on. */
class Unasked extends Error {
  readonly key: string;
  readonly ask: () => Promise<unknown>;

  constructor(key: string, ask: () => Promise<unknown>) {
    super('The platform has to be asked first.');
    this.key = key;
    this.ask = ask;
  }
}

/**
 * Runs `attempt`, whose changes are undone if it rejects, with a platform that answers only what has been asked before. If the attempt asks
 * something new, it is broken off, the real platform is asked, and the attempt runs again. So no transaction waits for a network.
 */
export async function askingBetween<Result>(
  platform: Platform,
  attempt: (platform: Platform) => Promise<Result>,
): Promise<Result> {
  const known = new Map<string, PromiseSettledResult<unknown>>();
  const onceAsked =
    <Where extends Place, More extends unknown[], Said>(name: string, ask: (where: Where, ...more: More) => Promise<Said>) =>
    async (where: Where, ...more: More): Promise<Said> => {
      const key = JSON.stringify([name, where.channel, where.thread, ...more]);
      const said = known.get(key);
      if (!said) throw new Unasked(key, () => ask(where, ...more));
      if (said.status === 'rejected') throw said.reason;
      return said.value as Said;
    };
  const asked: Platform = {
    ...platform,
    isAdmin: onceAsked('isAdmin', platform.isAdmin),
    isMember: onceAsked('isMember', platform.isMember),
    isPrivatePlace: onceAsked('isPrivatePlace', platform.isPrivatePlace),
    zoneOf: onceAsked('zoneOf', platform.zoneOf),
    canJoin: onceAsked('canJoin', platform.canJoin),
    groupsOf: onceAsked('groupsOf', platform.groupsOf),
    membersOf: onceAsked('membersOf', platform.membersOf),
    namesOf: onceAsked('namesOf', platform.namesOf),
    // If the platform takes no questions for a while, nobody waits for that: then it is not known who is there.
    peopleIn: onceAsked('peopleIn', (place, most) => platform.peopleIn(place, most).catch(() => null)),
  };
  for (;;) {
    try {
      return await attempt(asked);
    } catch (error) {
      if (!(error instanceof Unasked)) throw error;
      const [said] = await Promise.allSettled([error.ask()]);
      known.set(error.key, said);
    }
  }
}
