import type { MeshEvent } from '@mesh/contracts/event';
import type { Service } from '@mesh/contracts/operation';
import type { Transaction } from 'kysely';
import { z } from 'zod';

/**
 * An event as its consumer gets it. `subject` is what it is about, if it says so. `time` is when it was recorded, but for one
 * that tells its own, which has `recordedTime` besides; such an event may have `attributes` that others have not.
 */
export type FactOf<Data> = {
  id: string;
  type: string;
  source: string;
  workspaceId: string;
  time: string;
  recordedTime?: string | undefined;
  subject?: string | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
  /** Its `data` are bytes, told in base64. */
  inBase64?: boolean | undefined;
  data: Data;
};

/** What a consumer does about one type of event, or about `every` event. */
export type FactHandler<S> = {
  readonly type: string | typeof EVERY;
  readonly topic: string | undefined;
  readonly schema: z.ZodType;
  readonly handle: (trx: Transaction<S>, fact: FactOf<unknown>) => Promise<void>;
};
export const EVERY = Symbol('every type');

/** `handle` does its work in `trx`, which commits together with the note that this event is done: once, or not at all. */
export function on<S, D extends z.ZodType>(
  event: MeshEvent<D>,
  handle: (trx: Transaction<S>, fact: FactOf<z.output<D>>) => Promise<void>,
): FactHandler<S> {
  const { type, topic, data: schema } = event;
  return { type, topic, schema, handle: (trx, fact) => handle(trx, fact as FactOf<z.output<D>>) };
}

/** For every event that the other handlers do not take, whatever its type and version; of one service where it is told. */
export function onEvery<S>(
  handle: (trx: Transaction<S>, fact: FactOf<unknown>) => Promise<void>,
  service?: Service,
): FactHandler<S> {
  return { type: EVERY, topic: service && `${service}.>`, schema: z.unknown(), handle };
}
