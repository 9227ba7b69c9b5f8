import { MeshError } from '@mesh/contracts/mesh-error';
import { headers } from '@nats-io/nats-core';
import { asOutbox } from '../as-outbox.ts';
import type { OutboxTables } from '../tables.ts';
import { bury, countFailure, reasonOf } from './dead-letters.ts';
import { doBuried } from './do-fact.ts';
import type { Consuming } from './handle-message.ts';
import { bodyOf } from './letter-payload.ts';
import { readFact } from './read-fact.ts';

/**
 * Handles a dead letter again under its own id. Throws `not-found` if there is none, `unprocessable` if it still cannot be
 * read, or what the handler throws; then it stays dead with the new reason.
 */
export async function replayDeadLetter<S extends OutboxTables>(
  { db, service, name, handlers }: Consuming<S>,
  workspaceId: string,
  eventId: string,
): Promise<void> {
  const outbox = asOutbox(db);
  const row = await outbox.inWorkspace(workspaceId, (trx) =>
    trx
      .selectFrom('deadLetter')
      .select(['subject', 'headers', 'payload'])
      .where('consumer', '=', name)
      .where('workspaceId', '=', workspaceId)
      .where('eventId', '=', eventId)
      .where('deadAt', 'is not', null)
      .executeTakeFirst(),
  );
  if (!row) throw new MeshError('not-found', `no dead letter ${eventId}`);
  const told = row.headers as Readonly<Record<string, string>>;
  const carried = headers();
  for (const [key, value] of Object.entries(told)) carried.set(key, value);

  const read = readFact(handlers, row.subject, carried, bodyOf({ headers: told, payload: row.payload }));
  if (read.kind !== 'fact')
    throw new MeshError('unprocessable', read.kind === 'refused' ? read.reason : 'nobody takes it');
  const done = await doBuried({ db, consumer: name, handler: read.handler, fact: read.fact }).catch(
    async (error: unknown): Promise<never> => {
      const reason = reasonOf(error);
      const letter = { service, consumer: name, workspaceId, eventId, ...row, headers: told };
      await outbox.asSystem(async (trx) =>
        bury(trx, letter, { reason, failures: await countFailure(trx, letter, reason) }),
      );
      throw error;
    },
  );
  if (!done) throw new MeshError('not-found', `no dead letter ${eventId}`);
}
