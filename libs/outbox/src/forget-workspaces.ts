import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import { sql, type Transaction } from 'kysely';
import { type FactHandler, on } from './on.ts';

const LOOK_MS = 60_000;
/** No token and no event of a workspace is still on its way this long after its deletion. */
export const LATE_MS = 600_000;

export type Forgetting<S> = {
  readonly db: Pick<Database<S>, 'asSystem' | 'inWorkspace'>;
  readonly log: Log;
  /** Removes everything of the transaction's workspace, and says what that was. */
  readonly forget: (trx: Transaction<S>) => Promise<Readonly<Record<string, number>>>;
};

/** Removes what a deleted workspace kept, and notes in `deleted_workspace` that late writes may follow. */
export function onWorkspaceDeleted<S>({ log, forget }: Omit<Forgetting<S>, 'db'>): FactHandler<S> {
  return on<S, typeof workspaceDeleted.data>(workspaceDeleted, async (trx, { workspaceId }) => {
    await sql`insert into deleted_workspace (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(trx);
    log.warn({ workspaceId, ...(await forget(trx)) }, 'what a deleted workspace kept is gone');
  });
}

/**
 * Until disposed, removes what requests that were under way at the deletion of a workspace have written since, `lateMs` after
 * it.
 */
export function keepForgetting<S>(needs: Forgetting<S>, lateMs: number = LATE_MS): AsyncDisposable {
  const look = async () => {
    for (const workspaceId of await deletedSince(needs, lateMs)) await forgetLate(needs, workspaceId);
  };
  return startLoop('deleted workspaces', (signal) => every(LOOK_MS, signal, look), needs.log);
}

async function deletedSince<S>({ db }: Forgetting<S>, lateMs: number): Promise<string[]> {
  const { rows } = await db.asSystem((trx) =>
    sql<{ id: string }>`
      select workspace_id as id from deleted_workspace
      where told_at < now() - ${lateMs}::float8 * interval '1 millisecond'`.execute(trx),
  );
  return rows.map(({ id }) => id);
}

/** Removes the note and the rest in one transaction. */
async function forgetLate<S>({ db, log, forget }: Forgetting<S>, workspaceId: string): Promise<void> {
  const gone = await db.inWorkspace(workspaceId, async (trx) => {
    const taken = await sql`delete from deleted_workspace where workspace_id = ${workspaceId}`.execute(trx);
    return taken.numAffectedRows ? forget(trx) : undefined;
  });
  if (gone && Object.values(gone).some((count) => count > 0))
    log.warn({ workspaceId, ...gone }, 'what came late for a deleted workspace is gone');
}
