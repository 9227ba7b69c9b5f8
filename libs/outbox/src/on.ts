import type { MeshEvent } from '@mesh/contracts/event';
import type { Service } from '@mesh/contracts/operation';
import type { Transaction } from 'kysely';
import { z } from 'zod';

/**
 * An event as its consumer gets it. `subject` is what it is about, if stated. `time` is when it was recorded, unless the event
 * states its own time and `recordedTime` holds that; such an event may have further `attributes`.
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
  /** Its `data` are bytes in base64. */
  inBase64?: boolean | undefined;
  data: Data;
};

/** Handles one type of event, or `every` event. */
export type FactHandler<S> = {
  readonly type: string | typeof EVERY;
  readonly topic: string | undefined;
  readonly schema: z.ZodType;
  readonly handle: (trx: Transaction<S>, fact: FactOf<unknown>) => Promise<void>;
};
export const EVERY = Symbol('every type');

/** `handle` works in `trx`, which commits together with the inbox row: once, or not at all. */
export function on<S, D extends z.ZodType>(
  event: MeshEvent<D>,
  handle: (trx: Transaction<S>, fact: FactOf<z.output<D>>) => Promise<void>,
): FactHandler<S> {
  const { type, topic, data: schema } = event;
  return { type, topic, schema, handle: (trx, fact) => handle(trx, fact as FactOf<z.output<D>>) };
}

/** Handles every event that no other handler takes, whatever its type and version; of one service if given. */
export function onEvery<S>(
  handle: (trx: Transaction<S>, fact: FactOf<unknown>) => Promise<void>,
  service?: Service,
): FactHandler<S> {
  return { type: EVERY, topic: service && `${service}.>`, schema: z.unknown(), handle };
}
