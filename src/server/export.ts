import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Router } from 'express';
import { exportLines, exportTickets } from '../core/data.ts';
import { memberAs, rowsFor } from '../core/decisions/readers.ts';
import type { Clock, Store } from '../core/ports.ts';

/** The page that gives an admin the export of a workspace, for a ticket that the verb gave them. */
export function addExportRoute(router: Router, store: Pick<Store, 'workspace'>, clock: Clock): void {
  router.get('/export/:platform/:workspace/:ticket', async (request, response, next) => {
    const { platform, workspace, ticket } = request.params;
    const rows = store.workspace(platform, workspace);
    // A program that only looks (HEAD) spends no ticket. Without a ticket, nobody learns whether there is such a workspace.
    const asked = request.method === 'GET' ? await exportTickets.spend(rows, ticket) : null;
    if (!asked) return next();
    response.set({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="tiebreak-export.jsonl"`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const lines = exportLines({ platform, workspace, user: null }, rows, clock(), await rowsFor(rows, memberAs(asked)));
    await pipeline(Readable.from(lines), response).catch((error) => {
      if (!response.destroyed) throw error; // whoever was reading went away: nobody is left to tell
    });
  });
}
