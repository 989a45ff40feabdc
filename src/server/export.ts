import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Router } from 'express';
import { exportLines, exportTickets } from '../core/data.ts';
import { memberAs, rowsFor } from '../core/decisions/readers.ts';
import type { Clock, Store } from '../core/ports.ts';

const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Export</title>
<h1>Everything I keep about your workspace</h1><p>You can download it once.</p><form method="post"><button>Download everything</button></form></html>`;

/**
 * Gives an admin the export of a workspace, for a ticket that the verb gave them. Opening its address does not spend the ticket, since programs
 * that look at links do that: the button on its page does.
 */
export function addExportRoute(router: Router, store: Pick<Store, 'workspace'>, clock: Clock): void {
  const address = '/export/:platform/:workspace/:ticket';
  // Without a ticket, nobody learns whether there is such a workspace.
  router.get(address, async ({ params }, response, next) => {
    if (!(await exportTickets.find(store.workspace(params.platform, params.workspace), params.ticket))) return next();
    response.set(headers).type('html').send(page);
  });
  router.post(address, async ({ params: { platform, workspace, ticket } }, response, next) => {
    const rows = store.workspace(platform, workspace);
    const asked = await exportTickets.spend(rows, ticket);
    if (!asked) return next();
    response.set({
      ...headers,
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="tiebreak-export.jsonl"`,
    });
    const lines = exportLines({ platform, workspace, user: null }, rows, clock(), await rowsFor(rows, memberAs(asked)));
    await pipeline(Readable.from(lines), response).catch((error) => {
      if (!response.destroyed) throw error; // whoever was reading went away: nobody is left to tell
    });
  });
}
