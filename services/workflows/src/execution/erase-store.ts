import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';

type Ended = { readonly workspaceId: string; readonly executionId: string };

/** Deletes an ended execution with its history. False if there is none, or a retry was requested. */
export async function eraseEnded(
  trx: Trx,
  { workspaceId, executionId }: Ended,
  tell: (trx: Trx) => Promise<unknown>,
): Promise<boolean> {
  const { rows } = await sql`
    with gone as (
      delete from execution where id = ${executionId} and workspace_id = ${workspaceId} and ended_at is not null
        and asked is null and worker is null returning id),
    journals as (delete from journal where execution_id in (select id from gone))
    select id from gone`.execute(trx);
  if (rows.length === 0) return false;
  await tell(trx);
  return true;
}
