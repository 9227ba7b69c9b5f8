import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Listener } from '../event/listening.ts';
import { SCHEDULE_ON } from '../plan/compile/compile-plan.ts';

type Owner = { readonly owner: string; readonly workspaceId: string; readonly workflowId: string };

/** From now on events reach the schedule. */
export async function insertListeners(trx: Trx, of: Owner, listeners: readonly Listener[]): Promise<void> {
  if (listeners.length === 0) return;
  const rows = listeners.map(({ filter, type, expects, seen }) => ({
    ...of,
    frame: 0,
    filter,
    pointer: SCHEDULE_ON,
    type: type ?? null,
    expects: expects ?? null,
    seen: seen ? JSON.stringify(seen) : null,
    caughtUp: true,
  }));
  await trx.insertInto('listener').values(rows).execute();
}

/** Schedules with waiting events, by a loose index scan however many wait for each. */
export async function calledSchedules(trx: Trx): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    with recursive called as (
      (select owner from overheard where owner like 'sch\\_%' order by owner limit 1)
      union all
      select (select o.owner from overheard o where o.owner like 'sch\\_%' and o.owner > c.owner order by owner limit 1)
      from called c where c.owner is not null)
    select owner from called where owner is not null`.execute(trx);
  return rows.map(({ owner }) => owner);
}

export async function forgetOverheard(trx: Trx, owner: string, places: readonly string[]): Promise<void> {
  await sql`delete from overheard where owner = ${owner} and place = any(${places}::bigint[])`.execute(trx);
}
