import { events } from '@mesh/contracts/events';
import { topicOf, workspaceOf } from '@mesh/contracts/subjects';
import type { MsgHdrs } from '@nats-io/nats-core';
import { z } from 'zod';
import { fromBody } from '../event/body.ts';
import { type CloudEvent, fromHeaders } from '../event/cloud-event.ts';
import { EVERY, type FactHandler, type FactOf } from '../on.ts';

const ofUsers: ReadonlySet<string> = new Set(events.filter(({ isOfUsers }) => isOfUsers).map(({ topic }) => topic));

export type Read<S> =
  | { kind: 'fact'; handler: FactHandler<S>; fact: FactOf<unknown> }
  /** No handler takes this type. */
  | { kind: 'ignored' }
  /** An unknown version of a known type: a newer program will know it. */
  | { kind: 'later' }
  | { kind: 'refused'; eventId?: string | undefined; reason: string; security: boolean };

/** Parses a message and finds its handler. Never throws. */
export function readFact<S>(
  handlers: readonly FactHandler<S>[],
  subject: string,
  headers: MsgHdrs | undefined,
  payload: Buffer,
): Read<S> {
  const workspaceId = workspaceOf(subject);
  const event = attempted(() => fromHeaders(headers));
  if (!workspaceId || event instanceof Error) return refused(undefined, 'it is not a CloudEvent in binary mode');
  const handler =
    handlers.find(({ type, topic }) => type === event.type && isTold(topic, subject)) ??
    (isOtherVersion(handlers, event) ? undefined : handlers.find(({ type }) => type === EVERY));
  if (!handler) return isOtherVersion(handlers, event) ? { kind: 'later' } : { kind: 'ignored' };

  const raw = attempted(() => fromBody(headers, payload));
  if (raw instanceof Error) return refused(event.id, 'its data is not JSON');
  const { inBase64 } = raw;
  const claims = [event.workspaceid, ofUsers.has(topicOf(subject)) ? undefined : workspaceClaimedBy(raw.data)];
  if (claims.some((claim) => claim !== undefined && claim !== workspaceId))
    return { ...refused(event.id, 'its payload claims another workspace than its subject'), security: true };
  const data = handler.schema.safeParse(raw.data);
  if (!data.success) return refused(event.id, `its data does not fit: ${z.prettifyError(data.error)}`);
  const { id, type, source, time, recordedtime: recordedTime, subject: about, attributes } = event;
  return {
    kind: 'fact',
    handler,
    fact: { id, type, source, time, recordedTime, workspaceId, subject: about, attributes, inBase64, data: data.data },
  };
}

function refused(eventId: string | undefined, reason: string) {
  return { kind: 'refused', eventId, reason, security: false } as const;
}

/** An event with a type of the mesh on the subject of another is a user's event, not the mesh's. */
function isTold(topic: string | undefined, subject: string): boolean {
  return topic === undefined || topicOf(subject) === topic;
}

function isOtherVersion<S>(handlers: readonly FactHandler<S>[], { type }: CloudEvent): boolean {
  return handlers.some(
    (handler) => typeof handler.type === 'string' && handler.type !== type && family(handler.type) === family(type),
  );
}

function family(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

function workspaceClaimedBy(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'workspaceId' in data ? data.workspaceId : undefined;
}

function attempted<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
