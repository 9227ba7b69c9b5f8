import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';

type Of = { workspaceId: string; credentialId: string; version: number };
export type Lease = { readonly credentialId: string; readonly epoch: string };
const LEASE = sql`interval '30 seconds'`;
/**
 * Minimum interval between early renewals, so that a service that refuses every token does not overload its authorization server.
 */
const MOMENT = sql`interval '10 seconds'`;

/** The state of a credential's tokens, by the database's clock. */
type TokenState = {
  envelope: Buffer | null;
  fresh: boolean;
  failing: boolean;
  /** Identifies the token. */
  renewedAt: string | null;
  /** Why the last renewal failed, while it is too early for another. */
  refusal: string | null;
};

export function findToken(trx: Trx, { credentialId, version }: Of): Promise<TokenState | undefined> {
  return trx
    .selectFrom('oauth2Token')
    .select('envelope')
    .select(sql<boolean>`envelope is not null and coalesce(renew_at > now(), true)`.as('fresh'))
    .select(sql<boolean>`failing_since is not null`.as('failing'))
    .select(sql<string | null>`renewed_at::text`.as('renewedAt'))
    .select(sql<string | null>`case when retry_at > now() then failure end`.as('refusal'))
    .where('credentialId', '=', credentialId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Creates the row if there is none, or only one for older data. */
export async function ensureToken(trx: Trx, of: Of): Promise<void> {
  await trx
    .insertInto('oauth2Token')
    .values(of)
    .onConflict((conflict) =>
      conflict
        .column('credentialId')
        .doUpdateSet({ ...empty, version: of.version })
        .where('oauth2Token.version', '<', of.version),
    )
    .execute();
}
const empty = { envelope: null, renewAt: null, leasedUntil: null, failingSince: null, failure: null, retryAt: null };

/** Takes the lease unless somebody holds it. Its epoch fences off the previous holder. */
export async function leaseToken(trx: Trx, { credentialId, version }: Of): Promise<Lease | undefined> {
  const row = await trx
    .updateTable('oauth2Token')
    .set({ leaseEpoch: sql<string>`lease_epoch + 1`, leasedUntil: sql<Date>`now() + ${LEASE}` })
    .where('credentialId', '=', credentialId)
    .where('version', '=', version)
    .where(sql<boolean>`coalesce(leased_until <= now(), true)`)
    .where(sql<boolean>`(envelope is null or renew_at <= now()) and coalesce(retry_at <= now(), true)`)
    .returning('leaseEpoch')
    .executeTakeFirst();
  return row && { credentialId, epoch: row.leaseEpoch };
}

/** Makes a token due for early renewal. Returns false if it has been replaced, or was renewed only just now. */
export async function endToken(trx: Trx, { credentialId, version }: Of, renewedAt: string | null): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('oauth2Token')
    .set({ renewAt: sql<Date>`now()` })
    .where('credentialId', '=', credentialId)
    .where('version', '=', version)
    .where(sql<boolean>`renewed_at is not distinct from ${renewedAt}::timestamptz`)
    .where(sql<boolean>`coalesce(renewed_at <= now() - ${MOMENT}, true)`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Returns false if the lease was lost: then nothing is stored. */
export async function keepToken(
  trx: Trx,
  { credentialId, epoch }: Lease,
  { envelope, lifeSeconds }: { envelope: Buffer; lifeSeconds: number | undefined },
): Promise<boolean> {
  const kept = lifeSeconds === undefined ? null : lifeSeconds - Math.min(60, lifeSeconds / 10);
  const { numUpdatedRows } = await trx
    .updateTable('oauth2Token')
    .set({
      ...empty,
      envelope,
      renewedAt: sql<Date>`now()`,
      renewAt: sql<Date | null>`now() + ${kept}::float8 * interval '1 second'`,
    })
    .where('credentialId', '=', credentialId)
    .where('leaseEpoch', '=', epoch)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Returns false if the lease was lost. */
export async function keepFailure(
  trx: Trx,
  { credentialId, epoch }: Lease,
  { reason, retrySeconds }: { reason: string; retrySeconds: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('oauth2Token')
    .set({
      leasedUntil: null,
      failure: reason,
      failingSince: sql<Date>`coalesce(failing_since, now())`,
      retryAt: sql<Date>`now() + ${retrySeconds}::float8 * interval '1 second'`,
    })
    .where('credentialId', '=', credentialId)
    .where('leaseEpoch', '=', epoch)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** A person has connected the credential again: renewals under way are void. */
export async function supersede(trx: Trx, of: Of): Promise<Lease> {
  await ensureToken(trx, of);
  const row = await trx
    .updateTable('oauth2Token')
    .set({ leaseEpoch: sql<string>`lease_epoch + 1`, retryAt: null })
    .where('credentialId', '=', of.credentialId)
    .where('version', '=', of.version)
    .returning('leaseEpoch')
    .executeTakeFirstOrThrow();
  return { credentialId: of.credentialId, epoch: row.leaseEpoch };
}
