import { USUAL_ENVIRONMENT } from '@mesh/contracts/credential-shapes';
import { type Insertable, sql } from 'kysely';
import type { CredentialRow, Schema, Trx } from '../db/schema.ts';

const MOST = 100;

/** Keeps the newest state, in whatever order events arrive. */
export async function keepDependent(trx: Trx, row: Insertable<Schema['dependent']>): Promise<void> {
  const { workspaceId: _, workflowId: __, ...told } = row;
  await trx
    .insertInto('dependent')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('workflowId').doUpdateSet(told).where('dependent.toldAt', '<', sql<Date>`excluded.told_at`),
    )
    .execute();
}

/** The active workflows that use a credential, at most 100, after `after`. */
export function dependentsOf(
  trx: Trx,
  { id, name, environment }: Pick<CredentialRow, 'id' | 'name' | 'environment'>,
  { after = '', limit = MOST }: { after?: string | undefined; limit?: number } = {},
) {
  const names = environment === USUAL_ENVIRONMENT ? [id, name] : [id];
  return trx
    .selectFrom('dependent')
    .select(['workflowId', 'namespace', 'name', 'version'])
    .where(sql<boolean>`secrets && ${names}::text[]`)
    .where('archived', '=', false)
    .where('workflowId', '>', after)
    .orderBy('workflowId')
    .limit(limit)
    .execute();
}
