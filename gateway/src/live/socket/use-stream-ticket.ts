import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../../db/schema.ts';
import { takeTicket } from './stream-ticket-store.ts';

/** Uses a ticket up and returns the key that it stands for. Throws `unauthenticated`. */
export async function useStreamTicket(db: Database<Schema>, ticket: string): Promise<string> {
  const keyId = await db.asSystem((trx) => takeTicket(trx, ticket));
  if (keyId === undefined) throw new MeshError('unauthenticated', 'the ticket was used, or is over; ask for another');
  return keyId;
}
