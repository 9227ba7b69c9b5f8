import type { Send } from '@mesh/database/prepared';
import type { CredentialRow } from '../db/schema.ts';

/** A credential as callers name it. */
export type Wanted = { readonly id: string } | { readonly name: string; readonly environment: string };
/** What is known of a credential without its secret. */
export type Used = Pick<
  CredentialRow,
  'workspaceId' | 'id' | 'name' | 'type' | 'environment' | 'allowedHosts' | 'version' | 'expiresAt'
>;
/** What its use needs besides: the envelope of the current version, and the number of the newest version. */
export type Usable = Used & { readonly envelope: Buffer | null; readonly newest: number | null };

const usable = `
select credential.workspace_id as "workspaceId", credential.id, credential.name, credential.type, credential.environment,
  credential.allowed_hosts as "allowedHosts", credential.version, credential.expires_at as "expiresAt", sealed.envelope,
  (select max(version) from credential_version where credential_id = credential.id) as newest
from credential
left join credential_version as sealed
  on sealed.credential_id = credential.id and sealed.version = credential.version`;
const byId = `${usable} where credential.id = any($1::text[])`;
const byName = `${usable} where (credential.name, credential.environment) in (select * from unnest($1::text[], $2::text[]))`;

/** Finds those of these that the workspace has, in one query for ids and one for names. */
export async function findUsable(
  send: Send,
  wanted: readonly Wanted[],
): Promise<(wanted: Wanted) => Usable | undefined> {
  const ids = new Set(wanted.flatMap((one) => ('id' in one ? one.id : [])));
  const named = [...new Map(wanted.flatMap((one) => ('id' in one ? [] : [[fullName(one), one] as const]))).values()];
  const names = [named.map(({ name }) => name), named.map(({ environment }) => environment)];
  const rows = [
    ...(ids.size > 0 ? await send<Usable>({ name: 'usable', text: byId, values: [[...ids]] }) : []),
    ...(named.length > 0 ? await send<Usable>({ name: 'usable-by-name', text: byName, values: names }) : []),
  ];
  const found = new Map(rows.flatMap((row) => [[row.id, row] as const, [fullName(row), row] as const]));
  return (one) => found.get('id' in one ? one.id : fullName(one));
}

/** Ids contain no slash. */
function fullName({ name, environment }: { readonly name: string; readonly environment: string }): string {
  return `${environment}/${name}`;
}
