import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import {
  brokerStream,
  ENOUGH,
  partsSubject,
  STREAM_BYTES,
  STREAM_MS,
  stopSubject,
} from '@mesh/contracts/broker-stream';
import type { brokerCall } from '@mesh/contracts/credential-use';
import type { QuestionOf } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { Sending } from './http-call.ts';

type Watching = {
  readonly principal: Principal;
  readonly signal: AbortSignal;
  readonly onPart: Sending['onPart'];
  readonly enough: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
};
const LEFT_MS = 5_000;
const unpacked = promisify(gunzip);

/** Sends a call through the broker and watches the answer as it arrives. Aborting ends the call. */
export async function watchBroker(
  bus: Bus,
  { params, body }: QuestionOf<typeof brokerCall>,
  { principal, signal, onPart, enough, timeoutMs = STREAM_MS }: Watching,
): Promise<{ status: number; headers: Record<string, string>; raw: Buffer }> {
  const watch = randomUUID();
  const watching = bus.nats.subscribe(partsSubject('workflows', watch), {
    callback: (error, { data }) => {
      if (!error) onPart?.(Buffer.from(data), 200);
    },
  });
  const stop = () => bus.nats.publish(stopSubject(watch));
  signal.addEventListener('abort', stop, { once: true });
  const end = () => bus.nats.publish(stopSubject(watch), ENOUGH);
  enough?.addEventListener('abort', end, { once: true });
  try {
    const question = { params, body: { ...body, watch, timeoutMs } };
    const answer = await call(bus, brokerStream, question, {
      principal,
      signal,
      watched: true,
      deadlineMs: timeoutMs + LEFT_MS,
    });
    const raw = await unpacked(Buffer.from(answer.body, 'base64'), { maxOutputLength: STREAM_BYTES });
    return { status: answer.status, headers: answer.headers, raw };
  } finally {
    signal.removeEventListener('abort', stop);
    enough?.removeEventListener('abort', end);
    watching.unsubscribe();
  }
}
