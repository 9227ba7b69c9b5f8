import type { FastifyRequest } from 'fastify';
import { type Cursor, cursorOf } from '../cursor.ts';

/** The client's position, by its `Last-Event-ID` or its `?after=`. Throws `invalid`. */
export function requestCursor(request: FastifyRequest, after: string | undefined): Cursor | undefined {
  const lastEventId = request.headers['last-event-id'];
  return cursorOf(Array.isArray(lastEventId) ? lastEventId.join() : lastEventId, after);
}
