import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';

/** Days before an expiry at which a notice is due. */
const NOTICES = [1, 7, 30] as const;
export type Due = { workspaceId: string; credentialId: string; expiresAt: Date; days: number };

/** Credentials that expire soon and have no notice for the smallest number of days that applies now. Runs as the system role. */
export async function dueNotices(trx: Trx, limit: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select credential.workspace_id, credential.id as credential_id, credential.expires_at, notice.days
    from credential cross join lateral (
      select min(days) as days from unnest(${[...NOTICES]}::int[]) as days
      where credential.expires_at <= now() + days * interval '1 day') as notice
    where credential.expires_at > now() and notice.days is not null
      and not exists (select from expiry_notice as told where told.credential_id = credential.id
        and told.expires_at = credential.expires_at and told.days = notice.days)
    order by credential.expires_at limit ${limit}`.execute(trx);
  return rows;
}

/** Returns false if another process has sent it, or the credential now expires at another time. */
export async function takeNotice(trx: Trx, { workspaceId, credentialId, expiresAt, days }: Due): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into expiry_notice (workspace_id, credential_id, expires_at, days)
    select ${workspaceId}, id, expires_at, ${days} from credential
    where id = ${credentialId} and expires_at = ${expiresAt}
    on conflict do nothing`.execute(trx);
  return numAffectedRows === 1n;
}
