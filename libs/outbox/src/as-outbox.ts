import type { Database } from '@mesh/database/database';
import type { OutboxTables } from './tables.ts';

/** A service's database as the outbox sees it: the compiler cannot tell that a generic schema has these tables. */
export function asOutbox<S extends OutboxTables>(db: Database<S>): Database<OutboxTables> {
  return db as unknown as Database<OutboxTables>;
}
