import { createHash, randomBytes } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import { createStreamTicket } from '@mesh/contracts/streams';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import { type LocalOperation, local } from '../../http/local-operation.ts';

const TICKET_BYTES = 32;

/** Makes tickets. The database holds their hashes alone. */
export function ticketOperations(db: Database<Schema>): LocalOperation[] {
  return [
    local(createStreamTicket, async (_request, { principal: { id: keyId, workspaceId } }) => {
      const ticket = randomBytes(TICKET_BYTES).toString('base64url');
      const { expiresAt } = await db.inWorkspace(workspaceId, (trx) =>
        trx
          .insertInto('streamTicket')
          .values({ hash: hashOf(ticket), workspaceId, keyId })
          .returning('expiresAt')
          .executeTakeFirstOrThrow(),
      );
      return { ticket, expiresAt: expiresAt.toISOString() };
    }),
  ];
}

/** The key that a ticket stands for; the ticket is used up. Throws `unauthenticated`. */
export async function useTicket(db: Database<Schema>, ticket: string): Promise<string> {
  const used = await db.asSystem((trx) =>
    trx
      .deleteFrom('streamTicket')
      .where('hash', '=', hashOf(ticket))
      .returning(['keyId', sql<boolean>`expires_at > now()`.as('valid')])
      .executeTakeFirst(),
  );
  if (!used?.valid) throw new MeshError('unauthenticated', 'the ticket was used, or is over; ask for another');
  return used.keyId;
}

/** Removes those that nobody used in time. */
export async function sweepTickets(db: Database<Schema>): Promise<void> {
  await db.asSystem((trx) => trx.deleteFrom('streamTicket').where('expiresAt', '<', sql<Date>`now()`).execute());
}

function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}
