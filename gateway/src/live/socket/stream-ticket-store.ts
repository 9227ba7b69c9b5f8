import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Trx } from '../../db/schema.ts';

type New = { readonly ticket: string; readonly workspaceId: string; readonly keyId: string };

/** Stores a ticket by its hash alone. Returns its expiry. */
export async function saveTicket(trx: Trx, { ticket, ...row }: New): Promise<Date> {
  const { expiresAt } = await trx
    .insertInto('streamTicket')
    .values({ hash: hashOf(ticket), ...row })
    .returning('expiresAt')
    .executeTakeFirstOrThrow();
  return expiresAt;
}

/** Uses a ticket up and returns the key that it stands for; undefined if there is none or it has expired. */
export async function takeTicket(trx: Trx, ticket: string): Promise<string | undefined> {
  const taken = await trx
    .deleteFrom('streamTicket')
    .where('hash', '=', hashOf(ticket))
    .returning(['keyId', sql<boolean>`expires_at > now()`.as('isGood')])
    .executeTakeFirst();
  return taken?.isGood ? taken.keyId : undefined;
}

/** Removes expired tickets. */
export async function sweepTickets(trx: Trx): Promise<void> {
  await trx.deleteFrom('streamTicket').where('expiresAt', '<', sql<Date>`now()`).execute();
}

function hashOf(ticket: string): Buffer {
  return hash('sha256', ticket, 'buffer');
}
