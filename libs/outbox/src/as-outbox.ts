import type { Database } from '@mesh/database/database';
import type { OutboxTables } from './tables.ts';

/** The database of a service, for what is the outbox's own: the compiler cannot see that a schema with these tables has them. */
export function asOutbox<S extends OutboxTables>(db: Database<S>): Database<OutboxTables> {
  return db as unknown as Database<OutboxTables>;
}
