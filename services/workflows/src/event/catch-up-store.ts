import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { At, FilterAt } from './match-store.ts';

export type Behind = FilterAt & At & { readonly expects: string | null; readonly since: Date };

/** Listeners that have not been matched with earlier events yet, oldest first. */
export function behind(trx: Trx, most: number): Promise<Behind[]> {
  return trx
    .selectFrom('listener')
    .select(['owner', 'frame', 'filter', 'workspaceId', 'workflowId', 'pointer', 'type', 'expects', 'seen', 'since'])
    .where('caughtUp', '=', false)
    .orderBy('since')
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function setCaughtUp(trx: Trx, listeners: readonly Behind[]): Promise<void> {
  await sql`
    update listener l set caught_up = true
    from unnest(${listeners.map(({ owner }) => owner)}::text[], ${listeners.map(({ frame }) => frame)}::integer[],
      ${listeners.map(({ filter }) => filter)}::integer[]) as b(owner, frame, filter)
    where l.owner = b.owner and l.frame = b.frame and l.filter = b.filter`.execute(trx);
}

export type Recent = { readonly position: string; readonly heardAt: Date; readonly event: CloudEvent };

/** Events of a workspace since `from`, of one type or of all, newest first. */
export function recent(
  trx: Trx,
  { workspaceId, type }: Pick<FilterAt, 'workspaceId' | 'type'>,
  from: Date,
  most: number,
): Promise<Recent[]> {
  let rows = trx
    .selectFrom('heardEvent')
    .select(['position', 'heardAt', 'event'])
    .where('workspaceId', '=', workspaceId);
  if (type !== null) rows = rows.where('type', '=', type);
  return rows.where('heardAt', '>', from).orderBy('heardAt', 'desc').limit(most).execute();
}
