import type { Clock } from '../../core/ports.ts';
import type { Reply } from '../../core/reply.ts';

/** Somebody made up, to speak as. */
export type Member = { id: string; name: string; about: string; isAdmin: boolean };
export type Channel = { id: string; name: string; about: string };

export const members: Member[] = [
  { id: 'ana', name: 'Ana', about: 'Team lead, admin', isAdmin: true },
  { id: 'ben', name: 'Ben', about: 'Writes the backend', isAdmin: false },
  { id: 'chidi', name: 'Chidi', about: 'Is new here', isAdmin: false },
  { id: 'dana', name: 'Dana', about: 'Looks after security', isAdmin: false },
];

/** Something said in a channel: words of a member, or a reply. A hint is the playground's own, about words nobody was asked to answer. */
export type Post = {
  /** Grows by one with each post. */
  count: number;
  id: string;
  /** Ms since 1970. */
  at: number;
  channel: string;
  /** The post whose thread it stands in; null in the channel itself. */
  thread: string | null;
  /** A member, or null for the bot. */
  author: string | null;
  /** The only member who sees it; null where all do. */
  to: string | null;
  said: { text: string } | { reply: Reply; isAsked: boolean } | { hint: string };
};

/** A made-up workspace, as long as the process lives: what was said there, the last few hundred posts of it. */
export type Room = {
  /** Tells this room from one before a restart. */
  name: string;
  add(post: Omit<Post, 'count' | 'at'>): Post;
  /** Puts another reply in the place of one; where that is gone, it is said anew. */
  replace(post: Omit<Post, 'count' | 'at'>): Post;
  /** What a member sees of a channel, the oldest first; `after` leaves out what they have. */
  seen(channel: string, member: string, after?: number): Post[];
  find(id: string): Post | undefined;
  /** Calls back with each new post; gives what ends that. */
  listen(listener: (post: Post) => void): () => void;
};

const kept = 500;

export const isSeenBy = (member: string, { to }: Post): boolean => to === null || to === member;

export function createRoom(clock: Clock): Room {
  const posts: Post[] = [];
  const listeners = new Set<(post: Post) => void>();
  let count = 0;
  const tell = (post: Post): Post => {
    for (const listener of listeners) listener(post);
    return post;
  };
  const add: Room['add'] = (said) => {
    count += 1;
    const post = { ...said, count, at: clock() };
    posts.push(post);
    if (posts.length > kept) posts.shift();
    return tell(post);
  };
  return {
    name: clock().toString(36),
    add,
    replace(said) {
      const at = posts.findIndex(({ id }) => id === said.id);
      const before = posts[at];
      if (!before) return add(said);
      count += 1;
      const post = { ...before, said: said.said, count };
      posts[at] = post;
      return tell(post);
    },
    seen: (channel, member, after = 0) =>
      posts.filter((post) => post.channel === channel && post.count > after && isSeenBy(member, post)),
    find: (id) => posts.find((post) => post.id === id),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
