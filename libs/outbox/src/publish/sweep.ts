import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { OutboxTables } from '../tables.ts';

/** A day, as long as a broker may be filled again from here. */
const OUTBOX_KEEPS = sql<Date>`now() - interval '24 hours'`;
/** Longer than any event can be delivered again: outbox and stream (72 h) together, with room. */
const INBOX_KEEPS = sql<Date>`now() - interval '8 days'`;

/** Removes told events and inbox rows after their retention. An event that no broker has taken stays. */
export async function sweep(db: Database<OutboxTables>): Promise<void> {
  await db.asSystem(async (trx) => {
    await trx.deleteFrom('outbox').where('publishedAt', '<', OUTBOX_KEEPS).execute();
    await trx.deleteFrom('inbox').where('doneAt', '<', INBOX_KEEPS).execute();
  });
}
