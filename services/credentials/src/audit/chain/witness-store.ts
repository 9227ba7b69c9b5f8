import { sql } from 'kysely';
import type { Trx } from '../../db/schema.ts';

type Noted = { workspaceId: string; seq: number; note: string };

/** Workspaces whose chain has grown since its last checkpoint by `rows`, or at all for longer than `olderMs`. */
export async function workspacesToCheckpoint(
  trx: Trx,
  { rows, olderMs }: { rows: number; olderMs: number },
): Promise<string[]> {
  const found = await trx
    .selectFrom('auditHead as head')
    .leftJoin('auditCheckpoint as last', 'last.workspaceId', 'head.workspaceId')
    .select('head.workspaceId')
    .where(sql<boolean>`head.seq > coalesce(last.seq, 0)`)
    .where(
      sql<boolean>`(head.seq - coalesce(last.seq, 0) >= ${rows}
        or coalesce(last.at < now() - ${olderMs}::float8 * interval '1 millisecond', true))`,
    )
    .limit(100)
    .execute();
  return found.map(({ workspaceId }) => workspaceId);
}

/** Returns false if there is a later one already. */
export async function keepCheckpoint(trx: Trx, checkpoint: Noted): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('auditCheckpoint')
    .values({ ...checkpoint, seq: String(checkpoint.seq) })
    .onConflict((conflict) =>
      conflict
        .column('workspaceId')
        .doUpdateSet({ seq: String(checkpoint.seq), note: checkpoint.note, stored: false, at: sql<Date>`now()` })
        .where('auditCheckpoint.seq', '<', String(checkpoint.seq)),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

export function findCheckpoint(trx: Trx) {
  return trx.selectFrom('auditCheckpoint').select(['note', 'stored']).executeTakeFirst();
}

export function unstoredCheckpoints(trx: Trx) {
  return trx
    .selectFrom('auditCheckpoint')
    .select(['workspaceId', 'seq', 'note'])
    .where('stored', '=', false)
    .limit(100)
    .execute();
}

export async function noteStored(trx: Trx, { workspaceId, seq }: { workspaceId: string; seq: string }): Promise<void> {
  await trx
    .updateTable('auditCheckpoint')
    .set({ stored: true })
    .where('workspaceId', '=', workspaceId)
    .where('seq', '=', seq)
    .execute();
}

export async function findAnchor(trx: Trx): Promise<string | undefined> {
  return (await trx.selectFrom('auditAnchor').select('note').executeTakeFirst())?.note;
}

export async function keepAnchor(trx: Trx, { workspaceId, seq, note }: Noted): Promise<void> {
  const changed = { seq: String(seq), note, at: sql<Date>`now()` };
  await trx
    .insertInto('auditAnchor')
    .values({ workspaceId, seq: String(seq), note })
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(changed))
    .execute();
}
