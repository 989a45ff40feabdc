import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { BotError } from '../core/errors.ts';
import type { Clock, Installations, Store } from '../core/ports.ts';
import type { Tables } from './migrations.ts';
import type { Own } from './rows.ts';
import type { Vault } from './vault.ts';

/**
 * How long a change may take before others stop waiting for whoever makes it (it may have died), how long they wait in all, and how often
 * they look; in ms. A change is one call to a platform, which ends within 10 s.
 */
const patience = { lease: 15_000, whole: 20_000, pause: 50 };

/**
 * Installations, encrypted. A change takes a lease on its row rather than a transaction: it talks to a platform meanwhile, and an open
 * transaction would keep a connection of Postgres, and every other write to a file of SQLite, waiting. `settle` brings changes to the disk.
 */
export function createInstallations(
  db: Kysely<Tables>,
  { clock, vault, settle }: { clock: Clock; vault: Vault | null; settle(): Promise<void> },
): Pick<Store, 'installations' | 'reseal' | 'forgetLost' | 'checkKeys'> {
  const keys = (): Vault => {
    if (vault) return vault;
    throw new BotError('key-missing', 'Tokens are kept encrypted: set TIEBREAK_KEY (`openssl rand -base64 32` makes one).');
  };
  const sealed = (own: Own, installation: unknown) => ({
    sealed: keys().seal(JSON.stringify(installation ?? null), contextOf(own)),
    key_id: keys().keyId,
  });
  const opened = (own: Own, row: { sealed: string; key_id: string }): unknown =>
    JSON.parse(keys().open(row.sealed, row.key_id, contextOf(own)));
  const unlocked = { lease: null, lease_expires: null };

  /** The row, ours to change until the lease ends; undefined where there is none, or it is somebody else's. */
  const take = (own: Own, lease: string) =>
    db
      .updateTable('installations')
      .set({ lease, lease_expires: clock() + patience.lease })
      .where(({ and }) => and(own))
      .where(({ eb, or }) => or([eb('lease_expires', 'is', null), eb('lease_expires', '<=', clock())]))
      .returning(['sealed', 'key_id'])
      .executeTakeFirst();

  /** Writes the row if it is still ours: not taken over, erased or installed anew meanwhile. */
  const give = async (own: Own, lease: string, change: object): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('installations')
      .set({ ...change, ...unlocked })
      .where(({ and }) => and({ ...own, lease }))
      .executeTakeFirst();
    await settle();
    return numUpdatedRows > 0n;
  };

  const find = async (own: Own): Promise<unknown> => {
    const row = await db
      .selectFrom('installations')
      .select(['sealed', 'key_id'])
      .where(({ and }) => and(own))
      .executeTakeFirst();
    return row ? opened(own, row) : null;
  };

  return {
    installations(platform): Installations {
      const ownOf = (workspace: string): Own => ({ platform, workspace });
      return {
        find: (workspace) => find(ownOf(workspace)),
        async save(workspace, installation) {
          const own = ownOf(workspace);
          const row = { ...sealed(own, installation), installed: clock(), ...unlocked };
          await db
            .insertInto('installations')
            .values({ ...own, ...row })
            .onConflict((conflict) => conflict.columns(['platform', 'workspace']).doUpdateSet(row))
            .execute();
          await settle();
        },
        async update(workspace, change) {
          const own = ownOf(workspace);
          const lease = randomUUID();
          for (const deadline = performance.now() + patience.whole; performance.now() < deadline; await wait(patience.pause)) {
            const row = await take(own, lease);
            if (!row) {
              if ((await find(own)) === null) return null;
              continue;
            }
            try {
              const changed = await change(opened(own, row));
              return (await give(own, lease, sealed(own, changed))) ? changed : await find(own);
            } catch (error) {
              await give(own, lease, {});
              throw error;
            }
          }
          throw new BotError('installation-busy', 'Another process has been renewing the access to this workspace for too long.');
        },
        async erase(workspace, until) {
          const { numDeletedRows } = await db
            .deleteFrom('installations')
            .where(({ and }) => and(ownOf(workspace)))
            .where('installed', '<=', until)
            .executeTakeFirst();
          await settle();
          return numDeletedRows > 0n;
        },
      };
    },
    async checkKeys() {
      for (const { key_id } of await db.selectFrom('installations').select('key_id').distinct().execute()) keys().check(key_id);
    },
    async forgetLost() {
      const { numDeletedRows } = await db.deleteFrom('installations').where('key_id', 'not in', keys().keyIds).executeTakeFirst();
      await settle();
      return Number(numDeletedRows);
    },
    async reseal() {
      let count = 0;
      const rows = await db
        .selectFrom('installations')
        .select(['platform', 'workspace', 'sealed', 'key_id'])
        .where('key_id', '<>', keys().keyId)
        .execute();
      for (const { platform, workspace, ...row } of rows) {
        const own = { platform, workspace };
        const { numUpdatedRows } = await db
          .updateTable('installations')
          .set(sealed(own, opened(own, row)))
          .where(({ and }) => and({ ...own, sealed: row.sealed })) // unless it was just written, with the newest key
          .executeTakeFirst();
        count += Number(numUpdatedRows);
      }
      await settle();
      return count;
    },
  };
}

/** What a row is sealed for: moved to another workspace, it does not open. */
const contextOf = ({ platform, workspace }: Own): string => JSON.stringify(['installation', platform, workspace]);
