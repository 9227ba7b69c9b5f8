import { z } from 'zod';
import { brokerCall } from './credential-use.ts';
import { defineOperation, type Service } from './operation.ts';
import { inboxOf } from './subjects.ts';

/** Limits of a streamed answer: its time, and its size. */
export const STREAM_MS = 600_000;
export const STREAM_BYTES = 16 * 1024 * 1024;

/** Subject of the parts of an answer that somebody of `service` watches. */
export function partsSubject(service: Service, watch: string): string {
  return `${inboxOf(service)}.parts.${watch}`;
}

/**
 * Subject on which the watcher says that nobody needs the answer any more, or, by `ENOUGH`, that what has arrived is all of it.
 */
export function stopSubject(watch: string): string {
  return `${inboxOf('credentials')}.stop.${watch}`;
}

export const ENOUGH = 'enough';

export const brokerStream = defineOperation({
  service: 'credentials',
  name: 'brokerStream',
  summary: 'Make an HTTP call with the secret put in, and let its answer be watched while it comes.',
  description:
    'As `brokerCall`. Parts of the answer, scrubbed, are told as they come and may be lost; the answer is whole all the same.',
  scope: 'credentials:use',
  callers: ['workflows'],
  params: brokerCall.params,
  query: brokerCall.query,
  body: brokerCall.body.extend({
    watch: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
    timeoutMs: z.number().int().min(1).max(STREAM_MS),
  }),
  output: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.string().meta({ description: 'The bytes of the body, packed by gzip, in base64.' }),
  }),
  errors: brokerCall.errors,
  deadlineMs: STREAM_MS + 10_000,
});
