import type { HandlerOf } from '@mesh/bus/handler';
import type { publishEvents as operation } from '@mesh/contracts/cloud-events';
import { eventReceived } from '@mesh/contracts/workflows-events';
import type { Database } from '@mesh/database/database';
import { IN_BASE64 } from '@mesh/outbox/event/own-attributes';
import { record } from '@mesh/outbox/record';
import type { Schema } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { USUAL_EVENTS_PER_SECOND } from '../queue/quota.ts';
import { EVENTS, Rates } from '../queue/rates.ts';
import { insertHeard } from './event-store.ts';
import { readEvents } from './read-events.ts';
import { toldId } from './told-id.ts';

type Needs = {
  readonly db: Database<Schema>;
  readonly onHeard: () => void;
  /** Rate per workspace; the usual by default. */
  readonly eventsPerSecond?: number;
};

/**
 * Stores events, once each, and publishes them. They are matched afterwards, in order of arrival. Throws `rate-limited` for a
 * batch that exceeds the rate as a whole.
 */
export function publishEvents({
  db,
  onHeard,
  eventsPerSecond = USUAL_EVENTS_PER_SECOND,
}: Needs): HandlerOf<typeof operation> {
  const rates = new Rates(EVENTS, eventsPerSecond);
  return async ({ body, headers }, { workspaceId }) => {
    const events = readEvents({ ...body, headers });
    rates.spend(workspaceId, events.length);
    if (events.length > 0)
      await db.inWorkspace(workspaceId, async (trx) => {
        const heard = await insertHeard(trx, workspaceId, events);
        const fresh = new Set(heard.map(({ source, id }) => toldId(workspaceId, source, id)));
        for (const event of events) {
          const { source, id: eventId, type } = event;
          const id = toldId(workspaceId, source, eventId);
          if (!fresh.delete(id)) continue;
          const { data: told = event['data_base64'] } = event;
          const subject = typeof event['subject'] === 'string' ? event['subject'] : undefined;
          const fact = { workspaceId, id, eventId, source, type, subject, data: told };
          await record(trx, eventReceived, { ...fact, attributes: besides(event) });
        }
      });
    onHeard();
    const ids = events.map(({ id }) => id);
    return body.contentType.endsWith('-batch+json') ? { ids } : { id: ids[0] ?? '' };
  };
}

/** Attributes that the mesh does not set itself. */
function besides(event: CloudEvent): Readonly<Record<string, unknown>> {
  const { specversion: _version, id: _id, source: _source, type: _type, subject: _subject, ...rest } = event;
  const { data: _data, data_base64: bytes, ...attributes } = rest;
  return bytes === undefined ? attributes : { ...attributes, [IN_BASE64]: true };
}
