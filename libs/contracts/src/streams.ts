import { z } from 'zod';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { timestamp } from './timestamp.ts';

/** The subprotocol of the WebSocket `/v1/stream`. */
export const STREAM_PROTOCOL = 'mesh.v1+json';

export const createStreamTicket = defineOperation({
  service: 'gateway',
  name: 'createStreamTicket',
  summary:
    'Create a ticket that opens one WebSocket at `/v1/stream?ticket=` within 60 seconds, with the rights of the caller.',
  description: 'For browsers, which cannot send a header when they open a WebSocket. A ticket opens one socket, once.',
  scope: 'authenticated',
  http: { method: 'POST', path: '/v1/stream-tickets', status: 201, headers: noStore },
  output: z.object({ ticket: z.string(), expiresAt: timestamp }),
});
