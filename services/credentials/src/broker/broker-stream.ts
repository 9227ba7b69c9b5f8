import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Bus } from '@mesh/bus/bus';
import type { HandlerOf } from '@mesh/bus/serve';
import * as operation from '@mesh/contracts/broker-stream';
import { MeshError } from '@mesh/contracts/mesh-error';
import { scrubbingParts } from './scrubbing-parts.ts';
import { type BrokerNeeds, throughBroker } from './through-broker.ts';

/** What one message of the broker holds, with room for the rest of the answer. */
const MOST_PACKED = 7 * 1024 * 1024;
const packed = promisify(gzip);

/** Tells whoever watches what comes while it comes, and ends when they say that nobody needs it any more. */
export function brokerStream(
  { nats }: Pick<Bus, 'nats'>,
  needs: BrokerNeeds,
): HandlerOf<typeof operation.brokerStream> {
  return async (request, context) => {
    const { watch, timeoutMs, ...body } = request.body;
    const stop = new AbortController();
    const stopping = nats.subscribe(operation.stopSubject(watch), { max: 1, callback: () => stop.abort() });
    const subject = operation.partsSubject('workflows', watch);
    try {
      const { answer, scrubber } = await throughBroker(needs, { ...request, body }, context, {
        signal: AbortSignal.any([context.signal, stop.signal]),
        timeoutMs,
        maxBytes: operation.STREAM_BYTES,
        watching: (scrubber) => scrubbingParts(scrubber, (part) => nats.publish(subject, part)),
      });
      const text = (await packed(scrubber.bytes(answer.body))).toString('base64');
      if (text.length > MOST_PACKED) throw new MeshError('egress-failed', 'the answer is larger than allowed');
      return { status: answer.status, headers: scrubber.headers(answer.headers), body: text };
    } finally {
      stopping.unsubscribe();
    }
  };
}
