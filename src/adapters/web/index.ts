import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from '../../core/commands.ts';
import { BotError } from '../../core/errors.ts';
import type { Adapter, Bot, Clock, Library, Log, Store } from '../../core/ports.ts';
import { chatRoutes } from './chat.ts';
import { limits } from './limits.ts';
import type { Preview } from './pages/inspect.ts';
import { workspace } from './parse.ts';
import { createRoom } from './room.ts';
import { createApp } from './server.ts';
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
  /** `port` 0 takes a free one. */
  config: { host: string; port: number };
};

/** The playground and the team's pages, served over HTTP. `start` rejects with a BotError where the port cannot be had; `url` is set from then on. */
export function createWebAdapter({ bot, commands, library, store, previews, clock, log, config }: WebOptions): Adapter & {
  url(): string;
} {
  const room = createRoom(clock);
  const app = createApp(log, config.host);
  const chat = chatRoutes({ bot, commands, library, previews, room, log });
  const team = teamRoutes({ library, rowsOf: () => store.workspace('web', workspace), clock, hasChat: true });
  app.use(chat.router, team.router);
  app.finish();
  let server: Server | null = null;
  return {
    name: 'web',
    limits,
    url() {
      const { port } = (server?.address() ?? { port: config.port }) as AddressInfo;
      return `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
    },
    async start() {
      server = app.express.listen(config.port, config.host);
      await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
        throw new BotError(
          'web-refused',
          `The pages cannot be served on port ${config.port} (${error.code}). Stop what uses it, or set PORT to another.`,
          { cause: error },
        );
      });
    },
    async stop() {
      chat.close();
      team.close();
      if (!server?.listening) return;
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
