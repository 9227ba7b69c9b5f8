import type { Send } from '@mesh/database/prepared';
import type { CredentialRow } from '../db/schema.ts';

/** What it takes to use a credential: its place, whether it counts, the envelope of the version that does, and the newest. */
export type Usable = Pick<CredentialRow, 'id' | 'version' | 'type' | 'expiresAt'> & {
  readonly envelope: Buffer | null;
  readonly newest: number | null;
};

const usable = `
select credential.id, credential.version, credential.type, credential.expires_at as "expiresAt", sealed.envelope,
  (select max(version) from credential_version where credential_id = credential.id) as newest
from credential
left join credential_version as sealed
  on sealed.credential_id = credential.id and sealed.version = credential.version
where credential.id = any($1::text[])`;

/** Those of these ids that the workspace has, in one question. */
export async function findUsable(send: Send, ids: string[]): Promise<ReadonlyMap<string, Usable>> {
  const rows = await send<Usable>({ name: 'usable', text: usable, values: [ids] });
  return new Map(rows.map((row) => [row.id, row]));
}
