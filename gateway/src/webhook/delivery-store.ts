import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Held } from '../former-secrets.ts';
import type { Step } from './next-step.ts';

/** Renewed while a turn lasts, so that a process that dies in one holds up the endpoint only briefly. */
const HELD = sql.lit('10 seconds');
const KEPT = sql.lit('8 days');
/** Longer than the last attempt can be away: nine times `Retry-After` of a day. */
const WAITING = sql.lit('11 days');
/** Each has at most 512 KiB. */
const MOST_AT_ONCE = 8;

/** An endpoint that this process alone posts to for a while. */
export type Turn = Held & {
  readonly endpointId: string;
  readonly workspaceId: string;
  readonly url: string;
};
/** A delivery that is due; `attempts` counts those already made. */
export type Due = { readonly seq: string; readonly body: string; readonly attempts: number };

/**
 * Claims the turns of at most `most` endpoints that something is due for, of the slow ones or of the others; those whose last
 * turn was longest ago come first.
 */
export async function takeTurns(trx: Trx, isSlow: boolean, most: number): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    update webhook_endpoint e set busy_until = now() + interval ${HELD}
    where e.id in (
      select o.id from webhook_endpoint o
      where o.enabled and o.is_slow = ${isSlow} and o.busy_until <= now() and exists (
        select from webhook_delivery d where d.endpoint_id = o.id and d.status = 'pending' and d.due_at <= now())
      order by o.busy_until limit ${most} for no key update skip locked)
    returning e.id as endpoint_id, e.workspace_id, e.url, e.secret, e.former_secrets`.execute(trx);
  return rows;
}

/** Renews turns; those that have ended meanwhile stay ended. */
export async function keepTurns(trx: Trx, turns: readonly Turn[]): Promise<void> {
  const ids = turns.map(({ endpointId }) => endpointId);
  await sql`
    update webhook_endpoint set busy_until = now() + interval ${HELD}
    where id = any(${ids}) and busy_until > now()`.execute(trx);
}

export async function endTurn(trx: Trx, { endpointId }: Turn, isSlow: boolean): Promise<void> {
  await sql`update webhook_endpoint set busy_until = now(), is_slow = ${isSlow} where id = ${endpointId}`.execute(trx);
}

/** Deliveries that are due for the endpoint, oldest first; none once it is disabled. */
export async function dueNow(trx: Trx, { endpointId }: Turn): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select d.seq, d.body, d.attempts from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id
    where d.endpoint_id = ${endpointId} and e.enabled and d.status = 'pending' and d.due_at <= now()
    order by d.due_at, d.seq limit ${sql.lit(MOST_AT_ONCE)}`.execute(trx);
  return rows;
}

type Outcome = { readonly step: Step; readonly status: number | undefined; readonly error: string | undefined };

/** Records how an attempt ended, unless the delivery was begun anew meanwhile. An endpoint that answered 410 is disabled. */
export async function writeOutcome(
  trx: Trx,
  { endpointId }: Turn,
  { seq, attempts }: Due,
  { step, status, error }: Outcome,
): Promise<void> {
  const inMs = step.kind === 'again' ? step.inMs : 0;
  const now = { again: 'pending', delivered: 'delivered', gone: 'failed', failed: 'failed' }[step.kind];
  await sql`
    update webhook_delivery set status = ${now}, attempts = attempts + 1, response_status = ${status ?? null},
      error = ${error ?? null}, due_at = now() + make_interval(secs => ${inMs / 1_000})
    where endpoint_id = ${endpointId} and seq = ${seq} and attempts = ${attempts} and status = 'pending'`.execute(trx);
  if (step.kind === 'gone')
    await sql`update webhook_endpoint set enabled = false, revision = revision + 1 where id = ${endpointId}`.execute(
      trx,
    );
}

/** Removes deliveries older than a week that have no further attempt. */
export async function sweepDeliveries(trx: Trx): Promise<void> {
  await sql`
    delete from webhook_delivery where created_at < now() - interval ${KEPT}
      and (status <> 'pending' or created_at < now() - interval ${WAITING})`.execute(trx);
}
