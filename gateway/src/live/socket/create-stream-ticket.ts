import { randomBytes } from 'node:crypto';
import type * as contract from '@mesh/contracts/streams';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../../db/schema.ts';
import type { LocalHandler } from '../../http/local-operation.ts';
import { saveTicket } from './stream-ticket-store.ts';

const TICKET_BYTES = 32;

export function createStreamTicket(db: Database<Schema>): LocalHandler<typeof contract.createStreamTicket> {
  return async (_request, { principal: { id: keyId, workspaceId } }) => {
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const expiresAt = await db.inWorkspace(workspaceId, (trx) => saveTicket(trx, { ticket, workspaceId, keyId }));
    return { ticket, expiresAt: expiresAt.toISOString() };
  };
}
