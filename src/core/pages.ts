import { z } from 'zod';
import type { Command } from './commands.ts';
import { BotError } from './errors.ts';
import type { WorkspaceStore } from './ports.ts';
import { link, text } from './reply.ts';

/** How long a link is good, and how long whoever came by it may stay, in ms. */
const linkMemory = 600_000;
export const sessionMemory = 8 * 3_600_000;

/** Whose a link or a session is. Both are random and kept here, so that nothing but having been given one lets anybody in. */
const Held = z.object({ user: z.string() });

/** No export shows a key that begins like this. */
const linkKey = (link: string): string => `ticket:link:${link}`;
const sessionKey = (session: string): string => `ticket:session:${session}`;

/** Gives a link by which this person may enter the pages of their workspace, once. */
export async function linkFor(rows: WorkspaceStore, user: string): Promise<string> {
  const link = crypto.randomUUID();
  await rows.remember(linkKey(link), { user }, linkMemory, user);
  return link;
}

/** Whose a link is that is still good; using it is `enter`. */
export const linkHolder = async (rows: WorkspaceStore, link: string): Promise<string | null> =>
  Held.safeParse(await rows.recall(linkKey(link))).data?.user ?? null;

/** Spends a link for a session; null where it is over, or was used. */
export async function enter(rows: WorkspaceStore, link: string): Promise<string | null> {
  const user = await linkHolder(rows, link);
  if (user === null || !(await rows.mark(linkKey(link), 2 * linkMemory))) return null;
  const session = crypto.randomUUID();
  await rows.remember(sessionKey(session), { user }, sessionMemory, user);
  return session;
}

/** Whose a session is; null where it is over. */
export const sessionHolder = async (rows: WorkspaceStore, session: string): Promise<string | null> =>
  Held.safeParse(await rows.recall(sessionKey(session))).data?.user ?? null;

/** Ends a session. */
export const leave = (rows: WorkspaceStore, session: string): Promise<void> => rows.remember(sessionKey(session), null, 0, null);

export const webCommand: Command = {
  name: 'web',
  summary: 'A private link to the pages of this workspace: what I know, and what I do not',
  arguments: [],
  async run(_args, { rows, event, pagesAt }) {
    if (pagesAt === null)
      throw new BotError('no-pages', 'I have no pages here. Whoever runs me can give me an address (TIEBREAK_URL).');
    const path = [event.platform, event.workspace, await linkFor(rows, event.user)].map(encodeURIComponent).join('/');
    return {
      blocks: [
        text('Here you come in, once, within the next 10 minutes. Keep it to yourself: it lets in whoever opens it.'),
        link('Open the pages', `${pagesAt}/sign-in/${path}`),
      ],
      answers: [],
      share: null,
      audience: 'asker',
    };
  },
};
