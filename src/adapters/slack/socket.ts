import { setTimeout } from 'node:timers/promises';
import { type App, type Logger, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../core/ports.ts';
import { codeOf } from './errors.ts';
import { bareReceipt, isMalformed, notStored, type Receive, type Receiver } from './receipt.ts';

type Options = { receive: Receive; clientOptions: webApi.WebClientOptions; logger: Logger; log: Log };

/** How long Slack may say nothing on a new connection; in ms. */
const silence = 10_000;
/** A connection that ends sooner than this counts as a failed try; in ms. */
const lasting = 60_000;
const lost = (said: string, code: string): Error => Object.assign(new Error(said), { code });
/** How long to wait before the next try, after a wait of so long; in ms. */
const longer = (wait: number): number => Math.min(Math.max(1_000, 2 * wait), 60_000);

/**
 * Slack closes a socket every few hours, and networks do more often. The client's own reconnection rejects in a timer where nobody can
 * catch it, which would end the process (socket-mode 3.1, `delayReconnectAttempt`). So we connect again ourselves.
 */
export function createSocket(appToken: string, { receive, clientOptions, logger, log }: Options): Receiver {
  let receiver: SocketModeReceiver | undefined;
  let isWanted = false;
  let isConnected = false;
  let [opened, wait] = [0, 0];

  /** The receiver hands what comes to Bolt's App; we need none. Without an acknowledgement Slack delivers it again. */
  const processEvent: App['processEvent'] = async ({ body, ack }) => {
    let receipt = bareReceipt;
    try {
      receipt = await receive(body);
    } catch (error) {
      if (!isMalformed(error)) return log.error({ err: error }, notStored);
    }
    const { said, unheard } = receipt;
    try {
      await (said ? ack(said as never) : ack());
    } catch (error) {
      log.warn(
        codeOf(error),
        'an acknowledgement did not reach Slack, whose socket was gone; what is delivered again is answered once',
      );
      await unheard().catch((error) => log.error({ err: error }, 'an answer that was to go with it is lost'));
    }
  };

  /**
   * The client itself (socket-mode 3.1, `start`) waits for good until Slack says something, and for five minutes until it is connected; only
   * the request for the address has a timeout. Where the connection ends before, it rejects with nothing.
   */
  const open = async (tried: SocketModeReceiver): Promise<void> => {
    const addressed = new Promise((resolve) => tried.client.once('authenticated', resolve));
    const opening = tried.start().catch((error) => {
      throw error ?? lost('a new connection ended before Slack said anything', 'socket_ended');
    });
    opening.catch(() => {}); // also once it is given up
    const late = addressed.then(() => setTimeout(silence, 'late', { ref: false }));
    if ((await Promise.race([opening, late])) !== 'late') return;
    await tried.stop();
    throw lost('Slack said nothing on a new connection', 'ETIMEDOUT');
  };
  /** On a client of its own: a socket that was given up may end half a minute later, which a shared one would take for the end of the next. */
  const connect = async (): Promise<void> => {
    const tried = new SocketModeReceiver({ appToken, logger, autoReconnectEnabled: false, installerOptions: { clientOptions } });
    tried.init({ processEvent } as App);
    receiver = tried;
    await open(tried);
    if (!isWanted) return void (await tried.stop());
    opened = performance.now();
    isConnected = true;
    tried.client.once('disconnected', () => {
      isConnected = false;
      void reconnect();
    });
  };
  /** At once where the connection had lasted; one that ends again and again waits longer each time. */
  const reconnect = async (): Promise<void> => {
    for (wait = performance.now() - opened > lasting ? 0 : longer(wait); ; wait = longer(wait)) {
      await setTimeout(wait, undefined, { ref: false });
      if (!isWanted) return;
      try {
        await connect();
        if (isConnected && wait > 0) log.info({}, 'Slack is connected again');
        return;
      } catch (error) {
        log.warn({ ...codeOf(error), wait: longer(wait) }, 'Slack cannot be reached; trying again');
      }
    }
  };

  return {
    async start() {
      isWanted = true;
      await connect();
    },
    async stop() {
      isWanted = false;
      await receiver?.stop();
    },
    isConnected: () => isConnected,
  };
}
