import { createHash } from 'node:crypto';
import { Router } from 'express';
import { closeDue } from '../../core/decisions/desk.ts';
import type { Adapter, Bot, Clock, Library, Log, Store } from '../../core/ports.ts';
import { announcement } from '../../core/reply.ts';
import { atDesk } from '../../core/transaction.ts';
import { createAccess } from './access.ts';
import { chatRoutes } from './chat.ts';
import { guarded } from './guard.ts';
import { limits } from './limits.ts';
import type { Preview } from './pages/inspect.ts';
import { createRoom, directOf, members, ownerOf, workspace } from './room.ts';
import { teamRoutes } from './team.ts';

export type { Preview } from './pages/inspect.ts';
export { discordLook, slackLook } from './pages/looks.ts';

export type WebOptions = {
  bot: Bot;
  library: Library;
  store: Pick<Store, 'workspace' | 'transaction'>;
  /** What the other platforms would show for a reply. */
  previews: Preview[];
  clock: Clock;
  log: Log;
  /** The server's router, to which the pages are added. */
  router: Router;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
  /** Whether everybody who reaches the server may see the pages; otherwise only people who came by a link of their own. */
  isOpen: boolean;
  /** Whether only this machine is supposed to reach the server. */
  isLocal: boolean;
  /** Where people reach the pages; null if that is not known. */
  pagesAt: string | null;
  /** Whether people reach us over TLS. */
  isSecure: boolean;
  /** Whether the made-up team is there. */
  hasChat: boolean;
};

/** The playground, where a made-up team talks to the bot in a browser, and the pages about what the bot knows and does not know. */
export function createWebAdapter(options: WebOptions): Adapter {
  const { bot, library, store, previews, clock, log, router, stopping, isOpen, isLocal, isSecure, hasChat, pagesAt } = options;
  const access = createAccess({ store, isSecure });
  const rows = store.workspace('web', workspace);
  const room = createRoom(rows, clock);
  const pages = [
    access.router,
    ...(isOpen ? [] : [Router().use(access.mustEnter)]),
    ...(hasChat ? [chatRoutes({ bot, library, previews, room, rows, stopping })] : []),
    teamRoutes({
      library,
      rowsOf: ({ platform, workspace }) => store.workspace(platform, workspace),
      closeDue: (viewer) => atDesk(store, viewer, (desk) => closeDue(desk, clock())),
      everybody: { platform: 'web', workspace, user: '', isAdmin: true },
      hasChat,
      clock,
      stopping,
    }),
  ];
  return {
    name: 'web',
    hearsChannels: true,
    carries: limits.carries,
    cannotWhisper: [],
    showsPictures: true,
    announces: true,
    isAdmin: async () => false, // an event says so itself
    isMember: async () => true,
    isPrivatePlace: async ({ channel }) => ownerOf(channel) !== null,
    zoneOf: async () => new Intl.DateTimeFormat().resolvedOptions().timeZone, // the made-up team sits where the server is
    canJoin: async () => true,
    groupWord: null,
    writtenId: null,
    groupsOf: async () => ({ all: [], lacks: null }),
    membersOf: async () => [],
    namesOf: async (_event, people) => people.map((id) => members.find((member) => member.id === id)?.name ?? id),
    isReady: () => true,
    async start() {
      router.use(guarded(pages, isLocal, log));
    },
    async post(to, blocks, { key }) {
      if (!hasChat) return null;
      const id = createHash('sha256').update(key).digest('base64url').slice(0, 20);
      const whose = 'user' in to ? to.user : null;
      const { channel, thread } = 'user' in to ? { channel: directOf(to.user), thread: null } : to;
      const said = { reply: announcement(blocks), isAsked: false };
      const before = await room.find(channel, id);
      if (before) await room.replace({ ...before, said });
      else await room.add({ id, channel, thread, to: whose, whose, author: null, said });
      return { message: id, link: pagesAt && `${pagesAt}/chat/${channel}#p-${id}` };
    },
    async edit(to, message, blocks) {
      const before = await room.find('user' in to ? directOf(to.user) : to.channel, message);
      if (before) await room.replace({ ...before, said: { reply: announcement(blocks), isAsked: false } });
      return before && message;
    },
    privateClicks: true,
    async peopleIn({ channel }) {
      const owner = ownerOf(channel);
      return owner === null ? members.map(({ id }) => id) : [owner];
    },
    async stop() {}, // what is open ends with the server
  };
}
