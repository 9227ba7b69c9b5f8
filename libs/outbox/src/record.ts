import { eventSubject, type MeshEvent } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { currentTraceparent } from '@mesh/runtime/span';
import type { Transaction } from 'kysely';
import type { z } from 'zod';
import { WITHOUT_DATA } from './event/own-attributes.ts';
import { tellRecorded } from './publish/recorded.ts';
import type { OutboxTables } from './tables.ts';

/** Fits a message of every broker, whose least limit is 1 MiB. */
const MAX_BYTES = 768 * 1_024;

export type Fact<D extends z.ZodType> = {
  workspaceId: string;
  /** Undefined where the event has none, which only one of somebody else may. */
  data: z.input<D>;
  /** What the event is about: the CloudEvents subject. */
  subject?: string | undefined;
  /** Made up by default. The same id is the same event for every consumer. */
  id?: string | undefined;
  /** The CloudEvents id, where `id` names the event among those of all sources. */
  eventId?: string | undefined;
  /** The CloudEvents source. `/services/<service>` by default. */
  source?: string | undefined;
  /** The CloudEvents type. The event's own by default. */
  type?: string | undefined;
  /** What an event of somebody else says of itself besides, `time` and `IN_BASE64` among it. */
  attributes?: Readonly<Record<string, unknown>> | undefined;
};

/**
 * Tells the world `event`, if and only if `trx` commits. Gives its id. An id that is recorded already is told once.
 * Throws `payload-too-large` above 768 KiB.
 */
export async function record<D extends z.ZodType>(
  trx: Transaction<OutboxTables>,
  event: MeshEvent<D>,
  {
    workspaceId,
    data,
    subject,
    id = newId('evt'),
    eventId,
    source = `/services/${event.service}`,
    type = event.type,
    attributes,
  }: Fact<D>,
): Promise<string> {
  const carried = event.data.parse(data);
  const json = JSON.stringify(carried ?? null);
  const own = carried === undefined ? { ...attributes, [WITHOUT_DATA]: true } : attributes;
  if (Buffer.byteLength(json) > MAX_BYTES)
    throw new MeshError('payload-too-large', `an event holds at most ${MAX_BYTES} bytes; refer to the rest`);
  await trx
    .insertInto('outbox')
    .values({
      id,
      eventId: eventId ?? null,
      workspaceId,
      subject: eventSubject(event, workspaceId),
      type,
      source,
      about: subject ?? null,
      data: json,
      attributes: own ? JSON.stringify(own) : null,
      traceparent: currentTraceparent() ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tellRecorded(trx);
  return id;
}
