import { Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Bus } from '@mesh/bus/bus';
import type { HandlerOf } from '@mesh/bus/handler';
import * as operation from '@mesh/contracts/broker-stream';
import { type BrokerNeeds, throughBroker } from './through-broker.ts';

/**
 * Publishes the answer's parts as they arrive. Ends when the watcher has enough, or when nobody needs the answer any more. The
 * whole is held compressed, since many calls run at once, for minutes.
 */
export function brokerStream(
  { nats }: Pick<Bus, 'nats'>,
  needs: BrokerNeeds,
): HandlerOf<typeof operation.brokerStream> {
  return async (request, context) => {
    const { watch, timeoutMs, ...body } = request.body;
    const [stop, enough] = [new AbortController(), new AbortController()];
    const stopping = nats.subscribe(operation.stopSubject(watch), {
      callback: (_, message) => (message.string() === operation.ENOUGH ? enough : stop).abort(),
    });
    const subject = operation.partsSubject(context.caller, watch);
    const telling = () => watched((part) => nats.publish(subject, part));
    try {
      const { answer } = await throughBroker(needs, { ...request, body }, context, {
        signal: AbortSignal.any([context.signal, stop.signal]),
        enough: enough.signal,
        timeoutMs,
        maxBytes: operation.STREAM_BYTES,
        through: (status) => [...(status >= 200 && status <= 299 ? [telling()] : []), createGzip()],
      });
      return { status: answer.status, headers: answer.headers, body: answer.body.toString('base64') };
    } finally {
      stopping.unsubscribe();
    }
  };
}

/** Passes everything on, and publishes each part. */
function watched(tell: (part: Buffer) => void): Transform {
  return new Transform({
    transform(part: Buffer, _, done) {
      if (part.length > 0) tell(part);
      done(null, part);
    },
  });
}
