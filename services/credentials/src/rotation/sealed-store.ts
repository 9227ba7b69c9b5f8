import { sql } from 'kysely';
import type { SecretPlace } from '../crypto/context.ts';
import type { Trx } from '../db/schema.ts';

/** The tables with envelopes, and the field that each was encrypted for. All have the number of their key in `key_version`. */
export const sealedTables = [
  { table: 'credential_version', field: 'data' },
  { table: 'oauth2_token', field: 'oauth2' },
  { table: 'oauth2_state', field: 'oauth2-verifier' },
] as const;
export type SealedTable = (typeof sealedTables)[number];

export type SealedRow = Omit<SecretPlace, 'workspaceId' | 'field'> & { readonly envelope: Buffer };

/** Envelopes of the workspace under other keys than `target`, after `after`. They stay locked until the transaction ends. */
export async function sealedElsewhere(
  trx: Trx,
  { table }: SealedTable,
  { target, after, limit }: { target: number; after: SealedRow | undefined; limit: number },
): Promise<SealedRow[]> {
  const { credentialId = '', version = 0 } = after ?? {};
  const { rows } = await sql<SealedRow>`
    select sealed.credential_id, sealed.version, credential.type, sealed.envelope
    from ${sql.table(table)} as sealed join credential on credential.id = sealed.credential_id
    where sealed.key_version <> ${target} and (sealed.credential_id, sealed.version) > (${credentialId}, ${version})
    order by sealed.credential_id, sealed.version limit ${limit}
    for update of sealed skip locked`.execute(trx);
  return rows;
}

/** Replaces envelopes, each in its row. Returns the number of those that were still there. */
export async function replaceEnvelopes(
  trx: Trx,
  { table }: SealedTable,
  changes: readonly { row: SealedRow; envelope: Buffer }[],
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update ${sql.table(table)} as sealed set envelope = new.after
    from unnest(${changes.map(({ row }) => row.credentialId)}::text[], ${changes.map(({ row }) => row.envelope)}::bytea[],
      ${changes.map(({ envelope }) => envelope)}::bytea[]) as new(credential_id, before, after)
    where sealed.credential_id = new.credential_id and sealed.envelope = new.before`.execute(trx);
  return Number(numAffectedRows);
}

/** How many envelopes each of the workspace's keys encrypts, by the key's number; 0 for keys that none needs. */
export async function envelopesByKey(trx: Trx): Promise<Map<number, number>> {
  const union = sql.join(
    sealedTables.map(({ table }) => sql`select key_version from ${sql.table(table)}`),
    sql` union all `,
  );
  const { rows } = await sql<{ version: number; envelopes: number }>`
    select key.version, count(sealed.key_version)::int as envelopes
    from workspace_key as key left join (${union}) as sealed on sealed.key_version = key.version
    where key.purpose = 'workspace' group by key.version order by key.version`.execute(trx);
  return new Map(rows.map(({ version, envelopes }) => [version, envelopes]));
}
