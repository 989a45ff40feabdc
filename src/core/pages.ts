import { z } from 'zod';
import { privately } from './audience.ts';
import type { Command } from './commands.ts';
import { BotError } from './errors.ts';
import type { WorkspaceStore } from './ports.ts';
import { link as linkTo, text } from './reply.ts';
import { isAdmin } from './settings.ts';
import { hour, minute } from './time.ts';

/** How long a link is good, and how long whoever came by it may stay, in ms. */
const linkMemory = 10 * minute;
export const sessionMemory = 8 * hour;

/**
 * Whose a link or a session is, and whether they ran the workspace when they asked for the link: a page cannot ask the platform. Both are
 * random and kept here, so that nothing but having been given one lets anybody in.
 */
const Holder = z.object({ user: z.string(), isAdmin: z.boolean().default(false) });
export type Holder = z.infer<typeof Holder>;

/** No export shows a key that begins like this. */
const linkKey = (link: string): string => `ticket:link:${link}`;
const sessionKey = (session: string): string => `ticket:session:${session}`;

/** Gives a link by which this person may enter the pages of their workspace, once. */
export async function linkFor(rows: WorkspaceStore, holder: Holder): Promise<string> {
  const link = crypto.randomUUID();
  await rows.remember(linkKey(link), holder, linkMemory, holder.user);
  return link;
}

/** Whose a link is that is still good; using it is `enter`. */
export const linkHolder = async (rows: WorkspaceStore, link: string): Promise<Holder | null> =>
  Holder.safeParse(await rows.recall(linkKey(link))).data ?? null;

/** Spends a link for a session; null where it is over, or was used. */
export async function enter(rows: WorkspaceStore, link: string): Promise<string | null> {
  const holder = await linkHolder(rows, link);
  if (holder === null || !(await rows.mark(linkKey(link), 2 * linkMemory))) return null;
  const session = crypto.randomUUID();
  await rows.remember(sessionKey(session), holder, sessionMemory, holder.user);
  return session;
}

/** Whose a session is; null where it is over. */
export const sessionHolder = async (rows: WorkspaceStore, session: string): Promise<Holder | null> =>
  Holder.safeParse(await rows.recall(sessionKey(session))).data ?? null;

/** Ends a session. */
export const leave = (rows: WorkspaceStore, session: string): Promise<void> => rows.forget(sessionKey(session));

export const webCommand: Command = {
  name: 'web',
  summary: 'A private link to the pages of this workspace: what I know, and what I do not',
  askedFor: null,
  arguments: [],
  async run(_args, context) {
    const { rows, event, pagesAt } = context;
    if (pagesAt === null)
      throw new BotError('no-pages', 'I have no pages here. Whoever runs me can give me an address (TIEBREAK_URL).');
    const link = await linkFor(rows, { user: event.user, isAdmin: await isAdmin(context) });
    const path = [event.platform, event.workspace, link].map(encodeURIComponent).join('/');
    return privately(
      text('Here you come in, once, within the next 10 minutes. Keep it to yourself: it lets in whoever opens it.'),
      linkTo('Open the pages', `${pagesAt}/sign-in/${path}`),
    );
  },
};
