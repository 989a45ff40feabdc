import { z } from 'zod';
import { saidPrefix } from '../../core/data.ts';
import type { Clock, WorkspaceStore } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';
import { allParsed, parsed } from '../../core/shapes.ts';
import { createWatch } from './watch.ts';

/** A made-up person to speak as. */
export type Member = { id: string; name: string; about: string; isAdmin: boolean };
export type Channel = { id: string; name: string; about: string };

export const members: Member[] = [
  { id: 'ana', name: 'Ana', about: 'Team lead, admin', isAdmin: true },
  { id: 'ben', name: 'Ben', about: 'Writes the backend', isAdmin: false },
  { id: 'chidi', name: 'Chidi', about: 'Is new here', isAdmin: false },
  { id: 'dana', name: 'Dana', about: 'Looks after security', isAdmin: false },
];

/** The channel in which one person is alone with the bot, as every page calls it. */
export const direct = 'tiebreak';
/** The same as it is kept: every member has one of their own. */
export const directOf = (member: string): string => `${direct}-${member}`;
/** Under what a channel is kept, as a member names it. */
export const channelKey = (channel: string, member: string): string => (channel === direct ? directOf(member) : channel);
/** The member who is alone with the bot in a channel; null if it is not such a channel. */
export const ownerOf = (channel: string): string | null =>
  channel.startsWith(directOf('')) ? channel.slice(directOf('').length) : null;

export const channels: Channel[] = [
  { id: 'general', name: '#general', about: 'Everybody is here. Call the bot by its name to ask in the open.' },
  { id: 'backend', name: '#backend', about: 'Where things are built. Threads keep a question together.' },
  { id: direct, name: 'Tiebreak', about: 'Only you and the bot: no need to call its name.' },
];

/** What the made-up team's workspace is called in events and in the store. */
export const workspace = 'playground';

/** A reply that the core made and we stored. */
const KeptReply = z.custom<Reply>((value) => Array.isArray((value as Reply | null)?.blocks));

/** Something said in a channel: words of a member, or a reply. A hint comes from the playground itself, about words that did not call the bot. */
export const Post = z.object({
  id: z.string(),
  /** Its place among the others, and when it last changed: both grow with every post, even across a restart. */
  place: z.number(),
  changed: z.number(),
  /** Ms since 1970. */
  at: z.number(),
  channel: z.string(),
  /** The post whose thread it is in; null in the channel itself. */
  thread: z.string().nullable(),
  /** A member, or null for the bot. */
  author: z.string().nullable(),
  /** With whom it is erased: the person who said it, or asked for it; null if it is everybody's. */
  whose: z.string().nullable(),
  /** The only member who sees it; null if all do. */
  to: z.string().nullable(),
  said: z.union([
    z.object({ text: z.string() }),
    z.object({ reply: KeptReply, isAsked: z.boolean() }),
    z.object({ hint: z.string() }),
  ]),
});
export type Post = z.infer<typeof Post>;
type NewPost = Omit<Post, 'place' | 'changed' | 'at'>;

/** A page that follows a channel. */
type Follower = {
  member: string;
  /** It has everything that changed up to here. */
  after: number;
  /** Gets the ids of everything that it may show, once, before anything that is new to it. */
  begin(ids: string[]): void;
  /** Gets each post that is new to it or has changed, in order. */
  show(post: Post): void;
  /** Called when something that it shows was erased. */
  forget(): void;
  /** Called when news could not be read: it has to reconnect. */
  lose(): void;
};

/** A made-up workspace: the last posts of each channel, kept in the store. */
export type Room = {
  add(post: NewPost): Promise<void>;
  /** Puts another reply in the place of a post; if that is gone, adds it. */
  replace(post: NewPost): Promise<void>;
  /** What a member sees of a channel, the oldest first. */
  seen(channel: string, member: string): Promise<Post[]>;
  find(channel: string, id: string): Promise<Post | null>;
  /** Tells a page what it has not seen: at once what is said in this process, soon after what else changes in the store. Gives a function that ends this. */
  follow(channel: string, follower: Follower): () => void;
};

/** How often we look for what other processes said or erased, in ms, while a page follows. */
const every = 1_000;

/** How many posts a channel keeps, and after how many more the older ones are dropped. */
const most = { kept: 200, beyond: 20 };

export const isSeenBy = (member: string, { to }: Post): boolean => to === null || to === member;

const kindOf = (channel: string): string => `${saidPrefix}${channel}`;

export function createRoom(rows: WorkspaceStore, clock: Clock): Room {
  const listeners = new Set<(post: Post) => void>();
  const watch = createWatch(every);
  /** Ids of posts that pages were told of, but that are not in the store yet. */
  const underway = new Set<string>();
  const added = new Map<string, number>();
  /** How many posts pages were told of: one that came and went between two looks at the store still has to go from the pages. */
  let told = 0;
  let last = 0;
  const next = (after = 0): number => {
    last = Math.max(clock(), last + 1, after + 1);
    return last;
  };
  const load = async (channel: string): Promise<Post[]> =>
    allParsed(Post, await rows.kept(kindOf(channel))).sort((a, b) => a.place - b.place);
  /** Shows a post to people even before it is on the disk. */
  const keep = async (post: Post): Promise<void> => {
    underway.add(post.id);
    told += 1;
    for (const listener of listeners) listener(post);
    await rows.keep(kindOf(post.channel), post.id, post, post.whose).finally(() => underway.delete(post.id));
  };
  const add: Room['add'] = async (said) => {
    const { channel } = said;
    const place = next();
    await keep({ ...said, place, changed: place, at: clock() });
    const count = (added.get(channel) ?? 0) + 1;
    added.set(channel, count);
    if (count % most.beyond === 0)
      for (const { id } of (await load(channel)).slice(0, -most.kept)) await rows.drop(kindOf(channel), id);
  };
  const find: Room['find'] = async (channel, id) => parsed(Post, await rows.find(kindOf(channel), id));
  return {
    add,
    async replace(said) {
      const before = await find(said.channel, said.id);
      if (before) await keep({ ...before, said: said.said, changed: next(before.changed) });
      else await add(said);
    },
    seen: async (channel, member) => (await load(channel)).filter((post) => isSeenBy(member, post)),
    find,
    follow(channel, { member, after, begin, show, forget, lose }) {
      const shown = new Map<string, Post>();
      let [hasCaughtUp, looking] = [false, Promise.resolve()];
      const tell = (post: Post): void => {
        if (post.channel !== channel || !isSeenBy(member, post) || (shown.get(post.id)?.changed ?? 0) >= post.changed) return;
        shown.set(post.id, post);
        show(post);
      };
      const look = async (): Promise<void> => {
        const before = [...shown.values()].filter(({ id }) => !underway.has(id));
        const posts = await load(channel);
        const gone = before.filter((post) => !posts.some(({ id }) => id === post.id));
        for (const { id } of gone) shown.delete(id);
        if (gone.some((post) => isErased(post, posts))) forget();
        if (!hasCaughtUp) begin(posts.filter((post) => isSeenBy(member, post)).map(({ id }) => id));
        for (const post of posts)
          if (hasCaughtUp || post.changed > after) tell(post);
          else if (isSeenBy(member, post)) shown.set(post.id, post);
        hasCaughtUp = true;
      };
      // While the page catches up, it gets what is said meanwhile from the store.
      const listener = (post: Post): void => void (hasCaughtUp && tell(post));
      listeners.add(listener);
      const standing = async (): Promise<string> =>
        JSON.stringify([told, ...(await load(channel)).map(({ id, changed }) => [id, changed])]);
      const unwatch = watch.follow(channel, standing, () => {
        looking = looking.then(look).catch(lose);
      });
      return () => {
        listeners.delete(listener);
        unwatch();
      };
    },
  };
}

/** Whether a post that is gone was erased, rather than dropped because it was among the oldest. */
const isErased = ({ place }: Post, left: Post[]): boolean => left.length < most.kept || place > (left[0]?.place ?? 0);
