import { z } from 'zod';
import { privately } from './audience.ts';
import type { Command } from './commands.ts';
import { BotError } from './errors.ts';
import type { WorkspaceStore } from './ports.ts';
import { link as linkTo, text } from './reply.ts';
import { isAdmin } from './settings.ts';
import { createTickets } from './tickets.ts';
import { hour, minute } from './time.ts';

/** How long whoever came by a link may stay, in ms. */
export const sessionMemory = 8 * hour;

/** Whose a link or a session is, and whether they ran the workspace when they asked for the link: a page cannot ask the platform. */
const Holder = z.object({ user: z.string(), isAdmin: z.boolean().default(false) });
export type Holder = z.infer<typeof Holder>;

/** By a link a person may enter the pages of their workspace, once. */
export const links = createTickets<Holder>('link', Holder, 10 * minute);
export const sessions = createTickets<Holder>('session', Holder, sessionMemory);

/** Spends a link for a session; null where it is over, or was used. */
export async function enter(rows: WorkspaceStore, link: string): Promise<string | null> {
  const holder = await links.spend(rows, link);
  return holder && sessions.issue(rows, holder);
}

const outsider = new BotError(
  'outsider',
  'The pages are for the people of this workspace: not for guests, nor for people of another company.',
);

export const webCommand: Command = {
  name: 'web',
  summary: 'A private link to the pages of this workspace: what I know, and what I do not',
  askedFor: null,
  arguments: [],
  async run(_args, context) {
    const { rows, event, pagesAt } = context;
    if (pagesAt === null)
      throw new BotError('no-pages', 'I have no pages here. Whoever runs me can give me an address (TIEBREAK_URL).');
    if (!(await context.platform.isMember(event))) throw outsider;
    const link = await links.issue(rows, { user: event.user, isAdmin: await isAdmin(context) });
    const path = [event.platform, event.workspace, link].map(encodeURIComponent).join('/');
    return privately(
      text('This link works once, within the next 10 minutes. Keep it to yourself: it lets in whoever opens it.'),
      linkTo('Open the pages', `${pagesAt}/sign-in/${path}`),
    );
  },
};
