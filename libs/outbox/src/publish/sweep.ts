import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { OutboxTables } from '../tables.ts';

/** How long a broker can be refilled from here. */
const OUTBOX_KEEPS = sql<Date>`now() - interval '24 hours'`;
/** Longer than any event can be redelivered: outbox and stream (72 h) together, with a margin. */
const INBOX_KEEPS = sql<Date>`now() - interval '8 days'`;

/** Removes published events and inbox rows after their retention. Events that no broker has accepted stay. */
export async function sweep(db: Database<OutboxTables>): Promise<void> {
  await db.asSystem(async (trx) => {
    await trx.deleteFrom('outbox').where('publishedAt', '<', OUTBOX_KEEPS).execute();
    await trx.deleteFrom('inbox').where('doneAt', '<', INBOX_KEEPS).execute();
  });
}
