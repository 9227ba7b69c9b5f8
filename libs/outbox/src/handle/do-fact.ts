import type { Database } from '@mesh/database/database';
import type { Transaction } from 'kysely';
import type { FactHandler, FactOf } from '../on.ts';
import type { OutboxTables } from '../tables.ts';

type Doing<S> = { db: Database<S>; consumer: string; handler: FactHandler<S>; fact: FactOf<unknown> };

/** Runs the handler and writes the inbox row in one transaction. False if the event was handled before. */
export async function doOnce<S extends OutboxTables>({ db, consumer, handler, fact }: Doing<S>): Promise<boolean> {
  const { workspaceId, id: eventId } = fact;
  return db.inWorkspace(workspaceId, async (trx) => {
    const noted = await own(trx)
      .insertInto('inbox')
      .values({ consumer, workspaceId, eventId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (noted.numInsertedOrUpdatedRows === 0n) return false;
    await forget(own(trx), consumer, fact);
    await handler.handle(trx, fact);
    return true;
  });
}

/** Runs the handler and removes the dead letter in one transaction. False if somebody else has done so. */
export async function doBuried<S extends OutboxTables>({ db, consumer, handler, fact }: Doing<S>): Promise<boolean> {
  return db.inWorkspace(fact.workspaceId, async (trx) => {
    if (!(await forget(own(trx), consumer, fact))) return false;
    await handler.handle(trx, fact);
    return true;
  });
}

async function forget(trx: Transaction<OutboxTables>, consumer: string, { workspaceId, id }: FactOf<unknown>) {
  const { numDeletedRows } = await trx
    .deleteFrom('deadLetter')
    .where('consumer', '=', consumer)
    .where('workspaceId', '=', workspaceId)
    .where('eventId', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function own<S extends OutboxTables>(trx: Transaction<S>): Transaction<OutboxTables> {
  return trx as unknown as Transaction<OutboxTables>;
}
