import { sql, type Transaction } from 'kysely';
import type { CredentialRow, Schema } from '../db/schema.ts';

/** What it takes to use a credential: its place, whether it counts, and the envelope of the version that does. */
export type Usable = Pick<CredentialRow, 'id' | 'version' | 'type' | 'expiresAt'> & {
  readonly envelope: Buffer | null;
};

/** Those of these ids that the workspace has, in one question. */
export async function findUsable(trx: Transaction<Schema>, ids: string[]): Promise<ReadonlyMap<string, Usable>> {
  const rows = await trx
    .selectFrom('credential')
    .leftJoin('credentialVersion as sealed', (join) =>
      join.onRef('sealed.credentialId', '=', 'credential.id').onRef('sealed.version', '=', 'credential.version'),
    )
    .select(['credential.id', 'credential.version', 'credential.type', 'credential.expiresAt', 'sealed.envelope'])
    .where('credential.id', '=', sql<string>`any(${ids}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
