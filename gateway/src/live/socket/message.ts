import { faultsOf } from '@mesh/bus/faults';
import { MeshError } from '@mesh/contracts/mesh-error';
import { z } from 'zod';
import { parseStrictJson } from '../../http/body/strict-json.ts';

const topic = z.string().min(1).max(128);
const filter = z.string().min(1).max(512).optional();

const message = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('subscribe'),
    topic,
    after: z.string().optional(),
    type: filter,
    source: filter,
    subject: filter,
  }),
  z.strictObject({ op: z.literal('unsubscribe'), topic }),
  z.strictObject({ op: z.literal('ping') }),
]);
export type Message = z.output<typeof message>;
export type Subscribe = Extract<Message, { op: 'subscribe' }>;

/** Parses a client's message. Throws `invalid`. */
export function readMessage(text: string): Message {
  const read = message.safeParse(parseStrictJson(text), { reportInput: false });
  if (read.success) return read.data;
  throw new MeshError('invalid', 'say {"op":"subscribe","topic":"events"}, unsubscribe, or {"op":"ping"}', {
    errors: faultsOf(read.error),
  });
}
