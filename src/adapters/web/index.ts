import type { Router } from 'express';
import type { Command } from '../../core/commands.ts';
import type { Adapter, Bot, Clock, Library, Log, Store } from '../../core/ports.ts';
import { chatRoutes } from './chat.ts';
import { guarded } from './guard.ts';
import { limits } from './limits.ts';
import type { Preview } from './pages/inspect.ts';
import { workspace } from './parse.ts';
import { createRoom } from './room.ts';
import { teamRoutes } from './team.ts';

export type { Preview } from './pages/inspect.ts';
export { discordLook, slackLook } from './pages/looks.ts';

export type WebOptions = {
  bot: Bot;
  commands: Command[];
  library: Library;
  store: Pick<Store, 'workspace'>;
  /** What other platforms would show of a reply. */
  previews: Preview[];
  clock: Clock;
  log: Log;
  /** The server's, where the pages go. */
  router: Router;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
  /** Whether whoever reaches the server may see everything: then it is reached from this machine only. */
  isOpen: boolean;
};

/** The playground, where a made-up team talks to the bot in a browser, and the pages about what it knows and does not know. */
export function createWebAdapter({
  bot,
  commands,
  library,
  store,
  previews,
  clock,
  log,
  router,
  stopping,
  isOpen,
}: WebOptions): Adapter {
  const chat = chatRoutes({ bot, commands, library, previews, room: createRoom(clock), stopping });
  const team = teamRoutes({ library, rowsOf: () => store.workspace('web', workspace), clock, hasChat: true, stopping });
  return {
    name: 'web',
    limits,
    hearsChannels: true,
    showsPictures: true,
    isAdmin: async () => false, // an event says so itself
    isReady: () => true,
    async start() {
      router.use(guarded([chat, team], isOpen, log));
    },
    async stop() {}, // what is open ends with the server
  };
}
