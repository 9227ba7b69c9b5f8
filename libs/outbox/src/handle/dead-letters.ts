import type { Service } from '@mesh/contracts/operation';
import { type ConsumerName, deadSubject } from '@mesh/contracts/subjects';
import { sql, type Transaction } from 'kysely';
import { tellRecorded } from '../publish/recorded.ts';
import type { OutboxTables } from '../tables.ts';

export const MOST_FAILURES = 8;

/** A message that a consumer could not handle, as it arrived. */
export type Letter = {
  service: Service;
  consumer: ConsumerName;
  workspaceId: string;
  eventId: string;
  subject: string;
  headers: Readonly<Record<string, string>>;
  payload: string;
};

/** Counts a failure. Returns how many there have been. */
export async function countFailure(trx: Transaction<OutboxTables>, letter: Letter, reason: string): Promise<number> {
  const { consumer, workspaceId, eventId, subject, payload } = letter;
  const { failures } = await trx
    .insertInto('deadLetter')
    .values({
      consumer,
      workspaceId,
      eventId,
      subject,
      payload,
      headers: JSON.stringify(letter.headers),
      failures: 1,
      reason,
    })
    .onConflict((conflict) =>
      conflict.columns(['consumer', 'workspaceId', 'eventId']).doUpdateSet({
        failures: sql<number>`dead_letter.failures + 1`,
        reason,
        failedAt: sql<Date>`clock_timestamp()`,
      }),
    )
    .returning('failures')
    .executeTakeFirstOrThrow();
  return failures;
}

/** Gives up on a message: nobody retries by itself, and the dead-letter stream gets it with the reason. */
export async function bury(
  trx: Transaction<OutboxTables>,
  letter: Letter,
  { reason, failures }: { reason: string; failures: number },
): Promise<void> {
  const { service, consumer, workspaceId, eventId, subject, headers, payload } = letter;
  await trx
    .updateTable('deadLetter')
    .set({ deadAt: sql<Date>`clock_timestamp()` })
    .where('consumer', '=', consumer)
    .where('workspaceId', '=', workspaceId)
    .where('eventId', '=', eventId)
    .execute();
  await trx
    .insertInto('inbox')
    .values({ consumer, workspaceId, eventId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx
    .insertInto('outbox')
    .values({
      id: `dead_${service}_${consumer}_${eventId}_${failures}`,
      workspaceId,
      subject: deadSubject(service, consumer, subject),
      type: `mesh.${service}.event.buried.v1`,
      source: `/services/${service}`,
      about: eventId,
      data: JSON.stringify({ reason, failures, event: { subject, headers, payload } }),
      traceparent: headers['traceparent'] ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tellRecorded(trx);
}

/** The reason of a failure as the dead letter states it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
