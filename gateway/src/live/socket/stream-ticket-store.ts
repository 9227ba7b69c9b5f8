import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Trx } from '../../db/schema.ts';

type New = { readonly ticket: string; readonly workspaceId: string; readonly keyId: string };

/** Gives until when it is good. The row holds its hash alone. */
export async function saveTicket(trx: Trx, { ticket, ...row }: New): Promise<Date> {
  const { expiresAt } = await trx
    .insertInto('streamTicket')
    .values({ hash: hashOf(ticket), ...row })
    .returning('expiresAt')
    .executeTakeFirstOrThrow();
  return expiresAt;
}

/** Takes a ticket away, and gives the key that it stands for; undefined where there is none, or it is over. */
export async function takeTicket(trx: Trx, ticket: string): Promise<string | undefined> {
  const taken = await trx
    .deleteFrom('streamTicket')
    .where('hash', '=', hashOf(ticket))
    .returning(['keyId', sql<boolean>`expires_at > now()`.as('isGood')])
    .executeTakeFirst();
  return taken?.isGood ? taken.keyId : undefined;
}

/** Removes those that nobody used in time. */
export async function sweepTickets(trx: Trx): Promise<void> {
  await trx.deleteFrom('streamTicket').where('expiresAt', '<', sql<Date>`now()`).execute();
}

function hashOf(ticket: string): Buffer {
  return hash('sha256', ticket, 'buffer');
}
