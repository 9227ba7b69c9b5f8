import { sql } from 'kysely';
import type { Trx } from '../../db/schema.ts';
import type { Rendered } from '../rendered.ts';

const KEPT = sql.lit('24 hours');
/** How long a process may be silent before another one takes its request over. */
const HELD = sql.lit('10 seconds');

/**
 * One request with an idempotency key. Keys belong to the asker: an answer may hold a secret, and what one asker may do another
 * may not. `newId` is the id of what the request creates, unless one was chosen under this key before.
 */
export type Keyed = {
  readonly workspaceId: string;
  readonly askerId: string;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly newId: string | undefined;
};
/** A key that is not held now, with its answer if there is one. */
export type KeyRow = {
  readonly fingerprint: Buffer;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: Buffer | null;
  readonly waitSeconds: number;
};

const at = ({ workspaceId, askerId, key }: Keyed) =>
  sql`workspace_id = ${workspaceId} and asker_id = ${askerId} and key = ${key}`;

/**
 * Claims a key that is new, older than a day, or abandoned by its process. Undefined if another process holds it or it is
 * answered.
 */
export async function holdKey(trx: Trx, keyed: Keyed): Promise<{ readonly newId: string | null } | undefined> {
  const { workspaceId, askerId, key, fingerprint, newId = null } = keyed;
  const { rows } = await sql<{ newId: string | null }>`
    insert into kept_answer as known (workspace_id, asker_id, key, fingerprint, new_id, held_until)
    values (${workspaceId}, ${askerId}, ${key}, ${fingerprint}, ${newId}, now() + interval ${HELD})
    on conflict (workspace_id, asker_id, key) do update set
      held_until = excluded.held_until,
      fingerprint = excluded.fingerprint,
      new_id = case when known.asked_at < now() - interval ${KEPT} then excluded.new_id else known.new_id end,
      asked_at = case when known.asked_at < now() - interval ${KEPT} then now() else known.asked_at end,
      status = null, headers = null, body = null
    where known.asked_at < now() - interval ${KEPT}
      or (known.status is null and known.held_until < now() and known.fingerprint = excluded.fingerprint)
    returning new_id`.execute(trx);
  return rows[0];
}

export async function findKey(trx: Trx, keyed: Keyed): Promise<KeyRow | undefined> {
  const { rows } = await sql<KeyRow>`
    select fingerprint, status, headers, body,
      greatest(1, ceil(extract(epoch from held_until - now())))::integer as wait_seconds
    from kept_answer where ${at(keyed)}`.execute(trx);
  return rows[0];
}

export async function renewKey(trx: Trx, keyed: Keyed): Promise<void> {
  await sql`update kept_answer set held_until = now() + interval ${HELD} where ${at(keyed)} and status is null`.execute(
    trx,
  );
}

export async function keepAnswer(
  trx: Trx,
  keyed: Keyed,
  { status, headers, body }: Rendered & { readonly body: Buffer },
): Promise<void> {
  await sql`
    update kept_answer set status = ${status}, headers = ${JSON.stringify(headers)}::jsonb, body = ${body}
    where ${at(keyed)}`.execute(trx);
}

export async function releaseKey(trx: Trx, keyed: Keyed): Promise<void> {
  await sql`update kept_answer set held_until = '-infinity' where ${at(keyed)}`.execute(trx);
}

export async function forgetKey(trx: Trx, keyed: Keyed): Promise<void> {
  await sql`delete from kept_answer where ${at(keyed)} and status is null`.execute(trx);
}

/** Deletes keys older than a day. */
export async function sweepAnswers(trx: Trx): Promise<void> {
  await sql`delete from kept_answer where asked_at < now() - interval ${KEPT}`.execute(trx);
}
