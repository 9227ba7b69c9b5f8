import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Step } from './next-step.ts';

/** Longer than an attempt lasts. */
const HELD = sql.lit('60 seconds');
const KEPT = sql.lit('8 days');
const MOST_AT_ONCE = 16;

export type Due = {
  readonly endpointId: string;
  readonly workspaceId: string;
  readonly seq: string;
  readonly body: string;
  readonly attempts: number;
  readonly url: string;
  readonly secret: Buffer;
};

/** Takes deliveries that are due, for this process alone while an attempt lasts. */
export async function takeDue(trx: Transaction<Schema>): Promise<Due[]> {
  const { rows } = await sql<Due>`
    update webhook_delivery d set attempts = attempts + 1, due_at = now() + interval ${HELD}
    from webhook_endpoint e
    where e.id = d.endpoint_id and (d.endpoint_id, d.seq) in (
      select p.endpoint_id, p.seq from webhook_delivery p join webhook_endpoint o on o.id = p.endpoint_id
      where p.status = 'pending' and p.due_at <= now() and o.enabled
      order by p.due_at, p.seq limit ${sql.lit(MOST_AT_ONCE)} for update of p skip locked)
    returning d.endpoint_id, d.workspace_id, d.seq, d.body, d.attempts, e.url, e.secret`.execute(trx);
  return rows;
}

type Outcome = { readonly step: Step; readonly status: number | undefined; readonly error: string | undefined };

/** Writes down how an attempt ended, unless a later one has begun. An endpoint that is gone gets nothing more. */
export async function writeOutcome(
  trx: Transaction<Schema>,
  due: Due,
  { step, status, error }: Outcome,
): Promise<void> {
  const { endpointId, seq, attempts } = due;
  const inMs = step.kind === 'again' ? step.inMs : 0;
  const now = { again: 'pending', delivered: 'delivered', gone: 'failed', failed: 'failed' }[step.kind];
  await sql`
    update webhook_delivery set status = ${now}, response_status = ${status ?? null}, error = ${error ?? null},
      due_at = now() + make_interval(secs => ${inMs / 1_000})
    where endpoint_id = ${endpointId} and seq = ${seq} and attempts = ${attempts} and status = 'pending'`.execute(trx);
  if (step.kind === 'gone')
    await sql`update webhook_endpoint set enabled = false, revision = revision + 1 where id = ${endpointId}`.execute(
      trx,
    );
}

/** Removes deliveries of over a week. */
export async function sweepDeliveries(trx: Transaction<Schema>): Promise<void> {
  await sql`delete from webhook_delivery where created_at < now() - interval ${KEPT}`.execute(trx);
}
