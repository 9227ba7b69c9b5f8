import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Waiting } from '../event/event-store.ts';

/** The schedules for which events wait: an index leads from one to the next, however much waits for each. */
export async function calledSchedules(trx: Transaction<Schema>): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    with recursive called as (
      (select owner from overheard where owner like 'sch\\_%' order by owner limit 1)
      union all
      select (select o.owner from overheard o where o.owner like 'sch\\_%' and o.owner > c.owner order by owner limit 1)
      from called c where c.owner is not null)
    select owner from called where owner is not null`.execute(trx);
  return rows.map(({ owner }) => owner);
}

/** The events that wait for a schedule longest, in the order in which they were heard. */
export function waitingLongest(trx: Transaction<Schema>, owner: string, most: number): Promise<Waiting[]> {
  return trx
    .selectFrom('overheard')
    .innerJoin('heardEvent', 'heardEvent.position', 'overheard.place')
    .select(['overheard.owner', 'overheard.frame', 'overheard.place', 'overheard.early', 'heardEvent.event'])
    .where('overheard.owner', '=', owner)
    .orderBy('overheard.place')
    .limit(most)
    .execute();
}
